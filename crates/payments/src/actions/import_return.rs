//! 导入回盘: what the bank says, matched by 明细号; every line ends in one state, and what does not fit has a list.

use super::common::{open_run, recuse, save};
use super::recover::entry;
use crate::bank::{self, ReturnRow};
use crate::line::{LineId, LineState};
use crate::run::{Run, RunId, RunState};
use crate::store;
use crate::store::answers::Answer;
use crate::store::exceptions::{Exception, ExceptionKind};
use crate::store::imports::Import;
use crate::store::lines::KeyRow;
use access::{Actor, Event, House, permit};
use db::{Fault, Outcome, Tx};
use kernel::{Fen, Month, Refusal};
use ledger::chart::{COMMITTED, PAID, PAYABLE, RETURNED, TRANSIT};
use std::collections::{BTreeMap, HashMap, HashSet};

access::actions! {
    /// 导入银行回盘.
    ImportReturn = "payments.import";
}

/// A file as it came.
#[derive(Debug, Clone, Copy)]
pub struct Return<'f> {
    /// What it is called.
    pub name: &'f str,
    /// Its bytes.
    pub bytes: &'f [u8],
}

/// Rows that may not fit; a file with more of them belongs elsewhere.
const MOST_EXCEPTIONS: usize = 1_000;

/// What was said: state, code and words. Lines of which the same was said are stored together.
type Said = (&'static str, String, String);
/// Of whom: line, amount, and the month its debt was booked in.
type Answered = (LineId, Fen, Month);

/// What a file says of our lines.
#[derive(Default)]
struct Matched {
    rows: i64,
    repeated: i64,
    answers: BTreeMap<Said, Vec<Answered>>,
    exceptions: Vec<(ExceptionKind, ReturnRow, Option<LineId>, String)>,
    too_many: bool,
}

impl Matched {
    fn odd(&mut self, kind: ExceptionKind, row: ReturnRow, line: Option<LineId>, why: String) {
        if self.exceptions.len() >= MOST_EXCEPTIONS {
            self.too_many = true;
        } else {
            self.exceptions.push((kind, row, line, why));
        }
    }

    fn take(&mut self, known: &HashMap<String, KeyRow>, seen: &mut HashSet<String>, row: ReturnRow) {
        self.rows += 1;
        let Some(line) = known.get(&row.key) else {
            return self.odd(ExceptionKind::UnknownKey, row, None, "本批次没有这个明细号".to_owned());
        };
        if !seen.insert(row.key.clone()) {
            return self.odd(
                ExceptionKind::DoubleAnswer,
                row,
                Some(line.id),
                "同一个明细号在文件里出现两次".to_owned(),
            );
        }
        if row.amount != Some(line.amount) {
            let got = row.amount.map_or_else(|| "看不懂".to_owned(), |amount| format!("{} 元", amount.grouped()));
            let why = format!("应发 {} 元，回盘金额 {got}", line.amount.grouped());
            return self.odd(ExceptionKind::WrongSum, row, Some(line.id), why);
        }
        let Some(outcome) = bank::outcome_of(&row.code) else {
            let why = format!("结果“{}”不认识", row.code);
            return self.odd(ExceptionKind::UnknownCode, row, Some(line.id), why);
        };
        match line.state {
            LineState::Listed => self.answer(line, outcome, row),
            LineState::Unknown if outcome == LineState::Unknown => self.repeated += 1,
            LineState::Unknown => self.answer(line, outcome, row),
            state if state == outcome => self.repeated += 1,
            LineState::Arrived | LineState::Returned | LineState::Absent | LineState::Held | LineState::Void => {
                let why = format!("先前回的是“{}”，这次是“{}”", called(line.state), called(outcome));
                self.odd(ExceptionKind::DoubleAnswer, row, Some(line.id), why);
            }
        }
    }

    fn answer(&mut self, line: &KeyRow, outcome: LineState, row: ReturnRow) {
        let reason = if outcome == LineState::Arrived { String::new() } else { row.reason };
        let group = self.answers.entry((outcome.code(), row.code, reason)).or_default();
        group.push((line.id, line.amount, line.origin_month));
    }

    fn total(&self, outcome: LineState) -> Result<(i64, Fen), Fault> {
        let of = self.answers.iter().filter(|((code, _, _), _)| *code == outcome.code());
        crate::plan::totals(of.flat_map(|(_, lines)| lines.iter().map(|(_, amount, _)| *amount)))
    }

    fn by_origin(&self, outcome: LineState) -> Result<BTreeMap<Month, Fen>, Fault> {
        let mut sums: BTreeMap<Month, Fen> = BTreeMap::new();
        let of = self.answers.iter().filter(|((code, _, _), _)| *code == outcome.code());
        for (_, amount, origin) in of.flat_map(|(_, lines)| lines) {
            let sum = sums.entry(*origin).or_default();
            *sum = sum.checked_add(*amount).ok_or_else(|| Fault::other("payments: a sum does not fit"))?;
        }
        Ok(sums)
    }
}

fn called(state: LineState) -> &'static str {
    match state {
        LineState::Arrived => "到账",
        LineState::Returned => "退汇",
        LineState::Unknown => "待查",
        LineState::Absent => "没有",
        LineState::Listed => "已送",
        LineState::Held => "停发",
        LineState::Void => "作废",
    }
}

/// Imports a return file; the same file again gives the first result. Tells `payments.returned` when money came back:
/// import, run, number, county, townships (code and count).
///
/// # Errors
/// A refusal: not sent yet (409), kin (403), a file that cannot be read or belongs to another run (422); for a closed
/// month also a file with anything that does not fit.
pub async fn import_return(house: &House, actor: &Actor, id: RunId, file: Return<'_>) -> Outcome<Import> {
    let digest = crypto::hex(&crypto::sm3(file.bytes));
    let mut tx = house.db.begin().await?;
    let run = open_run(&mut tx, house, actor, id).await?;
    permit::<ImportReturn>(&mut tx, actor, &run.place(), run.object(), &format!("sm3={digest}"), false)?;
    if let Some(known) = store::imports::by_digest(&mut tx, id, &digest).await? {
        return Ok(known);
    }
    recuse(&mut tx, house, actor, &run).await?;
    if !run.state.is_sent() {
        run.awaits(RunState::Sent)?;
    }
    let matched = read(&mut tx, &run, file).await?;
    let import = Import {
        id: house.mint(),
        run: id,
        county: run.county.clone(),
        digest,
        file_name: file.name.chars().take(120).collect(),
        format: bank::format_of(file.bytes).code().to_owned(),
        rows: matched.rows,
        arrived: matched.total(LineState::Arrived)?,
        returned: matched.total(LineState::Returned)?,
        unknown: matched.total(LineState::Unknown)?,
        repeated: matched.repeated,
        exceptions: crate::plan::count(matched.exceptions.len()),
        by: actor.staff.to_string(),
        at: actor.now,
    };
    match store::imports::insert(&mut tx, &import).await {
        Err(fault) if fault.is_unique() => {
            let sentence = "这个文件刚刚已经导入，没有重复导入。请刷新页面看结果。";
            return Err(Refusal::conflict("payments.imported", sentence).into());
        }
        other => other?,
    }
    store_answers(&mut tx, house, &run, &import, &matched).await?;
    store_exceptions(&mut tx, house, &import, &matched).await?;
    book(&mut tx, house, actor, &run, &import, &matched).await?;
    tell(&mut tx, house, actor, &run, &import).await?;
    reconcile(&mut tx, house, actor, run).await?;
    tx.commit().await?;
    Ok(import)
}

async fn tell(tx: &mut Tx, house: &House, actor: &Actor, run: &Run, import: &Import) -> Outcome<()> {
    let townships = store::answers::returned_by_township(tx, run.id, &import.id).await?;
    if townships.is_empty() {
        return Ok(());
    }
    let payload = serde_json::json!({
        "import": import.id,
        "run": run.id.to_string(),
        "number": run.number,
        "county": run.county,
        "townships": townships,
    });
    let event = Event { name: "payments.returned", object: run.object(), payload };
    house.reactions.tell(tx, house, actor, &event).await
}

async fn read(tx: &mut Tx, run: &Run, file: Return<'_>) -> Outcome<Matched> {
    let known = store::lines::keys_of_run(tx, run.id).await?;
    let (mut matched, mut seen) = (Matched::default(), HashSet::new());
    bank::format_of(file.bytes).read(file.bytes, &mut |row| matched.take(&known, &mut seen, row))?;
    if matched.rows == 0 {
        let sentence = "文件里没有明细，没有导入。请核对是不是选错了文件。";
        return Err(Refusal::bad_input("payments.return_empty", sentence).on_field("file").into());
    }
    if matched.too_many || (matched.answers.is_empty() && matched.repeated == 0 && seen.is_empty()) {
        let sentence = format!("这不像批次 {} 的回盘：明细号对不上，没有导入。请核对是不是选错了文件。", run.number);
        return Err(Refusal::bad_input("payments.return_other", sentence).on_field("file").into());
    }
    if run.state == RunState::Closed && !matched.exceptions.is_empty() {
        let sentence = format!(
            "这个月已经关账，只能导入“待查”的查询结果；文件里有 {} 行对不上，没有导入。",
            matched.exceptions.len()
        );
        return Err(Refusal::bad_input("payments.return_closed", sentence).on_field("file").into());
    }
    Ok(matched)
}

async fn store_answers(tx: &mut Tx, house: &House, run: &Run, import: &Import, matched: &Matched) -> Outcome<()> {
    let keys = house.keyring();
    let rounds = store::answers::rounds_of_run(tx, run.id).await?;
    for ((state, code, reason), lines) in &matched.answers {
        let outcome: LineState = state.parse().map_err(|()| Fault::other("payments: a state without code"))?;
        let answers: Vec<Answer> = lines
            .iter()
            .map(|(line, _, _)| {
                Answer {
                    line: *line,
                    round: rounds.get(line).copied().unwrap_or(0) + 1,
                    county: run.county.clone(),
                    run: run.id,
                    import: import.id.clone(),
                    outcome,
                    code: code.clone(),
                    reason: reason.clone(),
                    at: import.at,
                    by: import.by.clone(),
                    mac: Vec::new(),
                }
                .signed(&keys)
            })
            .collect();
        store::answers::insert(tx, &answers).await?;
        let ids: Vec<LineId> = lines.iter().map(|(line, _, _)| *line).collect();
        store::lines::answer(tx, &ids, outcome, code, reason).await?;
    }
    Ok(())
}

async fn store_exceptions(tx: &mut Tx, house: &House, import: &Import, matched: &Matched) -> Result<(), Fault> {
    let rows: Vec<Exception> = matched
        .exceptions
        .iter()
        .map(|(kind, row, line, why)| Exception {
            id: house.mint(),
            run: import.run,
            county: import.county.clone(),
            import: import.id.clone(),
            kind: *kind,
            file_line: crate::plan::count(row.line),
            line_key: row.key.chars().take(40).collect(),
            line: line.map(|line| line.to_string()),
            detail: why.clone(),
            at: import.at,
            settled: String::new(),
            settled_by: None,
            settled_at: None,
        })
        .collect();
    store::exceptions::insert(tx, &rows).await
}

/// 到账 ends the debt of the month it was owed in; 退汇 waits there to be sent again.
async fn book(tx: &mut Tx, house: &House, actor: &Actor, run: &Run, import: &Import, matched: &Matched) -> Outcome<()> {
    let of = (run.programme.as_str(), run.county.as_str());
    let note = format!("回盘，批次 {}", run.number);
    let mut entry = entry(house, actor, format!("payments.import/{}", import.id), &note);
    for (origin, amount) in matched.by_origin(LineState::Arrived)? {
        entry = entry.between(amount, (PAID, run.month), (TRANSIT, run.month), of).between(
            amount,
            (PAYABLE, origin),
            (COMMITTED, origin),
            of,
        );
    }
    for (origin, amount) in matched.by_origin(LineState::Returned)? {
        entry = entry.between(amount, (RETURNED, origin), (TRANSIT, run.month), of);
    }
    if !entry.postings.is_empty() {
        ledger::post(tx, &house.keyring(), &entry).await?;
    }
    Ok(())
}

/// 对账: nothing is silent and nothing is left that does not fit.
pub(super) async fn reconcile(tx: &mut Tx, house: &House, actor: &Actor, mut run: Run) -> Outcome<()> {
    if run.state != RunState::Sent || store::exceptions::open_of_run(tx, run.id).await? > 0 {
        return Ok(());
    }
    let sums = store::lines::sums_by_state(tx, &access::Scope::City, run.id).await?;
    if sums.iter().any(|(state, _, _)| *state == LineState::Listed) {
        return Ok(());
    }
    run.state = RunState::Reconciled;
    run.reconciled = Some(actor.now);
    save(tx, house, run).await?;
    Ok(())
}
