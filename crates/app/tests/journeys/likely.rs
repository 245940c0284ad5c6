//! A citizen asks by themselves: six questions at a time, a sentence at the end, nothing stored.

use testkit::{Client, Page, World};

/// The names of the visible questions of a page.
fn asked(page: &Page) -> Vec<String> {
    let mut names: Vec<String> = page
        .body
        .split("name=\"f.")
        .skip(1)
        .filter_map(|rest| Some((rest.split('"').next()?, rest.split('>').next()?)))
        .filter(|(_, tag)| !tag.contains("hidden"))
        .map(|(name, _)| format!("f.{name}"))
        .collect();
    names.dedup();
    names
}

/// Every hidden answer that travels with the form.
fn kept(page: &Page) -> Vec<(String, String)> {
    page.body
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|rest| {
            let name = rest.split('"').next()?;
            let value = rest.split("value=\"").nth(1)?.split('"').next()?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
}

/// What the person answers; the rest stays empty.
fn answer(name: &str) -> &'static str {
    let known = [
        ("本地户籍", "是"),
        ("户口类别", "农村"),
        ("金融资产", "1200"),
        ("住房套数", "1"),
        ("出生日期", "19690412"),
        ("共同居住", "是"),
        ("重病", "否"),
        ("年龄", "48"),
        ("残疾等级", "无"),
    ];
    if name == "f.成员.1.关系" {
        return "配偶";
    }
    if name.ends_with(".没有别的") {
        return "1";
    }
    known.iter().find(|(fact, _)| name.ends_with(fact)).map_or("", |(_, value)| value)
}

async fn until_answered(nobody: &mut Client, programme: &str) -> (Page, usize) {
    let begun = [("programme", programme), ("county", "510904"), ("persons", "2")];
    let mut page = nobody.post("/cases/likely", &begun).await;
    let mut steps = 0;
    while page.body.contains("下一步") && steps < 12 {
        page.is(200);
        let names = asked(&page);
        assert!(!names.is_empty() && names.iter().filter(|name| !name.contains("没有别的")).count() <= 40, "{names:?}");
        let mut fields = kept(&page);
        fields.extend(names.iter().map(|name| (name.clone(), answer(name).to_owned())));
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        page = nobody.post("/cases/likely", &pairs).await;
        steps += 1;
    }
    (page, steps)
}

#[tokio::test]
async fn a_couple_without_income_hears_that_dibao_is_likely_and_nothing_is_stored() {
    let world = World::new(testkit::Engine::Sqlite).await;
    let mut nobody = world.nobody();
    nobody.get("/access/login").await.is(200).says("自己测一测");
    nobody.get("/cases/likely").await.is(200).says("想问哪一项").says("残疾人两项补贴");
    nobody.post("/cases/likely", &[("programme", "dibao")]).await.is(422).says("请选住在哪个县").says("请选家里几口人");
    let rows = "select (select count(*) from cases_drafts) + (select count(*) from cases_applications) + \
                (select count(*) from registry_persons) + (select count(*) from db_audit)";
    let before = world.number(rows).await;
    let (page, steps) = until_answered(&mut nobody, "dibao").await;
    page.is(200).says("可能符合最低生活保障").says("550.00").says("这不是决定");
    assert!(steps >= 2, "six at a time: {steps}");
    assert_eq!(world.number(rows).await, before, "nothing is stored");
    let wrong = [
        ("programme", "dibao"),
        ("county", "510904"),
        ("persons", "2"),
        ("m.0.name", "您本人"),
        ("f.家庭.金融资产", "很多"),
    ];
    nobody.post("/cases/likely", &wrong).await.is(422).says("金融资产");
    world.end().await;
}
