//! Figures that the plans may name: each one line, wired to the crate whose data it counts.

use access::{House, Scope};
use db::{Fault, Tx};
use kernel::Day;
use kernel::places::Level;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use workplan::actions::Taken;
use workplan::computed::Answer;
use workplan::{Catalogue, Cell, Computed, Kind, Line, Plan};

/// Everything the program computes.
const FIGURES: &[Computed] = &[
    Computed {
        id: "payments.persons",
        kind: Kind::Count,
        definition: "待遇表中，取数当月在首发月和末发月之间的待遇，保障人口之和。",
        compute: |_, tx, of, day| Box::pin(payments::store::figures::persons(tx, of, day.month_of())),
        rows: Some(awards),
    },
    Computed {
        id: "payments.households",
        kind: Kind::Count,
        definition: "待遇表中，取数当月在发的待遇，按户去重。",
        compute: |_, tx, of, day| Box::pin(payments::store::figures::households(tx, of, day.month_of())),
        rows: Some(awards),
    },
    Computed {
        id: "payments.outlay",
        kind: Kind::Money,
        definition: "发放明细中，取数当月、状态为到账的金额之和。",
        compute: |_, tx, of, day| Box::pin(payments::store::figures::outlay(tx, of, day.month_of())),
        rows: Some(|tx, scope, of, day, page| {
            Box::pin(payments::store::figures::arrived_lines(tx, scope, of, day.month_of(), page))
        }),
    },
    Computed {
        id: "payments.average",
        kind: Kind::Average,
        definition: "发放明细中，取数当月正常批次已编入和到账的金额之和，除以这些待遇的保障人口之和。",
        compute: |_, tx, of, day| Box::pin(payments::store::figures::average(tx, of, day.month_of())),
        rows: Some(|tx, scope, of, day, page| {
            Box::pin(payments::store::figures::regular_lines(tx, scope, of, day.month_of(), page))
        }),
    },
    Computed {
        id: "payments.coverage",
        kind: Kind::Percent,
        definition: "在保人数（待遇表）占登记在册、没有死亡和合并的农业户口人数（人员表）的百分比。",
        compute: |_, tx, of, day| Box::pin(coverage(tx, of, day)),
        rows: Some(awards),
    },
    Computed {
        id: "cases.overdue",
        kind: Kind::Count,
        definition: "申请表中，等待办理、当前一步的时限早于取数当天的件数。",
        compute: |_, tx, of, day| Box::pin(cases::store::figures::overdue(tx, of, day)),
        rows: Some(|tx, scope, of, day, page| Box::pin(cases::store::figures::overdue_lines(tx, scope, of, day, page))),
    },
    Computed {
        id: "cases.decided",
        kind: Kind::Percent,
        definition: "申请表中，当年受理的申请里有办结日期的件数所占百分比。",
        compute: |_, tx, _, day| Box::pin(cases::store::figures::decided(tx, year_to(day))),
        rows: Some(|tx, scope, _, day, page| {
            Box::pin(cases::store::figures::open_lines(tx, scope, year_to(day), page))
        }),
    },
    Computed {
        id: "registry.complete",
        kind: Kind::Percent,
        definition: "人员表中，没有死亡和合并的人里，身份证号、电话都有的人所占百分比。",
        compute: |_, tx, _, _| Box::pin(registry::store::figures::complete(tx)),
        rows: Some(|tx, scope, _, _, (after, limit)| {
            Box::pin(registry::store::figures::incomplete(tx, scope, after, limit))
        }),
    },
    Computed {
        id: "policies.at_least",
        kind: Kind::Count,
        definition: "政策参数表中，取数当天这个参数的数值不低于要求的县（区）数。",
        compute: |house, _, of, day| Box::pin(async move { Ok(reached(house, of, day)) }),
        rows: None,
    },
];

fn awards<'a>(tx: &'a mut Tx, scope: &'a Scope, of: &'a str, day: Day, page: (&'a str, i64)) -> Answer<'a, Vec<Line>> {
    Box::pin(payments::store::figures::award_lines(tx, scope, of, day.month_of(), page))
}

fn year_to(day: Day) -> (Day, Day) {
    (Day::new(day.year(), 1, 1).unwrap_or(day), day)
}

/// Persons covered, of the rural persons on the books.
async fn coverage(tx: &mut Tx, programme: &str, day: Day) -> Result<Vec<Cell>, Fault> {
    let mut by_place: BTreeMap<(String, String), Cell> = BTreeMap::new();
    for cell in registry::store::figures::rural(tx).await? {
        let whole = Cell { bottom: cell.top, top: 0, ..cell };
        by_place.insert((whole.county.clone(), whole.township.clone()), whole);
    }
    for cell in payments::store::figures::persons(tx, programme, day.month_of()).await? {
        let key = (cell.county.clone(), cell.township.clone());
        let whole = by_place.entry(key).or_insert_with(|| Cell { top: 0, bottom: 0, opened: 0, ..cell.clone() });
        (whole.top, whole.opened) = (cell.top, cell.opened);
    }
    Ok(by_place.into_values().collect())
}

/// Counties whose parameter is at least a number: `农村低保标准/3300`.
fn reached(house: &House, of: &str, day: Day) -> Vec<Cell> {
    let Some((name, least)) = of.split_once('/') else { return Vec::new() };
    let Ok(least) = workplan::Quantity::parse(least) else { return Vec::new() };
    let values = house.library().parameters();
    let mut cells = Vec::new();
    for county in house.places.all(Level::County, day) {
        let code = county.code.county6();
        let is_for = |division: &Option<String>| {
            division.as_ref().is_none_or(|text| *text == county.name || text.starts_with(code))
        };
        let current = values
            .iter()
            .filter(|value| value.name == name && value.from <= day && value.to.is_none_or(|to| to >= day))
            .filter(|value| is_for(&value.division))
            .max_by_key(|value| (value.from, value.division.is_some()));
        let number = current.map(|value| value.value.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned());
        let is_reached = number.and_then(|text| workplan::Quantity::parse(&text).ok()).is_some_and(|n| n >= least);
        cells.push(Cell {
            county: code.to_owned(),
            township: String::new(),
            top: i64::from(is_reached),
            bottom: 0,
            opened: 0,
        });
    }
    cells
}

/// The plans and figures of the program, read once.
///
/// # Errors
/// The mistakes of the plans, in Chinese with file and line.
pub fn catalogue() -> Result<Arc<Catalogue>, Fault> {
    static READ: OnceLock<Result<Arc<Catalogue>, String>> = OnceLock::new();
    let read = READ.get_or_init(|| {
        let plans = Plan::embedded().map_err(|mistakes| {
            let lines: Vec<String> = mistakes.iter().take(5).map(ToString::to_string).collect();
            lines.join("\n")
        })?;
        Catalogue::new(plans, FIGURES.to_vec()).map(Arc::new).map_err(|fault| fault.to_string())
    });
    read.clone().map_err(Fault::other)
}

/// Between two takings.
const HOUR: Duration = Duration::from_secs(3_600);
/// Until another try, when another server takes figures, or one that ended in the middle of it still holds the lease.
const BUSY: Duration = Duration::from_secs(150);

/// Takes the figures of the day now and every hour, for as long as the server runs; while another server does it, this one
/// waits.
pub(crate) fn keep_taking(house: House) {
    tokio::spawn(async move {
        let Ok(catalogue) = catalogue() else { return };
        loop {
            let pause = match workplan::actions::snapshot(&house, &catalogue).await {
                Ok(Taken::Figures(_)) => HOUR,
                Ok(Taken::Busy(_)) => BUSY,
                Err(problem) => {
                    tracing::error!(%problem, "the figures of the day were not taken");
                    HOUR
                }
            };
            tokio::time::sleep(pause).await;
        }
    });
}
