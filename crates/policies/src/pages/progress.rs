//! The progress of a recomputation as events (SSE), for the small script of the page.

use super::change::words_of;
use crate::change::ChangeId;
use crate::store;
use access::{House, Reply};
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use db::{Fault, Job, JobState, Problem};
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::wrappers::ReceiverStream;

/// How often the state is asked.
const EVERY: Duration = Duration::from_millis(500);
/// Questions before the stream ends; the browser asks again by itself.
const MOST: u32 = 600;

async fn job_of(house: &House, id: ChangeId) -> Result<Option<Job>, Fault> {
    let mut tx = house.db.read().await?;
    let Some(change) = store::changes::get(&mut tx, id).await? else { return Ok(None) };
    db::job(&mut tx, &change.job).await
}

fn event_of(job: &Job) -> Event {
    let is_over = !matches!(job.state, JobState::Waiting | JobState::Running);
    let total = job.total.max(1);
    let done = if is_over { total } else { job.done };
    Event::default()
        .data(serde_json::json!({ "done": done, "total": total, "text": words_of(job), "ended": is_over }).to_string())
}

pub(super) async fn events(State(house): State<House>, Path(id): Path<String>) -> Reply {
    let id: ChangeId = id.parse().map_err(|_| Problem::from(access::outside()))?;
    job_of(&house, id).await?.ok_or_else(|| Problem::from(access::outside()))?;
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Event, Infallible>>(4);
    tokio::spawn(async move {
        for _ in 0..MOST {
            let Ok(Some(job)) = job_of(&house, id).await else { return };
            let is_over = !matches!(job.state, JobState::Waiting | JobState::Running);
            // The reader has gone: nothing is left to do.
            if sender.send(Ok(event_of(&job))).await.is_err() || is_over {
                return;
            }
            tokio::time::sleep(EVERY).await;
        }
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()).into_response())
}
