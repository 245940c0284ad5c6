//! 取数: the computed figures of today.

use crate::computed::{Catalogue, Cell};
use crate::store::snapshots;
use access::House;
use db::Outcome;

/// Computes every figure and keeps it as today's; earlier days stay what they were. Reads first and writes afterwards,
/// so that a whole city does not hold the writer.
///
/// # Errors
/// When the database does.
pub async fn snapshot(house: &House, catalogue: &Catalogue) -> Outcome<usize> {
    let today = house.now().day();
    let mut found: Vec<(&str, Vec<Cell>)> = Vec::new();
    let mut tx = house.db.read().await?;
    for named in catalogue.named() {
        let Some((figure, of)) = catalogue.figure(named) else { continue };
        found.push((named, (figure.compute)(house, &mut tx, of, today).await?));
    }
    drop(tx);
    let mut tx = house.db.begin().await?;
    for (figure, cells) in &found {
        snapshots::save(&mut tx, today, figure, cells, house.now()).await?;
    }
    tx.commit().await?;
    Ok(found.len())
}
