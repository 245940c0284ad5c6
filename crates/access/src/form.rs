//! What a form sent: names and values in order, with a limit.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeSet;

/// The fields of a form.
#[derive(Debug, Clone, Default)]
pub struct FormData(Vec<(String, String)>);

/// Fields one form may have.
const MOST_FIELDS: usize = 4_000;
/// Bytes one form may have.
const MOST_BYTES: usize = 1_000_000;

impl FormData {
    /// From pairs, for tests and for the query of an address.
    #[must_use]
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Reads `a=1&b=2`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(serde_urlencoded::from_str(text).unwrap_or_default())
    }

    /// The value of a field, trimmed; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// All values of a repeated field.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, v)| v.trim()).collect()
    }

    /// The row numbers of a grid whose fields are called `prefix.N.column`.
    #[must_use]
    pub fn rows(&self, prefix: &str) -> BTreeSet<usize> {
        self.0
            .iter()
            .filter_map(|(name, _)| name.strip_prefix(prefix)?.strip_prefix('.')?.split('.').next()?.parse().ok())
            .collect()
    }

    /// The pairs as they came.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for FormData {
    type Rejection = Response;

    async fn from_request(req: Request, _state: &S) -> Result<Self, Response> {
        let refuse = |status: StatusCode, text: &'static str| (status, text).into_response();
        let bytes = axum::body::to_bytes(req.into_body(), MOST_BYTES)
            .await
            .map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE, "提交的内容太大，请分几次填写。"))?;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|_| refuse(StatusCode::BAD_REQUEST, "提交的内容读不懂，请回到表单重新提交。"))?;
        if pairs.len() > MOST_FIELDS {
            return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "提交的栏目太多，请分几次填写。"));
        }
        Ok(Self(pairs))
    }
}
