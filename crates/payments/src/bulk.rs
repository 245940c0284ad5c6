//! Months that lie in the past, made whole for a sample city: the run, its lines, the bank's answers, the book.

use crate::award::Award;
use crate::bank::{BankFormat, CsvTable, OrderHead, OrderLine};
use crate::close::Figures;
use crate::digest::RunDigest;
use crate::line::{Line, LineId, LineState, line_key};
use crate::plan::{tail, totals};
use crate::run::{Done, Run, RunId, RunKind, RunState};
use crate::store;
use crate::store::answers::Answer;
use access::StaffId;
use crypto::Keyring;
use db::{Fault, Problem, Tx};
use kernel::{Fen, IdSource, Moment, Month};
use ledger::chart::{COMMITTED, FUND, PAID, PAYABLE, RETURNED, TRANSIT};

/// Who did the steps of a past month, and when they began; each step follows a minute later.
#[derive(Debug, Clone)]
pub struct PastMonth<'a> {
    /// Programme.
    pub programme: &'a str,
    /// Jurisdiction.
    pub county: &'a str,
    /// The month.
    pub month: Month,
    /// 发放经办.
    pub cashier: StaffId,
    /// 发放复核.
    pub checker: StaffId,
    /// 发放签发.
    pub payer: StaffId,
    /// When the run was prepared.
    pub at: Moment,
}

/// What a household got in a past month.
#[derive(Debug, Clone)]
pub struct PastLine<'a> {
    /// The award.
    pub award: &'a Award,
    /// Fen.
    pub amount: Fen,
    /// Bank and account.
    pub account: (&'a str, &'a str),
    /// The bank's code and words when the money came back; none when it arrived.
    pub returned: Option<(&'a str, &'a str)>,
}

/// A past month, ready to be stored.
#[derive(Debug, Clone)]
pub struct Past {
    /// The run, closed.
    pub run: Run,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What the bank said.
    pub answers: Vec<Answer>,
    /// What the book says.
    pub entries: Vec<ledger::Entry>,
    /// The figures it was closed with.
    pub figures: Figures,
}

const MINUTE_MS: i64 = 60_000;

/// Makes a closed regular run of a month.
///
/// # Errors
/// When a sum does not fit, or the bank's file cannot be written.
pub fn closed_month(
    keys: &Keyring,
    ids: &dyn IdSource,
    month: &PastMonth<'_>,
    lines: &[PastLine<'_>],
) -> Result<Past, Fault> {
    let id = RunId::mint(ids, month.at);
    let at = |step: i64| month.at.plus_millis(step * MINUTE_MS);
    let rows: Vec<Line> = (1_i64..).zip(lines).map(|(seq, line)| row(keys, ids, month, id, seq, line)).collect();
    let (paid, sum) = totals(lines.iter().map(|line| line.amount))?;
    let (mut digest, mut order) = (RunDigest::default(), Vec::with_capacity(rows.len()));
    for (row, line) in rows.iter().zip(lines) {
        let account = line.account.1;
        digest.take(&row.canonical(account));
        let (key, name, bank) = (row.key.clone(), row.name.clone(), row.bank.clone());
        order.push(OrderLine { key, name, bank, account: account.to_owned(), amount: row.amount });
    }
    let mut run = run(month, id, (paid, sum), digest.finish(), at);
    let head = OrderHead { number: run.number.clone(), month: run.month, lines: paid, sum };
    let bytes = CsvTable.write(&head, &order).map_err(|refusal| Fault::other(refusal.sentence))?;
    run.file_digest = crypto::hex(&crypto::sm3(&bytes));
    run.signature = Some(keys.sign_root(&crate::actions::signed_text(&run.number, &run.file_digest)).to_vec());
    let run = run.signed(keys);
    let answers = rows.iter().map(|row| answer(keys, month, row, at(5))).collect();
    let back = totals(lines.iter().filter(|line| line.returned.is_some()).map(|line| line.amount))?.1;
    let arrived = sum.checked_sub(back).unwrap_or(Fen::ZERO);
    let entries = entries(ids, month, &run, (sum, arrived, back), at);
    let book = kernel::try_sum([sum, sum, sum, arrived]).map_err(|e| Fault::other(e.to_string()))?;
    let figures = Figures {
        due: sum,
        arrived,
        returned: back,
        debit: book,
        credit: book,
        book_paid: arrived,
        book_returned: back,
        open_returns: back,
        ..Figures::default()
    };
    Ok(Past { run, lines: rows, answers, entries, figures })
}

fn row(keys: &Keyring, ids: &dyn IdSource, month: &PastMonth<'_>, run: RunId, seq: i64, line: &PastLine<'_>) -> Line {
    let id = LineId::mint(ids, month.at);
    let (award, (bank, number)) = (line.award, line.account);
    Line {
        id,
        run,
        seq,
        programme: month.programme.to_owned(),
        place: award.place.clone(),
        month: month.month,
        origin_month: month.month,
        kind: RunKind::Regular,
        corr_no: 0,
        key: line_key(&award.payee_key, month.programme, month.month, RunKind::Regular, 0),
        award: award.id,
        household: award.household,
        person: award.person,
        payee_key: award.payee_key.clone(),
        name: award.name.clone(),
        bank: bank.to_owned(),
        account_sealed: keys.seal(&Line::account_place(id), number.as_bytes()),
        account_tail: tail(number),
        amount: line.amount,
        state: if line.returned.is_some() { LineState::Returned } else { LineState::Arrived },
        reason: line.returned.map_or("", |(_, words)| words).to_owned(),
        answer_code: line.returned.map_or("00", |(code, _)| code).to_owned(),
        replaces: None,
        mac: Vec::new(),
    }
    .signed(keys)
}

fn run(month: &PastMonth<'_>, id: RunId, totals: (i64, Fen), digest: String, at: impl Fn(i64) -> Moment) -> Run {
    let by = |staff: StaffId, step: i64| Some(Done { by: staff.to_string(), at: at(step) });
    let mut run = Run {
        id,
        number: Run::number_of(month.programme, month.month, month.county, RunKind::Regular, 1),
        programme: month.programme.to_owned(),
        county: month.county.to_owned(),
        month: month.month,
        kind: RunKind::Regular,
        seq: 1,
        state: RunState::Closed,
        lines: totals.0,
        sum: totals.1,
        held: 0,
        held_sum: Fen::ZERO,
        shared_accounts: 0,
        digest,
        wrong_counts: 0,
        drafted: Done { by: month.cashier.to_string(), at: at(0) },
        frozen: by(month.cashier, 1),
        counted: by(month.checker, 2),
        approved: by(month.payer, 3),
        sent: by(month.cashier, 4),
        reconciled: Some(at(5)),
        closed: by(month.payer, 6),
        message_id: String::new(),
        format: CsvTable.code().to_owned(),
        file_digest: String::new(),
        signature: None,
        version: 7,
        mac: Vec::new(),
    };
    run.message_id = crypto::hex(&crypto::sm3(run.key().as_bytes()));
    run
}

fn answer(keys: &Keyring, month: &PastMonth<'_>, line: &Line, at: Moment) -> Answer {
    Answer {
        line: line.id,
        round: 1,
        county: line.place.county.clone(),
        run: line.run,
        import: String::new(),
        outcome: line.state,
        code: line.answer_code.clone(),
        reason: line.reason.clone(),
        at,
        by: month.cashier.to_string(),
        mac: Vec::new(),
    }
    .signed(keys)
}

fn entries(
    ids: &dyn IdSource,
    month: &PastMonth<'_>,
    run: &Run,
    (sum, arrived, back): (Fen, Fen, Fen),
    at: impl Fn(i64) -> Moment,
) -> Vec<ledger::Entry> {
    let of = (month.programme, month.county, month.month);
    let entry = |what: &str, note: &str, by: StaffId, step: i64| ledger::Entry {
        id: kernel::RawId::from_bytes(ids.mint(at(step))).text(),
        cause: format!("payments.{what}/{}", run.id),
        on: at(step).day(),
        note: format!("{note}，批次 {}", run.number),
        by: by.to_string(),
        at: at(step),
        postings: Vec::new(),
    };
    vec![
        entry("approve", "签发", month.payer, 3).moving(sum, COMMITTED, PAYABLE, of),
        entry("send", "送银行", month.cashier, 4).moving(sum, TRANSIT, FUND, of),
        entry("import", "回盘", month.cashier, 5)
            .moving(arrived, PAID, TRANSIT, of)
            .moving(arrived, PAYABLE, COMMITTED, of)
            .moving(back, RETURNED, TRANSIT, of),
    ]
}

/// Stores past months.
///
/// # Errors
/// When the database errs, or a month is there already.
pub async fn store_past(tx: &mut Tx, keys: &Keyring, past: &Past) -> Result<(), Fault> {
    store::runs::insert(tx, &past.run).await?;
    store::lines::insert_all(tx, &past.lines).await?;
    store::answers::insert(tx, &past.answers).await?;
    for entry in &past.entries {
        ledger::post(tx, keys, entry).await.map_err(|problem| match problem {
            Problem::Fault(fault) => fault,
            Problem::Refusal(refusal) => Fault::other(refusal.sentence),
        })?;
    }
    let run = &past.run;
    let (by, at) = run.closed.as_ref().map_or((String::new(), run.drafted.at), |closed| (closed.by.clone(), closed.at));
    store::months::insert(tx, &run.programme, &run.county, run.month, &past.figures, &by, at).await
}
