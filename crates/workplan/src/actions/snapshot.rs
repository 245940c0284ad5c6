//! 取数: the computed figures of today, by one at a time.

use crate::computed::{Catalogue, Cell};
use crate::store::{snapshots, takings};
use access::House;
use db::Outcome;
use kernel::{Moment, Refusal};

/// How long a taking may be silent before another one may begin, milliseconds.
const LEASE_MS: i64 = 120_000;
/// How often it says that it still goes on, milliseconds.
const RENEW_MS: i64 = 30_000;

/// What came of a taking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// So many figures were taken.
    Figures(usize),
    /// Another taking goes on since a moment, by somebody else or another server; nothing was written.
    Busy(Option<Moment>),
}

impl Taken {
    /// For whoever pressed the button: one that goes on is a refusal.
    ///
    /// # Errors
    /// A refusal that says since when.
    pub fn or_busy(self) -> Result<usize, Refusal> {
        match self {
            Self::Figures(taken) => Ok(taken),
            Self::Busy(since) => {
                let began = since.map_or_else(String::new, |at| format!("（{}开始）", at.local_minute()));
                let sentence = format!("正在取数{began}，不用再按。过一会儿刷新年度计划，就是新取的数。");
                Err(Refusal::conflict("workplan.taking", sentence))
            }
        }
    }
}

/// Computes every figure and keeps it as today's; earlier days stay what they were. Reads first and writes afterwards,
/// so that a whole city does not hold the writer. Two never go on at once, from one server or two: the second says so.
///
/// # Errors
/// When the database does.
pub async fn snapshot(house: &House, catalogue: &Catalogue) -> Outcome<Taken> {
    let holder = house.mint();
    let mut tx = house.db.begin().await?;
    let now = house.now();
    if !takings::take(&mut tx, &holder, now, now.plus_millis(LEASE_MS)).await? {
        return Ok(Taken::Busy(takings::since(&mut tx).await?));
    }
    tx.commit().await?;
    let taken = take(house, catalogue, &holder).await;
    let mut tx = house.db.begin().await?;
    takings::give_back(&mut tx, &holder).await?;
    tx.commit().await?;
    taken
}

async fn take(house: &House, catalogue: &Catalogue, holder: &str) -> Outcome<Taken> {
    let today = house.now().day();
    let mut found: Vec<(&str, Vec<Cell>)> = Vec::new();
    let mut renewed = house.now();
    let mut tx = house.db.read().await?;
    for named in catalogue.named() {
        let Some((figure, of)) = catalogue.figure(named) else { continue };
        found.push((named, (figure.compute)(house, &mut tx, of, today).await?));
        if house.now().millis() - renewed.millis() >= RENEW_MS {
            let mut lease = house.db.begin().await?;
            renewed = house.now();
            if !takings::renew(&mut lease, holder, renewed.plus_millis(LEASE_MS)).await? {
                return Ok(Taken::Busy(takings::since(&mut lease).await?));
            }
            lease.commit().await?;
        }
    }
    drop(tx);
    let mut tx = house.db.begin().await?;
    // Whoever was silent for too long and lost the lease does not write over the one that has it.
    if !takings::renew(&mut tx, holder, house.now().plus_millis(LEASE_MS)).await? {
        return Ok(Taken::Busy(takings::since(&mut tx).await?));
    }
    for (figure, cells) in &found {
        snapshots::save(&mut tx, today, figure, cells, house.now()).await?;
    }
    tx.commit().await?;
    Ok(Taken::Figures(found.len()))
}
