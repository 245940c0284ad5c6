//! What the forms of the run page do; a no brings the page back with everything that was typed.

use super::problems_of;
use super::run::{content, read};
use crate::actions;
use crate::line::LineId;
use crate::run::RunId;
use access::{Actor, FormData, House, Reply, Submitted, View, see};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use db::{Outcome, Problem};
use kernel::{Fen, Refusal, RefusalKind};

/// The version a form was made for.
fn version(form: &FormData) -> i64 {
    form.get("version").parse().unwrap_or(0)
}

/// Shows the run after a step, or the page again with the reason. What is forbidden goes to its own page and the log,
/// but for the second factor: there the form must not be lost.
pub(super) async fn answer<T>(
    house: &House,
    view: &View,
    actor: &Actor,
    id: RunId,
    form: &FormData,
    outcome: Outcome<T>,
) -> Reply {
    let refusal = match outcome {
        Ok(_) => return Ok(see(&format!("/payments/runs/{id}"))),
        Err(Problem::Refusal(refusal)) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let status = match refusal.kind {
        RefusalKind::BadInput => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Conflict | RefusalKind::NotNow => StatusCode::CONFLICT,
        RefusalKind::Forbidden if refusal.code == "access.second_factor" => StatusCode::FORBIDDEN,
        RefusalKind::Forbidden | RefusalKind::NotFound => return Err(refusal.into()),
    };
    let problems = problems_of(&refusal);
    let (title, content) = content(house, actor, id, &FormData::default(), form, &problems).await?;
    Ok(view.status_page(status, &format!("错误：{title}"), &content))
}

pub(super) async fn redraft(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = actions::redraft(&house, &actor, id, version(&form)).await;
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn freeze(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = actions::freeze(&house, &actor, id, version(&form)).await;
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn thaw(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = actions::thaw(&house, &actor, id, version(&form)).await;
    answer(&house, &view, &actor, id, &form, outcome).await
}

/// Count and sum as typed.
fn counted(form: &FormData) -> Result<(i64, Fen), Refusal> {
    let lines = kernel::narrow(form.get("lines"))
        .parse()
        .map_err(|_| Refusal::bad_input("payments.count_lines", "笔数请只填数字，例如 2039。").on_field("lines"))?;
    let sum = Fen::parse(form.get("sum"))
        .map_err(|problem| Refusal::bad_input("payments.count_sum", problem.sentence).on_field("sum"))?;
    Ok((lines, sum))
}

pub(super) async fn count(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = match counted(&form) {
        Ok((lines, sum)) => actions::count(&house, &actor, id, version(&form), lines, sum).await,
        Err(refusal) => Err(refusal.into()),
    };
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn approve(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = if form.ticked("checked") {
        actions::approve(&house, &actor, id, version(&form), form.get("digest")).await
    } else {
        let sentence = "请先和清点的人核对笔数、金额和识别词，再勾选。";
        Err(Refusal::bad_input("payments.not_checked", sentence).on_field("checked").into())
    };
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn send(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = actions::send(&house, &actor, id, version(&form), form.get("format")).await;
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn settle(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = actions::settle(&house, &actor, id, form.get("exception"), form.get("how")).await;
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn close(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = read(&id)?;
    let outcome = actions::close_month(&house, &actor, id, version(&form)).await;
    answer(&house, &view, &actor, id, &form, outcome).await
}

pub(super) async fn absent(State(house): State<House>, actor: Actor, Path(id): Path<String>, form: FormData) -> Reply {
    let id: LineId = id.parse().map_err(|_| access::outside())?;
    actions::absent(&house, &actor, id, form.get("paper")).await?;
    Ok(see("/payments/corrections"))
}
