//! Every route as nobody, as every role, from another township and another county: generated from the route table.

use crate::intake::accept_usual;
use access::{Needs, Role, RouteRow, may};
use testkit::{Client, Page, World, each_database};

/// A path with its places filled in.
fn fill(path: &str, case: &str, household: &str, person: &str) -> String {
    let id = if path.starts_with("/cases/drafts") {
        "01bfnd7rf9g2v62s27hxhzzzzz"
    } else if path.starts_with("/registry/households") {
        household
    } else if path.starts_with("/registry/persons") {
        person
    } else if path.starts_with("/cases") || path.starts_with("/api") {
        case
    } else {
        "01bfnd7rf9g2v62s27hxhzzzzz"
    };
    path.replace("{id}", id)
        .replace("{number}", "SL-510904-2017-00001")
        .replace("{line}", "x")
        .replace("{job}", "x")
        .replace("{county}", "510904")
}

async fn ask(client: &mut Client, row: &RouteRow, path: &str) -> Page {
    if row.method == "GET" { client.get(path).await } else { client.post(path, &[("version", "1")]).await }
}

/// Words that only the household's own office may see.
const SECRETS: &[&str] = &["王建国", "李秀英", "王秀兰"];

#[tokio::test]
async fn every_route_asks_who_what_and_where() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await.trim_start_matches("/cases/").to_owned();
        let mut tx = world.house.db.read().await.expect("a connection");
        let text = |sql: &str| db::Sql::new(sql);
        let household: String =
            tx.one(&text("select household_id from cases_applications")).await.expect("one").only().expect("text");
        let person: String =
            tx.one(&text("select applicant_id from cases_applications")).await.expect("one").only().expect("text");
        drop(tx);
        for row in &world.table {
            let path = fill(row.path, &case, &household, &person);
            nobody_gets_in(&world, row, &path).await;
            for role in Role::ALL {
                wrong_role_is_refused(&world, row, &path, *role).await;
            }
        }
        for stranger in [
            "village.510904105201",
            "clerk.510904104",
            "verifier.510921100",
            "county.510921",
            "approver.510903",
            "approver.gkq",
        ] {
            let mut client = world.login(stranger).await;
            for row in &world.table {
                if matches!(row.path, "/access/logout" | "/access/login") {
                    continue;
                }
                let path = fill(row.path, &case, &household, &person);
                let page = ask(&mut client, row, &path).await;
                assert!(page.status.as_u16() < 500, "{stranger} {} {path}: {}", row.method, page.status);
                for secret in SECRETS {
                    assert!(!page.body.contains(secret), "{stranger} sees {secret} at {} {path}", row.method);
                }
                if path.contains(&case) || path.contains(&household) || path.contains(&person) {
                    let refused = [401, 403, 404].contains(&page.status.as_u16());
                    assert!(refused, "{stranger} {} {path} answers {}", row.method, page.status);
                }
            }
        }
        world.end().await;
    }
}

async fn nobody_gets_in(world: &World, row: &RouteRow, path: &str) {
    let mut client = world.nobody();
    let page = ask(&mut client, row, path).await;
    match row.needs {
        Needs::Nobody => assert!(page.status.as_u16() < 500, "{} {path}: {}", row.method, page.status),
        Needs::Token(_) => assert_eq!(page.status.as_u16(), 401, "{} {path}", row.method),
        Needs::Somebody | Needs::Action(_) if row.method == "GET" => {
            assert_eq!(page.status.as_u16(), 303, "{} {path}", row.method);
            assert!(page.location.starts_with("/access/login"), "{} {path}: {}", row.method, page.location);
        }
        Needs::Somebody | Needs::Action(_) => assert_eq!(page.status.as_u16(), 403, "{} {path}", row.method),
    }
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin")]
    {
        assert!(page.headers.iter().any(|(n, v)| n == name && v == value), "{} {path} lacks {name}", row.method);
    }
    let policy = page.headers.iter().find(|(name, _)| name == "content-security-policy");
    assert!(policy.is_some_and(|(_, value)| value.contains("default-src 'self'")), "{} {path}", row.method);
}

async fn wrong_role_is_refused(world: &World, row: &RouteRow, path: &str, role: Role) {
    let Needs::Action(action) = row.needs else { return };
    if may(role, action) {
        return;
    }
    let mut client = world.login(role.code()).await;
    let page = ask(&mut client, row, path).await;
    assert_eq!(page.status.as_u16(), 403, "{} {} {path}", role.code(), row.method);
    page.says("要由");
}

#[tokio::test]
async fn every_action_of_a_route_stands_in_the_table_of_rights() {
    let world = World::new(testkit::Engine::Sqlite).await;
    for row in &world.table {
        if let Needs::Action(action) | Needs::Token(action) = row.needs {
            assert!(access::matrix().contains_key(action), "{} asks for {action}, which matrix.txt lacks", row.path);
        }
    }
    world.end().await;
}

#[tokio::test]
async fn a_post_that_ends_ends_its_sessions_and_nobody_gives_themselves_one() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    clerk.get("/").await.is(200);
    let mut tx = world.house.db.read().await.expect("a connection");
    let ask = db::Sql::new(
        "select p.id from access_posts p join access_staff s on s.id = p.staff_id where s.login = 'clerk'",
    );
    let post: String = tx.one(&ask).await.expect("one").only().expect("text");
    let ask = db::Sql::new(
        "select p.office_id from access_posts p join access_staff s on s.id = p.staff_id where s.login = 'clerk'",
    );
    let office: String = tx.one(&ask).await.expect("one").only().expect("text");
    drop(tx);
    let mut system = world.login("system").await;
    let own = [("login", "system"), ("role", "clerk"), ("from", "2017-05-09")];
    system.post(&format!("/access/offices/{office}/posts"), &own).await.is(422).says("不能给自己任职");
    let three = [("login", "auditor"), ("role", "clerk"), ("from", "2017-05-09")];
    system.post(&format!("/access/offices/{office}/posts"), &three).await.is(422).says("不能由同一人担任");
    let wrong = [("login", "clerk"), ("role", "approver"), ("from", "2017-05-09")];
    system.post(&format!("/access/offices/{office}/posts"), &wrong).await.is(422).says("不设");
    system.post(&format!("/access/posts/{post}/end"), &[("office", office.as_str())]).await.is(303);
    clerk.get("/").await.is(303);
    world.end().await;
}

#[tokio::test]
async fn ten_wrong_passwords_make_the_next_try_wait_and_unknown_logins_sound_the_same() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut client = world.nobody();
    let unknown = client.post("/access/login", &[("login", "nobody-here"), ("password", "x")]).await;
    let known = client.post("/access/login", &[("login", "clerk"), ("password", "x")]).await;
    assert_eq!(unknown.text().replace("nobody-here", ""), known.text().replace("clerk", ""));
    for _ in 0..10 {
        client.post("/access/login", &[("login", "clerk"), ("password", "x")]).await.is(422);
    }
    let right = [("login", "clerk"), ("password", sample_city::staff::PASSWORD)];
    client.post("/access/login", &right).await.is(422).says("以后再试");
    world.clock.advance_millis(3_600_001);
    client.post("/access/login", &right).await.is(303);
    world.end().await;
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    use axum::http::Request;
    let world = World::new(testkit::Engine::Sqlite).await;
    let request = Request::post("/access/login")
        .header("host", "127.0.0.1:8080")
        .header("origin", "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("login=clerk&password=x"))
        .expect("a request");
    let answer = world.raw(request).await;
    assert_eq!(answer.as_u16(), 403);
    world.end().await;
}

#[test]
fn every_line_of_the_table_of_rights_is_read_and_the_three_administrators_touch_no_case() {
    let text = include_str!("../../../access/src/matrix.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).count();
    assert_eq!(access::matrix().len(), lines, "a line with a mistake is not read");
    for rule in access::matrix().values() {
        let is_apart = |role: &Role| matches!(role, Role::System | Role::Security | Role::Auditor);
        if !rule.action.starts_with("access.") {
            assert!(!rule.roles.iter().any(is_apart), "{} is open to an administrator", rule.action);
        }
    }
    assert!(!may(Role::Approver, "cases.apply") && !may(Role::Clerk, "cases.approve"), "four eyes");
    assert!(!may(Role::Cashier, "payments.approve") && !may(Role::Payer, "payments.prepare"), "four eyes for money");
}
