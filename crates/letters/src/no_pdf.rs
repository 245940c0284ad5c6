//! A build without typesetting: every call says so.

use std::path::PathBuf;

use serde_json::Value;

use crate::fault::{LetterFault, MissingFonts};

/// No fonts are needed where nothing is typeset.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fonts;

impl Fonts {
    /// Finds nothing and needs nothing.
    ///
    /// # Errors
    /// Never.
    pub fn discover(_extra_dirs: &[PathBuf]) -> Result<Self, MissingFonts> {
        Ok(Self)
    }
}

/// Says that this build cannot print.
///
/// # Errors
/// Always [`LetterFault::NoPdf`].
pub fn render(_template: &str, _data: &Value, _fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
    Err(LetterFault::NoPdf)
}
