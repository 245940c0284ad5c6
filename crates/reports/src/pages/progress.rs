//! 工作进展情况报告: the month's or quarter's report, to read, to print as an official document, and as a workbook.

use super::{PDF, XLSX, county_choice, county_of, document, period_links, plan_of};
use crate::period::Period;
use crate::progress::{self, Head};
use crate::standing::Sources;
use access::{Actor, FormData, House, Reply, download};
use db::Outcome;
use kernel::{Day, Refusal};
use letters::Official;
use maud::{Markup, html};
use sheets::{Cell, Column, XlsxOptions};
use ui::{Field, Problems};
use workplan::{Catalogue, Opened, Overview, Plan};

/// Characters of a field that is printed.
const MOST: usize = 60;

/// What is asked for.
struct Asked<'c> {
    plan: &'c Plan,
    catalogue: &'c Catalogue,
    period: Period,
    county: String,
    head: Head,
    today: Day,
}

impl<'c> Asked<'c> {
    fn of(catalogue: &'c Catalogue, actor: &Actor, form: &FormData) -> Result<Self, Refusal> {
        let today = actor.now.day();
        let period = Period::parse(form.get("period"), today)?;
        let plan = plan_of(catalogue, period.last.last_day())?;
        let mut head = Head::default();
        for (field, name, into) in [
            ("to", "主送机关", &mut head.to),
            ("number", "文号", &mut head.number),
            ("signer", "签发人", &mut head.signer),
        ] {
            let text = form.get(field);
            if text.chars().count() > MOST {
                let sentence = format!("{name}太长，请写在{MOST}字以内。");
                return Err(Refusal::bad_input("reports.long", sentence).on_field(field));
            }
            text.clone_into(into);
        }
        Ok(Self { plan, catalogue, period, county: county_of(actor, form, plan)?, head, today })
    }

    fn query(&self) -> String {
        let pairs = [
            ("period", self.period.code()),
            ("county", self.county.clone()),
            ("to", self.head.to.clone()),
            ("number", self.head.number.clone()),
            ("signer", self.head.signer.clone()),
        ];
        let pairs: Vec<(&str, &str)> =
            pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (*name, value.as_str())).collect();
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }

    async fn report(&self, house: &House) -> Outcome<Official> {
        let mut tx = house.db.read().await?;
        let of = (self.catalogue, self.plan);
        progress::report(&mut tx, house, of, (self.period, self.today), &self.county, &self.head).await
    }

    fn file(&self, ending: &str) -> String {
        let place = if self.county.is_empty() { "全市" } else { self.plan.unit_name(&self.county) };
        format!("{place}{}工作进展情况报告.{ending}", self.period.chinese())
    }
}

pub(super) async fn show(Opened { house, catalogue, view, actor, query, .. }: Opened) -> Reply {
    let asked = Asked::of(&catalogue, &actor, &query)?;
    let report = asked.report(&house).await?;
    let query = asked.query();
    let rest = if asked.county.is_empty() { String::new() } else { format!("&county={}", asked.county) };
    let content = html! {
        (ui::crumbs(&[("待办", "/"), ("年度计划", "/workplan")], "工作进展情况报告"))
        div.headline {
            div { h1 { (asked.period.chinese()) "工作进展情况报告" }
                p.lead { "按" (report.on.chinese()) "终了时的数写成，同样的数写出来总是一样。" } }
            div.btns.noprint {
                a.btn href={ "/reports/progress.pdf?" (query) } { "公文（PDF）" }
                a.btn.sec href={ "/reports/progress.xlsx?" (query) } { "表格（XLSX）" }
                @if access::may(actor.role, "reports.pack") { a.btn.sec href={ "/reports/pack?period=" (asked.period.code()) } { "会议材料包" } }
            }
        }
        (period_links("/reports/progress", asked.period, &rest, asked.today))
        (choose(&actor, &asked))
        (document::document(&report))
    };
    Ok(view.page("工作进展情况报告", &content))
}

fn choose(actor: &Actor, asked: &Asked<'_>) -> Markup {
    let problems = Problems::default();
    let field = |name: &'static str, label: &'static str, value: &str| {
        let optional = "可不填";
        ui::text(&Field { name, label, value, optional, ..Field::default() }, &problems)
    };
    html! {
        form.filters.noprint action="/reports/progress" method="get" {
            (ui::text(&Field { name: "period", label: "报告期", value: &asked.period.code(), class: "w8", ..Field::default() }, &problems))
                (county_choice(actor, asked.plan, &asked.county))
                (field("to", "主送机关", &asked.head.to))
                (field("number", "文号", &asked.head.number))
                (field("signer", "签发人", &asked.head.signer))
                button.btn.sec.sm type="submit" { "重新生成" }
        }
    }
}

pub(super) async fn pdf(Opened { house, catalogue, actor, query, .. }: Opened) -> Reply {
    let asked = Asked::of(&catalogue, &actor, &query)?;
    let report = asked.report(&house).await?;
    let values = report.values().map_err(Refusal::from)?;
    let bytes = house.printer.print(Official::TEMPLATE, &values)?;
    house.db.log(access::line(&actor, "reports.progress", asked.period.code(), &asked.county, "printed", "")).await?;
    Ok(download(PDF, &asked.file("pdf"), bytes))
}

pub(super) async fn xlsx(Opened { house, catalogue, actor, query, .. }: Opened) -> Reply {
    let asked = Asked::of(&catalogue, &actor, &query)?;
    let day = asked.period.as_of(asked.today);
    let mut tx = house.db.read().await?;
    let overview = Overview::at_end_of(&mut tx, &house, &catalogue, asked.plan, day).await?;
    drop(tx);
    let sources = Sources {
        plan: asked.plan,
        catalogue: &catalogue,
        overview: &overview,
        period: asked.period,
        day,
        county: &asked.county,
    };
    let options = XlsxOptions {
        sheet: "进展".to_owned(),
        title: Some(format!("{}{}工作进展（截至{}）", sources.place(), asked.period.chinese(), day.chinese())),
        made_on: Some(day),
        watermark: Some(format!("{} {} {}", actor.office_name, actor.name, actor.now.local_minute())),
    };
    let bytes = sheets::write_xlsx(&columns(), rows(&sources), &options)
        .map_err(|problem| Refusal::not_now("reports.sheet", format!("表格没有写成：{problem}")))?;
    house.db.log(access::line(&actor, "reports.progress", asked.period.code(), &asked.county, "exported", "")).await?;
    Ok(download(XLSX, &asked.file("xlsx"), bytes))
}

fn columns() -> Vec<Column> {
    let wide = [("事项", 24), ("种类", 8), ("内容", 36)];
    let mut columns: Vec<Column> = wide.into_iter().map(|(title, width)| Column::text(title).wide(width)).collect();
    let plain = ["单位", "期限", "目标", "已达到", "完成%", "应到", "态势"];
    columns.extend(plain.into_iter().map(Column::text));
    columns.extend([("落后的单位", 40), ("报告里的话", 80)].map(|(title, width)| Column::text(title).wide(width)));
    columns
}

fn rows(sources: &Sources<'_>) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for item in &sources.plan.items {
        for line in sources.lines(item) {
            rows.push(vec![
                format!("{} {}", item.id, item.title).into(),
                line.kind.chinese().into(),
                line.name.into(),
                line.unit.into(),
                line.due.to_string().into(),
                line.target.into(),
                line.value.into(),
                line.percent.into(),
                line.expected.into(),
                line.standing.into(),
                line.behind.join("、").into(),
                line.sentence.into(),
            ]);
        }
    }
    rows
}
