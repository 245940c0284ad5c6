//! Long work: claimed by one worker under a lease with a fencing number, with progress, time-out, retry,
//! cancel and an owner.

use crate::fault::Fault;
use crate::tx::Tx;
use crate::value::{Row, Sql};
use kernel::Moment;
use std::str::FromStr;

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits for a worker.
    Waiting,
    /// Runs under a lease.
    Running,
    /// Did what it should.
    Done,
    /// Gave up; the note says why.
    Failed,
    /// Was called off by a person.
    Cancelled,
}

impl JobState {
    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl FromStr for JobState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Waiting, Self::Running, Self::Done, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|state| state.code() == text)
            .ok_or(())
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What kind of work.
    pub kind: String,
    /// What it works on.
    pub payload: String,
    /// Where it stands.
    pub state: JobState,
    /// Who asked for it (a staff id).
    pub owner: String,
    /// How many of `total` are done.
    pub done: i64,
    /// How many there are.
    pub total: i64,
    /// A word for its owner.
    pub note: String,
    /// How often it was started.
    pub attempts: i64,
    /// Grows with each claim; a worker with an older number may not write.
    pub fence: i64,
    /// Whether its owner asked to stop it.
    pub cancel_asked: bool,
}

/// A job in the hands of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: Job,
    /// Until when it is ours.
    pub until: Moment,
}

const SELECT: &str = "select id, kind, payload, state, owner, progress_done, progress_total, note, attempts, fence, \
                      cancel_asked from db_jobs";
/// A job that was started this often without success is given up.
const MOST_ATTEMPTS: i64 = 5;
/// How long a worker may be silent, milliseconds.
const LEASE_MS: i64 = 60_000;

fn read_job(row: &Row) -> Result<Job, Fault> {
    let mut c = row.columns();
    Ok(Job {
        id: c.get()?,
        kind: c.get()?,
        payload: c.get()?,
        state: c.parsed()?,
        owner: c.get()?,
        done: c.get()?,
        total: c.get()?,
        note: c.get()?,
        attempts: c.get()?,
        fence: c.get()?,
        cancel_asked: c.get()?,
    })
}

/// Asks for work to be done.
///
/// # Errors
/// [`Fault::Unique`] when a job with this id exists.
pub async fn create_job(
    tx: &mut Tx,
    id: &str,
    kind: &str,
    payload: &str,
    owner: &str,
    now: Moment,
) -> Result<(), Fault> {
    let sql = Sql::new(
        "insert into db_jobs (id, kind, payload, state, owner, progress_done, progress_total, note, attempts, fence, \
         worker, lease_until_ms, cancel_asked, created_ms) values ($1, $2, $3, 'waiting', $4, 0, 0, '', 0, 0, '', 0, 0, $5)",
    )
    .bind(id)
    .bind(kind)
    .bind(payload)
    .bind(owner)
    .bind(now);
    tx.exec(&sql).await.map(drop)
}

/// One job.
///
/// # Errors
/// When the database does.
pub async fn job(tx: &mut Tx, id: &str) -> Result<Option<Job>, Fault> {
    let sql = Sql::new(SELECT).with(" where id = ", id);
    tx.opt(&sql).await?.as_ref().map(read_job).transpose()
}

/// The newest jobs of an owner.
///
/// # Errors
/// When the database does.
pub async fn jobs_of(tx: &mut Tx, owner: &str, limit: i64) -> Result<Vec<Job>, Fault> {
    let sql = Sql::new(SELECT).with(" where owner = ", owner).with(" order by created_ms desc limit ", limit);
    tx.all(&sql).await?.iter().map(read_job).collect()
}

/// Takes the oldest job that waits, or whose worker fell silent; only one worker gets it.
///
/// # Errors
/// When the database does.
pub async fn claim_job(tx: &mut Tx, worker: &str, now: Moment) -> Result<Option<Lease>, Fault> {
    let ask = Sql::new(SELECT)
        .with(" where (state = 'waiting' or (state = 'running' and lease_until_ms < ", now)
        .with(")) and attempts < ", MOST_ATTEMPTS)
        .push(" order by created_ms limit 1");
    let Some(row) = tx.opt(&ask).await? else { return Ok(None) };
    let found = read_job(&row)?;
    let until = Moment::from_millis(now.millis() + LEASE_MS);
    let take = Sql::new(
        "update db_jobs set state = 'running', worker = $1, lease_until_ms = $2, attempts = attempts + 1, \
         fence = fence + 1 where id = $3 and fence = $4",
    )
    .bind(worker)
    .bind(until)
    .bind(&found.id)
    .bind(found.fence);
    if tx.exec(&take).await? == 0 {
        return Ok(None);
    }
    let job = job(tx, &found.id).await?;
    Ok(job.map(|job| Lease { job, until }))
}

/// Reports progress and renews the lease; `false` when the job was taken away or called off.
///
/// # Errors
/// When the database does.
pub async fn progress_job(tx: &mut Tx, lease: &Lease, done: i64, total: i64, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update db_jobs set progress_done = $1, progress_total = $2, lease_until_ms = $3 \
         where id = $4 and fence = $5 and state = 'running' and cancel_asked = 0",
    )
    .bind(done)
    .bind(total)
    .bind(now.millis() + LEASE_MS)
    .bind(&lease.job.id)
    .bind(lease.job.fence);
    Ok(tx.exec(&sql).await? == 1)
}

/// Ends a job; `false` when it was no longer ours.
///
/// # Errors
/// When the database does.
pub async fn finish_job(tx: &mut Tx, lease: &Lease, state: JobState, note: &str, now: Moment) -> Result<bool, Fault> {
    let sql = Sql::new(
        "update db_jobs set state = $1, note = $2, finished_ms = $3 where id = $4 and fence = $5 and state = 'running'",
    )
    .bind(state.code())
    .bind(note)
    .bind(now)
    .bind(&lease.job.id)
    .bind(lease.job.fence);
    Ok(tx.exec(&sql).await? == 1)
}

/// Asks a job to stop; one that waits is called off at once.
///
/// # Errors
/// When the database does.
pub async fn cancel_job(tx: &mut Tx, id: &str, now: Moment) -> Result<(), Fault> {
    let waiting =
        Sql::new("update db_jobs set state = 'cancelled', finished_ms = $2 where id = $1 and state = 'waiting'")
            .bind(id)
            .bind(now);
    if tx.exec(&waiting).await? == 0 {
        let running = Sql::new("update db_jobs set cancel_asked = 1 where id = $1 and state = 'running'").bind(id);
        tx.exec(&running).await?;
    }
    Ok(())
}
