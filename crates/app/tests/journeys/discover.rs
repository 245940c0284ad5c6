//! 主动发现: what households declared is looked at again, and reaches those a policy was made for.

use crate::decision::step;
use crate::intake::{accept, as_pairs, household};
use testkit::{Client, Page, World, each_database};

const CLUES: &str = "/cases/clues";

/// Presses the button, and opens what was found.
pub async fn look(clerk: &mut Client) -> Page {
    let pressed = clerk.post(CLUES, &[]).await;
    pressed.is(303);
    clerk.get(&pressed.location).await
}

/// The first clue of a list.
pub fn first_clue(page: &Page) -> String {
    let rest = page.body.split("href=\"/cases/clues/").nth(1).expect("a clue");
    format!("{CLUES}/{}", rest.split('"').next().unwrap_or_default())
}

/// A household that earns too much for the standard of 2017 and too little for that of 2018.
async fn above_the_standard(clerk: &mut Client) -> String {
    let fields = household("10000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    let case = accept(clerk, &fields).await;
    step(clerk, &case, "withdraw", &[("why", "收入高于标准，本人撤回")]).await.is(303);
    case
}

#[tokio::test]
async fn a_raised_standard_finds_a_household_that_withdrew() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let mut clerk = world.login("clerk").await;
        clerk.get(CLUES).await.is(200).says("没有待告知的线索");
        look(&mut clerk).await.is(200).says("比对了 0 户，新发现 0 条");
        above_the_standard(&mut clerk).await;
        // Above the standard, below the line of 低保边缘: what dibao counted settles it without a question.
        let page = look(&mut clerk).await;
        page.is(200).says("比对了 1 户，新发现 1 条").says("低保边缘家庭认定").says("符合");

        world.on("2018-01-08");
        let mut clerk = world.login("clerk").await;
        let page = look(&mut clerk).await;
        page.is(200).says("新发现 1 条，1 条不再符合").says("王建国").says("最低生活保障").says("大约每月 81.67 元");
        look(&mut clerk).await.says("新发现 0 条，0 条不再符合");
        let clue = first_clue(&page);
        clerk.get(&clue).await.is(200).says("王建国户可能享受").says("81.67").says("不是决定");

        // The village tells them; the way must be said, and nothing typed is lost.
        let mut village = world.login("village").await;
        let version = village.get(&clue).await.field("version");
        let told = [("act", "informed"), ("version", version.as_str())];
        village.post(&clue, &told).await.is(422).says("请选怎样告知的");
        let no = [("act", "unneeded"), ("version", version.as_str()), ("reason", "本人放弃"), ("note", " ")];
        village.post(&clue, &no).await.is(422).says("请写了解到的情况");
        let way = [("act", "informed"), ("version", version.as_str()), ("way", "入户告知")];
        village.post(&clue, &way).await.is(303);
        // The second tab was open before.
        village.post(&clue, &way).await.is(409).says("有人办过");
        village.get(CLUES).await.is(200).says("条已告知还没申请");
        village.post(CLUES, &[]).await.is(403);

        // The clerk begins the application from the clue; taking it in answers the clue.
        let page = clerk.get(&clue).await;
        let (home, programme) = (page.field("household"), page.field("programme"));
        let path = clerk.post("/cases/new", &[("household", &home), ("programme", &programme)]).await.location;
        let draft = clerk.get(&path).await;
        draft.is(200).says("王建国");
        let fields = household("10000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
        let version = draft.field("version");
        let mut all = as_pairs(&fields);
        all.extend([("version", version.as_str()), ("act", "submit")]);
        clerk.post(&path, &all).await.is(303);
        clerk.get(&format!("{CLUES}?state=applied")).await.is(200).says("王建国").says("SL-510904-2018-00001");
        let late = clerk.post(&clue, &[("act", "informed"), ("version", "9"), ("way", "电话告知")]).await;
        late.is(409).says("已经是“已申请”");
        look(&mut clerk).await.says("新发现 0 条，0 条不再符合");
        world.end().await;
    }
}

#[tokio::test]
async fn what_no_longer_holds_is_let_go_and_what_was_answered_stays() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let case = above_the_standard(&mut world.login("clerk").await).await;
        world.on("2018-01-08");
        let mut clerk = world.login("clerk").await;
        let clue = first_clue(&look(&mut clerk).await);
        // A newer declaration with a higher income takes the clue away.
        let richer = household("14000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
        let again = accept(&mut clerk, &richer).await;
        assert_ne!(case, again);
        clerk.get(&clue).await.is(200).says("已申请");
        step(&mut clerk, &again, "withdraw", &[("why", "收入高于标准，本人撤回")]).await.is(303);
        look(&mut clerk).await.says("新发现 1 条").says("低保边缘家庭认定");

        // The application came to nothing; when the household is below the standard again, the clue waits again.
        world.on("2018-01-09");
        let mut clerk = world.login("clerk").await;
        let poorer = household("10000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
        let third = accept(&mut clerk, &poorer).await;
        step(&mut clerk, &third, "withdraw", &[("why", "想再考虑")]).await.is(303);
        look(&mut clerk).await.says("新发现 1 条");
        clerk.get(&clue).await.is(200).says("替这户开始申请");
        let version = clerk.get(&clue).await.field("version");
        let no = [("act", "unneeded"), ("version", &version), ("reason", "情况不符"), ("note", "1月8日窗口问过")];
        clerk.post(&clue, &no).await.is(303);

        // Another household's clue is refused by the household, and not proposed again.
        let fields = household("10000", ["19680412", "19720308", "19520308"], ["李大勇", "张玉珍", "李桂华"]);
        let poor = accept(&mut clerk, &fields).await;
        step(&mut clerk, &poor, "withdraw", &[("why", "想再考虑")]).await.is(303);
        let page = look(&mut clerk).await;
        page.is(200).says("李大勇").says("新发现 1 条");
        let clue = first_clue(&clerk.get(&format!("{CLUES}?programme=dibao")).await);
        let version = clerk.get(&clue).await.field("version");
        let no = [("act", "unneeded"), ("version", &version), ("reason", "本人放弃"), ("note", "1月8日电话里说的")];
        clerk.post(&clue, &no).await.is(303);
        clerk.get(&clue).await.is(200).says("本人放弃：1月8日电话里说的");
        look(&mut clerk).await.says("新发现 0 条，0 条不再符合");

        // Others: another township sees nothing, the county sees how the township stands, a cashier may not look.
        world.login("clerk.510904104").await.get(&clue).await.is(404);
        world.login("county").await.get(&format!("{CLUES}?state=unneeded")).await.is(200).says("李大勇");
        world.login("county").await.post(CLUES, &[]).await.is(403);
        world.login("cashier").await.get(CLUES).await.is(403);
        world.end().await;
    }
}

#[tokio::test]
async fn an_open_clue_lapses_when_the_household_is_above_the_standard_again() {
    for engine in each_database() {
        let world = World::new(engine).await;
        above_the_standard(&mut world.login("clerk").await).await;
        world.on("2018-01-08");
        let mut clerk = world.login("clerk").await;
        look(&mut clerk).await.says("新发现 1 条");
        // The clock of the house goes back in this test only: the standard of that day is the old one.
        world.on("2017-12-31");
        let mut clerk = world.login("clerk").await;
        look(&mut clerk).await.is(200).says("1 条不再符合");
        clerk.get(&format!("{CLUES}?state=lapsed")).await.is(200).says("不再符合").says("王建国");
        world.on("2018-01-08");
        let mut clerk = world.login("clerk").await;
        look(&mut clerk).await.is(200).says("新发现 1 条");
        world.end().await;
    }
}
