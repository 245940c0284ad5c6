//! The whole way of a plan: issued, signed for by all eight, shared out, reported with evidence, seen on the board, an
//! overdue task supervised, assessed, appealed, ranked, put right, printed.

use crate::assess::{reviewed, scored, step};
use crate::plan::{issued, reported, supervise, text, upload};
use access::store::offices::Office;
use access::store::posts::Post;
use access::store::staff::Staff;
use access::{OfficeId, OfficeKind, Place, PostId, Role, StaffId};
use testkit::{World, each_database};

/// The eighth addressee gets an office and somebody in it: the made-up city has none there.
async fn eighth(world: &World) {
    let (house, now) = (&world.house, world.house.now());
    let ids = &*house.ids;
    let (office, staff) = (OfficeId::mint(ids, now), StaffId::mint(ids, now));
    let place = Place { county: "CXGYY".to_owned(), township: String::new(), village: String::new() };
    let since = now.day();
    let name = "创新园区民政事务局".to_owned();
    let office = Office { id: office, name, kind: OfficeKind::Park, place, opened_on: since, closed_on: None };
    let person = Staff {
        id: staff,
        login: "county.cxgyy".to_owned(),
        name: "某经办".to_owned(),
        password: house.passwords.hash(sample_city::staff::PASSWORD),
        must_change: false,
        totp_sealed: None,
        totp_last_step: 0,
        id_blind: None,
        active: true,
        version: 1,
    };
    let post = Post { id: PostId::mint(ids, now), staff, office: office.id, role: Role::County, from: since, to: None };
    let mut tx = house.db.begin().await.expect("a transaction");
    access::store::offices::insert(&mut tx, &office).await.expect("an office");
    access::store::staff::insert(&mut tx, &person, now).await.expect("somebody");
    access::store::posts::insert(&mut tx, &post, "x", now).await.expect("a post");
    tx.commit().await.expect("kept");
}

/// The overdue task is supervised; the county answers and finishes it late.
async fn supervised(world: &World) {
    let task = "/workplan/tasks/c2.rules";
    let mut bureau = world.login("bureau").await;
    bureau.get("/workplan/board").await.says("联席会议制度 超 6 个工作日");
    supervise(world, "2017-05-12").await.is(303);
    bureau.get("/workplan/board").await.says("安居区").says("已督办，限5月12日回复");
    world.on("2017-05-11");
    let mut county = world.login("county").await;
    county.get("/workplan/tasks").await.says("已督办，限5月12日回复");
    for (kind, seen, words) in [("answer", "1", "已报政府审定"), ("done", "2", "安府办〔2017〕9号")] {
        let form = [
            ("form", "progress"),
            ("county", "510904"),
            ("kind", kind),
            ("seen", seen),
            ("words", words),
            ("on", "2017-05-11"),
        ];
        county.post(&format!("{task}/progress"), &form).await.is(303);
    }
    world.login("bureau").await.get(&format!("{task}?county=510904")).await.says("迟 8 个工作日");
}

/// The figures of 30 June are assessed: scored, reviewed, appealed, ranked and published.
async fn assessed(world: &World) -> String {
    world.on("2017-06-30");
    world.login("bureau").await.post("/workplan/figures", &[]).await.is(303);
    world.on("2017-07-03");
    let mut bureau = world.login("bureau").await;
    let round = bureau.post("/workplan/rounds", &[("template", "year"), ("day", "2017-06-30")]).await;
    let round = round.is(303).location.clone();
    let sheet = format!("{round}/510904");
    // Five of the county's twenty villages: 8 × 5 ÷ 20.
    bureau.get(&sheet).await.says("5，目标不低于 20").says("<b>2.00</b>").says("迟 8 个工作日");
    scored(world, &round).await;
    reviewed(world, &round).await;
    let appeal = [("do", "appeal"), ("one", "r.lead"), ("words", "六次纪要都在"), ("text", "六次会议纪要")];
    let mut county = world.login("county").await;
    upload(&mut county, &format!("{sheet}/appeal"), &appeal, None).await.is(303);
    world.on("2017-07-26");
    step(world, "bureau", &round, "rank").await.is(409).says("1 件申诉没有答复");
    let answer = [("do", "answer"), ("one", "r.lead"), ("points", "5"), ("answer", "补看两次，属实"), ("version", "1")];
    world.login("bureau").await.post(&format!("{sheet}/answer"), &answer).await.is(303);
    step(world, "bureau", &round, "rank").await.is(303);
    step(world, "bureau2", &round, "publish").await.is(303);
    round
}

#[tokio::test]
async fn a_plan_goes_its_whole_way_from_the_notice_to_the_printed_report() {
    for engine in each_database() {
        let world = World::new(engine).await;
        eighth(&world).await;
        issued(&world).await;
        let mut bureau = world.login("bureau").await;
        bureau.get("/workplan/board").await.says("计划还没有签收");
        world.login("county.cxgyy").await.post("/workplan/sign", &[]).await.is(303);
        bureau.get("/workplan").await.says("<b>8/8</b> 家签收");
        reported(&world).await;
        bureau.get("/workplan/board").await.says("5/20 村").says("<b>5</b><span>村已退出");
        let evidence = text(&world, "select evidence_id from workplan_reports").await;
        let paper = bureau.get(&format!("/workplan/evidence/{evidence}")).await;
        assert_eq!(paper.is(200).body, "五个村验收合格");
        supervised(&world).await;
        let round = assessed(&world).await;
        let id = round.rsplit('/').next().expect("an id");
        let mut county = world.login("county").await;
        county.get(&round).await.says("排名").says("安居区").says("整改清单");
        let first =
            text(&world, &format!("select county from workplan_sheets where round_id = '{id}' and place = 1")).await;
        assert_eq!(first, "510904", "who was reviewed best and reported stands first");
        let book = world.login("bureau").await.get("/workplan/progress.xlsx").await;
        let rows = sheets::read(&book.is(200).bytes).expect("a workbook").rows;
        let line = rows.iter().find(|row| row.get(3).is_some_and(|cell| cell == "贫困村退出")).expect("the line");
        assert_eq!(line[6..8], ["90", "5"]);
        let found = app::commands::examine(&world.house).await.expect("examined").findings;
        assert!(found.is_empty(), "{found:?}");
        world.end().await;
    }
}
