//! Checking expressions: types and units.

use crate::ast::{Aggregate, AggregateKind, Expr, ExprKind, Operator};
use crate::number::{Exact, RoundMode};
use crate::problem::{Parsed, Place, Trouble};
use crate::program::{DateCall, Literal, Node};
use crate::unit::{Type, Unit, product, quotient};

use super::Compiler;

type Typed = (Node, Type);

/// The most lists that are gone through one inside the other.
const MAX_OPEN_LISTS: usize = 2;

impl Compiler<'_> {
    /// An expression that must have the type `wanted`; `what` names it in the message.
    pub(super) fn expr_of(
        &self,
        expr: &Expr,
        scope: &[usize],
        expected: Option<&Type>,
        wanted: &Type,
        what: &str,
    ) -> Parsed<Typed> {
        let (node, kind) = self.expr(expr, scope, expected.or(Some(wanted)))?;
        if kind == *wanted {
            return Ok((node, kind));
        }
        Err(Trouble::new(
            expr.place,
            format!(
                "“{what}”应是{}，这里算出来的却是{}。{}",
                wanted.describe(),
                kind.describe(),
                advice(&kind, wanted)
            ),
        ))
    }

    pub(super) fn expr(&self, expr: &Expr, scope: &[usize], expected: Option<&Type>) -> Parsed<Typed> {
        let place = expr.place;
        match &expr.kind {
            ExprKind::Number(number, unit) => {
                let unit = unit.unwrap_or(Unit::Plain);
                Ok(self.literal(Literal::Number(*number), Type::Number(unit)))
            }
            ExprKind::Date(day) => Ok(self.literal(Literal::Date(*day), Type::Date)),
            ExprKind::Bool(bool) => Ok(self.literal(Literal::Bool(*bool), Type::Bool)),
            ExprKind::Text(text) => self.text(text, place, expected),
            ExprKind::Name(name) => {
                let (node, kind) = self.name(name, place, scope, expected)?;
                self.check_keyed(&node, place)?;
                Ok((node, kind))
            }
            ExprKind::Field(record, name) => self.field(record, name, place, scope),
            ExprKind::Index(name, key) => self.index(name, key, place, scope),
            ExprKind::Not(inner) => {
                let (node, _) = self.expr_of(inner, scope, None, &Type::Bool, "非")?;
                Ok((Node::Not(Box::new(node)), Type::Bool))
            }
            ExprKind::Negate(inner) => {
                let (node, kind) = self.expr(inner, scope, None)?;
                let unit = self.number_unit(&kind, place, "负号")?;
                Ok((Node::Negate(Box::new(node), unit), kind))
            }
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, place, scope),
            ExprKind::If(condition, yes, no) => {
                let (condition, _) = self.expr_of(condition, scope, None, &Type::Bool, "若")?;
                let (yes, kind) = self.expr(yes, scope, expected)?;
                let (no, _) = self.expr_of(no, scope, Some(&kind), &kind, "否则")?;
                let node = Node::If(Box::new(condition), Box::new(yes), Box::new(no));
                Ok((node, kind))
            }
            ExprKind::InSet(left, words) => self.in_set(left, words, scope),
            ExprKind::InRange(left, low, high) => {
                let (left, kind) = self.expr(left, scope, None)?;
                self.ordered(&kind, place)?;
                let (low, _) = self.expr_of(low, scope, None, &kind, "范围的下端")?;
                let (high, _) = self.expr_of(high, scope, None, &kind, "范围的上端")?;
                let node = Node::InRange(Box::new(left), Box::new(low), Box::new(high));
                Ok((node, Type::Bool))
            }
            ExprKind::Call(name, arguments) => self.call(name, arguments, place, scope, expected),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, place, scope),
            ExprKind::YearTotal(body, filter) => self.year_total(body, filter.as_deref(), place, scope),
        }
    }

    fn text(&self, text: &str, place: Place, expected: Option<&Type>) -> Parsed<Typed> {
        match expected {
            Some(Type::Choice(words)) => self
                .choice_word(text, words)
                .ok_or_else(|| Trouble::new(place, format!("“{text}”不在可选的词里。可选：{}。", words.join("、")))),
            _ => Ok(self.literal(Literal::Text(text.into()), Type::Text)),
        }
    }

    fn check_keyed(&self, node: &Node, place: Place) -> Parsed<()> {
        let Node::Parameter { parameter, key: None, .. } = node else {
            return Ok(());
        };
        let table = &self.store.tables[*parameter];
        match &table.keys {
            None => Ok(()),
            Some(words) => Err(Trouble::new(
                place,
                format!("参数“{0}”要写明哪一项，例如 {0}[{1}]。", table.name, words.first().map_or("", String::as_str)),
            )),
        }
    }

    fn field(&self, record: &Expr, name: &str, place: Place, scope: &[usize]) -> Parsed<Typed> {
        let (record, kind) = self.expr(record, scope, None)?;
        let Type::Record(group) = kind else {
            return Err(Trouble::new(
                place,
                format!("“.{name}”前面应是一条记录（例如收入里的“谁”），这里却是{}。", kind.describe()),
            ));
        };
        let Some((inner, kind)) = self.in_group(name, group) else {
            let group = &self.groups[group].name;
            return Err(Trouble::new(place, format!("“{group}”里没有事实或规定“{name}”，请改正名称。")));
        };
        if self.deriving {
            return Err(Trouble::new(place, "“推算”里不能用别的记录的事实。"));
        }
        let node = Node::Via { record: Box::new(record), group, inner: Box::new(inner) };
        Ok((node, kind))
    }

    fn index(&self, name: &str, key: &Expr, place: Place, scope: &[usize]) -> Parsed<Typed> {
        let parameter = self
            .store
            .find(name)
            .ok_or_else(|| Trouble::new(place, format!("没有参数“{name}”。方括号只能跟在参数名称后面。")))?;
        let table = &self.store.tables[parameter];
        let Some(words) = &table.keys else {
            return Err(Trouble::new(place, format!("参数“{name}”没有分项，不要写方括号。")));
        };
        let wanted = Type::Choice(words.clone());
        let (key, kind) = self.expr(key, scope, Some(&wanted))?;
        let fits = matches!(&kind, Type::Choice(own) if own.iter().all(|w| words.contains(w)));
        if !fits {
            return Err(Trouble::new(
                place,
                format!("参数“{name}”按（{}）分项，方括号里却是{}。", words.join("、"), kind.describe()),
            ));
        }
        let node = Node::Parameter { parameter, key: Some(Box::new(key)), at: self.event_of(scope) };
        Ok((node, table.kind.clone()))
    }

    fn binary(&self, operator: Operator, left: &Expr, right: &Expr, place: Place, scope: &[usize]) -> Parsed<Typed> {
        match operator {
            Operator::And | Operator::Or => {
                let what = operator.sign();
                let (left, _) = self.expr_of(left, scope, None, &Type::Bool, what)?;
                let (right, _) = self.expr_of(right, scope, None, &Type::Bool, what)?;
                let (left, right) = (Box::new(left), Box::new(right));
                let node = if operator == Operator::And { Node::And(left, right) } else { Node::Or(left, right) };
                Ok((node, Type::Bool))
            }
            Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => {
                let left = self.expr(left, scope, None)?;
                let right = self.expr(right, scope, None)?;
                arithmetic(operator, left, right, place)
            }
            Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast | Operator::Is | Operator::IsNot => {
                self.comparison(operator, left, right, place, scope)
            }
        }
    }

    pub(super) fn comparison(
        &self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        place: Place,
        scope: &[usize],
    ) -> Parsed<Typed> {
        let (left, kind) = self.expr(left, scope, None)?;
        let right = self.compared(operator, right, &kind, place, scope)?;
        let node = Node::Compare(operator, Box::new(left), Box::new(right));
        Ok((node, Type::Bool))
    }

    /// The right side of a comparison with something of the type `kind`.
    pub(super) fn compared(
        &self,
        operator: Operator,
        right: &Expr,
        kind: &Type,
        place: Place,
        scope: &[usize],
    ) -> Parsed<Node> {
        let equality = matches!(operator, Operator::Is | Operator::IsNot);
        if *kind == Type::Text {
            return Err(Trouble::new(place, "“文字”只用来显示，不能比较。要比较请把它定为“甲|乙”这样的几选一。"));
        }
        if !equality {
            self.ordered(kind, place)?;
        }
        let (right, other) = self.expr(right, scope, Some(kind))?;
        if other != *kind {
            let extra = match (kind, &other, &right) {
                (Type::Number(unit), Type::Number(Unit::Plain), Node::Literal(Literal::Number(n), _)) => {
                    format!("数字要带单位，请写成 {n}{unit}。")
                }
                _ => advice(&other, kind),
            };
            return Err(Trouble::new(
                place,
                format!(
                    "“{}”两边不能比较：左边是{}，右边是{}。{extra}",
                    operator.sign(),
                    kind.describe(),
                    other.describe()
                ),
            ));
        }
        Ok(right)
    }

    fn ordered(&self, kind: &Type, place: Place) -> Parsed<()> {
        match kind {
            Type::Number(_) | Type::Date => Ok(()),
            Type::Bool | Type::Text | Type::Choice(_) | Type::Record(_) => {
                Err(Trouble::new(place, format!("{}不能比大小，只能用“是”“不是”。", kind.describe())))
            }
        }
    }

    fn in_set(&self, left: &Expr, words: &[Expr], scope: &[usize]) -> Parsed<Typed> {
        let (left, kind) = self.expr(left, scope, None)?;
        let mut nodes = Vec::new();
        for word in words {
            nodes.push(self.compared(Operator::Is, word, &kind, word.place, scope)?);
        }
        Ok((Node::InSet(Box::new(left), nodes), Type::Bool))
    }

    fn number_unit(&self, kind: &Type, place: Place, what: &str) -> Parsed<Unit> {
        match kind {
            Type::Number(unit) => Ok(*unit),
            Type::Bool | Type::Date | Type::Text | Type::Choice(_) | Type::Record(_) => {
                Err(Trouble::new(place, format!("“{what}”只能用于数，这里却是{}。", kind.describe())))
            }
        }
    }

    fn call(
        &self,
        name: &str,
        arguments: &[Expr],
        place: Place,
        scope: &[usize],
        expected: Option<&Type>,
    ) -> Parsed<Typed> {
        match name {
            "取整" => self.round(arguments, place, scope),
            "最大" | "最小" => {
                let Some(first) = arguments.first() else {
                    return Err(Trouble::new(place, format!("“{name}”的括号里至少写一项。")));
                };
                let (first, kind) = self.expr(first, scope, expected)?;
                self.ordered(&kind, place)?;
                let mut items = vec![first];
                for argument in &arguments[1..] {
                    items.push(self.expr_of(argument, scope, None, &kind, name)?.0);
                }
                let node = Node::Extreme { largest: name == "最大", items, kind: kind.clone() };
                Ok((node, kind))
            }
            "周岁" => self.dates(DateCall::Age, name, arguments, place, scope),
            "月首" => self.dates(DateCall::MonthStart, name, arguments, place, scope),
            "次月首" => self.dates(DateCall::NextMonthStart, name, arguments, place, scope),
            "月末" => self.dates(DateCall::MonthEnd, name, arguments, place, scope),
            "月数" => self.dates(DateCall::MonthCount, name, arguments, place, scope),
            _ => Err(Trouble::new(
                place,
                format!(
                    "没有“{name}(…)”这个算法。可用：取整、最大、最小、计数、求和、存在、全部、年内累计、周岁、月首、次月首、月末、月数。"
                ),
            )),
        }
    }

    /// 取整(值, 精度, 方式).
    fn round(&self, arguments: &[Expr], place: Place, scope: &[usize]) -> Parsed<Typed> {
        let [value, step, mode] = arguments else {
            return Err(Trouble::new(
                place,
                "“取整”要写三项：取整(值, 精度, 方式)，例如 取整(差额, 0.01元/月, 四舍五入)。",
            ));
        };
        let (value, kind) = self.expr(value, scope, None)?;
        let unit = self.number_unit(&kind, place, "取整")?;
        let (step, step_kind) = self.expr(step, scope, None)?;
        if step_kind != kind {
            return Err(Trouble::new(
                place,
                format!("取整的值是{}，精度却是{}，两者单位要一样。", kind.describe(), step_kind.describe()),
            ));
        }
        if matches!(&step, Node::Literal(Literal::Number(n), _) if *n <= Exact::ZERO) {
            return Err(Trouble::new(place, "取整的精度要大于0，例如 0.01元/月。"));
        }
        let words: Vec<String> = RoundMode::WORDS.iter().map(|w| (*w).to_owned()).collect();
        let wanted = Type::Choice(words.clone());
        let (mode, mode_kind) = self.expr(mode, scope, Some(&wanted))?;
        let fits = matches!(&mode_kind, Type::Choice(own) if own.iter().all(|w| words.contains(w)));
        if !fits {
            return Err(Trouble::new(place, format!("取整的方式应是{}中的一个。", words.join("、"))));
        }
        let node = Node::Round(Box::new(value), Box::new(step), Box::new(mode), unit);
        Ok((node, kind))
    }

    fn dates(&self, call: DateCall, name: &str, arguments: &[Expr], place: Place, scope: &[usize]) -> Parsed<Typed> {
        let (count, kind) = match call {
            DateCall::Age => (2, Type::Number(Unit::Age)),
            DateCall::MonthCount => (2, Type::Number(Unit::Months)),
            DateCall::MonthStart | DateCall::NextMonthStart | DateCall::MonthEnd => (1, Type::Date),
        };
        if arguments.len() != count {
            return Err(Trouble::new(place, format!("“{name}”的括号里要写{count}个日期。")));
        }
        let mut nodes = Vec::new();
        for argument in arguments {
            nodes.push(self.expr_of(argument, scope, None, &Type::Date, name)?.0);
        }
        Ok((Node::Call(call, nodes), kind))
    }

    fn aggregate(&self, aggregate: &Aggregate, place: Place, scope: &[usize]) -> Parsed<Typed> {
        let group = self.groups.iter().position(|g| g.name == aggregate.group && !g.single).ok_or_else(|| {
            Trouble::new(
                place,
                format!(
                    "“{}”的括号里第一项应是一类记录（例如 成员、收入），“{}”不是。",
                    aggregate.kind.word(),
                    aggregate.group
                ),
            )
        })?;
        if self.deriving {
            return Err(Trouble::new(place, "“推算”里不能用求和、计数等。"));
        }
        if scope.len() >= MAX_OPEN_LISTS {
            return Err(Trouble::new(place, "求和、计数等套得太深，请把里面的一层另立一条规定。"));
        }
        let mut inner = scope.to_vec();
        inner.push(group);
        let filter = match &aggregate.filter {
            None => None,
            Some(filter) => {
                let (node, _) = self.expr_of(filter, &inner, None, &Type::Bool, "其中")?;
                Some(Box::new(node))
            }
        };
        let body = match &aggregate.body {
            None => None,
            Some(body) => Some(self.expr(body, &inner, None)?),
        };
        let (body, kind) = match body {
            None => (None, Type::Number(Unit::Person)),
            Some((node, kind)) => (Some(Box::new(node)), kind),
        };
        let result = match aggregate.kind {
            AggregateKind::Count if aggregate.group == "成员" => Type::Number(Unit::Person),
            AggregateKind::Count => Type::Number(Unit::Plain),
            AggregateKind::Sum | AggregateKind::Max | AggregateKind::Min => {
                self.number_unit(&kind, place, aggregate.kind.word())?;
                kind
            }
            AggregateKind::Any | AggregateKind::All if kind == Type::Bool => kind,
            AggregateKind::Any | AggregateKind::All => {
                return Err(Trouble::new(
                    place,
                    format!("“{}”的“:”后面应是一个条件，这里却是{}。", aggregate.kind.word(), kind.describe()),
                ));
            }
        };
        let node = Node::Aggregate { kind: aggregate.kind, group, filter, body, result: result.clone() };
        Ok((node, result))
    }
}

fn arithmetic(operator: Operator, left: Typed, right: Typed, place: Place) -> Parsed<Typed> {
    let ((left, left_kind), (right, right_kind)) = (left, right);
    let twelve = |node: &Node| matches!(node, Node::Literal(Literal::Number(n), Type::Number(Unit::Months)) if *n == Exact::whole(12));
    if let (Type::Date, Type::Number(unit), Operator::Plus | Operator::Minus) = (&left_kind, &right_kind, operator)
        && matches!(unit, Unit::Days | Unit::Months | Unit::Years)
    {
        let node = Node::Shift(operator, Box::new(left), Box::new(right), *unit);
        return Ok((node, Type::Date));
    }
    let kind = match (&left_kind, &right_kind, operator) {
        (Type::Number(a), Type::Number(b), Operator::Plus | Operator::Minus) if a == b => Some(Type::Number(*a)),
        (Type::Number(a), Type::Number(b), Operator::Times) => {
            product(*a, *b, twelve(&left) || twelve(&right)).map(Type::Number)
        }
        (Type::Number(a), Type::Number(b), Operator::Over) => quotient(*a, *b, twelve(&right)).map(Type::Number),
        (Type::Date, Type::Date, Operator::Minus) => Some(Type::Number(Unit::Days)),
        _ => None,
    };
    let Some(kind) = kind else {
        return Err(Trouble::new(place, mixing(operator, &left_kind, &right_kind)));
    };
    let node = Node::Arithmetic(operator, Box::new(left), Box::new(right), kind.clone());
    Ok((node, kind))
}

fn mixing(operator: Operator, left: &Type, right: &Type) -> String {
    let (left_text, right_text) = (left.describe(), right.describe());
    let hint = match (left, right) {
        (Type::Number(Unit::YuanYear), Type::Number(Unit::YuanMonth))
        | (Type::Number(Unit::YuanMonth), Type::Number(Unit::YuanYear)) => {
            "年和月不能混在一起算，请先用 ÷ 12月 或 × 12月 换成一样的单位。"
        }
        (Type::Number(a), Type::Number(b)) if a.is_money() != b.is_money() => {
            "钱和别的数不能相加减；数字要带单位，例如 100元。"
        }
        _ => "请先换成一样的单位。",
    };
    format!("“{}”两边的单位合不到一起：左边是{left_text}，右边是{right_text}。{hint}", operator.sign())
}

/// What to write when one type was found and another wanted.
fn advice(found: &Type, wanted: &Type) -> String {
    match (found, wanted) {
        (Type::Number(Unit::YuanYear), Type::Number(Unit::YuanMonth)) => {
            "年的数除以 12月 才是月的数，请写 ÷ 12月。".to_owned()
        }
        (Type::Number(Unit::YuanMonth), Type::Number(Unit::YuanYear)) => {
            "月的数乘以 12月 才是年的数，请写 × 12月。".to_owned()
        }
        (Type::Number(Unit::Plain), Type::Number(unit)) => {
            format!("数字要带单位，例如 100{unit}。")
        }
        (_, Type::Bool) => "请写成一个条件，例如 年龄 < 18岁。".to_owned(),
        _ => "请改正算式或类型。".to_owned(),
    }
}
