//! Who sits where: the staff that `staff::make` made, by their logins.

use crate::staff::{FEATURED_COUNTY, FEATURED_TOWNSHIP};
use access::{Role, StaffId};
use db::{Fault, Tx};
use kernel::Day;
use std::collections::HashMap;

/// Somebody who acts.
#[derive(Debug, Clone)]
pub(crate) struct Officer {
    pub(crate) id: StaffId,
    pub(crate) name: String,
}

/// Everybody, by login.
#[derive(Debug)]
pub(crate) struct People(HashMap<String, Officer>);

impl People {
    /// Reads everybody who holds a post.
    ///
    /// # Errors
    /// When the database does.
    pub(crate) async fn read(tx: &mut Tx, today: Day) -> Result<Self, Fault> {
        /// Four people an office and 200 offices.
        const MOST: i64 = 5_000;
        let posts = access::store::posts::current(tx, today, MOST).await?;
        let officer = |post: access::store::posts::NamedPost| {
            (post.login, Officer { id: post.post.staff, name: post.staff_name })
        };
        Ok(Self(posts.into_iter().map(officer).collect()))
    }

    fn get(&self, login: &str) -> Result<&Officer, String> {
        self.0.get(login).ok_or_else(|| format!("nobody has the login {login}: make the staff first"))
    }

    /// Somebody of a township.
    ///
    /// # Errors
    /// When there is nobody.
    pub(crate) fn township(&self, role: Role, township: &str) -> Result<&Officer, String> {
        if township == FEATURED_TOWNSHIP {
            self.get(role.code())
        } else {
            self.get(&format!("{}.{township}", role.code()))
        }
    }

    /// Somebody of a county or park.
    ///
    /// # Errors
    /// When there is nobody.
    pub(crate) fn county(&self, role: Role, county: &str) -> Result<&Officer, String> {
        if county == FEATURED_COUNTY {
            self.get(role.code())
        } else {
            self.get(&format!("{}.{}", role.code(), county.to_lowercase()))
        }
    }

    /// The featured county's second approver.
    ///
    /// # Errors
    /// When there is nobody.
    pub(crate) fn second_approver(&self) -> Result<&Officer, String> {
        self.get("approver2")
    }
}
