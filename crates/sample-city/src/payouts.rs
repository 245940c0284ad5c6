//! What was paid: awards with their segments, a closed run for each month, and the book. `payments` makes them; here
//! is only who did it when.

use crate::applications::{Grant, PROGRAMME};
use crate::homes::{Ids, mixed};
use crate::load::in_parallel;
use crate::staff::people::{Officer, People};
use crate::store::Rows;
use crate::timeline::shifted;
use access::Role;
use crypto::Keyring;
use db::V;
use kernel::{Day, Fen, Moment, Month};
use payments::bulk::{Past, PastLine, PastMonth, closed_month};
use payments::store::{answers, awards, lines, runs, segments};
use payments::{Award, AwardId, Done, LineState, RunDigest, RunState, Segment, SegmentKind};
use registry::PersonId;
use std::collections::HashMap;

const MONTHS: &[&str] = &[
    "programme",
    "county",
    "month",
    "due_fen",
    "arrived_fen",
    "returned_fen",
    "unknown_fen",
    "held_fen",
    "debit_fen",
    "credit_fen",
    "closed_by",
    "closed_ms",
];
/// The county whose run of this month is frozen already and waits to be counted.
pub(crate) const FROZEN_COUNTY: &str = "510921";
/// In the last paid month one line of so many came back from the bank.
const RETURNED_OF: usize = 260;

/// An award with its history and where it is paid to.
struct Paid {
    award: Award,
    segments: Vec<Segment>,
    bank: String,
    account: String,
}

/// Pays the awards of one jurisdiction.
pub(crate) struct Payouts<'p> {
    pub(crate) keys: &'p Keyring,
    pub(crate) people: &'p People,
    pub(crate) seed: u64,
    pub(crate) today: Day,
    pub(crate) county: &'p str,
    /// Payees who have died: their line of a run that is drafted now is held.
    pub(crate) died: &'p HashMap<PersonId, Day>,
}

struct Officers<'o> {
    cashier: &'o Officer,
    checker: &'o Officer,
    payer: &'o Officer,
}

impl Payouts<'_> {
    /// Sends awards and every month since the first, up to the month before this one.
    ///
    /// # Errors
    /// When an office is empty or a sum does not fit.
    pub(crate) fn pay(
        &self,
        grants: Vec<Grant>,
        mut send: impl FnMut(Rows) -> Result<(), String>,
    ) -> Result<u64, String> {
        let mut paid = in_parallel(&grants, |grant| self.award(grant));
        drop(grants);
        paid.sort_by(|a, b| {
            let key = |one: &Paid| (one.award.place.township.clone(), one.award.place.village.clone());
            key(a)
                .cmp(&key(b))
                .then_with(|| a.award.name.cmp(&b.award.name))
                .then_with(|| a.award.payee_key.cmp(&b.award.payee_key))
        });
        let mut rows = Rows::default();
        for one in &paid {
            rows.add("payments_awards", awards::INSERT_COLUMNS, awards::row(&one.award));
            for segment in &one.segments {
                rows.add("payments_segments", segments::INSERT_COLUMNS, segments::row(segment));
            }
        }
        send(rows)?;
        let Some(first) = paid.iter().map(|one| one.award.first_month).min() else { return Ok(0) };
        let last = self.today.month_of().prev();
        let months: Vec<Month> =
            std::iter::successors(Some(first), |month| Some(month.next())).take_while(|month| *month <= last).collect();
        let mut count = 0;
        for some in months.chunks(2) {
            for past in in_parallel(some, |month| self.month(&paid, *month, *month == last)) {
                let past = past?;
                count += u64::try_from(past.lines.len()).unwrap_or(0);
                send(self.rows(&past)?)?;
            }
        }
        if self.county == FROZEN_COUNTY {
            let frozen = self.frozen(&paid)?;
            send(self.rows(&frozen)?)?;
        }
        Ok(count)
    }

    fn award(&self, grant: &Grant) -> Paid {
        let ids = Ids::new(self.seed, 11, grant.serial);
        let case = &grant.case;
        let award = Award {
            id: AwardId::mint(ids.source(), grant.decided_at),
            decision: grant.decision.to_string(),
            case: case.id.to_string(),
            case_number: case.number.clone(),
            programme: PROGRAMME.to_owned(),
            place: case.place.clone(),
            household: case.household,
            person: case.applicant,
            payee_key: crypto::hex(&grant.payee_blind),
            name: case.applicant_name.clone(),
            persons: grant.persons,
            amount: grant.amount,
            first_month: grant.first_month,
            last_month: None,
            ended_why: String::new(),
            opened_by: grant.decided_by.clone(),
            opened: grant.decided_at,
            version: 1,
            mac: Vec::new(),
        }
        .signed(self.keys);
        let cause = format!("open/{}", grant.decision);
        let why = format!("审批决定，受理号 {}", case.number);
        let opened = (SegmentKind::Open, grant.first_month, grant.amount, cause, why, grant.decided_at);
        let adjusted = grant.adjusted.iter().map(|(month, amount)| {
            let cause = format!("adjust/{}/standard-{month}", award.id);
            let at = Moment::start_of(month.first_day().add_days(2)).plus_millis(10 * 3_600_000);
            let why = format!("{}起执行新的保障标准，重新核定", month.chinese());
            (SegmentKind::Adjust, *month, *amount, cause, why, at)
        });
        let segments = std::iter::once(opened).chain(adjusted);
        let segments = (1_i64..)
            .zip(segments)
            .map(|(seq, (kind, from, amount, cause, why, at))| {
                let id = ids.text(at);
                let (county, by) = (case.place.county.clone(), grant.decided_by.clone());
                let mac = Vec::new();
                Segment { id, award: award.id, county, seq, kind, from, amount, cause, why, by, at, mac }
                    .signed(self.keys)
            })
            .collect();
        Paid { award, segments, bank: grant.bank.clone(), account: grant.account.clone() }
    }

    fn officers(&self) -> Result<Officers<'_>, String> {
        Ok(Officers {
            cashier: self.people.county(Role::Cashier, self.county)?,
            checker: self.people.county(Role::Checker, self.county)?,
            payer: self.people.county(Role::Payer, self.county)?,
        })
    }

    /// The run of a month, made on the first working day from its fifth day on.
    fn month(&self, paid: &[Paid], month: Month, is_last: bool) -> Result<Past, String> {
        let day = shifted(month.first_day().add_days(3), 1).ok_or("no working days are known")?;
        self.made(paid, month, day, is_last)
    }

    fn made(&self, paid: &[Paid], month: Month, day: Day, is_last: bool) -> Result<Past, String> {
        let officers = self.officers()?;
        let (year, number) = (u64::from(month.year().unsigned_abs()), u64::from(month.month().unsigned_abs()));
        let county = self.county.bytes().fold(0_u64, |sum, byte| sum * 131 + u64::from(byte));
        let ids = Ids::new(mixed(self.seed, 12, county), 12, year * 100 + number);
        let past = PastMonth {
            programme: PROGRAMME,
            county: self.county,
            month,
            cashier: officers.cashier.id,
            checker: officers.checker.id,
            payer: officers.payer.id,
            at: Moment::start_of(day).plus_millis(9 * 3_600_000),
        };
        let due = paid.iter().filter_map(|one| {
            let amount = payments::amounts::due(&one.award, &one.segments, month).amount;
            (amount > Fen::ZERO).then_some((one, amount))
        });
        let lines: Vec<PastLine<'_>> = due
            .enumerate()
            .map(|(index, (one, amount))| PastLine {
                award: &one.award,
                amount,
                account: (&one.bank, &one.account),
                returned: (is_last && index % RETURNED_OF == 7).then_some(("02", "账户已销户")),
            })
            .collect();
        let mut past = closed_month(self.keys, ids.source(), &past, &lines).map_err(|e| e.to_string())?;
        past.run.shared_accounts = shared(&lines);
        past.run = past.run.signed(self.keys);
        Ok(past)
    }

    /// This month's run as it stands between freeze and count: nothing sent, nothing booked.
    fn frozen(&self, paid: &[Paid]) -> Result<Past, String> {
        let day = shifted(self.today, -1).ok_or("no working days are known")?;
        let mut past = self.made(paid, self.today.month_of(), day, false)?;
        past.answers.clear();
        past.entries.clear();
        let mut digest = RunDigest::default();
        let (mut held, mut held_sum) = (0, Fen::ZERO);
        for line in &mut past.lines {
            line.state = LineState::Listed;
            line.answer_code = String::new();
            if let Some(day) = self.died.get(&line.person) {
                line.state = LineState::Held;
                line.reason = format!("领取人已于 {} 去世，请停发或重新核定", day.chinese());
                held += 1;
                held_sum = held_sum.checked_add(line.amount).ok_or("a sum that does not fit")?;
            } else {
                digest.take(&line.canonical(&line.account(self.keys).map_err(|e| e.to_string())?));
            }
        }
        let run = &mut past.run;
        run.state = RunState::Frozen;
        run.lines -= held;
        run.sum = run.sum.checked_sub(held_sum).ok_or("a sum that does not fit")?;
        (run.held, run.held_sum) = (held, held_sum);
        run.digest = digest.finish();
        let nobody: [Option<Done>; 4] = [None, None, None, None];
        [run.counted, run.approved, run.sent, run.closed] = nobody;
        run.reconciled = None;
        (run.format, run.file_digest, run.signature) = (String::new(), String::new(), None);
        run.version = 2;
        past.run = past.run.clone().signed(self.keys);
        Ok(past)
    }

    fn rows(&self, past: &Past) -> Result<Rows, String> {
        let mut rows = Rows::default();
        rows.add("payments_runs", runs::INSERT_COLUMNS, runs::row(&past.run));
        for line in &past.lines {
            rows.add("payments_lines", lines::INSERT_COLUMNS, lines::row(line));
        }
        for answer in &past.answers {
            rows.add("payments_answers", answers::INSERT_COLUMNS, answers::row(answer));
        }
        for entry in &past.entries {
            let (total, _) = entry.totals().map_err(|refusal| refusal.sentence)?;
            let mac = entry.mac(self.keys);
            rows.add(
                "ledger_entries",
                ledger::store::entries::INSERT_COLUMNS,
                ledger::store::entries::row(entry, total, &mac),
            );
            for posting in ledger::store::postings::rows(entry) {
                rows.add("ledger_postings", ledger::store::postings::INSERT_COLUMNS, posting);
            }
        }
        if let Some(closed) = &past.run.closed {
            rows.add("payments_months", MONTHS, closed_row(past, closed));
        }
        Ok(rows)
    }
}

fn closed_row(past: &Past, closed: &Done) -> Vec<V> {
    let (run, figures) = (&past.run, &past.figures);
    vec![
        (&run.programme).into(),
        (&run.county).into(),
        run.month.into(),
        figures.due.into(),
        figures.arrived.into(),
        figures.returned.into(),
        figures.unknown.into(),
        figures.held.into(),
        figures.debit.into(),
        figures.credit.into(),
        (&closed.by).into(),
        closed.at.into(),
    ]
}

/// Accounts that more than one household is paid to.
fn shared(lines: &[PastLine<'_>]) -> i64 {
    let mut owners: HashMap<&str, u64> = HashMap::new();
    for line in lines {
        *owners.entry(line.account.1).or_default() += 1;
    }
    i64::try_from(owners.values().filter(|count| **count > 1).count()).unwrap_or(0)
}
