//! One thread draws the city and seals it with helpers, the other writes; between them a short queue.

use crate::store::{Batch, Rows};
use access::House;
use db::{Fault, Outcome};
use std::time::Instant;
use tokio::sync::mpsc;

/// Rows after which a transaction is committed.
const MOST_ROWS: usize = 150_000;
/// Batches that may wait.
const QUEUE: usize = 6;

/// What the drawing thread tells.
pub(crate) enum Told {
    /// Rows of a table.
    Rows(Batch),
    /// A phase of the work begins.
    Phase(String),
}

/// A phase of the work with its size and time.
#[derive(Debug, Clone)]
pub struct Phase {
    /// What was done.
    pub name: String,
    /// Rows written.
    pub rows: usize,
    /// Milliseconds.
    pub millis: u128,
}

/// The drawing thread's end of the queue.
pub(crate) struct Sender(mpsc::Sender<Told>);

/// The writer is gone: it says why itself.
const GONE: &str = "the writer has stopped";

impl Sender {
    pub(crate) fn rows(&self, rows: Rows) -> Result<(), String> {
        for batch in rows.into_batches() {
            self.0.blocking_send(Told::Rows(batch)).map_err(|_| GONE.to_owned())?;
        }
        Ok(())
    }

    pub(crate) fn phase(&self, name: impl Into<String>) -> Result<(), String> {
        self.0.blocking_send(Told::Phase(name.into())).map_err(|_| GONE.to_owned())
    }
}

/// Draws on a thread of its own and writes what it sends, in large transactions.
///
/// # Errors
/// When the database refuses, or the drawing says why it stopped.
pub(crate) async fn pour<T: Send + 'static>(
    house: &House,
    tell: fn(&str),
    draw: impl FnOnce(Sender) -> Result<T, String> + Send + 'static,
) -> Outcome<(T, Vec<Phase>)> {
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    let drawing = std::thread::spawn(move || draw(Sender(sender)));
    let mut phases: Vec<Phase> = Vec::new();
    let mut since = Instant::now();
    let mut tx = house.db.begin().await?;
    let mut pending = 0;
    while let Some(told) = receiver.recv().await {
        match told {
            Told::Phase(name) => {
                close(&mut phases, since, tell);
                since = Instant::now();
                phases.push(Phase { name, rows: 0, millis: 0 });
            }
            Told::Rows(batch) => {
                tx.insert_all(batch.table, batch.columns, &batch.rows).await?;
                pending += batch.rows.len();
                if let Some(phase) = phases.last_mut() {
                    phase.rows += batch.rows.len();
                }
                if pending >= MOST_ROWS {
                    tx.commit().await?;
                    tx = house.db.begin().await?;
                    pending = 0;
                }
            }
        }
    }
    tx.commit().await?;
    close(&mut phases, since, tell);
    let drawn = drawing.join().map_err(|_| Fault::other("the drawing of the city broke off"))?;
    Ok((drawn.map_err(Fault::other)?, phases))
}

fn close(phases: &mut [Phase], since: Instant, tell: fn(&str)) {
    if let Some(phase) = phases.last_mut() {
        phase.millis = since.elapsed().as_millis();
        tell(&format!("{}：{} 行，{} 毫秒", phase.name, phase.rows, phase.millis));
    }
}

/// Does the same to each item on all cores; the answers keep the order.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(16);
    let share = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> =
            items.chunks(share).map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>())).collect();
        let whole = |part: std::thread::ScopedJoinHandle<'_, Vec<R>>| match part.join() {
            Ok(answers) => answers,
            // Nothing may be lost quietly: what broke in a thread breaks here.
            Err(broken) => std::panic::resume_unwind(broken),
        };
        parts.into_iter().flat_map(whole).collect()
    })
}
