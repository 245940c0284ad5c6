//! From 参数, 待定 and 填定 of all files to one store.

use std::sync::Arc;

use crate::ast::{BoundText, ExprKind, Operator, Parameter, ParameterCell, ParameterRole, ParameterRow, Source};
use crate::parameters::{Bound, Entry, Limit, ParameterStore, ParameterTable};
use crate::problem::{LoadError, Parsed, Place, Trouble};
use crate::unit::Type;

use super::{Choices, repeated, resolve_plain};

/// Collects the enumerations and parameters of all files; `files[i]` names `sources[i]`.
pub(crate) fn collect(files: &[String], sources: &[Source]) -> Result<(ParameterStore, Choices), Vec<LoadError>> {
    let mut errors = Vec::new();
    let mut store = ParameterStore::default();
    let mut choices = Choices::new();
    let both = || files.iter().zip(sources);
    for (file, source) in both() {
        for (name, words) in &source.choices {
            let words = words.iter().map(|word| word.text.clone()).collect();
            if choices.insert(name.text.clone(), words).is_some() {
                errors.push(repeated("枚举", name).in_file(file));
            }
        }
    }
    for (file, source) in both() {
        for parameter in &source.parameters {
            if parameter.role != ParameterRole::Fill
                && let Err(trouble) = declare(&mut store, parameter, &choices)
            {
                errors.push(trouble.in_file(file));
            }
        }
    }
    intern(&mut store, sources, &choices);
    for (file, source) in both() {
        for parameter in &source.parameters {
            if let Err(trouble) = fill(&mut store, parameter, file) {
                errors.push(trouble.in_file(file));
            }
        }
    }
    for (file, source) in both() {
        for parameter in &source.parameters {
            let open = parameter.role == ParameterRole::Open;
            let empty = store.find(&parameter.name.text).is_some_and(|index| store.tables[index].entries.is_empty());
            if open && empty {
                let name = &parameter.name.text;
                let sentence = format!("待定项“{name}”还没有任何文件填定。请在地方文件里写“填定 {name}”和数值。");
                errors.push(Trouble::new(parameter.name.place, sentence).in_file(file));
            }
        }
    }
    bounds(files, sources, &mut store, &mut errors);
    if errors.is_empty() { Ok((store, choices)) } else { Err(errors) }
}

/// Collects what lower levels must keep to, and looks whether they do.
fn bounds(files: &[String], sources: &[Source], store: &mut ParameterStore, errors: &mut Vec<LoadError>) {
    for (file, source) in files.iter().zip(sources) {
        for parameter in &source.parameters {
            for text in &parameter.bounds {
                match bound(store, parameter, text, &source.level) {
                    Ok((index, bound)) => store.tables[index].bounds.push(bound),
                    Err(trouble) => errors.push(trouble.in_file(file)),
                }
            }
        }
    }
    for (origin, sentence) in store.broken_bounds() {
        let (file, place) = origin.unwrap_or_else(|| (Arc::from(""), Place::default()));
        errors.push(Trouble::new(place, sentence).in_file(&file));
    }
}

fn bound(store: &ParameterStore, parameter: &Parameter, text: &BoundText, level: &str) -> Parsed<(usize, Bound)> {
    let name = &parameter.name.text;
    let index = store.find(name).ok_or_else(|| Trouble::new(text.place, format!("没有参数“{name}”。")))?;
    let table = &store.tables[index];
    if parameter.role == ParameterRole::Fill {
        return Err(Trouble::new(text.place, "“约束”要写在上位政策的“参数”或“待定”下面，不能写在“填定”下面。"));
    }
    if !matches!(table.kind, Type::Number(_)) || matches!(text.operator, Operator::Is | Operator::IsNot) {
        return Err(Trouble::new(text.place, "“约束”只能给数写上限或下限，例如 约束 >= 70%。"));
    }
    let mut keys = Vec::new();
    for label in &text.labels {
        let known = table.keys.iter().flatten().any(|word| *word == label.text);
        let key = store.symbols.find(&label.text).filter(|_| known);
        keys.push(key.ok_or_else(|| Trouble::new(label.place, format!("参数“{name}”没有“{}”这一项。", label.text)))?);
    }
    let other = if let ExprKind::Name(other) = &text.value.kind { store.find(other) } else { None };
    let limit = match other {
        Some(other) if store.tables[other].kind == table.kind && store.tables[other].keys.is_none() => {
            Limit::Parameter(other)
        }
        Some(_) => {
            return Err(Trouble::new(text.value.place, "用作界限的参数要和被约束的参数单位一样，并且不分项。"));
        }
        None => {
            let cell = ParameterCell { label: None, value: text.value.clone() };
            let crate::program::Literal::Number(number) = read_cell(store, index, &cell)? else {
                return Err(Trouble::new(text.value.place, "界限应是数或另一个参数的名称。"));
            };
            Limit::Fixed(number)
        }
    };
    let bound = Bound {
        from: text.from,
        keys,
        operator: text.operator,
        limit,
        level: level.to_owned(),
        document: text.document.clone(),
    };
    Ok((index, bound))
}

fn declare(store: &mut ParameterStore, parameter: &Parameter, choices: &Choices) -> Parsed<()> {
    if store.find(&parameter.name.text).is_some() {
        return Err(repeated("参数", &parameter.name));
    }
    let place = parameter.name.place;
    let Some(kind_text) = &parameter.kind else {
        return Err(Trouble::new(place, "参数缺类型。"));
    };
    let kind = resolve_plain(kind_text, choices)?;
    if kind == Type::Text {
        return Err(Trouble::new(place, "参数不能是“文字”，请写成几选一，例如 甲|乙。"));
    }
    let keys = match &parameter.key {
        None => None,
        Some(text) => match resolve_plain(text, choices)? {
            Type::Choice(words) => Some(words),
            Type::Number(_) | Type::Bool | Type::Date | Type::Text | Type::Record(_) => {
                return Err(Trouble::new(place, "“按”后面应写“县区”、枚举的名称或“甲|乙”。"));
            }
        },
    };
    store.tables.push(ParameterTable {
        name: parameter.name.text.clone(),
        kind,
        by_division: parameter.by_division,
        keys,
        note: parameter.note.clone(),
        entries: Vec::new(),
        bounds: Vec::new(),
    });
    Ok(())
}

/// Gives every word of every enumeration its number.
fn intern(store: &mut ParameterStore, sources: &[Source], choices: &Choices) {
    let mut words: Vec<String> = Vec::new();
    let mut sorted: Vec<&Vec<String>> = choices.values().collect();
    sorted.sort();
    words.extend(sorted.into_iter().flatten().cloned());
    for table in &store.tables {
        words.extend(table.keys.iter().flatten().cloned());
        if let Type::Choice(own) = &table.kind {
            words.extend(own.iter().cloned());
        }
    }
    let mut add = |text: &crate::ast::TypeText| {
        if let crate::ast::TypeText::Choice(own) = text {
            words.extend(own.iter().map(|word| word.text.clone()));
        }
    };
    for source in sources {
        source.rules.iter().for_each(|rule| add(&rule.kind));
        for group in &source.groups {
            group.facts.iter().for_each(|fact| add(&fact.kind));
        }
    }
    words.extend(crate::number::RoundMode::WORDS.map(str::to_owned));
    for word in words {
        store.symbols.intern(&word);
    }
}

fn fill(store: &mut ParameterStore, parameter: &Parameter, file: &str) -> Parsed<()> {
    let name = &parameter.name.text;
    let index = store.find(name).ok_or_else(|| {
        Trouble::new(
            parameter.name.place,
            format!("没有待定项“{name}”可填。请核对名称，或在上位政策里先写“待定 {name} 类型”。"),
        )
    })?;
    for row in &parameter.rows {
        fill_row(store, index, row, file)?;
    }
    Ok(())
}

/// The most values of one parameter.
const MAX_VALUES: usize = 5_000;

fn fill_row(store: &mut ParameterStore, index: usize, row: &ParameterRow, file: &str) -> Parsed<()> {
    let file: Arc<str> = Arc::from(file);
    for cell in &row.cells {
        let table = &store.tables[index];
        let (mut division, mut key) = (None, None);
        match (&cell.label, &table.keys) {
            (None, None) => {}
            (None, Some(words)) => {
                return Err(Trouble::new(
                    cell.value.place,
                    format!(
                        "参数“{}”分项，每个值前面要写是哪一项：{}；没有列出的写“其余”。",
                        table.name,
                        words.join("、")
                    ),
                ));
            }
            (Some(label), Some(words)) if words.contains(&label.text) => {
                key = store.symbols.find(&label.text);
            }
            (Some(label), Some(_)) if label.text == "其余" => {}
            (Some(label), None) if table.by_division => {
                division = (label.text != "默认").then(|| label.text.clone());
            }
            (Some(label), _) => {
                return Err(Trouble::new(
                    label.place,
                    format!("参数“{}”没有“{}”这一项。按县区的，请在参数名称后面写“按 县区”。", table.name, label.text),
                ));
            }
        }
        let value = read_cell(store, index, cell)?;
        let origin = Some((Arc::clone(&file), row.place));
        let entry = Entry { from: row.from, to: row.to, division, key, value, document: row.document.clone(), origin };
        let clash = store.tables[index]
            .entries
            .iter()
            .any(|known| known.from == entry.from && known.division == entry.division && known.key == entry.key);
        if clash {
            return Err(Trouble::new(
                row.place,
                format!("参数“{}”从{}起有两个值，不知道用哪一个。请删去一个。", store.tables[index].name, row.from),
            ));
        }
        let elsewhere = store.tables[index].entries.iter().find_map(|known| {
            let (other, _) = known.origin.as_ref()?;
            (known.division == entry.division && known.key == entry.key && *other != file).then(|| other.to_string())
        });
        if let Some(other) = elsewhere {
            let name = &store.tables[index].name;
            return Err(Trouble::new(
                row.place,
                format!(
                    "参数“{name}”的这一项已经由 {other} 填定，两个文件不能都填。请只在一个文件里写，先后的数值写成几行。"
                ),
            ));
        }
        if store.tables[index].entries.len() >= MAX_VALUES {
            let name = &store.tables[index].name;
            return Err(Trouble::new(row.place, format!("参数“{name}”的数值超过{MAX_VALUES}个，请核对是否重复。")));
        }
        store.tables[index].entries.push(entry);
    }
    Ok(())
}

fn read_cell(
    store: &ParameterStore,
    index: usize,
    cell: &crate::ast::ParameterCell,
) -> Parsed<crate::program::Literal> {
    let place = cell.value.place;
    let text = match &cell.value.kind {
        ExprKind::Number(number, unit) => {
            if let (Some(unit), Type::Number(own)) = (unit, &store.tables[index].kind)
                && unit != own
            {
                return Err(Trouble::new(
                    place,
                    format!("参数“{}”的单位是{own}，这个值写的却是{unit}。", store.tables[index].name),
                ));
            }
            number.to_string()
        }
        ExprKind::Date(day) => day.to_string(),
        ExprKind::Bool(bool) => (if *bool { "是" } else { "否" }).to_owned(),
        ExprKind::Name(text) | ExprKind::Text(text) => text.clone(),
        ExprKind::Binary(crate::ast::Operator::Over, left, right) => match (&left.kind, &right.kind) {
            (ExprKind::Number(a, None), ExprKind::Number(b, None)) => {
                a.over(*b).map(|n| n.to_string()).unwrap_or_default()
            }
            _ => String::new(),
        },
        ExprKind::Field(..)
        | ExprKind::Index(..)
        | ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::Binary(..)
        | ExprKind::If(..)
        | ExprKind::InSet(..)
        | ExprKind::InRange(..)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_)
        | ExprKind::YearTotal(..) => {
            return Err(Trouble::new(place, "参数的值要直接写数、日期、是、否或一个词，不能写算式。"));
        }
    };
    store.read_value(index, &text).map_err(|sentence| Trouble::new(place, sentence))
}
