//! In which order definitions are computed, and which parameters they read.

use crate::problem::{Parsed, Trouble};
use crate::program::{CellTestNode, Definition, GroupDefinition, Node, PhraseNode, PhrasePart, Step};

/// Calls `visit` for every node of a tree.
pub(crate) fn walk(node: &Node, visit: &mut dyn FnMut(&Node)) {
    visit(node);
    children(node, &mut |child| walk(child, visit));
}

/// Calls `visit` for the parts of one node.
pub(crate) fn children(node: &Node, visit: &mut dyn FnMut(&Node)) {
    match node {
        Node::Literal(..) | Node::On | Node::SelfRow { .. } | Node::Fact { .. } | Node::Definition(_) => {}
        Node::Parameter { key, .. } => key.iter().for_each(|key| visit(key)),
        Node::Via { record, inner, .. } => [record, inner].into_iter().for_each(|node| visit(node)),
        Node::Not(inner) | Node::Negate(inner, _) => visit(inner),
        Node::And(a, b)
        | Node::Or(a, b)
        | Node::Compare(_, a, b)
        | Node::Arithmetic(_, a, b, _)
        | Node::Shift(_, a, b, _) => [a, b].into_iter().for_each(|node| visit(node)),
        Node::If(a, b, c) | Node::InRange(a, b, c) | Node::Round(a, b, c, _) => {
            [a, b, c].into_iter().for_each(|node| visit(node));
        }
        Node::InSet(left, nodes) => {
            visit(left);
            nodes.iter().for_each(visit);
        }
        Node::Extreme { items: nodes, .. } | Node::Call(_, nodes) => nodes.iter().for_each(visit),
        Node::Aggregate { filter, body, .. } => [filter, body].into_iter().flatten().for_each(|node| visit(node)),
        Node::YearTotal { filter, body, .. } => {
            filter.iter().for_each(|node| visit(node));
            visit(body);
        }
        Node::Table(table) => {
            table.heads.iter().for_each(&mut *visit);
            for row in &table.rows {
                visit(&row.result);
                row.tests.iter().for_each(|test| of_test(test, visit));
            }
        }
    }
}

fn of_test(test: &CellTestNode, visit: &mut dyn FnMut(&Node)) {
    match test {
        CellTestNode::Any => {}
        CellTestNode::Compare(_, node) => visit(node),
        CellTestNode::Range(low, high, _) => [low, high].into_iter().for_each(visit),
        CellTestNode::OneOf(nodes) => nodes.iter().for_each(visit),
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

/// How one definition reads another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// On the same row.
    Here,
    /// On any row, so all of them must be there.
    Anywhere,
    /// On earlier events only.
    Earlier,
}

type Reads = Vec<Vec<(usize, Reading)>>;

fn readings(
    node: &Node,
    own: Option<usize>,
    how: Reading,
    definitions: &[Definition],
    found: &mut Vec<(usize, Reading)>,
) {
    if let Node::Definition(index) = node {
        let same_list = own.is_some() && definitions[*index].group == own;
        found.push((*index, if same_list { how } else { Reading::Anywhere }));
    }
    let elsewhere = matches!(node, Node::Aggregate { group, .. } | Node::Via { group, .. } if own == Some(*group));
    let how = if elsewhere {
        Reading::Anywhere
    } else if matches!(node, Node::YearTotal { .. }) && how == Reading::Here {
        Reading::Earlier
    } else {
        how
    };
    children(node, &mut |child| readings(child, own, how, definitions, found));
}

fn reads_of(definition: &Definition, definitions: &[Definition]) -> Vec<(usize, Reading)> {
    let mut found = Vec::new();
    let mut read = |node: &Node| readings(node, definition.group, Reading::Here, definitions, &mut found);
    read(&definition.body);
    for exception in &definition.exceptions {
        read(&exception.when);
        read(&exception.value);
    }
    found
}

/// An order in which every definition follows those it reads. Rules about events that read each
/// other's results of earlier events stand together and are computed event by event.
pub(super) fn order(definitions: &[Definition]) -> Parsed<Vec<Step>> {
    let reads: Reads = definitions.iter().map(|definition| reads_of(definition, definitions)).collect();
    let mut steps = Vec::new();
    let mut done = vec![false; definitions.len()];
    while !done.iter().all(|done| *done) {
        let mut moved = false;
        for index in 0..definitions.len() {
            if !done[index] && reads[index].iter().all(|(read, _)| done[*read]) {
                done[index] = true;
                moved = true;
                steps.push(Step::One(index));
            }
        }
        if moved {
            continue;
        }
        match together(definitions, &reads, &done) {
            Some((group, block)) => {
                block.iter().for_each(|index| done[*index] = true);
                steps.push(Step::Events { group, definitions: block });
            }
            None => return Err(circle(definitions, &reads, &done)),
        }
    }
    Ok(steps)
}

/// What one definition depends on, directly or not, among those that are not computed yet.
fn reach(start: usize, reads: &Reads, done: &[bool]) -> Vec<bool> {
    let mut seen = vec![false; done.len()];
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for (read, _) in &reads[at] {
            if !done[*read] && !seen[*read] {
                seen[*read] = true;
                open.push(*read);
            }
        }
    }
    seen
}

/// Rules about one list of events that are entangled only through earlier events, in their order.
fn together(definitions: &[Definition], reads: &Reads, done: &[bool]) -> Option<(usize, Vec<usize>)> {
    let reached: Vec<Vec<bool>> =
        (0..done.len()).map(|at| if done[at] { Vec::new() } else { reach(at, reads, done) }).collect();
    let tangled = |a: usize, b: usize| reached[a][b] && reached[b][a];
    for start in (0..done.len()).filter(|at| !done[*at] && reached[*at][*at]) {
        let members: Vec<usize> = (0..done.len()).filter(|at| !done[*at] && tangled(start, *at)).collect();
        let inside = |index: usize| members.contains(&index);
        let closed = members.iter().all(|at| reads[*at].iter().all(|(read, _)| done[*read] || inside(*read)));
        if !closed {
            continue;
        }
        let group = definitions[start].group?;
        let apart =
            members.iter().any(|at| reads[*at].iter().any(|(read, how)| inside(*read) && *how == Reading::Anywhere));
        if apart {
            return None;
        }
        let mut block: Vec<usize> = Vec::new();
        while block.len() < members.len() {
            let next = members.iter().copied().find(|at| {
                let ready =
                    |(read, how): &(usize, Reading)| !inside(*read) || *how == Reading::Earlier || block.contains(read);
                !block.contains(at) && reads[*at].iter().all(ready)
            })?;
            block.push(next);
        }
        return Some((group, block));
    }
    None
}

fn circle(definitions: &[Definition], reads: &Reads, done: &[bool]) -> Trouble {
    let start = done.iter().position(|done| !done).unwrap_or(0);
    let mut path = vec![start];
    let mut at = start;
    while let Some(next) = reads[at].iter().map(|(read, _)| *read).find(|read| !done[*read]) {
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
pub(super) fn parameters<'n>(
    definitions: &[Definition],
    groups: &[GroupDefinition],
    conditions: impl Iterator<Item = &'n Node>,
) -> Vec<usize> {
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
        for node in [&definition.excluded, &definition.show_when].into_iter().flatten() {
            walk(node, &mut visit);
        }
    }
    for fact in groups.iter().flat_map(|group| &group.facts) {
        if let Some(derive) = &fact.derive {
            walk(derive, &mut visit);
        }
    }
    conditions.for_each(|node| walk(node, &mut visit));
    found.sort_unstable();
    found.dedup();
    found
}
