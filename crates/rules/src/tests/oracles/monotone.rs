//! What may never happen: more income and more benefit, a heavier grade and less of a subsidy, a higher
//! bill and less aid, a higher limit and less help.

use super::canbu::Canbu;
use super::dibian::Dibian;
use super::linshi::Linshi;
use super::tekun::Tekun;
use super::yiliao::Yiliao;
use super::{Draw, Fact, Oracle, count, day, facts_of};
use crate::tests::dice::Dice;
use crate::{Answer, Library, Policy, Value};

/// The rules of a programme, on its second day.
fn policy<O: Oracle>(library: &Library) -> &Policy {
    library.policy(O::POLICY).unwrap()
}

/// One rule's answer in fen; every fact is known here.
fn fen<O: Oracle>(policy: &Policy, household: &O::Household, on: &str, name: &str) -> i64 {
    let run = policy.evaluate(&facts_of::<O>(household), day(on), O::division(household)).unwrap();
    run.value(name).unwrap().known().and_then(Value::fen).unwrap_or_else(|| panic!("{name}")).get()
}

/// Households in which the change did something, of all that were changed.
struct Changed {
    did: usize,
    of: usize,
}

/// Changes each of many households, and looks at an amount on each day before and after.
fn compared<O: Oracle>(
    seed: u64,
    name: &str,
    mut change: impl FnMut(&mut Dice, &mut O::Household) -> bool,
    right: impl Fn(i64, i64) -> bool,
) -> Changed {
    let library = O::library();
    let policy = policy::<O>(&library);
    let mut dice = Dice(seed);
    let mut changed = Changed { did: 0, of: 0 };
    for number in 0..count(400).min(50_000) {
        let mut household = O::household(&mut Draw::complete(&mut dice));
        let before = O::DAYS.map(|on| fen::<O>(policy, &household, on, name));
        let was = facts_of::<O>(&household);
        if !change(&mut dice, &mut household) {
            continue;
        }
        changed.of += 1;
        let after = O::DAYS.map(|on| fen::<O>(policy, &household, on, name));
        for (before, after) in before.iter().zip(&after) {
            let now = facts_of::<O>(&household);
            let both = || format!("{}\n{}", was.to_json().unwrap(), now.to_json().unwrap());
            assert!(right(*before, *after), "household {number}: {name} {before} → {after}\n{}", both());
        }
        changed.did += usize::from(before != after);
    }
    changed
}

fn never_more(before: i64, after: i64) -> bool {
    after <= before
}

fn never_less(before: i64, after: i64) -> bool {
    after >= before
}

fn more(dice: &mut Dice, amount: &mut Fact<u64>, most: u64) {
    *amount = Fact::sure(amount.at(0) + 1 + dice.roll(most));
}

/// One of them, drawn by lot.
fn any<'a, T>(dice: &mut Dice, of: &'a mut [T]) -> Option<&'a mut T> {
    let count = u64::try_from(of.len()).unwrap();
    if count == 0 { None } else { of.get_mut(usize::try_from(dice.roll(count)).unwrap()) }
}

#[test]
fn more_income_never_gives_a_person_in_hardship_more() {
    let changed = compared::<Tekun>(
        0x0011,
        "月供养金",
        |dice, household| {
            any(dice, &mut household.incomes).is_some_and(|income| {
                let amount = income.yearly.as_mut().unwrap_or(&mut income.monthly);
                more(dice, amount, 100_000);
                true
            })
        },
        never_more,
    );
    assert!(changed.of > 100 && changed.did > 1, "{} of {}", changed.did, changed.of);
}

#[test]
fn a_richer_supporter_never_gives_a_person_in_hardship_more() {
    let changed = compared::<Tekun>(
        0x0013,
        "月供养金",
        |dice, household| {
            let supporter = any(dice, &mut household.supporters);
            supporter.is_some_and(|supporter| {
                more(dice, &mut supporter.income, 3_000_000);
                true
            })
        },
        never_more,
    );
    assert!(changed.of > 100 && changed.did > 0, "{} of {}", changed.did, changed.of);
}

#[test]
fn more_income_never_gives_more_temporary_assistance() {
    let changed = compared::<Linshi>(
        0x0017,
        "救助金额",
        |dice, household| {
            more(dice, &mut household.income, 2_000_000);
            household.kind.at(0) == "支出型"
        },
        never_more,
    );
    assert!(changed.of > 100 && changed.did > 5, "{} of {}", changed.did, changed.of);
}

#[test]
fn higher_expenses_never_give_less_temporary_assistance() {
    let changed = compared::<Linshi>(
        0x0019,
        "救助金额",
        |dice, household| {
            more(dice, &mut household.spent, 3_000_000);
            household.kind.at(0) == "支出型"
        },
        never_less,
    );
    assert!(changed.of > 100 && changed.did > 15, "{} of {}", changed.did, changed.of);
}

#[test]
fn more_income_never_leads_back_to_the_edge_of_dibao() {
    let library = Dibian::library();
    let policy = policy::<Dibian>(&library);
    let rank = |answer: &Answer| match answer.known().and_then(Value::text) {
        Some("低保范围") => 2,
        Some("低保边缘") => 1,
        Some("都不是") => 0,
        other => panic!("{other:?}"),
    };
    let mut dice = Dice(0x0023);
    let mut lower = 0;
    for _ in 0..count(800).min(50_000) {
        let mut household = Dibian::household(&mut Draw::complete(&mut dice));
        let ranks = |household: &super::dibian::Household| {
            let facts = facts_of::<Dibian>(household);
            Dibian::DAYS.map(|on| {
                rank(policy.evaluate(&facts, day(on), household.division).unwrap().value("低收入类别").unwrap())
            })
        };
        let before = ranks(&household);
        more(&mut dice, &mut household.income, 1_000_000);
        let after = ranks(&household);
        assert!(before.iter().zip(&after).all(|(before, after)| after <= before), "{before:?} → {after:?}");
        lower += usize::from(before != after);
    }
    assert!(lower > 30, "{lower}");
}

#[test]
fn a_heavier_grade_never_gives_less_nursing_subsidy() {
    let grades = super::canbu::GRADES;
    let changed = compared::<Canbu>(
        0x0029,
        "月护理补贴",
        |dice, household| {
            any(dice, &mut household.people).is_some_and(|person| {
                let grade = grades.iter().position(|grade| *grade == person.grade.at(0)).unwrap();
                person.grade = Fact::sure(grades[grade.saturating_sub(1)]);
                grade > 1
            })
        },
        never_less,
    );
    assert!(changed.of > 100 && changed.did > 5, "{} of {}", changed.did, changed.of);
}

#[test]
fn a_higher_cost_within_the_policy_never_gives_less_medical_aid() {
    let changed = compared::<Yiliao>(
        0x0031,
        "本次救助金额",
        |dice, household| {
            any(dice, &mut household.stays).is_some_and(|stay| {
                let most = stay.total.at(0).saturating_sub(stay.in_policy.at(0)).max(1);
                more(dice, &mut stay.in_policy, most);
                true
            })
        },
        never_less,
    );
    assert!(changed.of > 100 && changed.did > 30, "{} of {}", changed.did, changed.of);
}

/// The amounts of many households with and without a higher limit.
fn with_limit<O: Oracle>(seed: u64, parameter: &str, to: &str, name: &str) -> Changed {
    let lower = O::library();
    let higher = lower.with_parameter_series(parameter, None, &[(day("2016-01-01"), to)], "试文").unwrap();
    let (lower, higher) = (policy::<O>(&lower), policy::<O>(&higher));
    let mut dice = Dice(seed);
    let mut changed = Changed { did: 0, of: 0 };
    for _ in 0..count(400).min(50_000) {
        let household = O::household(&mut Draw::complete(&mut dice));
        for on in O::DAYS {
            let before = fen::<O>(lower, &household, on, name);
            let after = fen::<O>(higher, &household, on, name);
            assert!(after >= before, "{parameter} {to} on {on}: {before} → {after}");
            changed.did += usize::from(before != after);
            changed.of += 1;
        }
    }
    changed
}

#[test]
fn a_higher_limit_never_gives_less() {
    for (parameter, to) in [("年度救助限额[普通疾病]", "20000"), ("年度救助限额[大病]", "50000")] {
        let changed = with_limit::<Yiliao>(0x0037, parameter, to, "本次救助金额");
        assert!(changed.did > 10, "{} of {}", changed.did, changed.of);
    }
    let changed = with_limit::<Linshi>(0x0041, "临时救助封顶额", "20000", "救助金额");
    assert!(changed.did > 10, "{} of {}", changed.did, changed.of);
}
