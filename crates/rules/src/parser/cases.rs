//! 案例: facts in, answers out, run whenever the file is loaded.

use crate::ast::{CaseEntry, CaseRow, CaseText, CaseValue, Expect, Literal, Named, Want};
use crate::lexer::Word;
use crate::problem::{Parsed, Trouble};

use super::Parser;

impl Parser {
    /// `案例 名 [日期 …] [县区 …] [沿用 案例名]`, then facts and 期望.
    pub(crate) fn case(&mut self) -> Parsed<CaseText> {
        let name = self.name_or_text("案例的名称")?;
        let mut case =
            CaseText { name, on: None, division: String::new(), based_on: None, rows: Vec::new(), expects: Vec::new() };
        while !self.token().first {
            if self.take_name("日期") {
                case.on = Some(self.date()?);
            } else if self.take_name("县区") {
                case.division = self.name_or_text("县区")?.text;
            } else if self.take_name("沿用") {
                case.based_on = Some(self.name_or_text("前面案例的名称")?);
            } else {
                return Err(Trouble::new(
                    self.place(),
                    format!(
                        "案例名称后面只能写“日期”“县区”“沿用”，却是{}。名称里有空格或数字开头的，请加引号。",
                        self.shown()
                    ),
                ));
            }
        }
        while self.at_line() {
            if self.take_name("期望") {
                self.expects(&mut case.expects)?;
            } else {
                let row = self.case_row()?;
                case.rows.push(row);
            }
        }
        if case.expects.is_empty() {
            return Err(Trouble::new(
                case.name.place,
                format!("案例“{}”没有写期望的结果，请加一行：期望 月救助金 300。", case.name.text),
            ));
        }
        Ok(case)
    }

    fn case_row(&mut self) -> Parsed<CaseRow> {
        let group = self.name("事实的对象，例如 家庭、成员、收入")?;
        if self.take_name("无") {
            return Ok(CaseRow { group, entry: CaseEntry::Empty });
        }
        if self.take_name("未知") {
            return Ok(CaseRow { group, entry: CaseEntry::Unknown });
        }
        let mut values = Vec::new();
        loop {
            let name = self.name("事实的名称")?;
            let value = if self.take_name("未知") { CaseValue::Unknown } else { CaseValue::Known(self.literal()?) };
            values.push((name, value));
            if !self.take_sign(";") {
                break;
            }
        }
        Ok(CaseRow { group, entry: CaseEntry::Values(values) })
    }

    fn literal(&mut self) -> Parsed<Literal> {
        let negative = self.take_sign("-");
        let token = self.advance();
        let sign = if negative { "-" } else { "" };
        Ok(match token.word {
            Word::Number(number, _) => Literal::Text(format!("{sign}{number}")),
            Word::Date(day) => Literal::Text(day.to_string()),
            Word::Name(name) if name == "是" => Literal::Bool(true),
            Word::Name(name) if name == "否" => Literal::Bool(false),
            Word::Name(text) | Word::Text(text) => Literal::Text(text),
            Word::Sign(_) | Word::Raw(_) | Word::End => {
                return Err(Trouble::new(token.place, "这里应写一个值：数、日期、是、否、未知，或一个词。"));
            }
        })
    }

    fn expects(&mut self, expects: &mut Vec<Expect>) -> Parsed<()> {
        loop {
            let mut name = self.name("期望的规定名称")?;
            let mut row = None;
            if self.take_sign("[") {
                let which = self.row_label()?;
                self.expect_sign("]")?;
                self.expect_sign(".")?;
                row = Some((name, which));
                name = self.name("“.”后面的规定名称")?;
            }
            let want = if self.take_name("未知") {
                Want::Unknown(self.missing_names()?)
            } else if self.take_name("转人工") {
                Want::Manual
            } else {
                Want::Value(self.literal()?)
            };
            expects.push(Expect { row, name, want });
            if !self.take_sign(";") {
                return Ok(());
            }
        }
    }

    /// The number of a row, counted from 1, or its key.
    fn row_label(&mut self) -> Parsed<String> {
        let token = self.advance();
        match token.word {
            Word::Number(number, None) => Ok(number.to_string()),
            Word::Name(text) | Word::Text(text) => Ok(text),
            Word::Number(_, Some(_)) | Word::Date(_) | Word::Sign(_) | Word::Raw(_) | Word::End => {
                Err(Trouble::new(token.place, "方括号里写第几条（从1数起）或它的编号，例如 费用[2].救助金额。"))
            }
        }
    }

    fn missing_names(&mut self) -> Parsed<Vec<Named>> {
        let mut names = Vec::new();
        if self.take_name("缺") {
            names.push(self.name("缺的事实")?);
            while self.take_sign(",") {
                names.push(self.name("缺的事实")?);
            }
        }
        Ok(names)
    }
}
