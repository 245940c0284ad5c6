//! 差额与追回: what was paid against what was due by everything known now, month by month (DB-25, DB-26).

use super::common::required;
use crate::award::Award;
use crate::plan::Entitled;
use crate::store;
use crate::store::recoveries::{Recovery, Repayment};
use access::{Actor, House, permit};
use db::{Fault, Outcome, Tx};
use kernel::{Fen, Month, Refusal};
use ledger::chart::{FUND, RECEIVABLE, REFUNDS};

access::actions! {
    /// 登记收回, by whoever imports what the bank says.
    Import = "payments.import";
}

/// One month of an award that does not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The month.
    pub month: Month,
    /// What was due, fen.
    pub entitled: Fen,
    /// What was lined up, arrived or is on its way, fen.
    pub lined: Fen,
}

impl Difference {
    /// What is missing (above zero) or too much (below), fen.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn gap(&self) -> Result<Fen, Fault> {
        self.entitled.checked_sub(self.lined).ok_or_else(|| Fault::other("payments: a difference does not fit"))
    }
}

/// The months of an award's payee that do not agree, up to the last month that was lined up.
///
/// # Errors
/// When the database does.
pub async fn differences(tx: &mut Tx, award: &Award) -> Result<Vec<Difference>, Fault> {
    let payees = [award.payee_key.clone()];
    let (first, last) = (award.first_month, award.first_month.add(MOST_MONTHS));
    let lined = store::lines::lined(tx, &award.programme, &payees, (first, last)).await?;
    let Some(last) = lined.keys().map(|(_, month)| *month).max() else { return Ok(Vec::new()) };
    let entitled = Entitled::load(tx, &award.programme, &payees).await?;
    let mut found = Vec::new();
    let mut month = first;
    while month <= last {
        let (due, _) = entitled.due(&award.payee_key, month)?;
        let had = lined.get(&(award.payee_key.clone(), month)).copied().unwrap_or(Fen::ZERO);
        if due != had {
            found.push(Difference { month, entitled: due, lined: had });
        }
        month = month.next();
    }
    Ok(found)
}

/// How far an award is looked at, in months: a century ends every loop.
const MOST_MONTHS: i32 = 1_200;

/// Claims back what was sent beyond the right, month by month, less what was claimed before.
///
/// # Errors
/// When the database does.
pub(super) async fn raise(tx: &mut Tx, house: &House, actor: &Actor, award: &Award, why: &str) -> Outcome<()> {
    let claimed = store::recoveries::claimed(tx, award).await?;
    let mut recoveries = Vec::new();
    for one in differences(tx, award).await? {
        let sent = store::lines::sent_in_month(tx, &award.programme, &award.payee_key, one.month).await?;
        let before = claimed.get(&one.month).copied().unwrap_or(Fen::ZERO);
        let over = sent.checked_sub(one.entitled).and_then(|over| over.checked_sub(before)).unwrap_or(Fen::ZERO);
        if over <= Fen::ZERO {
            continue;
        }
        recoveries.push(Recovery {
            id: house.mint(),
            cause: format!("{}/{}/{}", award.id, one.month, before.get()),
            award: award.id,
            programme: award.programme.clone(),
            place: award.place.clone(),
            household: award.household,
            person: award.person,
            name: award.name.clone(),
            month: one.month,
            paid: sent,
            entitled: one.entitled,
            amount: over,
            why: why.to_owned(),
            by: actor.staff.to_string(),
            at: actor.now,
        });
    }
    if recoveries.is_empty() {
        return Ok(());
    }
    store::recoveries::insert(tx, &recoveries).await?;
    for one in &recoveries {
        let of = (one.programme.as_str(), one.place.county.as_str(), one.month);
        let entry = entry(house, actor, format!("payments.recovery/{}", one.id), "多发待追回")
            .moving(one.amount, RECEIVABLE, REFUNDS, of);
        ledger::post(tx, &house.keyring(), &entry).await?;
    }
    Ok(())
}

/// An entry of the book, made now by this actor.
pub(super) fn entry(house: &House, actor: &Actor, cause: String, note: &str) -> ledger::Entry {
    ledger::Entry {
        id: house.mint(),
        cause,
        on: actor.now.day(),
        note: note.to_owned(),
        by: actor.staff.to_string(),
        at: actor.now,
        postings: Vec::new(),
    }
}

/// Records money that came back for a recovery; the form's key does it once.
///
/// # Errors
/// A refusal when the recovery is not there, the note is missing, or more comes back than was claimed.
pub async fn repay(house: &House, actor: &Actor, recovery: &str, amount: Fen, note: &str, key: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let found = store::recoveries::get(&mut tx, &actor.scope, recovery).await?.ok_or_else(access::outside)?;
    let cause = format!("repay/{recovery}/{key}");
    permit::<Import>(&mut tx, actor, &found.place, format!("payments_recoveries/{recovery}"), "repay", false)?;
    if super::common::is_again(&mut tx, &cause).await? {
        return Ok(());
    }
    let note = required(note, "note", "请写缴款凭证号。")?.to_owned();
    let before = store::recoveries::repaid(&mut tx, &[recovery.to_owned()]).await?;
    let before = before.get(recovery).copied().unwrap_or(Fen::ZERO);
    let left = found.amount.checked_sub(before).unwrap_or(Fen::ZERO);
    if amount <= Fen::ZERO || amount > left {
        let sentence = format!("这笔还要追回 {} 元，收回的金额应大于零、不超过这个数。", left.grouped());
        return Err(Refusal::bad_input("payments.repay", sentence).on_field("amount").into());
    }
    let repayment = Repayment {
        id: house.mint(),
        cause: cause.clone(),
        recovery: recovery.to_owned(),
        county: found.place.county.clone(),
        amount,
        note,
        by: actor.staff.to_string(),
        at: actor.now,
    };
    store::recoveries::insert_repayment(&mut tx, &repayment).await?;
    let of = (found.programme.as_str(), found.place.county.as_str(), found.month);
    let entry = entry(house, actor, format!("payments.{cause}"), "追回款缴回").moving(amount, FUND, RECEIVABLE, of);
    ledger::post(&mut tx, &house.keyring(), &entry).await?;
    super::common::remember(&mut tx, &cause, "done", actor).await?;
    tx.commit().await?;
    Ok(())
}
