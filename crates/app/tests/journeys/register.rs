//! The register moves on: a household splits, changes its head and moves away; its totals follow.

use crate::intake::accept_usual;
use testkit::{Client, Page, World, each_database, id_number};

/// No township's kept total differs from its open households.
async fn totals_hold(world: &World) {
    let kept = world.number("select cast(sum(households) as bigint) from registry_totals").await;
    assert_eq!(kept, world.number("select count(*) from registry_households where closed_on is null").await);
    let differing = "select count(*) from registry_totals t where t.households <> (select count(*) from \
                     registry_households h where h.county = t.county and h.township = t.township and h.closed_on is null)";
    assert_eq!(world.number(differing).await, 0);
}

/// What follows `before` on a page, up to the next quote.
fn after(page: &str, before: &str) -> Vec<String> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn lacks(page: &Page, words: &str) {
    assert!(!page.body.contains(words), "the page should not say “{words}”: {}", page.text());
}

async fn home(clerk: &mut Client) -> String {
    let list = clerk.get("/registry/households").await;
    format!("/registry/households/{}", after(&list.body, "href=\"/registry/households/")[0])
}

#[tokio::test]
async fn a_household_splits_changes_its_head_and_moves_and_totals_follow() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        clerk.get("/registry/households").await.is(200).says("还没有家庭档案");
        accept_usual(&mut clerk).await;
        clerk.get("/registry/households").await.is(200).says("本页 1 户，共 1 户").says("王建国");
        totals_hold(&world).await;
        let path = home(&mut clerk).await;
        let page = clerk.get(&path).await;
        // The head stands first, then the others by age: his mother before his wife.
        let mut others = after(&page.body, "name=\"leaving\" value=\"");
        assert_eq!(others.len(), 2, "{others:?}");
        others.reverse();
        clerk.post(&format!("{path}/split"), &[]).await.is(422).says("请勾选分出去的人");
        let split = clerk.post(&format!("{path}/split"), &[("leaving", &others[1])]).await;
        split.is(303);
        clerk.get(&split.location).await.is(200).says("王秀兰户");
        clerk.get("/registry/households").await.says("本页 2 户，共 2 户");
        totals_hold(&world).await;

        let head = format!("{path}/head");
        clerk.post(&head, &[("head", "")]).await.is(422).says("请选新户主");
        clerk.post(&head, &[("head", &others[1])]).await.is(422).says("现在住在这户的其他人");
        clerk.post(&head, &[("head", &others[0])]).await.is(303);
        clerk.get(&path).await.is(200).says("李秀英户").says("配偶");
        totals_hold(&world).await;

        let relocate = format!("{path}/move");
        clerk.post(&relocate, &[("village", "510904999999"), ("team", "")]).await.is(422).says("没有这个村");
        let town = world.house.places.all(kernel::places::Level::Village, world.house.now().day());
        let far = town.iter().find(|place| place.code.county6() == "510921").expect("a village of 蓬溪").code;
        clerk.post(&relocate, &[("elsewhere", far.as_str()), ("team", "1组")]).await.is(303);
        clerk.get(&path).await.is(404);
        clerk.get("/registry/households").await.says("本页 1 户，共 1 户");
        totals_hold(&world).await;
        world.end().await;
    }
}

#[tokio::test]
async fn a_record_elsewhere_opens_for_a_minute_with_a_reason_and_its_county_sees_it() {
    for engine in each_database() {
        let world = World::new(engine).await;
        accept_usual(&mut world.login("clerk").await).await;
        let number = &id_number("19690412", true);
        let mut stranger = world.login("clerk.510921100").await;
        let found = stranger.post("/registry/search", &[("q", number)]).await;
        found.is(200).says("不在您的管辖范围").says("调阅一分钟");
        lacks(&found, "王建国");
        let mut tx = world.house.db.read().await.expect("a connection");
        let asked = db::Sql::new("select id from registry_persons where name = '王建国'");
        let person: String = tx.one(&asked).await.expect("one").only().expect("text");
        drop(tx);
        stranger.get(&format!("/registry/persons/{person}")).await.is(404);

        let lookups = "/registry/lookups";
        let asked = stranger.post(lookups, &[("q", number), ("reason", "")]).await;
        lacks(asked.is(422).says("请先选择为什么要调阅"), "王建国");
        stranger.post(lookups, &[("q", number), ("reason", "好奇")]).await.is(422);
        let reason = "核对是否重复享受";
        stranger.post(lookups, &[("q", "510900197001010009"), ("reason", reason)]).await.is(404);
        stranger.post(lookups, &[("q", "1"), ("reason", reason)]).await.is(404);
        assert_eq!(world.number("select count(*) from registry_lookups").await, 0);

        let opened = stranger.post(lookups, &[("q", number), ("reason", reason)]).await;
        opened.is(303);
        let shown = stranger.get(&opened.location).await;
        lacks(shown.is(200).says("王建国").says("一分钟内可见"), number);
        // Nobody else's licence, and not for the person's own page.
        let mut other = world.login("clerk.510904104").await;
        other.get(&opened.location).await.is(404);
        stranger.get(&format!("/registry/persons/{person}")).await.is(404);
        // Whoever keeps the record sees who looked; others do not; the person's page says it too.
        world.login("county").await.get(lookups).await.is(200).says(reason).says("王建国");
        lacks(world.login("county.510921").await.get(lookups).await.is(200), reason);
        let page = world.login("clerk").await.get(&format!("/registry/persons/{person}")).await;
        page.is(200).says("跨区调阅");
        world.login("bureau").await.post(lookups, &[("q", number), ("reason", reason)]).await.is(403);

        world.at(9, 33);
        lacks(stranger.get(&opened.location).await.is(410).says("已经到时间"), "王建国");
        world.end().await;
    }
}
