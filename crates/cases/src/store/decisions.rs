//! `cases_decisions`: each row carries a code (MAC) that only the keys can make.

use crate::case::{CaseId, DecisionId};
use access::{Place, Scope};
use crypto::Keyring;
use db::{Fault, Row, Sql, Tx, V};
use kernel::{Day, Fen, Moment, Month};
use registry::HouseholdId;

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// The case.
    pub case: CaseId,
    /// Where.
    pub place: Place,
    /// For which household.
    pub household: HouseholdId,
    /// `approve` or `refuse`.
    pub outcome: String,
    /// A month; zero for a refusal.
    pub amount: Fen,
    /// How many persons are covered.
    pub persons: i64,
    /// First month of payment.
    pub first_month: Month,
    /// Version of the policy it was computed with.
    pub policy_version: String,
    /// The assessment as it stood, sealed.
    pub assessment_sealed: Vec<u8>,
    /// The reason in the approver's words.
    pub reason: String,
    /// The policy's own word for why, from the sealed assessment; for statistics. Empty where it was not kept yet.
    pub why: String,
    /// Version of the case it was bound to.
    pub case_version: i64,
    /// Who took it in.
    pub accepted_by: String,
    /// Who verified it.
    pub verified_by: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_on: Day,
    /// The exact moment.
    pub at: Moment,
    /// Code over all of it.
    pub mac: Vec<u8>,
}

/// The domain of the code.
const DOMAIN: &str = "cases_decisions";

/// What an assessment is sealed for.
#[must_use]
pub fn assessment_place(id: DecisionId) -> String {
    format!("cases_decisions.assessment.{id}")
}

impl Decision {
    fn mac_text(&self) -> Vec<u8> {
        let mut text = format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|",
            self.id,
            self.case,
            self.place.county,
            self.place.township,
            self.household,
            self.outcome,
            self.amount.get(),
            self.persons,
            self.first_month,
            self.policy_version,
            self.reason,
            self.case_version,
            self.accepted_by,
            self.verified_by,
            self.decided_by,
            self.decided_on,
            self.at.millis()
        )
        .into_bytes();
        text.extend_from_slice(&self.assessment_sealed);
        text
    }

    /// Writes the code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(DOMAIN, &self.mac_text()).to_vec();
        self
    }

    /// Whether the row is as it was written.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches(DOMAIN, &self.mac_text(), &self.mac)
    }
}

/// The columns of a bulk load, in the order of [`row`].
pub const COLUMNS: &[&str] = &[
    "id",
    "case_id",
    "county",
    "township",
    "household_id",
    "outcome",
    "amount_fen",
    "persons",
    "first_month",
    "policy_version",
    "assessment_sealed",
    "reason",
    "case_version",
    "accepted_by",
    "verified_by",
    "decided_by",
    "decided_on",
    "at_ms",
    "mac",
    "why",
];

/// A decision as the values of [`COLUMNS`].
#[must_use]
pub fn row(decision: &Decision) -> Vec<V> {
    vec![
        decision.id.to_string().into(),
        decision.case.to_string().into(),
        (&decision.place.county).into(),
        (&decision.place.township).into(),
        decision.household.to_string().into(),
        (&decision.outcome).into(),
        decision.amount.into(),
        decision.persons.into(),
        decision.first_month.into(),
        (&decision.policy_version).into(),
        decision.assessment_sealed.clone().into(),
        (&decision.reason).into(),
        decision.case_version.into(),
        (&decision.accepted_by).into(),
        (&decision.verified_by).into(),
        (&decision.decided_by).into(),
        decision.decided_on.into(),
        decision.at.into(),
        decision.mac.clone().into(),
        (&decision.why).into(),
    ]
}

/// Stores a decision.
///
/// # Errors
/// [`Fault::Unique`] when the case has one; the database also refuses a decider who took part before.
pub async fn insert(tx: &mut Tx, decision: &Decision) -> Result<(), Fault> {
    tx.insert_all("cases_decisions", COLUMNS, &[row(decision)]).await
}

fn read(row: &Row) -> Result<Decision, Fault> {
    let mut c = row.columns();
    let (id, case) = (c.parsed()?, c.parsed()?);
    let place = Place { county: c.get()?, township: c.get()?, village: String::new() };
    Ok(Decision {
        id,
        case,
        place,
        household: c.parsed()?,
        outcome: c.get()?,
        amount: c.get()?,
        persons: c.get()?,
        first_month: c.get()?,
        policy_version: c.get()?,
        assessment_sealed: c.get()?,
        reason: c.get()?,
        case_version: c.get()?,
        accepted_by: c.get()?,
        verified_by: c.get()?,
        decided_by: c.get()?,
        decided_on: c.get()?,
        at: c.get()?,
        mac: c.get()?,
        why: c.get()?,
    })
}

fn select() -> Sql {
    Sql::new("select ").push(&COLUMNS.join(", ")).push(" from cases_decisions where ")
}

/// The decision of a case that was loaded through its scope.
///
/// # Errors
/// When the database does.
pub async fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<Decision>, Fault> {
    tx.opt(&select().with("case_id = ", case.to_string())).await?.as_ref().map(read).transpose()
}

/// One page of all decisions by id, for [`Decision::is_intact`]; only `verify` asks for all of them.
///
/// # Errors
/// When the database does.
pub async fn page(tx: &mut Tx, scope: &Scope, after: &str, limit: i64) -> Result<Vec<Decision>, Fault> {
    let sql = scope.filter(select().with("id > ", after), "").with(" order by id limit ", limit);
    tx.all(&sql).await?.iter().map(read).collect()
}
