//! A whole formula line: `(9,900.00 − 6,000.00) ÷ 12个月 = 325.00，四舍五入到0.01`.

use crate::eval::{Cell, Env, Run};
use crate::program::Node;
use crate::unit::Type;

use super::Used;
use super::writer::Writer;

impl Run<'_> {
    /// Expression, result, rounding, and what was used.
    pub(super) fn formula(&self, node: &Node, cell: &Cell, kind: &Type, env: &mut Env) -> (String, Used) {
        let mut writer = Writer::new(self, env);
        let mut reasons = Vec::new();
        let taken = writer.taken(node, &mut reasons);
        let text = writer.text(taken);
        let (used, rounding) = writer.finish();
        let result = match cell {
            Cell::Unknown(_) => "未知".to_owned(),
            Cell::Fault(fault) => fault.to_string(),
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Symbol(_) | Cell::Row(_) | Cell::Text(_) => {
                self.bare(cell, kind)
            }
        };
        // A fixed value says nothing by itself: the condition that led to it does.
        if matches!(taken, Node::Literal(..)) && !reasons.is_empty() {
            return (format!("{}，所以是 {result}", reasons.join("；")), used);
        }
        if text == result || *kind == Type::Bool && text.ends_with(&format!("（{result}）")) && !text.contains(' ') {
            return (format!("{text}{rounding}"), used);
        }
        let joint = if *kind == Type::Bool { "：" } else { " = " };
        (format!("{text}{joint}{result}{rounding}"), used)
    }

    /// A value without the unit of money.
    pub(super) fn bare(&self, cell: &Cell, kind: &Type) -> String {
        match (cell, kind) {
            (Cell::Number(number), Type::Number(unit)) if unit.is_money() => number.show(unit.decimals()),
            _ => self.as_value(cell, kind).map_or_else(|| "未知".to_owned(), |value| value.show()),
        }
    }
}
