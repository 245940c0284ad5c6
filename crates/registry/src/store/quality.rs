//! How complete the records of each township are (A1.4): counted, never estimated.

use access::Scope;
use db::{Fault, Sql, Tx};

/// The score of one township.
#[derive(Debug, Clone)]
pub struct Quality {
    /// Jurisdiction.
    pub county: String,
    /// Township.
    pub township: String,
    /// Household heads counted.
    pub heads: i64,
    /// Of them without id number.
    pub no_id: i64,
    /// Without phone.
    pub no_phone: i64,
    /// Without account.
    pub no_account: i64,
    /// With everything.
    pub complete: i64,
}

/// The score of each township within the scope.
///
/// # Errors
/// When the database does.
pub async fn by_township(tx: &mut Tx, scope: &Scope) -> Result<Vec<Quality>, Fault> {
    let sql = Sql::new(
        "select h.county, h.township, count(*), \
         cast(sum(case when p.id_blind is null then 1 else 0 end) as bigint), \
         cast(sum(case when p.phone_sealed is null then 1 else 0 end) as bigint), \
         cast(sum(case when a.person_id is null then 1 else 0 end) as bigint), \
         cast(sum(case when p.id_blind is not null and p.phone_sealed is not null and a.person_id is not null \
         then 1 else 0 end) as bigint) \
         from registry_households h join registry_persons p on p.id = h.head_id \
         left join (select distinct person_id from registry_accounts where to_day is null) a on a.person_id = h.head_id \
         where h.closed_on is null",
    );
    let sql = scope.filter(sql, "h.").push(" group by h.county, h.township order by h.county, h.township");
    let rows = tx.all(&sql).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok(Quality {
                county: c.get()?,
                township: c.get()?,
                heads: c.get()?,
                no_id: c.get()?,
                no_phone: c.get()?,
                no_account: c.get()?,
                complete: c.get()?,
            })
        })
        .collect()
}
