//! Applications with declaration, timeline and decision; amounts come from the policy engine and from nowhere else.

use crate::declare::{self, Means};
use crate::draw::Plan;
use crate::fate::{Fate, Kin};
use crate::homes::{Ids, mixed};
use crate::names::Dice;
use crate::staff::people::{Officer, People};
use crate::steps::{Teller, moment};
use crate::store::Rows;
use access::{House, Role};
use cases::assess::{assess, counted, recheck_months};
use cases::declared::Declaration;
use cases::stage::{Stage, Verdict};
use cases::store::decisions::Decision;
use cases::store::{applications, decisions, steps};
use cases::{Case, CaseId, DecisionId, Draw};
use crypto::Keyring;
use kernel::{Day, Fen, Moment, Month};
use registry::store::accounts::Account;
use registry::{AccountId, Fact, FactId};
use rules::Assessment;

/// The programme that the sample city pays.
pub(crate) const PROGRAMME: &str = "dibao";
const RECHECKS: &[&str] = &["id", "case_id", "county", "township", "due_on", "done_on", "result", "note", "by_staff"];

/// What an approved case gives to payments.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) serial: u64,
    pub(crate) case: Case,
    pub(crate) decision: DecisionId,
    pub(crate) payee_blind: [u8; 16],
    pub(crate) amount: Fen,
    pub(crate) persons: i64,
    pub(crate) first_month: Month,
    /// The amount by the standard of a later year, from its first month on.
    pub(crate) adjusted: Vec<(Month, Fen)>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: Moment,
    pub(crate) bank: String,
    pub(crate) account: String,
}

/// An application as rows.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) rows: Rows,
    pub(crate) grant: Option<Grant>,
    pub(crate) case: CaseId,
}

/// What every application is built with.
pub(crate) struct Builder<'b> {
    pub(crate) house: &'b House,
    pub(crate) keys: &'b Keyring,
    pub(crate) people: &'b People,
    pub(crate) seed: u64,
    pub(crate) today: Day,
    /// The first day of each year whose standard changes what is paid.
    pub(crate) new_years: Vec<Month>,
}

/// The officers of one case.
pub(crate) struct Officers<'o> {
    pub(crate) clerk: &'o Officer,
    pub(crate) verifier: &'o Officer,
    pub(crate) county: &'o Officer,
    pub(crate) approver: &'o Officer,
}

impl Builder<'_> {
    /// Builds one application; `number` is its 受理号.
    ///
    /// # Errors
    /// A sentence when the policy cannot say what the household gets, or an office is empty.
    pub(crate) fn build(&self, plan: &Plan, number: &str) -> Result<Built, String> {
        let home = &plan.home;
        let ids = Ids::new(self.seed, 3, home.serial);
        let mut dice = Dice::new(mixed(self.seed, 8, home.serial));
        let officers = Officers {
            clerk: self.people.township(Role::Clerk, &home.place.township)?,
            verifier: self.people.township(Role::Verifier, &home.place.township)?,
            county: self.people.county(Role::County, &home.place.county)?,
            approver: self.people.county(Role::Approver, &home.place.county)?,
        };
        let accepted_at = moment(plan.walk.accepted, 0, &mut dice);
        let id = CaseId::mint(ids.source(), accepted_at);
        let (declared, assessment) = self.declared(plan, &mut dice)?;
        let mut case = self.case(plan, number, id, &declared, &officers)?;
        case.amount = assessment.amount_fen();
        let mut rows = Rows::default();
        let blind_of_head = self.keys.blind(registry::ID_DOMAIN, home.people[0].number.plain());
        self.known(&mut rows, &ids, plan, &declared, accepted_at, &case.accepted_by);
        let mut teller = Teller { ids: &ids, officers: &officers, home, dice: &mut dice, steps: Vec::new(), case: id };
        let amount = case.amount.unwrap_or(Fen::ZERO);
        teller.tell(plan, accepted_at, &declared, amount);
        let mut grant = None;
        if let Stage::Approved | Stage::Refused = case.stage {
            let verdict = if case.stage == Stage::Approved { Verdict::Approve } else { Verdict::Refuse };
            let seen = i64::try_from(teller.steps.len()).unwrap_or(0);
            let at = teller.next_moment(case.since, "approve");
            let mut decision = self.decision(&case, &assessment, verdict, seen, &ids, &officers, at)?;
            if verdict == Verdict::Refuse {
                decision.reason = refusal(&declared);
            }
            let decision = decision.signed(self.keys);
            teller.decided(&decision, at);
            case.amount = Some(decision.amount);
            if verdict == Verdict::Approve {
                self.rechecks(&mut rows, &mut teller, &case, &declared)?;
                grant = Some(self.grant(plan, &case, &declared, &decision, blind_of_head)?);
            }
            rows.add("cases_decisions", decisions::COLUMNS, decisions::row(&decision));
        }
        case.version = i64::try_from(teller.steps.len()).unwrap_or(1);
        for step in &teller.steps {
            rows.add("cases_steps", steps::COLUMNS, steps::row(self.keys, &case.place.county, step));
        }
        if let Some(grant) = &mut grant {
            grant.case = case.clone();
            // Payments needs the case's places and names, not its sealed form.
            grant.case.declared_sealed = Vec::new();
        }
        rows.add("cases_applications", applications::INSERT_COLUMNS, applications::row(&case, accepted_at));
        Ok(Built { rows, grant, case: id })
    }

    /// A declaration on which the policy says what the fate wants, and what it says on the day it is last asked.
    fn declared(&self, plan: &Plan, dice: &mut Dice) -> Result<(Declaration, Assessment), String> {
        let on = last_assessed(plan);
        let (wanted, tries): (bool, &[Means]) = match plan.fate {
            Fate::Refused if plan.home.serial.is_multiple_of(5) => (false, &[Means::Car]),
            Fate::Refused => (false, &[Means::High]),
            Fate::Approved(_) | Fate::Withdrawn | Fate::Open(_) => {
                (true, &[Means::Low(0), Means::Low(1), Means::Low(4), Means::Low(20)])
            }
        };
        let own = Dice::new(dice.roll());
        for means in tries {
            let account = declare::card(plan.account);
            let declared = declare::declaration(&plan.home, plan.walk.accepted, *means, account, own.clone());
            let found = self.assess(plan, &declared, on)?;
            if found.approved() == Some(wanted) {
                return Ok((declared, found));
            }
        }
        Err(format!("the policy does not say {wanted} for a household of {:?} on {on}", plan.home.shape))
    }

    fn assess(&self, plan: &Plan, declared: &Declaration, on: Day) -> Result<Assessment, String> {
        assess(self.house, declared, PROGRAMME, &plan.home.place, plan.walk.accepted, on).map_err(|e| format!("{e:?}"))
    }

    fn case(
        &self,
        plan: &Plan,
        number: &str,
        id: CaseId,
        declared: &Declaration,
        officers: &Officers<'_>,
    ) -> Result<Case, String> {
        let home = &plan.home;
        let regime = self.procedure()?.regime_on(plan.walk.accepted);
        let moved = plan.walk.moved.clone();
        let plain = serde_json::to_vec(declared).map_err(|e| e.to_string())?;
        let has = |step: &str| plan.walk.events.iter().any(|event| event.step == step);
        let is_kin = kin_of(&plan.fate) == Some(Kin::Approver);
        let draw = match (has("object") || is_kin, has("spot_check")) {
            (true, _) => Draw::Mandatory,
            (false, true) if home.serial.is_multiple_of(3) => Draw::Drawn,
            (false, true) => Draw::Passed,
            (false, false) => Draw::Open,
        };
        Ok(Case {
            id,
            number: number.to_owned(),
            programme: PROGRAMME.to_owned(),
            regime: regime.map(|regime| regime.id.clone()).ok_or("no regime on the day of acceptance")?,
            place: home.place.clone(),
            team: home.team.clone(),
            household: home.id,
            applicant: home.people[0].id,
            applicant_name: home.people[0].name.clone(),
            persons: i64::try_from(home.people.len()).unwrap_or(1),
            accepted_on: plan.walk.accepted,
            skipped: String::new(),
            closed_on: moved.stage.has_ended().then_some(moved.since),
            stage: moved.stage,
            since: moved.since,
            due: moved.due,
            next_action: moved.next_action,
            declared_sealed: self.keys.seal(&applications::declared_place(id), &plain),
            amount: None,
            kin_of_staff: is_kin,
            draw,
            supervised: i64::from(matches!(plan.fate, Fate::Open(open) if open.is_supervised)),
            accepted_by: officers.clerk.id.to_string(),
            verified_by: if has("verify") { officers.verifier.id.to_string() } else { String::new() },
            version: 1,
        })
    }

    /// What the declaration tells the registry, and the account it names.
    fn known(&self, rows: &mut Rows, ids: &Ids, plan: &Plan, declared: &Declaration, at: Moment, by: &str) {
        let home = &plan.home;
        let mut add = |about: &str, subject: String, kind: String, value: String| {
            let fact = Fact {
                id: FactId::mint(ids.source(), at),
                subject,
                kind,
                value,
                source: "本人申报".to_owned(),
                valid_from: at.day(),
                valid_to: None,
                recorded: at,
                recorded_by: by.to_owned(),
                replaces: None,
            };
            crate::store::registry::fact(self.keys, rows, &home.place.county, about, &fact);
        };
        for (member, one) in declared.members.iter().zip(&home.people) {
            if member.serious == Some(true) {
                add("person", one.id.to_string(), "重病".to_owned(), "是".to_owned());
            }
            for income in declared.incomes.iter().filter(|income| income.who == member.row) {
                let value = income.amount.map_or_else(|| "未知".to_owned(), |fen| format!("{} 元/年", fen.grouped()));
                add("person", one.id.to_string(), format!("收入·{}", income.kind), value);
            }
        }
        let id = home.id.to_string();
        if let Some(fen) = declared.financial {
            add("household", id.clone(), "存款和金融资产".to_owned(), format!("{} 元", fen.grouped()));
        }
        if let Some(houses) = declared.houses {
            add("household", id.clone(), "住房套数".to_owned(), houses.to_string());
        }
        add("household", id, "车辆".to_owned(), declared.vehicle.clone());
        let account = Account {
            id: AccountId::mint(ids.source(), at),
            person: home.people[0].id,
            kind: declared.account_kind.clone(),
            bank: declared.bank.clone(),
            number: declared.account.clone(),
            from: at.day(),
            to: None,
        };
        crate::store::registry::account(self.keys, rows, &home.place.county, &account, by, at);
    }

    #[expect(clippy::too_many_arguments, reason = "a decision binds a case, an assessment, a verdict and who and when")]
    fn decision(
        &self,
        case: &Case,
        assessment: &Assessment,
        verdict: Verdict,
        seen: i64,
        ids: &Ids,
        officers: &Officers<'_>,
        at: Moment,
    ) -> Result<Decision, String> {
        let id = DecisionId::mint(ids.source(), at);
        let text = assessment.to_json().map_err(|e| e.to_string())?;
        let amount = match verdict {
            Verdict::Approve => assessment.amount_fen().ok_or("an approval without an amount")?,
            Verdict::Refuse => Fen::ZERO,
        };
        Ok(Decision {
            id,
            case: case.id,
            place: access::Place { village: String::new(), ..case.place.clone() },
            household: case.household,
            outcome: verdict.code().to_owned(),
            amount,
            persons: counted(assessment).unwrap_or(case.persons),
            first_month: cases::assess::first_month(self.house, self.procedure()?, case.accepted_on, case.since)
                .map_err(|e| format!("{e:?}"))?,
            policy_version: assessment.policy_version.clone(),
            assessment_sealed: self.keys.seal(&decisions::assessment_place(id), text.as_bytes()),
            reason: String::new(),
            why: cases::assess::why(assessment),
            case_version: seen,
            accepted_by: case.accepted_by.clone(),
            verified_by: case.verified_by.clone(),
            decided_by: officers.approver.id.to_string(),
            decided_on: case.since,
            at,
            mac: Vec::new(),
        })
    }

    fn procedure(&self) -> Result<&procedures::Procedure, String> {
        self.house.procedures.of(PROGRAMME).ok_or_else(|| format!("no procedure for {PROGRAMME}"))
    }

    /// The re-checks since the decision, done on time but for a few, and the one that is open.
    fn rechecks(
        &self,
        rows: &mut Rows,
        teller: &mut Teller<'_>,
        case: &Case,
        declared: &Declaration,
    ) -> Result<(), String> {
        let mut from = case.since;
        loop {
            let months = recheck_months(self.house, declared, case, from.min(self.today))
                .map_err(|e| format!("{e:?}"))?
                .ok_or("no re-check in the policy")?;
            let due = from.add_months(i32::try_from(months).unwrap_or(12));
            let early = i32::try_from(teller.dice.below(12)).unwrap_or(0);
            let done =
                crate::timeline::shifted(due.add_days(-early), 0).and_then(|day| crate::timeline::shifted(day, -1));
            let is_late = due > self.today.add_days(-40) && teller.dice.happens(160);
            let done = done.filter(|day| *day > from && *day < self.today && !is_late);
            let id = teller.ids.text(moment(from, 6, teller.dice));
            let mut row: Vec<db::V> = vec![
                id.into(),
                case.id.to_string().into(),
                (&case.place.county).into(),
                (&case.place.township).into(),
                due.into(),
                done.into(),
            ];
            let Some(day) = done else {
                row.extend(["".into(), "".into(), "".into()]);
                rows.add("cases_rechecks", RECHECKS, row);
                return Ok(());
            };
            row.extend(["same".into(), "入户复核，情况没有变化。".into(), (&case.accepted_by).into()]);
            rows.add("cases_rechecks", RECHECKS, row);
            teller.rechecked(day);
            from = day;
        }
    }

    fn grant(
        &self,
        plan: &Plan,
        case: &Case,
        declared: &Declaration,
        decision: &Decision,
        payee_blind: [u8; 16],
    ) -> Result<Grant, String> {
        let mut adjusted = Vec::new();
        let mut before = decision.amount;
        for month in self.new_years.iter().filter(|month| **month > decision.first_month) {
            let amount =
                self.assess(plan, declared, month.first_day())?.amount_fen().ok_or("no amount in a new year")?;
            if amount != before {
                adjusted.push((*month, amount));
                before = amount;
            }
        }
        Ok(Grant {
            serial: plan.home.serial,
            case: case.clone(),
            decision: decision.id,
            payee_blind,
            amount: decision.amount,
            persons: decision.persons,
            first_month: decision.first_month,
            adjusted,
            decided_by: decision.decided_by.clone(),
            decided_at: decision.at,
            bank: declared.bank.clone(),
            account: declared.account.clone(),
        })
    }
}

/// Whose kin apply, if somebody's do.
pub(crate) fn kin_of(fate: &Fate) -> Option<Kin> {
    match fate {
        Fate::Open(open) => open.kin,
        Fate::Approved(_) | Fate::Refused | Fate::Withdrawn => None,
    }
}

/// The day on which the last step that asks the policy was done.
fn last_assessed(plan: &Plan) -> Day {
    let asks = ["accept", "investigate", "verify", "approve"];
    let asked = plan.walk.events.iter().rev().find(|event| asks.contains(&event.step));
    asked.map_or(plan.walk.accepted, |event| event.on)
}

fn refusal(declared: &Declaration) -> String {
    if declared.vehicle == "小汽车" {
        "家里有小汽车，超过规定的财产条件。".to_owned()
    } else {
        "家里有人稳定务工，人均年收入不低于低保标准。".to_owned()
    }
}
