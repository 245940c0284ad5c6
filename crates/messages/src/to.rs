//! To whom: the posts of an office, by its place and their roles.

use access::store::posts::{Seat, seats};
use access::{OfficeKind, Role, Scope};
use db::{Fault, Tx};
use kernel::Day;

/// An office, or all of a kind.
#[derive(Debug, Clone, Copy)]
pub enum To<'t> {
    /// The bureau.
    City,
    /// The office of a county or park.
    County(&'t str),
    /// The offices of every county and park.
    Counties,
    /// The office of a township: its county or park, and nine digits.
    Township(&'t str, &'t str),
    /// The offices of every township of a county or park.
    Townships(&'t str),
    /// The offices of every township.
    AllTownships,
}

const COUNTIES: &[OfficeKind] = &[OfficeKind::County, OfficeKind::Park];
const TOWNSHIPS: &[OfficeKind] = &[OfficeKind::Township];

impl To<'_> {
    /// The posts of these roles there, held on a day.
    ///
    /// # Errors
    /// When the database does.
    pub async fn posts(self, tx: &mut Tx, roles: &[Role], on: Day) -> Result<Vec<Seat>, Fault> {
        let (kinds, scope): (&[OfficeKind], Scope) = match self {
            Self::City => (&[OfficeKind::City], Scope::City),
            Self::County(county) => (COUNTIES, Scope::County(county.to_owned())),
            Self::Counties => (COUNTIES, Scope::City),
            Self::Township(county, township) => (TOWNSHIPS, Scope::Township(county.to_owned(), township.to_owned())),
            Self::Townships(county) => (TOWNSHIPS, Scope::County(county.to_owned())),
            Self::AllTownships => (TOWNSHIPS, Scope::City),
        };
        seats(tx, (kinds, roles), &scope, on).await
    }
}
