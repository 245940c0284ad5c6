//! Reports: the month as an official document, the pack of a meeting, the state of the policies, and statistics that show
//! nobody.

use crate::intake::accept_usual;
use crate::plan::{issued, reported};
use testkit::{World, each_database};

#[tokio::test]
async fn the_months_report_is_written_from_the_figures_and_reads_the_same_later() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        reported(&world).await;
        let task = "/workplan/tasks/c2.rules?county=510904";
        let mut bureau = world.login("bureau").await;
        let seen = bureau.get(task).await.field("seen");
        let words = [("county", "510904"), ("order", "请于本周内印发"), ("due", "2017-05-12"), ("seen", seen.as_str())];
        bureau.post("/workplan/tasks/c2.rules/supervise", &words).await.is(303);
        let path = "/reports/progress?period=2017-05";
        let page = bureau.get(path).await;
        page.is(200)
            .says("遂宁市民政局文件")
            .says("关于2017年5月份工作进展情况的报告")
            .says("遂宁市人民政府：")
            .says("截至2017年5月9日")
            .says("已达到5个村")
            .says("8家应完成，已完成0家；超期8家：")
            .says("安居区：以政府名义建立联席会议制度，限2017年5月12日回复，还没有回复。")
            .says("本月发出督办1件，收到回复0件。")
            .says("抓紧补办“以政府名义建立联席会议制度”");
        let as_before = |page: &testkit::Page| {
            let from = page.body.find("<article").expect("the report");
            page.body[from..].split("</article>").next().expect("its end").to_owned()
        };
        let of_april = as_before(bureau.get("/reports/progress?period=2017-04").await.says("已达到").is(200));
        assert!(!of_april.contains("督办1件"), "what happened in May is not in the report of April");
        // A county sees its own, whatever it asks for; a township sees none.
        let mut county = world.login("county").await;
        county.get("/reports/progress").await.is(200).says("遂宁市安居区民政局文件").says("位。");
        county.get("/reports/progress?county=510903").await.is(404);
        bureau.get("/reports/progress?county=510903").await.is(200).says("遂宁市船山区民政局文件");
        bureau.get("/reports/progress?county=510999").await.is(404);
        world.login("clerk").await.get("/reports/progress").await.is(403);
        county.get("/reports/pack").await.is(403);
        bureau.get("/reports/progress?period=2017-06").await.is(409).says("还没有开始");
        bureau.get("/reports/progress?period=May").await.is(422).says("月报写 2017-05");
        // The report of a month reads the same when it is printed in the next one, after more has happened.
        world.on("2017-05-31");
        let mut bureau = world.login("bureau").await;
        let at_the_end = as_before(&bureau.get(path).await);
        world.on("2017-06-12");
        let mut county = world.login("county").await;
        let seen = county.get(task).await.field("seen");
        let done = [
            ("county", "510904"),
            ("kind", "done"),
            ("on", "2017-05-20"),
            ("words", "已印发"),
            ("seen", seen.as_str()),
        ];
        county.post("/workplan/tasks/c2.rules/progress", &done).await.is(303);
        let mut bureau = world.login("bureau").await;
        assert_eq!(as_before(&bureau.get(path).await), at_the_end);
        let now = bureau.get("/reports/progress?period=2017-06").await;
        now.says("8家应完成，已完成1家").says("收到回复");
        world.end().await;
    }
}

/// The pages of a PDF, as its page tree counts them.
#[cfg(feature = "pdf")]
fn pages_of(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let counts = text
        .split("/Count ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()));
    counts.max().expect("a page tree")
}

#[tokio::test]
async fn report_and_pack_leave_as_document_and_workbook() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        reported(&world).await;
        let mut bureau = world.login("bureau").await;
        let sheet = bureau.get("/reports/progress.xlsx?period=2017-05").await;
        sheet.is(200);
        let table = sheets::read(&sheet.bytes).expect("a workbook");
        let (name, value) = (table.column("内容").expect("a column"), table.column("已达到").expect("a column"));
        let row = table.rows.iter().find(|row| row[name].contains("贫困村")).expect("the villages");
        assert_eq!(row[value], "5");
        let pack = bureau.get("/reports/pack?period=2017-05").await;
        pack.is(200)
            .says("会议议程")
            .says("材料二　各项工作进度")
            .says("材料三　超期任务和督办")
            .says("材料四　要盯的事");
        pack.says("联席会议制度 超 6 个工作日").says("材料五　“五个一”").says("材料六　下一步工作").lacks("附件一");
        // The annexes come when they are asked for, with everything.
        let full = bureau.get("/reports/pack?period=2017-05&annexes=1").await;
        full.is(200).says("材料六　下一步工作").says("附件一　各项工作进展").says("附件二　县（区）政策库状况");
        full.says("附件三之8　创新园区工作进展").says("/reports/pack.pdf?period=2017-05&amp;annexes=1").says("checked");
        #[cfg(feature = "pdf")]
        for path in ["progress.pdf?number=遂民报〔2017〕3号&signer=某某", "pack.pdf?period=2017-Q2"] {
            let pdf =
                bureau.get(&format!("/reports/{}", path.replace('〔', "%E3%80%94").replace('〕', "%E3%80%95"))).await;
            pdf.is(200);
            assert!(pdf.bytes.starts_with(b"%PDF-1."), "{path}");
            // A meeting reads no more than this.
            let pages = pages_of(&pdf.bytes);
            assert!((1..=25).contains(&pages), "{path}: {pages} pages");
        }
        assert!(world.number("select count(*) from db_audit where action = 'reports.progress'").await >= 1);
        world.end().await;
    }
}

#[tokio::test]
async fn the_state_of_the_policies_names_what_is_assumed_and_what_was_not_issued() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut bureau = world.login("bureau").await;
        let page = bureau.get("/reports/library").await;
        page.is(200).says("农村低保标准").says("待确认").says("留守儿童联席会议制度").says("个工作日").says("创新园区");
        bureau.get("/reports/library?county=510904").await.is(200).says("安居区");
        let mut county = world.login("county").await;
        county.get("/reports/library").await.is(200).says("安居区");
        county.get("/reports/library?county=510903").await.is(404);
        let seen = county.get("/workplan/tasks/c2.rules?county=510904").await.field("seen");
        let done = [
            ("county", "510904"),
            ("kind", "done"),
            ("on", "2017-04-28"),
            ("words", "已印发"),
            ("seen", seen.as_str()),
        ];
        county.post("/workplan/tasks/c2.rules/progress", &done).await.is(303);
        county.get("/reports/library").await.says("2017-04-28");
        world.end().await;
    }
}

/// Copies the only case into as many households.
async fn copies(world: &World, township: &str, outcome: &str, from: usize, many: usize) {
    for n in from..from + many {
        let insert = format!(
            "insert into cases_applications (id, number, programme, regime, county, township, village, team, household_id, \
             applicant_id, applicant_name, persons, accepted_on, state, step, step_since, next_action, declared_sealed, \
             kin_of_staff, drawn, supervised, accepted_by, verified_by, closed_on, version, created_ms) \
             select '{n}', '{n}', programme, regime, county, '{township}', village, team, 'h{n}', applicant_id, '', persons, \
             accepted_on, '{outcome}', step, step_since, next_action, declared_sealed, kin_of_staff, drawn, supervised, \
             accepted_by, verified_by, accepted_on, version, created_ms from cases_applications where length(id) > 10"
        );
        assert_eq!(world.tamper(&insert).await, 1);
    }
}

#[tokio::test]
async fn statistics_equal_the_tables_and_show_nobody() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        accept_usual(&mut clerk).await;
        // Besides that case of 保石镇: 7 more there, 2 in another township, 20 in a third.
        copies(&world, "510904105", "refused", 0, 7).await;
        copies(&world, "510904104", "refused", 100, 2).await;
        copies(&world, "510904103", "refused", 200, 20).await;
        let mut bureau = world.login("bureau").await;
        let page = bureau.get("/reports/pivot?rows=township&columns=outcome&measure=cases").await;
        page.is(200).says("&lt;5").says("＊");
        let total = world.number("select count(*) from cases_applications").await;
        page.says(&format!("<b>{total}</b>"));
        // 2 of a township must not be the difference of a total and the others.
        assert!(!page.body.contains("<td class=\"num\">2</td>") && !page.body.contains("<b>2</b>"));
        for personal in ["王建国", "510904197", "138000"] {
            assert!(!page.body.contains(personal), "{personal}");
        }
        for rows in ["county", "programme", "month", "sex", "age", "hukou", "outcome", "township"] {
            for measure in ["cases", "awards", "persons", "yuan"] {
                let columns = if rows == "county" { "programme" } else { "county" };
                let status =
                    bureau.get(&format!("/reports/pivot?rows={rows}&columns={columns}&measure={measure}")).await.status;
                let expected = if rows == "outcome" && measure != "cases" { 422 } else { 200 };
                assert_eq!(status.as_u16(), expected, "{rows} {measure}");
            }
        }
        bureau.get("/reports/pivot?rows=name&columns=county").await.is(422).says("没有“name”这个字段");
        bureau.get("/reports/pivot?rows=county&columns=county").await.is(422).says("不同的字段");
        bureau.get("/reports/pivot?from=2017-05&to=2017-01").await.is(422).says("不能早于");
        bureau.get("/reports/pivot?from=2010-01&to=2017-05").await.is(422).says("24个月");
        // Another county has nothing of it, and the workbook holds back the same cells.
        let mut other = world.login("county.510903").await;
        other.get("/reports/pivot?rows=township&columns=outcome").await.is(200).says("没有数");
        world.login("clerk").await.get("/reports/pivot").await.is(403);
        let sheet = bureau.get("/reports/pivot.xlsx?rows=township&columns=outcome&measure=cases").await;
        let table = sheets::read(&sheet.bytes).expect("a workbook");
        let cells: Vec<&str> = table.rows.iter().flatten().map(String::as_str).collect();
        assert!(cells.contains(&"<5") && cells.contains(&"＊") && !cells.contains(&"2"), "{cells:?}");
        world.end().await;
    }
}
