//! The wording (原文) of each rule, for readers: the lines of the file that say how it is computed, without what stands
//! beneath it for other purposes (依据, 说法, 名称 …).

use std::collections::HashMap;

/// Lines beneath a rule that do not say how it is computed.
const BENEATH: &[&str] = &["依据", "说法", "名称", "列出", "不列", "说明"];

/// The wording of every rule and table, by its name as the file writes it (`月低保金`, `成员.未成年`).
pub(crate) fn wordings(text: &str) -> HashMap<String, String> {
    let mut found: HashMap<String, String> = HashMap::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        let is_indented = line.starts_with([' ', '\t']);
        if !is_indented {
            open = heading(trimmed).map(|(name, rest)| {
                found.insert(name.to_owned(), rest.to_owned());
                name.to_owned()
            });
            continue;
        }
        let Some(wording) = open.as_ref().and_then(|name| found.get_mut(name)) else { continue };
        let is_beneath =
            trimmed.is_empty() || trimmed.starts_with('#') || BENEATH.iter().any(|word| trimmed.starts_with(word));
        if !is_beneath {
            if !wording.is_empty() {
                wording.push('\n');
            }
            wording.push_str(trimmed);
        }
    }
    found
}

/// The name a line begins a rule with, and how it is computed.
fn heading(line: &str) -> Option<(&str, &str)> {
    if let Some(rest) = line.strip_prefix("规定 ") {
        let name = rest.split_whitespace().next()?;
        return Some((name, rest.split_once(" = ").map_or("", |(_, formula)| formula)));
    }
    let rest = line.strip_prefix("表 ")?;
    Some((rest.split_whitespace().next()?, ""))
}
