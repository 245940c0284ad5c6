//! The columns and the row evaluator say the same: values, 未知 with what is missing, faults.

use super::dice::Dice;
use super::drawn::{Gaps, household};
use super::{day, shipped};
use crate::{Answer, Facts, Policy, Population, RuleFault, Standing};

/// 结论, 原因 and 金额 of the row evaluator.
fn verdict(policy: &Policy, facts: &Facts, on: &str, division: &str) -> Vec<(String, Result<Answer, RuleFault>)> {
    let answers = match policy.assess(facts, day(on), division) {
        Ok(found) => [Ok(found.decision), Ok(found.reason), Ok(found.amount)],
        Err(fault) => [Err(fault.clone()), Err(fault.clone()), Err(fault)],
    };
    ["结论", "原因", "金额"].map(str::to_owned).into_iter().zip(answers).collect()
}

/// Compares every household-level rule of a policy; how many answers were known, unknown, and neither
/// in columns although the row evaluator has an answer.
pub(super) fn compare(policy: &Policy, dice: &mut Dice, count: usize, gaps: Gaps, on: &str) -> (usize, usize, usize) {
    let divisions = ["船山区", "射洪县", ""];
    let households: Vec<(Facts, &str)> = (0..count)
        .map(|_| (household(dice, policy, gaps), divisions[usize::try_from(dice.roll(3)).unwrap()]))
        .collect();
    let mut population = Population::new(policy, 0);
    for (facts, division) in &households {
        population.push(facts, division).unwrap_or_else(|fault| panic!("{}: {fault}", policy.id()));
    }
    let first = policy.evaluate(&households[0].0, day(on), "").unwrap();
    let mut names: Vec<&str> = first.values.iter().map(|(name, _)| name.as_str()).collect();
    let decides = !matches!(policy.assess(&households[0].0, day(on), ""), Err(RuleFault::NoSuchName { .. }));
    if decides {
        names.extend(["结论", "原因", "金额"]);
    }
    let columns = policy.evaluate_all(&population, day(on), &names).unwrap();
    let (mut known, mut unknown, mut odd) = (0, 0, 0);
    for (index, (facts, division)) in households.iter().enumerate() {
        let mut wanted = policy.evaluate(facts, day(on), division).unwrap().values;
        if decides {
            wanted.extend(verdict(policy, facts, on, division));
        }
        for (name, wanted) in &wanted {
            let column = columns.column(name).unwrap();
            let shown = || format!("{} {name}, household {index}: {}", policy.id(), facts.to_json().unwrap());
            odd += usize::from(matches!(column.odd(index), Some(Ok(_))));
            if let Some(found) = column.odd(index) {
                assert_eq!(found, wanted, "{}", shown());
                continue;
            }
            match wanted {
                Ok(Answer::Known(value)) => {
                    assert_eq!(columns.value(name, index).as_ref(), Some(value), "{}", shown());
                    known += 1;
                }
                Ok(Answer::Unknown { .. }) => {
                    assert_eq!(column.standing(index), Standing::Unknown, "{}", shown());
                    let asked = policy.answer_in(&population, index, day(on), name).unwrap();
                    assert_eq!(Ok(asked), *wanted, "{}", shown());
                    unknown += 1;
                }
                Ok(Answer::Manual { .. }) | Err(_) => panic!("a fault that the columns did not see: {}", shown()),
            }
        }
    }
    (known, unknown, odd)
}

#[test]
fn columns_and_rows_agree_on_every_shipped_policy() {
    let library = shipped();
    let mut dice = Dice(0x2017_0501);
    let all = [Gaps { absent: 0, unknown: 0 }, Gaps { absent: 30, unknown: 0 }, Gaps { absent: 20, unknown: 10 }];
    let (mut known, mut unknown, mut odd) = (0, 0, 0);
    for policy in library.policies() {
        for gaps in all {
            if policy.facts_needed().is_empty() {
                continue;
            }
            let found = compare(policy, &mut dice, 250, gaps, "2017-05-01");
            (known, unknown, odd) = (known + found.0, unknown + found.1, odd + found.2);
        }
    }
    assert!(known > 50_000 && unknown > 10_000, "{known} {unknown} {odd}");
}

#[test]
fn most_rules_have_a_column_form() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let mut dice = Dice(0x1949);
    let (known, unknown, odd) = compare(policy, &mut dice, 1_000, Gaps { absent: 20, unknown: 2 }, "2017-05-01");
    assert!(odd * 8 < known + unknown, "{known} {unknown} {odd}");
}

#[test]
fn chunks_and_threads_change_nothing() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let mut dice = Dice(0x1978);
    let mut population = Population::new(policy, 0);
    let names = ["结论", "金额", "家庭年收入", "保障人口", "结论原因"];
    let empty = policy.evaluate_all(&population, day("2017-05-01"), &names).unwrap();
    assert!(empty.is_empty() && population.is_empty());
    let households: Vec<Facts> =
        (0..2_500).map(|_| household(&mut dice, policy, Gaps { absent: 20, unknown: 1 })).collect();
    for facts in &households {
        population.push(facts, "船山区").unwrap();
    }
    let one = policy.evaluate_all(&population, day("2017-05-01"), &names).unwrap();
    let three = policy.evaluate_all_on(&population, day("2017-05-01"), &names, 3).unwrap();
    for (index, facts) in households.iter().enumerate() {
        let asked = policy.assess(facts, day("2017-05-01"), "船山区");
        for name in names {
            let (a, b) = (one.column(name).unwrap(), three.column(name).unwrap());
            assert_eq!((a.standing(index), a.odd(index)), (b.standing(index), b.odd(index)), "{name} {index}");
            assert_eq!(one.value(name, index), three.value(name, index), "{name} {index}");
        }
        if let Ok(assessment) = asked {
            assert_eq!(one.value("金额", index).as_ref(), assessment.amount.known(), "household {index}");
            assert_eq!(one.column("结论").unwrap().bool(index), assessment.approved(), "household {index}");
        }
    }
}

#[test]
fn columns_that_do_not_fit_are_refused_in_chinese() {
    let library = shipped();
    let policy = library.policy("dibao").unwrap();
    let mut population = Population::new(policy, 2);
    let told = |result: Result<&mut Population, RuleFault>| result.expect_err("refused").to_string();
    assert!(told(population.list("成员", vec![0, 2])).contains("不下降的3个数"));
    assert!(told(population.list("亲戚", vec![0, 2, 3])).contains("不认识“亲戚”"));
    population.list("成员", vec![0, 2, 3]).unwrap();
    assert!(told(population.numbers("成员", "年龄", 1, vec![1, 2])).contains("应有3个，给了2个"));
    assert!(told(population.numbers("成员", "年龄", 1, vec![1, 2, -3])).contains("有负数"));
    assert!(told(population.numbers("家庭", "金融资产", 1, vec![1, 2])).contains("以分为单位"));
    assert!(told(population.bools("成员", "关系", &[true; 3])).contains("应是（本人"));
    assert!(told(population.words("成员", "关系", &["邻居"], &[0; 3])).contains("没有“邻居”这一项"));
    assert!(told(population.references("家庭", "单独申请人", &[1, 1])).contains("指到了没有的一条"));
    assert!(told(population.unknown("成员", "年龄", &[1])).contains("还没有填"));
    population.numbers("成员", "年龄", 1, vec![1, 2, 3]).unwrap();
    assert!(told(population.unknown("成员", "年龄", &[3])).contains("没有第4条"));
    assert!(told(population.divisions(&["船山区"], vec![0, 1])).contains("县区应有2个"));
    let other = library.policy("dibao_guanli").unwrap();
    let fault = other.evaluate_all(&population, day("2017-05-01"), &[]).expect_err("another policy");
    assert!(fault.to_string().contains("请重新整理"), "{fault}");
}

#[test]
fn a_change_is_previewed_on_the_same_population() {
    let library = shipped();
    let raised = library.with_parameter("农村低保标准", Some("射洪县"), day("2017-05-01"), "3600", "文").unwrap();
    let policy = library.policy("dibao").unwrap();
    let mut population = Population::new(policy, 0);
    let facts = Facts::from_json(super::HOUSEHOLD).unwrap();
    for division in ["船山区", "射洪县", "射洪县"] {
        population.push(&facts, division).unwrap();
    }
    let amounts = |library: &crate::Library, on: &str| -> Vec<Option<i64>> {
        let columns = library.policy("dibao").unwrap().evaluate_all(&population, day(on), &["金额"]).unwrap();
        (0..population.len()).map(|index| columns.column("金额").unwrap().fen(index)).collect()
    };
    assert_eq!(amounts(&library, "2017-05-01"), [Some(32_492); 3]);
    assert_eq!(amounts(&raised, "2017-05-01"), [Some(32_492), Some(39_992), Some(39_992)]);
    assert_eq!(amounts(&raised, "2017-04-30"), [Some(32_492); 3]);
}
