//! What a person sees: every page held to accessibility (axe), valid HTML, no sideways scrolling and a size.

use crate::browser::{Browser, Scripts, is_wanted};
use crate::decision::{ripen, step};
use crate::intake::{accept, accept_usual, household};
use std::path::PathBuf;
use std::process::Command;
use testkit::World;

/// Bytes a staff page may have.
const MOST_BYTES: usize = 150 * 1024;

fn node_modules() -> PathBuf {
    PathBuf::from(std::env::var("DOUDI_TEST_NODE_MODULES").expect("DOUDI_TEST_NODE_MODULES"))
}

/// Where the pages of one thing lie.
struct Places {
    case: String,
    household: String,
    person: String,
    draft: String,
    run: String,
    change: String,
    clue: String,
    message: String,
}

impl Places {
    /// A path with the things put in.
    fn path(&self, path: &str) -> String {
        path.replace("{case}", &self.case)
            .replace("{household}", &self.household)
            .replace("{person}", &self.person)
            .replace("{draft}", &self.draft)
            .replace("{run}", &self.run)
            .replace("{change}", &self.change)
            .replace("{clue}", &self.clue)
            .replace("{message}", &self.message)
    }
}

/// The pages of responsibility letters, reports and statistics.
const MORE: &[(&str, &str)] = &[
    ("bureau", "/workplan/letters/510903"),
    ("county", "/workplan/letters/510904"),
    ("clerk", "/workplan/letters/510904105"),
    ("bureau", "/reports/progress"),
    ("county", "/reports/progress?period=2017-Q2"),
    ("bureau", "/reports/pack"),
    ("bureau", "/reports/pack?annexes=1"),
    ("bureau", "/reports/pivot"),
    ("bureau", "/reports/pivot?rows=month&columns=sex&measure=awards"),
    ("bureau", "/reports/library"),
];

/// The pages of messages.
const MESSAGES: &[(&str, &str)] = &[
    ("county", "/messages"),
    ("bureau", "/messages?which=all"),
    ("county", "{message}"),
    ("bureau", "{message}"),
    ("bureau", "/messages/sent"),
    ("bureau", "/messages/new"),
    ("county", "/messages/new"),
    ("county", "/messages/me"),
    ("system", "/access/outbox"),
];

/// Every page a role sees, with something on it.
fn pages(at: &Places) -> Vec<(&'static str, String)> {
    [
        ("clerk", "/"),
        ("clerk", "/cases/new"),
        ("clerk", "{draft}"),
        ("clerk", "{case}"),
        ("clerk", "{case}/plain"),
        ("clerk", "{case}/amend"),
        ("clerk", "/cases?which=closed"),
        ("clerk", "/cases?which=posted"),
        ("clerk", "/cases/rechecks"),
        ("clerk", "/cases/clues"),
        ("clerk", "{clue}"),
        ("clerk", "/registry/households"),
        ("clerk", "/registry/households/{household}"),
        ("clerk", "/registry/persons/{person}"),
        ("clerk", "/registry/quality"),
        ("county", "/registry/lookups"),
        ("bureau", "/policies/library/dibao/cases"),
        ("clerk", "/access/kin"),
        ("clerk", "/access/me"),
        ("clerk", "/no-such-page"),
        ("clerk", "/access/audit"),
        ("verifier", "/"),
        ("county", "/"),
        ("approver", "/"),
        ("approver", "/cases/batch"),
        ("cashier", "/payments/runs"),
        ("cashier", "/payments/runs/new"),
        ("cashier", "{run}"),
        ("cashier", "/payments/corrections"),
        ("cashier", "/payments/recoveries"),
        ("cashier", "/payments/book"),
        ("cashier", "/payments/awards?household={household}"),
        ("checker", "{run}"),
        ("bureau", "/"),
        ("bureau", "/workplan"),
        ("bureau", "/workplan/board"),
        ("bureau", "/workplan/board?which=rest&live=1"),
        ("bureau", "/workplan/board?paper=a0"),
        ("bureau", "/workplan/items/A1"),
        ("bureau", "/workplan/items/A6"),
        ("bureau", "/workplan/indicators/h.villages"),
        ("bureau", "/workplan/indicators/a1.complete/rows"),
        ("bureau", "/workplan/tasks"),
        ("bureau", "/workplan/tasks/c2.rules?county=510904"),
        ("bureau", "/workplan/duties/a6.meeting"),
        ("bureau", "/workplan/duties/a6.leaders"),
        ("bureau", "/workplan/villages/510904105215"),
        ("bureau", "/workplan/indicators/h.villages?county=510904&township=510904105"),
        ("bureau", "/workplan/reports"),
        ("county", "/workplan/indicators/h.villages"),
        ("clerk", "/workplan/indicators/h.villages"),
        ("bureau", "/policies"),
        ("bureau", "/policies/library/dibao"),
        ("bureau", "/policies/parameters"),
        ("bureau", "/policies/changes/new"),
        ("bureau", "{change}"),
        ("bureau", "/policies/month"),
        ("system", "/access/offices"),
        ("system", "/access/matrix"),
        ("security", "/access/tokens"),
        ("auditor", "/access/audit"),
        ("", "/access/login"),
        ("", "/cases/likely"),
    ]
    .into_iter()
    .map(|(login, path)| (login, at.path(path)))
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_accessible_valid_narrow_and_small() {
    if !is_wanted() {
        return;
    }
    let world = World::new(testkit::Engine::Sqlite).await;
    crate::plan::issued(&world).await;
    crate::plan::reported(&world).await;
    world.login("bureau").await.post("/workplan/figures", &[]).await.is(303);
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    let mut others = household("3000", ["19680505", "19700606", "19480707"], ["赵国富", "钱玉珍", "孙桂芳"]);
    let disabled = [("m.1.category", "肢体"), ("m.1.grade", "二级")];
    others.extend(disabled.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let second = accept(&mut clerk, &others).await;
    ripen(&world, &second).await;
    let mut approver = world.login("approver").await;
    step(&mut approver, &second, "decision", &[("opinion", "approve"), ("not_kin", "1")]).await.is(303);
    world.on("2017-06-05");
    let mut cashier = world.login("cashier").await;
    let run = crate::money::draft(&mut cashier, "2017-06", "regular").await;
    crate::money::act(&mut cashier, &run, "freeze", &[]).await.is(303);
    let mut clerk = world.login("clerk").await;
    let draft = crate::intake::draft(&mut clerk).await;
    clerk.post(&draft, &[("version", "1"), ("act", "save"), ("m.0.name", "王秀兰"), ("m.0.id", "123")]).await.is(422);
    let mut tx = world.house.db.read().await.expect("a connection");
    let ids = db::Sql::new("select household_id, applicant_id from cases_applications limit 1");
    let row = tx.one(&ids).await.expect("a case");
    let mut columns = row.columns();
    let (household, person): (String, String) = (columns.get().expect("text"), columns.get().expect("text"));
    drop(tx);
    let mut bureau = world.login("bureau").await;
    let change = crate::standard::propose(&mut bureau, "3600", "20170701").await;
    let clue = crate::discover::first_clue(&crate::discover::look(&mut world.login("clerk").await).await);
    let message = crate::messages::noticed(&world).await;
    let places = Places { case, household, person, draft, run, change, clue, message };
    let others = MORE.iter().chain(MESSAGES).map(|(login, path)| (*login, places.path(path)));
    hold(&world, pages(&places).into_iter().chain(others).collect()).await;
    world.end().await;
}

/// A round of assessment at three of its stages, with each form open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_an_assessment_is_accessible_valid_narrow_and_small() {
    if !is_wanted() {
        return;
    }
    let world = World::new(testkit::Engine::Sqlite).await;
    let round = crate::assess::opened(&world).await;
    let at = |rest: &str| format!("{round}{rest}");
    hold(
        &world,
        vec![
            ("bureau", "/workplan/rounds".to_owned()),
            ("county", at("")),
            ("county", at("/510904?do=own&one=r.lead")),
        ],
    )
    .await;
    crate::assess::scored(&world, &round).await;
    crate::assess::reviewed(&world, &round).await;
    crate::assess::published(&world, &round).await;
    let pages = [
        ("bureau", ""),
        ("bureau", "/510904"),
        ("bureau", "/510904?do=require"),
        ("bureau", "/510904?do=account"),
        ("county", ""),
        ("county", "/510904"),
    ];
    hold(&world, pages.into_iter().map(|(login, rest)| (login, at(rest))).collect()).await;
    world.end().await;
}

/// Opens every page at two widths; fails with all that is to mend.
async fn hold(world: &World, pages: Vec<(&'static str, String)>) {
    let axe = std::fs::read_to_string(node_modules().join("axe-core/axe.min.js")).expect("axe-core is installed");
    let kept = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for width in [1366, 390] {
        let browser = Browser::start(world, Scripts::On, width, 844).await;
        let mut now = "-";
        for (number, (login, path)) in pages.iter().enumerate() {
            if *login != now && !login.is_empty() {
                browser.login(login).await;
            } else if login.is_empty() {
                browser.client.delete_all_cookies().await.expect("cookies");
            }
            now = *login;
            browser.open(path).await;
            let source = browser.client.source().await.expect("the page");
            if source.len() > MOST_BYTES {
                wrong.push(format!("{login} {path}: {} bytes", source.len()));
            }
            wrong.extend(look_at(&browser, &axe, &format!("{login} {path} at {width}")).await);
            if width == 1366 {
                let html = world.page_source(login, path).await;
                std::fs::write(kept.path().join(format!("{number:02}-{login}.html")), html).expect("kept");
            }
        }
        browser.end().await;
    }
    wrong.extend(validate(kept.path()));
    assert!(wrong.is_empty(), "{} things to mend:\n{}", wrong.len(), wrong.join("\n"));
}

/// axe and sideways scrolling.
async fn look_at(browser: &Browser, axe: &str, place: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let width = browser
        .client
        .execute("return [document.documentElement.scrollWidth, window.innerWidth];", vec![])
        .await
        .expect("numbers");
    let (wide, seen) = (width[0].as_i64().unwrap_or(0), width[1].as_i64().unwrap_or(0));
    if wide > seen {
        wrong.push(format!("{place}: scrolls sideways, {wide} > {seen}"));
    }
    browser.client.execute(axe, vec![]).await.expect("axe loads");
    let run = "const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ['violations'] })\
               .then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | '))))\
               .catch(e => done(['axe: ' + e]));";
    let found = browser.client.execute_async(run, vec![]).await.expect("axe runs");
    for violation in found.as_array().into_iter().flatten() {
        wrong.push(format!("{place}: {}", violation.as_str().unwrap_or("?")));
    }
    wrong
}

/// html-validate over all pages as the server sent them.
fn validate(folder: &std::path::Path) -> Vec<String> {
    let config = folder.join(".htmlvalidate.json");
    let rules = r#"{ "root": true, "extends": ["html-validate:recommended"], "rules": {
        "no-trailing-whitespace": "off", "void-style": "off", "long-title": "off", "doctype-style": "off",
        "attribute-boolean-style": "off", "no-inline-style": "error", "require-sri": "off", "no-raw-characters": "off",
        "valid-id": ["error", { "relaxed": true }],
        "form-dup-name": ["error", { "shared": ["radio", "checkbox", "submit", "button"] }] } }"#;
    std::fs::write(&config, rules).expect("written");
    let program = node_modules().join(".bin/html-validate");
    let out = Command::new(program)
        .args(["--config", ".htmlvalidate.json", "--formatter", "text", "*.html"])
        .current_dir(folder)
        .output()
        .expect("html-validate runs");
    if out.status.success() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}
