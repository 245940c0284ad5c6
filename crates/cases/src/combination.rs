//! 待遇组合: what a household already receives beside what it asks for, by the policy of combinations. It warns; members
//! of one household may rightly receive different things, so a person decides.

use access::House;
use kernel::Day;
use rules::{Answer, Facts};
use serde_json::{Map, json};

/// The policy of combinations.
const POLICY: &str = "zuhe";
/// Its list of pairs.
const PAIRS: &str = "组合";

/// Two benefits and what the policy says of having both.
struct Relation {
    own: String,
    other: String,
    says: String,
}

fn relations(house: &House, programme: &str, standing: &[String], on: Day) -> Vec<Relation> {
    let benefits = |programme: &str| house.procedures.of(programme).map(|p| p.benefits.clone()).unwrap_or_default();
    let mut pairs = Vec::new();
    for own in benefits(programme) {
        for other in standing.iter().filter(|other| *other != programme).flat_map(|other| benefits(other)) {
            pairs.push((own.clone(), other));
        }
    }
    let library = house.library();
    let Some(policy) = library.policy(POLICY).filter(|_| !pairs.is_empty()) else { return Vec::new() };
    let mut facts = Facts::new();
    for (one, other) in &pairs {
        let mut row = Map::new();
        row.insert("甲".to_owned(), json!(one));
        row.insert("乙".to_owned(), json!(other));
        facts.push(PAIRS, row);
    }
    let Ok(evaluation) = policy.evaluate(&facts, on, "") else { return Vec::new() };
    let mut found = Vec::new();
    for (row, (own, other)) in pairs.into_iter().enumerate() {
        let Ok(Answer::Known(value)) = evaluation.row_value(PAIRS, row, "能否同享") else { continue };
        found.push(Relation { own, other, says: value.show() });
    }
    found
}

/// What must be looked at: `低保和特困供养不能同时享受，只能选一项。`
#[must_use]
pub fn conflicts(house: &House, programme: &str, standing: &[String], on: Day) -> Vec<String> {
    let sentence = |relation: &Relation| {
        let Relation { own, other, says } = relation;
        match says.as_str() {
            "不可以" => Some(format!("{own}和{other}同一个人不能同时享受，只能选一项。")),
            "补差" => Some(format!("{own}和{other}可以同时享受，但要补差发放。")),
            "择高" => Some(format!("{own}和{other}只能领高的一项。")),
            _ => None,
        }
    };
    relations(house, programme, standing, on).iter().filter_map(sentence).collect()
}

/// Whether what a household has keeps the programme away from it.
#[must_use]
pub fn excludes(house: &House, programme: &str, standing: &[String], on: Day) -> bool {
    relations(house, programme, standing, on).iter().any(|relation| relation.says == "不可以")
}
