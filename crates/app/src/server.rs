//! The router with its layers, and serving it.

use crate::{assets, document, indicators};
use access::{House, RouteRow, Routes, WebProblem};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use kernel::Refusal;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;

/// Bytes a request may have at most; forms are far below.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Every route of every slice.
fn routes() -> Routes {
    Routes::new()
        .merge(assets::routes())
        .merge(document::routes())
        .merge(access::routes())
        .merge(registry::routes())
        .merge(registry::api::routes())
        .merge(cases::routes())
        .merge(cases::api::routes())
        .merge(payments::routes())
        .merge(policies::routes())
        .merge(messages::routes())
        // A house whose plans do not load is not built.
        .merge(indicators::catalogue().map_or_else(|_| Routes::new(), workplan::routes))
        .merge(indicators::catalogue().map_or_else(|_| Routes::new(), reports::routes))
}

async fn not_found() -> WebProblem {
    Refusal::not_found("web.route", "没有这个页面。地址可能写错了，或者页面已经换了地方。").into()
}

const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'; \
         require-trusted-types-for 'script'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Headers of every answer, errors included; pages of staff are never kept by a browser.
async fn headers(req: Request, next: Next) -> Response {
    if req.method() == Method::TRACE {
        return axum::http::StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let mut response = next.run(req).await;
    let map = response.headers_mut();
    for (name, value) in HEADERS {
        map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !map.contains_key(header::CACHE_CONTROL) {
        map.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The whole application and the table of its routes.
pub fn router(house: House) -> (Router, Vec<RouteRow>) {
    let (router, table) = routes().finish();
    let router = router
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(middleware::from_fn_with_state(house.clone(), reader))
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(MOST_BYTES))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(headers))
        .with_state(house);
    (router, table)
}

async fn reader(state: State<House>, req: Request, next: Next) -> Response {
    access::reader(state, req, next).await
}

/// Serves until the process is told to stop; requests that run are finished first.
///
/// # Errors
/// When the socket fails.
pub async fn serve(listener: TcpListener, router: Router) -> std::io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await
}

async fn stopped() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = ctrl_c => {}, () = terminated => {} }
}
