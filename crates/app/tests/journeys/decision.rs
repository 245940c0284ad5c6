//! From the window to the county's decision: every step, its clock, and each no on the way.

use crate::intake::{accept, accept_usual, household};
use testkit::{Client, World, each_database};

pub async fn step(who: &mut Client, case: &str, action: &str, fields: &[(&str, &str)]) -> testkit::Page {
    let version = who.get(case).await.field("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    who.post(&format!("{case}/{action}"), &all).await
}

/// Walks a case up to the point where the approver must decide.
pub async fn ripen(world: &World, case: &str) {
    let visit =
        [("first", "董勇"), ("second", "村主任"), ("on", "2017-05-10"), ("findings", "土坯房两间"), ("signed", "1")];
    world.on("2017-05-10");
    let mut clerk = world.login("clerk").await;
    step(&mut clerk, case, "investigate", &visit).await.is(303);
    let review =
        [("on", "20170511"), ("present", "12"), ("villagers", "8"), ("agree", "12"), ("conclusion", "情况属实")];
    world.on("2017-05-11");
    let mut clerk = world.login("clerk").await;
    step(&mut clerk, case, "review", &review).await.is(303);
    step(&mut clerk, case, "notice", &[("where", "村公示栏")]).await.is(303);
    world.on("2017-05-19");
    let mut verifier = world.login("verifier").await;
    step(&mut verifier, case, "verify", &[("advice", "agree"), ("opinion", "情况属实，同意上报")]).await.is(303);
    let mut county = world.login("county").await;
    let seen = [("first", "李国强"), ("second", "张三"), ("findings", "已入户，属实")];
    step(&mut county, case, "spot-check", &seen).await.is(303);
    // The notice that waits now is the county's: the township has nothing to do and is told so.
    verifier.get("/").await.says("现在没有要办的件");
    county.get("/").await.says("列出 1 件，共 1 件").says("县级公示");
    let late = step(&mut world.login("clerk").await, case, "county-notice", &[("where", "村公示栏")]).await;
    late.is(403).says("要由");
    step(&mut county, case, "county-notice", &[("where", "县政务公开栏")]).await.is(303);
    world.on("2017-05-27");
}

#[tokio::test]
async fn a_household_of_three_with_6000_yuan_gets_325_a_month() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await;
        clerk.get(&case).await.is(200).says("为什么是 325.00 元").says("SL-510904-2017-00001").says("剩 10 天");
        ripen(&world, &case).await;
        let mut approver = world.login("approver").await;
        approver.get("/").await.is(200).says("王建国");
        let done =
            step(&mut approver, &case, "decision", &[("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")])
                .await;
        done.is(303);
        approver.get(&case).await.is(200).says("已经批准").says("325.00").says("从 2017年6月 起");
        let amount = world.number("select amount_fen from cases_decisions").await;
        assert_eq!(amount, 32_500);
        approver.get(&format!("{case}/plain")).await.is(200).says("每月325元");
        world.end().await;
    }
}

#[tokio::test]
async fn a_step_is_refused_while_the_notice_stands() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    let visit = [("first", "甲"), ("second", "乙"), ("on", "2017-05-09"), ("findings", "属实"), ("signed", "1")];
    step(&mut clerk, &case, "investigate", &visit).await.is(303);
    let review = [("on", "20170509"), ("present", "12"), ("villagers", "8"), ("agree", "12"), ("conclusion", "属实")];
    step(&mut clerk, &case, "review", &review).await.is(303);
    step(&mut clerk, &case, "notice", &[("where", "村公示栏")]).await.is(303);
    let mut verifier = world.login("verifier").await;
    verifier.get(&case).await.says("公示到5月16日为止，5月17日起可以办下一步");
    let answer =
        verifier.post(&format!("{case}/verify"), &[("version", "4"), ("advice", "agree"), ("opinion", "同意")]).await;
    answer.is(409).says("公示到5月16日为止");
    world.on("2017-05-16");
    let mut verifier = world.login("verifier").await;
    let answer =
        verifier.post(&format!("{case}/verify"), &[("version", "4"), ("advice", "agree"), ("opinion", "同意")]).await;
    answer.is(409);
    world.on("2017-05-17");
    let mut verifier = world.login("verifier").await;
    let answer =
        verifier.post(&format!("{case}/verify"), &[("version", "4"), ("advice", "agree"), ("opinion", "同意")]).await;
    answer.is(303);
    world.end().await;
}

#[tokio::test]
async fn one_investigator_a_missed_quorum_and_an_unsigned_form_are_refused_and_nothing_is_lost() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    let same = [("first", "甲"), ("second", "甲"), ("on", "2017-05-09"), ("findings", "房屋破旧"), ("signed", "1")];
    step(&mut clerk, &case, "investigate", &same).await.is(422).says("不少于 2 人").says("房屋破旧");
    let unsigned = [("first", "甲"), ("second", "乙"), ("on", "2017-05-09"), ("findings", "房屋破旧")];
    step(&mut clerk, &case, "investigate", &unsigned).await.is(422).says("签字").says("房屋破旧");
    let early = [("first", "甲"), ("second", "乙"), ("on", "2017-05-08"), ("findings", "房屋破旧"), ("signed", "1")];
    step(&mut clerk, &case, "investigate", &early).await.is(422).says("受理之日");
    let visit = [("first", "甲"), ("second", "乙"), ("on", "2017-05-09"), ("findings", "属实"), ("signed", "1")];
    step(&mut clerk, &case, "investigate", &visit).await.is(303);
    let few = [("on", "20170509"), ("present", "12"), ("villagers", "7"), ("agree", "12"), ("conclusion", "属实")];
    step(&mut clerk, &case, "review", &few).await.is(422).says("这次评议无效");
    world.end().await;
}

#[tokio::test]
async fn whoever_took_part_cannot_decide_and_a_stale_form_is_shown_what_happened() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await;
        ripen(&world, &case).await;
        let mut clerk = world.login("clerk").await;
        let fields = [("version", "7"), ("opinion", "approve"), ("not_kin", "1")];
        clerk.post(&format!("{case}/decision"), &fields).await.is(403).says("县审批");
        let mut approver = world.login("approver").await;
        let version = approver.get(&case).await.field("version");
        let mut county = world.login("county").await;
        county.post(&format!("{case}/supervise"), &[("words", "请抓紧")]).await.is(303);
        let stale = [("version", version.as_str()), ("opinion", "approve"), ("not_kin", "1"), ("reason", "我写的意见")];
        approver.post(&format!("{case}/decision"), &stale).await.is(409).says("督办：请抓紧").says("我写的意见");
        assert_eq!(world.number("select count(*) from cases_decisions").await, 0);
        let bare = [("opinion", "approve"), ("reason", "同意")];
        step(&mut approver, &case, "decision", &bare).await.is(422).says("不是近亲属");
        let version = approver.get(&case).await.field("version");
        let yes = [("version", version.as_str()), ("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
        approver.post(&format!("{case}/decision"), &yes).await.is(303);
        approver.post(&format!("{case}/decision"), &yes).await.is(303);
        assert_eq!(world.number("select count(*) from cases_decisions").await, 1, "pressed twice, decided once");
        world.end().await;
    }
}

#[tokio::test]
async fn an_objection_sends_the_case_back_and_the_county_must_visit() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    let visit = [("first", "甲"), ("second", "乙"), ("on", "2017-05-09"), ("findings", "属实"), ("signed", "1")];
    step(&mut clerk, &case, "investigate", &visit).await.is(303);
    let review = [("on", "20170509"), ("present", "12"), ("villagers", "8"), ("agree", "12"), ("conclusion", "属实")];
    step(&mut clerk, &case, "review", &review).await.is(303);
    step(&mut clerk, &case, "notice", &[("where", "村公示栏")]).await.is(303);
    step(&mut clerk, &case, "object", &[("what", "他家有汽车")]).await.is(303);
    clerk.get(&case).await.says("退回重新调查").says("剩 20 天").says("县里应当入户");
    world.end().await;
}

#[tokio::test]
async fn correction_stops_the_clock_and_is_asked_only_once() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    world.on("2017-05-11");
    let mut clerk = world.login("clerk").await;
    step(&mut clerk, &case, "correct", &[("missing", "残疾人证\n诊断证明")]).await.is(303);
    clerk.get(&case).await.says("正在补正").says("补正停表");
    world.on("2017-06-11");
    let mut clerk = world.login("clerk").await;
    step(&mut clerk, &case, "corrected", &[]).await.is(303);
    clerk.get(&case).await.says("停表 31 天").says("剩 8 天");
    step(&mut clerk, &case, "correct", &[("missing", "再来一份")]).await.is(409).says("不能再要求补正");
    world.end().await;
}

#[tokio::test]
async fn a_household_above_the_standard_cannot_be_approved_only_refused_with_a_reason() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let fields = household("9900", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let case = accept(&mut clerk, &fields).await;
    ripen(&world, &case).await;
    let mut approver = world.login("approver").await;
    let forced = [("opinion", "approve"), ("not_kin", "1"), ("reason", "照顾一下")];
    step(&mut approver, &case, "decision", &forced).await.is(409).says("不符合条件");
    step(&mut approver, &case, "decision", &[("opinion", "refuse"), ("not_kin", "1")]).await.is(422).says("理由");
    let refuse = [("opinion", "refuse"), ("not_kin", "1"), ("reason", "人均收入不低于标准")];
    step(&mut approver, &case, "decision", &refuse).await.is(303);
    approver.get(&case).await.says("不予批准").says("前把告知书送到申请人手里");
    world.end().await;
}

#[tokio::test]
async fn a_batch_does_each_item_by_itself() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        let first = accept_usual(&mut clerk).await;
        let others = household("3000", ["19680505", "19700606", "19480707"], ["赵国富", "钱玉珍", "孙桂芳"]);
        let second = accept(&mut clerk, &others).await;
        ripen(&world, &first).await;
        world.on("2017-05-09");
        ripen(&world, &second).await;
        let mut approver = world.login("approver").await;
        let page = approver.get("/cases/batch").await;
        page.is(200).says("王建国").says("赵国富");
        let id = |path: &str| path.trim_start_matches("/cases/").to_owned();
        let good = format!("{}:7", id(&first));
        let stale = format!("{}:3", id(&second));
        let fields = [("case", good.as_str()), ("case", stale.as_str()), ("not_kin", "1"), ("reason", "同意")];
        let done = approver.post("/cases/batch", &fields).await;
        done.is(200).says("办成 1 件，没办成 1 件").says("没办成：");
        assert_eq!(world.number("select count(*) from cases_decisions").await, 1);
        world.end().await;
    }
}
