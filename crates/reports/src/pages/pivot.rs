//! 统计: choose rows, columns and what is counted; small cells are held back; the same table as a workbook.

use super::{XLSX, form_of};
use crate::pivot::protect::{Kind, LEAST, Protected, Shown, protect};
use crate::pivot::{Counted, Field, Measure, Question};
use crate::store;
use access::{Actor, FormData, House, Place, Reply, Scope, View, download};
use axum::extract::{RawQuery, State};
use db::Outcome;
use kernel::{Fen, Refusal};
use maud::{Markup, html};
use sheets::{Cell, Column, XlsxOptions};
use ui::{Choice, Problems};

/// Columns a page can show.
const MOST_COLUMNS: usize = 40;
/// Cells that are protected at once.
const MOST_CELLS: usize = 8_000;

/// A table that may leave the house.
struct Table {
    counted: Counted,
    shown: Protected,
}

async fn table(house: &House, actor: &Actor, question: &Question) -> Outcome<Table> {
    let mut tx = house.db.read().await?;
    let counted = store::pivot::count(&mut tx, question, &actor.scope).await?;
    drop(tx);
    if counted.columns.len() > MOST_COLUMNS || counted.rows.len() * counted.columns.len() > MOST_CELLS {
        let sentence = format!(
            "这样分有{}行{}列，太大，看不清。请把分得细的字段放在行上，或者缩短时间。",
            counted.rows.len(),
            counted.columns.len()
        );
        return Err(Refusal::bad_input("reports.too_wide", sentence).on_field("columns").into());
    }
    let kind = if question.measure == Measure::Yuan { Kind::Money } else { Kind::Count };
    let shown = protect(&counted, kind).ok_or_else(|| {
        let sentence = "这样分，每一格的户数都太少，显示出来会认出人。请换粗一些的字段，或者放宽时间。";
        Refusal::not_now("reports.too_few", sentence)
    })?;
    Ok(Table { counted, shown })
}

fn question(actor: &Actor, form: &FormData) -> Result<Question, Refusal> {
    Question::read(|name| form.get(name).to_owned(), actor.now.day())
}

fn words(shown: Shown, measure: Measure) -> String {
    match shown {
        Shown::Value(value) if measure == Measure::Yuan => Fen::new(value).grouped(),
        Shown::Value(value) => value.to_string(),
        Shown::Few => format!("<{LEAST}"),
        Shown::Hidden => "＊".to_owned(),
        Shown::Nothing => "—".to_owned(),
    }
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, query: RawQuery) -> Reply {
    let form = form_of(&query);
    let asked = match question(&actor, &form) {
        Ok(asked) => match table(&house, &actor, &asked).await {
            Ok(table) => Ok((asked, table)),
            Err(problem) => Err(problem.refusal().cloned().ok_or(problem)?),
        },
        Err(refusal) => Err(refusal),
    };
    let mut problems = Problems::default();
    if let Err(refusal) = &asked {
        problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence.clone());
    }
    let place = place(&house, &actor);
    let content = html! {
        (ui::crumbs(&[("待办", "/")], "统计"))
        div.headline {
            div { h1 { "统计" } p.lead { (place) "。只有汇总数，没有姓名和号码；不满" (LEAST) "户的格子不显示。" } }
            @if let Ok((question, _)) = &asked { div.btns.noprint { a.btn.sec href={ "/reports/pivot.xlsx?" (query_of(question)) } { "导出（XLSX）" } } }
        }
        (ui::error_summary(&problems.0))
        (choose(&house, &form, asked.as_ref().ok().map(|(question, _)| question), &problems))
        @if let Ok((question, table)) = &asked { (drawn(&house, question, table)) }
    };
    if asked.is_err() { Ok(view.again("统计", &content)) } else { Ok(view.page("统计", &content)) }
}

fn place(house: &House, actor: &Actor) -> String {
    match &actor.scope {
        Scope::City => "全市".to_owned(),
        Scope::County(county) => registry::actions::county_name(house, county),
        Scope::Township(county, township) | Scope::Village(county, township, _) => {
            let place = Place { county: county.clone(), township: township.clone(), village: String::new() };
            registry::actions::place_name(house, &place)
        }
        Scope::Nowhere => String::new(),
    }
}

fn query_of(question: &Question) -> String {
    let pairs = [
        ("rows", question.rows.code().to_owned()),
        ("columns", question.columns.code().to_owned()),
        ("measure", question.measure.code().to_owned()),
        ("from", question.from.to_string()),
        ("to", question.to.to_string()),
        ("programme", question.programme.clone()),
    ];
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

fn choose(house: &House, form: &FormData, question: Option<&Question>, problems: &Problems) -> Markup {
    let fields: Vec<Choice> = Field::ALL.iter().map(|field| Choice::new(field.code(), field.chinese())).collect();
    let measures: Vec<Choice> = Measure::ALL.iter().map(|one| Choice::new(one.code(), one.chinese())).collect();
    let programmes: Vec<Choice> =
        house.procedures.all().map(|one| Choice::new(one.programme.clone(), one.title.clone())).collect();
    let chosen =
        |name: &str, read: &dyn Fn(&Question) -> String| question.map_or_else(|| form.get(name).to_owned(), read);
    let month = |name: &str, label: &str, value: String| {
        ui::text(&ui::Field { name, label, value: &value, class: "w8", ..ui::Field::default() }, problems)
    };
    html! {
        form.filters.noprint action="/reports/pivot" method="get" {
            (ui::select("rows", "行", &fields, &chosen("rows", &|q| q.rows.code().to_owned()), problems))
            (ui::select("columns", "列", &fields, &chosen("columns", &|q| q.columns.code().to_owned()), problems))
            (ui::select("measure", "数", &measures, &chosen("measure", &|q| q.measure.code().to_owned()), problems))
            (month("from", "起始月份", chosen("from", &|q| q.from.to_string())))
            (month("to", "截止月份", chosen("to", &|q| q.to.to_string())))
            (ui::select("programme", "只看一个项目（可不选）", &programmes, form.get("programme"), problems))
            button.btn.sm type="submit" { "统计" }
        }
    }
}

fn drawn(house: &House, question: &Question, table: &Table) -> Markup {
    let Table { counted, shown } = table;
    let measure = question.measure;
    if counted.rows.is_empty() {
        return ui::empty("这段时间没有数。", &html! { p { "请换一个时间或项目。" } });
    }
    let title = format!("{}：{} × {}", measure.chinese(), question.rows.chinese(), question.columns.chinese());
    let has_row_totals = counted.row_totals.is_some();
    html! {
        section.sheet { h2 { (title) } div {
            section.scroll tabindex="0" aria-label="统计表" {
                table.ledger.pivot {
                    caption.vh { (title) }
                    thead { tr { th scope="col" { (question.rows.chinese()) }
                        @for key in &counted.columns { th.num scope="col" { (question.columns.words(house, key)) } }
                        @if has_row_totals { th.num scope="col" { "合计" } } } }
                    tbody {
                        @for ((key, cells), total) in counted.rows.iter().zip(&shown.cells).zip(&shown.row_totals) { tr {
                            th scope="row" { (question.rows.words(house, key)) }
                            @for cell in cells { td.num { (words(*cell, measure)) } }
                            @if has_row_totals { td.num { b { (words(*total, measure)) } } }
                        } }
                        @if counted.column_totals.is_some() { tr {
                            th scope="row" { "合计" }
                            @for total in &shown.column_totals { td.num { b { (words(*total, measure)) } } }
                            @if has_row_totals { td.num { b { (words(shown.total, measure)) } } }
                        } }
                    }
                }
            }
            p.s.mut { "口径：" (measure.definition()) @if question.measure.is_stock() { "各月不相加。" }
                "“<" (LEAST) "”是1至" (LEAST - 1) "；“＊”是为了不让人从合计反推出小格而隐去的数。" }
        } }
    }
}

pub(super) async fn xlsx(State(house): State<House>, actor: Actor, query: RawQuery) -> Reply {
    let question = question(&actor, &form_of(&query))?;
    let Table { counted, shown } = table(&house, &actor, &question).await?;
    let measure = question.measure;
    let mut columns = vec![Column::text(question.rows.chinese()).wide(24)];
    columns.extend(counted.columns.iter().map(|key| Column::text(question.columns.words(&house, key))));
    columns.push(Column::text("合计"));
    let line = |name: String, cells: &[Shown], total: Shown| {
        let mut row: Vec<Cell> = vec![name.into()];
        row.extend(cells.iter().map(|cell| Cell::from(words(*cell, measure))));
        row.push(words(total, measure).into());
        row
    };
    let mut rows: Vec<Vec<Cell>> = counted
        .rows
        .iter()
        .zip(&shown.cells)
        .zip(&shown.row_totals)
        .map(|((key, cells), total)| line(question.rows.words(&house, key), cells, *total))
        .collect();
    rows.push(line("合计".to_owned(), &shown.column_totals, shown.total));
    let title = format!(
        "{} {}（{}至{}，{} × {}）",
        place(&house, &actor),
        measure.chinese(),
        question.from.chinese(),
        question.to.chinese(),
        question.rows.chinese(),
        question.columns.chinese()
    );
    let options = XlsxOptions {
        sheet: "统计".to_owned(),
        title: Some(title),
        made_on: Some(actor.now.day()),
        watermark: Some(format!("{} {} {}", actor.office_name, actor.name, actor.now.local_minute())),
    };
    let bytes = sheets::write_xlsx(&columns, rows, &options)
        .map_err(|problem| Refusal::not_now("reports.sheet", format!("表格没有写成：{problem}")))?;
    house.db.log(access::line(&actor, "reports.pivot", query_of(&question), "", "exported", "")).await?;
    Ok(download(XLSX, &format!("统计{}.xlsx", actor.now.day()), bytes))
}
