//! What a run would pay: the lines of a draft, and the figures of its preview. Only reads.

use crate::amounts::{due, tampered};
use crate::award::{Award, AwardId, Segment};
use crate::line::{Line, LineId, LineState, line_key};
use crate::run::{Run, RunId, RunKind, RunState};
use crate::store;
use access::{House, Place};
use db::{Fault, Tx};
use kernel::{Day, Fen, Month};
use registry::store::accounts::Account;
use registry::{HouseholdId, PersonId};
use std::collections::{BTreeSet, HashMap};

/// Awards, lines or payees asked for in one question.
pub(crate) const AT_ONCE: usize = 250;

/// A line that is not in the database yet.
#[derive(Debug, Clone)]
pub struct PlannedLine {
    /// The award.
    pub award: AwardId,
    /// Where the household lives.
    pub place: Place,
    /// The household.
    pub household: HouseholdId,
    /// Who is paid.
    pub person: PersonId,
    /// Who is paid, the same in every county.
    pub payee_key: String,
    /// Their name.
    pub name: String,
    /// The month it is for.
    pub month: Month,
    /// The month its debt is booked in.
    pub origin_month: Month,
    /// Regular or back pay.
    pub kind: RunKind,
    /// How many lines of this key came before.
    pub corr_no: i64,
    /// Fen.
    pub amount: Fen,
    /// Why it is held; empty when it is paid.
    pub hold: String,
    /// Bank and account.
    pub account: Option<(String, String)>,
    /// The line it corrects.
    pub replaces: Option<LineId>,
}

/// All lines of a run to be.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The lines, in the order of the list.
    pub lines: Vec<PlannedLine>,
}

impl Plan {
    /// Lines that are paid: how many and how much, fen.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn paid(&self) -> Result<(i64, Fen), Fault> {
        totals(self.lines.iter().filter(|line| line.hold.is_empty()).map(|line| line.amount))
    }

    /// Lines that are held: how many and how much, fen.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn held(&self) -> Result<(i64, Fen), Fault> {
        totals(self.lines.iter().filter(|line| !line.hold.is_empty()).map(|line| line.amount))
    }

    /// Accounts that receive for more than one payee (AUD-11: 一卡多户).
    #[must_use]
    pub fn shared_accounts(&self) -> i64 {
        let mut owners: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for line in &self.lines {
            if let Some((_, number)) = &line.account {
                owners.entry(number).or_default().insert(&line.payee_key);
            }
        }
        count(owners.values().filter(|payees| payees.len() > 1).count())
    }

    /// Sorts the lines as people look for them: by place, then name, then month.
    fn sorted(mut self) -> Self {
        self.lines.sort_by(|a, b| {
            let key = |line: &PlannedLine| (line.place.township.clone(), line.place.village.clone());
            key(a)
                .cmp(&key(b))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.payee_key.cmp(&b.payee_key))
                .then_with(|| a.month.cmp(&b.month))
        });
        self
    }

    /// The lines as rows of a run: numbered, accounts sealed, each with its code.
    #[must_use]
    pub fn into_lines(self, house: &House, run: RunId, programme: &str) -> Vec<Line> {
        let keys = house.keyring();
        let now = house.now();
        let numbered = (1_i64..).zip(self.lines);
        numbered
            .map(|(seq, planned)| {
                let id = LineId::mint(house.ids.as_ref(), now);
                let (bank, number) = planned.account.unwrap_or_default();
                Line {
                    id,
                    run,
                    seq,
                    programme: programme.to_owned(),
                    place: planned.place,
                    month: planned.month,
                    origin_month: planned.origin_month,
                    kind: planned.kind,
                    corr_no: planned.corr_no,
                    key: line_key(&planned.payee_key, programme, planned.month, planned.kind, planned.corr_no),
                    award: planned.award,
                    household: planned.household,
                    person: planned.person,
                    payee_key: planned.payee_key,
                    name: planned.name,
                    bank,
                    account_sealed: keys.seal(&Line::account_place(id), number.as_bytes()),
                    account_tail: tail(&number),
                    amount: planned.amount,
                    state: if planned.hold.is_empty() { LineState::Listed } else { LineState::Held },
                    reason: planned.hold,
                    answer_code: String::new(),
                    replaces: planned.replaces,
                    mac: Vec::new(),
                }
                .signed(&keys)
            })
            .collect()
    }
}

/// The last four digits of an account.
pub(crate) fn tail(number: &str) -> String {
    let from = number.len().saturating_sub(4);
    number.get(from..).unwrap_or_default().to_owned()
}

pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn totals(amounts: impl Iterator<Item = Fen>) -> Result<(i64, Fen), Fault> {
    let amounts: Vec<Fen> = amounts.collect();
    let sum = kernel::try_sum(amounts.iter().copied()).map_err(|e| Fault::other(e.to_string()))?;
    Ok((count(amounts.len()), sum))
}

/// What a run is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Programme.
    pub programme: String,
    /// Jurisdiction.
    pub county: String,
    /// The month it is booked in.
    pub month: Month,
    /// Why.
    pub kind: RunKind,
}

/// Plans a run.
///
/// # Errors
/// When the database does.
pub async fn plan(tx: &mut Tx, house: &House, wanted: &Wanted) -> Result<Plan, Fault> {
    let plan = match wanted.kind {
        RunKind::Regular => regular(tx, house, wanted).await?,
        RunKind::BackPay => back_pay(tx, house, wanted).await?,
        RunKind::Correction => correction(tx, house, wanted).await?,
    };
    Ok(plan.sorted())
}

/// Reasons to hold that concern whole households of the month.
struct Holds {
    deceased: HashMap<String, (String, Day)>,
    payees: HashMap<String, (String, Day)>,
    twice: HashMap<String, String>,
}

impl Holds {
    async fn load(tx: &mut Tx, wanted: &Wanted) -> Result<Self, Fault> {
        let (programme, county) = (wanted.programme.as_str(), wanted.county.as_str());
        Ok(Self {
            deceased: store::people::deceased(tx, programme, county, wanted.month).await?,
            payees: store::people::deceased_payees(tx, programme, county, wanted.month).await?,
            twice: store::people::covered_twice(tx, programme, county, wanted.month).await?,
        })
    }

    /// Why this household's line is held, if it is; `segment` is the reason of a 缓发.
    fn reason(&self, household: &str, segment: Option<&str>, has_account: bool) -> String {
        if let Some(why) = segment {
            return format!("缓发：{why}");
        }
        if let Some((_, day)) = self.payees.get(household) {
            return format!("领取人已于 {} 去世，请停发或重新核定", day.chinese());
        }
        if let Some((name, day)) = self.deceased.get(household) {
            return format!("成员{}已于 {} 去世，请重新核定这户的金额", kernel::mask::name(name), day.chinese());
        }
        if let Some(name) = self.twice.get(household) {
            return format!("成员{}同时算在另一户里，请核实后停发其中一户", kernel::mask::name(name));
        }
        if has_account { String::new() } else { "没有登记发放账户，请先登记".to_owned() }
    }
}

async fn accounts_of(tx: &mut Tx, house: &House, persons: &[String]) -> Result<HashMap<PersonId, Account>, Fault> {
    let mut found = HashMap::with_capacity(persons.len());
    for some in persons.chunks(AT_ONCE) {
        let accounts = registry::store::accounts::current_of(tx, &house.keyring(), some).await?;
        found.extend(accounts.into_iter().map(|account| (account.person, account)));
    }
    Ok(found)
}

fn bank_of(accounts: &HashMap<PersonId, Account>, person: PersonId) -> Option<(String, String)> {
    accounts.get(&person).map(|account| (account.bank.clone(), account.number.clone()))
}

async fn regular(tx: &mut Tx, house: &House, wanted: &Wanted) -> Result<Plan, Fault> {
    let (programme, county, month) = (wanted.programme.as_str(), wanted.county.as_str(), wanted.month);
    let keys = house.keyring();
    let holds = Holds::load(tx, wanted).await?;
    let otherwise = store::lines::lined_otherwise(tx, programme, county, month).await?;
    let (mut plan, mut after) = (Plan::default(), String::new());
    loop {
        let awards = store::awards::covering(tx, programme, county, month, &after, count(AT_ONCE)).await?;
        let Some(last) = awards.last() else { break };
        after = last.id.to_string();
        let ids: Vec<String> = awards.iter().map(|award| award.id.to_string()).collect();
        let persons: Vec<String> = awards.iter().map(|award| award.person.to_string()).collect();
        let segments = store::segments::of_awards(tx, &ids).await?;
        let accounts = accounts_of(tx, house, &persons).await?;
        for award in awards {
            let history = segments.get(&award.id).map_or([].as_slice(), Vec::as_slice);
            let now = due(&award, history, month);
            let paid = otherwise.get(&(award.payee_key.clone(), month)).copied().unwrap_or(Fen::ZERO);
            let mut amount = now.amount.checked_sub(paid).unwrap_or(Fen::ZERO);
            if amount <= Fen::ZERO {
                continue;
            }
            let account = bank_of(&accounts, award.person);
            let mut hold = holds.reason(&award.household.to_string(), now.held, account.is_some());
            if !hold.is_empty() && tampered(&award, history, &keys).is_some() {
                amount = Fen::ZERO;
                hold.push_str("（待遇记录校验不符，金额没有采用）");
            }
            plan.lines.push(line_of(award, month, RunKind::Regular, 0, amount, hold, account, month));
        }
    }
    Ok(plan)
}

#[expect(clippy::too_many_arguments, reason = "a line is an award, a month, an amount and where it goes")]
fn line_of(
    award: Award,
    month: Month,
    kind: RunKind,
    corr_no: i64,
    amount: Fen,
    hold: String,
    account: Option<(String, String)>,
    origin_month: Month,
) -> PlannedLine {
    PlannedLine {
        award: award.id,
        place: award.place,
        household: award.household,
        person: award.person,
        payee_key: award.payee_key,
        name: award.name,
        month,
        origin_month,
        kind,
        corr_no,
        amount,
        hold,
        account,
        replaces: None,
    }
}

/// Awards of some payees with their histories.
pub(crate) struct Entitled {
    awards: HashMap<String, Vec<Award>>,
    segments: HashMap<AwardId, Vec<Segment>>,
}

impl Entitled {
    pub(crate) async fn load(tx: &mut Tx, programme: &str, payees: &[String]) -> Result<Self, Fault> {
        let found = store::awards::of_payees(tx, programme, payees).await?;
        let ids: Vec<String> = found.iter().map(|award| award.id.to_string()).collect();
        let segments = store::segments::of_awards(tx, &ids).await?;
        let mut awards: HashMap<String, Vec<Award>> = HashMap::new();
        for award in found {
            awards.entry(award.payee_key.clone()).or_default().push(award);
        }
        Ok(Self { awards, segments })
    }

    pub(crate) fn awards_of(&self, payee: &str) -> &[Award] {
        self.awards.get(payee).map_or([].as_slice(), Vec::as_slice)
    }

    pub(crate) fn history(&self, award: AwardId) -> &[Segment] {
        self.segments.get(&award).map_or([].as_slice(), Vec::as_slice)
    }

    /// What a payee is due in a month, fen, held months left out, and the award it comes from.
    pub(crate) fn due(&self, payee: &str, month: Month) -> Result<(Fen, Option<&Award>), Fault> {
        let (mut sum, mut from) = (Fen::ZERO, None);
        for award in self.awards_of(payee) {
            let now = due(award, self.history(award.id), month);
            if now.held.is_none() && now.amount > Fen::ZERO {
                sum =
                    sum.checked_add(now.amount).ok_or_else(|| Fault::other("payments_awards: the sum does not fit"))?;
                from = Some(award);
            }
        }
        Ok((sum, from))
    }
}

/// Months whose regular run can no longer change: what is missing there is paid as back pay.
async fn settled_months(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<Month>, Fault> {
    let runs = store::runs::regular_before(tx, &wanted.programme, &wanted.county, wanted.month).await?;
    let is_settled = |run: &Run| run.state >= RunState::Frozen;
    Ok(runs.into_iter().filter(is_settled).map(|run| run.month).collect())
}

async fn back_pay(tx: &mut Tx, house: &House, wanted: &Wanted) -> Result<Plan, Fault> {
    let months = settled_months(tx, wanted).await?;
    let (Some(first), Some(last)) = (months.first().copied(), months.last().copied()) else {
        return Ok(Plan::default());
    };
    let holds = Holds::load(tx, wanted).await?;
    let candidates = store::awards::with_a_past(tx, &wanted.programme, &wanted.county, wanted.month).await?;
    let mut plan = Plan::default();
    let mut seen = BTreeSet::new();
    for some in candidates.chunks(AT_ONCE) {
        let awards = store::awards::with_ids(tx, some).await?;
        let mut payees: Vec<String> = awards.iter().map(|award| award.payee_key.clone()).collect();
        payees.retain(|payee| seen.insert(payee.clone()));
        let entitled = Entitled::load(tx, &wanted.programme, &payees).await?;
        let lined = store::lines::lined(tx, &wanted.programme, &payees, (first, last)).await?;
        let numbers = store::lines::next_numbers(tx, &wanted.programme, RunKind::BackPay, &payees).await?;
        let persons: Vec<String> =
            payees.iter().flat_map(|payee| entitled.awards_of(payee)).map(|award| award.person.to_string()).collect();
        let accounts = accounts_of(tx, house, &persons).await?;
        for payee in &payees {
            for month in &months {
                let (owed, from) = entitled.due(payee, *month)?;
                let Some(award) = from.filter(|award| award.place.county == wanted.county) else { continue };
                let key = (payee.clone(), *month);
                let had = lined.get(&key).copied().unwrap_or(Fen::ZERO);
                let missing = owed.checked_sub(had).unwrap_or(Fen::ZERO);
                if missing <= Fen::ZERO {
                    continue;
                }
                let account = bank_of(&accounts, award.person);
                let number = numbers.get(&key).copied().unwrap_or(0);
                let hold = holds.reason(&award.household.to_string(), None, account.is_some());
                let line =
                    line_of(award.clone(), *month, RunKind::BackPay, number, missing, hold, account, wanted.month);
                plan.lines.push(line);
            }
        }
    }
    Ok(plan)
}

async fn correction(tx: &mut Tx, house: &House, wanted: &Wanted) -> Result<Plan, Fault> {
    let mended = store::lines::mended(tx, &wanted.programme, &wanted.county).await?;
    let mut plan = Plan::default();
    for some in mended.chunks(AT_ONCE) {
        let persons: Vec<String> = some.iter().map(|line| line.person.to_string()).collect();
        let payees: Vec<String> = some.iter().map(|line| line.payee_key.clone()).collect();
        let accounts = accounts_of(tx, house, &persons).await?;
        let regular = store::lines::next_numbers(tx, &wanted.programme, RunKind::Regular, &payees).await?;
        let back_pay = store::lines::next_numbers(tx, &wanted.programme, RunKind::BackPay, &payees).await?;
        for old in some {
            let numbers = match old.kind {
                RunKind::BackPay => &back_pay,
                RunKind::Regular | RunKind::Correction => &regular,
            };
            let next = numbers.get(&(old.payee_key.clone(), old.month)).copied().unwrap_or(old.corr_no + 1);
            let account = bank_of(&accounts, old.person);
            let hold =
                if account.is_some() { String::new() } else { "没有登记发放账户，请先登记".to_owned() };
            plan.lines.push(PlannedLine {
                award: old.award,
                place: old.place.clone(),
                household: old.household,
                person: old.person,
                payee_key: old.payee_key.clone(),
                name: old.name.clone(),
                month: old.month,
                origin_month: old.origin_month,
                kind: old.kind,
                corr_no: next,
                amount: old.amount,
                hold,
                account,
                replaces: Some(old.id),
            });
        }
    }
    Ok(plan)
}
