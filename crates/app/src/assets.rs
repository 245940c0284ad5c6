//! Stylesheet, script and icon, from memory.

use access::{Needs, Routes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    (headers, text).into_response()
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/assets/app.css", Needs::Nobody, || async { asset("text/css; charset=utf-8", ui::STYLE) })
        .get("/assets/wall.css", Needs::Nobody, || async { asset("text/css; charset=utf-8", ui::WALL_STYLE) })
        .get("/assets/app.js", Needs::Nobody, || async { asset("text/javascript; charset=utf-8", ui::SCRIPT) })
        .get("/assets/icon.svg", Needs::Nobody, || async { asset("image/svg+xml", ui::ICON) })
}
