//! 验: walks every award, run, line and answer and names what a hand has changed.

use crate::actions::is_as_frozen;
use crate::actions::signed_text;
use crate::amounts::tampered;
use crate::line::{Line, LineState};
use crate::plan::AT_ONCE;
use crate::run::{Run, RunState};
use crate::store;
use crypto::Keyring;
use db::{Db, Fault, Tx};

/// What was read, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Awards read.
    pub awards: i64,
    /// Runs read.
    pub runs: i64,
    /// Lines read.
    pub lines: i64,
    /// Entries of the book read.
    pub entries: i64,
    /// What is wrong, in Chinese, with ids and without names; empty when all is well.
    pub problems: Vec<String>,
}

/// Problems named at most.
const MOST: usize = 50;

impl Verified {
    fn add(&mut self, problem: String) {
        if self.problems.len() < MOST {
            self.problems.push(problem);
        }
    }
}

/// Verifies everything about money: codes of awards, segments, runs, lines and answers, the digest and signature of
/// every frozen run, and the book.
///
/// # Errors
/// When the database does.
pub async fn verify(db: &Db, keys: &Keyring) -> Result<Verified, Fault> {
    let mut tx = db.read().await?;
    let mut found = Verified::default();
    awards(&mut tx, keys, &mut found).await?;
    runs(&mut tx, keys, &mut found).await?;
    let (entries, problems) = ledger::verify(&mut tx, keys).await?;
    found.entries = entries;
    problems.into_iter().for_each(|problem| found.add(problem));
    Ok(found)
}

async fn awards(tx: &mut Tx, keys: &Keyring, found: &mut Verified) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page = store::awards::page(tx, &after, crate::plan::count(AT_ONCE)).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.to_string();
        let ids: Vec<String> = page.iter().map(|award| award.id.to_string()).collect();
        let segments = store::segments::of_awards(tx, &ids).await?;
        for award in &page {
            found.awards += 1;
            let history = segments.get(&award.id).map_or([].as_slice(), Vec::as_slice);
            if let Some(why) = tampered(award, history, keys) {
                found.add(format!("待遇 {}：{why}", award.id));
            }
        }
    }
}

async fn runs(tx: &mut Tx, keys: &Keyring, found: &mut Verified) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page = store::runs::page(tx, &after, crate::plan::count(AT_ONCE)).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.to_string();
        for run in &page {
            found.runs += 1;
            one_run(tx, keys, run, found).await?;
        }
    }
}

async fn one_run(tx: &mut Tx, keys: &Keyring, run: &Run, found: &mut Verified) -> Result<(), Fault> {
    if !run.is_intact(keys) {
        found.add(format!("批次 {}：校验码不符，可能被人改动过", run.number));
    }
    if run.state >= RunState::Frozen && !is_as_frozen(tx, keys, run).await? {
        found.add(format!("批次 {}：名册和冻结时不一样", run.number));
    }
    if run.state.is_sent() {
        let text = signed_text(&run.number, &run.file_digest);
        if !run.signature.as_ref().is_some_and(|signature| keys.verify_root(&text, signature)) {
            found.add(format!("批次 {}：银行文件的签名不符", run.number));
        }
    }
    let mut after = 0;
    loop {
        let lines = crate::check::page(tx, run.id, &mut after).await?;
        if lines.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = lines.iter().map(|line| line.id.to_string()).collect();
        let answers = store::answers::of_lines(tx, &ids).await?;
        for line in &lines {
            found.lines += 1;
            let said = answers.get(&line.id).map_or([].as_slice(), Vec::as_slice);
            if let Some(why) = wrong(line, said, keys) {
                found.add(format!("批次 {} 第 {} 行：{why}", run.number, line.seq));
            }
        }
    }
}

/// The state of a line must be what the last answer said.
fn wrong(line: &Line, answers: &[store::answers::Answer], keys: &Keyring) -> Option<&'static str> {
    if !line.is_intact(keys) {
        return Some("校验码不符，可能被人改动过");
    }
    if answers.iter().any(|answer| !answer.is_intact(keys)) {
        return Some("回盘记录的校验码不符，可能被人改动过");
    }
    let in_order = (1_i64..).zip(answers).all(|(round, answer)| answer.round == round);
    let agrees = match answers.last() {
        Some(last) => last.outcome == line.state,
        None => matches!(line.state, LineState::Listed | LineState::Held),
    };
    if in_order && agrees { None } else { Some("状态和回盘记录不一致") }
}
