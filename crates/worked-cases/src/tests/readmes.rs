//! The README of each folder of policies.

use std::path::Path;

use rules::Library;

#[test]
fn every_readme_lists_every_fact_of_its_policies() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let library = Library::embedded().expect("the shipped policies load");
    let mut facts = 0;
    for policy in library.policies() {
        let (folder, _) = policy.file().split_once('/').expect("a folder and a file");
        if policy.id() == "dibao_guanli" {
            // The facts of dibao's daily management come from its case, not from a form.
            continue;
        }
        let readme = std::fs::read_to_string(policies.join(folder).join("README.md")).expect(folder);
        for spec in policy.facts_needed() {
            let listed = readme
                .split("\n### ")
                .flat_map(|part| part.split("\n#### "))
                .filter(|part| part.starts_with(&spec.group))
                .any(|part| part.contains(&format!("| {} |", spec.name)));
            assert!(listed, "policies/{folder}/README.md does not list {}.{}", spec.group, spec.name);
            facts += 1;
        }
    }
    assert!(facts > 100, "{facts}");
}
