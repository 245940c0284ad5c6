//! The only place of this crate with SQL; one file a table.

pub mod assess;
pub mod entries;
pub mod evidence;
pub mod issues;
pub mod letters;
pub mod reports;
pub mod snapshots;
pub mod splits;
pub mod takings;
pub mod visits;

use access::Scope;
use db::Sql;

/// A table that knows counties only: whoever looks from a township sees the rows of its county.
pub(crate) fn county_filter(scope: &Scope, sql: Sql) -> Sql {
    match scope {
        Scope::City => sql,
        Scope::County(county) | Scope::Township(county, _) | Scope::Village(county, _, _) => {
            sql.with(" and county = ", county)
        }
        Scope::Nowhere => sql.push(" and 1 = 0"),
    }
}
