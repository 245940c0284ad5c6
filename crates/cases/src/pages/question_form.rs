//! The questions that a policy adds to the form: of the household, of each person, and lists.

use crate::declared::Declaration;
use crate::questions::{Questions, complete, field};
use access::FormData;
use maud::{Markup, html};
use rules::{FactKind, FactSpec, Unit};
use ui::{Choice, Field, Problems};

/// The unit beside a label, where there is one.
fn label(spec: &FactSpec) -> String {
    match &spec.kind {
        FactKind::Number(Unit::Plain) | FactKind::Bool | FactKind::Date | FactKind::Text | FactKind::Choice(_) => {
            spec.name.clone()
        }
        FactKind::Number(unit) => format!("{}（{unit}）", spec.name),
        FactKind::Reference(_) => format!("{}是谁", spec.name),
    }
}

fn hint(spec: &FactSpec) -> String {
    match &spec.default {
        Some(default) => format!("不填按“{default}”：{}", spec.note),
        None => spec.note.clone(),
    }
}

fn words(spec: &FactSpec, declared: &Declaration) -> Vec<Choice> {
    match &spec.kind {
        FactKind::Bool => vec![Choice::new("是", "是"), Choice::new("否", "否")],
        FactKind::Choice(words) => words.iter().map(|word| Choice::new(word.clone(), word.clone())).collect(),
        FactKind::Reference(_) => {
            let name =
                |member: &crate::declared::DeclaredMember| Choice::new(member.row.to_string(), member.name.clone());
            declared.members.iter().map(name).collect()
        }
        FactKind::Number(_) | FactKind::Date | FactKind::Text => Vec::new(),
    }
}

fn mode(spec: &FactSpec) -> &'static str {
    match &spec.kind {
        FactKind::Number(Unit::Yuan | Unit::YuanMonth | Unit::YuanYear) => "decimal",
        FactKind::Number(_) => "numeric",
        FactKind::Bool | FactKind::Date | FactKind::Text | FactKind::Choice(_) | FactKind::Reference(_) => "",
    }
}

/// A question with its label.
pub(super) fn question(
    spec: &FactSpec,
    row: Option<usize>,
    form: &FormData,
    declared: &Declaration,
    problems: &Problems,
) -> Markup {
    let name = field(spec, row);
    let (label, hint, words) = (label(spec), hint(spec), words(spec, declared));
    let value = form.get(&name);
    match &spec.kind {
        FactKind::Bool => html! { div.q {
            (ui::choices(&name, &label, &words, value, problems))
            @if !hint.is_empty() { p.s.mut { (hint) } }
        } },
        FactKind::Choice(_) | FactKind::Reference(_) => html! { div.q {
            (ui::select(&name, &label, &words, value, problems))
            @if !hint.is_empty() { p.s.mut { (hint) } }
        } },
        FactKind::Number(_) => {
            let field = Field {
                name: &name,
                label: &label,
                value,
                class: "num w12",
                mode: mode(spec),
                hint: &hint,
                ..Field::default()
            };
            ui::text(&field, problems)
        }
        FactKind::Date => {
            let field =
                Field { name: &name, label: &label, value, class: "w12", hint: "如 20170412", ..Field::default() };
            ui::text(&field, problems)
        }
        FactKind::Text => {
            ui::text(&Field { name: &name, label: &label, value, hint: &hint, ..Field::default() }, problems)
        }
    }
}

/// A question in a cell of a grid, named for screen readers.
fn cell(spec: &FactSpec, row: usize, form: &FormData, declared: &Declaration, problems: &Problems) -> Markup {
    let name = field(spec, Some(row));
    let value = form.get(&name);
    let called = format!("第{}行{}", row + 1, spec.name);
    let wrong = problems.of(&name).map(|_| "true");
    let words = words(spec, declared);
    html! {
        @if words.is_empty() {
            input.in.c.num[!mode(spec).is_empty()] type="text" id=(name) name=(name) value=(value) aria-label=(called) autocomplete="off" aria-invalid=[wrong];
        } @else {
            select.in.c id=(name) name=(name) aria-label=(called) aria-invalid=[wrong] {
                option value="" { "选择" }
                @for word in &words { option value=(word.value) selected[word.value == value] { (word.words) } }
            }
        }
    }
}

fn home(questions: &Questions, form: &FormData, declared: &Declaration, problems: &Problems) -> Markup {
    let (asked, rare) = (questions.of_home(false), questions.of_home(true));
    let is_open = rare.iter().any(|spec| !form.get(&field(spec, None)).is_empty());
    html! {
        @if !asked.is_empty() {
            (ui::card("more", "还要问的", &html! { span.s.mut.kh { "这一项救助的规定要用到" } }, &html! {
                @for spec in &asked { (question(spec, None, form, declared, problems)) }
            }))
        }
        @if !rare.is_empty() {
            details.card open[is_open] {
                summary.b { "少见的情况（没有的不用填）" }
                div.b { @for spec in &rare { (question(spec, None, form, declared, problems)) } }
            }
        }
    }
}

fn members(questions: &Questions, form: &FormData, declared: &Declaration, problems: &Problems) -> Markup {
    let (rare, asked): (Vec<_>, Vec<_>) = questions.of_members().into_iter().partition(|spec| spec.default.is_some());
    html! {
        @if !asked.is_empty() || !rare.is_empty() {
            (ui::card("each", "逐人要问的", &html! {}, &html! {
                @if declared.members.is_empty() { p.mut { "先填申请人和家庭成员的姓名，再按“再加几行”或“重新算”，这里就会出现要问的。" } }
                @for member in &declared.members {
                    fieldset.f.each {
                        legend { (member.name) }
                        @for spec in &asked { (question(spec, Some(member.row), form, declared, problems)) }
                        @if !rare.is_empty() {
                            details open[rare.iter().any(|spec| !form.get(&field(spec, Some(member.row))).is_empty())] {
                                summary { "少见的情况" }
                                @for spec in &rare { (question(spec, Some(member.row), form, declared, problems)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

pub(super) fn list(
    group: &str,
    columns: &[&FactSpec],
    form: &FormData,
    declared: &Declaration,
    problems: &Problems,
) -> Markup {
    let prefix = format!("f.{group}");
    let blank = form.rows(&prefix).into_iter().max().map_or(0, |last| last + 1);
    let filled = form.rows(&prefix).into_iter().filter(|row| {
        let start = format!("{prefix}.{row}.");
        form.pairs().iter().any(|(name, value)| name.starts_with(&start) && !value.trim().is_empty())
    });
    let mut rows: Vec<usize> = filled.collect();
    rows.push(rows.last().map_or(0, |last| last + 1).min(blank));
    ui::card(
        &format!("list-{group}"),
        group,
        &html! { span.s.mut.kh { "一行一项；写满了按“重新算”再出一行" } },
        &html! {
            section.scroll tabindex="0" aria-label={ (group) "表" } {
                table.ledger.grid {
                    thead { tr { @for spec in columns { th scope="col" { (label(spec)) } } } }
                    tbody { @for row in rows {
                        tr { @for spec in columns { td { (cell(spec, row, form, declared, problems)) } } }
                    } }
                }
            }
            (ui::check(&complete(group), &html! { "以上是" b { "全部" } (group) "，没有别的" }, form.ticked(&complete(group)), problems))
        },
    )
}

/// Everything the policy asks beyond the standard sections.
pub(super) fn sections(questions: &Questions, form: &FormData, declared: &Declaration, problems: &Problems) -> Markup {
    html! {
        (members(questions, form, declared, problems))
        (home(questions, form, declared, problems))
        @for (group, columns) in questions.lists() { (list(group, &columns, form, declared, problems)) }
    }
}

/// An answer as people read it: a reference names the person.
fn shown(spec: &FactSpec, value: &str, declared: &Declaration) -> String {
    let named = match &spec.kind {
        FactKind::Reference(_) => declared.members.iter().find(|member| member.row.to_string() == value),
        FactKind::Number(_) | FactKind::Bool | FactKind::Date | FactKind::Text | FactKind::Choice(_) => None,
    };
    named.map_or_else(|| value.to_owned(), |member| member.name.clone())
}

/// What was answered, for the case page.
pub(super) fn answered(questions: &Questions, declared: &Declaration) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for spec in questions.of_home(false).into_iter().chain(questions.of_home(true)) {
        if let Some(value) = declared.answers.get(&field(spec, None)) {
            out.push((label(spec), shown(spec, value, declared)));
        }
    }
    for member in &declared.members {
        for spec in questions.of_members() {
            if let Some(value) = declared.answers.get(&field(spec, Some(member.row))) {
                out.push((format!("{}：{}", member.name, label(spec)), shown(spec, value, declared)));
            }
        }
    }
    out
}
