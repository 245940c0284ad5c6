//! Computes every round again from what it kept, and compares digit by digit.

use super::{Facts, Round, RoundState, Score, Sheet, Template, computed, rank, result};
use crate::store::assess::{appeals, rounds, scores, sheets};
use crypto::Keyring;
use db::{Fault, Tx};

/// Rows read at a time.
const PAGE: i64 = 50;

/// Examines all rounds; answers how many, and adds what does not fit.
///
/// # Errors
/// When the database does.
pub(crate) async fn verify(tx: &mut Tx, keys: &Keyring, problems: &mut Vec<String>) -> Result<i64, Fault> {
    let (mut count, mut after) = (0, String::new());
    loop {
        let page = rounds::page(tx, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = last.id.clone();
        for round in &page {
            count += 1;
            let sheets = sheets::of_round(tx, &round.id).await?;
            let lines = scores::of_round(tx, &round.id).await?;
            let mut wrong = of_round(round, &sheets, &lines, keys);
            for appeal in appeals::of_round(tx, &round.id).await? {
                let line = lines.iter().find(|l| l.county == appeal.county && l.criterion == appeal.criterion);
                if line.is_none_or(|line| line.amended != appeal.amended) {
                    wrong.push(format!("{} {} 的申诉结果与得分不一样", appeal.county, appeal.criterion));
                }
            }
            problems.extend(wrong.into_iter().map(|what| format!("考核 workplan_rounds/{}：{what}", round.id)));
        }
    }
}

/// What of a round does not fit.
fn of_round(round: &Round, sheets: &[Sheet], lines: &[Score], keys: &Keyring) -> Vec<String> {
    let mut wrong = Vec::new();
    if !round.is_intact(keys) {
        wrong.push("这一行被改过".to_owned());
    }
    let sheet = sheets.iter().filter(|sheet| !sheet.is_intact(keys));
    wrong.extend(sheet.map(|sheet| format!("{} 的考核表被改过", sheet.county)));
    let line = lines.iter().filter(|line| !line.is_intact(keys));
    wrong.extend(line.map(|line| format!("{} {} 的得分被改过", line.county, line.criterion)));
    let (Some(template), Some(facts)) = (round.template(), Facts::parse(&round.facts)) else {
        wrong.push("存下的打分办法或截止日的数读不出来，不能重算".to_owned());
        return wrong;
    };
    wrong.extend(scores_again(&template, &facts, lines));
    if round.state >= RoundState::Ranked {
        wrong.extend(ranking_again(&template, sheets, lines));
    }
    wrong
}

fn scores_again(template: &Template, facts: &Facts, lines: &[Score]) -> Vec<String> {
    let again = |line: &Score| {
        let one = template.criteria().find(|one| one.id == line.criterion)?;
        computed(&one.rule, one.points, facts.0.get(&line.county)?.get(&line.criterion)?)
    };
    let differs = lines.iter().filter(|line| line.computed != again(line));
    differs.map(|line| format!("{} {} 重算的分与存的不一样", line.county, line.criterion)).collect()
}

fn ranking_again(template: &Template, sheets: &[Sheet], lines: &[Score]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut totals = Vec::new();
    for sheet in sheets {
        let own: Vec<Score> = lines.iter().filter(|line| line.county == sheet.county).cloned().collect();
        let found = result(template, &own, !sheet.veto.is_empty());
        if found.as_ref().is_none_or(|found| found.total != sheet.total || found.grade != sheet.grade) {
            wrong.push(format!("{} 重算的总分或等次与存的不一样", sheet.county));
        }
        totals.push((found.map_or_else(String::new, |found| found.total), !sheet.veto.is_empty()));
    }
    for (sheet, place) in sheets.iter().zip(rank(&totals)) {
        if sheet.place != place {
            wrong.push(format!("{} 重算的名次与存的不一样", sheet.county));
        }
    }
    wrong
}
