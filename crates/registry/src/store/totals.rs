//! `registry_totals`: how many open households each township has. Kept by the store of households alone, in the
//! transaction of each change; [`rebuild`] counts anew after a bulk load.

use access::{Place, Scope};
use db::{Fault, Sql, Tx};

/// Adds to the total of a place's township; less than nothing takes away.
///
/// # Errors
/// When the database does.
pub(super) async fn add(tx: &mut Tx, place: &Place, households: i64) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into registry_totals (county, township, households) values ($1, $2, $3) \
         on conflict (county, township) do update set households = registry_totals.households + excluded.households",
    )
    .bind(&place.county)
    .bind(&place.township)
    .bind(households);
    tx.exec(&sql).await.map(drop)
}

/// Adds the question how many open households a scope has to a longer one, so that a list asks once; a village is
/// counted.
pub(super) fn ask(sql: Sql, scope: &Scope) -> Sql {
    let counted = "select count(*) from registry_households where closed_on is null";
    let kept = "select cast(coalesce(sum(households), 0) as bigint) from registry_totals where 1 = 1";
    let question = if matches!(scope, Scope::Village(..)) { counted } else { kept };
    scope.filter(sql.push(question), "")
}

/// How many open households a scope has.
///
/// # Errors
/// When the database does.
pub async fn households(tx: &mut Tx, scope: &Scope) -> Result<i64, Fault> {
    tx.one(&ask(Sql::new(""), scope)).await?.only()
}

/// Counts every township anew.
///
/// # Errors
/// When the database does.
pub async fn rebuild(tx: &mut Tx) -> Result<(), Fault> {
    tx.exec(&Sql::new("update registry_totals set households = 0")).await?;
    let sql = "insert into registry_totals (county, township, households) \
               select county, township, count(*) from registry_households where closed_on is null \
               group by county, township \
               on conflict (county, township) do update set households = excluded.households";
    tx.exec(&Sql::new(sql)).await.map(drop)
}
