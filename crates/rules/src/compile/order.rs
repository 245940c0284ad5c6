//! In which order definitions are computed, and which parameters they read.

use crate::problem::{Parsed, Trouble};
use crate::program::{CellTestNode, Definition, GroupDefinition, Node, PhraseNode, PhrasePart};

/// Calls `visit` for every node of a tree.
pub(crate) fn walk(node: &Node, visit: &mut dyn FnMut(&Node)) {
    visit(node);
    match node {
        Node::Literal(..) | Node::On | Node::SelfRow { .. } | Node::Fact { .. } | Node::Definition(_) => {}
        Node::Parameter { key, .. } => {
            if let Some(key) = key {
                walk(key, visit);
            }
        }
        Node::Via { record, inner, .. } => {
            walk(record, visit);
            walk(inner, visit);
        }
        Node::Not(inner) | Node::Negate(inner, _) => walk(inner, visit),
        Node::And(a, b)
        | Node::Or(a, b)
        | Node::Compare(_, a, b)
        | Node::Arithmetic(_, a, b, _)
        | Node::Shift(_, a, b, _) => {
            walk(a, visit);
            walk(b, visit);
        }
        Node::If(a, b, c) | Node::InRange(a, b, c) | Node::Round(a, b, c, _) => {
            walk(a, visit);
            walk(b, visit);
            walk(c, visit);
        }
        Node::InSet(left, nodes) => {
            walk(left, visit);
            nodes.iter().for_each(|node| walk(node, visit));
        }
        Node::Extreme { items: nodes, .. } | Node::Call(_, nodes) => {
            nodes.iter().for_each(|node| walk(node, visit));
        }
        Node::Aggregate { filter, body, .. } => {
            for node in [filter, body].into_iter().flatten() {
                walk(node, visit);
            }
        }
        Node::Table(table) => {
            table.heads.iter().for_each(|node| walk(node, visit));
            for row in &table.rows {
                walk(&row.result, visit);
                row.tests.iter().for_each(|test| walk_test(test, visit));
            }
        }
    }
}

fn walk_test(test: &CellTestNode, visit: &mut dyn FnMut(&Node)) {
    match test {
        CellTestNode::Any => {}
        CellTestNode::Compare(_, node) => walk(node, visit),
        CellTestNode::Range(low, high) => {
            walk(low, visit);
            walk(high, visit);
        }
        CellTestNode::OneOf(nodes) => nodes.iter().for_each(|node| walk(node, visit)),
    }
}

fn walk_phrases(phrases: &[PhraseNode], visit: &mut dyn FnMut(&Node)) {
    for phrase in phrases {
        if let Some(when) = &phrase.when {
            walk(when, visit);
        }
        for part in &phrase.parts {
            if let PhrasePart::Value(node, _) = part {
                walk(node, visit);
            }
        }
    }
}

/// Calls `visit` for every node that the value of a definition depends on.
pub(crate) fn walk_value(definition: &Definition, visit: &mut dyn FnMut(&Node)) {
    walk(&definition.body, visit);
    for exception in &definition.exceptions {
        walk(&exception.when, visit);
        walk(&exception.value, visit);
    }
}

/// An order in which every definition follows those it reads.
pub(super) fn order(definitions: &[Definition]) -> Parsed<Vec<usize>> {
    let mut reads: Vec<Vec<usize>> = Vec::new();
    for definition in definitions {
        let mut own = Vec::new();
        walk_value(definition, &mut |node| {
            if let Node::Definition(index) = node {
                own.push(*index);
            }
        });
        reads.push(own);
    }
    let mut order = Vec::new();
    let mut done = vec![false; definitions.len()];
    while order.len() < definitions.len() {
        let before = order.len();
        for index in 0..definitions.len() {
            if !done[index] && reads[index].iter().all(|read| done[*read]) {
                done[index] = true;
                order.push(index);
            }
        }
        if order.len() == before {
            return Err(circle(definitions, &reads, &done));
        }
    }
    Ok(order)
}

fn circle(definitions: &[Definition], reads: &[Vec<usize>], done: &[bool]) -> Trouble {
    let start = done.iter().position(|done| !done).unwrap_or(0);
    let mut path = vec![start];
    let mut at = start;
    while let Some(next) = reads[at].iter().copied().find(|read| !done[*read]) {
        if let Some(begin) = path.iter().position(|seen| *seen == next) {
            path.drain(..begin);
            path.push(next);
            break;
        }
        path.push(next);
        at = next;
    }
    let names: Vec<&str> = path.iter().map(|index| definitions[*index].name.as_str()).collect();
    Trouble::new(
        definitions[path[0]].place,
        format!("规定之间绕成了一圈：{}。规定不能直接或间接用到自己，请拆开。", names.join(" → ")),
    )
}

/// The parameters that a policy reads.
pub(super) fn parameters(definitions: &[Definition], groups: &[GroupDefinition]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut visit = |node: &Node| {
        if let Node::Parameter { parameter, .. } = node {
            found.push(*parameter);
        }
    };
    for definition in definitions {
        walk_value(definition, &mut visit);
        for phrases in [&definition.clauses, &definition.plain, &definition.label] {
            walk_phrases(phrases, &mut visit);
        }
        if let Some(excluded) = &definition.excluded {
            walk(excluded, &mut visit);
        }
    }
    for fact in groups.iter().flat_map(|group| &group.facts) {
        if let Some(derive) = &fact.derive {
            walk(derive, &mut visit);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
