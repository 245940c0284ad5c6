//! What holds without a database.

mod carrier;
mod numbers;
mod words;
