//! One household, several programmes: what was granted is known at the next application, and what does not go together
//! is shown to whoever decides.

use crate::decision::{ripen, step};
use crate::intake::accept_usual;
use testkit::{World, each_database};

#[tokio::test]
async fn what_was_granted_is_known_at_the_next_application_and_what_clashes_is_shown() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        let case = accept_usual(&mut clerk).await;
        ripen(&world, &case).await;
        let mut approver = world.login("approver").await;
        step(&mut approver, &case, "decision", &[("opinion", "approve"), ("not_kin", "1")]).await.is(303);
        let mut clerk = world.login("clerk").await;
        let page = clerk.get(&case).await;
        // The household is offered every other programme.
        page.is(200).says("还能享受什么").says("残疾人两项补贴");
        let household = page.field("household");
        let path = clerk.post("/cases/new", &[("programme", "canbu"), ("household", &household)]).await.location;
        let form = clerk.get(&path).await;
        form.is(200).says("残疾人两项补贴").says("王建国");
        let known = form.body.split("name=\"f.成员.0.享受低保\"").find(|rest| rest.starts_with(" value=\"是\""));
        assert!(
            known.is_some_and(|tag| tag.split('>').next().is_some_and(|tag| tag.contains("checked"))),
            "{}",
            form.body
        );
        // The destitute are not granted dibao as well: the case page says so.
        let path = clerk.post("/cases/new", &[("programme", "tekun"), ("household", &household)]).await.location;
        let version = clerk.get(&path).await.field("version");
        let accepted = [
            ("version", version.as_str()),
            ("act", "submit"),
            ("village", crate::intake::VILLAGE),
            ("team", "3组"),
            ("hukou", "rural"),
            ("m.0.name", "王建国"),
            ("m.0.id", &testkit::id_number("19690412", true)),
            ("account_kind", "card"),
            ("bank", "农村信用社"),
            ("account", "4111111111111111"),
            ("consent", "1"),
            ("promise", "1"),
        ];
        let done = clerk.post(&path, &accepted).await;
        done.is(303);
        clerk.get(&done.location).await.is(200).says("这户还享受别的待遇").says("特困供养和低保同一个人不能同时享受");
        world.end().await;
    }
}
