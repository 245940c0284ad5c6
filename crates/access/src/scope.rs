//! Where a post may look (管辖范围): a value that every list, count, drop-down and export takes.

use db::Sql;
use serde::{Deserialize, Serialize};

/// The place of a record, as its columns say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Jurisdiction: six digits of the county, or the private code of a park (园区).
    pub county: String,
    /// Nine digits of the township.
    pub township: String,
    /// Twelve digits of the village.
    pub village: String,
}

impl Place {
    /// The most exact code, for the log.
    #[must_use]
    pub fn code(&self) -> &str {
        [&self.village, &self.township, &self.county].into_iter().find(|code| !code.is_empty()).map_or("", |c| c)
    }
}

/// A jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole city.
    City,
    /// One county or park.
    County(String),
    /// One township of it.
    Township(String, String),
    /// One village of it.
    Village(String, String, String),
    /// Nothing at all: the three administrators.
    Nowhere,
}

impl Scope {
    /// Whether a place lies within.
    #[must_use]
    pub fn holds(&self, place: &Place) -> bool {
        match self {
            Self::City => true,
            Self::County(county) => place.county == *county,
            Self::Township(county, township) => place.county == *county && place.township == *township,
            Self::Village(county, township, village) => {
                place.county == *county && place.township == *township && place.village == *village
            }
            Self::Nowhere => false,
        }
    }

    /// Adds the condition to a question; `alias` is the table's name in it, with its dot, or nothing.
    #[must_use]
    pub fn filter(&self, sql: Sql, alias: &str) -> Sql {
        match self {
            Self::City => sql,
            Self::County(county) => sql.with(&format!(" and {alias}county = "), county),
            Self::Township(county, township) => {
                sql.with(&format!(" and {alias}county = "), county).with(&format!(" and {alias}township = "), township)
            }
            Self::Village(county, township, village) => sql
                .with(&format!(" and {alias}county = "), county)
                .with(&format!(" and {alias}township = "), township)
                .with(&format!(" and {alias}village = "), village),
            Self::Nowhere => sql.push(" and 1 = 0"),
        }
    }
}
