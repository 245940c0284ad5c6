//! 填表页: one form, everything kept, the estimate beside it.

use super::draft_form::{Known, form_page};
use crate::actions;
use crate::assess;
use crate::case::DraftId;
use crate::declared::{self, Declaration};
use crate::questions::Questions;
use crate::store;
use crate::store::drafts::Draft;
use access::{Actor, FormData, House, Place, Reply, Submitted, View, see};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use db::Problem;
use maud::Markup;
use rules::Assessment;
use ui::Problems;

async fn load(house: &House, actor: &Actor, id: &str) -> Result<Draft, Problem> {
    let id: DraftId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    Ok(store::drafts::get(&mut tx, &house.keyring(), actor.staff, id).await?.ok_or_else(access::outside)?)
}

/// What the policy says by what is filled in, once there is somebody; a fault of the policy is for the log, not for the
/// clerk.
fn estimate(house: &House, actor: &Actor, draft: &Draft, declared: &Declaration) -> Option<Assessment> {
    if declared.members.is_empty() {
        return None;
    }
    let today = actor.now.day();
    let place = Place { ..draft.place.clone() };
    assess::assess(house, declared, &draft.programme, &place, today, today).ok()
}

/// Records of the same persons: shown before the long form (重复提示).
async fn duplicates(house: &House, actor: &Actor, declared: &Declaration) -> Result<Vec<Known>, Problem> {
    let keys = house.keyring();
    let mut tx = house.db.read().await?;
    let mut found = Vec::new();
    for member in declared.members.iter().filter(|member| !member.id_number.is_empty()) {
        let blind = keys.blind(registry::ID_DOMAIN, &member.id_number);
        for person in registry::store::persons::by_blind(&mut tx, &blind).await? {
            if !actor.scope.holds(&person.place) {
                found
                    .push(Known::elsewhere(&member.name, &registry::actions::county_name(house, &person.place.county)));
                continue;
            }
            for home in
                registry::store::households::of_person(&mut tx, &actor.scope, person.id, actor.now.day()).await?
            {
                let cases = store::applications::of_household(&mut tx, &actor.scope, home.id).await?;
                for case in cases.iter().take(3) {
                    found.push(Known::case(&member.name, case));
                }
                if cases.is_empty() {
                    found.push(Known::household(&member.name, &home));
                }
            }
        }
    }
    Ok(found)
}

async fn draw(
    house: &House,
    actor: &Actor,
    draft: &Draft,
    form: &FormData,
    declared: &Declaration,
    problems: &Problems,
) -> Result<Markup, Problem> {
    let known = duplicates(house, actor, declared).await?;
    let assessment = estimate(house, actor, draft, declared);
    Ok(form_page(house, actor, draft, form, declared, problems, &known, assessment.as_ref()))
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor, Path(id): Path<String>) -> Reply {
    let draft = load(&house, &actor, &id).await?;
    if let Some(case) = &draft.case {
        return Ok(see(&format!("/cases/{case}")));
    }
    let form = FormData::new(draft.data.clone());
    let questions = Questions::of(&house, &draft.programme);
    let (declared, problems) = declared::read(&form, &questions, actor.now.day());
    // An untouched form has no mistakes yet.
    let problems = if draft.version <= 1 { Problems::default() } else { problems };
    let content = draw(&house, &actor, &draft, &form, &declared, &problems).await?;
    Ok(view.page("填申请", &content))
}

pub(super) async fn submit(Submitted { house, view, actor, id, form }: Submitted) -> Reply {
    let mut draft = load(&house, &actor, &id).await?;
    let act = form.get("act").to_owned();
    if act == "autosave" {
        return Ok(match actions::save_draft(&house, &actor, draft.id, &form).await {
            Ok(saved) => Json(serde_json::json!({ "version": saved.version, "at": saved.at })).into_response(),
            Err(Problem::Refusal(refusal)) => (StatusCode::CONFLICT, refusal.sentence).into_response(),
            Err(fault) => return Err(fault.into()),
        });
    }
    if let Some(case) = &draft.case {
        return Ok(see(&format!("/cases/{case}")));
    }
    let questions = Questions::of(&house, &draft.programme);
    let (declared, mut problems) = declared::read(&form, &questions, actor.now.day());
    match actions::save_draft(&house, &actor, draft.id, &form).await {
        Ok(saved) => {
            draft.version = saved.version;
            draft.updated = actor.now;
        }
        Err(Problem::Refusal(refusal)) => {
            problems.0.insert(0, (String::new(), refusal.sentence));
            let content = draw(&house, &actor, &draft, &form, &declared, &problems).await?;
            return Ok(view.status_page(StatusCode::CONFLICT, "错误：草稿在别处存过", &content));
        }
        Err(fault) => return Err(fault.into()),
    }
    if act != "submit" {
        let content = draw(&house, &actor, &draft, &form, &declared, &problems).await?;
        return Ok(if problems.is_empty() {
            view.page("填申请", &content)
        } else {
            view.again("填申请", &content)
        });
    }
    let pays = house.procedures.of(&draft.programme).map(|procedure| procedure.pays).unwrap_or_default();
    declared::check_complete(&declared, pays, &mut problems);
    if problems.is_empty() {
        match actions::accept(&house, &actor, draft.id, &draft.programme, &declared).await {
            Ok(accepted) => return Ok(see(&format!("/cases/{}", accepted.case))),
            Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
                problems.add(refusal.field.clone().unwrap_or_default(), refusal.sentence);
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let content = draw(&house, &actor, &draft, &form, &declared, &problems).await?;
    Ok(view.again("填申请", &content))
}
