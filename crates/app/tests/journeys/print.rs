//! 文书 as PDF: receipt, one-time notice, public notice and both decisions; before they exist, a sentence says so.

use crate::decision::{ripen, step};
use crate::intake::{accept, accept_usual, household};
use testkit::{Page, World};

fn is_pdf(page: &Page) {
    page.is(200);
    assert!(page.bytes.starts_with(b"%PDF-"), "{} bytes that are no PDF", page.bytes.len());
    assert!(page.bytes.len() > 5_000, "{} bytes", page.bytes.len());
    let kind = page.headers.iter().find(|(name, _)| name == "content-type");
    assert_eq!(kind.map(|(_, value)| value.as_str()), Some("application/pdf"));
}

#[tokio::test]
async fn every_letter_of_a_case_prints_as_pdf() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut clerk = world.login("clerk").await;
    let case = accept_usual(&mut clerk).await;
    let richer = household("9900", ["19680505", "19700606", "19480707"], ["赵国富", "钱玉珍", "孙桂芳"]);
    let other = accept(&mut clerk, &richer).await;
    is_pdf(&clerk.get(&format!("{case}/receipt.pdf")).await);
    clerk.get(&format!("{case}/decision.pdf")).await.is(409).says("还没有作出决定");
    clerk.get(&format!("{case}/notice.pdf")).await.is(409).says("还没有张榜公示");
    clerk.get(&format!("{case}/correction.pdf")).await.is(409).says("没有告知过补正");
    step(&mut clerk, &other, "correct", &[("missing", "残疾人证\n诊断证明")]).await.is(303);
    is_pdf(&clerk.get(&format!("{other}/correction.pdf")).await);
    step(&mut clerk, &other, "corrected", &[]).await.is(303);
    ripen(&world, &case).await;
    world.on("2017-05-09");
    ripen(&world, &other).await;
    let mut clerk = world.login("clerk").await;
    is_pdf(&clerk.get(&format!("{case}/notice.pdf")).await);
    let mut approver = world.login("approver").await;
    step(&mut approver, &case, "decision", &[("opinion", "approve"), ("not_kin", "1")]).await.is(303);
    let refuse = [("opinion", "refuse"), ("not_kin", "1"), ("reason", "人均收入不低于标准")];
    step(&mut approver, &other, "decision", &refuse).await.is(303);
    for decided in [&case, &other] {
        let page = approver.get(&format!("{decided}/decision.pdf")).await;
        is_pdf(&page);
        if let Ok(folder) = std::env::var("DOUDI_KEEP_LETTERS") {
            let name = decided.trim_start_matches("/cases/");
            std::fs::write(format!("{folder}/{name}.pdf"), &page.bytes).expect("kept");
        }
    }
    world.end().await;
}
