//! The targets of the forms on the case page: read, act, show what became of it.

use super::case::{Back, again};
use crate::actions::{self, Advice, HomeVisit, Opinion, Review};
use crate::case::CaseId;
use access::{Actor, FormData, House, Reply, Submitted, View, see};
use db::Problem;
use kernel::{Day, Month, Refusal};
use ui::Problems;

fn id_of(id: &str) -> Result<CaseId, Problem> {
    id.parse().map_err(|_| access::outside().into())
}

fn version(form: &FormData) -> i64 {
    form.get("version").parse().unwrap_or(0)
}

/// After a step: the page again, or with what is to be mended and everything typed.
async fn answer(
    house: &House,
    view: &View,
    actor: &Actor,
    id: CaseId,
    form: FormData,
    done: Result<(), Problem>,
) -> Reply {
    let refusal = match done {
        Ok(()) => return Ok(see(&format!("/cases/{id}"))),
        Err(Problem::Refusal(refusal)) => refusal,
        Err(fault @ Problem::Fault(_)) => return Err(fault.into()),
    };
    let is_stale = refusal.code == "cases.stale";
    if refusal.field.is_none() && !is_stale {
        return Err(refusal.into());
    }
    let mut problems = Problems::default();
    let stale_from = is_stale.then(|| version(&form));
    if !is_stale {
        problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
    }
    again(house, view, actor, id, Back { problems, form, stale_from }).await
}

fn day(form: &FormData, field: &str) -> Result<Day, Problem> {
    Day::parse(form.get(field))
        .map_err(|problem| Refusal::bad_input("cases.day", problem.to_string()).on_field(field).into())
}

fn whole(form: &FormData, field: &str) -> Result<i64, Problem> {
    kernel::narrow(form.get(field))
        .parse()
        .map_err(|_| Refusal::bad_input("cases.number", "请填整数人数。").on_field(field).into())
}

pub(super) async fn correct(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::correct(&house, &actor, id, version(&form), form.get("missing")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn corrected(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::corrected(&house, &actor, id, version(&form)).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn investigate(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = match day(&form, "on") {
        Ok(on) => {
            let visit = HomeVisit {
                on,
                investigators: vec![form.get("first").to_owned(), form.get("second").to_owned()],
                findings: form.get("findings").to_owned(),
                is_signed: form.ticked("signed"),
            };
            actions::investigate(&house, &actor, id, version(&form), &visit).await
        }
        Err(problem) => Err(problem),
    };
    answer(&house, &view, &actor, id, form, done).await
}

fn meeting(form: &FormData) -> Result<Review, Problem> {
    Ok(Review {
        on: day(form, "on")?,
        present: whole(form, "present")?,
        villagers: whole(form, "villagers")?,
        agree: whole(form, "agree")?,
        conclusion: form.get("conclusion").to_owned(),
    })
}

pub(super) async fn review(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = match meeting(&form) {
        Ok(meeting) => actions::review(&house, &actor, id, version(&form), &meeting).await,
        Err(problem) => Err(problem),
    };
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn notice(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::post_notice(&house, &actor, id, version(&form), form.get("where")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn county_notice(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::post_county_notice(&house, &actor, id, version(&form), form.get("where")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn object(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::object(&house, &actor, id, version(&form), form.get("objector"), form.get("what")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn verify(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let advice = match form.get("advice") {
        "agree" => Some(Advice::Agree),
        "refuse" => Some(Advice::Refuse),
        "return" => Some(Advice::SendBack),
        _ => None,
    };
    let done = match advice {
        Some(advice) => actions::verify(&house, &actor, id, version(&form), advice, form.get("opinion")).await,
        None => Err(Refusal::bad_input("cases.advice", "请选择意见。").on_field("advice").into()),
    };
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn spot_check(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let visitors = vec![form.get("first").to_owned(), form.get("second").to_owned()];
    let done = actions::spot_check(&house, &actor, id, version(&form), &visitors, form.get("findings")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn decision(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let opinion = match form.get("opinion") {
        "approve" => Some(Opinion::Approve),
        "refuse" => Some(Opinion::Refuse),
        "return" => Some(Opinion::SendBack),
        _ => None,
    };
    let done = match opinion {
        None => Err(Refusal::bad_input("cases.opinion", "请选择决定。").on_field("opinion").into()),
        Some(_) if !form.ticked("not_kin") => {
            let sentence = "请声明与这户人不是近亲属；是近亲属的应当回避，请交给别人审批。";
            Err(Refusal::bad_input("cases.not_kin", sentence).on_field("not_kin").into())
        }
        Some(opinion) => actions::decide(&house, &actor, id, version(&form), opinion, form.get("reason")).await,
    };
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn supervise(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::supervise(&house, &actor, id, form.get("words")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn withdraw(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::withdraw(&house, &actor, id, version(&form), form.get("why")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn recheck(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = actions::recheck(&house, &actor, id, form.get("result"), form.get("note")).await;
    answer(&house, &view, &actor, id, form, done).await
}

pub(super) async fn stop(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let id = id_of(&id)?;
    let done = match Month::parse(form.get("last_month")) {
        Ok(month) => actions::stop(&house, &actor, id, month, form.get("reason")).await,
        Err(problem) => Err(Refusal::bad_input("cases.month", problem.to_string()).on_field("last_month").into()),
    };
    answer(&house, &view, &actor, id, form, done).await
}
