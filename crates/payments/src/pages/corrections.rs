//! 退汇更正: returned lines, each with the form to enter where the money should go.

use super::problems_of;
use crate::actions::{self, NewAccount};
use crate::line::{Line, LineId};
use crate::store;
use access::{Actor, FormData, House, Reply, Submitted, View, may, see};
use axum::extract::{RawQuery, State};
use db::Problem;
use kernel::RefusalKind;
use maud::{Markup, html};
use registry::actions::place_name;
use std::collections::HashSet;
use ui::{Choice, Problems, Tone};

/// Lines of a page.
const PAGE: i64 = 50;

async fn content(
    house: &House,
    actor: &Actor,
    offset: i64,
    form: &FormData,
    problems: &Problems,
) -> Result<Markup, Problem> {
    let mut tx = house.db.read().await?;
    let lines = store::lines::to_correct(&mut tx, &actor.scope, offset, PAGE).await?;
    let unknown = store::lines::unknown(&mut tx, &actor.scope, PAGE).await?;
    let ids: Vec<String> = lines.iter().map(|line| line.id.to_string()).collect();
    let mended = store::fixes::among(&mut tx, &ids).await?;
    drop(tx);
    if !lines.is_empty() || !unknown.is_empty() {
        let object = format!("payments_lines/returned+{offset}");
        house.db.log(access::line(actor, "payments.view", object, "", "seen", "corrections")).await?;
    }
    let waiting = lines.len() - mended.len();
    let next =
        (i64::try_from(lines.len()) == Ok(PAGE)).then(|| format!("/payments/corrections?offset={}", offset + PAGE));
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("发放批次", "/payments/runs")], "退汇更正"))
        div.headline {
            div { h1 { "退汇更正" } p.lead { "本页 " b { (waiting) } " 笔要登记新账户，" b { (mended.len()) } " 笔已更正、等编批次。" } }
            @if !mended.is_empty() && may(actor.role, "payments.prepare") {
                div.btns { a.btn href={ "/payments/runs/new?kind=correction&programme=" (lines.first().map_or("", |l| l.programme.as_str())) "&month=" (actor.now.day().month_of()) } { "编更正批次" } }
            }
        }
        (ui::error_summary(&problems.0))
        @if lines.is_empty() { (ui::empty("没有退汇。", &html! { p { "银行退回来的钱会出现在这里。" } })) } @else {
            (table(house, actor, &lines, &mended, form, problems))
        }
        (ui::pager(&format!("本页 {} 笔", lines.len()), next.as_deref()))
        @if !unknown.is_empty() { (unknown_card(house, actor, &unknown)) }
    })
}

fn table(
    house: &House,
    actor: &Actor,
    lines: &[Line],
    mended: &HashSet<LineId>,
    form: &FormData,
    problems: &Problems,
) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "退汇的明细" }
            thead { tr { th scope="col" { "姓名" } th scope="col" { "月份" } th.num scope="col" { "金额（元）" } th scope="col" { "为什么退" } th scope="col" { "更正" } } }
            tbody { @for line in lines { tr {
                td data-l="姓名" { a.nm1 href={ "/payments/awards?household=" (line.household) } { (line.name) } span.t2 { (place_name(house, &line.place)) } }
                td data-l="月份" { (line.month.chinese()) }
                td.num data-l="金额" { (line.amount.grouped()) }
                td data-l="为什么退" { (line.reason) span.t2 { (line.bank) " ****" (line.account_tail) } }
                td data-l="更正" {
                    @if mended.contains(&line.id) { (ui::tag(Tone::Green, "已更正，等编批次")) }
                    @else if may(actor.role, "payments.correct") { (mend(line, form, problems)) }
                    @else { span.mut.s { "等发放经办登记" } }
                }
            } } }
        }
    }
}

/// The form of one line; it stays open with what was typed when it was refused.
fn mend(line: &Line, form: &FormData, problems: &Problems) -> Markup {
    let id = line.id.to_string();
    let is_this = form.get("line") == id;
    let none = (FormData::default(), Problems::default());
    let (form, problems) = if is_this { (form, problems) } else { (&none.0, &none.1) };
    let named = |field: &str| format!("{field}-{id}");
    let kinds = [Choice::new("card", "银行卡"), Choice::new("passbook", "存折")];
    let wrong = |field: &str| problems.of(field).map(str::to_owned);
    let input = |field: &str, label: &str, class: &str| {
        html! {
            div class=(if wrong(field).is_some() { "f err" } else { "f" }) {
                label for=(named(field)) { (label) }
                @if let Some(sentence) = wrong(field) { p.msg.bad { span.vh { "错误：" } (sentence) } }
                input class={ "in " (class) } id=(named(field)) name=(field) value=(form.get(field)) autocomplete="off" spellcheck="false";
            }
        }
    };
    html! {
        details.more open[is_this] {
            summary { "登记新账户" span.vh { "，" (line.name) } }
            form action={ "/payments/corrections/" (id) } method="post" {
                (ui::hidden("line", &id))
                div.f { label for=(named("kind")) { "账户种类" }
                    select.in id=(named("kind")) name="kind" { @for kind in &kinds {
                        option value=(kind.value) selected[form.get("kind") == kind.value] { (kind.words) } } } }
                (input("bank", "开户行", ""))
                (input("number", "账号", "id"))
                label.swear { input type="checkbox" name="same" value="1" checked[form.ticked("same")]; span { "账号没错，银行已解除限制，原账号重发" } }
                (input("note", "更正的依据", ""))
                div.btns { button.btn.sec.sm type="submit" { "登记" } }
            }
        }
    }
}

/// 待查: sent again only on the bank's written word.
fn unknown_card(house: &House, actor: &Actor, lines: &[Line]) -> Markup {
    ui::card(
        "unknown",
        "待查的",
        &html! {},
        &html! {
            p { "待查的钱不能再发一次，要等银行的结果；银行盖章说明没有付的，由发放签发登记说明的文号，才转成可以更正。" }
            table.ledger.stack {
                caption.vh { "待查的明细" }
                thead { tr { th scope="col" { "姓名" } th scope="col" { "月份" } th.num scope="col" { "金额（元）" } th scope="col" { "银行怎么说" } th scope="col" { "书面说明" } } }
                tbody { @for line in lines { tr {
                    td data-l="姓名" { (line.name) span.t2 { (place_name(house, &line.place)) } }
                    td data-l="月份" { (line.month.chinese()) }
                    td.num data-l="金额" { (line.amount.grouped()) }
                    td data-l="银行怎么说" { (line.reason) }
                    td data-l="书面说明" {
                        @if may(actor.role, "payments.close") {
                            form action={ "/payments/lines/" (line.id) "/absent" } method="post" {
                                label.vh for={ "paper-" (line.id) } { "银行盖章说明的文号，" (line.name) }
                                input.in.c id={ "paper-" (line.id) } name="paper" autocomplete="off" placeholder="盖章说明的文号";
                                " " button.btn.sec.sm type="submit" { "登记未付" }
                            }
                        } @else { span.mut.s { "等发放签发" } }
                    }
                } } }
            }
        },
    )
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, RawQuery(query): RawQuery) -> Reply {
    let query = FormData::parse(query.as_deref().unwrap_or(""));
    let offset = query.get("offset").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let content = content(&house, &actor, offset, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("退汇更正", &content))
}

pub(super) async fn submit(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id: LineId = id.parse().map_err(|_| access::outside())?;
    let account = if form.ticked("same") {
        NewAccount::Same
    } else {
        NewAccount::Other { kind: form.get("kind"), bank: form.get("bank"), number: form.get("number") }
    };
    match actions::correct(&house, &actor, id, account, form.get("note")).await {
        Ok(()) => Ok(see("/payments/corrections")),
        Err(Problem::Refusal(refusal)) if !matches!(refusal.kind, RefusalKind::Forbidden | RefusalKind::NotFound) => {
            let problems = problems_of(&refusal);
            let form = with_line(&form, id);
            let content = content(&house, &actor, 0, &form, &problems).await?;
            Ok(view.again("退汇更正", &content))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The form again, and which line it belongs to.
fn with_line(form: &FormData, id: LineId) -> FormData {
    let mut pairs = form.pairs().to_vec();
    pairs.retain(|(name, _)| name != "line");
    pairs.push(("line".to_owned(), id.to_string()));
    FormData::new(pairs)
}
