//! 参数, 待定, 填定 and 事实.

use crate::ast::{
    BoundText, Fact, Group, Named, Operator, Parameter, ParameterCell, ParameterRole, ParameterRow, TypeText, Yearly,
};
use crate::lexer::Word;
use crate::problem::{Parsed, Trouble};

use super::Parser;

impl Parser {
    /// `参数 名 类型 [按 县区] [按 种类]`, then dated rows.
    pub(crate) fn parameter(&mut self, keyword: &str) -> Parsed<Parameter> {
        let name = self.name("参数的名称")?;
        let role = match keyword {
            "待定" => ParameterRole::Open,
            "填定" => ParameterRole::Fill,
            _ => ParameterRole::Own,
        };
        let mut parameter = Parameter {
            name,
            role,
            kind: None,
            by_division: false,
            key: None,
            note: String::new(),
            rows: Vec::new(),
            bounds: Vec::new(),
        };
        if role != ParameterRole::Fill {
            parameter.kind = Some(self.type_text()?);
            while self.take_name("按") {
                if self.take_name("县区") {
                    parameter.by_division = true;
                } else {
                    parameter.key = Some(self.type_text()?);
                }
            }
        }
        while self.at_line() {
            if self.take_name("说明") {
                parameter.note = self.raw("说明")?;
            } else if self.at_name("约束") {
                parameter.bounds.push(self.bound()?);
            } else {
                let row = self.parameter_row()?;
                parameter.rows.push(row);
            }
        }
        self.parameter_complete(&parameter)?;
        Ok(parameter)
    }

    fn parameter_complete(&self, parameter: &Parameter) -> Parsed<()> {
        let place = parameter.name.place;
        let name = &parameter.name.text;
        if parameter.role == ParameterRole::Open && !parameter.rows.is_empty() {
            return Err(Trouble::new(
                parameter.rows[0].place,
                format!("“{name}”是待定项，数值请用“填定 {name}”写在地方文件里。"),
            ));
        }
        if parameter.role != ParameterRole::Open && parameter.rows.is_empty() {
            return Err(Trouble::new(
                place,
                format!(
                    "参数“{name}”没有数值，请在下面缩进写一行，例如：  2017-01-01 起 3300  依据 《文件名》第几条。"
                ),
            ));
        }
        Ok(())
    }

    /// `约束 [2021-10-28 起] [低保对象, 特困人员] >= 70% 依据 …`: what lower levels must keep to.
    fn bound(&mut self) -> Parsed<BoundText> {
        let place = self.place();
        self.expect_name("约束")?;
        let mut from = None;
        if let Word::Date(day) = self.token().word {
            self.advance();
            self.expect_name("起")?;
            from = Some(day);
        }
        let mut labels = Vec::new();
        while self.comparison_sign().is_none() {
            labels.push(self.name_or_text("分项的名称或 >=、<=")?);
            self.take_sign(",");
        }
        let operator = self.comparison_sign().unwrap_or(Operator::AtLeast);
        self.advance();
        let value = self.sum()?;
        if !self.take_name("依据") {
            return Err(Trouble::new(
                place,
                "这一行约束没有依据。请在界限后面写：依据 《文件名》第几条，例如 约束 >= 70% 依据 《意见》九。",
            ));
        }
        let document = self.raw("依据：文件名和条款")?;
        Ok(BoundText { from, labels, operator, value, document, place })
    }

    /// `2017-01-01 起 [至 2017-12-31] 默认 3300 ; 射洪县 3600  依据 …`.
    fn parameter_row(&mut self) -> Parsed<ParameterRow> {
        let (from, place) = self.date()?;
        self.expect_name("起")?;
        let to = if self.take_name("至") { Some(self.date()?.0) } else { None };
        if to.is_some_and(|to| to < from) {
            return Err(Trouble::new(place, "截止日期早于开始日期，请核对。"));
        }
        let mut cells = vec![self.parameter_cell()?];
        while self.take_sign(";") {
            cells.push(self.parameter_cell()?);
        }
        if !self.take_name("依据") {
            return Err(Trouble::new(
                self.place(),
                "这一行数值没有依据。请在数值后面写：依据 《文件名》第几条。还没有文件的，写：依据 假定值，待当地文件确认。",
            ));
        }
        let document = self.raw("依据：文件名和条款")?;
        Ok(ParameterRow { from, to, cells, document, place })
    }

    fn parameter_cell(&mut self) -> Parsed<ParameterCell> {
        let label = self.cell_label();
        let value = self.sum()?;
        Ok(ParameterCell { label, value })
    }

    /// A label before the value: a name or text followed by another value.
    fn cell_label(&mut self) -> Option<Named> {
        let next = self.tokens.get(self.at + 1)?;
        let value_follows = match &next.word {
            Word::Number(..) | Word::Date(_) | Word::Text(_) => true,
            Word::Name(name) => name != "依据",
            Word::Sign(_) | Word::Raw(_) | Word::End => false,
        };
        match &self.token().word {
            Word::Name(_) | Word::Text(_) if value_follows && !next.first => self.name_or_text("县区或种类").ok(),
            Word::Number(number, None) if value_follows => {
                let place = self.place();
                let text = number.to_string();
                self.advance();
                Some(Named { text, place })
            }
            Word::Name(_)
            | Word::Text(_)
            | Word::Number(..)
            | Word::Date(_)
            | Word::Sign(_)
            | Word::Raw(_)
            | Word::End => None,
        }
    }

    /// `事实 成员`, then one fact a line.
    pub(crate) fn group(&mut self) -> Parsed<Group> {
        let name = self.name("事实所属的对象，例如 家庭、成员、收入")?;
        let yearly = self.yearly()?;
        let mut facts = Vec::new();
        while self.at_line() {
            facts.push(self.fact()?);
        }
        if facts.is_empty() {
            return Err(Trouble::new(
                name.place,
                format!("“事实 {}”下面没有内容，请缩进写出各项事实，每行一项。", name.text),
            ));
        }
        Ok(Group { name, yearly, facts })
    }

    /// `年度 自然年 按 结算日期 [每个 谁]` behind the name of a list of events.
    fn yearly(&mut self) -> Parsed<Option<Yearly>> {
        if self.token().first || !self.take_name("年度") {
            return Ok(None);
        }
        if !self.take_name("自然年") {
            return Err(Trouble::new(
                self.place(),
                format!("“年度”后面现在只能写“自然年”，例如 年度 自然年 按 结算日期，却是{}。", self.shown()),
            ));
        }
        self.expect_name("按")?;
        let date = self.name("排先后的日期事实，例如 结算日期")?;
        let each = if self.take_name("每个") {
            Some(self.name("说明是谁的那一项事实，例如 谁")?)
        } else {
            None
        };
        self.end_of_line()?;
        Ok(Some(Yearly { date, each }))
    }

    fn fact(&mut self) -> Parsed<Fact> {
        let name = self.name("事实的名称")?;
        let kind: TypeText = self.type_text()?;
        let mut fact =
            Fact { name, kind, source: String::new(), default: None, derive: None, key: false, note: String::new() };
        while !self.token().first {
            let place = self.place();
            let word = self.name("“来源”“缺省”“推算”“主键”或“说明”")?;
            match word.text.as_str() {
                "来源" => {
                    fact.source = self.name_or_text("来源部门")?.text;
                    while self.take_sign(",") {
                        let next = self.name_or_text("来源部门")?;
                        fact.source = format!("{}、{}", fact.source, next.text);
                    }
                }
                "缺省" => fact.default = Some(self.sum()?),
                "推算" => fact.derive = Some(self.expr()?),
                "主键" => fact.key = true,
                "说明" => fact.note = self.raw("说明")?,
                other => {
                    return Err(Trouble::new(
                        place,
                        format!("事实后面不能写“{other}”，只能写来源、缺省、推算、主键、说明。"),
                    ));
                }
            }
        }
        if fact.default.is_some() && fact.note.is_empty() {
            return Err(Trouble::new(
                fact.name.place,
                format!(
                    "事实“{}”写了缺省值却没有说明。没有填写就当作某个值，必须写明理由：在行末加 说明 ……。",
                    fact.name.text
                ),
            ));
        }
        Ok(fact)
    }
}
