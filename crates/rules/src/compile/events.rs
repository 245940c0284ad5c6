//! Lists of events (每一次结算) and running totals over a year (年内累计).

use crate::ast::{Expr, Source};
use crate::problem::{Parsed, Place, Trouble};
use crate::program::{Events, Node};
use crate::unit::Type;

use super::Compiler;

impl Compiler<'_> {
    /// Which lists are events, by which day and whose.
    pub(super) fn declare_events(&mut self, source: &Source) -> Parsed<()> {
        for (index, text) in source.groups.iter().enumerate() {
            let Some(yearly) = &text.yearly else {
                continue;
            };
            let group = &self.groups[index];
            let name = &group.name;
            if group.single {
                let sentence =
                    format!("“{name}”只有一份，不是一次一次的事，不能写“年度”。请另立一个列表，例如 事实 费用。");
                return Err(Trouble::new(yearly.date.place, sentence));
            }
            let date = group.facts.iter().position(|f| f.name == yearly.date.text && f.kind == Type::Date);
            let date = date.ok_or_else(|| {
                let sentence =
                    format!("“{}”应是“{name}”里类型为日期的一项事实，请在下面写出来或改正名称。", yearly.date.text);
                Trouble::new(yearly.date.place, sentence)
            })?;
            let each = match &yearly.each {
                None => None,
                Some(whose) => {
                    let found = group
                        .facts
                        .iter()
                        .position(|f| f.name == whose.text && matches!(f.kind, Type::Record(_) | Type::Choice(_)));
                    Some(found.ok_or_else(|| {
                        let sentence = format!(
                            "“每个 {}”应是“{name}”里的一项事实，类型是另一个列表（例如 成员）或几选一。",
                            whose.text
                        );
                        Trouble::new(whose.place, sentence)
                    })?)
                }
            };
            self.groups[index].events = Some(Events { date, each });
        }
        Ok(())
    }

    /// `年内累计(此前 内容 其中 条件)`.
    pub(super) fn year_total(
        &self,
        body: &Expr,
        filter: Option<&Expr>,
        place: Place,
        scope: &[usize],
    ) -> Parsed<(Node, Type)> {
        let event = scope.last().copied().filter(|group| self.groups[*group].events.is_some() && scope.len() == 1);
        let Some(group) = event.filter(|_| !self.deriving) else {
            let sentence = "“年内累计”只能写在一次一次的事（写了“年度 自然年 按 …”的列表）的规定里，例如 规定 费用.已用起付 元 = 年内累计(此前 自付)。";
            return Err(Trouble::new(place, sentence));
        };
        let (body, kind) = self.expr(body, scope, None)?;
        if !matches!(kind, Type::Number(_)) {
            return Err(Trouble::new(place, format!("“年内累计”只能累计数，这里却是{}。", kind.describe())));
        }
        let filter = match filter {
            None => None,
            Some(filter) => Some(Box::new(self.expr_of(filter, scope, None, &Type::Bool, "其中")?.0)),
        };
        let nested = |node: &Node| {
            let mut found = false;
            super::order::walk(node, &mut |node| found |= matches!(node, Node::YearTotal { .. }));
            found
        };
        if nested(&body) || filter.as_deref().is_some_and(nested) {
            return Err(Trouble::new(place, "“年内累计”里不能再写“年内累计”，请把里面的一层另立一条规定。"));
        }
        Ok((Node::YearTotal { group, filter, body: Box::new(body), result: kind.clone() }, kind))
    }
}
