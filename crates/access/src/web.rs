//! How a request becomes an action: who asks, may they, and what they are told when not.

use crate::actor::Actor;
use crate::form::FormData;
use crate::house::House;
use crate::{permit, role, store};
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use db::{Fault, Problem};
use kernel::{Refusal, RefusalKind};
use maud::{Markup, html};
use std::convert::Infallible;

/// What a handler answers.
pub type Reply = Result<Response, WebProblem>;

/// A refusal or fault on its way to a page.
#[derive(Debug)]
pub struct WebProblem(pub Problem);

impl From<Problem> for WebProblem {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}
impl From<Refusal> for WebProblem {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into())
    }
}
impl From<Fault> for WebProblem {
    fn from(fault: Fault) -> Self {
        Self(fault.into())
    }
}

/// Carried by a response until the frame around it is drawn.
#[derive(Clone)]
enum Told {
    Refusal(Refusal),
    Fault(String),
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal.kind {
        RefusalKind::BadInput => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::Conflict | RefusalKind::NotNow => StatusCode::CONFLICT,
    }
}

impl IntoResponse for WebProblem {
    fn into_response(self) -> Response {
        let (status, told) = match self.0 {
            Problem::Refusal(refusal) => (status_of(&refusal), Told::Refusal(refusal)),
            Problem::Fault(fault) => (StatusCode::INTERNAL_SERVER_ERROR, Told::Fault(fault.to_string())),
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(told);
        response
    }
}

/// What a route asks of whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Anybody: login, assets, public pages.
    Nobody,
    /// Somebody logged in.
    Somebody,
    /// A post whose role may do this action.
    Action(&'static str),
    /// A token of the API whose scopes hold this action.
    Token(&'static str),
}

/// One row of the route table, from which tests are generated.
#[derive(Debug, Clone, Copy)]
pub struct RouteRow {
    /// GET or POST.
    pub method: &'static str,
    /// Path with `{…}`.
    pub path: &'static str,
    /// What it asks.
    pub needs: Needs,
}

/// Routes, each with its policy: there is no way to add one without.
#[derive(Default)]
pub struct Routes {
    router: Router<House>,
    table: Vec<RouteRow>,
}

impl Routes {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn add(mut self, method: &'static str, path: &'static str, needs: Needs, route: MethodRouter<House>) -> Self {
        let guarded = route.layer(middleware::from_fn(move |req: Request, next: Next| guard(needs, req, next)));
        self.router = self.router.route(path, guarded);
        self.table.push(RouteRow { method, path, needs });
        self
    }

    /// A page.
    #[must_use]
    pub fn get<H: Handler<T, House>, T: 'static>(self, path: &'static str, needs: Needs, handler: H) -> Self {
        self.add("GET", path, needs, get(handler))
    }

    /// A form's target.
    #[must_use]
    pub fn post<H: Handler<T, House>, T: 'static>(self, path: &'static str, needs: Needs, handler: H) -> Self {
        self.add("POST", path, needs, post(handler))
    }

    /// Hands a value to every route added so far; handlers take it as `Extension`.
    #[must_use]
    pub fn carrying<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.router = self.router.layer(Extension(value));
        self
    }

    /// Joins the routes of another slice.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The router and the table of all routes.
    pub fn finish(self) -> (Router<House>, Vec<RouteRow>) {
        (self.router, self.table)
    }
}

/// The session's cookie.
pub const COOKIE: &str = "doudi";

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get_all(header::COOKIE).iter().find_map(|value| {
        value.to_str().ok()?.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    })
}

/// What the request carries about its reader.
#[derive(Clone)]
struct Reader {
    actor: Option<Actor>,
    unread: i64,
    size: ui::Size,
    path: String,
}

impl Reader {
    fn frame(&self, house: &House) -> ui::Frame {
        house.frame(self.actor.as_ref(), self.unread, &self.path, self.size)
    }
}

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

async fn load_actor(house: &House, headers: &HeaderMap) -> Result<Option<(Actor, i64)>, Fault> {
    let Some(token) = cookie(headers, COOKIE) else { return Ok(None) };
    let hash = crypto::sm3(token.as_bytes());
    let now = house.now();
    let idle = house.settings.idle_minutes * MINUTE_MS;
    let most = house.settings.session_hours * HOUR_MS;
    let mut tx = house.db.read().await?;
    let found = store::sessions::actor(&mut tx, &hash, now, idle, most).await?;
    drop(tx);
    let Some(store::sessions::Standing { actor, seen, unread }) = found else { return Ok(None) };
    if now.millis() - seen.millis() > MINUTE_MS {
        let mut tx = house.db.begin().await?;
        store::sessions::touch(&mut tx, actor.session, now).await?;
        tx.commit().await?;
    }
    Ok(Some((actor, unread)))
}

async fn load_token(house: &House, headers: &HeaderMap) -> Result<Option<(Actor, String)>, Fault> {
    let Some(token) = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
    else {
        return Ok(None);
    };
    let mut tx = house.db.read().await?;
    store::tokens::actor(&mut tx, &crypto::sm3(token.as_bytes()), house.now()).await
}

/// Finds out who asks before anything else, and draws the page of a refusal or fault afterwards.
pub async fn reader(State(house): State<House>, mut req: Request, next: Next) -> Response {
    let path = req.uri().path().to_owned();
    let is_api = path.starts_with("/api/");
    let size = ui::Size::from_code(cookie(req.headers(), "size").unwrap_or(""));
    let (mut actor, mut unread) = (None, 0);
    if is_api {
        match load_token(&house, req.headers()).await {
            Ok(Some((who, scopes))) => {
                req.extensions_mut().insert(Scopes(scopes));
                actor = Some(who);
            }
            Ok(None) => {}
            Err(fault) => return problem_json(&Told::Fault(number_fault(&house, &fault.to_string()))),
        }
    } else if !path.starts_with("/assets/") {
        match load_actor(&house, req.headers()).await {
            Ok(Some((found, waiting))) => (actor, unread) = (Some(found), waiting),
            Ok(None) => {}
            Err(fault) => {
                let number = number_fault(&house, &fault.to_string());
                let reader = Reader { actor: None, unread, size, path };
                return told_page(&house, &reader, StatusCode::INTERNAL_SERVER_ERROR, &Told::Fault(number));
            }
        }
    }
    let reader = Reader { actor, unread, size, path };
    req.extensions_mut().insert(reader.clone());
    let action = req.uri().path().to_owned();
    let response = next.run(req).await;
    let Some(told) = response.extensions().get::<Told>().cloned() else { return response };
    let told = match told {
        Told::Fault(story) => Told::Fault(number_fault(&house, &story)),
        Told::Refusal(refusal) => {
            note_refusal(&house, reader.actor.as_ref(), &refusal, &action).await;
            Told::Refusal(refusal)
        }
    };
    if is_api { problem_json(&told) } else { told_page(&house, &reader, response.status(), &told) }
}

/// Denied tries belong into the log; wrong input does not.
async fn note_refusal(house: &House, actor: Option<&Actor>, refusal: &Refusal, path: &str) {
    let denied = matches!(refusal.kind, RefusalKind::Forbidden) || refusal.code == "access.outside";
    let Some(actor) = actor.filter(|_| denied) else { return };
    let line = permit::line(actor, "access.denied", path, "", refusal.code, "");
    if let Err(fault) = house.db.log(line).await {
        tracing::error!(%fault, "a denied try could not be logged");
    }
}

fn number_fault(house: &House, story: &str) -> String {
    let number = house.mint();
    tracing::error!(number, story, "fault");
    number
}

/// The scopes of an API token.
#[derive(Clone)]
struct Scopes(String);

async fn guard(needs: Needs, req: Request, next: Next) -> Response {
    let actor = req.extensions().get::<Reader>().and_then(|reader| reader.actor.as_ref());
    let no = match (needs, actor) {
        (Needs::Nobody, _) | (Needs::Somebody, Some(_)) => None,
        (Needs::Somebody | Needs::Action(_), None) => {
            if req.method() == Method::GET {
                let back = req.uri().path_and_query().map_or("/", |p| p.as_str());
                let back: String = serde_urlencoded::to_string([("back", back)]).unwrap_or_default();
                return Redirect::to(&format!("/access/login?{back}")).into_response();
            }
            Some(Refusal::forbidden("access.login", "登录已经结束，这一步没有做。请重新登录；草稿里存过的内容都在。"))
        }
        (Needs::Action(action), Some(actor)) => permit::check_role(actor, action).err(),
        (Needs::Token(_), None) => Some(Refusal::forbidden("access.token", "令牌无效或已到期。")),
        (Needs::Token(action), Some(actor)) => {
            let scopes = req.extensions().get::<Scopes>().map(|s| s.0.clone()).unwrap_or_default();
            if scopes.split_whitespace().any(|scope| scope == action) {
                permit::check_role(actor, action).err()
            } else {
                let sentence = format!("令牌没有“{}”（{action}）的范围。", role::called(action));
                Some(Refusal::forbidden("access.token_scope", sentence))
            }
        }
    };
    match no {
        Some(refusal) => WebProblem::from(refusal).into_response(),
        None => next.run(req).await,
    }
}

fn told_page(house: &House, reader: &Reader, status: StatusCode, told: &Told) -> Response {
    let frame = reader.frame(house);
    let (title, content) = match told {
        Told::Refusal(refusal) => {
            let title = match refusal.kind {
                RefusalKind::BadInput => "有地方要改",
                RefusalKind::NotFound => "没有找到",
                RefusalKind::Forbidden => "这一步您做不了",
                RefusalKind::Conflict => "没有提交",
                RefusalKind::NotNow => "现在还不能办",
            };
            (title, refusal_content(title, refusal, reader.actor.is_some()))
        }
        Told::Fault(number) => ("系统出错了", fault_content(number)),
    };
    let page = if reader.actor.is_some() {
        ui::page(&frame, title, &content)
    } else {
        ui::plain_page(&frame, title, &content)
    };
    (status, Html(page.into_string())).into_response()
}

fn refusal_content(title: &str, refusal: &Refusal, is_known: bool) -> Markup {
    html! {
        div.headline { h1 { (title) } }
        div.card { div.b {
            p { (refusal.sentence) }
            p.btns {
                @if refusal.code == permit::NEEDS_SECOND_FACTOR { a.btn href="/access/me#totp" { "去输动态口令" } }
                a.btn.sec[refusal.code == permit::NEEDS_SECOND_FACTOR] href=(if is_known { "/" } else { "/access/login" }) { @if is_known { "回到待办" } @else { "去登录" } }
            }
            p.s.mut { "编号 " span.mono { (refusal.code) } "，向管理员询问时报这个编号。" }
        } }
    }
}

fn fault_content(number: &str) -> Markup {
    html! {
        div.headline { h1 { "系统出错了" } }
        div.card { div.b {
            p { "这不是您的问题。这一步没有办成，先前已经提示“办成”的都在，草稿里存过的内容也在。" }
            p { "请过一会儿再试；还不行，请把下面的编号告诉技术人员。" }
            p { "编号 " span.mono { (number) } }
            p.btns { a.btn href="/" { "回到待办" } }
        } }
    }
}

fn problem_json(told: &Told) -> Response {
    let (status, code, detail) = match told {
        Told::Refusal(refusal) if refusal.code == "access.token" => {
            (StatusCode::UNAUTHORIZED, refusal.code.to_owned(), refusal.sentence.clone())
        }
        Told::Refusal(refusal) => (status_of(refusal), refusal.code.to_owned(), refusal.sentence.clone()),
        Told::Fault(number) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "fault".to_owned(), format!("系统出错，编号 {number}。"))
        }
    };
    let body = serde_json::json!({
        "type": format!("urn:doudi:{code}"),
        "title": status.canonical_reason().unwrap_or("error"),
        "status": status.as_u16(),
        "detail": detail,
    });
    let kind = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}

impl FromRequestParts<House> for Actor {
    type Rejection = WebProblem;

    async fn from_request_parts(parts: &mut Parts, _house: &House) -> Result<Self, WebProblem> {
        parts
            .extensions
            .get::<Reader>()
            .and_then(|reader| reader.actor.clone())
            .ok_or_else(|| Refusal::forbidden("access.login", "请先登录。").into())
    }
}

/// Draws pages for the reader of this request.
#[derive(Clone)]
pub struct View {
    house: House,
    reader: Reader,
}

impl FromRequestParts<House> for View {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Infallible> {
        let reader = parts.extensions.get::<Reader>().cloned().unwrap_or_else(|| Reader {
            actor: None,
            unread: 0,
            size: ui::Size::Normal,
            path: parts.uri.path().to_owned(),
        });
        Ok(Self { house: house.clone(), reader })
    }
}

impl View {
    /// The page with this content.
    #[must_use]
    pub fn page(&self, title: &str, content: &Markup) -> Response {
        self.status_page(StatusCode::OK, title, content)
    }

    /// A page for everybody, drawn the same whoever is logged in.
    #[must_use]
    pub fn open_page(&self, title: &str, content: &Markup) -> Response {
        let frame = self.house.frame(None, 0, &self.reader.path, self.reader.size);
        Html(ui::plain_page(&frame, title, content).into_string()).into_response()
    }

    /// The page again with what is to be mended (422).
    #[must_use]
    pub fn again(&self, title: &str, content: &Markup) -> Response {
        self.status_page(StatusCode::UNPROCESSABLE_ENTITY, &format!("错误：{title}"), content)
    }

    /// The page with a status of its own.
    #[must_use]
    pub fn status_page(&self, status: StatusCode, title: &str, content: &Markup) -> Response {
        let frame = self.reader.frame(&self.house);
        let page = if self.reader.actor.is_some() {
            ui::page(&frame, title, content)
        } else {
            ui::plain_page(&frame, title, content)
        };
        (status, Html(page.into_string())).into_response()
    }

    /// A page for the wall of a meeting room: no rail, the whole width.
    #[must_use]
    pub fn wall(&self, title: &str, content: &Markup) -> Response {
        let frame = self.reader.frame(&self.house);
        Html(ui::wall_page(&frame, title, content).into_string()).into_response()
    }

    /// Draws with so many messages fewer to read: they were read on the way here.
    #[must_use]
    pub fn having_read(mut self, count: i64) -> Self {
        self.reader.unread -= count;
        self
    }

    /// Who reads.
    #[must_use]
    pub fn actor(&self) -> Option<&Actor> {
        self.reader.actor.as_ref()
    }
}

/// A form sent to a page about one thing: what every handler of one takes.
pub struct Submitted {
    /// The house.
    pub house: House,
    /// Draws the answer.
    pub view: View,
    /// Who sends it.
    pub actor: Actor,
    /// The id in the path, as it was written there.
    pub id: String,
    /// What was filled in.
    pub form: FormData,
}

impl FromRequest<House> for Submitted {
    type Rejection = Response;

    async fn from_request(req: Request, house: &House) -> Result<Self, Response> {
        let (mut parts, body) = req.into_parts();
        let view = match View::from_request_parts(&mut parts, house).await {
            Ok(view) => view,
            Err(never) => match never {},
        };
        let actor = Actor::from_request_parts(&mut parts, house).await.map_err(IntoResponse::into_response)?;
        let Path(id) = Path::<String>::from_request_parts(&mut parts, house)
            .await
            .map_err(|_| WebProblem::from(permit::outside()).into_response())?;
        let form = FormData::from_request(Request::from_parts(parts, body), house).await?;
        Ok(Self { house: house.clone(), view, actor, id, form })
    }
}

/// After a form was done: see the result, so that a reload does nothing twice.
#[must_use]
pub fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// A file to keep, with a name the browser shows.
#[must_use]
pub fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let encoded: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let mut response = ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], bytes).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
