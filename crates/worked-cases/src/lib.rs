//! worked-cases.
