//! Whole files through the engine.

use super::{Library, Summary, run};

/// Runs a text and gives back what was printed.
fn printed(text: &str, json: bool) -> (Summary, String) {
    let library = Library::embedded().expect("the shipped policies load");
    let mut out = Vec::new();
    let summary = run(text, &library, json, &mut out).expect("a buffer can be written");
    (
        summary,
        String::from_utf8(out).expect("the output is UTF-8"),
    )
}

#[test]
fn every_shipped_case_of_dibao_passes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/dibao/cases");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            let (summary, out) = printed(&text, false);
            assert_eq!(summary.failed, 0, "{}\n{out}", path.display());
            assert!(summary.passed > 0);
            files += 1;
        }
    }
    assert!(files > 0, "no case file was found");
}
