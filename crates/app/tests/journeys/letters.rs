//! 目标责任书: composed from the splits in force, printed, signed, kept once a version, to be signed anew when a target
//! changes; a letter without targets or of another county is refused.

use crate::plan::{issued, reported, text, upload};
use testkit::{Client, Page, World, each_database};

const OWN: &str = "/workplan/letters/510904";
const TOWN: &str = "/workplan/letters/510904105";
const VILLAGES: &str = "/workplan/indicators/h.villages";

/// Stores a scan of the letter a page shows.
async fn keep(client: &mut Client, path: &str, (on, key): (&str, &str), file: Option<(&str, &str)>) -> Page {
    let seen = client.get(path).await.field("seen");
    upload(client, &format!("{path}/signed"), &[("key", key), ("seen", &seen), ("on", on)], file).await
}

const SCAN: Option<(&str, &str)> = Some(("责任书.pdf", "%PDF-1.7 signed"));

/// Wrong forms say what to do, and keep what was typed.
async fn wrong_forms(world: &World, county: &mut Client) {
    keep(county, OWN, ("五月九日", "c"), SCAN).await.is(422).says("五月九日");
    keep(county, OWN, ("2017-05-10", "c"), SCAN).await.is(422).says("还没有到");
    keep(county, OWN, ("2017-05-08", "c"), SCAN).await.is(422).says("日期应在");
    keep(county, OWN, ("2017-05-09", "c"), None).await.is(422).says("请选择签字盖章以后的扫描件");
    let words = Some(("责任书.txt", "签好了"));
    keep(county, OWN, ("2017-05-09", "c"), words).await.is(422).says("PDF、JPG 或 PNG");
    let large = format!("%PDF-{}", "x".repeat(2 * 1024 * 1024));
    keep(county, OWN, ("2017-05-09", "c"), Some(("大.pdf", &large))).await.is(422).says("不能超过2MB");
    let larger = "x".repeat(4 * 1024 * 1024);
    keep(county, OWN, ("2017-05-09", "c"), Some(("更大.pdf", &larger))).await.is(422).says("超过2MB");
    assert_eq!(world.number("select count(*) from workplan_letters").await, 0);
}

#[tokio::test]
async fn a_letter_says_the_targets_in_force_and_is_kept_once_for_them() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut bureau = world.login("bureau").await;
        let mut county = world.login("county").await;
        // Nothing is shared out yet: there is nothing to print or sign.
        county.get(OWN).await.is(200).says("目标还没有分解").lacks("存签好的责任书");
        county.get(&format!("{OWN}/pdf")).await.is(409).says("请市局先在指标页分解目标");
        let fields = [("key", "a"), ("seen", ""), ("on", "2017-05-09")];
        upload(&mut county, &format!("{OWN}/signed"), &fields, SCAN).await.is(409).says("还没有把目标分解到这个单位");
        // The sum of the county targets is ten short of 300 (G1.3).
        let parts = [
            ("part.510903", "40"),
            ("part.510904", "60"),
            ("part.510921", "40"),
            ("part.510922", "40"),
            ("part.510923", "40"),
            ("part.GKQ", "30"),
            ("part.HDXQ", "20"),
            ("part.CXGYY", "20"),
        ];
        let fields: Vec<(&str, &str)> =
            parts.into_iter().chain([("form", "split"), ("seen", "0"), ("key", "b"), ("reason", "")]).collect();
        let activities = "/workplan/indicators/a4.activities";
        bureau.post(&format!("{activities}/split"), &fields).await.is(422).says("加起来是 290").says("少了 10");
        reported(&world).await;
        let page = county.get(OWN).await;
        page.is(200)
            .says("遂宁市安居区民政局")
            .says("不低于 20")
            .says("贫困村退出")
            .says("以政府名义建立联席会议制度")
            .says("局领导（分管社会事务）")
            .says("每月到二黄沟村一次")
            .says("个目标没有分解到这里")
            .says("计划摘要 SM3");
        let digest = text(&world, "select digest from workplan_issues").await;
        page.says(&digest);
        world.login("clerk").await.get(OWN).await.is(404);
        wrong_forms(&world, &mut county).await;
        // Another county has no such letter; a township keeps none.
        let mut other = world.login("county.510921").await;
        other.get(OWN).await.is(404);
        other.get(&format!("{OWN}/pdf")).await.is(404);
        let seen = county.get(OWN).await.field("seen");
        let fields = [("key", "d"), ("seen", seen.as_str()), ("on", "2017-05-09")];
        upload(&mut other, &format!("{OWN}/signed"), &fields, SCAN).await.is(404);
        let mut clerk = world.login("clerk").await;
        upload(&mut clerk, &format!("{TOWN}/signed"), &fields, SCAN).await.is(403);
        county.get("/workplan/letters/519999").await.is(404);
        // Kept, twice is once, and once more for the same targets is not.
        keep(&mut county, OWN, ("2017-05-09", "e"), SCAN).await.is(303);
        let fields = [("key", "e"), ("seen", seen.as_str()), ("on", "2017-05-09")];
        upload(&mut county, &format!("{OWN}/signed"), &fields, SCAN).await.is(303);
        let fields = [("key", "f"), ("seen", seen.as_str()), ("on", "2017-05-09")];
        upload(&mut county, &format!("{OWN}/signed"), &fields, SCAN).await.is(409).says("已经存过了");
        assert_eq!(world.number("select count(*) from workplan_letters").await, 1);
        county.get(OWN).await.says("与现在的目标一致").says("责任书.pdf").lacks("存签好的责任书");
        bureau.get("/workplan").await.says("已签 <b>1/5</b>");
        bureau.get(VILLAGES).await.says("已签 <b>1/5</b>");
        let scan = text(&world, "select evidence_id from workplan_letters").await;
        let scan = format!("/workplan/evidence/{scan}");
        assert_eq!(bureau.get(&scan).await.is(200).body, "%PDF-1.7 signed");
        county.get(&scan).await.is(200);
        for stranger in ["county.510921", "clerk"] {
            world.login(stranger).await.get(&scan).await.is(404);
        }
        world.end().await;
    }
}

#[tokio::test]
async fn a_changed_target_asks_for_a_new_letter_and_a_stale_form_is_told() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        reported(&world).await;
        let mut bureau = world.login("bureau").await;
        let mut county = world.login("county").await;
        keep(&mut county, OWN, ("2017-05-09", "a"), SCAN).await.is(303);
        keep(&mut bureau, "/workplan/letters/510921", ("2017-05-09", "b"), SCAN).await.is(303);
        let stale = world.login("county.510903").await.get("/workplan/letters/510903").await.field("seen");
        // 安居区 has two villages less, 船山区 two more; 蓬溪县 stays.
        let parts = [("510903", "22"), ("510904", "18"), ("510921", "20"), ("510922", "15"), ("510923", "15")];
        let names: Vec<(String, &str)> = parts.iter().map(|(code, n)| (format!("part.{code}"), *n)).collect();
        let fields: Vec<(&str, &str)> = names
            .iter()
            .map(|(name, n)| (name.as_str(), *n))
            .chain([("form", "split"), ("seen", "1"), ("key", "c"), ("reason", "验收名单调整")])
            .collect();
        bureau.post(&format!("{VILLAGES}/split"), &fields).await.is(303);
        county
            .get(OWN)
            .await
            .says("目标已经变更，责任书要重签")
            .says("贫困村退出：不低于 20个村，2017年12月31日前 → 不低于 18个村，2017年12月31日前");
        bureau.get("/workplan").await.says("已签 <b>1/5</b>").says("1 家目标已经变更，责任书要重签");
        bureau.get(VILLAGES).await.says("已签 <b>1/5</b>").says("1 家目标已经变更，责任书要重签");
        let fields = [("key", "d"), ("seen", stale.as_str()), ("on", "2017-05-09")];
        let mut neighbour = world.login("county.510903").await;
        let again = upload(&mut neighbour, "/workplan/letters/510903/signed", &fields, SCAN).await;
        again.is(409).says("签的是旧的责任书").says("不低于 22");
        assert_eq!(again.field("on"), "2017-05-09", "what was typed stays");
        keep(&mut county, OWN, ("2017-05-09", "e"), SCAN).await.is(303);
        county.get(OWN).await.says("与现在的目标一致").says("第 2 次").says("已变更");
        bureau.get("/workplan").await.says("已签 <b>2/5</b>").lacks("责任书要重签");
        world.end().await;
    }
}

#[tokio::test]
async fn a_township_signs_with_its_county_for_what_was_let_through() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let mut county = world.login("county").await;
        county.get(TOWN).await.is(200).says("请县（区）先分解，报市局审定");
        reported(&world).await;
        let mut clerk = world.login("clerk").await;
        let page = clerk.get(TOWN).await;
        page.is(200)
            .says("安居区保石镇人民政府")
            .says("遂宁市安居区民政局")
            .says("不低于 12")
            .says("每月到二黄沟村一次");
        page.lacks("存签好的责任书").lacks("以政府名义建立联席会议制度");
        clerk.get("/workplan").await.says("/workplan/letters/510904105");
        world.login("clerk.510904104").await.get(TOWN).await.is(404);
        world.login("county.510921").await.get(TOWN).await.is(404);
        // A township without a share has nothing to sign.
        county.get("/workplan/letters/510904103").await.is(200).says("目标还没有分解到这里");
        keep(&mut county, TOWN, ("2017-05-09", "a"), SCAN).await.is(303);
        clerk.get(TOWN).await.says("与现在的目标一致");
        county.get(OWN).await.says("保石镇");
        county.get(VILLAGES).await.says("已签 <b>1/2</b>");
        world.login("bureau").await.get("/workplan").await.says("已签 <b>1/2</b>");
        #[cfg(feature = "pdf")]
        for (login, path) in [("clerk", TOWN), ("bureau", OWN)] {
            let pdf = world.login(login).await.get(&format!("{path}/pdf")).await;
            pdf.is(200);
            assert!(pdf.bytes.starts_with(b"%PDF-1."), "{path}");
        }
        // A hand that moves the day of a signature is noticed.
        let clean = app::commands::examine(&world.house).await.expect("examined");
        assert!(clean.findings.is_empty(), "{:?}", clean.findings);
        world.tamper("update workplan_letters set signed_on = '2017-04-20'").await;
        let found = app::commands::examine(&world.house).await.expect("examined").findings;
        assert!(found.iter().any(|finding| finding.what.contains("workplan_letters")), "{found:?}");
        world.end().await;
    }
}
