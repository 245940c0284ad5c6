//! From words to the tree of a policy file (语法分析). The first trouble of a file stops it.

use crate::ast::{Named, Source, TypeText};
use crate::lexer::{Token, Word, lex};
use crate::problem::{Parsed, Place, Trouble};

mod cases;
mod expr;
mod parameters;
mod rules;

pub(crate) use rules::sub_expr;

/// The deepest nesting of an expression.
pub(crate) const MAX_DEPTH: u32 = 40;
/// The most operators in one statement.
pub(crate) const MAX_OPERATORS: u32 = 400;
/// The most definitions, parameters, facts and cases of one file.
pub(crate) const MAX_DEFINITIONS: usize = 500;

pub(crate) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// Operators read in the present statement; bounds the depth of its tree.
    operators: u32,
    section: String,
}

/// Reads one policy file.
pub(crate) fn parse(text: &str) -> Parsed<Source> {
    if text.len() > crate::lexer::MAX_BYTES {
        return Err(Trouble::new(Place { line: 1, column: 1 }, "文件超过256 KB，请把政策拆成几个文件。"));
    }
    let mut parser = Parser { tokens: lex(text)?, at: 0, depth: 0, operators: 0, section: String::new() };
    let mut source = Source::default();
    while parser.token().word != Word::End {
        parser.statement(&mut source)?;
        let count = source.rules.len()
            + source.parameters.len()
            + source.cases.len()
            + source.groups.iter().map(|g| g.facts.len()).sum::<usize>();
        if count > MAX_DEFINITIONS {
            let sentence = format!("一个文件里的参数、事实、规定和案例超过{MAX_DEFINITIONS}个，请拆成几个文件。");
            return Err(Trouble::new(parser.place(), sentence));
        }
    }
    Ok(source)
}

impl Parser {
    fn statement(&mut self, source: &mut Source) -> Parsed<()> {
        let place = self.place();
        self.operators = 0;
        if place.column != 1 {
            return Err(Trouble::new(
                place,
                "这一行缩进了，却不属于上面的内容。新的一条请从行首写起，或检查上一行是否写完。",
            ));
        }
        let keyword = self.name("“政策”“参数”“事实”“规定”等开头的词")?;
        match keyword.text.as_str() {
            "政策" => source.title = self.raw("政策名称")?,
            "编号" => source.id = Some(self.name("政策编号，例如 dibao")?),
            "级别" => source.level = self.raw("级别，例如 市")?,
            "发布" => source.issuer = self.raw("发布机关")?,
            "文号" => source.document = self.raw("文号")?,
            "承接" => source.follows = self.raw("上位政策")?,
            "施行" => source.from = Some(self.date()?.0),
            "失效" => source.to = Some(self.date()?.0),
            "节" => self.section = self.raw("这一节的标题")?,
            "枚举" => source.choices.push(self.choice_statement()?),
            "参数" | "待定" | "填定" => {
                let parameter = self.parameter(&keyword.text)?;
                source.parameters.push(parameter);
            }
            "事实" => source.groups.push(self.group()?),
            "规定" => source.rules.push(self.rule()?),
            "表" => source.rules.push(self.table()?),
            "结论" => source.outcome = Some(self.outcome()?),
            "金额" => source.amount = Some(self.name("每月金额的规定名称")?),
            "未译条款" => source.untranslated.push(self.untranslated("未译条款")?),
            "检查" => source.checks.push(self.untranslated("检查")?),
            "案例" => source.cases.push(self.case()?),
            other => {
                return Err(Trouble::new(
                    place,
                    format!(
                        "不认识的开头“{other}”。每一条应以政策、编号、级别、发布、文号、施行、失效、承接、节、枚举、参数、待定、填定、事实、规定、表、结论、金额、未译条款、检查或案例开头。"
                    ),
                ));
            }
        }
        self.end_of_statement()
    }

    fn end_of_statement(&self) -> Parsed<()> {
        let token = self.token();
        if token.first && token.place.column == 1 {
            return Ok(());
        }
        Err(self.left_over())
    }

    /// Nothing may stand between an expression and the end of its line.
    pub(crate) fn end_of_line(&self) -> Parsed<()> {
        if self.token().first {
            return Ok(());
        }
        Err(self.left_over())
    }

    fn left_over(&self) -> Trouble {
        Trouble::new(
            self.place(),
            format!(
                "这里多出了{}，看不懂。若是两个条件，请用“且”“或”连接；若是新的一条，请另起一行从行首写起。",
                self.shown()
            ),
        )
    }

    pub(crate) fn token(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    pub(crate) fn place(&self) -> Place {
        self.token().place
    }

    pub(crate) fn advance(&mut self) -> Token {
        let token = self.token().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    /// Whether the next word begins an indented line of the present statement.
    pub(crate) fn at_line(&self) -> bool {
        let token = self.token();
        token.first && token.place.column > 1
    }

    pub(crate) fn at_name(&self, name: &str) -> bool {
        matches!(&self.token().word, Word::Name(text) if text == name)
    }

    pub(crate) fn at_sign(&self, sign: &str) -> bool {
        matches!(&self.token().word, Word::Sign(text) if *text == sign)
    }

    pub(crate) fn take_name(&mut self, name: &str) -> bool {
        let found = self.at_name(name);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.at_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn expect_name(&mut self, name: &str) -> Parsed<()> {
        if self.take_name(name) {
            return Ok(());
        }
        Err(Trouble::new(self.place(), format!("这里应写“{name}”，却是{}。", self.shown())))
    }

    pub(crate) fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        Err(Trouble::new(self.place(), format!("这里应写“{sign}”，却是{}。", self.shown())))
    }

    pub(crate) fn name(&mut self, what: &str) -> Parsed<Named> {
        let place = self.place();
        if let Word::Name(text) = &self.token().word {
            let text = text.clone();
            self.advance();
            return Ok(Named { text, place });
        }
        Err(Trouble::new(place, format!("这里应写{what}，却是{}。", self.shown())))
    }

    /// A name, or a text in quotes where names may hold any character.
    pub(crate) fn name_or_text(&mut self, what: &str) -> Parsed<Named> {
        let place = self.place();
        if let Word::Text(text) = &self.token().word {
            let text = text.clone();
            self.advance();
            return Ok(Named { text, place });
        }
        self.name(what)
    }

    pub(crate) fn raw(&mut self, what: &str) -> Parsed<String> {
        let token = self.advance();
        match token.word {
            Word::Raw(text) if !text.is_empty() => Ok(text),
            Word::Raw(_)
            | Word::Name(_)
            | Word::Number(..)
            | Word::Date(_)
            | Word::Text(_)
            | Word::Sign(_)
            | Word::End => Err(Trouble::new(token.place, format!("这里是空的，请写上{what}。"))),
        }
    }

    pub(crate) fn date(&mut self) -> Parsed<(kernel::Day, Place)> {
        let place = self.place();
        if let Word::Date(day) = self.token().word {
            self.advance();
            return Ok((day, place));
        }
        Err(Trouble::new(place, format!("这里应写日期，例如 2017-01-01，却是{}。", self.shown())))
    }

    /// `元/年`, `是非`, a 枚举 or group by name, or `甲|乙|丙`.
    pub(crate) fn type_text(&mut self) -> Parsed<TypeText> {
        let mut first =
            self.name("类型（元、元/月、元/年、人、岁、天、月、年、数、是非、日期、文字，或“甲|乙”这样的几选一）")?;
        if self.at_sign("÷") && first.text == "元" {
            self.advance();
            let per = self.name("“元/月”或“元/年”")?;
            first.text = format!("元/{}", per.text);
        }
        if !self.at_sign("|") || self.token().first {
            return Ok(TypeText::Word(first));
        }
        let mut words = vec![first];
        while self.take_sign("|") {
            words.push(self.name_or_text("可选的词")?);
        }
        different(&words)?;
        Ok(TypeText::Choice(words))
    }

    fn choice_statement(&mut self) -> Parsed<(Named, Vec<Named>)> {
        let name = self.name("枚举的名称")?;
        self.expect_sign("=")?;
        let mut words = vec![self.name_or_text("可选的词")?];
        while self.take_sign("|") {
            words.push(self.name_or_text("可选的词")?);
        }
        different(&words)?;
        Ok((name, words))
    }

    /// How the next word is shown in a message.
    pub(crate) fn shown(&self) -> String {
        match &self.token().word {
            Word::Name(text) | Word::Text(text) | Word::Raw(text) => format!("“{text}”"),
            Word::Number(number, unit) => {
                format!("“{number}{}”", unit.map_or("", crate::unit::Unit::suffix))
            }
            Word::Date(day) => format!("“{day}”"),
            Word::Sign(sign) => format!("“{sign}”"),
            Word::End => "文件末尾".to_owned(),
        }
    }
}

/// No word of a choice may stand there twice.
fn different(words: &[Named]) -> Parsed<()> {
    let mut seen = std::collections::HashSet::new();
    match words.iter().find(|word| !seen.insert(word.text.as_str())) {
        None => Ok(()),
        Some(word) => Err(Trouble::new(word.place, format!("“{}”写了两次，请删去一个。", word.text))),
    }
}
