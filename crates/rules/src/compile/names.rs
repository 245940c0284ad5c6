//! Looking names up (查名): the row first, then the household, then the parameters.

use crate::problem::{Parsed, Place, Trouble};
use crate::program::{Literal, Node};
use crate::unit::Type;

use super::Compiler;

impl Compiler<'_> {
    /// A bare name in a scope of open lists (innermost last).
    pub(super) fn name(
        &self,
        name: &str,
        place: Place,
        scope: &[usize],
        expected: Option<&Type>,
    ) -> Parsed<(Node, Type)> {
        if let Some(Type::Choice(words)) = expected
            && let Some(found) = self.choice_word(name, words)
        {
            return Ok(found);
        }
        if name == "本项" {
            return self.self_row(place, scope, expected);
        }
        if let Some(found) = self.find(name, scope) {
            return match found {
                (Node::Definition(_), _) if self.deriving => {
                    Err(Trouble::new(place, format!("“推算”里只能用事实和参数，不能用规定“{name}”。")))
                }
                (Node::Fact { group, fact }, _) if self.deriving && self.groups[group].facts[fact].derive.is_some() => {
                    Err(Trouble::new(place, format!("“推算”里不能再用另一个推算出来的事实“{name}”。")))
                }
                found => Ok(found),
            };
        }
        if let Some(Type::Choice(words)) = expected {
            return Err(Trouble::new(place, format!("“{name}”不在可选的词里。可选：{}。", words.join("、"))));
        }
        Err(Trouble::new(place, self.unknown_name(name, scope)))
    }

    pub(super) fn find(&self, name: &str, scope: &[usize]) -> Option<(Node, Type)> {
        for group in scope.iter().rev() {
            if let Some(found) = self.in_group(name, *group) {
                return Some(found);
            }
        }
        for (index, group) in self.groups.iter().enumerate() {
            if group.single
                && let Some(found) = self.in_group(name, index)
            {
                return Some(found);
            }
        }
        let definition = self.heads.iter().position(|h| h.group.is_none() && h.name == name);
        if let Some(index) = definition {
            return Some((Node::Definition(index), self.heads[index].kind.clone()));
        }
        if name == "评定日期" {
            return Some((Node::On, Type::Date));
        }
        let parameter = self.store.find(name)?;
        let table = &self.store.tables[parameter];
        let node = Node::Parameter { parameter, key: None, at: self.event_of(scope) };
        Some((node, table.kind.clone()))
    }

    /// The list of events that is open: parameters are read on the day of the event.
    pub(super) fn event_of(&self, scope: &[usize]) -> Option<usize> {
        let open = scope.iter().rev().copied().find(|group| self.groups[*group].events.is_some());
        open.filter(|_| !self.deriving)
    }

    pub(super) fn in_group(&self, name: &str, group: usize) -> Option<(Node, Type)> {
        let facts = &self.groups[group].facts;
        if let Some(fact) = facts.iter().position(|f| f.name == name) {
            return Some((Node::Fact { group, fact }, facts[fact].kind.clone()));
        }
        let index = self.heads.iter().position(|h| h.group == Some(group) && h.name == name)?;
        Some((Node::Definition(index), self.heads[index].kind.clone()))
    }

    pub(super) fn choice_word(&self, name: &str, words: &[String]) -> Option<(Node, Type)> {
        let word = words.iter().find(|word| *word == name)?;
        let symbol = self.store.symbols.find(word)?;
        Some(self.literal(Literal::Symbol(symbol), Type::Choice(words.to_vec())))
    }

    fn self_row(&self, place: Place, scope: &[usize], expected: Option<&Type>) -> Parsed<(Node, Type)> {
        let wanted = match expected {
            Some(Type::Record(group)) => scope.iter().rev().find(|open| *open == group),
            _ => None,
        };
        match wanted.or(scope.last()) {
            Some(group) => {
                let node = Node::SelfRow { group: *group, kind: Type::Record(*group) };
                Ok((node, Type::Record(*group)))
            }
            None => Err(Trouble::new(place, "“本项”只能用在成员、收入这样逐条的规定里。")),
        }
    }

    fn unknown_name(&self, name: &str, scope: &[usize]) -> String {
        for word in ["且", "或", "是", "则"] {
            if let Some((left, right)) = name.split_once(word)
                && self.find(left, scope).is_some()
                && !right.is_empty()
            {
                return format!("不认识的名称“{name}”。“{word}”两边要空一格：{left} {word} {right}。");
            }
        }
        let mut names: Vec<&str> = self.heads.iter().map(|h| h.name.as_str()).collect();
        for group in &self.groups {
            names.extend(group.facts.iter().map(|f| f.name.as_str()));
        }
        names.extend(self.store.tables.iter().map(|t| t.name.as_str()));
        let alike = |known: &&str| {
            let shared = known.chars().filter(|c| name.contains(*c)).count();
            shared * 2 * 100 / (known.chars().count() + name.chars().count())
        };
        let place_hint = self.elsewhere(name);
        match names.into_iter().max_by_key(alike) {
            Some(_) if place_hint.is_some() => place_hint.unwrap_or_default(),
            Some(known) if alike(&known) >= 50 => {
                format!("不认识的名称“{name}”。是不是想写“{known}”？")
            }
            _ => format!("不认识的名称“{name}”。它既不是事实，也不是规定或参数，请先写出来，或改正名称。"),
        }
    }

    /// The name exists, but in a list that is not open here.
    fn elsewhere(&self, name: &str) -> Option<String> {
        let group = (0..self.groups.len()).find(|group| self.in_group(name, *group).is_some())?;
        let group = &self.groups[group].name;
        Some(format!(
            "“{name}”是“{group}”里逐条的事实或规定，这里不能直接用。请写成 求和({group} : {name})、存在({group} : …) 这样的形式。"
        ))
    }
}
