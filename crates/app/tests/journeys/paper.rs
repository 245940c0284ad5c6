//! Paper: the wall board is one sheet, on A3 and on A0.

use crate::browser::{Browser, Scripts, is_wanted};
use fantoccini::wd::{PrintConfiguration, PrintMargins, PrintSize};
use testkit::World;

/// Sheets of a PDF of the browser; it writes its page objects in clear.
fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

async fn printed(browser: &Browser, path: &str, width: f64, height: f64, margin: f64) -> usize {
    browser.open(path).await;
    let paper = PrintConfiguration::builder()
        .size(PrintSize { width, height })
        .margins(PrintMargins { top: margin, bottom: margin, left: margin, right: margin })
        .background(true)
        .shrink_to_fit(false)
        .build()
        .expect("a paper");
    sheets(&browser.client.print(paper).await.expect("it prints"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_of_a_worked_year_is_one_sheet_on_a3_and_on_a0() {
    if !is_wanted() {
        return;
    }
    let world = World::new(testkit::Engine::Sqlite).await;
    let options = sample_city::Options { persons: 2_000, seed: 2017, tell: |_| {} };
    sample_city::make(&world.house, &options).await.expect("a city");
    let catalogue = app::catalogue().expect("the plans load");
    let plan = catalogue.plan_on(world.house.now().day()).expect("a plan");
    sample_city::work(&world.house, &catalogue, plan, 2017).await.expect("it is worked on");
    world.login("bureau").await.post("/workplan/figures", &[]).await.is(303);
    let browser = Browser::start(&world, Scripts::On, 1366, 768).await;
    browser.login("bureau").await;
    assert_eq!(printed(&browser, "/workplan/board", 42.0, 29.7, 1.0).await, 1, "A3");
    assert_eq!(printed(&browser, "/workplan/board?which=rest", 42.0, 29.7, 1.0).await, 1, "A3, the rest");
    assert_eq!(printed(&browser, "/workplan/board?paper=a0", 118.9, 84.1, 2.8).await, 1, "A0");
    // What is long takes more: the count can say no.
    let report = printed(&browser, "/reports/progress", 21.0, 29.7, 1.0).await;
    assert!(report > 5, "the report on A4: {report}");
    browser.end().await;
    world.end().await;
}
