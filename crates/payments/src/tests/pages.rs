//! The pages, as officers see them over HTTP.

use super::world::{World, fen, june};
use crate::actions;
use crate::run::{RunKind, RunState};
use access::{Actor, Role};

/// What every page must have: a label for each field that is seen, no inline style or script, no whole account.
fn check(html: &str) {
    assert!(!html.contains(" style=") && !html.contains("onclick="), "inline style or script");
    assert!(!html.contains("88020000"), "a whole account on a page");
    for part in
        html.split("<input ").skip(1).chain(html.split("<select ").skip(1)).chain(html.split("<textarea ").skip(1))
    {
        let tag = part.split('>').next().unwrap();
        if tag.contains("type=\"hidden\"") || tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"") {
            continue;
        }
        let id = tag.split("id=\"").nth(1).unwrap_or_else(|| panic!("no id: {tag}")).split('"').next().unwrap();
        assert!(html.contains(&format!("for=\"{id}\"")), "no label for {id}");
    }
}

async fn page(world: &World, actor: &Actor, path: &str) -> String {
    let (status, html) = world.get(actor, path).await;
    assert_eq!(status, 200, "{path}: {html}");
    check(&html);
    html
}

#[tokio::test]
async fn a_month_is_paid_through_the_pages_alone() {
    let world = World::new().await;
    world.villagers_in_payment(3).await;
    assert!(page(&world, &world.cashier, "/payments/runs").await.contains("还没有发放批次"));
    let preview = page(&world, &world.cashier, "/payments/runs/new?programme=dibao&month=2017-06&kind=regular").await;
    assert!(preview.contains("975.00") && preview.contains("生成名册"));
    let new = [("programme", "dibao"), ("month", "2017-06"), ("kind", "regular"), ("key", "f1")];
    let (status, run) = world.post(&world.cashier, "/payments/runs/new", &new).await;
    assert_eq!(status, 303);
    assert_eq!(world.post(&world.cashier, "/payments/runs/new", &new).await, (303, run.clone()), "pressed twice");
    let html = page(&world, &world.cashier, &run).await;
    assert!(html.contains("冻结") && html.contains("王*1") && !html.contains("王秀1"));
    let step = |who, path: &str, fields: Vec<(&'static str, String)>| {
        let (world, who, path) = (&world, Actor::clone(who), format!("{run}/{path}"));
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            world.post(&who, &path, &fields).await
        }
    };
    let version = |number: i64| ("version", number.to_string());
    assert_eq!(step(&world.cashier, "freeze", vec![version(1)]).await.0, 303);
    let blind = page(&world, &world.checker, &run).await;
    assert!(blind.contains("清点好了") && !blind.contains("975.00"), "whoever counts must not see the sum");
    assert!(!page(&world, &world.checker, "/payments/runs").await.contains("975.00"));
    let (status, html) =
        step(&world.checker, "count", vec![version(2), ("lines", "３".into()), ("sum", "900".into())]).await;
    assert!(status == 409 && html.contains("还可以试 2 次") && html.contains("value=\"900\""), "{status}");
    let counted = vec![version(3), ("lines", "3".into()), ("sum", "975.00".into())];
    assert_eq!(step(&world.checker, "count", counted).await.0, 303);
    let id = run.rsplit('/').next().unwrap().parse().unwrap();
    let digest = world.run(id).await.digest;
    let html = page(&world, &world.payer, &run).await;
    assert!(html.contains(&crate::words(&digest)) && html.contains("玖佰柒拾伍元整"));
    let (status, html) = step(&world.payer, "approve", vec![version(4), ("digest", digest.clone())]).await;
    assert!(status == 422 && html.contains("再勾选"), "{status}");
    let signed = vec![version(4), ("digest", digest), ("checked", "1".into())];
    assert_eq!(step(&world.payer, "approve", signed).await.0, 303);
    page(&world, &world.cashier, &run).await;
    assert_eq!(step(&world.cashier, "send", vec![version(5), ("format", "csv".into())]).await.0, 303);
    let (status, file) = world.get(&world.cashier, &format!("{run}/file")).await;
    assert!(status == 200 && file.contains("8802000000000001"));
    assert_eq!(world.get(&world.payer, &format!("{run}/file")).await.0, 403);
    assert_eq!(world.get(&world.payer, &format!("{run}/roster.pdf")).await.0, 200);
    let text = world.return_csv(id, |_| Some(("00", ""))).await;
    let (status, html) = world.upload(&world.cashier, &format!("{run}/import"), "", "姓名,金额\n王,1\n").await;
    assert!(status == 422 && html.contains("姓名,金额"), "what was pasted comes back: {status}");
    assert_eq!(world.upload(&world.cashier, &format!("{run}/import"), "", "").await.0, 422);
    assert_eq!(world.upload(&world.cashier, &format!("{run}/import"), &text, "x").await.0, 422);
    assert_eq!(world.upload(&world.cashier, &format!("{run}/import"), &text, "").await.0, 303);
    let html = page(&world, &world.payer, &run).await;
    assert!(html.contains("关账") && html.contains("导入过的回盘"));
    assert_eq!(step(&world.payer, "close", vec![version(7)]).await.0, 303);
    assert_eq!(world.run(id).await.state, RunState::Closed);
    let html = page(&world, &world.payer, "/payments/book").await;
    assert!(html.contains("已发救助金") && html.contains("借贷相等"));
    page(&world, &world.payer, &run).await;
}

#[tokio::test]
async fn returned_money_is_mended_on_its_page_and_nothing_typed_is_lost() {
    let world = World::new().await;
    world.villagers_in_payment(3).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let say = |line: &crate::Line| {
        Some(if line.seq == 1 {
            ("02", "销户")
        } else if line.seq == 2 {
            ("10", "处理中")
        } else {
            ("00", "")
        })
    };
    let text = world.return_csv(id, say).await;
    world.import(id, &text).await.unwrap();
    let line = world.lines(id).await.remove(0);
    let html = page(&world, &world.cashier, "/payments/corrections").await;
    assert!(html.contains("销户") && html.contains("登记新账户") && html.contains("待查的"));
    let path = format!("/payments/corrections/{}", line.id);
    let wrong = [("kind", "card"), ("bank", "邮政储蓄银行"), ("number", "123"), ("note", "存折首页")];
    let (status, html) = world.post(&world.cashier, &path, &wrong).await;
    assert_eq!(status, 422);
    for kept in ["value=\"邮政储蓄银行\"", "value=\"123\"", "value=\"存折首页\"", "details class=\"more\" open"]
    {
        assert!(html.contains(kept), "{kept}");
    }
    let right = [("kind", "passbook"), ("bank", "邮政储蓄银行"), ("number", "66100001"), ("note", "存折首页")];
    assert_eq!(world.post(&world.cashier, &path, &right).await.0, 303);
    assert_eq!(world.post(&world.cashier, &path, &right).await.0, 422, "mended once");
    assert!(page(&world, &world.cashier, "/payments/corrections").await.contains("编更正批次"));
    let unknown = world.lines(id).await.remove(1);
    let path = format!("/payments/lines/{}/absent", unknown.id);
    assert_eq!(world.post(&world.cashier, &path, &[("paper", "1号")]).await.0, 403);
    assert_eq!(world.post(&world.payer, &path, &[("paper", "1号")]).await.0, 303);
}

#[tokio::test]
async fn what_does_not_fit_is_listed_and_settled_on_the_page() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let text = world.return_csv(id, |line| (line.seq == 1).then_some(("00", ""))).await + "ABC,1.00,00,\n";
    world.import(id, &text).await.unwrap();
    let run = format!("/payments/runs/{id}");
    let html = page(&world, &world.payer, &run).await;
    assert!(html.contains("查无此号") && html.contains("<b>1</b> 笔送了没有回音"));
    let mut tx = world.house.db.read().await.unwrap();
    let open = crate::store::exceptions::of_run(&mut tx, id, 10).await.unwrap().remove(0);
    drop(tx);
    let path = format!("{run}/settle");
    let (status, html) = world.post(&world.payer, &path, &[("exception", &open.id), ("how", "")]).await;
    assert!(status == 422 && html.contains("核实的结果"));
    assert_eq!(world.post(&world.payer, &path, &[("exception", &open.id), ("how", "银行误列")]).await.0, 303);
}

#[tokio::test]
async fn a_household_sees_its_awards_and_a_hold_keeps_what_was_typed() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(1).await;
    let path = format!("/payments/awards?household={}", villagers[0].household);
    let html = page(&world, &world.cashier, &path).await;
    assert!(html.contains("每月 325.00 元") && html.contains("SL-d1"));
    let award = html.split("/payments/awards/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let household = villagers[0].household.to_string();
    let fields =
        [("award", award.as_str()), ("household", &household), ("from", "2017-99"), ("why", "户名不符"), ("key", "k")];
    let (status, html) = world.post(&world.cashier, &format!("/payments/awards/{award}/hold"), &fields).await;
    assert!(status == 422 && html.contains("value=\"户名不符\"") && html.contains("value=\"2017-99\""), "{status}");
    let fields =
        [("award", award.as_str()), ("household", &household), ("from", "2017-06"), ("why", "户名不符"), ("key", "k")];
    assert_eq!(world.post(&world.cashier, &format!("/payments/awards/{award}/hold"), &fields).await.0, 303);
    let html = page(&world, &world.payer, &path).await;
    assert!(html.contains("恢复发放"));
    assert_eq!(world.post(&world.payer, &format!("/payments/awards/{award}/release"), &fields).await.0, 303);
    assert_eq!(world.get(&world.cashier, "/payments/awards?household=00000000000000000000000000").await.0, 200);
    assert_eq!(world.get(&world.cashier, "/payments/awards?household=x").await.0, 404);
}

#[tokio::test]
async fn recoveries_are_repaid_on_their_page() {
    let world = World::new().await;
    let villager = world.villager(1).await;
    world.award(&villager, 32_500, "2017-05", "d1").await;
    let id = world.sent(RunKind::Regular, super::world::month("2017-05")).await;
    world.all_arrived(id).await;
    world.stop("d1", "2017-04").await;
    let html = page(&world, &world.cashier, "/payments/recoveries").await;
    assert!(html.contains("还要追回") && html.contains("325.00"));
    let one = html.split("/payments/recoveries/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/payments/recoveries/{one}");
    let bad = [("recovery", one.as_str()), ("amount", "999"), ("note", "缴款书1"), ("key", "k")];
    let (status, html) = world.post(&world.cashier, &path, &bad).await;
    assert!(status == 422 && html.contains("value=\"999\""));
    let good = [("recovery", one.as_str()), ("amount", "325"), ("note", "缴款书1"), ("key", "k")];
    assert_eq!(world.post(&world.cashier, &path, &good).await.0, 303);
    assert!(page(&world, &world.cashier, "/payments/recoveries").await.contains("已收齐"));
}

#[tokio::test]
async fn lines_are_paged_by_fifty_and_found_by_name() {
    let world = World::new().await;
    world.villagers_in_payment(120).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let run = format!("/payments/runs/{id}");
    let html = page(&world, &world.cashier, &run).await;
    assert_eq!(html.matches("/payments/awards?household=").count(), 50);
    assert!(html.contains("after=50"));
    assert!(html.len() < 150_000, "{}", html.len());
    let html = page(&world, &world.cashier, &format!("{run}?after=100")).await;
    assert_eq!(html.matches("/payments/awards?household=").count(), 20);
    let html = page(&world, &world.cashier, &format!("{run}?name=%E7%8E%8B%E7%A7%80117")).await;
    assert_eq!(html.matches("/payments/awards?household=").count(), 1);
    let html = page(&world, &world.cashier, &format!("{run}?state=held")).await;
    assert!(html.contains("没有符合条件的"));
}

#[tokio::test]
async fn a_township_sees_its_own_lines_and_sums_only() {
    let world = World::new().await;
    let villagers = world.villagers_in_payment(3).await;
    world
        .by_hand(&format!(
            "update payments_lines set township = '{0}' where household_id = '{1}'",
            "510904106", villagers[0].household
        ))
        .await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world
        .by_hand(&format!(
            "update payments_lines set township = '510904106' where household_id = '{}'",
            villagers[0].household
        ))
        .await;
    let clerk = world.officer(Role::Clerk).await;
    let html = page(&world, &clerk, &format!("/payments/runs/{id}")).await;
    assert_eq!(html.matches("/payments/awards?household=").count(), 2);
    assert!(html.contains("650.00") && !html.contains("975.00"));
    assert!(!page(&world, &clerk, "/payments/runs").await.contains("975.00"));
    assert_eq!(world.get(&clerk, "/payments/book").await.0, 404);
    assert_eq!(world.get(&clerk, "/payments/runs/new").await.0, 403);
}

#[tokio::test]
async fn a_refused_freeze_names_the_line_on_the_page() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    world.by_hand("update payments_awards set amount_fen = 99900 where name = '王秀2'").await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    let path = format!("/payments/runs/{id}/freeze");
    let (status, html) = world.post(&world.cashier, &path, &[("version", "1")]).await;
    assert!(status == 409 && html.contains("第 2 行 王*2") && html.contains("校验不符"), "{status}");
    assert_eq!(world.run(id).await.sum, fen("650"));
    let line = world.lines(id).await.remove(1);
    let html = page(&world, &world.cashier, &format!("/payments/awards?household={}", line.household)).await;
    assert!(html.contains("记录校验不符"));
}

#[tokio::test]
async fn without_the_second_factor_the_form_comes_back() {
    let world = World::new().await;
    world.villagers_in_payment(1).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    actions::count(&world.house, &world.checker, id, 2, 1, fen("325")).await.unwrap();
    world.by_hand("update access_sessions set second_factor_ms = 0").await;
    let digest = world.run(id).await.digest;
    let fields = [("version", "3"), ("digest", digest.as_str()), ("checked", "1")];
    let (status, html) = world.post(&world.payer, &format!("/payments/runs/{id}/approve"), &fields).await;
    assert!(status == 403 && html.contains("动态口令") && html.contains("签发"), "{status}");
    assert_eq!(world.run(id).await.state, RunState::Counted);
}
