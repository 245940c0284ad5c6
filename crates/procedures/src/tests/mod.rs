//! What a procedure file may and may not say.

use super::{Procedure, Procedures};
use kernel::Day;

fn shipped(programme: &str) -> &'static str {
    super::EMBEDDED.iter().find(|(folder, _)| *folder == programme).map(|(_, text)| *text).unwrap()
}

fn refused(text: &str) -> String {
    Procedures::read([("dibao".to_owned(), text.to_owned())].into_iter()).unwrap_err()
}

#[test]
fn every_shipped_procedure_loads_and_says_its_regime_by_day() {
    let all = Procedures::embedded().unwrap();
    let dibao = all.of("dibao").unwrap();
    let on = |day: &str| dibao.regime_on(Day::parse(day).unwrap()).map(|regime| regime.id.as_str());
    assert_eq!(on("2012-12-11"), None);
    assert_eq!(on("2021-06-30"), Some("R2012"));
    assert_eq!(on("2021-07-01"), Some("R2021"));
    assert!(all.all().all(|procedure: &Procedure| !procedure.title.is_empty()));
}

#[test]
fn a_mistake_is_named_with_its_file() {
    let good = shipped("dibao");
    for (from, to, said) in [
        ("programme = \"dibao\"", "programme = \"tekun\"", "应与文件夹同名"),
        ("from = \"2012-12-12\"", "from = \"2012-13-12\"", "请写成 2017-01-01"),
        ("objection_unit = \"workdays\"", "objection_unit = \"weeks\"", "只能是 workdays 或 days"),
        ("within = 10\nunit = \"workdays\"", "within = 10\nunit = \"weeks\"", "只能是 workdays 或 days"),
        ("id = \"review\"", "id = \"investigate\"", "两步都叫"),
        ("kind = \"approve\"", "kind = \"verify\"", "最后一步应是"),
        ("kind = \"review\"", "kind = \"vote\"", "unknown variant"),
        ("notice_days = 7", "notice_day = 7", "unknown field"),
        ("day = 10", "day = 31", "day 写 1 到 28"),
        ("notice_days = 7", "notice_days = 7\ncomputed_by = \"dibian\"", "只能用在不发钱的事项"),
    ] {
        let sentence = refused(&good.replacen(from, to, 1));
        assert!(sentence.starts_with("dibao/procedure.toml") && sentence.contains(said), "{from}: {sentence}");
    }
}

#[test]
fn a_review_counts_its_villagers_exactly() {
    let all = Procedures::embedded().unwrap();
    let regime = all.of("dibao").unwrap().regime("R2012").unwrap();
    assert!(regime.is_quorum(9, 6));
    assert!(!regime.is_quorum(9, 5));
    assert!(!regime.is_quorum(0, 0));
}
