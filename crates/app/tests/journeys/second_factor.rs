//! 动态口令: deciding, paying and administering ask for it, a code counts once, a lost phone is unbound by somebody else.

use crate::decision::{ripen, step};
use crate::intake::accept_usual;
use testkit::{Client, World, each_database};

/// Binds an app as the page offers it; answers the secret it shows for typing.
async fn bind(who: &mut Client) -> Vec<u8> {
    let page = who.post("/access/me/totp", &[]).await;
    let text = page.is(200).says("在应用里手工输入").text();
    let typed = text.split("在应用里手工输入：").nth(1).expect("the secret").split_whitespace().next().expect("a word");
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut held, mut secret) = (0_u32, 0_u32, Vec::new());
    for letter in typed.bytes().filter_map(|byte| alphabet.iter().position(|known| *known == byte)) {
        bits = (bits << 5) | u32::try_from(letter).expect("five bits");
        held += 5;
        if held >= 8 {
            held -= 8;
            secret.push(u8::try_from((bits >> held) & 0xff).expect("eight bits"));
        }
    }
    secret
}

fn code_now(world: &World, secret: &[u8]) -> String {
    let seconds = u64::try_from(world.house.now().millis() / 1000).expect("after 1970");
    crypto::Totp::new(secret).code_at(seconds)
}

#[tokio::test]
async fn a_decision_asks_for_the_code_and_a_code_counts_once() {
    for engine in each_database() {
        let world = World::with_second_factor(engine).await;
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await;
        ripen(&world, &case).await;
        let yes = [("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
        let mut approver = world.login("approver").await;
        let asked = step(&mut approver, &case, "decision", &yes).await;
        asked.is(403).says("动态口令").says("去输动态口令");
        assert_eq!(world.number("select count(*) from cases_decisions").await, 0);
        approver.post("/access/me/code", &[("code", "123456")]).await.is(422).says("还没有绑定");
        let secret = bind(&mut approver).await;
        approver.post("/access/me/totp", &[]).await.is(422).says("已经绑定过");
        let code = code_now(&world, &secret);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        approver.post("/access/me/code", &[("code", wrong)]).await.is(422).says("不对或已经用过");
        approver.post("/access/me/code", &[("code", &code)]).await.is(200).says("十分钟内可以审批");
        approver.post("/access/me/code", &[("code", &code)]).await.is(422).says("不对或已经用过");
        // Another session of the same person has not given it.
        let mut elsewhere = world.login("approver").await;
        step(&mut elsewhere, &case, "decision", &yes).await.is(403).says("动态口令");
        // After ten minutes it is asked for again.
        world.at(9, 41);
        step(&mut approver, &case, "decision", &yes).await.is(403).says("动态口令");
        approver.post("/access/me/code", &[("code", &code_now(&world, &secret))]).await.is(200);
        step(&mut approver, &case, "decision", &yes).await.is(303);
        assert_eq!(world.number("select count(*) from cases_decisions").await, 1);
        world.end().await;
    }
}

#[tokio::test]
async fn administering_asks_for_it_and_a_lost_phone_is_unbound_by_the_security_administrator() {
    let world = World::with_second_factor(testkit::Engine::Sqlite).await;
    let mut system = world.login("system").await;
    let offices = system.get("/access/offices").await;
    let office =
        offices.body.split("href=\"/access/offices/").nth(1).expect("an office").split('"').next().expect("id");
    let new = [("name", "新来的"), ("new_login", "xin.lai"), ("id_number", "")];
    let target = format!("/access/offices/{office}/staff");
    system.post(&target, &new).await.is(422).says("动态口令");
    let secret = bind(&mut system).await;
    system.post("/access/me/code", &[("code", &code_now(&world, &secret))]).await.is(200);
    system.post(&target, &new).await.is(200).says("首次口令");

    let mut security = world.login("security").await;
    security.get("/access/logins").await.is(200).says("system").says("让它退出");
    let lost = [("login", "system"), ("reason", "本人到场，原手机遗失")];
    security.post("/access/logins/unbind", &lost).await.is(403).says("动态口令");
    let own = bind(&mut security).await;
    security.post("/access/me/code", &[("code", &code_now(&world, &own))]).await.is(200);
    let no_reason = [("login", "system"), ("reason", " ")];
    security.post("/access/logins/unbind", &no_reason).await.is(422).says("请写原因");
    let nobody = [("login", "nobody.here"), ("reason", "遗失")];
    security.post("/access/logins/unbind", &nobody).await.is(422).says("没有这个账号");
    security.post("/access/logins/unbind", &[("login", "security"), ("reason", "遗失")]).await.is(403).says("另一位");
    security.post("/access/logins/unbind", &lost).await.is(200).says("已解绑 system");
    // Their sessions ended; at the next login a new phone is bound, and the old one's codes are worth nothing.
    system.get("/access/me").await.is(303);
    let mut system = world.login("system").await;
    let again = bind(&mut system).await;
    assert_ne!(again, secret);
    world.at(9, 32);
    system.post("/access/me/code", &[("code", &code_now(&world, &secret))]).await.is(422);
    system.post("/access/me/code", &[("code", &code_now(&world, &again))]).await.is(200);
    let mut clerk = world.login("clerk").await;
    let sessions = security.get("/access/logins?who=clerk").await;
    let session = sessions.field("session");
    security.post("/access/logins/end", &[("session", &session), ("reason", "离开电脑")]).await.is(200);
    clerk.get("/access/me").await.is(303);
    world.end().await;
}
