//! A page that is opened: what every handler of one is given.

use super::Shared;
use crate::computed::Catalogue;
use access::{Actor, FormData, House, View};
use axum::Extension;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A page of the plan that somebody opens.
pub struct Opened {
    /// The house.
    pub house: House,
    /// The plans and figures.
    pub catalogue: Arc<Catalogue>,
    /// Draws the answer.
    pub view: View,
    /// Who reads.
    pub actor: Actor,
    /// The id in the path, as it was written there; empty where the path has none.
    pub id: String,
    /// The query.
    pub query: FormData,
}

impl FromRequestParts<House> for Opened {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Response> {
        let Extension(catalogue) =
            Shared::from_request_parts(parts, house).await.map_err(IntoResponse::into_response)?;
        let view = match View::from_request_parts(parts, house).await {
            Ok(view) => view,
            Err(never) => match never {},
        };
        let actor = Actor::from_request_parts(parts, house).await.map_err(IntoResponse::into_response)?;
        let id = Path::<String>::from_request_parts(parts, house).await.map_or_else(|_| String::new(), |Path(id)| id);
        let query = FormData::parse(parts.uri.query().unwrap_or(""));
        Ok(Self { house: house.clone(), catalogue, view, actor, id, query })
    }
}
