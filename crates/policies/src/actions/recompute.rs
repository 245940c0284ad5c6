//! 重算: after a signature every award in force gets the amounts the policy now gives, in small transactions, with
//! progress; stopped and begun again, it does each award once.

use crate::change::ChangeId;
use crate::impact::{Fate, Turned, monthly, months, page, programmes};
use crate::store;
use access::{Actor, House, Role, Scope};
use db::{Fault, JobState, Lease, Problem};
use kernel::{Moment, Month};
use payments::actions::{Adjustment, adjust_award};
use rules::Library;
use std::sync::Arc;
use std::time::Duration;

/// The kind of the job.
pub const KIND: &str = "policies.recompute";

/// What a job works on: a signed change, or a month.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Payload {
    /// The change; empty for a month.
    pub change: String,
    /// The month, `2018-01`; empty for a change.
    pub month: String,
    /// Who signed.
    pub staff: String,
    /// In which post.
    pub post: String,
}

/// What is computed, and what it stands on.
struct Work {
    library: Arc<Library>,
    programmes: Vec<String>,
    division: Option<String>,
    months: Vec<Month>,
    cause: String,
    why: String,
}

impl Work {
    async fn of(house: &House, payload: &Payload) -> Result<Self, Problem> {
        super::refresh(house).await?;
        let library = house.library();
        if payload.change.is_empty() {
            let month = Month::parse(&payload.month).map_err(|e| Fault::other(format!("policies.recompute: {e}")))?;
            return Ok(Self {
                programmes: monthly(house),
                library,
                division: None,
                months: vec![month],
                cause: format!("month/{month}"),
                why: format!("{}按政策重算", month.chinese()),
            });
        }
        let gone = || Fault::other("policies.recompute: no such change");
        let id: ChangeId = payload.change.parse().map_err(|_| gone())?;
        let change = store::changes::get(&mut house.db.read().await?, id).await?.ok_or_else(gone)?;
        Ok(Self {
            programmes: programmes(house, &library, &change.parameter),
            library,
            division: change.division().map(str::to_owned),
            months: months(&change, house.now().day().month_of())?,
            cause: format!("change/{}", change.id),
            why: format!("{}调整：{}", change.parameter, change.document),
        })
    }
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

async fn adjust(house: &House, actor: &Actor, work: &Work, page: &[Turned], done: &mut Done) -> Result<(), Problem> {
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
                cause: format!("{}/{from}", work.cause),
                why: work.why.clone(),
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
    let work = Work::of(house, &payload).await?;
    let total = payments::store::awards::count_open(&mut house.db.read().await?, &Scope::City).await?;
    let mut done = Done::default();
    for programme in &work.programmes {
        for county in registry::actions::jurisdictions(house.places) {
            if work.division.as_ref().is_some_and(|division| *division != county) {
                continue;
            }
            let mut after = String::new();
            loop {
                let mut tx = house.db.read().await?;
                let page = page(&mut tx, house, &work.library, programme, &county, &work.months, &after).await?;
                drop(tx);
                let Some(last) = page.last() else { break };
                after = last.award.id.to_string();
                adjust(house, &actor, &work, &page, &mut done).await?;
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
