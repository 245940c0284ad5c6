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

/// How many open households a scope has; a village is counted.
///
/// # Errors
/// When the database does.
pub async fn households(tx: &mut Tx, scope: &Scope) -> Result<i64, Fault> {
    let sql = match scope {
        Scope::Village(..) => {
            scope.filter(Sql::new("select count(*) from registry_households where closed_on is null"), "")
        }
        Scope::City | Scope::County(_) | Scope::Township(..) | Scope::Nowhere => {
            let sum = "select cast(coalesce(sum(households), 0) as bigint) from registry_totals where 1 = 1";
            scope.filter(Sql::new(sum), "")
        }
    };
    tx.one(&sql).await?.only()
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
