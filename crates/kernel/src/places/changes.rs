//! The ministry's list of township changes with the paper that approved each (乡镇变更清单), 2014–2023.

use super::code::PlaceCode;
use super::tree::{Places, code_in};
use crate::table::{self, TableProblem};

/// One line of the ministry's change list; the codes are the ministry's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownshipChange {
    /// The year.
    pub year: i16,
    /// The township before; `None` when one was newly set up.
    pub before: Option<(PlaceCode, String)>,
    /// The township after; `None` when one was dissolved.
    pub after: Option<(PlaceCode, String)>,
    /// What was done: 撤乡设镇, 撤销乡, 新设街道 …
    pub what: String,
    /// The number of the approving paper: 川府民政〔2019〕5号.
    pub approval: String,
}

impl Places {
    /// All township changes in order of the list.
    #[must_use]
    pub fn township_changes(&self) -> &[TownshipChange] {
        &self.township_changes
    }

    /// The changes in which a township took part, by the ministry's code.
    pub fn changes_of(&self, ministry: PlaceCode) -> impl Iterator<Item = &TownshipChange> {
        self.township_changes.iter().filter(move |change| {
            let is_it = |side: &Option<(PlaceCode, String)>| side.as_ref().is_some_and(|(code, _)| *code == ministry);
            is_it(&change.before) || is_it(&change.after)
        })
    }
}

pub(super) fn read(text: &str) -> Result<Vec<TownshipChange>, TableProblem> {
    let header = "year,old_code,old_name,reason,new_code,new_name,approval";
    let mut changes = Vec::new();
    for row in table::rows("乡镇变更清单", text, header)? {
        let side = |code: usize, name: usize| -> Result<Option<(PlaceCode, String)>, TableProblem> {
            if row.get(code).is_empty() {
                return Ok(None);
            }
            Ok(Some((code_in(&row, code)?, row.get(name).to_owned())))
        };
        changes.push(TownshipChange {
            year: row.get(0).parse().map_err(|_| row.problem("年份不是数字"))?,
            before: side(1, 2)?,
            after: side(4, 5)?,
            what: row.get(3).to_owned(),
            approval: row.get(6).to_owned(),
        });
    }
    Ok(changes)
}
