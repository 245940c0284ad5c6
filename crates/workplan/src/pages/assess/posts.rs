//! What the forms of a sheet send.

use super::super::{Shared, again, files, is_shown_again, number, plan_of, problems_of};
use super::sheet::{Loaded, content};
use crate::actions::assess::{self as actions, Against, Answer, CallToAccount, Looked, OwnScore, Reviewed, Wrong};
use crate::computed::Catalogue;
use crate::report::Verdict;
use access::{Actor, FormData, House, Reply, View, see};
use axum::Extension;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use db::Outcome;
use kernel::Refusal;

type Unit = Path<(String, String)>;

/// Goes on, or shows the form again with what was typed.
async fn reply(
    (house, catalogue, view, actor): (&House, &Catalogue, &View, &Actor),
    (id, county): (&str, &str),
    form: &FormData,
    outcome: Outcome<()>,
) -> Reply {
    match outcome {
        Ok(()) => Ok(see(&format!("/workplan/rounds/{id}/{county}"))),
        Err(problem) => match is_shown_again(&problem) {
            None => Err(problem.into()),
            Some(refusal) => {
                let loaded = Loaded::load(house, catalogue, actor, (id, county)).await?;
                let content = content(house, actor, &loaded, form, &problems_of(refusal));
                Ok(again(view, loaded.plan.unit_name(county), refusal, &content))
            }
        },
    }
}

/// Reads a form with a file; one that is torn is a refusal.
async fn taken(parts: Multipart) -> (files::Sent, Result<(), Refusal>) {
    match files::take(parts).await {
        Ok(sent) => (sent, Ok(())),
        Err(refusal) => (files::Sent::default(), Err(refusal)),
    }
}

/// Whoever acts for a unit acts for their own: a sheet that is not theirs does not exist for the form.
fn is_own(actor: &Actor, county: &str) -> Result<(), Refusal> {
    if actor.scope == access::Scope::County(county.to_owned()) { Ok(()) } else { Err(access::outside()) }
}

pub(super) async fn own(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    parts: Multipart,
) -> Reply {
    is_own(&actor, &county)?;
    let plan = plan_of(&catalogue, &house)?;
    let (sent, is_whole) = taken(parts).await;
    let form = &sent.form;
    let outcome = async {
        is_whole?;
        let own = OwnScore {
            criterion: form.get("one"),
            points: form.get("points"),
            note: form.get("note"),
            file: sent.file()?,
            seen: number(form, "version"),
        };
        actions::own_score(&house, &actor, plan, &id, &own).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), form, outcome).await
}

pub(super) async fn submit(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    is_own(&actor, &county)?;
    let plan = plan_of(&catalogue, &house)?;
    let outcome = actions::submit(&house, &actor, plan, &id, number(&form, "version")).await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn appeal(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    parts: Multipart,
) -> Reply {
    is_own(&actor, &county)?;
    let plan = plan_of(&catalogue, &house)?;
    let (sent, is_whole) = taken(parts).await;
    let form = &sent.form;
    let outcome = async {
        is_whole?;
        let against = Against { criterion: form.get("one"), words: form.get("words"), file: sent.file()? };
        actions::appeal(&house, &actor, plan, &id, &against).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), form, outcome).await
}

pub(super) async fn review(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let reviewed = Reviewed {
        county: &county,
        criterion: form.get("one"),
        points: form.get("points"),
        note: form.get("note"),
        seen: number(&form, "version"),
    };
    let outcome = actions::review(&house, &actor, plan, &id, &reviewed).await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn veto(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let words = (form.get("veto"), number(&form, "version"));
    let outcome = actions::veto(&house, &actor, plan, (&id, &county), words).await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn onsite(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    parts: Multipart,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let (sent, is_whole) = taken(parts).await;
    let form = &sent.form;
    let outcome = async {
        is_whole?;
        let looked = Looked {
            on: form.get("on"),
            companion: form.get("companion"),
            findings: form.get("findings"),
            file: sent.file()?,
            key: pressed(form)?,
        };
        actions::onsite(&house, &actor, plan, (&id, &county), &looked).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), form, outcome).await
}

/// The key of the press; a form without one is not ours.
fn pressed(form: &FormData) -> Result<&str, Refusal> {
    match form.get("key") {
        "" => Err(Refusal::bad_input("workplan.key", "表单不完整，请重新打开页面再办。")),
        key => Ok(key),
    }
}

pub(super) async fn confirm(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let outcome = actions::confirm(&house, &actor, plan, (&id, &county), number(&form, "version")).await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn answer(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let answered = Answer {
        county: &county,
        criterion: form.get("one"),
        points: form.get("points"),
        words: form.get("answer"),
        seen: number(&form, "version"),
    };
    let outcome = actions::answer(&house, &actor, plan, &id, &answered).await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn require(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let outcome = async {
        let wrong = Wrong { county: &county, problem: form.get("problem"), due: form.get("due"), key: pressed(&form)? };
        actions::require(&house, &actor, plan, &id, &wrong).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn done(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    parts: Multipart,
) -> Reply {
    if actor.scope != access::Scope::City {
        is_own(&actor, &county)?;
    }
    let plan = plan_of(&catalogue, &house)?;
    let (sent, is_whole) = taken(parts).await;
    let form = &sent.form;
    let outcome = async {
        is_whole?;
        let said = (form.get("words"), sent.file()?, number(form, "version"));
        actions::report_remedy(&house, &actor, plan, (&id, form.get("one")), said).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), form, outcome).await
}

pub(super) async fn close(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let outcome = async {
        let no = || Refusal::bad_input("workplan.verdict", "请选择销号还是退回。").on_field("verdict");
        let verdict = match form.get("verdict") {
            "pass" => Verdict::Pass,
            "return" => Verdict::Return,
            _ => return Err(no().into()),
        };
        let said = (verdict, form.get("note"), number(&form, "version"));
        actions::close_remedy(&house, &actor, plan, (&id, form.get("one")), said).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}

pub(super) async fn account(
    State(house): State<House>,
    Extension(catalogue): Shared,
    view: View,
    actor: Actor,
    Path((id, county)): Unit,
    form: FormData,
) -> Reply {
    let plan = plan_of(&catalogue, &house)?;
    let outcome = async {
        let called = CallToAccount {
            county: &county,
            form: form.get("form"),
            whom: form.get("whom"),
            basis: form.get("basis"),
            decision: form.get("decision"),
            until: form.get("until"),
            key: pressed(&form)?,
        };
        actions::call_to_account(&house, &actor, plan, &id, &called).await
    };
    let outcome = outcome.await;
    reply((&house, &catalogue, &view, &actor), (&id, &county), &form, outcome).await
}
