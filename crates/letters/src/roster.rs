//! 发放名册: who gets how much in a month, for signing and for the bank.

use kernel::{Day, Fen, Month, mask, try_sum};
use serde::{Deserialize, Serialize};

use crate::fault::LetterFault;
use crate::{Fonts, render};

/// A payment roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The programme in full.
    pub programme: String,
    /// The month paid for.
    pub month: Month,
    /// The place: `安居区保石镇`.
    pub place: String,
    /// The batch's number.
    pub batch: String,
    /// The lines.
    pub rows: Vec<RosterRow>,
    /// The paying office.
    pub organ: String,
    /// The day it was made.
    pub on: Day,
    /// Who made it.
    pub prepared_by: String,
    /// Who checked it; empty lines are left for hand-written names.
    pub checked_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// One line of a roster. Numbers are masked: the bank gets them in its own file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRow {
    /// The payee's name.
    pub name: String,
    /// The identity number with its middle masked.
    pub id_masked: String,
    /// Village and group.
    pub group: String,
    /// How many members are counted.
    pub members: u32,
    /// The account with only its last four digits.
    pub account_masked: String,
    /// The amount.
    pub amount: Fen,
    /// A remark: `补发5月`.
    pub remark: String,
}

impl Roster {
    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/roster.typ");

    /// Typesets it.
    ///
    /// # Errors
    /// [`LetterFault::Sum`] when the amounts do not add up within range; otherwise as [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The values as the template sees them, with the total in digits and capital numerals.
    ///
    /// # Errors
    /// [`LetterFault::Sum`] or [`LetterFault::Data`].
    pub fn values(&self) -> Result<serde_json::Value, LetterFault> {
        let total = try_sum(self.rows.iter().map(|row| row.amount)).map_err(|_| LetterFault::Sum)?;
        let members: u64 = self.rows.iter().map(|row| u64::from(row.members)).sum();
        let mut values = crate::fault::values(self)?;
        if let Some(fields) = values.as_object_mut() {
            fields.insert("total".to_owned(), total.grouped().into());
            fields.insert("total_upper".to_owned(), total.upper().into());
            fields.insert("total_members".to_owned(), members.into());
        }
        Ok(values)
    }

    /// A roster of made-up people, long enough for several pages.
    #[must_use]
    pub fn sample() -> Self {
        const SURNAMES: [&str; 6] = ["周", "蒋", "唐", "何", "杨", "欧阳"];
        const GIVEN: [&str; 5] = ["德兴", "秀英", "国富", "二", "桂兰"];
        let rows = (0..60_u32).map(|index| {
            let place = usize::try_from(index).unwrap_or(0);
            let members = index % 4 + 1;
            RosterRow {
                name: format!("{}{}", SURNAMES[place % SURNAMES.len()], GIVEN[place % GIVEN.len()]),
                id_masked: crate::fault::sample_id(1940 + i16::try_from(index % 50).unwrap_or(0)),
                group: format!("二黄沟村{}组", index % 7 + 1),
                members,
                account_masked: mask::account(&format!("621000000000{index:04}")),
                amount: Fen::new(i64::from(members) * 27_500),
                remark: if index == 7 { "补发5月".to_owned() } else { String::new() },
            }
        });
        Self {
            programme: "农村最低生活保障".to_owned(),
            month: crate::fault::sample_month("2017-06"),
            place: "安居区保石镇".to_owned(),
            batch: "DB-201706-510904105-01".to_owned(),
            rows: rows.collect(),
            organ: "遂宁市安居区民政局".to_owned(),
            on: crate::fault::sample_day("2017-06-05"),
            prepared_by: "何晓琴".to_owned(),
            checked_by: Some("蒋文".to_owned()),
            approved_by: None,
        }
    }
}
