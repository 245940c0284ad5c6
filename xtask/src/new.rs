//! `cargo xtask new programme|action`: the files a new piece begins with, each valid from the first moment.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// What to make, from the command line.
pub fn make(root: &Path, arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["programme", code, title] => programme(root, code, title),
        ["action", krate, verb, title] => action(root, krate, verb, title),
        _ => bail!(
            "用法：cargo xtask new programme 编号 名称（例：jiage 价格临时补贴）\n      cargo xtask new action crate 动词 名称（例：cases suspend 缓发）"
        ),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn write(path: &Path, text: &str) -> Result<()> {
    if path.exists() {
        bail!("{} 已经有了，没有改动。", path.display());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| path.display().to_string())?;
    println!("{}", path.display());
    Ok(())
}

/// A programme that loads, is asked for at the window and pays once: to be changed clause by clause.
fn programme(root: &Path, code: &str, title: &str) -> Result<()> {
    if !is_word(code) {
        bail!("编号“{code}”只能用小写字母，例如 jiage。");
    }
    let folder = root.join("policies").join(code);
    let fill = |text: &str| text.replace("{code}", code).replace("{title}", title);
    write(&folder.join(format!("{code}.policy")), &fill(include_str!("new/programme.policy")))?;
    write(&folder.join("procedure.toml"), &fill(include_str!("new/procedure.toml")))?;
    write(&folder.join("README.md"), &fill(include_str!("new/README.md")))?;
    println!("\n下一步：写规定和案例，运行 doudi policy check policies/{code}；写法见 docs/policy-language.zh-CN.md。");
    Ok(())
}

/// An action of a slice: its file, and its line in the table of rights.
fn action(root: &Path, krate: &str, verb: &str, title: &str) -> Result<()> {
    let actions = root.join("crates").join(krate).join("src/actions");
    if !is_word(verb) || !actions.is_dir() {
        bail!("crates/{krate}/src/actions 不存在，或动词“{verb}”不是小写英文。");
    }
    let matrix = root.join("crates/access/src/matrix.txt");
    let table = std::fs::read_to_string(&matrix)?;
    let name = format!("{krate}.{verb}");
    if table.lines().any(|line| line.split_whitespace().next() == Some(&name)) {
        bail!("权限表里已经有 {name}。");
    }
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    let last = lines
        .iter()
        .rposition(|line| line.starts_with(&format!("{krate}.")))
        .with_context(|| format!("权限表里没有 {krate} 的事项，请先手写一行。"))?;
    lines.insert(last + 1, format!("{name:<24} {title}"));
    let type_name: String = verb
        .split('_')
        .map(|word| word.chars().next().map_or_else(String::new, |c| c.to_ascii_uppercase().to_string() + &word[1..]))
        .collect();
    let text = include_str!("new/action.txt")
        .replace("{title}", title)
        .replace("{name}", &name)
        .replace("{verb}", verb)
        .replace("{Type}", &type_name);
    write(&actions.join(format!("{verb}.rs")), &text)?;
    std::fs::write(&matrix, lines.join("\n") + "\n")?;
    println!("权限表加了一行 {name}，还没有岗位：请写上谁可以做，并在 actions/mod.rs 里加 mod {verb};。");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_new_programme_has_its_files_and_is_never_written_over() {
        let root = std::env::temp_dir().join(format!("doudi-new-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        make(&root, &words("programme jiage 价格临时补贴")).unwrap();
        let policy = std::fs::read_to_string(root.join("policies/jiage/jiage.policy")).unwrap();
        assert!(policy.contains("政策 价格临时补贴") && policy.contains("编号 jiage"), "{policy}");
        assert!(make(&root, &words("programme jiage 价格临时补贴")).unwrap_err().to_string().contains("已经有了"));
        assert!(make(&root, &words("programme Jiage 价格")).is_err());
        assert!(make(&root, &words("lists x")).unwrap_err().to_string().contains("用法"));
        std::fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn a_new_action_has_its_file_and_its_line() {
        let root = std::env::temp_dir().join(format!("doudi-action-{}", std::process::id()));
        std::fs::create_dir_all(root.join("crates/cases/src/actions")).unwrap();
        std::fs::create_dir_all(root.join("crates/access/src")).unwrap();
        let matrix = root.join("crates/access/src/matrix.txt");
        std::fs::write(&matrix, "cases.view  看申请  clerk\npayments.view  看发放  clerk\n").unwrap();
        make(&root, &words("action cases hold_back 缓发")).unwrap();
        let table = std::fs::read_to_string(&matrix).unwrap();
        assert_eq!(table.lines().nth(1), Some("cases.hold_back          缓发"));
        let file = std::fs::read_to_string(root.join("crates/cases/src/actions/hold_back.rs")).unwrap();
        assert!(file.contains("HoldBack = \"cases.hold_back\""), "{file}");
        assert!(make(&root, &words("action cases hold_back 缓发")).is_err());
        assert!(make(&root, &words("action nowhere hold 缓发")).is_err());
        std::fs::remove_dir_all(&root).unwrap();
    }
}
