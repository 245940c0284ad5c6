//! The national code tables (代码表) of `data/codes`, as typed lookups.
//!
//! Each table is a [`CodeTable`]; a [`Code`] can only be had from one, so a stored code is always a known one.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::outcome::ParseProblem;
use crate::table::{self, TableProblem};

/// One line of a code table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    /// The code as written in files: `01`.
    pub code: &'static str,
    /// The name as people read it: `汉族`.
    pub name: &'static str,
    /// The third column where a table has one: the parent, the group, the letter code.
    pub group: Option<&'static str>,
}

/// A code table: name, standard, lines in the order of the standard.
#[derive(Debug)]
pub struct CodeTable {
    title: &'static str,
    lines: Vec<Code>,
    by_code: HashMap<&'static str, usize>,
    by_name: HashMap<&'static str, usize>,
}

impl CodeTable {
    fn load(title: &'static str, text: &'static str, header: &str) -> Self {
        let rows = shipped(table::rows(title, text, header));
        let lines: Vec<Code> = rows
            .iter()
            .map(|row| Code { code: row.get(0), name: row.get(1), group: Some(row.get(2)).filter(|g| !g.is_empty()) })
            .collect();
        let by_code = lines.iter().enumerate().map(|(index, line)| (line.code, index)).collect();
        let by_name = lines.iter().enumerate().rev().map(|(index, line)| (line.name, index)).collect();
        Self { title, lines, by_code, by_name }
    }

    /// The title in Chinese: `家庭关系`.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// All lines in the order of the standard.
    #[must_use]
    pub fn lines(&self) -> &[Code] {
        &self.lines
    }

    /// The line with this code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Code> {
        self.by_code.get(code).and_then(|&index| self.lines.get(index))
    }

    /// The line with this name.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Code> {
        self.by_name.get(name).and_then(|&index| self.lines.get(index))
    }

    /// Reads a code or a name, as imports mix them.
    ///
    /// # Errors
    /// Neither a code nor a name of this table.
    pub fn read(&self, text: &str) -> Result<&Code, ParseProblem> {
        let plain = crate::narrow(text);
        self.by_code(&plain)
            .or_else(|| self.by_name(&plain))
            .ok_or_else(|| ParseProblem::new("code", format!("“{plain}”不在{}代码表里，请从列表中选择。", self.title)))
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident($title:literal, $file:literal, $header:literal);)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name() -> &'static CodeTable {
                static TABLE: LazyLock<CodeTable> = LazyLock::new(|| {
                    CodeTable::load($title, include_str!(concat!("../../../data/codes/", $file)), $header)
                });
                &TABLE
            }
        )*

        /// Every code table, for the page that lists them.
        #[must_use]
        pub fn all() -> Vec<&'static CodeTable> {
            vec![$($name()),*]
        }
    };
}

tables! {
    /// Relation to the householder (家庭关系), GB/T 4761.
    relation("家庭关系", "relation_gbt4761.csv", "code,name,group");
    /// Ethnic group (民族), GB/T 3304.
    ethnic("民族", "ethnic_gbt3304.csv", "code,name,letter_code");
    /// Sex (性别), GB/T 2261.1; see also [`Sex`].
    sex("性别", "sex_gbt2261_1.csv", "code,name");
    /// Marital status (婚姻状况), GB/T 2261.2.
    marital("婚姻状况", "marital_gbt2261_2.csv", "code,name,parent");
    /// Education (学历), GB/T 4658.
    education("学历", "education_gbt4658.csv", "code,name,parent");
    /// Political status (政治面貌), GB/T 4762.
    political("政治面貌", "political_gbt4762.csv", "code,name");
    /// Category of disability (残疾类别), GB/T 26341.
    disability_category("残疾类别", "disability_category_gbt26341.csv", "code,name");
    /// Grade of disability (残疾等级), GB/T 26341.
    disability_level("残疾等级", "disability_level_gbt26341.csv", "code,name");
    /// Care grade of persons in extreme hardship (特困人员生活自理能力), 民发〔2016〕178号.
    care_grade("生活自理能力", "care_grade_tekun.csv", "code,name,rule");
    /// Kind of household registration (户口性质).
    hukou("户口性质", "hukou_type.csv", "code,name,note");
    /// Banks that pay out (代发银行), with the class codes of the payment system.
    banks("代发银行", "banks.csv", "short,name,class_code");
}

/// Vocabulary of the poverty register (建档立卡), by group: `household_type`, `cause`, `labour`, `health`,
/// `exit_status`, `five_ones`. Empty for an unknown group.
#[must_use]
pub fn poverty_terms(group: &str) -> Vec<Code> {
    let text = include_str!("../../../data/codes/poverty_register_terms.csv");
    shipped(table::rows("建档立卡用语", text, "group,seq,name"))
        .iter()
        .filter(|row| row.get(0) == group)
        .map(|row| Code { code: row.get(1), name: row.get(2), group: Some(row.get(0)) })
        .collect()
}

/// Sex (性别) as a type, GB/T 2261.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 0 未知的性别.
    Unknown,
    /// 1 男性.
    Male,
    /// 2 女性.
    Female,
    /// 9 未说明的性别.
    Unstated,
}

impl Sex {
    /// The code of the standard.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Sex::Unknown => "0",
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unstated => "9",
        }
    }

    /// The sex with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Sex::Unknown, Sex::Male, Sex::Female, Sex::Unstated].into_iter().find(|sex| sex.code() == code)
    }

    /// The short Chinese word: 男, 女, 未知, 未说明.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Sex::Unknown => "未知",
            Sex::Male => "男",
            Sex::Female => "女",
            Sex::Unstated => "未说明",
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

/// Takes a table that is compiled into the program.
///
/// # Panics
/// When the compiled-in table is damaged; the tests load every one, so a build with such a table does not pass.
pub(crate) fn shipped<T>(loaded: Result<T, TableProblem>) -> T {
    match loaded {
        Ok(value) => value,
        Err(problem) => panic!("{problem}"),
    }
}
