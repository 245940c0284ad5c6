//! The JSON interface of the registry: one person by id, never a browse.

use crate::store;
use crate::types::PersonId;
use access::{Actor, House, Needs, Routes, WebProblem};
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The part of the interface document that this slice answers for.
#[derive(OpenApi)]
#[openapi(paths(person), components(schemas(PersonView)))]
pub struct Document;

/// A person as other systems may see them (人): the number is masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// 男, 女.
    pub sex: String,
    /// Day of birth.
    pub birth: String,
    /// Masked id number.
    pub id_number_masked: String,
    /// Village code.
    pub village: String,
    /// Day of death.
    pub died_on: Option<String>,
    /// Grows with each change.
    pub version: i64,
}

/// One person.
#[utoipa::path(get, path = "/api/v1/persons/{id}", params(("id" = String, Path)), responses(
    (status = 200, body = PersonView), (status = 401, description = "令牌无效"), (status = 403, description = "没有权限"),
    (status = 404, description = "没有，或不在管辖范围")))]
pub(crate) async fn person(
    State(house): State<House>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<PersonView>, WebProblem> {
    let id: PersonId = id.parse().map_err(|_| access::outside())?;
    let mut tx = house.db.read().await?;
    let person = store::persons::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    drop(tx);
    let object = format!("registry_persons/{id}");
    house.db.log(access::line(&actor, "registry.view_person", object, person.place.code(), "seen", "api")).await?;
    Ok(Json(PersonView {
        id: person.id.to_string(),
        id_number_masked: person.masked_id(&house.keyring())?,
        name: person.name,
        sex: person.sex.chinese().to_owned(),
        birth: person.birth.to_string(),
        village: person.place.village,
        died_on: person.died_on.map(|day| day.to_string()),
        version: person.version,
    }))
}

/// The routes of the interface.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/api/v1/persons/{id}", Needs::Token("registry.view_person"), person)
}
