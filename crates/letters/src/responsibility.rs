//! 目标责任书: what a unit answers for, signed by it and by the level above.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::fault::LetterFault;
use crate::official::{Block, Grid, GridColumn, Setting};
use crate::public_notice::refuse_private_numbers;
use crate::{Fonts, render};

/// A responsibility letter. It has no field for a person; a private number in its texts is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// The title, one line each.
    pub title: Vec<String>,
    /// The office that answers (责任单位): `遂宁市安居区民政局`.
    pub unit: String,
    /// The office it answers to: `遂宁市民政局`.
    pub above: String,
    /// Its day: that of the targets in it.
    pub on: Day,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// SM3 of the plan, hexadecimal.
    pub plan_digest: String,
    /// SM3 of what this letter binds to, hexadecimal.
    pub terms_digest: String,
}

impl Responsibility {
    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/responsibility.typ");

    /// Typesets it.
    ///
    /// # Errors
    /// As [`Responsibility::values`]; otherwise as [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The values as the template sees them, checked for private numbers.
    ///
    /// # Errors
    /// [`LetterFault::PrivateNumber`] when a text holds what looks like an identity number, a mobile phone or a card;
    /// [`LetterFault::Data`].
    pub fn values(&self) -> Result<serde_json::Value, LetterFault> {
        // A digest may look like a number of anything: it is left out of the search.
        let texts = Self { plan_digest: String::new(), terms_digest: String::new(), ..self.clone() };
        refuse_private_numbers("责任书", &crate::fault::values(&texts)?)?;
        crate::fault::values(self)
    }

    /// A made-up letter.
    #[must_use]
    pub fn sample() -> Self {
        let columns = [
            ("事项", Setting::Short),
            ("指标", Setting::Wide),
            ("目标", Setting::Number),
            ("单位", Setting::Short),
            ("完成时限", Setting::Short),
        ];
        let row = |item: &str, name: &str, target: &str, unit: &str| {
            [item, name, target, unit, "2017-12-31"].map(str::to_owned).to_vec()
        };
        Self {
            title: vec!["遂宁市民政系统2017年脱贫攻坚工作".to_owned(), "目标责任书".to_owned()],
            unit: "遂宁市安居区民政局".to_owned(),
            above: "遂宁市民政局".to_owned(),
            on: crate::fault::sample_day("2017-05-09"),
            blocks: vec![
                Block::Paragraph("为层层压实目标责任，遂宁市民政局与遂宁市安居区民政局签订本责任书。".to_owned()),
                Block::Heading("一、目标".to_owned()),
                Block::Table(Grid {
                    caption: String::new(),
                    columns: GridColumn::all(&columns),
                    rows: vec![
                        row("H", "贫困村退出", "不低于 20", "个村"),
                        row("A4", "筹集资金及物资", "不低于 2,000,000.00", "元"),
                    ],
                }),
                Block::Heading("二、责任".to_owned()),
                Block::Paragraph("目标变更的，按新的目标重新签订。".to_owned()),
            ],
            plan_digest: "3f9a".repeat(16),
            terms_digest: "071c".repeat(16),
        }
    }
}
