//! 清点复核: another person counts the frozen list without seeing its totals.

use super::common::{check_version, done, key_of, open_run, recuse, remember, save};
use crate::run::{MOST_WRONG_COUNTS, RunId, RunState};
use access::{Actor, House, permit};
use db::{Once, Outcome};
use kernel::{Fen, Refusal};

access::actions! {
    /// 清点复核.
    Count = "payments.count";
}

fn wrong(left: i64) -> Refusal {
    let sentence = if left > 0 {
        format!("清点的笔数或金额和冻结的名册不符，没有通过。请重新清点，还可以试 {left} 次。")
    } else {
        "清点已经错了三次。请发放经办解冻批次，把名册重新核对一遍再冻结。".to_owned()
    };
    Refusal::conflict("payments.wrong_count", sentence).on_field("lines")
}

/// Takes the count and sum that the checker typed. A wrong one is counted and logged, and does not say which of the two
/// is wrong; after three the run must be thawed.
///
/// # Errors
/// A refusal: stale (409), the same person as before or kin (403), a wrong count (409).
pub async fn count(house: &House, actor: &Actor, id: RunId, seen: i64, lines: i64, sum: Fen) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let mut run = open_run(&mut tx, house, actor, id).await?;
    let key = key_of("payments.count", id, actor, seen);
    if let Once::Again(result) = db::once(&mut tx, &key).await? {
        return match result.strip_prefix("wrong ") {
            Some(left) => Err(wrong(left.parse().unwrap_or(0)).into()),
            None => Ok(()),
        };
    }
    access::check_role(actor, "payments.count")?;
    check_version(&run, seen)?;
    run.awaits(RunState::Frozen)?;
    run.must_be_another(&actor.staff.to_string(), "清点")?;
    recuse(&mut tx, house, actor, &run).await?;
    if run.wrong_counts >= MOST_WRONG_COUNTS {
        return Err(wrong(0).into());
    }
    if (lines, sum) == (run.lines, run.sum) {
        permit::<Count>(&mut tx, actor, &run.place(), run.object(), &format!("version={seen}"), false)?;
        run.state = RunState::Counted;
        run.counted = Some(done(actor));
        save(&mut tx, house, run).await?;
        remember(&mut tx, &key, "done", actor).await?;
        tx.commit().await?;
        return Ok(());
    }
    run.wrong_counts += 1;
    let left = MOST_WRONG_COUNTS - run.wrong_counts;
    let detail = format!("wrong_counts={}", run.wrong_counts);
    tx.log(access::line(actor, "payments.count", run.object(), &run.county, "payments.wrong_count", &detail));
    save(&mut tx, house, run).await?;
    remember(&mut tx, &key, &format!("wrong {left}"), actor).await?;
    tx.commit().await?;
    Err(wrong(left).into())
}
