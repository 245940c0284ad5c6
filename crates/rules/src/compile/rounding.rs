//! Each amount paid is rounded exactly once (取整一次), and nothing multiplies it afterwards.

use crate::ast::Operator;
use crate::problem::{Parsed, Trouble};
use crate::program::{Definition, Node, Step};

/// Where an amount stands on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A fixed number of the text: fits anything.
    Fixed,
    /// Not rounded yet.
    Raw,
    /// Rounded once.
    Rounded,
}

type Stages = Vec<Result<Stage, String>>;

/// Checks every definition marked 发放; `order` puts each after those it reads.
pub(super) fn check(definitions: &[Definition], order: &[Step]) -> Parsed<()> {
    let mut stages: Stages = vec![Ok(Stage::Raw); definitions.len()];
    for step in order {
        let indices = match step {
            Step::One(index) => std::slice::from_ref(index),
            Step::Events { definitions, .. } => definitions.as_slice(),
        };
        for index in indices {
            stages[*index] = definition_stage(&definitions[*index], &stages);
        }
    }
    for (definition, stage) in definitions.iter().zip(&stages) {
        if definition.paid {
            paid(definition, stage)?;
        }
    }
    Ok(())
}

fn paid(definition: &Definition, stage: &Result<Stage, String>) -> Parsed<()> {
    let problem = |what: &str| Trouble::new(definition.place, format!("发放的金额“{}”{what}", definition.name));
    match stage {
        Ok(Stage::Rounded) => Ok(()),
        Ok(Stage::Fixed | Stage::Raw) => {
            Err(problem("没有取整。请写：取整(算式, 0.01元/月, 四舍五入)，精度和方式以文件为准。"))
        }
        Err(what) => Err(problem(what)),
    }
}

fn definition_stage(definition: &Definition, all: &Stages) -> Result<Stage, String> {
    let mut result = stage(&definition.body, all)?;
    for exception in &definition.exceptions {
        result = together(result, stage(&exception.value, all)?)?;
    }
    Ok(result)
}

fn together(left: Stage, right: Stage) -> Result<Stage, String> {
    match (left, right) {
        (Stage::Fixed, other) | (other, Stage::Fixed) => Ok(other),
        (Stage::Raw, Stage::Raw) => Ok(Stage::Raw),
        (Stage::Rounded, Stage::Rounded) => Ok(Stage::Rounded),
        (Stage::Raw, Stage::Rounded) | (Stage::Rounded, Stage::Raw) => Err(
            "有的部分取整了，有的部分没有。每个发放的金额要恰好取整一次，请把没有取整的部分也取整，或者只在最后取整。"
                .to_owned(),
        ),
    }
}

fn raw_only(stages: Stage) -> Result<Stage, String> {
    match stages {
        Stage::Rounded => Err("取整之后又乘除了。请把乘除写在取整里面，只在最后取整一次。".to_owned()),
        Stage::Fixed | Stage::Raw => Ok(stages),
    }
}

fn stage(node: &Node, all: &Stages) -> Result<Stage, String> {
    match node {
        Node::Literal(..) => Ok(Stage::Fixed),
        Node::On
        | Node::SelfRow { .. }
        | Node::Fact { .. }
        | Node::Parameter { .. }
        | Node::Not(_)
        | Node::And(..)
        | Node::Or(..)
        | Node::Compare(..)
        | Node::InSet(..)
        | Node::InRange(..)
        | Node::Shift(..)
        | Node::Call(..)
        // What was paid for earlier events is a fact here, not a part of this payment.
        | Node::YearTotal { .. } => Ok(Stage::Raw),
        Node::Definition(index) => all[*index].clone(),
        Node::Via { inner, .. } | Node::Negate(inner, _) => stage(inner, all),
        Node::Arithmetic(Operator::Plus | Operator::Minus, left, right, _) => {
            together(stage(left, all)?, stage(right, all)?)
        }
        Node::Arithmetic(_, left, right, _) => {
            let left = raw_only(stage(left, all)?)?;
            together(left, raw_only(stage(right, all)?)?)
        }
        Node::If(_, yes, no) => together(stage(yes, all)?, stage(no, all)?),
        Node::Round(value, ..) => match stage(value, all)? {
            Stage::Rounded => Err("取整了两次。请只在最后取整一次。".to_owned()),
            Stage::Fixed | Stage::Raw => Ok(Stage::Rounded),
        },
        Node::Extreme { items, .. } => {
            items.iter().try_fold(Stage::Fixed, |found, item| together(found, stage(item, all)?))
        }
        Node::Aggregate { body, .. } => match body {
            None => Ok(Stage::Raw),
            Some(body) => stage(body, all),
        },
        Node::Table(table) => {
            table.rows.iter().try_fold(Stage::Fixed, |found, row| together(found, stage(&row.result, all)?))
        }
    }
}
