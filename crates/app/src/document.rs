//! The interface document (OpenAPI 3.1), put together from what each slice says of itself.

use access::{Needs, Routes};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

/// Title, tokens and the parts of the slices.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "兜底 Doudi",
        description = "部门系统和手机端用的接口。请求带 Authorization: Bearer 令牌；出错按 RFC 9457 回答，detail 是中文。",
        version = "1"
    ),
    security(("token" = []))
)]
struct Document;

/// The whole document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let mut whole = Document::openapi();
    whole.merge(registry::api::Document::openapi());
    whole.merge(cases::api::Document::openapi());
    let components = whole.components.get_or_insert_with(Default::default);
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    whole
}

async fn show() -> impl IntoResponse {
    let text = document().to_json().unwrap_or_default();
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text)
}

pub(crate) fn routes() -> Routes {
    Routes::new().get("/api/openapi.json", Needs::Nobody, show)
}
