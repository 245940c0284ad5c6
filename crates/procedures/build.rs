//! Compiles the procedures of `policies/` into the program.

use std::fs;
use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let policies = root.join("../../policies");
    println!("cargo::rerun-if-changed={}", policies.display());
    let mut files: Vec<(String, PathBuf)> = fs::read_dir(&policies)
        .expect("the policies can be read")
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().join("procedure.toml")))
        .filter(|(_, file)| file.is_file())
        .collect();
    files.sort();
    let mut code = String::from("const EMBEDDED: &[(&str, &str)] = &[\n");
    for (folder, file) in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        code.push_str(&format!("    ({folder:?}, include_str!({:?})),\n", file.display().to_string()));
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), code).expect("the build folder can be written");
}
