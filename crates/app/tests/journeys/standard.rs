//! A standard is raised: the preview, two signatures, the recomputation, and the money that follows, to the fen.

use crate::decision::{ripen, step};
use crate::intake::{accept, accept_usual, household};
use policies::actions::work_once;
use testkit::{Client, World, each_database};

async fn approve(world: &World, case: &str) {
    let mut approver = world.login("approver").await;
    step(&mut approver, case, "decision", &[("opinion", "approve"), ("not_kin", "1")]).await.is(303);
}

async fn decided(world: &World) {
    let mut clerk = world.login("clerk").await;
    let first = accept_usual(&mut clerk).await;
    let others = household("3000", ["19680505", "19700606", "19480707"], ["赵国富", "钱玉珍", "孙桂芳"]);
    let second = accept(&mut clerk, &others).await;
    ripen(world, &first).await;
    world.on("2017-05-09");
    ripen(world, &second).await;
    approve(world, &first).await;
    approve(world, &second).await;
}

const FORM: &str = "/policies/changes/new";

fn raised<'f>(value: &'f str, from: &'f str, act: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("key", "k1"),
        ("parameter", "农村低保标准"),
        ("division", ""),
        ("value", value),
        ("from", from),
        ("document", "遂府发〔2017〕9号（编的）"),
        ("why", ""),
        ("act", act),
    ]
}

pub async fn propose(bureau: &mut Client, value: &str, from: &str) -> String {
    let done = bureau.post(FORM, &raised(value, from, "propose")).await;
    done.is(303);
    let twice = bureau.post(FORM, &raised(value, from, "propose")).await;
    assert_eq!(done.location, twice.location, "pressed twice, proposed once");
    done.location
}

pub async fn sign(who: &mut Client, change: &str) -> testkit::Page {
    let version = who.get(change).await.field("version");
    who.post(&format!("{change}/sign"), &[("version", &version), ("read", "1")]).await
}

/// What each award gives in a month by its last adjustment, in the order of amounts.
async fn adjusted(world: &World) -> i64 {
    world
        .number("select cast(coalesce(sum(amount_fen), 0) as bigint) from payments_segments where kind = 'adjust'")
        .await
}

#[tokio::test]
async fn the_standard_rises_as_previewed_by_two_signatures_and_decides_what_comes_after() {
    for engine in each_database() {
        let world = World::new(engine).await;
        decided(&world).await;
        let mut bureau = world.login("bureau").await;
        bureau.get("/policies").await.is(200).says("最低生活保障").says("残疾人两项补贴");
        bureau.get("/policies/library/dibao").await.is(200).says("规定和依据").says("月低保金");
        bureau.get("/policies/parameters?called=农村低保").await.is(200).says("3300");
        // 3,300 → 3,600 a person and year: three persons, 75 yuan a month more for each of the two households.
        let preview = bureau.post(FORM, &raised("3600", "20170701", "preview")).await;
        preview.is(200).says("900.00").says("1,050.00").says("+150.00");
        assert_eq!(world.number("select count(*) from policies_changes").await, 0, "a preview stores nothing");
        for (value, from, said) in
            [("很多", "20170701", "应是不小于0的数"), ("3600", "20171345", "日"), ("", "20170701", "请填写新的数值")]
        {
            bureau.post(FORM, &raised(value, from, "propose")).await.is(422).says(said);
        }
        let change = propose(&mut bureau, "3600", "20170701").await;
        bureau.get(&change).await.is(200).says("等第二人签字").says("+150.00");
        sign(&mut bureau, &change).await.is(403).says("另一个人签字");
        world.login("approver").await.post(&format!("{change}/sign"), &[("version", "1"), ("read", "1")]).await.is(403);
        let mut second = world.login("bureau2").await;
        second.post(&format!("{change}/sign"), &[("version", "1")]).await.is(422).says("请先看文件原文");
        sign(&mut second, &change).await.is(303);
        second.post(&format!("{change}/sign"), &[("version", "2"), ("read", "1")]).await.is(409);
        second.get(&change).await.is(200).says("排队等着算");
        assert!(work_once(&world.house, "test").await.expect("the job is done"));
        second.get(&change).await.is(200).says("看过 2 份待遇，调整 2 份，0 份要人核实。");
        // To the fen what the preview said: 400.00 and 650.00 a month from July on.
        assert_eq!(adjusted(&world).await, 40_000 + 65_000);
        assert!(!work_once(&world.house, "test").await.expect("nothing waits"));
        world.on("2017-07-04");
        let mut cashier = world.login("cashier").await;
        let run = "/payments/runs/new?programme=dibao&month=2017-07&kind=regular";
        cashier.get(run).await.is(200).says("1,050.00");
        // A decision of July is computed with the new standard, one dated before is not.
        let mut clerk = world.login("clerk").await;
        let others = household("6000", ["19690512", "19710408", "19510408"], ["李长富", "张玉兰", "刘桂英"]);
        let case = accept(&mut clerk, &others).await;
        clerk.get(&case).await.is(200).says("为什么是 400.00 元").says("遂府发〔2017〕9号");
        world.end().await;
    }
}

#[tokio::test]
async fn a_change_that_reaches_back_owes_the_months_that_were_paid() {
    let world = World::new(testkit::Engine::Sqlite).await;
    decided(&world).await;
    world.on("2017-08-02");
    let mut bureau = world.login("bureau").await;
    // Awards began in June: June and July are short of 75 yuan for each household.
    let preview = bureau.post(FORM, &raised("3600", "20170101", "preview")).await;
    preview.is(200).says("起始日期已经过了").says("+300.00");
    bureau.post(FORM, &raised("3600", "20120101", "preview")).await.is(422).says("最多往前 36 个月");
    let change = propose(&mut bureau, "3600", "20170101").await;
    let mut second = world.login("bureau2").await;
    sign(&mut second, &change).await.is(303);
    assert!(work_once(&world.house, "test").await.expect("the job is done"));
    assert_eq!(adjusted(&world).await, 40_000 + 65_000);
    // A withdrawn proposal changes nothing and cannot be signed.
    let other = bureau.post(FORM, &[&raised("9999", "20180101", "propose")[1..], &[("key", "k2")]].concat()).await;
    let version = bureau.get(&other.location).await.field("version");
    let withdraw = format!("{}/withdraw", other.location);
    bureau.post(&withdraw, &[("version", &version), ("ended_why", "")]).await.is(422).says("为什么撤回");
    bureau.post(&withdraw, &[("version", &version), ("ended_why", "数写错了")]).await.is(303);
    let signed = second.post(&format!("{}/sign", other.location), &[("version", "2"), ("read", "1")]).await;
    signed.is(409).says("已撤回");
    world.end().await;
}

#[tokio::test]
async fn a_standard_announced_for_january_is_paid_in_january_by_the_month_that_is_recomputed() {
    for engine in each_database() {
        let world = World::new(engine).await;
        decided(&world).await;
        world.on("2017-12-20");
        let mut bureau = world.login("bureau").await;
        bureau.get("/policies/month?month=2018-05").await.is(422).says("只能重算");
        // 3,660 a person and year from 2018 on: 415.00 and 665.00 instead of 325.00 and 575.00.
        let page = bureau.get("/policies/month").await;
        page.is(200).says("2018-01").says("1,080.00").says("+180.00");
        bureau.post("/policies/month", &[("month", "2018-01")]).await.is(303);
        bureau.post("/policies/month", &[("month", "2018-01")]).await.is(409).says("已经重算过");
        assert!(work_once(&world.house, "test").await.expect("the job is done"));
        bureau.get("/policies/month?month=2018-01").await.is(200).says("调整 2 份");
        let mut cashier = world.login("cashier").await;
        let run = |month| format!("/payments/runs/new?programme=dibao&month={month}&kind=regular");
        cashier.get(&run("2017-12")).await.is(200).says("900.00");
        world.on("2018-01-04");
        let mut cashier = world.login("cashier").await;
        cashier.get(&run("2018-01")).await.is(200).says("1,080.00");
        world.end().await;
    }
}

#[tokio::test]
async fn a_value_for_the_whole_city_says_which_county_loses_its_own() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut bureau = world.login("bureau").await;
        let mut own = raised("3480", "20170601", "propose");
        own.retain(|(name, _)| !["division", "key"].contains(name));
        own.extend([("division", "510922"), ("key", "k2")]);
        let change = bureau.post(FORM, &own).await.location;
        let lost = "射洪县自己定的 3480 元/年";
        assert!(!bureau.post(FORM, &raised("3600", "20170701", "preview")).await.is(200).body.contains(lost));
        sign(&mut world.login("bureau2").await, &change).await.is(303);
        let page = bureau.post(FORM, &raised("3600", "20170701", "preview")).await;
        page.is(200).says(lost).says("从2017年7月1日起由全市的数代替");
        // A county's own change takes nothing from the others.
        own.retain(|(name, _)| !["from", "act", "key"].contains(name));
        own.extend([("from", "20170801"), ("act", "preview"), ("key", "k3")]);
        assert!(!bureau.post(FORM, &own).await.is(200).body.contains("由全市的数代替"));
        world.end().await;
    }
}
