//! A round of assessment: opened on a day's figures, scored by the units, reviewed by others, appealed, ranked, published,
//! put right and closed; nobody reviews their own unit, and every digit can be computed again.

use crate::plan::{issued, text, upload};
use app::commands::examine;
use testkit::{Client, Page, World, each_database};

const UNITS: [&str; 8] = ["510903", "510904", "510921", "510922", "510923", "GKQ", "HDXQ", "CXGYY"];
const HAND: [&str; 3] = ["r.lead", "m.measures", "e.public"];
const ACTIVITIES: &str = "/workplan/indicators/a4.activities";

/// 54 of 60 activities of 安居区, let through by county and city; its rules eleven working days late; the figures of
/// 30 June taken on that day.
pub(crate) async fn worked(world: &World) {
    issued(world).await;
    let mut bureau = world.login("bureau").await;
    let parts = ["40", "60", "40", "40", "40", "30", "30", "20"];
    let names: Vec<String> = UNITS.iter().map(|unit| format!("part.{unit}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(parts).collect();
    fields.extend([("form", "split"), ("seen", "0"), ("key", "a1")]);
    bureau.post(&format!("{ACTIVITIES}/split"), &fields).await.is(303);
    world.on("2017-05-16");
    let done = [
        ("form", "progress"),
        ("county", "510904"),
        ("kind", "done"),
        ("seen", "0"),
        ("words", "安府办〔2017〕9号"),
        ("on", "2017-05-16"),
    ];
    world.login("county").await.post("/workplan/tasks/c2.rules/progress", &done).await.is(303);
    let figure = [("form", "report"), ("key", "a2"), ("value", "54"), ("as_of", "2017-05-15"), ("note", "台账附后")];
    let mut clerk = world.login("clerk").await;
    upload(&mut clerk, &format!("{ACTIVITIES}/report"), &figure, Some(("台账.txt", "54次"))).await.is(303);
    let report = text(world, "select id from workplan_reports where indicator = 'a4.activities'").await;
    for (login, version) in [("county", "1"), ("bureau", "2")] {
        let pass = [("verdict", "pass"), ("version", version), ("note", "")];
        world.login(login).await.post(&format!("/workplan/reports/{report}/check"), &pass).await.is(303);
    }
    world.on("2017-06-30");
    world.login("bureau").await.post("/workplan/figures", &[]).await.is(303);
}

/// Opens the round of 30 June on 3 July; answers its path.
pub(crate) async fn opened(world: &World) -> String {
    worked(world).await;
    world.on("2017-07-03");
    let mut bureau = world.login("bureau").await;
    let page = bureau.post("/workplan/rounds", &[("template", "year"), ("day", "2017-06-30")]).await;
    page.is(303);
    page.location
}

async fn version(world: &World, round: &str, unit: &str, criterion: &str) -> String {
    let id = round.rsplit('/').next().expect("an id");
    let sql = format!(
        "select version from workplan_scores where round_id = '{id}' and county = '{unit}' and criterion = '{criterion}'"
    );
    world.number(&sql).await.to_string()
}

pub(crate) async fn step(world: &World, login: &str, round: &str, step: &str) -> Page {
    let id = round.rsplit('/').next().expect("an id");
    let seen = world.number(&format!("select version from workplan_rounds where id = '{id}'")).await.to_string();
    world.login(login).await.post(&format!("{round}/step"), &[("step", step), ("version", &seen)]).await
}

async fn own(client: &mut Client, sheet: &str, fields: [&str; 4], file: Option<(&str, &str)>) -> Page {
    let [criterion, points, note, seen] = fields;
    let fields =
        [("do", "own"), ("one", criterion), ("points", points), ("note", note), ("version", seen), ("text", "")];
    upload(client, &format!("{sheet}/own"), &fields, file).await
}

/// The self-score of 安居区.
pub(crate) async fn scored(world: &World, round: &str) {
    let sheet = format!("{round}/510904");
    let mut county = world.login("county").await;
    for criterion in HAND {
        let file = Some(("会议纪要.txt", "研究部署"));
        own(&mut county, &sheet, [criterion, "4.5", "每月研究一次", "1"], file).await.is(303);
    }
    county.post(&format!("{sheet}/submit"), &[("version", "1")]).await.is(303);
}

async fn review(client: &mut Client, world: &World, round: &str, at: (&str, &str), said: (&str, &str)) -> Page {
    let seen = version(world, round, at.0, at.1).await;
    let fields = [("do", "review"), ("one", at.1), ("points", said.0), ("note", said.1), ("version", seen.as_str())];
    client.post(&format!("{round}/{}/review", at.0), &fields).await
}

async fn looked(client: &mut Client, sheet: &str, companion: &str, key: &str) -> Page {
    let fields = [
        ("do", "onsite"),
        ("key", key),
        ("on", "2017-07-18"),
        ("companion", companion),
        ("findings", "台账与实地一致"),
        ("text", ""),
    ];
    upload(client, &format!("{sheet}/onsite"), &fields, None).await
}

async fn confirm(world: &World, login: &str, round: &str, unit: &str) -> Page {
    let id = round.rsplit('/').next().expect("an id");
    let sql = format!("select version from workplan_sheets where round_id = '{id}' and county = '{unit}'");
    let seen = world.number(&sql).await.to_string();
    world.login(login).await.post(&format!("{round}/{unit}/confirm"), &[("version", &seen)]).await
}

/// Every unit is reviewed and confirmed: 安居区 by 蓬溪县, the rest by the bureau; then they hear of it.
pub(crate) async fn reviewed(world: &World, round: &str) {
    world.on("2017-07-18");
    step(world, "bureau", round, "review").await.is(303);
    let mut neighbour = world.login("county.510921").await;
    let mut bureau = world.login("bureau").await;
    for unit in UNITS {
        for criterion in HAND {
            let client = if unit == "510904" { &mut neighbour } else { &mut bureau };
            review(client, world, round, (unit, criterion), ("4", "纪要齐全，缺两次")).await.is(303);
        }
        looked(&mut bureau, &format!("{round}/{unit}"), "社会救助科科员", &format!("look-{unit}")).await.is(303);
        confirm(world, "bureau2", round, unit).await.is(303);
    }
    step(world, "bureau", round, "feedback").await.is(303);
}

#[tokio::test]
async fn a_round_stands_on_the_figures_of_a_day_that_has_ended() {
    for engine in each_database() {
        let world = World::new(engine).await;
        worked(&world).await;
        let mut bureau = world.login("bureau").await;
        let open = |day: &'static str| [("template", "year"), ("day", day)];
        bureau.post("/workplan/rounds", &open("2017-06-30")).await.is(422).says("已经过完的一天");
        world.on("2017-07-03");
        let mut bureau = world.login("bureau").await;
        bureau.post("/workplan/rounds", &open("2017-06-29")).await.is(409).says("没有取过系统数");
        bureau.post("/workplan/rounds", &open("六月")).await.is(422);
        world.login("county").await.post("/workplan/rounds", &open("2017-06-30")).await.is(403);
        let round = bureau.post("/workplan/rounds", &open("2017-06-30")).await.location;
        bureau.post("/workplan/rounds", &open("2017-06-30")).await.is(409).says("已经开过了");
        let page = bureau.get(&format!("{round}/510904")).await;
        page.is(200).says("54，目标不低于 60").says("<b>4.50</b>").says("迟 11 个工作日").says("<b>2.40</b>");
        // A later figure and a later day change nothing: the facts are kept.
        world.tamper("update workplan_snapshots set top = 0").await;
        world.login("county").await.get(&format!("{round}/510904")).await.says("<b>4.50</b>");
        world.login("county.510922").await.get(&format!("{round}/510904")).await.is(404);
        world.login("clerk").await.get(&format!("{round}/510904")).await.is(404);
        world.login("clerk").await.get(&round).await.is(200).says("公布以后在这里看排名");
        world.end().await;
    }
}

#[tokio::test]
async fn a_unit_scores_itself_with_evidence_and_not_what_is_computed() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let round = opened(&world).await;
        let sheet = format!("{round}/510904");
        let mut county = world.login("county").await;
        let file = Some(("纪要.txt", "纪要"));
        own(&mut county, &sheet, ["t.activities", "5", "都做了", "1"], file).await.is(403).says("已经锁定");
        let wrong = own(&mut county, &sheet, ["r.lead", "5.5", "每月研究", "1"], file).await;
        wrong.is(422).says("分数在 0 到 5 之间").says("每月研究");
        own(&mut county, &sheet, ["r.lead", "4.555", "每月研究", "1"], file).await.is(422).says("最多两位小数");
        own(&mut county, &sheet, ["r.lead", "4.5", "", "1"], file).await.is(422).says("为什么得这些分");
        own(&mut county, &sheet, ["r.lead", "4.5", "每月研究", "1"], None).await.is(422).says("要有凭证");
        own(&mut county, &sheet, ["r.lead", "4.5", "每月研究", "7"], file).await.is(409);
        county.post(&format!("{sheet}/submit"), &[("version", "1")]).await.is(409).says("群众满意");
        let other = format!("{round}/510921");
        own(&mut county, &other, ["r.lead", "4.5", "每月研究", "1"], file).await.is(404);
        scored(&world, &round).await;
        own(&mut county, &sheet, ["r.lead", "5", "再加一点", "2"], file).await.is(409).says("自评已经交了");
        let evidence =
            text(&world, "select evidence_id from workplan_scores where criterion = 'r.lead' and county = '510904'")
                .await;
        let paper = format!("/workplan/evidence/{evidence}");
        for login in ["county", "bureau", "county.510921"] {
            world.login(login).await.get(&paper).await.is(200);
        }
        for login in ["county.510922", "clerk"] {
            world.login(login).await.get(&paper).await.is(404);
        }
        step(&world, "bureau", &round, "review").await.is(409).says("还没有交的").says("经开区");
        world.on("2017-07-18");
        let mut late = world.login("county.510921").await;
        own(&mut late, &other, ["r.lead", "4.5", "每月研究", "1"], file).await.is(409).says("已经过了期");
        world.end().await;
    }
}

#[tokio::test]
async fn nobody_reviews_their_own_unit_and_whoever_scored_does_not_confirm() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let round = opened(&world).await;
        scored(&world, &round).await;
        world.on("2017-07-18");
        step(&world, "bureau", &round, "review").await.is(303);
        let (mut own, mut neighbour) = (world.login("county").await, world.login("county.510921").await);
        let (mut other, mut bureau) = (world.login("county.510922").await, world.login("bureau").await);
        let at = ("510904", "r.lead");
        review(&mut own, &world, &round, at, ("5", "")).await.is(403).says("不能评审自己的单位");
        review(&mut other, &world, &round, at, ("5", "")).await.is(403).says("由蓬溪县评审");
        review(&mut neighbour, &world, &round, at, ("4", "")).await.is(422).says("与自评不一样");
        review(&mut neighbour, &world, &round, at, ("4", "缺两次纪要")).await.is(303);
        review(&mut neighbour, &world, &round, ("510904", "t.rules"), ("3", "")).await.is(403).says("已经锁定");
        own.get(&format!("{round}/510904")).await.is(200);
        let seen = own.get(&format!("{round}/510904")).await;
        assert!(!seen.body.contains("缺两次纪要"), "a unit hears of its review in the feedback: {}", seen.text());
        confirm(&world, "bureau", &round, "510904").await.is(409).says("还没有评审的");
        review(&mut neighbour, &world, &round, ("510904", "m.measures"), ("4.5", "")).await.is(303);
        review(&mut bureau, &world, &round, ("510904", "e.public"), ("4.5", "")).await.is(303);
        confirm(&world, "bureau2", &round, "510904").await.is(409).says("还没有现场核查");
        let sheet = format!("{round}/510904");
        let page = bureau.get(&format!("{sheet}?do=onsite")).await;
        page.says("现场核查");
        let me = text(&world, "select name from access_staff where login = 'bureau'").await;
        looked(&mut bureau, &sheet, "", "k").await.is(422).says("要两个人");
        looked(&mut bureau, &sheet, &me, "k").await.is(422).says("不能写自己");
        looked(&mut bureau, &sheet, "福利慈善科科员", "k").await.is(303);
        looked(&mut bureau, &sheet, "福利慈善科科员", "k").await.is(303);
        assert_eq!(world.number("select count(*) from workplan_onsite").await, 1, "twice is once");
        confirm(&world, "bureau", &round, "510904").await.is(403).says("要由另一个人");
        step(&world, "bureau", &round, "feedback").await.is(409).says("安居区");
        confirm(&world, "bureau2", &round, "510904").await.is(303);
        review(&mut neighbour, &world, &round, at, ("5", "")).await.is(409).says("已经复核");
        // Somebody of the bureau who also holds a post in a unit does not review it.
        let (staff, office) = (
            text(&world, "select id from access_staff where login = 'bureau'").await,
            text(&world, "select id from access_offices where county = '510903' and kind = 'county'").await,
        );
        let post = world.house.mint();
        world
            .tamper(&format!(
                "insert into access_posts (id, staff_id, office_id, role, from_day, given_by, created_ms) values \
                 ('{post}', '{staff}', '{office}', 'county', '2017-01-01', 'x', 0)"
            ))
            .await;
        review(&mut bureau, &world, &round, ("510903", "r.lead"), ("5", "属实"))
            .await
            .is(403)
            .says("不能评审自己的单位");
        world.end().await;
    }
}

#[tokio::test]
async fn an_appeal_is_answered_by_another_and_the_ranking_is_published_by_a_second() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let round = opened(&world).await;
        scored(&world, &round).await;
        reviewed(&world, &round).await;
        let mut county = world.login("county").await;
        let sheet = format!("{round}/510904");
        county.get(&sheet).await.says("纪要齐全，缺两次");
        let appeal = |words: &'static str| [("do", "appeal"), ("one", "r.lead"), ("words", words), ("text", "")];
        upload(&mut county, &format!("{sheet}/appeal"), &appeal(""), None).await.is(422).says("哪里不对");
        upload(&mut county, &format!("{sheet}/appeal"), &appeal("六次纪要都在"), None).await.is(303);
        upload(&mut county, &format!("{sheet}/appeal"), &appeal("六次纪要都在"), None).await.is(409).says("已经申诉过");
        let mut neighbour = world.login("county.510903").await;
        upload(&mut neighbour, &format!("{round}/510903/appeal"), &appeal("三次都在"), None).await.is(303);
        world.on("2017-07-26");
        step(&world, "bureau", &round, "rank").await.is(409).says("还有 2 件申诉没有答复");
        let answer = |points: &'static str, words: &'static str| {
            [("do", "answer"), ("one", "r.lead"), ("points", points), ("answer", words), ("version", "1")]
        };
        let mut bureau = world.login("bureau").await;
        bureau.post(&format!("{round}/510903/answer"), &answer("", "维持")).await.is(403).says("要由另一个人答复");
        bureau.post(&format!("{sheet}/answer"), &answer("9", "补了两次")).await.is(422).says("分数在 0 到 5 之间");
        bureau.post(&format!("{sheet}/answer"), &answer("5", "")).await.is(422).says("请写明核查的情况");
        bureau.post(&format!("{sheet}/answer"), &answer("5", "补了两次")).await.is(303);
        world.login("bureau2").await.post(&format!("{round}/510903/answer"), &answer("", "维持原分")).await.is(303);
        let mut county = world.login("county").await;
        county.get(&sheet).await.says("补了两次").says("<b>5.00</b>").says("原 4.00");
        step(&world, "bureau", &round, "rank").await.is(303);
        county.get(&round).await.says("等公布");
        let page = county.get(&round).await;
        assert!(!page.body.contains("名次"), "no ranking before it is published: {}", page.text());
        step(&world, "bureau", &round, "publish").await.is(403).says("另一个人核对");
        step(&world, "bureau2", &round, "publish").await.is(303);
        let page = county.get(&round).await;
        page.says("名次").says("安居区").says("整改清单");
        closed(&world, &round).await;
        verified(&world, &round).await;
        world.end().await;
    }
}

/// The ranking is computed after the time to appeal, and published by a second person.
pub(crate) async fn published(world: &World, round: &str) {
    world.on("2017-07-26");
    step(world, "bureau", round, "rank").await.is(303);
    step(world, "bureau2", round, "publish").await.is(303);
}

/// Everything on the list is put right and closed, then the round is.
async fn closed(world: &World, round: &str) {
    step(world, "bureau", round, "close").await.is(409).says("没有销号");
    let mut tx = world.house.db.read().await.expect("a connection");
    let rows = tx.all(&db::Sql::new("select county, id from workplan_remedies order by id")).await.expect("rows");
    drop(tx);
    assert!(rows.len() > 8, "{} lines on the list", rows.len());
    for row in rows {
        let mut columns = row.columns();
        let (unit, id): (String, String) = (columns.get().expect("text"), columns.get().expect("text"));
        let (unit, id) = (unit.as_str(), id.as_str());
        let (login, closer) = match unit {
            "510904" => ("county".to_owned(), "bureau"),
            "CXGYY" => ("bureau2".to_owned(), "bureau"),
            other => (format!("county.{}", other.to_lowercase()), "bureau"),
        };
        let close = [("do", "close"), ("one", id), ("verdict", "pass"), ("version", "1"), ("note", "")];
        let path = format!("{round}/{unit}/close");
        world.login(closer).await.post(&path, &close).await.is(409).says("还没有报整改结果");
        let done = [("do", "done"), ("one", id), ("words", "已补报"), ("version", "1"), ("text", "补报文件")];
        let mut client = world.login(&login).await;
        upload(&mut client, &format!("{round}/{unit}/done"), &done, None).await.is(303);
        let close = [("do", "close"), ("one", id), ("verdict", "pass"), ("version", "2"), ("note", "属实")];
        world.login(&login).await.post(&path, &close).await.is(403);
        world.login(closer).await.post(&path, &close).await.is(303);
    }
    let account = [
        ("do", "account"),
        ("key", "acc"),
        ("form", "talk"),
        ("whom", "某科科长"),
        ("basis", "三次没有上报，办法第九条"),
        ("decision", "约谈，限期改正"),
        ("until", "2017-12-31"),
    ];
    let mut bureau = world.login("bureau").await;
    bureau.post(&format!("{round}/510904/account"), &account).await.is(303);
    bureau.get(round).await.says("某科科长").says("约谈");
    let mut county = world.login("county").await;
    county.post(&format!("{round}/510904/account"), &account).await.is(403);
    let page = county.get(round).await;
    assert!(!page.body.contains("某科科长"), "accounts are for the bureau only");
    let plain = world.number("select count(*) from workplan_accounts where basis like '%科长%'").await;
    assert_eq!(plain, 0);
    step(world, "bureau", round, "close").await.is(303);
    bureau.get(round).await.says("办结");
}

/// Nothing was altered; and each way of altering a digit is named.
async fn verified(world: &World, round: &str) {
    let id = round.rsplit('/').next().expect("an id");
    let findings = || async {
        let examined = examine(&world.house).await.expect("it can be examined");
        examined.findings.into_iter().map(|finding| finding.what).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(findings().await, "");
    let at = format!("round_id = '{id}' and county = '510904'");
    let total = text(world, &format!("select total from workplan_sheets where {at}")).await;
    world.tamper(&format!("update workplan_sheets set total = '99.99' where {at}")).await;
    assert!(findings().await.contains("重算的总分或等次与存的不一样"));
    world.tamper(&format!("update workplan_sheets set total = '{total}' where {at}")).await;
    let line = format!("update workplan_scores set computed = '5/1' where {at} and criterion = 't.activities'");
    world.tamper(&line).await;
    assert!(findings().await.contains("510904 t.activities 重算的分与存的不一样"));
    world.tamper(&line.replace("'5/1'", "'9/2'")).await;
    assert_eq!(findings().await, "");
    world.tamper("update workplan_rounds set facts = replace(facts, '\"late\":11', '\"late\":4')").await;
    let found = findings().await;
    assert!(found.contains("这一行被改过") && found.contains("t.rules 重算的分与存的不一样"), "{found}");
    world.login("bureau").await.get(round).await.says("记录被改动过");
}
