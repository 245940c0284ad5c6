use crate::codes::{self, Sex};

#[test]
fn every_shipped_table_loads_and_is_one_to_one() {
    for table in codes::all() {
        assert!(table.lines().len() >= 3, "{}", table.title());
        for line in table.lines() {
            assert_eq!(table.by_code(line.code), Some(line), "{} {}", table.title(), line.code);
        }
    }
}

#[test]
fn a_code_or_a_name_is_understood_and_nothing_else() {
    assert_eq!(codes::ethnic().read("01").unwrap().name, "汉族");
    assert_eq!(codes::ethnic().read("汉族").unwrap().code, "01");
    assert_eq!(codes::relation().read("１２").unwrap().name, "妻");
    assert!(codes::relation().read("邻居").unwrap_err().sentence.contains("家庭关系"));
    assert_eq!(codes::education().by_code("11").unwrap().group, Some("10"));
}

#[test]
fn the_poverty_register_has_its_words() {
    let causes = codes::poverty_terms("cause");
    assert_eq!(causes.len(), 13);
    assert_eq!(causes[0].name, "因病");
    assert!(codes::poverty_terms("none").is_empty());
}

#[test]
fn sex_goes_to_its_code_and_back() {
    for line in codes::sex().lines() {
        assert_eq!(Sex::from_code(line.code).unwrap().code(), line.code);
    }
    assert_eq!(Sex::Female.to_string(), "女");
    assert_eq!(Sex::from_code("3"), None);
}
