//! What the forms of a sheet send.

use super::super::{Shared, again, files, number, plan_of, pressed, problems_of, refused};
use super::sheet::{Loaded, content};
use crate::Plan;
use crate::actions::assess::{self as actions, Against, Answer, CallToAccount, Looked, OwnScore, Reviewed, Wrong};
use crate::computed::Catalogue;
use crate::report::Verdict;
use access::{Actor, FormData, House, Reply, Scope, View, WebProblem, see};
use axum::Extension;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::{IntoResponse, Response};
use db::Outcome;
use kernel::Refusal;
use std::sync::Arc;

/// A form sent to the sheet of a unit, with a file or without: what every handler of one takes.
pub(super) struct ToSheet {
    house: House,
    catalogue: Arc<Catalogue>,
    view: View,
    actor: Actor,
    round: String,
    county: String,
    sent: files::Sent,
    /// Whether all of it arrived.
    is_whole: Result<(), Refusal>,
}

impl FromRequest<House> for ToSheet {
    type Rejection = Response;

    async fn from_request(req: Request, house: &House) -> Result<Self, Response> {
        let (mut parts, body) = req.into_parts();
        let Extension(catalogue) =
            Shared::from_request_parts(&mut parts, house).await.map_err(IntoResponse::into_response)?;
        let view = match View::from_request_parts(&mut parts, house).await {
            Ok(view) => view,
            Err(never) => match never {},
        };
        let actor = Actor::from_request_parts(&mut parts, house).await.map_err(IntoResponse::into_response)?;
        let Path((round, county)) = Path::<(String, String)>::from_request_parts(&mut parts, house)
            .await
            .map_err(|_| WebProblem::from(access::outside()).into_response())?;
        let (sent, is_whole) = files::sent(Request::from_parts(parts, body), house).await?;
        Ok(Self { house: house.clone(), catalogue, view, actor, round, county, sent, is_whole })
    }
}

impl ToSheet {
    fn form(&self) -> &FormData {
        &self.sent.form
    }

    fn get(&self, name: &str) -> &str {
        self.form().get(name)
    }

    fn seen(&self) -> i64 {
        number(self.form(), "version")
    }

    fn plan(&self) -> Result<&Plan, Refusal> {
        plan_of(&self.catalogue, &self.house)
    }

    /// The round and the unit.
    fn unit(&self) -> (&str, &str) {
        (&self.round, &self.county)
    }

    /// Everything arrived.
    fn whole(&self) -> Result<(), Refusal> {
        self.is_whole.clone()
    }

    /// Whoever acts for a unit acts for their own: a sheet that is not theirs does not exist for the form.
    fn is_own(&self) -> Result<(), Refusal> {
        if self.actor.scope == Scope::County(self.county.clone()) { Ok(()) } else { Err(access::outside()) }
    }

    /// Goes on, or shows the form again with what was typed.
    async fn reply(&self, outcome: Outcome<()>) -> Reply {
        let (round, county) = self.unit();
        let Some(refusal) = refused(outcome)? else { return Ok(see(&format!("/workplan/rounds/{round}/{county}"))) };
        let loaded = Loaded::load(&self.house, &self.catalogue, &self.actor, self.unit()).await?;
        let content = content(&self.house, &self.actor, &loaded, self.form(), &problems_of(&refusal));
        Ok(again(&self.view, loaded.plan.unit_name(county), &refusal, &content))
    }
}

pub(super) async fn own(to: ToSheet) -> Reply {
    to.is_own()?;
    let outcome = async {
        to.whole()?;
        let own = OwnScore {
            criterion: to.get("one"),
            points: to.get("points"),
            note: to.get("note"),
            file: to.sent.file()?,
            seen: to.seen(),
        };
        actions::own_score(&to.house, &to.actor, to.plan()?, &to.round, &own).await
    };
    to.reply(outcome.await).await
}

pub(super) async fn submit(to: ToSheet) -> Reply {
    to.is_own()?;
    let outcome = actions::submit(&to.house, &to.actor, to.plan()?, &to.round, to.seen()).await;
    to.reply(outcome).await
}

pub(super) async fn appeal(to: ToSheet) -> Reply {
    to.is_own()?;
    let outcome = async {
        to.whole()?;
        let against = Against { criterion: to.get("one"), words: to.get("words"), file: to.sent.file()? };
        actions::appeal(&to.house, &to.actor, to.plan()?, &to.round, &against).await
    };
    to.reply(outcome.await).await
}

pub(super) async fn review(to: ToSheet) -> Reply {
    let reviewed = Reviewed {
        county: &to.county,
        criterion: to.get("one"),
        points: to.get("points"),
        note: to.get("note"),
        seen: to.seen(),
    };
    let outcome = actions::review(&to.house, &to.actor, to.plan()?, &to.round, &reviewed).await;
    to.reply(outcome).await
}

pub(super) async fn veto(to: ToSheet) -> Reply {
    let words = (to.get("veto"), to.seen());
    let outcome = actions::veto(&to.house, &to.actor, to.plan()?, to.unit(), words).await;
    to.reply(outcome).await
}

pub(super) async fn onsite(to: ToSheet) -> Reply {
    let outcome = async {
        to.whole()?;
        let looked = Looked {
            on: to.get("on"),
            companion: to.get("companion"),
            findings: to.get("findings"),
            file: to.sent.file()?,
            key: pressed(to.form())?,
        };
        actions::onsite(&to.house, &to.actor, to.plan()?, to.unit(), &looked).await
    };
    to.reply(outcome.await).await
}

pub(super) async fn confirm(to: ToSheet) -> Reply {
    let outcome = actions::confirm(&to.house, &to.actor, to.plan()?, to.unit(), to.seen()).await;
    to.reply(outcome).await
}

pub(super) async fn answer(to: ToSheet) -> Reply {
    let answered = Answer {
        county: &to.county,
        criterion: to.get("one"),
        points: to.get("points"),
        words: to.get("answer"),
        seen: to.seen(),
    };
    let outcome = actions::answer(&to.house, &to.actor, to.plan()?, &to.round, &answered).await;
    to.reply(outcome).await
}

pub(super) async fn require(to: ToSheet) -> Reply {
    let outcome = async {
        let key = pressed(to.form())?;
        let wrong = Wrong { county: &to.county, problem: to.get("problem"), due: to.get("due"), key };
        actions::require(&to.house, &to.actor, to.plan()?, &to.round, &wrong).await
    };
    to.reply(outcome.await).await
}

pub(super) async fn done(to: ToSheet) -> Reply {
    if to.actor.scope != Scope::City {
        to.is_own()?;
    }
    let outcome = async {
        to.whole()?;
        let said = (to.get("words"), to.sent.file()?, to.seen());
        actions::report_remedy(&to.house, &to.actor, to.plan()?, (&to.round, to.get("one")), said).await
    };
    to.reply(outcome.await).await
}

pub(super) async fn close(to: ToSheet) -> Reply {
    let outcome = async {
        let no = || Refusal::bad_input("workplan.verdict", "请选择销号还是退回。").on_field("verdict");
        let verdict = match to.get("verdict") {
            "pass" => Verdict::Pass,
            "return" => Verdict::Return,
            _ => return Err(no().into()),
        };
        let said = (verdict, to.get("note"), to.seen());
        actions::close_remedy(&to.house, &to.actor, to.plan()?, (&to.round, to.get("one")), said).await
    };
    to.reply(outcome.await).await
}

pub(super) async fn account(to: ToSheet) -> Reply {
    let outcome = async {
        let called = CallToAccount {
            county: &to.county,
            form: to.get("form"),
            whom: to.get("whom"),
            basis: to.get("basis"),
            decision: to.get("decision"),
            until: to.get("until"),
            key: pressed(to.form())?,
        };
        actions::call_to_account(&to.house, &to.actor, to.plan()?, &to.round, &called).await
    };
    to.reply(outcome.await).await
}
