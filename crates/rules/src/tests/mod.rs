//! Tests of the language and of the policies that ship with it.

use crate::Library;

mod shipped;
