//! From the decision to money at the bank: June's run, a returned payment corrected and paid once, and the proof.

use crate::decision::{ripen, step};
use crate::intake::{accept, accept_usual, household};
use app::commands::{examine, sign_days};
use testkit::{Client, Page, World, each_database};

/// Sends a return file as a browser does: one part of a multipart form.
pub async fn import(cashier: &mut Client, run: &str, table: &str) -> Page {
    let body = format!(
        "--mark\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{table}\r\n--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--mark--\r\n"
    );
    cashier.post_bytes(&format!("{run}/import"), "multipart/form-data; boundary=mark", body.into_bytes()).await
}

/// Does the act of whoever must act on a run now.
pub async fn act(who: &mut Client, run: &str, action: &str, fields: &[(&str, &str)]) -> Page {
    let page = who.get(run).await;
    page.is(200);
    let version = page.field("version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    who.post(&format!("{run}/{action}"), &all).await
}

/// Drafts a run; answers its path.
pub async fn draft(cashier: &mut Client, month: &str, kind: &str) -> String {
    let form = cashier.get(&format!("/payments/runs/new?programme=dibao&month={month}&kind={kind}")).await;
    form.is(200);
    let key = form.field("key");
    let fields = [("programme", "dibao"), ("month", month), ("kind", kind), ("key", key.as_str())];
    let done = cashier.post("/payments/runs/new", &fields).await;
    done.is(303);
    let twice = cashier.post("/payments/runs/new", &fields).await;
    assert_eq!(done.location, twice.location, "pressed twice, drafted once");
    done.location
}

/// Freezes, counts, signs and sends a run of so many lines and yuan; answers the bank file.
pub async fn send(world: &World, run: &str, lines: &str, sum: &str) -> String {
    let mut cashier = world.login("cashier").await;
    act(&mut cashier, run, "freeze", &[]).await.is(303);
    let mut checker = world.login("checker").await;
    act(&mut checker, run, "count", &[("lines", lines), ("sum", "1.00")]).await.is(409);
    act(&mut checker, run, "count", &[("lines", lines), ("sum", sum)]).await.is(303);
    let mut payer = world.login("payer").await;
    let digest = payer.get(run).await.field("digest");
    act(&mut payer, run, "approve", &[("digest", &digest), ("checked", "1")]).await.is(303);
    let mut cashier = world.login("cashier").await;
    act(&mut cashier, run, "send", &[("format", "csv")]).await.is(303);
    let file = cashier.get(&format!("{run}/file")).await;
    file.is(200);
    file.body
}

/// The bank's answer to an order: `judge` says what becomes of each line.
pub fn answer(order: &str, judge: impl Fn(usize) -> (&'static str, &'static str)) -> String {
    let lines: Vec<&str> = order.lines().filter(|line| line.matches(',').count() >= 4).collect();
    let mut out = "明细号,金额,结果,原因\n".to_owned();
    for (index, line) in lines.iter().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        let clean = |cell: &str| cell.trim_matches(['"', '\'', '\u{feff}']).to_owned();
        let (code, reason) = judge(index);
        out.push_str(&format!("{},{},{code},{reason}\n", clean(cells[0]), clean(cells[4])));
    }
    out
}

pub async fn two_households(world: &World) {
    let mut clerk = world.login("clerk").await;
    let first = accept_usual(&mut clerk).await;
    let mut others = household("3000", ["19680505", "19700606", "19480707"], ["赵国富", "钱玉珍", "孙桂芳"]);
    for (name, value) in &mut others {
        if name == "account" {
            "5555555555554444".clone_into(value);
        }
    }
    let second = accept(&mut clerk, &others).await;
    ripen(world, &first).await;
    world.on("2017-05-09");
    ripen(world, &second).await;
    let mut approver = world.login("approver").await;
    for case in [&first, &second] {
        step(&mut approver, case, "decision", &[("opinion", "approve"), ("not_kin", "1")]).await.is(303);
    }
}

#[tokio::test]
async fn the_run_of_june_pays_a_return_is_corrected_and_paid_once_and_verify_says_all_is_well() {
    for engine in each_database() {
        let world = World::new(engine).await;
        two_households(&world).await;
        world.on("2017-06-05");
        let mut cashier = world.login("cashier").await;
        let run = draft(&mut cashier, "2017-06", "regular").await;
        cashier.get(&run).await.says("900.00");
        let order = send(&world, &run, "2", "900.00").await;
        let mut cashier = world.login("cashier").await;
        let table = answer(&order, |index| if index == 0 { ("00", "") } else { ("03", "账号不存在") });
        import(&mut cashier, &run, &table).await.is(303);
        import(&mut cashier, &run, &table).await;
        let mut payer = world.login("payer").await;
        cashier.get("/payments/corrections").await.is(200).says("账号不存在");
        let page = cashier.get("/payments/corrections").await;
        let line = page.field("line");
        let account = [
            ("line", line.as_str()),
            ("kind", "card"),
            ("bank", "农村信用社"),
            ("number", "4012888888881881"),
            ("note", "本人新开户"),
        ];
        cashier.post(&format!("/payments/corrections/{line}"), &account).await.is(303);
        let again = draft(&mut cashier, "2017-06", "correction").await;
        let amount = world.number("select max(sum_fen) from payments_runs where kind = 'correction'").await;
        let sum = format!("{}.{:02}", amount / 100, amount % 100);
        let order = send(&world, &again, "1", &sum).await;
        let mut cashier = world.login("cashier").await;
        import(&mut cashier, &again, &answer(&order, |_| ("00", ""))).await.is(303);
        act(&mut payer, &run, "close", &[]).await.is(303);
        let arrived = "select cast(coalesce(sum(amount_fen), 0) as bigint) from payments_lines where state = 'arrived'";
        assert_eq!(world.number(arrived).await, 90_000, "everybody is paid once");
        sign_days(&world.house).await.expect("days are signed");
        let examined = examine(&world.house).await.expect("it can be examined");
        assert!(examined.findings.is_empty(), "{:?}", examined.findings);
        world.tamper("update payments_lines set amount_fen = amount_fen + 1").await;
        let examined = examine(&world.house).await.expect("it can be examined");
        assert!(!examined.findings.is_empty(), "a changed line is found");
        world.end().await;
    }
}

#[tokio::test]
async fn the_money_of_the_month_is_due_by_the_tenth_until_it_is_sent() {
    for engine in each_database() {
        let world = World::new(engine).await;
        two_households(&world).await;
        world.on("2017-06-05");
        let mut cashier = world.login("cashier").await;
        let runs = "/payments/runs";
        cashier.get(runs).await.is(200).says("要在 6月10日 前发到户").says("2 户，还没有编制批次").says("还有 5 天");
        let run = draft(&mut cashier, "2017-06", "regular").await;
        cashier.get(runs).await.says("2 户，还在草拟").says("第三十一条");
        world.on("2017-06-12");
        let mut cashier = world.login("cashier").await;
        cashier.get(runs).await.says("已经超过 2 天");
        // A township sees its lines, not what the county owes.
        assert!(!world.login("clerk").await.get(runs).await.is(200).body.contains("前发到户"));
        send(&world, &run, "2", "900.00").await;
        let mut cashier = world.login("cashier").await;
        assert!(!cashier.get(runs).await.is(200).body.contains("前发到户"));
        world.end().await;
    }
}
