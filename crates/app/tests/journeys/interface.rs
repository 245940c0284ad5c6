//! The interface of programs: tokens with scope and end, submit once, problem details, a document true to the code.

use access::Needs;
use serde_json::{Value, json};
use testkit::{World, each_database, id_number};

async fn token(world: &World, login: &str, scopes: &str) -> String {
    let mut security = world.login("security").await;
    let fields = [("name", "县医保系统"), ("login", login), ("scopes", scopes), ("days", "30")];
    let page = security.post("/access/tokens", &fields).await;
    page.is(200).says("令牌（只显示这一次）：");
    let at = page.body.find("只显示这一次）：").expect("the token") + "只显示这一次）：".len();
    page.body[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect()
}

fn application() -> Value {
    let person = |row: usize, name: &str, id: String, relation: &str| {
        json!({ "row": row, "name": name, "id_number": id, "relation": relation, "student": "", "lives_with": true,
                "independent": null, "legal_duty": true, "serious": false, "category": "", "grade": "", "status": "" })
    };
    json!({ "programme": "dibao", "declared": {
        "village": "510904105215", "team": "3组", "address": "", "hukou": "rural", "phone": "13800000412",
        "members": [person(0, "王建国", id_number("19690412", true), "本人"), person(1, "李秀英", id_number("19710308", false), "配偶")],
        "incomes": [{ "row": 0, "who": 0, "kind": "其他", "amount": "4000.00", "cost": null, "months": null }],
        "incomes_complete": true, "support": [], "payers": [], "support_complete": true,
        "financial": "0.00", "vehicle": "没有", "houses": 1, "account_kind": "card", "bank": "农村信用社",
        "account": "4111111111111111", "papers": ["identity"], "consent": true, "promise": true } })
}

#[tokio::test]
async fn a_department_submits_once_and_asks_for_the_state() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let token = token(&world, "clerk", "cases.apply cases.view registry.view_person").await;
        let mut program = world.nobody();
        let body = application().to_string();
        let bare = program.with_token("POST", "/api/v1/cases", &token, &body).await;
        bare.is(422).says("Idempotency-Key");
        let first = program.submit_case(&token, "key-1", &body).await;
        first.is(201).says("SL-510904-2017-00001").says("\"monthly\":\"216.67\"");
        let again = program.submit_case(&token, "key-1", &body).await;
        again.is(201);
        assert_eq!(first.body, again.body);
        assert_eq!(world.number("select count(*) from cases_applications").await, 1);
        let other = body.replace("4000.00", "5000.00");
        program.submit_case(&token, "key-1", &other).await.is(409).says("内容不同");
        let broken = body.replace("4111111111111111", "4111111111111112");
        program.submit_case(&token, "key-2", &broken).await.is(422).says("account");
        program.submit_case(&token, "key-3", "{").await.is(422).says("JSON");
        let state: Value = serde_json::from_str(&first.body).expect("JSON");
        let path = format!("/api/v1/cases/{}", state["id"].as_str().expect("an id"));
        program.with_token("GET", &path, &token, "").await.is(200).says("\"step\":\"入户调查\"");
        world.end().await;
    }
}

#[tokio::test]
async fn a_token_does_only_what_it_may_where_it_may_until_it_ends() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = crate::intake::accept_usual(&mut clerk).await.replace("/cases/", "/api/v1/cases/");
    let near = token(&world, "clerk", "cases.view").await;
    let far = token(&world, "clerk.510904104", "cases.view").await;
    let mut program = world.nobody();
    program.with_token("GET", &case, "völlig-falsch", "").await.is(401);
    program.with_token("GET", &case, "nothing", "").await.is(401).says("urn:doudi:access.token");
    program.with_token("GET", &case, &far, "").await.is(404);
    program.with_token("GET", &case, &near, "").await.is(200);
    program.submit_case(&near, "k", &application().to_string()).await.is(403).says("范围");
    world.clock.advance_days(31);
    program.with_token("GET", &case, &near, "").await.is(401);
    world.end().await;
}

#[tokio::test]
async fn the_document_names_exactly_the_routes_there_are() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let document: Value = serde_json::from_str(&world.nobody().get("/api/openapi.json").await.body).expect("JSON");
    assert!(document["openapi"].as_str().expect("a version").starts_with("3.1"));
    let mut written: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        written.extend(
            methods.as_object().expect("methods").keys().map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    let mut real: Vec<String> = world
        .table
        .iter()
        .filter(|row| matches!(row.needs, Needs::Token(_)))
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    written.sort();
    real.sort();
    assert_eq!(written, real);
    world.end().await;
}
