//! The cases that ship, and how bad files are answered.

use rules::Library;

use crate::{Summary, run};

mod files;
mod params;
mod readmes;
