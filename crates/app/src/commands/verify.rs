//! `doudi verify`: proves that nothing was altered, or names the day and the row.

use super::{Where, open_to_read};
use access::{House, Scope};
use clap::Args;
use db::{Fault, Root};
use kernel::Day;
use std::time::Duration;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
}

/// Something that does not fit.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Where: table and row, with the day.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

/// What was examined, and what does not fit.
#[derive(Debug, Default)]
pub struct Examined {
    /// Counted things, in words.
    pub counts: Vec<(&'static str, i64)>,
    /// What does not fit.
    pub findings: Vec<Finding>,
}

/// Examines the whole install: log chain, daily roots, decisions, payments, the book, and what was handed in for the plan.
///
/// # Errors
/// When the database errs.
pub async fn examine(house: &House) -> Result<Examined, Fault> {
    let mut examined = Examined::default();
    let mut tx = house.db.read().await?;
    let (rows, broken) = db::verify_chain(&mut tx).await?;
    examined.counts.push(("日志", rows));
    examined.findings.extend(
        broken
            .into_iter()
            .map(|broken| Finding { place: format!("日志 {} 第 {} 行", broken.day, broken.seq), what: broken.why }),
    );
    roots(house, &mut examined).await?;
    decisions(house, &mut examined).await?;
    money(house, &mut examined).await?;
    figures(house, &mut examined).await?;
    Ok(examined)
}

async fn roots(house: &House, examined: &mut Examined) -> Result<(), Fault> {
    let keys = house.keyring();
    let mut tx = house.db.read().await?;
    let roots = db::roots(&mut tx).await?;
    examined.counts.push(("每日签名", i64::try_from(roots.len()).unwrap_or(i64::MAX)));
    for root in roots {
        let text = Root::signed_text(&root.day, root.last_seq, &root.hash);
        let place = format!("每日签名 {}", root.day);
        if !keys.verify_root(&text, &root.signature) {
            examined.findings.push(Finding { place, what: "签名不对，这一天的签名被改过".to_owned() });
            continue;
        }
        let Ok(day) = Day::parse(&root.day) else { continue };
        if db::rows_of_day(&mut tx, day).await? != Some((root.last_seq, root.hash)) {
            let what = "日志与当天签名时不一样：有行被删、被改或被插".to_owned();
            examined.findings.push(Finding { place, what });
        }
    }
    Ok(())
}

async fn money(house: &House, examined: &mut Examined) -> Result<(), Fault> {
    let found = payments::verify(&house.db, &house.keyring()).await?;
    let counts = [("待遇", found.awards), ("发放批次", found.runs), ("发放明细", found.lines), ("记账", found.entries)];
    examined.counts.extend(counts);
    examined.findings.extend(found.problems.into_iter().map(|what| Finding { place: "发放".to_owned(), what }));
    Ok(())
}

async fn figures(house: &House, examined: &mut Examined) -> Result<(), Fault> {
    let found = workplan::verify(&house.db, &house.keyring()).await?;
    let counts = [("上报", found.reports), ("凭证", found.evidence), ("责任书", found.letters), ("考核", found.rounds)];
    examined.counts.extend(counts);
    examined.findings.extend(found.problems.into_iter().map(|what| Finding { place: "工作计划".to_owned(), what }));
    Ok(())
}

async fn decisions(house: &House, examined: &mut Examined) -> Result<(), Fault> {
    const PAGE: i64 = 1_000;
    let keys = house.keyring();
    let mut tx = house.db.read().await?;
    let mut after = String::new();
    let mut count = 0;
    loop {
        let page = cases::store::decisions::page(&mut tx, &Scope::City, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id.to_string();
        for decision in &page {
            count += 1;
            if !decision.is_intact(&keys) {
                examined.findings.push(Finding {
                    place: format!("决定 {} cases_decisions/{}", decision.decided_on, decision.id),
                    what: "这一行被改过".to_owned(),
                });
            }
        }
    }
    examined.counts.push(("决定", count));
    Ok(())
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let house = open_to_read(&options.place).await?;
    let examined = examine(&house).await?;
    for (what, count) in &examined.counts {
        println!("核对 {what} {count} 条");
    }
    if examined.findings.is_empty() {
        println!("核验通过：没有发现改动。");
        return Ok(());
    }
    for finding in &examined.findings {
        println!("不符：{}：{}", finding.place, finding.what);
    }
    println!("核验没有通过：{} 处不符。请保护现场，报告审计管理员。", examined.findings.len());
    std::process::exit(1);
}

/// Signs the root of every day that has ended and is not signed yet.
///
/// # Errors
/// When the database errs.
pub async fn sign_days(house: &House) -> Result<usize, Fault> {
    let today = house.now().day();
    let keys = house.keyring();
    let mut tx = house.db.begin().await?;
    let known = db::roots(&mut tx).await?;
    let first = db::first_day(&mut tx).await?;
    let Some(mut day) = known.last().and_then(|root| Day::parse(&root.day).ok()).map(|day| day.add_days(1)).or(first)
    else {
        return Ok(0);
    };
    let mut signed = 0;
    while day < today {
        if let Some((last_seq, hash)) = db::rows_of_day(&mut tx, day).await? {
            let text = Root::signed_text(&day.to_string(), last_seq, &hash);
            let root = Root { day: day.to_string(), last_seq, hash, signature: keys.sign_root(&text).to_vec() };
            db::save_root(&mut tx, &root, house.now()).await?;
            signed += 1;
        }
        day = day.add_days(1);
    }
    tx.commit().await?;
    Ok(signed)
}

/// Signs ended days now and every ten minutes, for as long as the server runs.
pub(crate) fn keep_signing(house: House) {
    tokio::spawn(async move {
        loop {
            if let Err(fault) = sign_days(&house).await {
                tracing::error!(%fault, "the root of a day was not signed");
            }
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
    });
}
