//! The wall board and taking the figures of the day anew, on the bench's city.
//!
//! Bars: a warm board p99 within 100 ms, the first one after a start within 1 s, all figures of 3.65 million persons within
//! 30 s.

use crate::bench::{expect, measure, millis};
use crate::load::Connection;
use anyhow::Result;
use std::time::{Duration, Instant};

const BOARD: &str = "/workplan/board";

fn told(name: &str, took: Duration) -> Result<()> {
    println!("  {name:<34} {:>9.1} ms", millis(u64::try_from(took.as_micros())?));
    Ok(())
}

/// Measures a city that has just been started: the first board, many boards, the figures.
pub fn board(address: &str) -> Result<()> {
    let mut bureau = Connection::login(address, "bureau")?;
    let begun = Instant::now();
    expect(&bureau.get(BOARD)?, 200)?;
    told("wall board, the first", begun.elapsed())?;
    let begun = Instant::now();
    expect(&bureau.post("/workplan/figures", "")?, 303)?;
    told("figures of the day, all anew", begun.elapsed())?;
    measure("wall board", &bureau, |_| Box::new(|c| expect(&c.get(BOARD)?, 200)))
}
