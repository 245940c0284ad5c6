//! Expressions (算式): 若 < 或 < 且 < 非 < 比较 < 加减 < 乘除.

use crate::ast::{Aggregate, AggregateKind, Expr, ExprKind, Operator};
use crate::lexer::Word;
use crate::problem::{Parsed, Place, Trouble};

use super::{MAX_DEPTH, MAX_OPERATORS, Parser};

/// Words that cannot be names because the grammar needs them.
const RESERVED: [&str; 14] =
    ["若", "则", "否则", "且", "或", "非", "当", "其中", "在", "例外", "依据", "起", "不列", "排除"];

impl Parser {
    pub(crate) fn expr(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Trouble::new(
                self.place(),
                format!("算式套得太深（超过{MAX_DEPTH}层），请把里面的部分另立一条规定。"),
            ));
        }
        let result = if self.at_name("若") { self.if_expr() } else { self.or_expr() };
        self.depth -= 1;
        result
    }

    fn if_expr(&mut self) -> Parsed<Expr> {
        let place = self.place();
        self.expect_name("若")?;
        let condition = self.expr()?;
        self.expect_name("则")?;
        let yes = self.expr()?;
        if !self.at_name("否则") {
            return Err(Trouble::new(self.place(), "“若 … 则 …”后面缺“否则 …”。每种情况都要有结果，请补上“否则”。"));
        }
        self.advance();
        let no = self.expr()?;
        Ok(Expr { kind: ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no)), place })
    }

    fn or_expr(&mut self) -> Parsed<Expr> {
        let mut left = self.and_expr()?;
        while self.at_name("或") {
            let place = self.advance().place;
            let right = self.and_expr()?;
            left = self.binary(Operator::Or, left, right, place)?;
        }
        Ok(left)
    }

    fn and_expr(&mut self) -> Parsed<Expr> {
        let mut left = self.not_expr()?;
        while self.at_name("且") {
            let place = self.advance().place;
            let right = self.not_expr()?;
            left = self.binary(Operator::And, left, right, place)?;
        }
        Ok(left)
    }

    fn not_expr(&mut self) -> Parsed<Expr> {
        let place = self.place();
        if !self.take_name("非") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Trouble::new(place, "“非”套得太深，请改写。"));
        }
        let inner = self.not_expr()?;
        self.depth -= 1;
        Ok(Expr { kind: ExprKind::Not(Box::new(inner)), place })
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.sum()?;
        let place = self.place();
        if self.take_name("在") {
            return self.membership(left, place);
        }
        let Some(operator) = self.comparison_sign() else {
            return Ok(left);
        };
        self.advance();
        let right = self.sum()?;
        if self.comparison_sign().is_some() {
            return Err(Trouble::new(
                self.place(),
                "一个算式里不能连着比较两次，请用“且”连接，例如 甲 < 乙 且 乙 < 丙。",
            ));
        }
        self.binary(operator, left, right, place)
    }

    pub(crate) fn comparison_sign(&self) -> Option<Operator> {
        match &self.token().word {
            Word::Sign("<") => Some(Operator::Less),
            Word::Sign("<=") => Some(Operator::AtMost),
            Word::Sign(">") => Some(Operator::More),
            Word::Sign(">=") => Some(Operator::AtLeast),
            Word::Sign("=") => Some(Operator::Is),
            Word::Sign("≠") => Some(Operator::IsNot),
            Word::Name(name) if name == "是" => Some(Operator::Is),
            Word::Name(name) if name == "不是" => Some(Operator::IsNot),
            Word::Name(_)
            | Word::Sign(_)
            | Word::Number(..)
            | Word::Date(_)
            | Word::Text(_)
            | Word::Raw(_)
            | Word::End => None,
        }
    }

    fn membership(&mut self, left: Expr, place: Place) -> Parsed<Expr> {
        if self.take_sign("(") {
            let mut words = vec![self.sum()?];
            while self.take_sign(",") {
                words.push(self.sum()?);
            }
            self.expect_sign(")")?;
            return Ok(Expr { kind: ExprKind::InSet(Box::new(left), words), place });
        }
        let low = self.sum()?;
        self.expect_sign("..")?;
        let high = self.sum()?;
        Ok(Expr { kind: ExprKind::InRange(Box::new(left), Box::new(low), Box::new(high)), place })
    }

    pub(crate) fn sum(&mut self) -> Parsed<Expr> {
        let mut left = self.product()?;
        loop {
            let operator = if self.at_sign("+") {
                Operator::Plus
            } else if self.at_sign("-") {
                Operator::Minus
            } else {
                return Ok(left);
            };
            let place = self.advance().place;
            let right = self.product()?;
            left = self.binary(operator, left, right, place)?;
        }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.factor()?;
        loop {
            let operator = if self.at_sign("×") {
                Operator::Times
            } else if self.at_sign("÷") {
                Operator::Over
            } else {
                return Ok(left);
            };
            let place = self.advance().place;
            let right = self.factor()?;
            left = self.binary(operator, left, right, place)?;
        }
    }

    fn factor(&mut self) -> Parsed<Expr> {
        let place = self.place();
        if self.take_sign("-") {
            let inner = self.postfix()?;
            return Ok(Expr { kind: ExprKind::Negate(Box::new(inner)), place });
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut left = self.primary()?;
        while self.at_sign(".") {
            let place = self.advance().place;
            self.operators += 1;
            if self.operators > MAX_OPERATORS {
                return Err(Trouble::new(place, "“.”连得太多，请拆成几条规定。"));
            }
            let field = self.name("“.”后面的事实或规定名称")?;
            left = Expr { kind: ExprKind::Field(Box::new(left), field.text), place };
        }
        Ok(left)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let place = self.place();
        let kind = match self.token().word.clone() {
            Word::Number(number, unit) => {
                self.advance();
                ExprKind::Number(number, unit)
            }
            Word::Date(day) => {
                self.advance();
                ExprKind::Date(day)
            }
            Word::Text(text) => {
                self.advance();
                ExprKind::Text(text)
            }
            Word::Sign("(") => {
                self.advance();
                let inner = self.expr()?;
                if !self.at_sign(")") {
                    return Err(Trouble::new(
                        self.place(),
                        format!("括号没有关上，这里应写“)”，却是{}。", self.shown()),
                    ));
                }
                self.advance();
                return Ok(inner);
            }
            Word::Name(name) => return self.name_expr(&name, place),
            Word::Sign(_) | Word::Raw(_) | Word::End => {
                return Err(Trouble::new(
                    place,
                    format!("这里应写数、名称或括号，却是{}。请检查前面的算式是否写完。", self.shown()),
                ));
            }
        };
        Ok(Expr { kind, place })
    }

    fn name_expr(&mut self, name: &str, place: Place) -> Parsed<Expr> {
        if RESERVED.contains(&name) {
            return Err(Trouble::new(place, format!("这里应写数或名称，却是“{name}”。请检查前面的算式是否写完。")));
        }
        self.advance();
        let kind = match name {
            "是" => ExprKind::Bool(true),
            "否" => ExprKind::Bool(false),
            _ if self.at_sign("(") && !self.token().first => return self.call(name, place),
            _ if self.at_sign("[") => {
                self.advance();
                let key = self.expr()?;
                self.expect_sign("]")?;
                ExprKind::Index(name.to_owned(), Box::new(key))
            }
            _ => ExprKind::Name(name.to_owned()),
        };
        Ok(Expr { kind, place })
    }

    /// `求和(收入 其中 计入 : 金额)` or `取整(值, 精度, 方式)`.
    fn call(&mut self, name: &str, place: Place) -> Parsed<Expr> {
        self.expect_sign("(")?;
        if name == "年内累计" {
            return self.year_total(place);
        }
        if let Some(kind) = AggregateKind::from_word(name)
            && let Some(aggregate) = self.aggregate(kind)?
        {
            self.expect_sign(")")?;
            return Ok(Expr { kind: ExprKind::Aggregate(aggregate), place });
        }
        let mut arguments = Vec::new();
        if !self.at_sign(")") {
            arguments.push(self.expr()?);
            while self.take_sign(",") {
                arguments.push(self.expr()?);
            }
        }
        self.expect_sign(")")?;
        Ok(Expr { kind: ExprKind::Call(name.to_owned(), arguments), place })
    }

    /// `年内累计(此前 自付 其中 可救助)` after its bracket.
    fn year_total(&mut self, place: Place) -> Parsed<Expr> {
        if !self.take_name("此前") {
            return Err(Trouble::new(
                self.place(),
                format!("“年内累计”的括号里先写“此前”，例如 年内累计(此前 自付 其中 可救助)，却是{}。", self.shown()),
            ));
        }
        let body = Box::new(self.sum()?);
        let filter = if self.take_name("其中") { Some(Box::new(self.expr()?)) } else { None };
        self.expect_sign(")")?;
        Ok(Expr { kind: ExprKind::YearTotal(body, filter), place })
    }

    /// Reads an aggregate after its bracket; `None` when it is the plain 最大(甲, 乙) instead.
    fn aggregate(&mut self, kind: AggregateKind) -> Parsed<Option<Aggregate>> {
        let start = self.at;
        let Word::Name(group) = self.token().word.clone() else {
            return Ok(None);
        };
        self.advance();
        let plain = matches!(kind, AggregateKind::Max | AggregateKind::Min);
        if plain && !self.at_name("其中") && !self.at_sign(":") {
            self.at = start;
            return Ok(None);
        }
        let filter = if self.take_name("其中") { Some(Box::new(self.expr()?)) } else { None };
        let body = if self.take_sign(":") { Some(Box::new(self.expr()?)) } else { None };
        match (kind, &body) {
            (AggregateKind::Count, Some(_)) => {
                Err(Trouble::new(self.place(), "“计数”只数有几条，不要写“:”和后面的内容；条件写在“其中”后面。"))
            }
            (AggregateKind::Count, None) | (_, Some(_)) => Ok(Some(Aggregate { kind, group, filter, body })),
            (_, None) => Err(Trouble::new(
                self.place(),
                format!("“{}”缺“: 内容”，例如 求和(收入 其中 计入 : 金额)。", kind.word()),
            )),
        }
    }

    fn binary(&mut self, operator: Operator, left: Expr, right: Expr, place: Place) -> Parsed<Expr> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(Trouble::new(place, format!("一条规定里的运算超过{MAX_OPERATORS}个，请拆成几条规定。")));
        }
        Ok(Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), place })
    }
}
