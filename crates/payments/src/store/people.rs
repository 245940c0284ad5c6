//! What a whole month needs to know of people: two questions over the registry's tables that it does not ask one
//! household at a time. Only reads.

use db::{Fault, Sql, Tx};
use kernel::{Day, Month};
use std::collections::HashMap;

/// The awards of a jurisdiction that cover a month.
fn covering(sql: Sql, programme: &str, county: &str, month: Month) -> Sql {
    sql.with(" and a.programme = ", programme)
        .with(" and a.county = ", county)
        .with(" and a.first_month <= ", month)
        .with(" and (a.last_month is null or a.last_month >= ", month)
        .push(")")
}

/// Members who died before the first day of a month and still count in a household in payment: household and name,
/// day of death (DB-15).
///
/// # Errors
/// When the database does.
pub async fn deceased(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
) -> Result<HashMap<String, (String, Day)>, Fault> {
    let sql = Sql::new(
        "select a.household_id, p.name, p.died_on from payments_awards a \
         join registry_members m on m.household_id = a.household_id \
         join registry_persons p on p.id = m.person_id where m.to_day is null and p.died_on is not null",
    )
    .with(" and p.died_on < ", month.first_day());
    let sql = covering(sql, programme, county, month).push(" order by a.household_id, p.died_on desc");
    pairs(tx, &sql).await
}

/// Payees who died before the first day of a month, by person id: they need not be members any more.
///
/// # Errors
/// When the database does.
pub async fn deceased_payees(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
) -> Result<HashMap<String, (String, Day)>, Fault> {
    let sql = Sql::new(
        "select a.household_id, p.name, p.died_on from payments_awards a \
         join registry_persons p on p.id = a.person_id where p.died_on is not null",
    )
    .with(" and p.died_on < ", month.first_day());
    pairs(tx, &covering(sql, programme, county, month)).await
}

async fn pairs(tx: &mut Tx, sql: &Sql) -> Result<HashMap<String, (String, Day)>, Fault> {
    let rows = tx.all(sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, (c.get()?, c.get()?)))
        })
        .collect()
}

/// Households in payment that share a member with a household whose award is older: household and member's name
/// (AUD-04, 重复享受).
///
/// # Errors
/// When the database does.
pub async fn covered_twice(
    tx: &mut Tx,
    programme: &str,
    county: &str,
    month: Month,
) -> Result<HashMap<String, String>, Fault> {
    let sql = Sql::new(
        "select p.id_blind, a.household_id, p.name, a.opened_ms from payments_awards a \
         join registry_members m on m.household_id = a.household_id \
         join registry_persons p on p.id = m.person_id where m.to_day is null and p.id_blind is not null",
    );
    let inner = covering(sql.clone(), programme, county, month);
    // Only people who appear twice are looked at one by one.
    let twice = Sql::new(
        "select p.id_blind from payments_awards a join registry_members m on m.household_id = a.household_id \
         join registry_persons p on p.id = m.person_id where m.to_day is null and p.id_blind is not null",
    );
    let twice = covering(twice, programme, county, month)
        .push(" group by p.id_blind having count(distinct a.household_id) > 1 limit 1000");
    let blinds: Vec<Vec<u8>> = tx.all(&twice).await?.iter().map(db::Row::only).collect::<Result<_, _>>()?;
    if blinds.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = inner.push(" and ").within("p.id_blind", blinds).push(" order by p.id_blind, a.opened_ms, a.id");
    let (mut found, mut last) = (HashMap::new(), (Vec::new(), String::new()));
    for row in tx.all(&sql).await? {
        let mut c = row.columns();
        let (blind, household, name): (Vec<u8>, String, String) = (c.get()?, c.get()?, c.get()?);
        if last.0 == blind && last.1 != household {
            found.insert(household, name);
        } else {
            last = (blind, household);
        }
    }
    Ok(found)
}
