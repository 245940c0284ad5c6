//! 临时救助: below the limit the township decides, from the limit on the county (《通知》二(三)1(4)①).

use crate::decision::step;
use crate::intake::VILLAGE;
use testkit::{Client, World, each_database, id_number};

async fn accept(clerk: &mut Client, birth: &str, level: &str, persons: &str) -> String {
    let path = clerk.post("/cases/new", &[("programme", "linshi")]).await.location;
    let version = clerk.get(&path).await.field("version");
    let id = id_number(birth, true);
    let fields = [
        ("version", version.as_str()),
        ("act", "submit"),
        ("m.0.name", "赵国富"),
        ("m.0.id", &id),
        ("village", VILLAGE),
        ("team", "3组"),
        ("hukou", "rural"),
        ("account_kind", "card"),
        ("bank", "农村信用社"),
        ("account", "4111111111111111"),
        ("consent", "1"),
        ("promise", "1"),
        ("f.家庭.救助类型", "急难型"),
        ("f.家庭.遭遇情形", "火灾"),
        ("f.家庭.救助人口", persons),
        ("f.家庭.困难程度", level),
        ("f.前次救助.没有别的", "1"),
    ];
    let done = clerk.post(&path, &fields).await;
    done.is(303);
    done.location
}

async fn investigate(world: &World, case: &str) {
    let mut clerk = world.login("clerk").await;
    let visit =
        [("first", "董勇"), ("second", "村主任"), ("on", "20170509"), ("findings", "房屋烧毁"), ("signed", "1")];
    step(&mut clerk, case, "investigate", &visit).await.is(303);
}

/// Presses where the page shows no form.
async fn press(who: &mut Client, case: &str, target: &str) -> testkit::Page {
    let fields = [("version", "1"), ("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
    who.post(&format!("{case}/{target}"), &fields).await
}

#[tokio::test]
async fn a_small_amount_is_decided_in_the_township_and_a_larger_one_in_the_county() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        // 275 yuan: one month for one person.
        let small = accept(&mut clerk, "19690412", "一级", "1").await;
        clerk.get(&small).await.is(200).says("275.00").says("乡镇审批");
        investigate(&world, &small).await;
        let mut clerk = world.login("clerk").await;
        step(&mut clerk, &small, "notice", &[("where", "村公示栏")]).await.is(303);
        world.on("2017-05-17");
        let yes = [("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
        let mut approver = world.login("approver").await;
        press(&mut approver, &small, "decision").await.is(403);
        let mut verifier = world.login("verifier").await;
        verifier.get("/").await.is(200).says("赵国富").says("乡镇审批");
        verifier.get(&small).await.is(200).says("同意，一次 275.00 元");
        step(&mut verifier, &small, "decision", &yes).await.is(403).says("县审批");
        step(&mut verifier, &small, "town-decision", &yes).await.is(303);
        verifier.get(&small).await.is(200).says("已经批准").says("275.00");
        assert_eq!(world.number("select amount_fen from payments_awards").await, 27_500);
        // 4,950 yuan: six months for three persons goes to the county after the township's opinion.
        world.on("2017-05-09");
        let mut clerk = world.login("clerk").await;
        let large = accept(&mut clerk, "19680505", "四级", "3").await;
        investigate(&world, &large).await;
        let mut verifier = world.login("verifier").await;
        step(&mut verifier, &large, "town-decision", &yes).await.is(403).says("县级审批");
        step(&mut verifier, &large, "verify", &[("advice", "agree"), ("opinion", "属实")]).await.is(303);
        let mut clerk = world.login("clerk").await;
        step(&mut clerk, &large, "notice", &[("where", "村公示栏")]).await.is(303);
        world.on("2017-05-17");
        let mut verifier = world.login("verifier").await;
        press(&mut verifier, &large, "town-decision").await.is(403);
        let mut approver = world.login("approver").await;
        step(&mut approver, &large, "decision", &yes).await.is(303);
        assert_eq!(world.number("select max(amount_fen) from payments_awards").await, 495_000);
        world.end().await;
    }
}
