use crate::Quantity;
use crate::assess::{Fact, Facts, Rule, Score, Template, computed, rank, result};
use crate::{Direction, Plan};

fn q(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

fn ratio() -> Rule {
    Rule::Ratio { indicator: "a4.activities".to_owned() }
}

fn value(value: Option<&str>, target: &str) -> Fact {
    Fact::Value { value: value.map(q), target: q(target), direction: Direction::AtLeast }
}

fn line(criterion: &str, computed: Option<Quantity>, reviewed: Option<Quantity>) -> Score {
    Score {
        id: criterion.to_owned(),
        round: String::new(),
        county: "510904".to_owned(),
        criterion: criterion.to_owned(),
        computed,
        own: None,
        own_note: String::new(),
        own_by: None,
        own_at: None,
        evidence: String::new(),
        evidence_digest: String::new(),
        reviewed,
        reviewed_note: String::new(),
        reviewed_by: None,
        reviewed_at: None,
        amended: None,
        version: 1,
        mac: Vec::new(),
    }
}

fn template() -> Template {
    let plans = Plan::embedded().unwrap();
    plans[0].templates[0].clone()
}

#[test]
fn fifty_four_of_sixty_give_four_and_a_half_of_five_points() {
    let points = computed(&ratio(), q("5"), &value(Some("54"), "60")).unwrap();
    assert_eq!(points.decimal(2), "4.50");
    assert_eq!(computed(&ratio(), q("5"), &value(Some("61"), "60")).unwrap(), q("5"), "never more than there are");
    assert_eq!(computed(&ratio(), q("5"), &value(None, "60")).unwrap(), Quantity::ZERO);
    assert_eq!(computed(&ratio(), q("5"), &Fact::Absent), None);
}

#[test]
fn eleven_working_days_late_cost_two_steps_and_fifty_cost_everything() {
    let rule = Rule::Deadline { task: "c2.rules".to_owned() };
    let points = |late| computed(&rule, q("3"), &Fact::Late(late)).unwrap().decimal(2);
    assert_eq!(
        [points(0), points(4), points(5), points(11), points(49), points(50), points(500)],
        ["3.00", "3.00", "2.70", "2.40", "0.30", "0.00", "0.00"]
    );
}

#[test]
fn a_threshold_is_all_or_nothing_and_compares_exactly() {
    let rule = Rule::Threshold { indicator: "b1.premium".to_owned() };
    assert_eq!(computed(&rule, q("3"), &value(Some("99.99"), "100")), Some(Quantity::ZERO));
    assert_eq!(computed(&rule, q("3"), &value(Some("100.00"), "100")), Some(q("3")));
    let none = Fact::Value { value: Some(Quantity::ZERO), target: Quantity::ZERO, direction: Direction::AtMost };
    assert_eq!(computed(&rule, q("5"), &none), Some(q("5")));
}

#[test]
fn facts_come_back_as_they_were_kept_and_spoiled_ones_do_not() {
    let mut facts = Facts::default();
    let own = facts.0.entry("510904".to_owned()).or_default();
    own.insert("a".to_owned(), value(Some("1234567.89"), "3"));
    own.insert("b".to_owned(), value(None, "3"));
    own.insert("c".to_owned(), Fact::Late(11));
    own.insert("d".to_owned(), Fact::Periods { done: 7, due: 8 });
    own.insert("e".to_owned(), Fact::Absent);
    assert_eq!(Facts::parse(&facts.text()), Some(facts.clone()));
    assert_eq!(Facts::parse(&facts.text().replace("late", "latr")), None);
    assert_eq!(Facts::parse("[]"), None);
}

#[test]
fn what_a_unit_has_no_share_in_is_left_out_of_the_hundred() {
    let template = template();
    let mut lines: Vec<Score> = template
        .criteria()
        .map(|one| {
            let points = Some(one.points);
            if one.rule.is_computed() { line(&one.id, points, None) } else { line(&one.id, None, points) }
        })
        .collect();
    let all = result(&template, &lines, false).unwrap();
    assert_eq!((all.total.as_str(), all.grade.as_str()), ("100.00", "优秀"));
    // A park has no villages: eight points less to reach, and still a hundred.
    lines.iter_mut().find(|line| line.criterion == "t.villages").unwrap().computed = None;
    assert_eq!(result(&template, &lines, false).unwrap().total, "100.00");
    // One third of the five points for activities: 100 × (87 + 5/3) ÷ 92, two digits made once.
    lines.iter_mut().find(|line| line.criterion == "t.activities").unwrap().computed = q("5").share(1, 3);
    assert_eq!(result(&template, &lines, false).unwrap().total, "96.38");
    lines.push(line("x.innovation", None, Some(q("3"))));
    lines.push(line("x.negative", None, Some(q("10"))));
    let less = result(&template, &lines, false).unwrap();
    assert_eq!((less.total.as_str(), less.grade.as_str()), ("89.38", "良好"));
    assert_eq!(result(&template, &lines, true).unwrap().grade, "不合格（一票否决）");
    // An appeal's points stand before the reviewer's.
    lines.iter_mut().find(|line| line.criterion == "x.negative").unwrap().amended = Some(Quantity::ZERO);
    assert_eq!(result(&template, &lines, false).unwrap().total, "99.38");
}

#[test]
fn equal_totals_share_a_place_and_a_veto_comes_last() {
    let total = |text: &str, veto| (text.to_owned(), veto);
    let totals = [total("89.50", false), total("100.00", true), total("9.50", false), total("89.50", false)];
    assert_eq!(rank(&totals), [1, 4, 3, 1]);
    assert_eq!(rank(&[]), Vec::<i64>::new());
}

#[test]
fn weights_that_do_not_make_a_hundred_are_refused_with_their_sum() {
    let text = include_str!("../../../../plans/2017/assessment.toml");
    assert!(crate::plan::templates(text).is_ok());
    let wrong = text.replacen("points = \"20\"", "points = \"25\"", 1);
    let mistakes = crate::plan::templates(&wrong).unwrap_err();
    let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|one| one.contains("加起来是 105（25＋50＋15＋15），应正好是 100")), "{said:?}");
    assert!(said.iter().any(|one| one.contains("加起来是 20 分，应正好是 25 分")), "{said:?}");
}

#[test]
fn a_template_that_names_what_a_unit_does_not_have_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let plan = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/2017");
    for entry in std::fs::read_dir(plan).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let digest = Plan::load_dir(folder.path()).unwrap().digest;
    let rules = folder.path().join("assessment.toml");
    let text = std::fs::read_to_string(&rules).unwrap();
    let checked = |from: &str, to: &str| -> String {
        std::fs::write(&rules, text.replacen(from, to, 1)).unwrap();
        match Plan::load_dir(folder.path()) {
            Ok(plan) => plan.digest,
            Err(mistakes) => mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    };
    assert!(checked("\"h.villages\"", "\"h.nothing\"").contains("计划里没有指标“h.nothing”"));
    assert!(checked("\"h.villages\"", "\"a1.standard\"").contains("没有分到单位"));
    assert!(checked("\"h.villages\"", "\"a1.in_time\"").contains("越少越好，不能按比例打分"));
    assert!(checked("\"h.villages\"", "\"a1.persons\"").contains("只监测，没有目标"));
    assert!(checked("\"h.letters\"", "\"a4.mechanism\"").contains("是市局自己的"));
    assert!(checked("\"不合格 0\"", "\"不合格 10\"").contains("最后一个从 0 开始"));
    assert_eq!(checked("村规民约", "乡规民约"), digest, "the rules have their own document");
}
