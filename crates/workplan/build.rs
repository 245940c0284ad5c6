//! Compiles the plans of `plans/` into the program.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let plans = root.join("../../plans");
    println!("cargo::rerun-if-changed={}", plans.display());
    let mut code = String::from("const EMBEDDED: &[(&str, &[(&str, &str)])] = &[\n");
    for folder in sorted(&plans).iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
        code.push_str(&format!("    ({:?}, &[\n", name(folder)));
        for file in sorted(folder).iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
            println!("cargo::rerun-if-changed={}", file.display());
            code.push_str(&format!("        ({:?}, include_str!({:?})),\n", name(file), file.display().to_string()));
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), code).expect("the build folder can be written");
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the plans can be read").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
