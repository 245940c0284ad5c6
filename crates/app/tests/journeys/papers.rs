//! 填表: what is wrong is said field by field, what was typed is kept, two tabs do not overwrite each other.

use crate::intake::{accept_usual, as_pairs, draft, household};
use testkit::{World, id_number};

#[tokio::test]
async fn wrong_input_is_named_field_by_field_and_kept() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let path = draft(&mut clerk).await;
    let fields = [
        ("version", "1"),
        ("act", "submit"),
        ("m.0.name", "王秀兰"),
        ("m.0.id", "510904195103080006"),
        ("account", "4111111111111112"),
        ("phone", "12"),
        ("financial", "一千"),
        ("houses", "1.5"),
    ];
    let page = clerk.post(&path, &fields).await;
    page.is(422).says("510904195103080006").says("4111111111111112").says("一千").says("1.5");
    for sentence in ["校验", "电话应是 7 到 12 位数字", "请选择居住的村", "请选择户口性质", "核对授权", "诚信承诺书"]
    {
        page.says(sentence);
    }
    let again = clerk.get(&path).await;
    again.is(200).says("510904195103080006").says("一千");
    world.end().await;
}

#[tokio::test]
async fn a_second_tab_does_not_overwrite_and_pressing_twice_takes_in_once() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let path = draft(&mut clerk).await;
    clerk.post(&path, &[("version", "1"), ("act", "save"), ("m.0.name", "第一个窗口")]).await.is(422);
    let other = clerk.post(&path, &[("version", "1"), ("act", "save"), ("m.0.name", "第二个窗口")]).await;
    other.is(409).says("在另一个窗口里存过").says("第二个窗口");
    clerk.get(&path).await.says("第一个窗口");
    let fields = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let mut all = as_pairs(&fields);
    all.push(("version", "2"));
    all.push(("act", "submit"));
    let first = clerk.post(&path, &all).await;
    first.is(303);
    let second = clerk.post(&path, &all).await;
    second.is(303);
    assert_eq!(first.location, second.location);
    assert_eq!(world.number("select count(*) from cases_applications").await, 1);
    world.end().await;
}

#[tokio::test]
async fn the_same_household_is_not_taken_in_twice_and_is_shown_before_the_long_form() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    accept_usual(&mut clerk).await;
    let path = draft(&mut clerk).await;
    let number = id_number("19690412", true);
    let seen = [("version", "1"), ("act", "recalc"), ("m.0.name", "王建国"), ("m.0.id", number.as_str())];
    clerk.post(&path, &seen).await.is(200).says("系统里有 1 条记录").says("SL-510904-2017-00001");
    let fields = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let mut all = as_pairs(&fields);
    all.push(("version", "2"));
    all.push(("act", "submit"));
    clerk.post(&path, &all).await.is(422).says("已经有一件正在办的申请");
    world.end().await;
}

#[tokio::test]
async fn missing_facts_are_named_and_never_read_as_zero() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let path = draft(&mut clerk).await;
    let mut fields = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    fields.retain(|(name, _)| name != "financial" && name != "incomes_complete");
    let mut all = as_pairs(&fields);
    all.push(("version", "1"));
    all.push(("act", "recalc"));
    clerk.post(&path, &all).await.is(200).says("还算不出来").says("金融资产").says("有哪些收入");
    world.end().await;
}

#[tokio::test]
async fn another_township_and_another_county_find_nothing() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    for other in ["clerk.510904104", "approver.510921", "county.510903"] {
        let mut stranger = world.login(other).await;
        stranger.get(&case).await.is(404).says("不在您的管辖范围");
        let found = stranger.post("/registry/search", &[("q", "王建国")]).await;
        found.is(200).says("没有找到");
    }
    let number = id_number("19690412", true);
    let mut stranger = world.login("county.510903").await;
    stranger.post("/registry/search", &[("q", number.as_str())]).await.is(200).says("在安居区有 1 条");
    world.end().await;
}
