//! Makes the whole city.

use crate::applications::{Builder, Built, Grant, PROGRAMME, kin_of};
use crate::draw::{Drawing, Plan, Planted};
use crate::fate::{Kin, Plant};
use crate::homes::{Home, Homes, Ids, opening};
use crate::load::{Phase, Sender, in_parallel, pour};
use crate::payouts::Payouts;
use crate::staff::FEATURED_TOWNSHIP;
use crate::staff::people::{Officer, People};
use crate::store::{self, Rows};
use crate::villages::{self, Jurisdiction, Township};
use access::{House, Role};
use crypto::Keyring;
use db::{Fault, LogLine, Outcome, Tx};
use kernel::{Day, IdNumber, Moment, Month, Refusal};
use registry::PersonId;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What to make.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many people, about; 3,650,000 is the whole city.
    pub persons: u64,
    /// The same seed makes the same city.
    pub seed: u64,
    /// Hears a sentence after each phase.
    pub tell: fn(&str),
}

impl Default for Options {
    fn default() -> Self {
        Self { persons: 100_000, seed: 2017, tell: |_| {} }
    }
}

/// What was made.
#[derive(Debug, Default, Clone)]
pub struct Report {
    /// People, those who died too.
    pub persons: u64,
    /// Households.
    pub households: u64,
    /// Applications.
    pub cases: u64,
    /// Of them open today.
    pub open: u64,
    /// Of them approved.
    pub approved: u64,
    /// Lines of paid months.
    pub paid_lines: u64,
    /// What is wrong on purpose.
    pub planted: Vec<Planted>,
    /// The work, phase by phase.
    pub phases: Vec<Phase>,
}

/// The clerk or approver whose kin apply, and the kin.
#[derive(Debug)]
struct KinWish {
    officer: Officer,
    name: String,
    number: IdNumber,
    relation: &'static str,
    declared: Moment,
}

struct Made {
    report: Report,
    kin: Vec<KinWish>,
    counters: BTreeMap<String, i64>,
}

/// The latest city lives before this many months after the register opened, the earliest after it.
const FIRST_MONTHS: i32 = 6;

/// Makes the city of the house's day in an empty database that has its staff.
///
/// # Errors
/// A refusal when the day is too early for a history; a fault when the staff is missing or the database errs.
pub async fn make(house: &House, options: &Options) -> Outcome<Report> {
    let today = house.now().day();
    if today < opening(today).add_months(FIRST_MONTHS) {
        let sentence = "演示城市的今天应在 2015年10月1日以后：台账从2015年4月记起，之前没有历史可以演示。";
        return Err(Refusal::bad_input("sample.today", sentence).into());
    }
    let mut tx = house.db.read().await?;
    let people = People::read(&mut tx, today).await?;
    drop(tx);
    let drawing = {
        let (house, options) = (house.clone(), options.clone());
        move |sender: Sender| draw_all(&house, &options, &people, &sender)
    };
    let (made, phases) = pour(house, options.tell, drawing).await?;
    let mut tx = house.db.begin().await?;
    for (name, next) in &made.counters {
        cases::store::counters::set(&mut tx, name, *next).await?;
    }
    declare_kin(&mut tx, house, options.seed, &made.kin).await?;
    let at = Moment::start_of(today).plus_millis(7 * 3_600_000);
    let Made { mut report, .. } = made;
    let detail = format!("persons={} seed={}", options.persons, options.seed);
    tx.log(LogLine {
        at,
        actor: "(sample)".to_owned(),
        post: String::new(),
        action: "sample.made".to_owned(),
        object: "sample-city".to_owned(),
        place: String::new(),
        outcome: "done".to_owned(),
        detail,
    });
    registry::store::totals::rebuild(&mut tx).await?;
    tx.commit().await?;
    house.db.settle().await?;
    report.phases = phases;
    Ok(report)
}

async fn declare_kin(tx: &mut Tx, house: &House, seed: u64, wishes: &[KinWish]) -> Result<(), Fault> {
    let keys = house.keyring();
    for (serial, wish) in (1_u64..).zip(wishes) {
        let id = Ids::new(seed, 9, serial).text(wish.declared);
        let plain = format!("{}|{}", wish.name, wish.number.plain());
        let kin = access::store::kin::Kin {
            sealed: keys.seal(&format!("access_kin.person.{id}"), plain.as_bytes()),
            id,
            relation: wish.relation.to_owned(),
            declared: wish.declared,
            ended: None,
        };
        let blind = keys.blind(registry::ID_DOMAIN, wish.number.plain());
        access::store::kin::insert(tx, wish.officer.id, &kin, &blind, wish.officer.id).await?;
    }
    Ok(())
}

/// Draws everything on the thread of its own.
fn draw_all(house: &House, options: &Options, people: &People, sender: &Sender) -> Result<Made, String> {
    let today = house.now().day();
    let keys = house.keyring();
    let procedure = house.procedures.of(PROGRAMME).ok_or("no procedure for dibao")?;
    let mut drawing = Drawing::begin(Homes::begin(options.seed, today)?, procedure);
    let mut made = Made { report: Report::default(), kin: Vec::new(), counters: BTreeMap::new() };
    for jurisdiction in villages::city(house, options.persons, FEATURED_TOWNSHIP) {
        let name = registry::actions::county_name(house, &jurisdiction.code);
        sender.phase(format!("{name} 人口和家庭"))?;
        drawing.enter(&jurisdiction);
        let mut plans = Vec::new();
        for township in &jurisdiction.townships {
            township_rows(&mut drawing, &keys, township, &mut plans, &mut made.report, sender)?;
        }
        sender.phase(format!("{name} 申请和决定"))?;
        let builder = Builder { house, keys: &keys, people, seed: options.seed, today, new_years: new_years(today) };
        let died = deaths(&plans);
        let grants = applications(&builder, &jurisdiction, plans, &mut drawing, &mut made, sender)?;
        made.report.approved += u64::try_from(grants.len()).unwrap_or(0);
        sender.phase(format!("{name} 待遇和发放"))?;
        let (county, seed) = (jurisdiction.code.as_str(), options.seed);
        let payouts = Payouts { keys: &keys, people, seed, today, county, died: &died };
        made.report.paid_lines += payouts.pay(grants, |rows| sender.rows(rows))?;
    }
    made.report.planted = drawing.planted;
    Ok(made)
}

/// Applicants who have died since.
fn deaths(plans: &[Plan]) -> HashMap<PersonId, Day> {
    let heads = plans.iter().map(|plan| &plan.home.people[0]);
    heads.filter_map(|head| Some((head.id, head.died?))).collect()
}

/// The Januaries since the register opened.
fn new_years(today: Day) -> Vec<Month> {
    let years = opening(today).year() + 1..=today.year();
    years.filter_map(|year| Month::new(year, 1)).collect()
}

fn township_rows(
    drawing: &mut Drawing<'_>,
    keys: &Arc<Keyring>,
    township: &Township,
    plans: &mut Vec<Plan>,
    report: &mut Report,
    sender: &Sender,
) -> Result<(), String> {
    /// Households sealed and sent at a time.
    const CHUNK: usize = 2_000;
    let opened = opening(drawing.homes.today);
    let homes = drawing.township(township, plans)?;
    report.households += u64::try_from(homes.len()).unwrap_or(0);
    report.persons += homes.iter().map(|home| u64::try_from(home.people.len()).unwrap_or(0)).sum::<u64>();
    for chunk in homes.chunks(CHUNK) {
        sender.rows(together(chunk, |home: &Home| {
            let mut rows = Rows::default();
            store::registry::home(keys, &mut rows, home, opened);
            rows
        }))?;
    }
    Ok(())
}

fn together<T: Sync>(items: &[T], work: impl Fn(&T) -> Rows + Sync) -> Rows {
    let mut all = Rows::default();
    for rows in in_parallel(items, work) {
        all.append(rows);
    }
    all
}

/// Numbers the applications of a jurisdiction in the order they came in, and writes them.
fn applications(
    builder: &Builder<'_>,
    jurisdiction: &Jurisdiction,
    mut plans: Vec<Plan>,
    drawing: &mut Drawing<'_>,
    made: &mut Made,
    sender: &Sender,
) -> Result<Vec<Grant>, String> {
    /// Applications assessed and sent at a time.
    const CHUNK: usize = 500;
    plans.sort_by_key(|plan| (plan.walk.accepted, plan.home.serial));
    let mut numbered = Vec::with_capacity(plans.len());
    for plan in plans {
        let year = plan.walk.accepted.year();
        let next = made.counters.entry(format!("{}-{year}", jurisdiction.code)).or_insert(1);
        numbered.push((format!("SL-{}-{year}-{next:05}", jurisdiction.code), plan));
        *next += 1;
    }
    made.report.cases += u64::try_from(numbered.len()).unwrap_or(0);
    let mut grants = Vec::new();
    for chunk in numbered.chunks(CHUNK) {
        let mut rows = Rows::default();
        for (built, (_, plan)) in
            in_parallel(chunk, |(number, plan)| builder.build(plan, number)).into_iter().zip(chunk)
        {
            let built = built?;
            made.report.open += u64::from(!plan.walk.moved.stage.has_ended());
            note(builder, plan, &built, drawing, made)?;
            rows.append(built.rows);
            grants.extend(built.grant);
        }
        sender.rows(rows)?;
    }
    Ok(grants)
}

/// Completes what was planted with its case, and asks for the kin declarations.
fn note(
    builder: &Builder<'_>,
    plan: &Plan,
    built: &Built,
    drawing: &mut Drawing<'_>,
    made: &mut Made,
) -> Result<(), String> {
    for truth in drawing.planted.iter_mut().filter(|truth| truth.household == plan.home.id) {
        truth.case = Some(built.case);
    }
    let Some(kin) = kin_of(&plan.fate) else { return Ok(()) };
    let head = &plan.home.people[0];
    let before = Moment::start_of(plan.walk.accepted.add_days(-30)).plus_millis(10 * 3_600_000);
    let after = Moment::start_of(builder.today.add_days(-3)).plus_millis(10 * 3_600_000);
    let (officer, relation, declared, what) = match kin {
        Kin::Clerk => (
            builder.people.township(Role::Clerk, FEATURED_TOWNSHIP)?,
            "其他近亲属",
            after,
            "受理人后来备案：申请人是他的近亲属，自己的亲属自己受理了",
        ),
        Kin::Approver => {
            let what = "县审批备案过的近亲属在等审批，应当回避，县里应当入户";
            (builder.people.second_approver()?, "其他近亲属", before, what)
        }
    };
    made.kin.push(KinWish {
        officer: officer.clone(),
        name: head.name.clone(),
        number: head.number,
        relation,
        declared,
    });
    drawing.planted.push(Planted {
        kind: Plant::KinOfStaff,
        household: plan.home.id,
        person: Some(head.id),
        other: None,
        case: Some(built.case),
        what: what.to_owned(),
    });
    Ok(())
}
