//! 规定, 表, 结论 and 未译条款.

use crate::ast::{
    CellTest, Exception, Expr, Named, Operator, Outcome, Phrase, Rule, RuleBody, Table, TableRow, Untranslated,
};
use crate::lexer::{Word, lex_line};
use crate::problem::{Parsed, Place, Trouble};

use super::Parser;

/// The most rows of a table.
const MAX_TABLE_ROWS: usize = 200;

impl Parser {
    fn rule_head(&mut self) -> Parsed<Rule> {
        let mut name = self.name("规定的名称")?;
        let mut group = None;
        if self.take_sign(".") {
            group = Some(name);
            name = self.name("“.”后面的规定名称")?;
        }
        let kind = self.type_text()?;
        Ok(Rule {
            section: self.section.clone(),
            group,
            name,
            kind,
            paid: self.take_name("发放"),
            body: RuleBody::Table(Table { heads: Vec::new(), rows: Vec::new() }),
            exceptions: Vec::new(),
            clauses: Vec::new(),
            plain: Vec::new(),
            label: Vec::new(),
            excluded: None,
            show: None,
            show_when: None,
            note: String::new(),
        })
    }

    /// `规定 [组.]名 类型 [发放] = 算式`, then 依据, 例外, 说法 …
    pub(crate) fn rule(&mut self) -> Parsed<Rule> {
        let mut rule = self.rule_head()?;
        self.expect_sign("=")?;
        rule.body = RuleBody::Formula(self.expr()?);
        self.end_of_line()?;
        self.rule_tail(&mut rule)?;
        Ok(rule)
    }

    /// `表 [组.]名 类型 唯一命中`, then rows of `| … |`.
    pub(crate) fn table(&mut self) -> Parsed<Rule> {
        let mut rule = self.rule_head()?;
        self.expect_name("唯一命中")?;
        let mut heads = Vec::new();
        let start = self.place();
        self.expect_sign("|")?;
        while !self.token().first {
            heads.push(self.expr()?);
            self.expect_sign("|")?;
        }
        if heads.len() < 2 {
            return Err(Trouble::new(start, "表头至少要有一列条件和一列结果。"));
        }
        heads.pop();
        let mut rows = Vec::new();
        while self.at_line() && self.at_sign("|") {
            rows.push(self.table_row(heads.len())?);
        }
        if rows.len() > MAX_TABLE_ROWS {
            return Err(Trouble::new(start, format!("表超过{MAX_TABLE_ROWS}行，请拆成几张表。")));
        }
        if rows.is_empty() {
            return Err(Trouble::new(start, "表里没有内容，请在表头下面写各行。"));
        }
        rule.body = RuleBody::Table(Table { heads, rows });
        self.rule_tail(&mut rule)?;
        Ok(rule)
    }

    fn table_row(&mut self, heads: usize) -> Parsed<TableRow> {
        let place = self.place();
        self.expect_sign("|")?;
        let mut cells = Vec::new();
        for _ in 0..heads {
            if self.token().first {
                break;
            }
            cells.push(self.cell_test()?);
            self.expect_sign("|")?;
        }
        if cells.len() != heads || self.token().first {
            return Err(Trouble::new(
                place,
                format!("这一行的格数和表头不一样，应有{}格，不看的格子写“-”。", heads + 1),
            ));
        }
        let result = self.expr()?;
        self.expect_sign("|")?;
        if !self.token().first {
            return Err(Trouble::new(self.place(), format!("这一行的格数多于表头，应有{}格。", heads + 1)));
        }
        Ok(TableRow { cells, result, place })
    }

    fn cell_test(&mut self) -> Parsed<CellTest> {
        let bar_after = self.tokens.get(self.at + 1).is_some_and(|t| t.word == Word::Sign("|"));
        if self.at_sign("-") && bar_after {
            self.advance();
            return Ok(CellTest::Any);
        }
        if let Some(operator) = self.comparison_sign()
            && !bar_after
        {
            self.advance();
            return Ok(CellTest::Compare(operator, self.sum()?));
        }
        if self.at_name("其余") && bar_after {
            self.advance();
            return Ok(CellTest::Rest);
        }
        let first = self.sum()?;
        if self.take_sign("..") {
            let end = if self.take_sign("<") { Operator::Less } else { Operator::AtMost };
            return Ok(CellTest::Range(first, self.sum()?, end));
        }
        let mut words = vec![first];
        while self.take_sign(",") {
            words.push(self.sum()?);
        }
        if words.len() > 1 {
            return Ok(CellTest::OneOf(words));
        }
        let only = words.swap_remove(0);
        Ok(CellTest::Compare(Operator::Is, only))
    }

    fn rule_tail(&mut self, rule: &mut Rule) -> Parsed<()> {
        while self.at_line() {
            let word = self.name("“依据”“例外”“说法”“名称”“排除”“不列”“列出”或“说明”")?;
            match word.text.as_str() {
                "依据" => rule.clauses.push(self.phrase("依据：文件名和条款")?),
                "说法" => rule.plain.push(self.phrase("给群众看的说法")?),
                "名称" => rule.label.push(self.phrase("显示的名称")?),
                "说明" => rule.note = self.raw("说明")?,
                "例外" => {
                    let exception = self.exception()?;
                    rule.exceptions.push(exception);
                }
                "排除" => {
                    self.expect_name("当")?;
                    rule.excluded = Some(self.expr()?);
                }
                "不列" => rule.show = Some(false),
                "列出" => {
                    rule.show = Some(true);
                    if self.take_name("当") {
                        rule.show_when = Some(self.expr()?);
                    }
                }
                other => {
                    return Err(Trouble::new(
                        word.place,
                        format!(
                            "规定下面不能写“{other}”。可以写依据、例外、说法、名称、排除、列出、不列、说明；如果是接着上一行的算式，请在前面加上运算符号。"
                        ),
                    ));
                }
            }
        }
        if rule.clauses.is_empty() {
            return Err(Trouble::new(
                rule.name.place,
                format!("规定“{}”没有依据。请在下面缩进写一行：依据 《文件名》第几条。", rule.name.text),
            ));
        }
        Ok(())
    }

    /// `例外 名 当 条件 则 算式`, then its own 依据.
    fn exception(&mut self) -> Parsed<Exception> {
        let name = self.name("例外的名称")?;
        self.expect_name("当")?;
        let when = self.expr()?;
        self.expect_name("则")?;
        let value = self.expr()?;
        let mut clauses = Vec::new();
        while self.at_line() && self.at_name("依据") {
            self.advance();
            clauses.push(self.phrase("依据：文件名和条款")?);
        }
        if clauses.is_empty() {
            return Err(Trouble::new(
                name.place,
                format!("例外“{}”没有依据。请在例外的下一行缩进写：依据 《文件名》第几条。", name.text),
            ));
        }
        Ok(Exception { name, when, value, clauses })
    }

    /// Free text, or `当 条件 : 文字`.
    fn phrase(&mut self, what: &str) -> Parsed<Phrase> {
        let place = self.place();
        let text = self.raw(what)?;
        let Some(rest) = text.strip_prefix("当 ") else {
            return Ok(Phrase { when: None, text, place });
        };
        let Some((condition, text)) = rest.split_once([':', '：']) else {
            return Err(Trouble::new(place, "“当 条件”后面缺冒号，请写成：当 条件 ： 文字。"));
        };
        let start = Place { line: place.line, column: place.column + 2 };
        let when = sub_expr(condition, start)?;
        Ok(Phrase { when: Some(when), text: text.trim().to_owned(), place })
    }

    /// `结论 规定名 [原因 规定名]`.
    pub(crate) fn outcome(&mut self) -> Parsed<Outcome> {
        let decision = self.name("作为结论的是非规定")?;
        let reason: Option<Named> =
            if self.take_name("原因") { Some(self.name("说明原因的规定")?) } else { None };
        Ok(Outcome { decision, reason })
    }

    /// `未译条款 名 [当 条件]` or `检查 名 当 条件`, then 内容 and 依据.
    pub(crate) fn untranslated(&mut self, keyword: &str) -> Parsed<Untranslated> {
        let name = self.name(if keyword == "检查" { "检查的名称" } else { "未译条款的名称" })?;
        let when = if self.take_name("当") { Some(self.expr()?) } else { None };
        if keyword == "检查" && when.is_none() {
            let sentence = format!("检查“{}”没有写什么情况下提醒，请写成：检查 {} 当 条件。", name.text, name.text);
            return Err(Trouble::new(name.place, sentence));
        }
        let mut content = String::new();
        let mut clause = String::new();
        while self.at_line() {
            let word = self.name("“内容”或“依据”")?;
            match word.text.as_str() {
                "内容" => content = self.raw("条款的内容，以及由谁判断")?,
                "依据" => clause = self.raw("依据：文件名和条款")?,
                other => {
                    let sentence = format!("{keyword}下面只写“内容”和“依据”，不能写“{other}”。");
                    return Err(Trouble::new(word.place, sentence));
                }
            }
        }
        if content.is_empty() || clause.is_empty() {
            return Err(Trouble::new(
                name.place,
                format!("{keyword}“{}”要写明“内容”（为什么不能由系统判断、由谁判断）和“依据”两行。", name.text),
            ));
        }
        Ok(Untranslated { name, when, content, clause })
    }
}

/// An expression inside a free text.
pub(crate) fn sub_expr(text: &str, start: Place) -> Parsed<Expr> {
    let mut tokens = Vec::new();
    lex_line(text, start, &mut tokens)?;
    let end = start.column.saturating_add(u32::try_from(text.chars().count()).unwrap_or(0));
    tokens.push(crate::lexer::Token { word: Word::End, place: Place { line: start.line, column: end }, first: false });
    let mut parser = Parser { tokens, at: 0, depth: 0, operators: 0, section: String::new() };
    let expr = parser.expr()?;
    if parser.token().word == Word::End {
        return Ok(expr);
    }
    Err(Trouble::new(parser.place(), format!("条件里多出了{}，看不懂。", parser.shown())))
}
