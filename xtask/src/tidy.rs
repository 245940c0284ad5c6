//! The rules of the house that a program can check.

use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Lines a source file may have.
const MOST_LINES: usize = 600;

/// The layer of each crate; imports point down, never up, never sideways.
const LAYERS: &[(&str, u32)] = &[
    ("kernel", 1),
    ("crypto", 2),
    ("rules", 3),
    ("procedures", 3),
    ("db", 3),
    ("ui", 3),
    ("sheets", 3),
    ("letters", 3),
    ("ledger", 4),
    ("access", 4),
    ("registry", 5),
    ("messages", 5),
    ("cases", 6),
    ("payments", 6),
    ("workplan", 6),
    ("worked-cases", 7),
    ("policies", 7),
    ("reports", 7),
    ("sample-city", 7),
    ("app", 8),
    ("testkit", 9),
];

/// Checks everything and names all that does not hold.
pub fn check(root: &Path) -> Result<()> {
    let mut faults = Vec::new();
    let mut files = Vec::new();
    collect(&root.join("crates"), &mut files)?;
    collect(&root.join("xtask/src"), &mut files)?;
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        let name = file.strip_prefix(root).unwrap_or(file).display().to_string();
        file_rules(&name, &text, &mut faults);
    }
    layers(root, &mut faults)?;
    glossary(root, &files, &mut faults)?;
    if faults.is_empty() {
        println!("tidy: {} files in order", files.len());
        return Ok(());
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    bail!("tidy: {} faults", faults.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("target") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

fn is_test(name: &str) -> bool {
    name.contains("/tests/") || name.contains("testkit") || name.contains("tests_")
}

/// What a file may hold depends on where it lies.
fn file_rules(name: &str, text: &str, faults: &mut Vec<String>) {
    let lines = text.lines().count();
    if lines > MOST_LINES {
        faults.push(format!("{name}: {lines} lines, at most {MOST_LINES}"));
    }
    if is_test(name) || name.starts_with("xtask") || name.contains("/build.rs") {
        return;
    }
    let may_ask = name.contains("/store/") || name.starts_with("crates/db/") || name.starts_with("crates/ledger/");
    for (index, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        let at = index + 1;
        if !may_ask && ["insert into ", "delete from ", "\"select ", "\"update "].iter().any(|sql| code.contains(sql)) {
            faults.push(format!("{name}:{at}: SQL outside store/"));
        }
        if code.contains("delete from ") && !name.contains("db/src/copy.rs") {
            faults.push(format!("{name}:{at}: rows are never deleted"));
        }
        if code.contains("html!")
            && !(name.contains("/pages/") || name.starts_with("crates/ui/") || name.ends_with("access/src/web.rs"))
        {
            faults.push(format!("{name}:{at}: markup outside pages/ and ui"));
        }
        // A workbook's number cells are doubles by its format; sheets turns them into text at once.
        let is_workbook = name.starts_with("crates/sheets/");
        if !is_workbook && (code.contains("f64") || code.contains("f32")) {
            faults.push(format!("{name}:{at}: a float"));
        }
        if code.contains("#[ignore") {
            faults.push(format!("{name}:{at}: an ignored test"));
        }
    }
}

/// Imports between our crates, as their manifests say.
fn layers(root: &Path, faults: &mut Vec<String>) -> Result<()> {
    let layer: BTreeMap<&str, u32> = LAYERS.iter().copied().collect();
    for entry in std::fs::read_dir(root.join("crates"))? {
        let folder = entry?.path();
        let Some(name) = folder.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let Some(own) = layer.get(name.as_str()) else {
            faults.push(format!("crates/{name}: not in the table of layers (xtask/src/tidy.rs)"));
            continue;
        };
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))?;
        let normal = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        for line in normal.lines() {
            let used = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if let Some(other) = layer.get(used)
                && other >= own
            {
                faults.push(format!("crates/{name}: imports {used}, which does not lie below it"));
            }
        }
    }
    Ok(())
}

/// Words the glossary rules out do not appear as identifiers.
fn glossary(root: &Path, files: &[PathBuf], faults: &mut Vec<String>) -> Result<()> {
    let text = std::fs::read_to_string(root.join("docs/glossary.md"))?;
    let mut banned: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let Some(not) = cells.get(4) {
            banned.extend(not.split('`').skip(1).step_by(2).filter(|word| word.contains('_')).map(str::to_owned));
        }
    }
    for file in files.iter().filter(|file| !is_test(&file.display().to_string())) {
        let source = std::fs::read_to_string(file)?;
        for word in &banned {
            if source.contains(word.as_str()) && !file.ends_with("tidy.rs") {
                faults.push(format!("{}: “{word}” is ruled out by docs/glossary.md", file.display()));
            }
        }
    }
    Ok(())
}
