//! Messages: a notice goes down and its receipts come back; what happens is told; the day's list and the plan's reminders
//! come once.

use crate::decision::step;
use crate::intake::accept_usual;
use crate::plan::{issued, reported, supervise, text, upload};
use testkit::{Client, World, each_database};

/// The unread messages of a post, as the page's bell says and as the rows do.
async fn unread(client: &mut Client) -> i64 {
    let body = client.get("/messages").await.is(200).body.clone();
    let Some((_, rest)) = body.split_once("<sup>") else { return 0 };
    rest.split('<').next().expect("a number").trim_end_matches('+').parse().expect("a number")
}

/// What every post has kept beside it is what its rows say.
async fn counted(world: &World) {
    let wrong = "select count(*) from access_posts p where p.unread <> (select count(*) from messages_deliveries d \
                 where d.post_id = p.id and d.read_ms is null)";
    assert_eq!(world.number(wrong).await, 0);
}

/// The path of the message that somebody's list shows under such a title.
async fn titled(client: &mut Client, kind: &str, words: &str) -> String {
    let page = client.get(&format!("/messages?which=all&kind={kind}")).await;
    let body = &page.is(200).says(words).body;
    let (before, _) = body.split_once(words).expect("the title");
    let (_, link) = before.rsplit_once("href=\"").expect("its link");
    link.split('"').next().expect("its end").to_owned()
}

/// A notice of the bureau to every county; answers its path.
pub(crate) async fn noticed(world: &World) -> String {
    let mut bureau = world.login("bureau").await;
    let form = bureau.get("/messages/new").await.is(200).field("form");
    let words = "请各县（区）、园区于 6 月 9 日前把五月份的数报齐。\n没有数的写明原因。";
    let fields = [("form", form.as_str()), ("title", "报五月份的数"), ("words", words), ("role", "county")];
    let sent = bureau.post("/messages/new", &fields).await.is(303).location.clone();
    app::remind_once(&world.house).await.expect("reminded");
    sent.trim_end_matches("#receipts").to_owned()
}

#[tokio::test]
async fn a_notice_goes_down_once_and_its_receipts_come_back() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut bureau = world.login("bureau").await;
        let form = bureau.get("/messages/new").await.is(200).field("form");
        let to = [("role", "county"), ("role", "approver"), ("place", "510904")];
        let send = |title: &'static str, words: &'static str, to: &[(&'static str, &'static str)]| {
            let mut fields = vec![("form", ""), ("title", title), ("words", words), ("urgent", "1")];
            fields.extend_from_slice(to);
            fields
        };
        let with = |mut fields: Vec<(&'static str, &'static str)>| {
            fields.remove(0);
            let mut owned: Vec<(String, String)> = vec![("form".to_owned(), form.clone())];
            owned.extend(fields.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())));
            owned
        };
        let wrong = [
            (send("", "明天报数", &to), "请写标题"),
            (send("报数", "", &to), "请写通知的内容"),
            (send("报数", "打 13800000000 找我", &to), "不能带这些号码"),
            (send("报数", "明天报数", &[]), "请选择发给哪些岗位"),
            (send("报数", "明天报数", &[("role", "county"), ("place", "510999")]), "没有人在这些岗位上"),
        ];
        for (fields, says) in wrong {
            let owned = with(fields);
            let fields: Vec<(&str, &str)> = owned.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let page = bureau.post("/messages/new", &fields).await;
            page.is(422).says(says);
            // What was typed is still there, and so is the form's own token.
            assert_eq!(page.field("form"), form);
        }
        let owned = with(send("报数", "明天上午报五月的数。\n下午开会。", &to));
        let fields: Vec<(&str, &str)> = owned.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let first = bureau.post("/messages/new", &fields).await.is(303).location.clone();
        let again = bureau.post("/messages/new", &fields).await.is(303).location.clone();
        assert_eq!(first, again, "pressed twice, sent once");
        assert_eq!(world.number("select count(*) from messages_messages").await, 1);
        let path = first.trim_end_matches("#receipts").to_owned();
        bureau.get(&path).await.is(200).says("送达 <b>3</b> 人，已读 <b>0</b> 人").says("未读");
        let mut county = world.login("county").await;
        assert_eq!(unread(&mut county).await, 1);
        county.get("/messages").await.says("报数").says("紧急").says("遂宁市民政局");
        county.get(&path).await.is(200).says("明天上午报五月的数").says("都读过了").lacks("已读回执");
        assert_eq!(unread(&mut county).await, 0);
        county.get(&path).await.is(200);
        let seen = "select count(*) from db_audit where action = 'messages.view'";
        assert_eq!(world.number(seen).await, 1, "the first opening is the receipt");
        bureau.get(&path).await.says("已读 <b>1</b> 人");
        bureau.get("/messages/sent").await.is(200).says("报数");
        for other in ["county.510903", "clerk", "cashier"] {
            world.login(other).await.get(&path).await.is(404);
        }
        // The system's administrator sits in the bureau's office, and sees no data.
        world.login("system").await.get(&path).await.is(403);
        world.login("clerk").await.get("/messages/new").await.is(403);
        world.login("clerk").await.post("/messages/new", &fields).await.is(403);
        // A county writes to its own townships only.
        let mut own = world.login("county").await;
        let page = own.get("/messages/new").await;
        page.is(200).says("安居区保石镇").lacks("蓬溪县").lacks("市局</label>");
        let form = page.field("form");
        let up = [("form", form.as_str()), ("title", "请示"), ("words", "请批"), ("role", "bureau")];
        own.post("/messages/new", &up).await.is(422).says("没有人在这些岗位上");
        counted(&world).await;
        world.end().await;
    }
}

#[tokio::test]
async fn many_are_marked_together_but_urgent_ones_are_opened_one_by_one() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut bureau = world.login("bureau").await;
        for (title, urgent) in [("一", ""), ("二", ""), ("急", "1")] {
            let form = bureau.get("/messages/new").await.is(200).field("form");
            let fields =
                [("form", form.as_str()), ("title", title), ("words", "内容"), ("role", "county"), ("urgent", urgent)];
            bureau.post("/messages/new", &fields).await.is(303);
        }
        let mut county = world.login("county").await;
        assert_eq!(unread(&mut county).await, 3);
        let ids = text(&world, "select id from messages_messages where title = '一'").await;
        let others = text(&world, "select id from messages_messages where title = '二'").await;
        let urgent = text(&world, "select id from messages_messages where title = '急'").await;
        let all = format!("{ids} {others} {urgent} {ids}");
        let mark = [("ids", all.as_str()), ("back", "/messages?which=unread&kind=")];
        let seen = county.post("/messages/read", &mark).await.is(303).location.clone();
        county.get(&seen).await.is(200).says("2 条标为已读").says("<sup>1</sup>");
        assert_eq!(unread(&mut county).await, 1);
        county.post("/messages/read", &[("ids", "nothing"), ("back", "/cases")]).await.is(404);
        // Somebody else's message is not marked.
        let mut clerk = world.login("clerk").await;
        clerk.post("/messages/read", &mark).await.is(303);
        assert_eq!(world.number("select count(*) from messages_deliveries where read_ms is not null").await, 2);
        counted(&world).await;
        world.end().await;
    }
}

/// Supervises a task of the county that is overdue; the county answers.
async fn supervised(world: &World) {
    let task = "/workplan/tasks/c2.rules";
    supervise(world, "2017-05-12").await.is(303);
    let mut county = world.login("county").await;
    let task_of = format!("{task}?county=510904");
    world.login("bureau").await.get(&task_of).await.says("通知 3 人，已读 0 人");
    let path = titled(&mut county, "supervision", "督办：").await;
    county.get(&path).await.is(200).says("限5月12日前回复").says(&format!("{task}?county=510904")).lacks("五日内印发");
    let answer = [
        ("form", "progress"),
        ("county", "510904"),
        ("kind", "answer"),
        ("seen", "1"),
        ("words", "已报政府审定"),
        ("on", "2017-05-09"),
    ];
    county.post(&format!("{task}/progress"), &answer).await.is(303);
    let mut bureau = world.login("bureau").await;
    bureau.get(&task_of).await.says("通知 3 人，已读 1 人");
    let path = titled(&mut bureau, "supervision", "安居区回复了督办").await;
    bureau.get(&path).await.is(200).says("安居区回复了督办");
}

#[tokio::test]
async fn what_happens_is_told_to_those_it_concerns() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut county = world.login("county").await;
        let path = titled(&mut county, "plan", "请签收").await;
        county.get(&path).await.is(200).says("请签收").says("href=\"/workplan\"");
        let mut bureau = world.login("bureau").await;
        bureau.get("/messages/sent").await.says("请签收");
        reported(&world).await;
        let path = titled(&mut county, "plan", "目标分解已审定").await;
        county.get(&path).await.is(200).says("目标分解已审定：贫困村退出");
        // A second figure is sent back: its township is told, not why in so many words.
        let mut clerk = world.login("clerk").await;
        let fields = [("form", "report"), ("key", "k9"), ("value", "6"), ("as_of", "2017-05-09"), ("note", "再报")];
        upload(&mut clerk, "/workplan/indicators/h.villages/report", &fields, Some(("a.txt", "六个村"))).await.is(303);
        let report = text(&world, "select id from workplan_reports where value = '6'").await;
        let back = [("verdict", "return"), ("version", "1"), ("one", report.as_str()), ("note", "附件看不清")];
        county.post(&format!("/workplan/reports/{report}/check"), &back).await.is(303);
        let path = titled(&mut clerk, "plan", "上报被退回").await;
        clerk.get(&path).await.is(200).says("上报被退回：贫困村退出").lacks("附件看不清");
        supervised(&world).await;
        let case = accept_usual(&mut clerk).await;
        step(&mut county, &case, "supervise", &[("words", "快办")]).await.is(303);
        let path = titled(&mut clerk, "supervision", "督办：SL").await;
        clerk.get(&path).await.is(200).says("督办：SL-510904-2017-00001").says(&case).lacks("快办");
        let told = world.number("select count(*) from messages_messages where kind = 'supervision'").await;
        assert_eq!(told, 3);
        // Of two townships with a share of the target one is told no more than that, and one without is told nothing.
        let mut sharer = world.login("verifier.510904104").await;
        let path = titled(&mut sharer, "plan", "目标下达：贫困村退出").await;
        assert_eq!(unread(&mut sharer).await, 1);
        sharer.get(&path).await.is(200).says("要重签").says("href=\"/workplan/indicators/h.villages\"");
        assert_eq!(unread(&mut world.login("verifier.510904102").await).await, 0);
        titled(&mut county, "plan", "目标下达：贫困村退出").await;
        counted(&world).await;
        world.end().await;
    }
}

#[tokio::test]
async fn a_decision_and_returned_money_are_told_to_the_township() {
    for engine in each_database() {
        let world = World::new(engine).await;
        crate::money::two_households(&world).await;
        let mut clerk = world.login("clerk").await;
        let path = titled(&mut clerk, "case", "批准：").await;
        clerk.get(&path).await.is(200).says("最低生活保障批准：SL-510904-2017-0000").says("请打印决定书送达");
        world.on("2017-06-05");
        let mut cashier = world.login("cashier").await;
        let run = crate::money::draft(&mut cashier, "2017-06", "regular").await;
        let order = crate::money::send(&world, &run, "2", "900.00").await;
        let mut cashier = world.login("cashier").await;
        let judge = |line: usize| if line == 0 { ("00", "") } else { ("03", "账号不存在") };
        let table = crate::money::answer(&order, judge);
        crate::money::import(&mut cashier, &run, &table).await.is(303);
        let mut clerk = world.login("clerk").await;
        let path = titled(&mut clerk, "payment", "退汇 1 笔").await;
        clerk.get(&path).await.is(200).says("退汇 1 笔").says("请找本人核对账号");
        let case = text(&world, "select id from cases_applications where number = 'SL-510904-2017-00001'").await;
        let stop = [("last_month", "2017-06"), ("reason", "收入超过标准，本人已知情")];
        let mut approver = world.login("approver").await;
        step(&mut approver, &format!("/cases/{case}"), "stop", &stop).await.is(303);
        let path = titled(&mut clerk, "case", "停发：SL-510904-2017-00001").await;
        clerk.get(&path).await.is(200).says("当面讲清理由").lacks("收入超过标准");
        crate::money::import(&mut cashier, &run, &table).await.is(303);
        let told = world.number("select count(*) from messages_messages where kind = 'payment'").await;
        assert_eq!(told, 1, "the same file again tells nothing; whoever brought it in knows");
        counted(&world).await;
        world.end().await;
    }
}

#[tokio::test]
async fn the_days_list_comes_once_on_working_days_with_the_plans_reminders() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut clerk = world.login("clerk").await;
        accept_usual(&mut clerk).await;
        let house = &world.house;
        // c2.rules is due on 28 April: 6 working days ago on 9 May.
        world.at(7, 0);
        assert_eq!(app::remind_once(house).await.expect("asked"), app::Reminded::default(), "too early");
        world.at(8, 0);
        let (one, two) = tokio::join!(app::remind_once(house), app::remind_once(house));
        let (one, two) = (one.expect("asked"), two.expect("asked"));
        assert!(one.digests + two.digests > 0 && one.reminders + two.reminders > 0, "{one:?} {two:?}");
        let doubled = "select count(*) from (select d.post_id from messages_deliveries d join messages_messages m on \
                       m.id = d.message_id where m.kind = 'digest' group by d.post_id having count(*) > 1) x";
        assert_eq!(world.number(doubled).await, 0, "one list a post");
        world.at(11, 0);
        assert_eq!(app::remind_once(house).await.expect("asked"), app::Reminded::default(), "once a day");
        let mut clerk = world.login("clerk").await;
        let path = titled(&mut clerk, "digest", "5月9日提要").await;
        clerk.get(&path).await.is(200).says("5月9日提要").says("待办共 1 件");
        let mut county = world.login("county").await;
        let path = titled(&mut county, "task", "超期").await;
        county.get(&path).await.is(200).says("联席会议制度：超 6 个工作日").says("tasks/c2.rules?county=510904");
        let mut leader = world.login("approver").await;
        let path = titled(&mut leader, "task", "超期").await;
        leader.get(&path).await.is(200).says("项任务超期 5 个工作日以上");
        // Who has not signed for the plan is reminded from the day after on.
        world.tamper("delete from workplan_receipts where county = '510921'").await;
        // On a Saturday nobody is told anything.
        world.on("2017-05-13");
        assert_eq!(app::remind_once(house).await.expect("asked"), app::Reminded::default());
        world.on("2017-05-10");
        assert!(app::remind_once(house).await.expect("asked").reminders > 0, "daily when overdue");
        let mut other = world.login("county.510921").await;
        let path = titled(&mut other, "task", "项超期").await;
        other.get(&path).await.is(200).says("年度计划5月9日发布，还没有签收");
        assert_eq!(world.number("select count(*) from messages_deliveries where role = 'auditor'").await, 0);
        counted(&world).await;
        world.end().await;
    }
}

#[tokio::test]
async fn a_signed_change_and_each_stage_of_an_assessment_are_told() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut bureau = world.login("bureau").await;
        let change = crate::standard::propose(&mut bureau, "3600", "20170701").await;
        assert_eq!(world.number("select count(*) from messages_messages").await, 0, "a proposal is no change yet");
        crate::standard::sign(&mut world.login("bureau2").await, &change).await.is(303);
        let mut clerk = world.login("clerk").await;
        let path = titled(&mut clerk, "policy", "“农村低保标准”从2017年7月1日起调整").await;
        clerk.get(&path).await.is(200).says(&format!("href=\"{change}\""));
        let everywhere =
            "select count(*) from messages_deliveries where kind = 'policy' and role in ('clerk', 'verifier')";
        let posts = "select count(*) from access_posts where role in ('clerk', 'verifier')";
        assert_eq!(world.number(everywhere).await, world.number(posts).await);
        let round = crate::assess::opened(&world).await;
        crate::assess::scored(&world, &round).await;
        crate::assess::reviewed(&world, &round).await;
        crate::assess::published(&world, &round).await;
        let mut county = world.login("county").await;
        for title in ["开始自评", "开始评审", "已反馈，有异议的", "已公布结果"] {
            let path = titled(&mut county, "assessment", title).await;
            county.get(&path).await.is(200).says(&format!("href=\"{round}\""));
        }
        // What must be put right stands in the county's list of the day; past its day it is late.
        app::remind_once(&world.house).await.expect("reminded");
        let open = "select count(*) from workplan_remedies where county = '510904' and done_by is null";
        let open = world.number(open).await;
        assert!(open > 0, "something is to be put right");
        let path = titled(&mut county, "digest", "提要").await;
        county.get(&path).await.is(200).says(&format!("{open} 项整改要报结果"));
        world.on("2017-12-29");
        app::remind_once(&world.house).await.expect("reminded");
        let mut county = world.login("county").await;
        let path = titled(&mut county, "digest", "12月29日提要").await;
        county.get(&path).await.is(200).says(&format!("{open} 项整改过期没有报结果"));
        counted(&world).await;
        world.end().await;
    }
}
