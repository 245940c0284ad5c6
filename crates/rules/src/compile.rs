//! From trees to a [`Program`]: names become slots, types and units are checked, and whatever could
//! go wrong with any facts is refused here, with its place.

use std::collections::HashMap;

use crate::ast::{Expr, ExprKind, Named, Rule, RuleBody, Source, TypeText, Untranslated};
use crate::facts::{FactKind, FactSpec};
use crate::parameters::{FINGERPRINT_SEED, ParameterStore, fingerprint};
use crate::problem::{Parsed, Place, Trouble};
use crate::program::{
    Definition, ExceptionNode, FactDefinition, GroupDefinition, Literal, ManualClause, Node, Program, Step,
};
use crate::unit::{Type, Unit};

mod events;
mod expr;
mod names;
mod order;
pub(crate) mod parameters;
mod phrases;
mod rounding;
mod tables;

pub(crate) use order::{walk, walk_value};

/// Groups that hold one record instead of a list.
const SINGLE_GROUPS: [&str; 2] = ["家庭", "事项"];

/// The enumerations of all files, by name.
pub(crate) type Choices = HashMap<String, Vec<String>>;

/// The name, group and type of a definition, known before its body is.
struct Head {
    name: String,
    group: Option<usize>,
    kind: Type,
}

pub(crate) struct Compiler<'a> {
    store: &'a ParameterStore,
    choices: &'a Choices,
    groups: Vec<GroupDefinition>,
    heads: Vec<Head>,
    /// Whether 推算 of a fact is being read, which may use facts and parameters only.
    deriving: bool,
}

/// Checks one file. The parameters and enumerations of all files are known by now.
pub(crate) fn compile(
    source: &Source,
    text: &str,
    file: &str,
    store: &ParameterStore,
    choices: &Choices,
) -> Parsed<Program> {
    let mut compiler = Compiler { store, choices, groups: Vec::new(), heads: Vec::new(), deriving: false };
    compiler.declare_groups(source)?;
    compiler.declare_heads(source)?;
    compiler.fill_facts(source)?;
    let mut definitions = Vec::new();
    for (index, rule) in source.rules.iter().enumerate() {
        definitions.push(compiler.definition(rule, index)?);
    }
    let order = order::order(&definitions)?;
    rounding::check(&definitions, &order)?;
    compiler.finish(source, text, file, definitions, order)
}

impl Compiler<'_> {
    fn declare_groups(&mut self, source: &Source) -> Parsed<()> {
        for group in &source.groups {
            if self.groups.iter().any(|g| g.name == group.name.text) {
                return Err(repeated("事实对象", &group.name));
            }
            self.groups.push(GroupDefinition {
                name: group.name.text.clone(),
                single: SINGLE_GROUPS.contains(&group.name.text.as_str()),
                key: None,
                facts: Vec::new(),
                events: None,
            });
        }
        for (index, group) in source.groups.iter().enumerate() {
            for fact in &group.facts {
                let known = &self.groups[index].facts;
                if known.iter().any(|f| f.name == fact.name.text) {
                    return Err(repeated("事实", &fact.name));
                }
                let kind = self.resolve(&fact.kind)?;
                if fact.key {
                    if kind != Type::Text || self.groups[index].single {
                        return Err(Trouble::new(
                            fact.name.place,
                            "主键必须是列表里类型为“文字”的事实，例如 成员 的 编号 文字 主键。",
                        ));
                    }
                    self.groups[index].key = Some(self.groups[index].facts.len());
                }
                self.groups[index].facts.push(FactDefinition {
                    name: fact.name.text.clone(),
                    kind,
                    source: fact.source.clone(),
                    note: fact.note.clone(),
                    default: None,
                    derive: None,
                });
            }
        }
        self.declare_events(source)?;
        self.check_references(source)
    }

    fn check_references(&self, source: &Source) -> Parsed<()> {
        for (group, texts) in self.groups.iter().zip(&source.groups) {
            for (fact, text) in group.facts.iter().zip(&texts.facts) {
                let Type::Record(target) = fact.kind else {
                    continue;
                };
                if self.groups[target].key.is_none() {
                    let name = &self.groups[target].name;
                    return Err(Trouble::new(
                        text.name.place,
                        format!("“{name}”没有主键，不能被引用。请在“事实 {name}”里给一个文字事实写上“主键”。"),
                    ));
                }
            }
        }
        Ok(())
    }

    fn declare_heads(&mut self, source: &Source) -> Parsed<()> {
        for rule in &source.rules {
            let group = match &rule.group {
                None => None,
                Some(name) => Some(self.list_group(name)?),
            };
            let name = &rule.name;
            let in_facts = self.groups.iter().enumerate().any(|(index, g)| {
                (Some(index) == group || (group.is_none() && g.single)) && g.facts.iter().any(|f| f.name == name.text)
            });
            let in_heads = self.heads.iter().any(|h| h.group == group && h.name == name.text);
            if in_facts || in_heads || (group.is_none() && self.store.find(&name.text).is_some()) {
                return Err(repeated("事实、规定或参数", name));
            }
            let kind = self.resolve(&rule.kind)?;
            if rule.paid && !matches!(kind, Type::Number(unit) if unit.is_money()) {
                return Err(Trouble::new(name.place, format!("“{}”标了“发放”，类型应是元、元/月或元/年。", name.text)));
            }
            self.heads.push(Head { name: name.text.clone(), group, kind });
        }
        Ok(())
    }

    fn list_group(&self, name: &Named) -> Parsed<usize> {
        let found = self.groups.iter().position(|g| g.name == name.text);
        match found {
            Some(index) if self.groups[index].single => Err(Trouble::new(
                name.place,
                format!("“{0}”只有一份，规定前面不必写“{0}.”，直接写规定名称。", name.text),
            )),
            Some(index) => Ok(index),
            None => Err(Trouble::new(
                name.place,
                format!("没有“事实 {}”，不能给它写规定。请先写“事实 {}”。", name.text, name.text),
            )),
        }
    }

    fn fill_facts(&mut self, source: &Source) -> Parsed<()> {
        for (group_index, group) in source.groups.iter().enumerate() {
            for (fact_index, fact) in group.facts.iter().enumerate() {
                let kind = self.groups[group_index].facts[fact_index].kind.clone();
                if let Some(default) = &fact.default {
                    let literal = self.default(default, &kind)?;
                    self.groups[group_index].facts[fact_index].default = Some(literal);
                }
                if let Some(derive) = &fact.derive {
                    self.deriving = true;
                    let scope = if self.groups[group_index].single { Vec::new() } else { vec![group_index] };
                    let (node, _) = self.expr_of(derive, &scope, Some(&kind), &kind, "推算")?;
                    self.deriving = false;
                    self.groups[group_index].facts[fact_index].derive = Some(node);
                }
            }
        }
        Ok(())
    }

    /// A fixed value; a bare number takes the unit of its fact.
    fn default(&self, expr: &Expr, kind: &Type) -> Parsed<Literal> {
        if let (ExprKind::Number(number, None), Type::Number(_)) = (&expr.kind, kind) {
            return Ok(Literal::Number(*number));
        }
        let (node, _) = self.expr_of(expr, &[], Some(kind), kind, "缺省值")?;
        if let Node::Literal(literal, _) = node {
            return Ok(literal);
        }
        Err(Trouble::new(expr.place, "缺省值要直接写一个值，不能写算式。"))
    }

    fn definition(&self, rule: &Rule, index: usize) -> Parsed<Definition> {
        let head = &self.heads[index];
        let scope: Vec<usize> = head.group.into_iter().collect();
        let body = match &rule.body {
            RuleBody::Formula(expr) => self.expr_of(expr, &scope, Some(&head.kind), &head.kind, &head.name)?.0,
            RuleBody::Table(table) => self.table(table, &scope, &head.kind, &head.name)?,
        };
        let mut exceptions = Vec::new();
        for exception in &rule.exceptions {
            let (when, _) = self.expr_of(&exception.when, &scope, None, &Type::Bool, "条件")?;
            let (value, _) = self.expr_of(&exception.value, &scope, Some(&head.kind), &head.kind, &head.name)?;
            exceptions.push(ExceptionNode {
                name: exception.name.text.clone(),
                when,
                value,
                clauses: self.phrases(&exception.clauses, &scope, false)?,
            });
        }
        let excluded = match &rule.excluded {
            None => None,
            Some(expr) => Some(self.expr_of(expr, &scope, None, &Type::Bool, "排除")?.0),
        };
        let show_when = match &rule.show_when {
            None => None,
            Some(expr) => Some(self.expr_of(expr, &scope, None, &Type::Bool, "列出")?.0),
        };
        Ok(Definition {
            name: head.name.clone(),
            section: rule.section.clone(),
            group: head.group,
            kind: head.kind.clone(),
            paid: rule.paid,
            body,
            exceptions,
            clauses: self.phrases(&rule.clauses, &scope, false)?,
            plain: self.phrases(&rule.plain, &scope, true)?,
            label: self.phrases(&rule.label, &scope, true)?,
            excluded,
            show: rule.show.unwrap_or(head.group.is_none()),
            show_when,
            place: rule.name.place,
        })
    }

    fn finish(
        self,
        source: &Source,
        text: &str,
        file: &str,
        definitions: Vec<Definition>,
        order: Vec<Step>,
    ) -> Parsed<Program> {
        let id = source.id.clone().ok_or_else(|| no_id(source.title.as_str()))?;
        let find = |name: &Named, kind: &Type, what: &str| {
            let found = definitions.iter().position(|d| d.group.is_none() && d.name == name.text && d.kind == *kind);
            found.ok_or_else(|| {
                Trouble::new(name.place, format!("{what}“{}”应是前面写过的一条{}规定。", name.text, kind.describe()))
            })
        };
        let (mut decision, mut reason, mut amount) = (None, None, None);
        if let Some(outcome) = &source.outcome {
            decision = Some(find(&outcome.decision, &Type::Bool, "结论")?);
            if let Some(name) = &outcome.reason {
                reason = Some(self.reason(name, &definitions)?);
            }
        }
        if let Some(name) = &source.amount {
            let index = find(name, &Type::Number(Unit::YuanMonth), "金额")
                .or_else(|_| find(name, &Type::Number(Unit::Yuan), "每月或一次的金额"))?;
            if !definitions[index].paid {
                return Err(Trouble::new(
                    name.place,
                    format!("“{}”是发给群众的金额，请在它的类型后面写“发放”，以便检查取整。", name.text),
                ));
            }
            amount = Some(index);
        }
        let manual = self.manual(&source.untranslated)?;
        let checks = self.manual(&source.checks)?;
        let conditions = manual.iter().chain(&checks).filter_map(|clause| clause.when.as_ref());
        let parameters = order::parameters(&definitions, &self.groups, conditions);
        Ok(Program {
            id: id.text,
            wordings: crate::wording::wordings(text),
            title: source.title.clone(),
            level: source.level.clone(),
            issuer: source.issuer.clone(),
            document: source.document.clone(),
            file: file.to_owned(),
            text_hash: fingerprint(text, FINGERPRINT_SEED),
            from: source.from,
            to: source.to,
            specs: self.specs(),
            groups: self.groups,
            definitions,
            order,
            decision,
            reason,
            amount,
            manual,
            checks,
            parameters,
        })
    }

    fn manual(&self, clauses: &[Untranslated]) -> Parsed<Vec<ManualClause>> {
        let mut manual = Vec::new();
        for clause in clauses {
            let when = match &clause.when {
                None => None,
                Some(expr) => Some(self.expr_of(expr, &[], None, &Type::Bool, "条件")?.0),
            };
            manual.push(ManualClause {
                name: clause.name.text.clone(),
                when,
                content: clause.content.clone(),
                clause: clause.clause.clone(),
            });
        }
        Ok(manual)
    }

    fn reason(&self, name: &Named, definitions: &[Definition]) -> Parsed<usize> {
        definitions
            .iter()
            .position(|d| d.group.is_none() && d.name == name.text && matches!(d.kind, Type::Choice(_)))
            .ok_or_else(|| Trouble::new(name.place, format!("原因“{}”应是前面写过的一条几选一的规定或表。", name.text)))
    }

    fn specs(&self) -> Vec<FactSpec> {
        let mut specs = Vec::new();
        for group in &self.groups {
            for (index, fact) in group.facts.iter().enumerate() {
                specs.push(FactSpec {
                    group: group.name.clone(),
                    single: group.single,
                    name: fact.name.clone(),
                    kind: FactKind::of(&fact.kind, |g| self.groups[g].name.clone()),
                    source: fact.source.clone(),
                    default: fact.default.as_ref().map(|d| self.store.literal_text(d)),
                    derived: fact.derive.is_some(),
                    key: group.key == Some(index),
                    note: fact.note.clone(),
                });
            }
        }
        specs
    }

    /// The type for its text.
    fn resolve(&self, text: &TypeText) -> Parsed<Type> {
        if let TypeText::Word(word) = text
            && let Some(index) = self.groups.iter().position(|g| g.name == word.text)
        {
            if self.groups[index].single {
                return Err(Trouble::new(word.place, format!("“{}”只有一份，不能作为类型。", word.text)));
            }
            return Ok(Type::Record(index));
        }
        resolve_plain(text, self.choices)
    }

    fn literal(&self, literal: Literal, kind: Type) -> (Node, Type) {
        (Node::Literal(literal, kind.clone()), kind)
    }
}

/// A type without groups.
pub(crate) fn resolve_plain(text: &TypeText, choices: &Choices) -> Parsed<Type> {
    match text {
        TypeText::Choice(words) => Ok(Type::Choice(words.iter().map(|word| word.text.clone()).collect())),
        TypeText::Word(word) => {
            if let Some(unit) = Unit::from_word(&word.text) {
                return Ok(Type::Number(unit));
            }
            match word.text.as_str() {
                "是非" => Ok(Type::Bool),
                "日期" => Ok(Type::Date),
                "文字" => Ok(Type::Text),
                name => choices.get(name).map(|words| Type::Choice(words.clone())).ok_or_else(|| {
                    Trouble::new(
                        word.place,
                        format!("不认识的类型“{name}”。可用：元、元/月、元/年、人、岁、天、月、年、数、比例、倍、个、是非、日期、文字、枚举的名称，或“甲|乙”。"),
                    )
                }),
            }
        }
    }
}

pub(crate) fn repeated(what: &str, name: &Named) -> Trouble {
    Trouble::new(name.place, format!("{what}“{}”重名了，前面已经有一个。请换一个名称。", name.text))
}

fn no_id(title: &str) -> Trouble {
    Trouble::new(Place { line: 1, column: 1 }, format!("政策“{title}”没有编号，请在文件开头加一行，例如：编号 dibao。"))
}
