//! Pages of this crate, one file each, and their routes.

mod audit;
mod kin;
mod login;
mod logins;
mod matrix;
mod me;
mod offices;
mod outbox;
mod tokens;

use crate::web::{Needs, Routes};

/// All routes of this crate.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/access/login", Needs::Nobody, login::show)
        .post("/access/login", Needs::Nobody, login::submit)
        .get("/access/size", Needs::Nobody, login::size)
        .post("/access/logout", Needs::Somebody, me::log_out)
        .get("/access/me", Needs::Somebody, me::show)
        .post("/access/me/password", Needs::Somebody, me::password)
        .post("/access/me/session", Needs::Somebody, me::end)
        .post("/access/me/post", Needs::Somebody, me::change_post)
        .post("/access/me/totp", Needs::Somebody, me::bind_totp)
        .post("/access/me/code", Needs::Somebody, me::code)
        .get("/access/kin", Needs::Action("access.kin"), kin::show)
        .post("/access/kin", Needs::Action("access.kin"), kin::submit)
        .get("/access/offices", Needs::Action("access.offices"), offices::list)
        .get("/access/offices/{id}", Needs::Action("access.offices"), offices::show)
        .post("/access/offices/{id}/staff", Needs::Action("access.staff"), offices::hire)
        .post("/access/offices/{id}/posts", Needs::Action("access.staff"), offices::give_post)
        .post("/access/posts/{id}/end", Needs::Action("access.staff"), offices::end_post)
        .get("/access/matrix", Needs::Action("access.matrix"), matrix::show)
        .get("/access/logins", Needs::Action("access.sessions"), logins::show)
        .post("/access/logins/end", Needs::Action("access.sessions"), logins::end)
        .post("/access/logins/unbind", Needs::Action("access.sessions"), logins::unbind)
        .get("/access/tokens", Needs::Action("access.tokens"), tokens::show)
        .post("/access/tokens", Needs::Action("access.tokens"), tokens::submit)
        .post("/access/tokens/{id}/end", Needs::Action("access.tokens"), tokens::end)
        .get("/access/outbox", Needs::Action("access.outbox"), outbox::show)
        .post("/access/outbox", Needs::Action("access.outbox"), outbox::again)
        .get("/access/audit", Needs::Action("access.audit"), audit::show)
}
