//! 近亲属回避: declared kin can neither open nor decide, and the try is in the log.

use crate::decision::ripen;
use crate::intake::accept_usual;
use testkit::{World, each_database, id_number};

#[tokio::test]
async fn an_approver_who_declared_kin_cannot_open_or_decide_and_the_try_is_logged() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut kin = world.login("approver2").await;
        let number = id_number("19710308", false);
        let declared = [("name", "李秀英"), ("id_number", number.as_str()), ("relation", "兄弟姐妹")];
        kin.post("/access/kin", &declared).await.is(303);
        kin.get("/access/kin").await.is(200).says("李秀英").says("510904********");
        kin.post("/access/kin", &declared).await.is(422).says("已经备案过");
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await;
        clerk.get(&case).await.says("近亲属备案").says("县里应当入户");
        ripen(&world, &case).await;
        let mut kin = world.login("approver2").await;
        kin.get(&case).await.is(403).says("应当回避");
        let before = world.number("select count(*) from db_audit where action = 'access.denied'").await;
        let forced = [("version", "8"), ("opinion", "approve"), ("not_kin", "1"), ("reason", "同意")];
        kin.post(&format!("{case}/decision"), &forced).await.is(403).says("应当回避");
        let after = world.number("select count(*) from db_audit where action = 'access.denied'").await;
        assert_eq!(after, before + 1, "the try is in the log");
        assert_eq!(world.number("select count(*) from cases_decisions").await, 0);
        let id = case.trim_start_matches("/cases/").to_owned();
        let item = format!("{id}:8");
        let batch = [("case", item.as_str()), ("not_kin", "1"), ("reason", "同意")];
        kin.post("/cases/batch", &batch).await.is(200).says("没办成 1 件").says("应当回避");
        assert_eq!(world.number("select count(*) from cases_decisions").await, 0);
        world.end().await;
    }
}
