//! Texts with values in braces: `每人每年{低保标准:数}元`.

use crate::ast::Phrase;
use crate::parser::sub_expr;
use crate::problem::{Parsed, Place, Trouble};
use crate::program::{PhraseForm, PhraseNode, PhrasePart};
use crate::unit::Type;

use super::Compiler;

impl Compiler<'_> {
    /// Checks texts; braces are values only where `filled` says so, 依据 keeps them as they are.
    pub(super) fn phrases(&self, phrases: &[Phrase], scope: &[usize], filled: bool) -> Parsed<Vec<PhraseNode>> {
        let mut nodes = Vec::new();
        for phrase in phrases {
            let when = match &phrase.when {
                None => None,
                Some(expr) => Some(self.expr_of(expr, scope, None, &Type::Bool, "当")?.0),
            };
            let parts = if filled {
                self.parts(&phrase.text, phrase.place, scope)?
            } else {
                vec![PhrasePart::Text(phrase.text.clone())]
            };
            nodes.push(PhraseNode { when, parts });
        }
        Ok(nodes)
    }

    fn parts(&self, text: &str, place: Place, scope: &[usize]) -> Parsed<Vec<PhrasePart>> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((inside, following)) = after.split_once('}') else {
                return Err(Trouble::new(place, "文字里的“{”没有配上“}”，请写成 {名称}。"));
            };
            if !before.is_empty() {
                parts.push(PhrasePart::Text(before.to_owned()));
            }
            let (name, form) = match inside.split_once([':', '：']) {
                None => (inside, PhraseForm::Full),
                Some((name, "数")) => (name, PhraseForm::NumberOnly),
                Some((name, "月")) => (name, PhraseForm::Month),
                Some((_, other)) => {
                    return Err(Trouble::new(
                        place,
                        format!("“{{…:{other}}}”看不懂，冒号后面只能写“数”（不带单位）或“月”（年月）。"),
                    ));
                }
            };
            let expr = sub_expr(name, place)?;
            let (node, _) = self.expr(&expr, scope, None)?;
            parts.push(PhrasePart::Value(node, form));
            rest = following;
        }
        if !rest.is_empty() {
            parts.push(PhrasePart::Text(rest.to_owned()));
        }
        Ok(parts)
    }
}
