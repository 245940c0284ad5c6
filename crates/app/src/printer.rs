//! Prints letters with the fonts of this machine; without fonts it says which package to install.

use access::Printer;
use kernel::Refusal;
use letters::Fonts;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Looks for fonts at the first letter, so that a start without fonts is quick and works.
pub struct TypstPrinter {
    dirs: Vec<PathBuf>,
    fonts: OnceLock<Result<Fonts, String>>,
}

impl TypstPrinter {
    /// A printer that also looks into these folders.
    #[must_use]
    pub fn new(dirs: Vec<PathBuf>) -> Self {
        Self { dirs, fonts: OnceLock::new() }
    }
}

impl Printer for TypstPrinter {
    fn print(&self, template: &str, data: &serde_json::Value) -> Result<Vec<u8>, Refusal> {
        let found = self.fonts.get_or_init(|| Fonts::discover(&self.dirs).map_err(|missing| missing.to_string()));
        let fonts = found.as_ref().map_err(|missing| {
            Refusal::not_now("letters.fonts", format!("{missing} 装好以前，请用浏览器的“打印”打印案卷页，内容相同。"))
        })?;
        letters::render(template, data, fonts).map_err(|fault| {
            tracing::error!(%fault, "letter");
            let sentence = "文书没有排出来，请用浏览器的“打印”打印案卷页，并告诉技术人员。";
            Refusal::not_now("letters.fault", sentence)
        })
    }
}
