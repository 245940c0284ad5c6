//! The worked examples of the manual, in both languages, are run as they stand.
//!
//! ```` ```policy ```` is a whole file; `policy other` is a second file beside it; with `error` it must
//! be refused with the sentence of the ```` ```text ```` block that follows (`policy error` is one more
//! statement behind the whole file).

use crate::Library;

const FILE: &str = "例子.policy";
const OTHER: &str = "另一个.policy";

/// Every fenced block: what it is, and its text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match (line.strip_prefix("```"), open) {
            (Some(what), false) => {
                blocks.push((what.trim().to_owned(), String::new()));
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                if let Some((_, block)) = blocks.last_mut() {
                    block.push_str(line);
                    block.push('\n');
                }
            }
            (None, false) => {}
        }
    }
    blocks
}

fn load(files: &[(&str, &str)]) -> Result<Library, String> {
    let files: Vec<(String, String)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Library::load_texts(&files).map_err(|errors| errors.iter().map(|error| format!("{error}\n")).collect())
}

/// Runs the examples and says how many loaded and how many were refused.
fn run(manual: &str) -> (usize, usize) {
    let (mut loaded, mut refused) = (0, 0);
    let mut base = String::new();
    let mut expected: Option<String> = None;
    let must_load = |result: Result<Library, String>, text: &str| {
        assert!(result.is_ok(), "{}\n{text}", result.err().unwrap_or_default());
    };
    for (what, text) in blocks(manual) {
        if let Some(sentence) = expected.take() {
            assert_eq!((what.as_str(), &text), ("text", &sentence), "the manual shows another sentence");
            refused += 1;
            continue;
        }
        match what.as_str() {
            "policy" => {
                base.clone_from(&text);
                // A file with open terms waits for the one that fills them.
                if !text.contains("\n待定 ") {
                    must_load(load(&[(FILE, &base)]), &text);
                    loaded += 1;
                }
            }
            "policy other" => {
                must_load(load(&[(FILE, &base), (OTHER, &text)]), &text);
                loaded += 1;
            }
            "policy error" => expected = load(&[(FILE, &format!("{base}{text}"))]).err(),
            "policy other error" => expected = load(&[(FILE, &base), (OTHER, &text)]).err(),
            "" => {}
            other => panic!("the manual has a block of an unknown kind: {other}"),
        }
        assert!(
            !what.ends_with("error") || expected.is_some(),
            "it loads although the manual says it does not:\n{text}"
        );
    }
    (loaded, refused)
}

#[test]
fn every_example_of_the_chinese_manual_runs() {
    let (loaded, refused) = run(include_str!("../../../../docs/policy-language.zh-CN.md"));
    assert!(loaded >= 8 && refused >= 2, "{loaded} {refused}");
}

#[test]
fn every_example_of_the_english_manual_runs() {
    let (loaded, refused) = run(include_str!("../../../../docs/policy-language.md"));
    assert!(loaded >= 8 && refused >= 2, "{loaded} {refused}");
}
