//! 公示: the sheet on the village board. It has no field for an identity number, phone, account or illness.

use kernel::{Day, Fen, mask};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::LetterFault;
use crate::{Fonts, render};

/// A public notice of people proposed or approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNotice {
    /// The title: `关于拟新增农村最低生活保障对象的公示`.
    pub title: String,
    /// What was done so far and under which rule, one paragraph.
    pub opening: String,
    /// The people.
    pub rows: Vec<PublicRow>,
    /// The first day on the board.
    pub from: Day,
    /// The last day on the board.
    pub until: Day,
    /// Where to object.
    pub object_to: String,
    /// The telephone for objections: a fixed line of the office.
    pub phone: String,
    /// Whether amounts are shown (the county's notice shows them, the township's does not).
    pub shows_amount: bool,
    /// The office.
    pub organ: String,
    /// The day of the notice.
    pub on: Day,
}

/// A person on a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRow {
    /// The householder.
    pub name: PublicName,
    /// Village and group: `二黄沟村3组`.
    pub group: String,
    /// How many members are counted.
    pub members: u32,
    /// The class of reason: 年老, 残疾, 缺劳力, 疾病; never a diagnosis.
    pub reason: String,
    /// The household's amount a month; shown only where the notice shows amounts.
    pub amount: Option<Fen>,
    /// The opinion: `拟批准`, `拟不批准`.
    pub opinion: String,
}

/// A name in the form in which this notice may show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicName(String);

impl PublicName {
    /// Masked, for the internet and for screens in a hall: `周*兴`.
    #[must_use]
    pub fn masked(name: &str) -> Self {
        Self(mask::name(name))
    }

    /// In full, for the board of the person's own village only: a masked notice there tells nobody anything.
    #[must_use]
    pub fn full_for_village_board(name: &str) -> Self {
        Self(name.trim().to_owned())
    }

    /// The name as shown.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.0
    }
}

impl PublicNotice {
    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/public_notice.typ");

    /// Typesets it.
    ///
    /// # Errors
    /// [`LetterFault::PrivateNumber`] when a text holds what looks like an identity number, a mobile phone
    /// or a card; otherwise as [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The values as the template sees them, checked for private numbers.
    ///
    /// # Errors
    /// [`LetterFault::PrivateNumber`] or [`LetterFault::Data`].
    pub fn values(&self) -> Result<Value, LetterFault> {
        let values = crate::fault::values(self)?;
        refuse_private_numbers("公示", &values)?;
        Ok(values)
    }

    /// A notice of made-up people.
    #[must_use]
    pub fn sample() -> Self {
        let row = |name: &str, group: &str, members, reason: &str, fen| PublicRow {
            name: PublicName::masked(name),
            group: group.to_owned(),
            members,
            reason: reason.to_owned(),
            amount: Some(Fen::new(fen)),
            opinion: "拟批准".to_owned(),
        };
        Self {
            title: "关于拟新增农村最低生活保障对象的公示".to_owned(),
            opening: "经本人申请、入户调查、信息核对和民主评议，下列家庭拟纳入农村最低生活保障。\
                      根据《最低生活保障审核审批办法（试行）》，现予公示，欢迎监督。"
                .to_owned(),
            rows: vec![
                row("周德兴", "二黄沟村3组", 2, "年老", 55_000),
                row("蒋秀英", "二黄沟村1组", 1, "残疾", 27_500),
                row("欧阳国富", "二黄沟村5组", 3, "缺劳力", 61_250),
                row("唐二", "二黄沟村5组", 4, "疾病", 48_000),
            ],
            from: crate::fault::sample_day("2017-05-09"),
            until: crate::fault::sample_day("2017-05-16"),
            object_to: "保石镇人民政府社会事务办公室".to_owned(),
            phone: "0825-0000000".to_owned(),
            shows_amount: true,
            organ: "遂宁市安居区保石镇人民政府".to_owned(),
            on: crate::fault::sample_day("2017-05-09"),
        }
    }
}

pub(crate) fn refuse_private_numbers(field: &str, value: &Value) -> Result<(), LetterFault> {
    match value {
        Value::String(text) if !kernel::personal_numbers(text).is_empty() => {
            Err(LetterFault::PrivateNumber { field: field.to_owned() })
        }
        Value::Array(items) => items.iter().try_for_each(|item| refuse_private_numbers(field, item)),
        Value::Object(fields) => fields.iter().try_for_each(|(name, item)| refuse_private_numbers(name, item)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
