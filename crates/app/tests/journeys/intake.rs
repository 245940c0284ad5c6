//! A household at the township window, up to the case.

use testkit::{Client, id_number};

/// 二黄沟村.
pub const VILLAGE: &str = "510904105215";

/// A form with a household: couple and the man's mother, so much income a year.
pub fn household(income: &str, births: [&str; 3], names: [&str; 3]) -> Vec<(String, String)> {
    let ids = [id_number(births[0], true), id_number(births[1], false), id_number(births[2], false)];
    let mut fields: Vec<(String, String)> = [
        ("village", VILLAGE),
        ("team", "3组"),
        ("phone", "13800000412"),
        ("hukou", "rural"),
        ("account_kind", "card"),
        ("bank", "农村信用社"),
        ("account", "4111111111111111"),
        ("incomes_complete", "1"),
        ("support_complete", "1"),
        ("financial", "1200"),
        ("houses", "1"),
        ("vehicle", "没有"),
        ("consent", "1"),
        ("promise", "1"),
        ("paper", "identity"),
        ("paper", "form"),
        ("i.0.who", "0"),
        ("i.0.kind", "其他"),
        ("i.0.amount", income),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    for (row, relation) in ["本人", "配偶", "父母"].into_iter().enumerate() {
        for (column, value) in [
            ("name", names[row]),
            ("id", ids[row].as_str()),
            ("relation", relation),
            ("lives", "yes"),
            ("duty", "yes"),
            ("serious", "no"),
        ] {
            fields.push((format!("m.{row}.{column}"), value.to_owned()));
        }
    }
    fields
}

pub fn as_pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A new draft; answers its path.
pub async fn draft(clerk: &mut Client) -> String {
    let page = clerk.post("/cases/new", &[("programme", "dibao")]).await;
    page.is(303);
    page.location
}

/// Takes a household in; answers the path of the case.
pub async fn accept(clerk: &mut Client, fields: &[(String, String)]) -> String {
    let path = draft(clerk).await;
    let page = clerk.get(&path).await;
    let version = page.field("version");
    let mut all = as_pairs(fields);
    all.push(("version", &version));
    all.push(("act", "submit"));
    let done = clerk.post(&path, &all).await;
    done.is(303);
    assert!(done.location.starts_with("/cases/"), "{}", done.location);
    done.location
}

/// The household of the worked case DB-006: three persons, 6,000 yuan a year, 325.00 a month.
pub async fn accept_usual(clerk: &mut Client) -> String {
    let fields = household("6000", ["19690412", "19710308", "19510308"], ["王建国", "李秀英", "王秀兰"]);
    accept(clerk, &fields).await
}
