//! 公文（上行报告）: an official document of headings, paragraphs and tables under the red name of its office.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::fault::LetterFault;
use crate::public_notice::refuse_private_numbers;
use crate::{Fonts, render};

/// An official document. It has no field for a person it is about, and a private number in its texts is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// The issuing office, as in its red head: `遂宁市民政局`.
    pub organ: String,
    /// Its number: `遂民发〔2017〕12号`; with a gap for the registry where it has none yet.
    pub number: String,
    /// Who signs it (签发人); empty leaves room to sign by hand.
    pub signer: String,
    /// The title, one line each.
    pub title: Vec<String>,
    /// The main addressee: `遂宁市人民政府`.
    pub to: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Its day.
    pub on: Day,
}

/// A piece of an official document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Block {
    /// A first-level heading: `一、总体情况`.
    Heading(String),
    /// A second-level heading: `（一）农村低保`.
    Subheading(String),
    /// A paragraph.
    Paragraph(String),
    /// A table.
    Table(Grid),
    /// A new page with a title of its own: an annex, or the next document of a pack.
    Part(String),
    /// The end: office and day, with room for the seal.
    Closing,
}

/// A table of an official document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// What it shows, above it; the table's name for those who cannot see it.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<GridColumn>,
    /// Its rows; each as wide as the columns.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridColumn {
    /// Its head.
    pub title: String,
    /// How it is set.
    pub setting: Setting,
}

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Short words, as wide as they are.
    Short,
    /// Numbers, on the right.
    Number,
    /// Sentences: takes the room that is left.
    Wide,
}

impl GridColumn {
    /// Columns from heads and settings.
    #[must_use]
    pub fn all(of: &[(&str, Setting)]) -> Vec<Self> {
        of.iter().map(|(title, setting)| Self { title: (*title).to_owned(), setting: *setting }).collect()
    }
}

impl Official {
    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/official.typ");

    /// Typesets it.
    ///
    /// # Errors
    /// [`LetterFault::PrivateNumber`] when a text holds what looks like an identity number, a mobile phone or a card;
    /// otherwise as [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The values as the template sees them, checked for private numbers.
    ///
    /// # Errors
    /// [`LetterFault::PrivateNumber`] or [`LetterFault::Data`].
    pub fn values(&self) -> Result<serde_json::Value, LetterFault> {
        let values = crate::fault::values(self)?;
        refuse_private_numbers("公文", &values)?;
        Ok(values)
    }

    /// A made-up report.
    #[must_use]
    pub fn sample() -> Self {
        let columns = [("单位", Setting::Short), ("进度", Setting::Number), ("卡在哪", Setting::Wide)];
        Self {
            organ: "遂宁市民政局".to_owned(),
            number: "遂民报〔2017〕12号".to_owned(),
            signer: String::new(),
            title: vec!["关于2017年5月份工作进展情况的报告".to_owned()],
            to: "遂宁市人民政府".to_owned(),
            blocks: vec![
                Block::Heading("一、总体情况".to_owned()),
                Block::Paragraph("截至2017年5月31日，20项工作中，达到3项、正常9项、偏慢5项、落后3项。".to_owned()),
                Block::Subheading("（一）农村低保制度兜底".to_owned()),
                Block::Paragraph("农村低保标准：目标3,300元/年，已达到。".to_owned()),
                Block::Table(Grid {
                    caption: "县（区）、园区进度".to_owned(),
                    columns: GridColumn::all(&columns),
                    rows: vec![
                        vec!["安居区".to_owned(), "46%".to_owned(), "联席会议制度超 6 个工作日".to_owned()],
                        vec!["船山区".to_owned(), "41%".to_owned(), "—".to_owned()],
                    ],
                }),
                Block::Paragraph("特此报告。".to_owned()),
                Block::Closing,
                Block::Part("附件：指标进度表".to_owned()),
                Block::Paragraph("见系统导出的表格。".to_owned()),
            ],
            on: crate::fault::sample_day("2017-05-31"),
        }
    }
}
