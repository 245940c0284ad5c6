//! The main journey in a real browser, with and without JavaScript, on both databases: from the township window to money
//! at the bank, with one payment returned, corrected and paid once, and `verify` at the end.

use crate::browser::{Browser, Scripts, is_wanted};
use crate::intake::VILLAGE;
use crate::money::answer;
use app::commands::{examine, sign_days};
use testkit::{World, each_database, id_number};

async fn fill_in(browser: &Browser) {
    browser.open("/cases/new").await;
    browser.send("button[value=dibao]").await;
    let people = [
        ("王建国", "19690412", true, ""),
        ("李秀英", "19710308", false, "配偶"),
        ("王秀兰", "19510308", false, "父母"),
    ];
    for (row, (name, birth, is_man, relation)) in people.into_iter().enumerate() {
        browser.fill(&format!("m.{row}.name"), name).await;
        browser.fill(&format!("m.{row}.id"), &id_number(birth, is_man)).await;
        if row > 0 {
            browser.choose(&format!("m.{row}.relation"), relation).await;
            browser.choose(&format!("m.{row}.lives"), "yes").await;
            browser.choose(&format!("m.{row}.duty"), "yes").await;
            browser.choose(&format!("m.{row}.serious"), "no").await;
        }
    }
    browser.choose("village", VILLAGE).await;
    browser.fill("team", "3组").await;
    browser.fill("phone", "138 0000 0412").await;
    browser.press("input[name=hukou][value=rural]").await;
    browser.press("input[name=\"m.0.serious\"][value=no]").await;
    browser.choose("account_kind", "card").await;
    browser.fill("bank", "农村信用社").await;
    browser.fill("account", "4111 1111 1111 1111").await;
    browser.send("button[value=recalc]").await;
    browser.choose("i.0.kind", "其他").await;
    browser.fill("i.0.amount", "6,000").await;
    for tick in ["incomes_complete", "support_complete", "consent", "promise"] {
        browser.press(&format!("input[id={tick}]")).await;
    }
    browser.fill("financial", "1200").await;
    browser.fill("houses", "1").await;
    browser.choose("vehicle", "没有").await;
    browser.send("button[value=recalc]").await;
    browser.says("325.00").await;
    browser.send("button.btn[value=submit]").await;
}

/// Two investigators, the review, the township's notice and opinion, the county's check and notice.
async fn until_ripe(world: &World, browser: &Browser, case: &str) {
    let panel = "#decide button[type=submit]";
    world.on("2017-05-10");
    browser.login("clerk").await;
    browser.open(case).await;
    for (field, value) in [("first", "董勇"), ("second", "村主任"), ("on", "20170510"), ("findings", "土坯房两间")]
    {
        browser.fill(field, value).await;
    }
    browser.press("input[name=signed]").await;
    browser.send(panel).await;
    world.on("2017-05-11");
    browser.login("clerk").await;
    browser.open(case).await;
    let meeting =
        [("on", "20170511"), ("present", "12"), ("villagers", "8"), ("agree", "12"), ("conclusion", "情况属实")];
    for (field, value) in meeting {
        browser.fill(field, value).await;
    }
    browser.send(panel).await;
    browser.send(panel).await;
    browser.says("公示到").await;
    world.on("2017-05-19");
    browser.login("verifier").await;
    browser.open(case).await;
    browser.press("input[name=advice][value=agree]").await;
    browser.fill("opinion", "情况属实，同意上报").await;
    browser.send(panel).await;
    browser.login("county").await;
    browser.open(case).await;
    for (field, value) in [("first", "李国强"), ("second", "张三"), ("findings", "已入户，属实")] {
        browser.fill(field, value).await;
    }
    browser.send(panel).await;
    browser.fill("where", "县政务公开栏").await;
    browser.send(panel).await;
    browser.says("公示到").await;
    world.on("2017-05-27");
}

async fn decide(browser: &Browser, case: &str) {
    browser.login("approver").await;
    browser.open(case).await;
    browser.press("input[name=opinion][value=approve]").await;
    browser.press("input[name=not_kin]").await;
    browser.fill("reason", "经审核，符合条件，同意。").await;
    browser.send("#decide button[type=submit]").await;
    browser.says("同意，每月 325.00 元，从 2017年6月 起").await;
}

/// Drafts a run of June on the page; answers its address.
async fn draft(browser: &Browser, kind: &str) -> String {
    browser.login("cashier").await;
    browser.open("/payments/runs/new").await;
    browser.choose("programme", "dibao").await;
    browser.fill("month", "2017-06").await;
    browser.choose("kind", kind).await;
    browser.send("form.card button[type=submit]").await;
    browser.says("325.00").await;
    browser.send("#preview button[type=submit]").await;
    browser.path().await
}

/// Freezes, counts blind, signs and sends; answers the file the bank gets.
async fn pay(world: &World, browser: &Browser, run: &str) -> String {
    let act = "#act form button.wide";
    browser.send(act).await;
    browser.login("checker").await;
    browser.open(run).await;
    browser.fill("lines", "1").await;
    browser.fill("sum", "325").await;
    browser.send(act).await;
    browser.login("payer").await;
    browser.open(run).await;
    browser.press("input[name=checked]").await;
    browser.send(act).await;
    browser.login("cashier").await;
    browser.open(run).await;
    browser.send(act).await;
    browser.says("导入回盘").await;
    world.page_source("cashier", &format!("{run}/file")).await
}

/// Pastes the bank's answer.
async fn import(browser: &Browser, run: &str, table: &str) {
    browser.open(run).await;
    browser.fill("text", table).await;
    browser.send("#act form button.wide").await;
}

async fn walk(world: &World, scripts: Scripts) {
    let browser = Browser::start(world, scripts, 1366, 768).await;
    browser.login("clerk").await;
    fill_in(&browser).await;
    browser.says("为什么是 325.00 元").await;
    let case = browser.path().await;
    until_ripe(world, &browser, &case).await;
    decide(&browser, &case).await;
    assert_eq!(world.number("select amount_fen from cases_decisions").await, 32_500);
    world.on("2017-06-05");
    let run = draft(&browser, "regular").await;
    let order = pay(world, &browser, &run).await;
    import(&browser, &run, &answer(&order, |_| ("03", "账号不存在"))).await;
    browser.open("/payments/corrections").await;
    browser.press("details.more summary").await;
    for (field, value) in [("bank", "农村信用社"), ("number", "4012888888881881"), ("note", "本人新开户")] {
        browser.fill_named(field, value).await;
    }
    browser.send("details.more button[type=submit]").await;
    browser.says("已更正，等编批次").await;
    let again = draft(&browser, "correction").await;
    let order = pay(world, &browser, &again).await;
    import(&browser, &again, &answer(&order, |_| ("00", ""))).await;
    browser.login("payer").await;
    browser.open(&run).await;
    browser.send("#act form button.wide").await;
    browser.says("关账").await;
    browser.end().await;
    let arrived = "select cast(coalesce(sum(amount_fen), 0) as bigint) from payments_lines where state = 'arrived'";
    assert_eq!(world.number(arrived).await, 32_500, "paid once");
    sign_days(&world.house).await.expect("days are signed");
    let examined = examine(&world.house).await.expect("it can be examined");
    assert!(examined.findings.is_empty(), "{:?}", examined.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_window_to_the_bank_in_a_browser_with_and_without_javascript() {
    if !is_wanted() {
        return;
    }
    for engine in each_database() {
        for scripts in [Scripts::On, Scripts::Off] {
            let world = World::new(engine).await;
            walk(&world, scripts).await;
            world.end().await;
        }
    }
}
