//! The policies that ship with the program.

use std::path::Path;

use super::{Library, day, shipped};

#[test]
fn the_embedded_policies_load_and_their_cases_hold() {
    if let Err(errors) = Library::embedded() {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"));
    }
}

#[test]
fn the_folder_is_what_was_compiled_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let folder = Library::load_dir(&folder).expect("the folder loads");
    for policy in shipped().policies() {
        let same = folder.policy(policy.id()).expect("in the folder too");
        assert_eq!(same.version(), policy.version());
    }
}

#[test]
fn a_folder_that_is_not_there_gets_a_sentence() {
    let errors = Library::load_dir(Path::new("没有这个文件夹")).expect_err("not there");
    assert!(errors[0].to_string().contains("打不开这个文件夹"), "{}", errors[0]);
}

#[test]
fn a_file_that_is_no_text_gets_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("坏.policy"), [0xff, 0xfe, 0x00]).unwrap();
    let errors = Library::load_dir(folder.path()).expect_err("no text");
    assert!(errors[0].to_string().contains("UTF-8"), "{}", errors[0]);
}

#[test]
fn every_value_has_its_document() {
    let library = shipped();
    let parameters = library.parameters();
    assert!(parameters.len() > 60, "{}", parameters.len());
    assert!(parameters.iter().all(|p| !p.document.is_empty()));
    let mut standards = parameters.iter().filter(|p| p.name == "农村低保标准");
    let standard = standards.find(|p| p.from == day("2017-01-01")).expect("the standard of 2017");
    assert!(standard.document.contains("《通知》二(一)1①"));
}

#[test]
fn clauses_for_people_are_listed() {
    let library = shipped();
    let clauses = library.policy("dibao").unwrap().manual_clauses();
    assert_eq!(clauses.len(), 3);
    assert!(clauses.iter().any(|(name, _, clause)| *name == "高消费" && clause.contains("第十七条")));
}

#[test]
fn the_readme_lists_every_fact_of_dibao() {
    let readme = include_str!("../../../../policies/dibao/README.md");
    for spec in shipped().policy("dibao").unwrap().facts_needed() {
        let section = readme
            .split("### ")
            .find(|part| part.starts_with(&spec.group))
            .unwrap_or_else(|| panic!("README has no {}", spec.group));
        assert!(section.contains(&format!("| {} |", spec.name)), "README does not list {}.{}", spec.group, spec.name);
    }
}
