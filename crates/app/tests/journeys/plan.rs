//! The plan of a year: issued, signed for, shared out, handed in with evidence, let through level by level, shown on the
//! board, supervised; and what a hand changed is noticed.

use crate::intake::accept_usual;
use testkit::{Client, Page, World, each_database};

const VILLAGES: &str = "/workplan/indicators/h.villages";

/// A form with a file, as a browser sends it.
pub(crate) async fn upload(
    client: &mut Client,
    path: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &str)>,
) -> Page {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--B\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, text) = file.unwrap_or(("", ""));
    body.push_str(&format!(
        "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/plain\r\n\r\n{text}\r\n--B--\r\n"
    ));
    client.post_bytes(path, "multipart/form-data; boundary=B", body.into_bytes()).await
}

pub(crate) async fn text(world: &World, sql: &str) -> String {
    let mut tx = world.house.db.read().await.expect("a connection");
    tx.one(&db::Sql::new(sql)).await.expect("an answer").only().expect("text")
}

/// The bureau issues, everybody signs.
pub(crate) async fn issued(world: &World) {
    let mut bureau = world.login("bureau").await;
    bureau.post("/workplan/issue", &[]).await.is(303);
    let own = ["county", "county.510903", "county.510921", "county.510922", "county.510923"];
    for login in own.into_iter().chain(["county.gkq", "county.hdxq"]) {
        world.login(login).await.post("/workplan/sign", &[]).await.is(303);
    }
}

/// Sends the city's split of the villages.
async fn split_city(client: &mut Client, parts: [&str; 5], (seen, key): (&str, &str)) -> Page {
    let names = ["part.510903", "part.510904", "part.510921", "part.510922", "part.510923"];
    let mut fields: Vec<(&str, &str)> = names.into_iter().zip(parts).collect();
    fields.extend([("form", "split"), ("seen", seen), ("key", key), ("reason", "")]);
    client.post(&format!("{VILLAGES}/split"), &fields).await
}

/// The city's split, a county's own, a figure of a township let through by county and city.
pub(crate) async fn reported(world: &World) {
    let mut bureau = world.login("bureau").await;
    split_city(&mut bureau, ["20", "20", "20", "15", "15"], ("0", "k1")).await.is(303);
    let mut county = world.login("county").await;
    let townships =
        [("part.510904105", "12"), ("part.510904104", "8"), ("form", "split"), ("seen", "0"), ("key", "k2")];
    county.post(&format!("{VILLAGES}/split"), &townships).await.is(303);
    let split = text(world, "select id from workplan_splits where county = '510904'").await;
    let pass = [("verdict", "pass"), ("version", "1"), ("one", split.as_str())];
    bureau.post(&format!("/workplan/splits/{split}/decide"), &pass).await.is(303);
    let mut clerk = world.login("clerk").await;
    let fields = [("form", "report"), ("key", "k3"), ("value", "5"), ("as_of", "2017-05-08"), ("note", "验收文件附后")];
    upload(&mut clerk, &format!("{VILLAGES}/report"), &fields, Some(("验收.txt", "五个村验收合格"))).await.is(303);
    let report = text(world, "select id from workplan_reports where township = '510904105'").await;
    for (login, version) in [("county", "1"), ("bureau", "2")] {
        let fields = [("verdict", "pass"), ("version", version), ("one", report.as_str()), ("note", "属实")];
        world.login(login).await.post(&format!("/workplan/reports/{report}/check"), &fields).await.is(303);
    }
}

#[tokio::test]
async fn a_plan_is_issued_once_and_signed_for_by_its_addressees() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut county = world.login("county").await;
        county.post("/workplan/sign", &[]).await.is(409).says("还没有发布");
        let mut bureau = world.login("bureau").await;
        bureau.get("/workplan").await.is(200).says("还没有发布");
        issued(&world).await;
        bureau.post("/workplan/issue", &[]).await.is(409).says("已经在2017年5月9日发布过了");
        county.post("/workplan/sign", &[]).await.is(303);
        bureau.get("/workplan").await.says("<b>7/8</b> 家签收").says("农村最低生活保障制度兜底脱贫");
        assert_eq!(world.number("select count(*) from workplan_receipts").await, 7);
        world.login("clerk").await.post("/workplan/sign", &[]).await.is(403);
        world.end().await;
    }
}

#[tokio::test]
async fn targets_that_do_not_add_up_are_refused_and_every_split_stays() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut bureau = world.login("bureau").await;
        let wrong = split_city(&mut bureau, ["30", "20", "20", "15", "6"], ("0", "a")).await;
        wrong.is(422).says("加起来是 91个村（30＋20＋20＋15＋6），上级目标是 90个村，多了 1个村");
        assert_eq!(wrong.field("part.510903"), "30", "what was typed stays");
        split_city(&mut bureau, ["三十", "20", "20", "15", "6"], ("0", "a"))
            .await
            .is(422)
            .says("船山区：“三十”不是数值");
        split_city(&mut bureau, ["30", "20", "20", "15", "5"], ("0", "b")).await.is(303);
        split_city(&mut bureau, ["30", "20", "20", "15", "5"], ("0", "b")).await.is(303);
        assert_eq!(world.number("select count(*) from workplan_splits").await, 1, "twice is once");
        split_city(&mut bureau, ["29", "20", "20", "15", "6"], ("0", "c")).await.is(409).says("有别人办过");
        split_city(&mut bureau, ["29", "20", "20", "15", "6"], ("1", "d")).await.is(422).says("再改要写明原因");
        let mut county = world.login("county").await;
        let parts = [("part.510904105", "19"), ("form", "split"), ("seen", "0"), ("key", "e")];
        county.post(&format!("{VILLAGES}/split"), &parts).await.is(422).says("少了 1个村");
        let parts = [("part.510904105", "20"), ("form", "split"), ("seen", "0"), ("key", "f")];
        county.post(&format!("{VILLAGES}/split"), &parts).await.is(303);
        county.get(VILLAGES).await.says("待市局审定");
        let split = text(&world, "select id from workplan_splits where county = '510904'").await;
        let decide = format!("/workplan/splits/{split}/decide");
        let back = [("verdict", "return"), ("version", "1"), ("one", split.as_str()), ("note", "")];
        bureau.post(&decide, &back).await.is(422).says("退回要写明哪里不对");
        county.post(&decide, &[("verdict", "pass"), ("version", "1")]).await.is(403);
        bureau.post(&decide, &[("verdict", "pass"), ("version", "7")]).await.is(409);
        bureau.post(&decide, &[("verdict", "pass"), ("version", "1")]).await.is(303);
        county
            .get(VILLAGES)
            .await
            .says("已审定")
            .says("href=\"/workplan/indicators/h.villages?county=510904&amp;township=510904105\"");
        world.end().await;
    }
}

#[tokio::test]
async fn a_figure_needs_evidence_and_two_levels_and_stands_on_the_board() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut clerk = world.login("clerk").await;
        let path = format!("{VILLAGES}/report");
        let fields = |value: &'static str, as_of: &'static str| {
            [("form", "report"), ("key", "x"), ("value", value), ("as_of", as_of), ("note", "说明在此")]
        };
        let none = upload(&mut clerk, &path, &fields("5", "2017-05-08"), None).await;
        none.is(422).says("上报要有凭证").says("说明在此");
        let file = Some(("验收.txt", "合格"));
        upload(&mut clerk, &path, &fields("五个", "2017-05-08"), file).await.is(422).says("不是数值").says("说明在此");
        upload(&mut clerk, &path, &fields("5", "2017-05-10"), file).await.is(422).says("还没有到");
        upload(&mut clerk, &path, &fields("5", "2016-12-31"), file).await.is(422).says("日期应在");
        upload(&mut clerk, "/workplan/indicators/h.persons/report", &fields("5", "2017-05-08"), file)
            .await
            .is(403)
            .says("由别的单位报");
        reported(&world).await;
        upload(&mut clerk, &path, &[("form", "report"), ("key", "k3"), ("value", "5"), ("as_of", "2017-05-08")], file)
            .await
            .is(303);
        assert_eq!(world.number("select count(*) from workplan_reports").await, 1, "twice is once");
        let mut bureau = world.login("bureau").await;
        bureau.get("/workplan/board").await.is(200).says("5/20 村").says("县区排位").says("今天要盯");
        bureau.get(VILLAGES).await.says("现在 <b>5</b> 个村").says("完成 5.56%");
        let mut county = world.login("county").await;
        county.get(&format!("{VILLAGES}?county=510921")).await.says("安居区");
        let report = text(&world, "select id from workplan_reports").await;
        let check = format!("/workplan/reports/{report}/check");
        bureau.post(&check, &[("verdict", "pass"), ("version", "3")]).await.is(409).says("不用再审");
        let evidence = text(&world, "select evidence_id from workplan_reports").await;
        let paper = bureau.get(&format!("/workplan/evidence/{evidence}")).await;
        assert_eq!(paper.is(200).body, "五个村验收合格");
        for stranger in ["clerk.510904104", "county.510921"] {
            world.login(stranger).await.get(&format!("/workplan/evidence/{evidence}")).await.is(404);
        }
        world.end().await;
    }
}

#[tokio::test]
async fn nobody_lets_their_own_figure_through_and_a_returned_one_counts_nowhere() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut county = world.login("county").await;
        let fields = [("form", "report"), ("key", "m"), ("value", "9,999,999.99"), ("as_of", "2017-05-09")];
        let path = "/workplan/indicators/a4.money";
        upload(&mut county, &format!("{path}/report"), &fields, Some(("收据.txt", "收据"))).await.is(303);
        let report = text(&world, "select id from workplan_reports").await;
        let check = format!("/workplan/reports/{report}/check");
        county.post(&check, &[("verdict", "pass"), ("version", "1")]).await.is(403).says("还轮不到您这一级");
        let mut bureau = world.login("bureau").await;
        bureau.get("/workplan/reports").await.says("9999999.99").says("收据.txt");
        let fields = [("verdict", "return"), ("version", "1"), ("one", report.as_str()), ("note", "")];
        bureau.post(&check, &fields).await.is(422).says("退回要写明哪里不对");
        bureau.post(&check, &[("verdict", "pass"), ("version", "1")]).await.is(303);
        bureau.get(path).await.says("9,999,999.99").says("完成 100.00%");
        let page = bureau.get(path).await;
        assert!(!page.body.contains("\">达到<"), "one fen short is not met: {}", page.text());
        // The bureau's own figure needs a second person of the bureau.
        let fields = [("form", "report"), ("key", "n"), ("value", "25"), ("as_of", "2017-05-09")];
        let plans = "/workplan/indicators/a6.plans";
        upload(&mut bureau, &format!("{plans}/report"), &fields, Some(("名单.txt", "25户"))).await.is(303);
        let own = text(&world, "select id from workplan_reports where indicator = 'a6.plans'").await;
        let own_check = format!("/workplan/reports/{own}/check");
        bureau.post(&own_check, &[("verdict", "pass"), ("version", "1")]).await.is(403).says("不能由同一个人再审");
        let back = [("verdict", "return"), ("version", "1"), ("note", "缺3户")];
        world.login("bureau2").await.post(&own_check, &back).await.is(303);
        bureau.get(plans).await.says("还没有数").says("已退回").says("缺3户");
        world.end().await;
    }
}

/// The bureau supervises 安居区's overdue 联席会议制度.
pub(crate) async fn supervise(world: &World, due: &str) -> Page {
    let order = [("form", "supervise"), ("county", "510904"), ("seen", "0"), ("order", "请于五日内印发"), ("due", due)];
    world.login("bureau").await.post("/workplan/tasks/c2.rules/supervise", &order).await
}

#[tokio::test]
async fn an_overdue_task_is_supervised_in_sight_of_both_sides_and_stays_late() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut bureau = world.login("bureau").await;
        bureau.get("/workplan/board").await.says("联席会议制度 超 6 个工作日");
        let task = "/workplan/tasks/c2.rules";
        let order = [
            ("form", "supervise"),
            ("county", "510904"),
            ("seen", "0"),
            ("order", "请于五日内印发"),
            ("due", "2017-05-08"),
        ];
        bureau.post(&format!("{task}/supervise"), &order).await.is(422).says("已经过了").says("请于五日内印发");
        let order = [
            ("form", "supervise"),
            ("county", "510904"),
            ("seen", "0"),
            ("order", "请于五日内印发"),
            ("due", "2017-05-12"),
        ];
        bureau.post(&format!("{task}/supervise"), &order).await.is(303);
        bureau.post(&format!("{task}/supervise"), &order).await.is(409);
        bureau.get("/workplan/board").await.says("已督办，限5月12日回复");
        let mut county = world.login("county").await;
        county.get(task).await.says("请于五日内印发").says("已督办，限5月12日回复");
        county.get(&format!("{task}?county=510921")).await.is(404);
        let form = |kind: &'static str, seen: &'static str, words: &'static str, on: &'static str| {
            [("form", "progress"), ("county", "510904"), ("kind", kind), ("seen", seen), ("words", words), ("on", on)]
        };
        let post = format!("{task}/progress");
        county.post(&post, &form("answer", "0", "已报政府", "2017-05-09")).await.is(409);
        county.post(&post, &form("answer", "1", "", "2017-05-09")).await.is(422).says("请写明做了什么");
        county.post(&post, &form("answer", "1", "已报政府", "2017-05-09")).await.is(303);
        let done = form("done", "2", "安府办〔2017〕9号", "2017-05-09");
        world.login("county.510921").await.post(&post, &done).await.is(404);
        county.post(&post, &done).await.is(303);
        county.post(&post, &form("done", "3", "再来", "2017-05-09")).await.is(409).says("已经登记完成");
        bureau
            .get(&format!("{task}?county=510904"))
            .await
            .says("安府办〔2017〕9号")
            .says("迟 6 个工作日")
            .says("已报政府");
        world.on("2017-12-31");
        let mut bureau = world.login("bureau").await;
        bureau.get(&format!("{task}?county=510904")).await.says("迟 6 个工作日");
        world.end().await;
    }
}

#[tokio::test]
async fn two_visits_in_one_month_do_not_replace_another() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        world.on("2017-07-10");
        let mut bureau = world.login("bureau").await;
        let duty = "/workplan/duties/a6.erhuanggou";
        let visit = |on: &'static str, key: &'static str| {
            [
                ("key", key),
                ("on", on),
                ("place", "二黄沟村"),
                ("people", "社会救助科"),
                ("words", "走访25户"),
                ("text", ""),
            ]
        };
        let post = format!("{duty}/visits");
        upload(&mut bureau, &post, &visit("2017-07-11", "a"), None).await.is(422).says("还没有到").says("走访25户");
        for (on, key) in [("2017-04-20", "b"), ("2017-06-08", "c"), ("2017-06-29", "d")] {
            upload(&mut bureau, &post, &visit(on, key), Some(("照片.txt", "照片"))).await.is(303);
        }
        bureau.get(duty).await.says("共 9 期，已完成 <b>2</b> 期").says("这一期还没有");
        bureau.get("/workplan/items/A6").await.says("缺 1 期");
        bureau.get("/workplan/board").await.says("项周期责任有缺");
        bureau.get("/workplan/tasks").await.says("每月到二黄沟村一次");
        world.login("county").await.post(&post, &[]).await.is(403);
        world.end().await;
    }
}

#[tokio::test]
async fn what_a_hand_changed_is_noticed_and_counts_nowhere() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        reported(&world).await;
        let clean = app::commands::examine(&world.house).await.expect("examined");
        assert!(clean.findings.is_empty(), "{:?}", clean.findings);
        let evidence = text(&world, "select evidence_id from workplan_reports").await;
        world.tamper("update workplan_evidence set digest = 'abc'").await;
        let mut bureau = world.login("bureau").await;
        bureau.get(&format!("/workplan/evidence/{evidence}")).await.is(409).says("与上报时的不一样");
        world.tamper("update workplan_reports set value = '90'").await;
        bureau.get("/workplan/board").await.says("记录校验不符，没有计入").says("0/20 村");
        let found = app::commands::examine(&world.house).await.expect("examined").findings;
        let said: Vec<&str> = found.iter().map(|finding| finding.what.as_str()).collect();
        assert!(said.iter().any(|what| what.contains("workplan_evidence")), "{said:?}");
        assert!(said.iter().any(|what| what.contains("workplan_reports")), "{said:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn computed_figures_equal_sql_open_to_their_rows_and_a_day_stays() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await;
        let mut bureau = world.login("bureau").await;
        bureau.post("/workplan/figures", &[]).await.is(303);
        let complete = "/workplan/indicators/a1.complete";
        let missing = world.number("select count(*) from registry_persons where phone_sealed is null").await;
        assert!(missing > 0);
        bureau.get(complete).await.says(&format!("明细 {missing} 行"));
        let rows = bureau.get(&format!("{complete}/rows")).await;
        assert_eq!(i64::try_from(rows.is(200).body.matches("缺电话").count()).expect("small"), missing);
        for secret in ["王建国", "李秀英", "王秀兰"] {
            assert!(!rows.body.contains(secret), "a name is on the list");
        }
        bureau.get("/workplan/indicators/a1.standard").await.says("现在 <b>5</b> 个县").says("达到");
        let open = bureau.get("/workplan/indicators/c1.decided/rows").await;
        open.is(200).says(&case);
        world.login("county.510921").await.get(&format!("{complete}/rows?county=510904")).await.says("没有。");
        // The next year's spring: what was taken that day is still that day's.
        world.on("2017-06-30");
        let mut bureau = world.login("bureau").await;
        let overdue = "/workplan/indicators/a1.in_time";
        bureau.get(overdue).await.says("现在 <b>0</b> 件").says("取数时间 2017年5月9日");
        bureau.post("/workplan/figures", &[]).await.is(303);
        bureau.get(overdue).await.says("现在 <b>1</b> 件").says("落后");
        let kept = "select count(*) from workplan_snapshots where day = '2017-05-09' and figure = 'cases.overdue/dibao' and top = 1";
        assert_eq!(world.number(kept).await, 0, "May stays as it was");
        world.end().await;
    }
}

#[tokio::test]
async fn the_progress_of_a_county_leaves_as_a_workbook_with_its_own_numbers_only() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        reported(&world).await;
        let book = |bytes: &[u8]| -> Vec<Vec<String>> { sheets::read(bytes).expect("a workbook").rows };
        let whole = book(&world.login("bureau").await.get("/workplan/progress.xlsx").await.is(200).bytes);
        let line = |rows: &[Vec<String>], what: &str| -> Vec<String> {
            rows.iter().find(|row| row.get(3).is_some_and(|cell| cell == what)).expect("the line").clone()
        };
        assert_eq!(line(&whole, "贫困村退出")[6..8], ["90", "5"]);
        let tasks = |rows: &[Vec<String>]| rows.iter().filter(|row| row[3] == "以政府名义建立联席会议制度").count();
        assert_eq!(tasks(&whole), 8);
        let own = book(&world.login("county").await.get("/workplan/progress.xlsx").await.is(200).bytes);
        assert_eq!(line(&own, "贫困村退出")[6..8], ["20", "5"]);
        assert_eq!(tasks(&own), 1);
        let other = book(&world.login("county.510921").await.get("/workplan/progress.xlsx").await.is(200).bytes);
        assert_eq!(line(&other, "贫困村退出")[6..8], ["20", ""]);
        world.end().await;
    }
}

#[tokio::test]
async fn every_leader_counts_for_themselves_in_every_half_year() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        world.on("2017-06-20");
        let mut bureau = world.login("bureau").await;
        let duty = "/workplan/duties/a6.leaders";
        let post = format!("{duty}/visits");
        let visit = |key: &'static str, leaders: &[&'static str]| {
            let mut fields = vec![
                ("key", key),
                ("on", "2017-06-19"),
                ("place", "二黄沟村"),
                ("people", "局领导"),
                ("words", "看项目进度"),
                ("text", ""),
            ];
            fields.extend(leaders.iter().map(|leader| ("leader", *leader)));
            fields
        };
        upload(&mut bureau, &post, &visit("a", &[]), None).await.is(422).says("请勾选去了的领导").says("看项目进度");
        upload(&mut bureau, &post, &visit("b", &["nobody"]), None).await.is(422).says("没有“nobody”这位领导");
        upload(&mut bureau, &post, &visit("c", &["assistance", "welfare", "village"]), None).await.is(303);
        bureau.get(duty).await.says("已完成 <b>0</b> 期").says("局领导（分管社会事务）").says("这一期还没有");
        upload(&mut bureau, &post, &visit("d", &["affairs", "affairs"]), None).await.is(303);
        upload(&mut bureau, &post, &visit("d", &["affairs"]), None).await.is(303);
        bureau.get(duty).await.says("已完成 <b>1</b> 期");
        assert_eq!(world.number("select count(*) from workplan_visit_leaders").await, 4, "each once");
        bureau.get("/workplan/tasks").await.says("局领导班子成员每半年到联系村调研指导1次");
        world.end().await;
    }
}

#[tokio::test]
async fn a_village_shows_what_is_behind_its_numbers_and_only_to_those_above_it() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut clerk = world.login("clerk").await;
        accept_usual(&mut clerk).await;
        let village = text(&world, "select village from cases_applications").await;
        let mut bureau = world.login("bureau").await;
        let missing = format!(
            "select count(*) from registry_persons where village = '{village}' and (id_sealed is null or phone_sealed is null) \
             and died_on is null and merged_into is null"
        );
        let missing = world.number(&missing).await;
        assert!(missing > 0);
        let page = bureau.get(&format!("/workplan/villages/{village}")).await;
        page.is(200).says("登记在册、没有销户的 <b>1</b> 户").says(&format!("{missing} 行"));
        let rows = format!("/workplan/indicators/a1.complete/rows?county=510904&township=510904105&village={village}");
        assert!(page.body.contains(&rows.replace('&', "&amp;")), "{}", page.body);
        let rows = bureau.get(&rows).await;
        assert_eq!(i64::try_from(rows.is(200).body.matches("data-l=\"编号\"").count()).expect("small"), missing);
        assert!(!page.body.contains("王建国") && !rows.body.contains("王建国"), "a name is on the page");
        bureau.get("/workplan/villages/510904105215").await.says("每月到二黄沟村一次").says("计划 2017 年退出贫困村");
        let township = "/workplan/indicators/h.villages?county=510904&township=510904105";
        bureau.get(township).await.says(&format!("/workplan/villages/{village}"));
        clerk.get(&format!("/workplan/villages/{village}")).await.is(200);
        for stranger in ["clerk.510904104", "county.510921"] {
            world.login(stranger).await.get(&format!("/workplan/villages/{village}")).await.is(404);
        }
        for wrong in ["510904105000", "510904105999", "x"] {
            bureau.get(&format!("/workplan/villages/{wrong}")).await.is(404);
        }
        world.end().await;
    }
}

#[tokio::test]
async fn a_live_board_loads_itself_in_turns_and_stops_when_it_is_asked_to() {
    let world = World::new(testkit::Engine::Sqlite).await;
    issued(&world).await;
    let mut bureau = world.login("bureau").await;
    let refresh = |page: &Page| page.headers.iter().find(|(name, _)| name == "refresh").map(|(_, value)| value.clone());
    let still = bureau.get("/workplan/board").await;
    still.is(200).says("href=\"/workplan/board?live=1\"").says("牵头工作");
    assert_eq!(refresh(&still), None);
    let live = bureau.get("/workplan/board?live=1").await;
    live.says("自动刷新开着").says("href=\"/workplan/board\"").says("暂停");
    assert_eq!(refresh(&live).as_deref(), Some("60; url=/workplan/board?which=rest&live=1"));
    let other = bureau.get("/workplan/board?which=rest&live=1").await;
    other.says("参与和自身工作").says("href=\"/workplan/board?which=rest\"");
    assert_eq!(refresh(&other).as_deref(), Some("60; url=/workplan/board?live=1"));
    world.end().await;
}
