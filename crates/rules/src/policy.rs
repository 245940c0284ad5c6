//! One policy ready to assess households (政策).

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Day;

use crate::answer::{Answer, Assessment, Finding, NamedAnswer, TraceLine, Value};
use crate::bind::{Bound, bind};
use crate::eval::{Cell, FactAt, Run};
use crate::facts::{FactSpec, Facts};
use crate::parameters::{ParameterStore, ParameterValue, fingerprint};
use crate::problem::RuleFault;
use crate::program::{Definition, ManualClause, PhraseNode, Program};

/// A checked policy with the parameters it reads.
#[derive(Debug, Clone)]
pub struct Policy {
    program: Arc<Program>,
    store: Arc<ParameterStore>,
    version: String,
}

/// The answers of a policy that decides nothing by itself: times, shares, classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Every household-level definition; `None` where it does not apply to these facts, with why.
    pub values: Vec<(String, Result<Answer, RuleFault>)>,
    /// Every rule about the rows of a list: list, rule, and one answer for each row in the order given.
    pub rows: Vec<RowAnswers>,
    /// The explanation.
    pub trace: Vec<TraceLine>,
    /// The version of rule text and parameters.
    pub policy_version: String,
}

/// A rule of a policy as a list of contents shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHead {
    /// The heading it stands under.
    pub section: String,
    /// The list whose rows it is about; `None` for the household.
    pub group: Option<String>,
    /// The rule.
    pub name: String,
    /// What it gives, as people read it.
    pub kind: String,
    /// Whether it is an amount paid (发放).
    pub paid: bool,
    /// How it is computed, as the file words it.
    pub wording: String,
    /// Documents and clauses.
    pub clauses: Vec<String>,
}

/// The answers of one rule about each row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowAnswers {
    /// The list, such as 成员 or 费用.
    pub group: String,
    /// The rule.
    pub name: String,
    /// The keys of the rows, where the list has keys.
    pub keys: Vec<String>,
    /// One answer a row.
    pub answers: Vec<Result<Answer, RuleFault>>,
}

impl Evaluation {
    /// The answer of a rule about one row of a list; `row` counts from 0.
    ///
    /// # Errors
    /// When there is no such rule or row, or it cannot be computed from these facts.
    pub fn row_value(&self, group: &str, row: usize, name: &str) -> Result<&Answer, RuleFault> {
        let found = self.rows.iter().find(|rule| rule.group == group && rule.name == name);
        match found.and_then(|rule| rule.answers.get(row)) {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(fault)) => Err(fault.clone()),
            None => Err(RuleFault::NoSuchName {
                policy: self.policy_version.clone(),
                name: format!("{group}[{}].{name}", row + 1),
            }),
        }
    }

    /// The answer of one definition.
    ///
    /// # Errors
    /// When there is none of that name, or it cannot be computed from these facts.
    pub fn value(&self, name: &str) -> Result<&Answer, RuleFault> {
        let found = self.values.iter().find(|(known, _)| known == name);
        match found {
            Some((_, Ok(answer))) => Ok(answer),
            Some((_, Err(fault))) => Err(fault.clone()),
            None => Err(RuleFault::NoSuchName { policy: self.policy_version.clone(), name: name.to_owned() }),
        }
    }
}

impl Policy {
    pub(crate) fn new(program: Arc<Program>, store: Arc<ParameterStore>) -> Self {
        let mut hash = program.text_hash;
        for parameter in &program.parameters {
            hash = fingerprint(&store.canonical(*parameter), hash);
        }
        Self { version: format!("{hash:032x}"), program, store }
    }

    pub(crate) fn program(&self) -> Arc<Program> {
        Arc::clone(&self.program)
    }

    pub(crate) fn store(&self) -> &ParameterStore {
        &self.store
    }

    /// The rules that decide and that give the amount, by name; `None` for a policy that decides nothing.
    #[must_use]
    pub fn outcome(&self) -> Option<(&str, &str)> {
        let name = |index: usize| self.program.definitions.get(index).map(|definition| definition.name.as_str());
        Some((name(self.program.decision?)?, name(self.program.amount?)?))
    }

    /// The id, such as `dibao`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.program.id
    }

    /// The title, such as 最低生活保障.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.program.title
    }

    /// The level, such as 国家 or 市.
    #[must_use]
    pub fn level(&self) -> &str {
        &self.program.level
    }

    /// Who issued the documents it writes out (发布).
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.program.issuer
    }

    /// The numbers of those documents (文号).
    #[must_use]
    pub fn document(&self) -> &str {
        &self.program.document
    }

    /// The file it was loaded from.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.program.file
    }

    /// A fingerprint of the rule text and of every parameter value it reads (32 hexadecimal digits).
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The facts it reads, in the order of the file.
    #[must_use]
    pub fn facts_needed(&self) -> &[FactSpec] {
        &self.program.specs
    }

    /// Every value of every parameter it reads.
    #[must_use]
    pub fn parameters(&self) -> Vec<ParameterValue> {
        let tables = self.program.parameters.iter().map(|parameter| &self.store.tables[*parameter]);
        tables.flat_map(|table| self.store.values(table)).collect()
    }

    /// The rules in the order of the file: section, name with its list, type, and clauses.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleHead> {
        let own_name = |definition: &Definition| match definition.group {
            Some(group) => format!("{}.{}", self.program.groups[group].name, definition.name),
            None => definition.name.clone(),
        };
        let head = |definition: &Definition| RuleHead {
            section: definition.section.clone(),
            group: definition.group.map(|group| self.program.groups[group].name.clone()),
            name: definition.name.clone(),
            kind: definition.kind.describe(),
            paid: definition.paid,
            wording: self.program.wordings.get(&own_name(definition)).cloned().unwrap_or_default(),
            clauses: definition.clauses.iter().filter_map(PhraseNode::fixed).collect(),
        };
        self.program.definitions.iter().map(head).collect()
    }

    /// The clauses that a person must judge (未译条款): name, content and document.
    #[must_use]
    pub fn manual_clauses(&self) -> Vec<(&str, &str, &str)> {
        self.program.manual.iter().map(|c| (c.name.as_str(), c.content.as_str(), c.clause.as_str())).collect()
    }

    /// Assesses one household for a day and a division.
    ///
    /// # Errors
    /// Facts that do not fit, a parameter without a value on the day, arithmetic out of range, or a
    /// conflict inside the policy. A missing fact is no error: it makes the answer 未知.
    pub fn assess(&self, facts: &Facts, on: Day, division: &str) -> Result<Assessment, RuleFault> {
        let bound = self.bind(facts, on)?;
        let run = self.run(&bound, on, division);
        let verdict = self.verdict_of(&run)?;
        Ok(Assessment {
            policy: self.program.id.clone(),
            title: self.program.title.clone(),
            decision: verdict.decision,
            reason: verdict.reason,
            amount: verdict.amount,
            values: self.values(&run),
            trace: run.trace(),
            missing: run.missing(&verdict.missing),
            findings: self.findings(&run),
            policy_version: self.version.clone(),
            on,
            division: division.to_owned(),
        })
    }

    /// The facts in their slots, if the policy is in force on the day.
    pub(crate) fn bind(&self, facts: &Facts, on: Day) -> Result<Bound, RuleFault> {
        self.check_day(on)?;
        bind(&self.program, &self.store.symbols, facts)
    }

    /// 结论, 原因 and 金额 with what could still change them.
    pub(crate) fn verdict_of(&self, run: &Run<'_>) -> Result<Verdict, RuleFault> {
        let (Some(decision), Some(amount)) = (self.program.decision, self.program.amount) else {
            return Err(self.no_such("结论和金额"));
        };
        let mut missing: BTreeSet<FactAt> = BTreeSet::new();
        for index in [decision, amount] {
            if let Some(Cell::Unknown(open)) = run.cells[index].first() {
                missing.extend(open.iter());
            }
        }
        let manual = self.manual(run, &mut missing)?;
        let decided = match &manual {
            Some(answer) => answer.clone(),
            None => verdict(self.definition_answer(run, decision)?),
        };
        let amount = match &manual {
            Some(answer) => answer.clone(),
            None => self.definition_answer(run, amount)?,
        };
        let reason = match self.program.reason {
            Some(index) => self.definition_answer(run, index)?,
            None => decided.clone(),
        };
        Ok(Verdict { decision: decided, reason, amount, missing })
    }

    fn no_such(&self, name: &str) -> RuleFault {
        RuleFault::NoSuchName { policy: self.program.title.clone(), name: name.to_owned() }
    }

    /// The answer of one name: 结论, 原因, 金额 or a household-level rule.
    pub(crate) fn named_answer(&self, run: &Run<'_>, name: &str) -> Result<Answer, RuleFault> {
        match name {
            "结论" => return self.verdict_of(run).map(|verdict| verdict.decision),
            "原因" => return self.verdict_of(run).map(|verdict| verdict.reason),
            "金额" => return self.verdict_of(run).map(|verdict| verdict.amount),
            _ => {}
        }
        let index = self.program.definitions.iter().position(|d| d.group.is_none() && d.name == name);
        self.definition_answer(run, index.ok_or_else(|| self.no_such(name))?)
    }

    /// The answer of a rule about one row of a list, by its number (from 1) or its key.
    pub(crate) fn row_answer(&self, run: &Run<'_>, group: &str, row: &str, name: &str) -> Result<Answer, RuleFault> {
        let unknown = || self.no_such(&format!("{group}[{row}].{name}"));
        let at = self.program.groups.iter().position(|g| g.name == group).ok_or_else(unknown)?;
        let index = self.program.definitions.iter().position(|d| d.group == Some(at) && d.name == name);
        let index = index.ok_or_else(unknown)?;
        let keyed = run.bound.groups[at].keys.iter().position(|key| **key == *row);
        let counted = row.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let cell = keyed.or(counted).and_then(|row| run.cells[index].get(row)).ok_or_else(unknown)?;
        run.answer(cell, &self.program.definitions[index].kind)
    }

    /// Computes every household-level definition without a decision.
    ///
    /// # Errors
    /// Facts that do not fit the policy.
    pub fn evaluate(&self, facts: &Facts, on: Day, division: &str) -> Result<Evaluation, RuleFault> {
        let bound = self.bind(facts, on)?;
        let run = self.run(&bound, on, division);
        let (mut values, mut rows) = (Vec::new(), Vec::new());
        for (index, definition) in self.program.definitions.iter().enumerate() {
            let name = definition.name.clone();
            match definition.group {
                None => values.push((name, self.definition_answer(&run, index))),
                Some(group) => rows.push(RowAnswers {
                    group: self.program.groups[group].name.clone(),
                    name,
                    keys: run.bound.groups[group].keys.iter().map(ToString::to_string).collect(),
                    answers: run.cells[index].iter().map(|cell| run.answer(cell, &definition.kind)).collect(),
                }),
            }
        }
        Ok(Evaluation { values, rows, trace: run.trace(), policy_version: self.version.clone() })
    }

    pub(crate) fn check_day(&self, on: Day) -> Result<(), RuleFault> {
        let begun = self.program.from.is_none_or(|from| from <= on);
        if begun && self.program.to.is_none_or(|to| on <= to) {
            return Ok(());
        }
        Err(RuleFault::Facts {
            key: "评定日期".to_owned(),
            sentence: format!("政策“{}”在{}不施行，请核对日期。", self.program.title, on.chinese()),
        })
    }

    /// Every definition for one household.
    pub(crate) fn run<'a>(&'a self, bound: &'a Bound, on: Day, division: &'a str) -> Run<'a> {
        Run::new(&self.program, &self.store, bound, on, division)
    }

    pub(crate) fn definition_answer(&self, run: &Run<'_>, index: usize) -> Result<Answer, RuleFault> {
        let kind = &self.program.definitions[index].kind;
        match run.cells[index].first() {
            Some(cell) => run.answer(cell, kind),
            None => Ok(Answer::Unknown { missing: Vec::new() }),
        }
    }

    /// The first clause that applies and that a person must judge.
    fn manual(&self, run: &Run<'_>, missing: &mut BTreeSet<FactAt>) -> Result<Option<Answer>, RuleFault> {
        let mut open: BTreeSet<FactAt> = BTreeSet::new();
        for clause in &self.program.manual {
            let Some(when) = &clause.when else {
                continue;
            };
            match run.eval(when, &mut run.env()) {
                Cell::Bool(true) => {
                    return Ok(Some(Answer::Manual { clause: clause.clause.clone(), reason: clause.content.clone() }));
                }
                Cell::Unknown(facts) => open.extend(facts.iter()),
                Cell::Fault(fault) => return Err(RuleFault::clone(&fault)),
                Cell::Bool(false)
                | Cell::Number(_)
                | Cell::Date(_)
                | Cell::Symbol(_)
                | Cell::Row(_)
                | Cell::Text(_) => {}
            }
        }
        if open.is_empty() {
            return Ok(None);
        }
        missing.extend(open);
        Ok(Some(Answer::Unknown { missing: run.missing(missing) }))
    }

    /// The checks that strike. One that cannot be decided yet says nothing.
    fn findings(&self, run: &Run<'_>) -> Vec<Finding> {
        let strikes = |clause: &&ManualClause| {
            clause.when.as_ref().is_some_and(|when| run.eval(when, &mut run.env()).bool() == Some(true))
        };
        let found = self.program.checks.iter().filter(strikes);
        found.map(|c| Finding { name: c.name.clone(), content: c.content.clone(), clause: c.clause.clone() }).collect()
    }

    /// The household-level answers; a definition that does not apply to these facts is left out.
    fn values(&self, run: &Run<'_>) -> Vec<NamedAnswer> {
        let mut values = Vec::new();
        for (index, definition) in self.program.definitions.iter().enumerate() {
            if definition.group.is_none()
                && let Ok(answer) = self.definition_answer(run, index)
            {
                values.push(NamedAnswer { name: definition.name.clone(), answer });
            }
        }
        values
    }
}

/// What is decided of one household.
pub(crate) struct Verdict {
    pub decision: Answer,
    pub reason: Answer,
    pub amount: Answer,
    /// The facts that could still change decision or amount.
    pub missing: BTreeSet<FactAt>,
}

/// 是 becomes 符合, 否 becomes 不符合.
fn verdict(answer: Answer) -> Answer {
    match answer.known().and_then(Value::bool) {
        Some(true) => Answer::Known(Value::Text("符合".to_owned())),
        Some(false) => Answer::Known(Value::Text("不符合".to_owned())),
        None => answer,
    }
}
