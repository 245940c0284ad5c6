//! Counting across the tables of cases, payments and the registry, by fields of a list.

use crate::pivot::protect::Cell;
use crate::pivot::{Counted, Field, Measure, Question};
use access::Scope;
use db::{Fault, Sql, Tx};
use std::collections::BTreeMap;

/// Rows an answer may have before it is cut.
const MOST_CELLS: i64 = 20_000;

/// Years between a birth and a day, both written in the text of the question.
fn age(day: &str) -> String {
    format!(
        "cast(substr({day}, 1, 4) as bigint) - cast(substr(p.birth, 1, 4) as bigint) \
         - case when substr({day}, 6, 5) < substr(p.birth, 6, 5) then 1 else 0 end"
    )
}

/// A field as the text of the question; `day` is what ages are of. None of it was typed by anybody.
fn expression(field: Field, month: &str, day: &str) -> String {
    match field {
        Field::County => "t.county".to_owned(),
        Field::Township => "t.township".to_owned(),
        Field::Programme => "t.programme".to_owned(),
        Field::Month => month.to_owned(),
        Field::Sex => "p.sex".to_owned(),
        Field::Hukou => "p.hukou".to_owned(),
        Field::Age => {
            let age = age(day);
            format!(
                "case when {age} < 18 then '0—17岁' when {age} < 60 then '18—59岁' when {age} < 80 then '60—79岁' \
                 else '80岁以上' end"
            )
        }
        Field::Outcome => "case when d.outcome = 'approve' then '同意' when d.outcome = 'refuse' then '不予同意' \
                           when t.closed_on is not null then '撤回或终止' else '在办' end"
            .to_owned(),
        Field::Why => "d.why".to_owned(),
    }
}

/// The question with its answer grouped by these fields; nothing is grouped where there are none.
fn grouped(question: &Question, scope: &Scope, by: &[Field]) -> Sql {
    let (month, day, sum) = match question.measure {
        Measure::Cases => ("substr(t.accepted_on, 1, 7)", "t.accepted_on", "count(*)"),
        Measure::Awards => ("m.month", "(m.month || '-01')", "count(*)"),
        Measure::Persons => ("m.month", "(m.month || '-01')", "cast(sum(t.persons) as bigint)"),
        Measure::Yuan => ("t.month", "(t.month || '-01')", "cast(sum(t.amount_fen) as bigint)"),
    };
    let keys: Vec<String> = by.iter().map(|field| expression(*field, month, day)).collect();
    let mut text = "select ".to_owned();
    for key in &keys {
        text.push_str(key);
        text.push_str(", ");
    }
    text.push_str(sum);
    text.push_str(", count(distinct t.household_id) from ");
    let mut sql = Sql::new(&text);
    sql = match question.measure {
        Measure::Cases => sql
            .push(
                "cases_applications t join registry_persons p on p.id = t.applicant_id \
                 left join cases_decisions d on d.case_id = t.id where t.accepted_on >= ",
            )
            .arg(question.from.first_day())
            .with(" and t.accepted_on <= ", question.to.last_day()),
        Measure::Awards | Measure::Persons => {
            let mut sql = sql.push("payments_awards t join registry_persons p on p.id = t.person_id join (");
            for (index, month) in question.months().into_iter().enumerate() {
                let before = if index == 0 { "select cast(" } else { " union all select cast(" };
                sql = sql.with(before, month).push(" as text) as month");
            }
            sql.push(
                ") m on t.first_month <= m.month and (t.last_month is null or t.last_month >= m.month) where 1 = 1",
            )
        }
        Measure::Yuan => sql
            .push(
                "payments_lines t join registry_persons p on p.id = t.person_id where t.state = 'arrived' \
                 and t.month >= ",
            )
            .arg(question.from)
            .with(" and t.month <= ", question.to),
    };
    if by.contains(&Field::Why) || [question.rows, question.columns].contains(&Field::Why) {
        sql = sql.push(" and d.outcome = 'refuse'");
    }
    if !question.programme.is_empty() {
        sql = sql.with(" and t.programme = ", &question.programme);
    }
    sql = scope.filter(sql, "t.");
    match by.len() {
        0 => sql,
        1 => sql.push(" group by 1 order by 1").with(" limit ", MOST_CELLS),
        _ => sql.push(" group by 1, 2 order by 1, 2").with(" limit ", MOST_CELLS),
    }
}

async fn margin(tx: &mut Tx, question: &Question, scope: &Scope, by: Field) -> Result<BTreeMap<String, Cell>, Fault> {
    let rows = tx.all(&grouped(question, scope, &[by])).await?;
    rows.iter()
        .map(|row| {
            let mut c = row.columns();
            Ok((c.get()?, Cell { value: c.get()?, households: c.get()? }))
        })
        .collect()
}

/// Counts a table with its totals within the scope. Totals of several months stand only where adding months up makes
/// sense; households are counted anew for every total, because one of them may be in several cells.
///
/// # Errors
/// When the database does.
pub async fn count(tx: &mut Tx, question: &Question, scope: &Scope) -> Result<Counted, Fault> {
    let row_totals = margin(tx, question, scope, question.rows).await?;
    let column_totals = margin(tx, question, scope, question.columns).await?;
    let (rows, columns): (Vec<String>, Vec<String>) =
        (row_totals.keys().cloned().collect(), column_totals.keys().cloned().collect());
    let mut cells = vec![vec![Cell::default(); columns.len()]; rows.len()];
    for row in &tx.all(&grouped(question, scope, &[question.rows, question.columns])).await? {
        let mut c = row.columns();
        let (of_row, of_column): (String, String) = (c.get()?, c.get()?);
        let cell = Cell { value: c.get()?, households: c.get()? };
        if let (Ok(at), Ok(over)) = (rows.binary_search(&of_row), columns.binary_search(&of_column)) {
            cells[at][over] = cell;
        }
    }
    let adds_up = |summed: Field| !(question.measure.is_stock() && summed == Field::Month);
    let total = if adds_up(question.rows) && adds_up(question.columns) && !rows.is_empty() {
        let row = tx.one(&grouped(question, scope, &[])).await?;
        let mut c = row.columns();
        Some(Cell { value: c.get()?, households: c.get()? })
    } else {
        None
    };
    Ok(Counted {
        // A row's total adds its columns up.
        row_totals: adds_up(question.columns).then(|| row_totals.into_values().collect()),
        column_totals: adds_up(question.rows).then(|| column_totals.into_values().collect()),
        rows,
        columns,
        cells,
        total,
    })
}
