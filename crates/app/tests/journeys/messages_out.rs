//! Outside of the system: a text message or e-mail leaves once, without any number in its text; what cannot be sent is
//! given up in the sight of the system's administrator, and sent again.

use crate::plan::{issued, supervise};
use ::messages::Channel;
use ::messages::actions::{Carried, carry_once};
use ::messages::carrier::{Carrier, FileCarrier, NotCarried, Parcel};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use testkit::{World, each_database};

const MOBILE: &str = "13900000999";
const MAIL: &str = "shiren@example.cn";

/// Remembers what it was given, and fails as long as it is told to.
#[derive(Default)]
struct Gate {
    fails: bool,
    given: Mutex<Vec<Parcel>>,
}

impl Carrier for Gate {
    fn carry(&self, parcel: &Parcel) -> Result<(), NotCarried> {
        if self.fails {
            return Err("网关没有应答".to_owned());
        }
        self.given.lock().expect("the list").push(parcel.clone());
        Ok(())
    }

    fn serves(&self, channel: Channel) -> bool {
        matches!(channel, Channel::Sms | Channel::Mail)
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect()
}

async fn wants(world: &World, login: &str, fields: &[(&str, &str)]) {
    world.login(login).await.post("/messages/me", fields).await.is(303);
}

/// A minute later, milliseconds.
fn later(world: &World, minutes: i64) {
    world.clock.set(world.house.now().plus_millis(minutes * 60_000));
}

#[tokio::test]
async fn a_number_is_checked_sealed_and_shown_to_nobody() {
    for engine in each_database() {
        let world = World::with_a_way_out(engine).await;
        let mut county = world.login("county").await;
        let set = |channel: &'static str, to: &'static str| [("channel", channel), (channel, to), ("act", "set")];
        county.post("/messages/me", &set("sms", "1390000")).await.is(422).says("手机号应是 11 位数字").says("1390000");
        county.post("/messages/me", &set("sms", "")).await.is(422).says("请填写要发到哪里");
        county.post("/messages/me", &set("mail", "shiren@@x")).await.is(422).says("邮箱地址应像");
        county.post("/messages/me", &set("post", "x")).await.is(404);
        county.post("/messages/me", &set("sms", "139 0000 0999")).await.is(303);
        county.post("/messages/me", &set("mail", MAIL)).await.is(303);
        county.get("/messages/me").await.is(200).says("139****0999").says("s***@example.cn").lacks(MOBILE).lacks(MAIL);
        world.login("clerk").await.get("/messages/me").await.is(200).lacks("0999");
        let mut tx = world.house.db.read().await.expect("a connection");
        let rows = tx.all(&db::Sql::new("select address_sealed from messages_addresses")).await.expect("rows");
        drop(tx);
        assert_eq!(rows.len(), 2);
        for row in &rows {
            let sealed: Vec<u8> = row.only().expect("bytes");
            let holds = |plain: &str| sealed.windows(plain.len()).any(|part| part == plain.as_bytes());
            assert!(!holds(MOBILE) && !holds(MAIL) && sealed.len() > MOBILE.len(), "sealed");
        }
        let log = format!("select count(*) from db_audit where detail like '%{MOBILE}%' or object like '%{MOBILE}%'");
        assert_eq!(world.number(&log).await, 0);
        county.post("/messages/me", &[("channel", "sms"), ("act", "off")]).await.is(303);
        county.get("/messages/me").await.lacks("0999").says("s***@example.cn");
        world.end().await;
        let closed = World::new(engine).await;
        let mut county = closed.login("county").await;
        county.get("/messages/me").await.is(200).says("还没有接短信和邮件网关");
        county.post("/messages/me", &set("sms", MOBILE)).await.is(422).says("没有接短信和邮件网关");
        closed.end().await;
    }
}

#[tokio::test]
async fn what_is_urgent_leaves_once_and_holds_no_number() {
    for engine in each_database() {
        let world = World::with_a_way_out(engine).await;
        wants(&world, "county", &[("channel", "sms"), ("sms", MOBILE), ("sms-wants", "urgent"), ("act", "set")]).await;
        wants(&world, "approver", &[("channel", "mail"), ("mail", MAIL), ("mail-wants", "all"), ("act", "set")]).await;
        issued(&world).await;
        supervise(&world, "2017-05-31").await.is(303);
        let folder = world.house.settings.outgoing.clone().expect("a folder");
        let carrier: Arc<dyn Carrier> = Arc::new(FileCarrier::open(&folder).expect("a carrier"));
        // Two senders at once: each letter is sent by one of them.
        let (one, two) = tokio::join!(carry_once(&world.house, &carrier), carry_once(&world.house, &carrier));
        let sent = one.expect("sent").sent + two.expect("sent").sent;
        assert_eq!(sent, 4, "the plan and the supervision, to two people");
        let new = folder.join("new");
        assert_eq!(files(&new).len(), 4);
        let texts: Vec<String> =
            files(&new).iter().map(|file| std::fs::read_to_string(file).expect("a text")).collect();
        let supervision = texts.iter().find(|text| text.contains("督办") && text.contains(MOBILE)).expect("a message");
        assert!(supervision.contains("【遂宁市民政局】督办："), "{supervision}");
        assert!(!supervision.contains("五日内印发"), "no free words leave: {supervision}");
        assert_eq!(carry_once(&world.house, &carrier).await.expect("asked"), Carried::default());
        // What a sender had in its hands when it died is tried again, and is not written a second time.
        world.tamper("update db_outbox set state = 'waiting', done_ms = null where topic = 'messages.sms'").await;
        std::fs::rename(&files(&new)[0], folder.join("taken").join(files(&new)[0].file_name().expect("a name")))
            .expect("taken");
        later(&world, 2);
        assert_eq!(carry_once(&world.house, &carrier).await.expect("asked").sent, 2);
        assert_eq!(files(&new).len() + files(&folder.join("taken")).len(), 4);
        // The day's list is not urgent: only the one who wants everything is sent it.
        crate::intake::accept_usual(&mut world.login("clerk").await).await;
        world.tamper("update cases_applications set next_action = 'cases.approve'").await;
        app::remind_once(&world.house).await.expect("reminded");
        let gate = Arc::new(Gate::default());
        let carrier: Arc<dyn Carrier> = gate.clone();
        carry_once(&world.house, &carrier).await.expect("sent");
        let given = gate.given.lock().expect("the list").clone();
        assert!(given.iter().any(|parcel| parcel.to == MAIL && parcel.subject.contains("提要")), "{given:?}");
        assert!(!given.iter().any(|parcel| parcel.to == MOBILE && parcel.text.contains("提要")), "{given:?}");
        let found = app::commands::examine(&world.house).await.expect("examined").findings;
        assert!(found.is_empty(), "{found:?}");
        world.end().await;
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_given_up_in_sight_and_sent_again() {
    for engine in each_database() {
        let world = World::with_a_way_out(engine).await;
        wants(&world, "county", &[("channel", "sms"), ("sms", MOBILE), ("sms-wants", "urgent"), ("act", "set")]).await;
        issued(&world).await;
        let closed: Arc<dyn Carrier> = Arc::new(Gate { fails: true, ..Gate::default() });
        let first = carry_once(&world.house, &closed).await.expect("tried");
        assert_eq!(first, Carried { put_off: 1, ..Carried::default() });
        assert_eq!(carry_once(&world.house, &closed).await.expect("tried"), Carried::default(), "not at once again");
        for _ in 0..6 {
            later(&world, 61);
            assert_eq!(carry_once(&world.house, &closed).await.expect("tried").put_off, 1);
        }
        later(&world, 61);
        assert_eq!(carry_once(&world.house, &closed).await.expect("tried").dead, 1);
        let mut system = world.login("system").await;
        let page = system.get("/access/outbox").await;
        page.is(200).says("网关没有应答").says("重发").lacks(MOBILE).lacks("请签收");
        world.login("county").await.get("/access/outbox").await.is(403);
        let id = crate::plan::text(&world, "select id from db_outbox where state = 'dead'").await;
        system.post("/access/outbox", &[("id", &id)]).await.is(303);
        system.post("/access/outbox", &[("id", &id)]).await.is(409).says("不在发不出去的里面");
        let gate = Arc::new(Gate::default());
        let open: Arc<dyn Carrier> = gate.clone();
        assert_eq!(carry_once(&world.house, &open).await.expect("sent").sent, 1);
        let given = gate.given.lock().expect("the list").clone();
        assert_eq!((given.len(), given[0].to.as_str()), (1, MOBILE));
        // Who no longer wants it is not sent what still waited.
        supervise(&world, "2017-05-31").await.is(303);
        world.login("county").await.post("/messages/me", &[("channel", "sms"), ("act", "off")]).await.is(303);
        carry_once(&world.house, &open).await.expect("asked");
        assert_eq!(gate.given.lock().expect("the list").len(), 1);
        world.end().await;
    }
}
