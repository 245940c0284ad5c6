//! The board of the sample city in spring and at the end of the year: every number equals SQL that is written here on its
//! own, and opens to exactly as many rows.

use crate::plan::text;
use app::commands::examine;
use testkit::{Client, World, each_database};
use workplan::Quantity;

/// How two numbers become what a page shows.
#[derive(Clone, Copy)]
enum Shape {
    Count,
    Yuan,
    Percent,
    YuanEach,
}

/// A computed figure: what stands above and below, and the rows it opens to. `{c}` is the county or township, `{d}` the
/// day, `{m}` its month, `{y}` the first day of its year.
struct Computed {
    indicator: &'static str,
    shape: Shape,
    top: &'static str,
    bottom: &'static str,
    rows: &'static str,
}

const AWARDS: &str = "from payments_awards where programme = 'dibao' and '{m}' >= first_month \
                      and '{m}' <= coalesce(last_month, '9999-12'){c}";
const FIGURES: &[Computed] = &[
    Computed {
        indicator: "a1.complete",
        shape: Shape::Percent,
        top: "select count(id_sealed) from registry_persons where not (died_on is not null or merged_into is not null \
              or phone_sealed is null){c}",
        bottom: "select count(*) from registry_persons where coalesce(died_on, merged_into) is null{c}",
        rows: "select count(*) from registry_persons where coalesce(died_on, merged_into) is null \
               and not (id_sealed is not null and phone_sealed is not null){c}",
    },
    Computed {
        indicator: "a1.in_time",
        shape: Shape::Count,
        top: "select count(*) from cases_applications where programme = 'dibao' and state = 'waiting' \
              and coalesce(due_on, '9999-12-31') < '{d}'{c}",
        bottom: "",
        rows: "select count(*) from cases_applications where programme = 'dibao' and state = 'waiting' \
               and coalesce(due_on, '9999-12-31') < '{d}'{c}",
    },
    Computed {
        indicator: "a1.persons",
        shape: Shape::Count,
        top: "select cast(coalesce(sum(persons), 0) as bigint) {awards}",
        bottom: "",
        rows: "select count(*) {awards}",
    },
    Computed {
        indicator: "a1.households",
        shape: Shape::Count,
        top: "select count(*) from (select household_id {awards} group by household_id) found",
        bottom: "",
        rows: "select count(*) {awards}",
    },
    Computed {
        indicator: "a1.outlay",
        shape: Shape::Yuan,
        top: "select cast(coalesce(sum(case when state = 'arrived' then amount_fen else 0 end), 0) as bigint) \
              from payments_lines where programme = 'dibao' and month = '{m}'{c}",
        bottom: "",
        rows: "select count(case when state = 'arrived' then 1 end) from payments_lines where programme = 'dibao' \
               and month = '{m}'{c}",
    },
    Computed {
        indicator: "a1.average",
        shape: Shape::YuanEach,
        top: "select cast(coalesce(sum(amount_fen), 0) as bigint) from payments_lines where kind = 'regular' \
              and state not in ('held', 'returned', 'unknown', 'absent', 'void') and programme = 'dibao' \
              and month = '{m}'{c}",
        bottom: "select cast(coalesce(sum((select a.persons from payments_awards a where a.id = award_id)), 0) as bigint) \
                 from payments_lines where kind = 'regular' and state in ('arrived', 'listed') and programme = 'dibao' \
                 and month = '{m}'{c}",
        rows: "select count(*) from payments_lines where kind = 'regular' and state in ('arrived', 'listed') \
               and programme = 'dibao' and month = '{m}'{c}",
    },
    Computed {
        indicator: "a1.coverage",
        shape: Shape::Percent,
        top: "select cast(coalesce(sum(persons), 0) as bigint) {awards}",
        bottom: "select count(case when hukou = 'rural' then 1 end) from registry_persons \
                 where coalesce(died_on, merged_into) is null{c}",
        rows: "select count(*) {awards}",
    },
    Computed {
        indicator: "c1.decided",
        shape: Shape::Percent,
        top: "select count(closed_on) from cases_applications where accepted_on between '{y}' and '{d}'{c}",
        bottom: "select count(*) from cases_applications where accepted_on between '{y}' and '{d}'{c}",
        rows: "select count(*) - count(closed_on) from cases_applications where accepted_on between '{y}' and '{d}'{c}",
    },
];

const PLACES: [&str; 9] = ["", "510903", "510904", "510921", "510922", "510923", "GKQ", "HDXQ", "510904105"];

async fn ask(world: &World, sql: &str, place: &str, day: &str) -> i64 {
    let within = match place.len() {
        0 => String::new(),
        9 => format!(" and township = '{place}'"),
        _ => format!(" and county = '{place}'"),
    };
    let sql = sql.replace("{awards}", AWARDS).replace("{c}", &within).replace("{d}", day);
    world.number(&sql.replace("{m}", &day[..7]).replace("{y}", &format!("{}-01-01", &day[..4]))).await
}

fn shown(shape: Shape, top: i64, bottom: i64) -> String {
    let value = match shape {
        Shape::Count => Quantity::fraction(top, 1),
        Shape::Yuan => Quantity::fraction(top, 100),
        Shape::Percent => Quantity::fraction(top, bottom).and_then(|value| value.share(100, 1)),
        Shape::YuanEach => Quantity::fraction(top, bottom).and_then(|value| value.share(1, 100)),
    };
    value.map_or_else(|| "—".to_owned(), Quantity::shown)
}

fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    page.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}

/// The computed value of the first row of an indicator's page, and how many rows it says it opens to.
fn said(page: &str) -> (String, Option<i64>) {
    let cell = between(page, "data-l=\"系统数\">", "</td>");
    let value = if cell.starts_with("<a ") { between(cell, "\">", "<") } else { cell };
    (value.to_owned(), between(cell, "明细 ", " 行").parse().ok())
}

/// Walks through all pages of the rows behind a number.
async fn opened(client: &mut Client, path: &str) -> i64 {
    let (mut path, mut count) = (path.to_owned(), 0);
    loop {
        let page = client.get(&path).await;
        page.is(200);
        count += page.body.matches("data-l=\"编号\"").count();
        let next =
            page.body.split("href=\"").find(|rest| rest.split('"').next().is_some_and(|href| href.contains("after=")));
        let Some(next) = next.and_then(|rest| rest.split('"').next()) else { break };
        path = next.replace("&amp;", "&");
    }
    i64::try_from(count).expect("small")
}

async fn computed_figures(world: &World, bureau: &mut Client, day: &str) {
    let mut with_rows = 0;
    for figure in FIGURES {
        for place in PLACES {
            let query = match place.len() {
                0 => String::new(),
                9 => format!("?county=510904&township={place}"),
                _ => format!("?county={place}"),
            };
            let top = ask(world, figure.top, place, day).await;
            let bottom = if figure.bottom.is_empty() { 0 } else { ask(world, figure.bottom, place, day).await };
            let rows = ask(world, figure.rows, place, day).await;
            let path = format!("/workplan/indicators/{}", figure.indicator);
            let page = bureau.get(&format!("{path}{query}")).await;
            let (value, number) = said(&page.is(200).body);
            let which = format!("{} of “{place}” on {day}", figure.indicator);
            assert_eq!(value, shown(figure.shape, top, bottom), "{which}");
            assert!(number.is_none_or(|number| number == rows), "{which}: {number:?} of {rows}");
            assert_eq!(opened(bureau, &format!("{path}/rows{query}")).await, rows, "{which}: rows");
            with_rows += i64::from(rows > 0);
        }
    }
    assert!(with_rows > 30, "only {with_rows} figures have rows: the city is too empty to show anything");
}

/// What was let through last for each township, by a query of its own.
fn reported(indicator: &str, within: &str) -> String {
    format!(
        "select cast(coalesce(sum(cast(value as integer)), 0) as bigint) from workplan_reports r where state = 'approved' \
         and indicator = '{indicator}'{within} and not exists (select 1 from workplan_reports n where n.state = 'approved' \
         and n.indicator = r.indicator and n.county = r.county and n.township = r.township and n.as_of > r.as_of)"
    )
}

async fn the_board(world: &World, bureau: &mut Client, day: &str) {
    let board = bureau.get("/workplan/board").await;
    let body = &board.is(200).body;
    let villages = world.number(&reported("h.villages", "")).await;
    assert!(villages > 20);
    let (done, left) = (format!("<b>{villages}</b><span>村已退出"), format!("\">{}</b><span>村在攻坚", 90 - villages));
    assert!(body.contains(&done) && body.contains(&left), "{}", board.text());
    let persons = world.number(&reported("h.persons", "")).await;
    assert!(body.contains(&format!("<b>{}</b>人", Quantity::whole(persons).shown())), "{persons}: {}", board.text());
    for (county, target) in [("510903", 7), ("510904", 17), ("510921", 25), ("510922", 26), ("510923", 15)] {
        let own = world.number(&reported("h.villages", &format!(" and county = '{county}'"))).await;
        let cell = format!("county={county}\">");
        let row = between(body, &cell, "</tr>");
        assert!(row.contains(&format!(">{own}/{target}<")), "{county} {own}/{target}: {row}");
        let dots = body.matches("class=\"v-done\"").count();
        assert_eq!(dots, usize::try_from(villages).expect("small") + 1, "a dot a village, and the legend");
        // The number opens to the townships it is of.
        let page = bureau.get(&format!("/workplan/indicators/h.villages?county={county}")).await;
        assert!(page.body.contains(&format!("现在 <b>{own}</b> 个村")), "{county}: {}", page.text());
        let mut sum = 0;
        for row in page.body.split("<tr>").filter(|row| row.contains("township=")) {
            sum += between(row, "data-l=\"上报数\">", "<").parse::<i64>().unwrap_or(0);
        }
        assert_eq!(sum, own, "the townships of {county}");
    }
    let late = world
        .number(&format!(
            "select 8 - count(*) from workplan_entries where task = 'c2.rules' and kind = 'done' and on_day <= '{day}'"
        ))
        .await;
    let lit = bureau.get("/workplan/tasks?light=red&task=c2.rules").await;
    assert_eq!(i64::try_from(lit.body.matches("/workplan/tasks/c2.rules?county=").count()).expect("small"), late);
    assert!(day < "2017-06" || late == 1, "only the unit that has no office is late at the end: {late}");
    let visits = world.number("select count(*) from workplan_visits where duty = 'a6.meeting'").await;
    let duty = bureau.get("/workplan/duties/a6.meeting").await;
    duty.says(&format!("已完成 <b>{visits}</b> 期"));
}

#[tokio::test]
async fn the_numbers_of_the_sample_city_are_those_of_the_data_and_open_to_their_rows() {
    for engine in each_database() {
        for day in ["2017-05-09", "2017-12-31"] {
            let world = World::new(engine).await;
            world.on(day);
            let options = sample_city::Options { persons: 2_000, seed: 2017, tell: |_| {} };
            sample_city::make(&world.house, &options).await.expect("a city");
            let catalogue = app::catalogue().expect("the plans load");
            let plan = catalogue.plan_on(world.house.now().day()).expect("a plan");
            sample_city::work(&world.house, &catalogue, plan, 2017).await.expect("it is worked on");
            let mut bureau = world.login("bureau").await;
            bureau.post("/workplan/figures", &[]).await.is(303);
            computed_figures(&world, &mut bureau, day).await;
            the_board(&world, &mut bureau, day).await;
            tampered(&world, &mut bureau).await;
            world.end().await;
        }
    }
}

/// A file that was put in the place of another is noticed: on its page and by the examination.
async fn tampered(world: &World, bureau: &mut Client) {
    let clean = examine(&world.house).await.expect("examined").findings;
    assert!(clean.is_empty(), "{clean:?}");
    let id = text(world, "select max(evidence_id) from workplan_reports where indicator = 'h.villages'").await;
    let swap = format!(
        "update workplan_evidence set content_sealed = (select o.content_sealed from workplan_evidence o \
         where o.id <> '{id}' order by o.id limit 1) where id = '{id}'"
    );
    assert_eq!(world.tamper(&swap).await, 1);
    bureau.get(&format!("/workplan/evidence/{id}")).await.is(409);
    let found = examine(&world.house).await.expect("examined").findings;
    let place = format!("workplan_evidence/{id}");
    assert!(found.iter().any(|finding| finding.what.contains(&place)), "{found:?}");
}
