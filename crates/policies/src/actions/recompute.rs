//! 重算: after a signature every award in force gets the amounts the policy now gives, in small transactions, with
//! progress; stopped and begun again, it does each award once.

use crate::change::{Change, ChangeId};
use crate::impact::{Fate, Turned, months, page, programmes};
use crate::store;
use access::{Actor, House, Role, Scope};
use db::{Fault, JobState, Lease, Problem};
use kernel::Moment;
use payments::actions::{Adjustment, adjust_award};
use std::time::Duration;

/// The kind of the job.
pub const KIND: &str = "policies.recompute";

#[derive(serde::Deserialize)]
struct Payload {
    change: String,
    staff: String,
    post: String,
}

/// The signer, for the log lines of what follows from the signature.
async fn signer(house: &House, payload: &Payload) -> Result<Actor, Fault> {
    let bad = || Fault::other("policies.recompute: a payload nobody wrote");
    let (staff, post) = (payload.staff.parse().map_err(|_| bad())?, payload.post.parse().map_err(|_| bad())?);
    let mut tx = house.db.read().await?;
    let known = access::store::staff::get(&mut tx, staff).await?.ok_or_else(bad)?;
    let now = house.now();
    Ok(Actor {
        staff,
        name: known.name,
        post,
        role: Role::Bureau,
        office: access::OfficeId::from_bytes([0; 16]),
        office_name: house.settings.bureau.clone(),
        scope: Scope::City,
        session: access::SessionId::from_bytes([0; 16]),
        second_factor_at: now,
        now,
        own_blind: known.id_blind,
    })
}

/// What a recomputation did.
#[derive(Debug, Default)]
struct Done {
    seen: i64,
    adjusted: i64,
    open: i64,
}

async fn adjust(
    house: &House,
    actor: &Actor,
    change: &Change,
    page: &[Turned],
    done: &mut Done,
) -> Result<(), Problem> {
    let mut tx = house.db.begin().await?;
    for turned in page {
        done.seen += 1;
        let steps = match &turned.fate {
            Fate::Adjusted(steps) => steps,
            Fate::NotEntitled | Fate::Unknown => {
                done.open += 1;
                continue;
            }
        };
        for (from, amount) in steps {
            let new = Adjustment {
                award: turned.award.id,
                from: *from,
                amount: *amount,
                cause: format!("change/{}/{from}", change.id),
                why: format!("{}调整：{}", change.parameter, change.document),
            };
            adjust_award(&mut tx, house, actor, &new).await?;
        }
        done.adjusted += i64::from(!steps.is_empty());
    }
    tx.commit().await?;
    Ok(())
}

async fn run(house: &House, lease: &Lease) -> Result<String, Problem> {
    if lease.job.kind != KIND {
        return Err(Fault::other(format!("no worker for jobs of kind {}", lease.job.kind)).into());
    }
    let payload: Payload =
        serde_json::from_str(&lease.job.payload).map_err(|e| Fault::other(format!("policies.recompute: {e}")))?;
    let actor = signer(house, &payload).await?;
    let id: ChangeId = payload.change.parse().map_err(|_| Fault::other("policies.recompute: no such change"))?;
    let change = store::changes::get(&mut house.db.read().await?, id)
        .await?
        .ok_or_else(|| Fault::other("policies.recompute: no such change"))?;
    super::refresh(house).await?;
    let library = house.library();
    let months = months(&change, house.now().day().month_of())?;
    let total = payments::store::awards::count_open(&mut house.db.read().await?, &Scope::City).await?;
    let mut done = Done::default();
    for programme in programmes(house, &library, &change.parameter) {
        for county in registry::actions::jurisdictions(house.places) {
            if change.division().is_some_and(|division| division != county) {
                continue;
            }
            let mut after = String::new();
            loop {
                let mut tx = house.db.read().await?;
                let page = page(&mut tx, house, &library, &programme, &county, &months, &after).await?;
                drop(tx);
                let Some(last) = page.last() else { break };
                after = last.award.id.to_string();
                adjust(house, &actor, &change, &page, &mut done).await?;
                report(house, lease, &done, total).await?;
            }
        }
    }
    Ok(format!("看过 {} 份待遇，调整 {} 份，{} 份要人核实。", done.seen, done.adjusted, done.open))
}

async fn report(house: &House, lease: &Lease, done: &Done, total: i64) -> Result<(), Fault> {
    let mut tx = house.db.begin().await?;
    let goes_on = db::progress_job(&mut tx, lease, done.seen, total.max(done.seen), house.now()).await?;
    tx.commit().await?;
    if goes_on { Ok(()) } else { Err(Fault::other("the job was taken over or called off")) }
}

/// Does the oldest recomputation that waits; `false` when there is none.
///
/// # Errors
/// When the database errs; what went wrong inside the work stands in the job's note.
pub async fn work_once(house: &House, worker: &str) -> Result<bool, Fault> {
    let now: Moment = house.now();
    let mut tx = house.db.begin().await?;
    let Some(lease) = db::claim_job(&mut tx, worker, now).await? else { return Ok(false) };
    tx.commit().await?;
    let (state, note) = match run(house, &lease).await {
        Ok(note) => (JobState::Done, note),
        Err(problem) => {
            tracing::error!(%problem, job = lease.job.id, "a recomputation stopped");
            (JobState::Failed, format!("没有算完：{problem}"))
        }
    };
    let mut tx = house.db.begin().await?;
    db::finish_job(&mut tx, &lease, state, &note, house.now()).await?;
    tx.commit().await?;
    Ok(true)
}

/// Does what waits, and fetches what other servers signed, for as long as the server runs.
pub fn keep_working(house: House) {
    const PAUSE: Duration = Duration::from_secs(2);
    const REFRESH_EVERY: u32 = 10;
    tokio::spawn(async move {
        let worker = house.mint();
        let mut turn = 0_u32;
        loop {
            match work_once(&house, &worker).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(fault) => tracing::error!(%fault, "the jobs could not be asked"),
            }
            if turn.is_multiple_of(REFRESH_EVERY)
                && let Err(fault) = super::refresh(&house).await
            {
                tracing::error!(%fault, "signed changes could not be put into the library");
            }
            turn = turn.wrapping_add(1);
            tokio::time::sleep(PAUSE).await;
        }
    });
}
