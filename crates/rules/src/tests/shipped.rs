//! The policies that ship with the program.

use super::Library;

#[test]
fn the_embedded_policies_load_and_their_cases_hold() {
    match Library::embedded() {
        Ok(library) => assert!(library.policy("dibao").is_some()),
        Err(errors) => panic!(
            "{}",
            errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        ),
    }
}
