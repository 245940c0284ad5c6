//! The only place of this crate with SQL; one file a table.

pub mod answers;
pub mod awards;
pub mod exceptions;
pub mod figures;
pub mod fixes;
pub mod imports;
pub mod lines;
pub mod months;
pub mod people;
pub mod recoveries;
pub mod runs;
pub mod segments;

use access::Scope;
use db::Sql;

/// A table that knows the jurisdiction only: whoever looks from a township sees the rows of its county.
pub(crate) fn county_filter(scope: &Scope, sql: Sql, alias: &str) -> Sql {
    match scope {
        Scope::City => sql,
        Scope::County(county) | Scope::Township(county, _) | Scope::Village(county, _, _) => {
            sql.with(&format!(" and {alias}county = "), county)
        }
        Scope::Nowhere => sql.push(" and 1 = 0"),
    }
}
