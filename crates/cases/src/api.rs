//! The JSON interface of cases: submit, ask for the state, read the notices that stand.

use crate::actions;
use crate::case::{Case, CaseId};
use crate::declared::{self, Declaration};
use crate::questions::Questions;
use crate::stage::Stage;
use crate::store;
use crate::store::applications::Which;
use access::{Actor, FormData, House, Needs, Routes, WebProblem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Day, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

/// The part of the interface document that this slice answers for.
#[derive(OpenApi)]
#[openapi(paths(submit, state, notices), components(schemas(NewCase, CaseState, Notice)))]
pub struct Document;

/// An application from a department's system or a mobile client (申请).
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCase {
    /// Programme: `dibao`.
    pub programme: String,
    /// What is declared, in the shape a draft stores; empty answers are left out or null.
    #[schema(value_type = Object)]
    pub declared: Declaration,
}

/// Where a case stands (办理状态).
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseState {
    /// Id.
    pub id: String,
    /// 受理号.
    pub number: String,
    /// Programme.
    pub programme: String,
    /// `waiting`, `posted`, `correcting`, `approved`, `refused`, `withdrawn`.
    pub state: String,
    /// The step that waits, in words; empty at the end.
    pub step: String,
    /// 受理日期.
    pub accepted_on: String,
    /// The last day of the running clock.
    pub due_on: Option<String>,
    /// Yuan a month with two decimals, as the policy gives it by what is known.
    pub monthly: Option<String>,
    /// Grows with each change.
    pub version: i64,
}

/// A public notice that stands (公示): no number, no full name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notice {
    /// Masked name of the applicant.
    pub name: String,
    /// Village code.
    pub village: String,
    /// Persons of the household.
    pub persons: i64,
    /// Last day.
    pub until: String,
}

fn state_of(house: &House, case: &Case, today: Day) -> CaseState {
    let step = case.step_on(&house.procedures, today).ok().flatten();
    CaseState {
        id: case.id.to_string(),
        number: case.number.clone(),
        programme: case.programme.clone(),
        state: case.stage.code().to_owned(),
        step: step.map_or_else(String::new, |step| step.name.clone()),
        accepted_on: case.accepted_on.to_string(),
        due_on: case.due.map(|due| due.to_string()),
        monthly: case.amount.map(|amount| amount.to_string()),
        version: case.version,
    }
}

/// Submits an application.
#[utoipa::path(post, path = "/api/v1/cases", request_body = NewCase, responses(
    (status = 201, body = CaseState), (status = 401, description = "令牌无效"), (status = 403, description = "没有权限"),
    (status = 409, description = "重复或冲突"), (status = 422, description = "内容有误，逐项说明")))]
pub(crate) async fn submit(
    State(house): State<House>,
    actor: Actor,
    headers: HeaderMap,
    body: Result<Json<NewCase>, axum::extract::rejection::JsonRejection>,
) -> Result<Response, WebProblem> {
    let Json(new) = body.map_err(|rejection| {
        Refusal::bad_input("cases.json", format!("请求内容不是合格的 JSON，或缺了栏目：{}", rejection.body_text()))
    })?;
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or("").trim();
    if key.is_empty() {
        let sentence = "请带上 Idempotency-Key 请求头：每件申请一个不重复的编号，重发时用同一个。";
        return Err(Refusal::bad_input("cases.key_missing", sentence).into());
    }
    let fields = declared::fields(&new.declared);
    let form = FormData::new(fields.clone());
    let (mut read, mut problems) = declared::read(&form, &Questions::of(&house, &new.programme), actor.now.day());
    read.papers.clone_from(&new.declared.papers);
    let pays = house.procedures.of(&new.programme).map(|procedure| procedure.pays).unwrap_or_default();
    declared::check_complete(&read, pays, &mut problems);
    if !problems.is_empty() {
        let lines: Vec<String> = problems.0.iter().map(|(field, sentence)| format!("{field}：{sentence}")).collect();
        return Err(Refusal::bad_input("cases.declared", lines.join("\n")).into());
    }
    let draft = actions::draft_for_key(&house, &actor, &new.programme, fields, key).await?;
    let accepted = actions::accept(&house, &actor, draft, &new.programme, &read).await?;
    let mut tx = house.db.read().await?;
    let case = store::applications::get(&mut tx, &actor.scope, accepted.case).await?.ok_or_else(access::outside)?;
    Ok((StatusCode::CREATED, Json(state_of(&house, &case, actor.now.day()))).into_response())
}

/// The state of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}", params(("id" = String, Path)), responses(
    (status = 200, body = CaseState), (status = 401, description = "令牌无效"), (status = 403, description = "没有权限"),
    (status = 404, description = "没有，或不在管辖范围")))]
pub(crate) async fn state(
    State(house): State<House>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<CaseState>, WebProblem> {
    let id: CaseId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    let (case, _) = actions::open_case(&mut tx, &house, &actor, id).await?;
    drop(tx);
    house.db.log(access::line(&actor, "cases.view", case.object(), case.place.code(), "seen", "api")).await?;
    Ok(Json(state_of(&house, &case, actor.now.day())))
}

/// The notices that stand within the token's jurisdiction.
#[utoipa::path(get, path = "/api/v1/notices", responses(
    (status = 200, body = Vec<Notice>), (status = 401, description = "令牌无效"), (status = 403, description = "没有权限")))]
pub(crate) async fn notices(State(house): State<House>, actor: Actor) -> Result<Json<Vec<Notice>>, WebProblem> {
    /// Notices answered at most.
    const MOST: i64 = 500;
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let cases = store::applications::page(&mut tx, &actor.scope, Which::Posted, &[], today, 0, MOST).await?;
    let notices = cases
        .iter()
        .filter_map(|case| match &case.stage {
            Stage::Posted { until, .. } => Some(Notice {
                name: kernel::mask::name(&case.applicant_name),
                village: case.place.village.clone(),
                persons: case.persons,
                until: until.to_string(),
            }),
            Stage::Waiting { .. } | Stage::Correcting { .. } | Stage::Approved | Stage::Refused | Stage::Withdrawn => {
                None
            }
        })
        .collect();
    Ok(Json(notices))
}

/// The routes of the interface.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/cases", Needs::Token("cases.apply"), submit)
        .get("/api/v1/cases/{id}", Needs::Token("cases.view"), state)
        .get("/api/v1/notices", Needs::Token("cases.view"), notices)
}
