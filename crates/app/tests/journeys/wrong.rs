//! Forty wrong forms, files and settings: each answered by a Chinese sentence that says what to do, nothing lost.

use crate::decision::{ripen, step};
use crate::intake::{accept_usual, as_pairs, draft, household};
use app::settings::File;
use testkit::{Page, World};

/// Field, wrong value, and a part of the sentence.
const WRONG_FIELDS: &[(&str, &str, &str)] = &[
    ("m.0.id", "", "没有填公民身份号码"),
    ("m.0.id", "51090419690412999", "18位"),
    ("m.0.id", "510904196902309994", "日期"),
    ("m.0.id", "510904196904129990", "校验"),
    ("m.0.id", "510904203004129999", ""),
    ("m.0.name", "", "没有填姓名"),
    ("m.1.relation", "", "请选择与申请人的关系"),
    ("m.1.relation", "本人", "请选择与申请人的关系"),
    ("m.1.category", "肢体", "残疾类别和等级要一起填"),
    ("m.2.grade", "二级", "残疾类别和等级要一起填"),
    ("village", "", "请选择居住的村"),
    ("village", "510904104200", "不在本乡镇"),
    ("village", "abc", "不在本乡镇"),
    ("hukou", "", "请选择户口性质"),
    ("phone", "12", "电话应是 7 到 12 位数字"),
    ("phone", "打村长电话", "电话应是 7 到 12 位数字"),
    ("account", "", "请填写发放账户"),
    ("account", "4111111111111112", "卡号"),
    ("account", "411111", "位"),
    ("financial", "-5", "负数"),
    ("financial", "一千元", "金额"),
    ("financial", "1.234", "两位"),
    ("houses", "1.5", "整数"),
    ("houses", "99", "0 到 20"),
    ("i.0.amount", "六千", "金额"),
    ("i.0.kind", "", "请选择是什么收入"),
    ("i.0.who", "9", "请选择是谁的收入"),
    ("i.0.months", "13", "1 到 12"),
    ("consent", "", "没有核对授权不能受理"),
    ("promise", "", "诚信承诺书"),
];

fn with(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut changed: Vec<(String, String)> = fields.iter().filter(|(known, _)| known != name).cloned().collect();
    if !value.is_empty() {
        changed.push((name.to_owned(), value.to_owned()));
    }
    changed
}

/// The sentence stands in the summary, and everything typed is still there.
fn check(page: &Page, name: &str, value: &str, sentence: &str) {
    assert_eq!(page.status.as_u16(), 422, "{name}={value}: {}", page.text());
    let summary =
        page.body.split("class=\"sumerr\"").nth(1).unwrap_or_default().split("</div>").next().unwrap_or_default();
    assert!(summary.contains(sentence), "{name}={value} should say “{sentence}”: {summary}");
    assert!(summary.contains("<li>"), "{name}={value}: a sentence in the summary");
    if !value.is_empty()
        && !["consent", "promise", "m.1.relation"].contains(&name)
        && !name.ends_with("who")
        && name != "village"
    {
        assert!(page.body.contains(value), "{name}: what was typed is kept");
    }
    assert!(page.body.contains("李秀英") && page.body.contains("3组"), "{name}: the rest is kept");
}

#[tokio::test]
async fn thirty_wrong_answers_of_the_application_form() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let right = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let path = draft(&mut clerk).await;
    for (name, value, sentence) in WRONG_FIELDS {
        let version = clerk.get(&path).await.field("version");
        let fields = with(&right, name, value);
        let mut all = as_pairs(&fields);
        all.push(("version", &version));
        all.push(("act", "submit"));
        let page = clerk.post(&path, &all).await;
        check(&page, name, value, sentence);
    }
    assert_eq!(world.number("select count(*) from cases_applications").await, 0);
    let version = clerk.get(&path).await.field("version");
    let mut all = as_pairs(&right);
    all.push(("version", &version));
    all.push(("act", "submit"));
    clerk.post(&path, &all).await.is(303);
    world.end().await;
}

#[tokio::test]
async fn wrong_forms_on_the_way_to_a_decision() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    let visit =
        |on: &'static str| [("first", "甲"), ("second", "乙"), ("on", on), ("findings", "所见"), ("signed", "1")];
    step(&mut clerk, &case, "investigate", &visit("五月九日")).await.is(422).says("日期").says("所见");
    step(&mut clerk, &case, "investigate", &visit("2017-02-30")).await.is(422).says("所见");
    step(&mut clerk, &case, "investigate", &visit("2017-06-01")).await.is(422).says("今天").says("所见");
    step(&mut clerk, &case, "correct", &[("missing", " ")]).await.is(422).says("一次写全");
    ripen(&world, &case).await;
    let mut approver = world.login("approver").await;
    step(&mut approver, &case, "decision", &[("not_kin", "1"), ("reason", "写过的话")])
        .await
        .is(422)
        .says("请选择决定")
        .says("写过的话");
    let back = [("opinion", "return"), ("not_kin", "1")];
    step(&mut approver, &case, "decision", &back).await.is(422).says("补查什么");
    approver.post("/cases/batch", &[("not_kin", "1")]).await.is(422).says("请先勾选");
    world.end().await;
}

#[tokio::test]
async fn wrong_forms_of_the_registry_and_of_rights() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    accept_usual(&mut clerk).await;
    let mut tx = world.house.db.read().await.expect("a connection");
    let person: String =
        tx.one(&db::Sql::new("select applicant_id from cases_applications")).await.expect("one").only().expect("text");
    drop(tx);
    let at = |action: &str| format!("/registry/persons/{person}/{action}");
    clerk.post(&at("reveal"), &[]).await.is(422).says("为什么要看完整号码");
    clerk.post(&at("died"), &[("died_on", "2018-01-01")]).await.is(422).says("今天之间");
    clerk.post(&at("died"), &[("died_on", "昨天")]).await.is(422).says("日期");
    clerk.post(&at("merge"), &[("into", "abc"), ("merge_reason", "同一人")]).await.is(422).says("档案号不对");
    clerk.post("/access/kin", &[("name", "甲"), ("id_number", "1"), ("relation", "配偶")]).await.is(422).says("18位");
    clerk.post("/access/me/password", &[("old", "x"), ("new", "short")]).await.is(422).says("至少 10 个字符");
    clerk.post("/registry/search", &[("q", "' or 1=1 --")]).await.is(200).says("没有找到");
    clerk.get("/cases/not-an-id").await.is(404).says("没有找到");
    world.end().await;
}

#[test]
fn wrong_settings_refuse_to_start_and_name_the_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("doudi.toml");
    for (text, line, words) in [
        ("bureau = \"甲\"\nidle_minuts = 5\n", "第 2 行", "idle_minuts"),
        ("idle_minutes = 0\n", "第 1 行", "1 到 480"),
        ("phone = \"1\"\nlisten = \"8080\"\n", "第 2 行", "地址:端口"),
        ("\n\nbureau = \"\"\n", "第 3 行", "不能为空"),
        ("second_factor = \"yes\"\n", "第 1 行", "有错"),
        ("a = [1\n", "行", "有错"),
    ] {
        std::fs::write(&path, text).expect("written");
        let sentence = File::read(Some(&path)).expect_err("it is refused");
        assert!(sentence.contains(line) && sentence.contains(words), "{text:?}: {sentence}");
    }
    let missing = File::read(Some(&folder.path().join("none.toml"))).expect_err("it is refused");
    assert!(missing.contains("读不了"), "{missing}");
    assert!("mysql://x".parse::<db::Location>().expect_err("refused").to_string().contains("postgres://"));
}
