//! 还能享受什么 (screening): from the facts that are known, what every other programme would say: 符合, 不符合 because
//! of …, or still open and which facts would settle it. It proposes; nothing is decided or stored.

use crate::assess::assess;
use crate::declared::Declaration;
use access::{House, Place};
use kernel::{Day, Fen};
use procedures::Pays;
use rules::{Answer, Assessment, MissingFact};

/// What a programme would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likely {
    /// 符合, with the amount where it pays.
    Entitled(Option<Fen>),
    /// Not settled: these facts would settle it.
    Open(Vec<MissingFact>),
    /// 要人工判断, and why.
    Judged(String),
    /// 不符合, and why.
    No(String),
}

/// One programme's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screened {
    /// `canbu`.
    pub programme: String,
    /// 残疾人两项补贴.
    pub title: String,
    /// How it pays.
    pub pays: Pays,
    /// Its answer.
    pub likely: Likely,
}

fn likely(assessment: &Assessment, pays: Pays) -> Likely {
    match &assessment.decision {
        Answer::Manual { reason, .. } => Likely::Judged(reason.clone()),
        Answer::Unknown { .. } => Likely::Open(assessment.missing.clone()),
        Answer::Known(_) if assessment.approved() == Some(true) => {
            Likely::Entitled(assessment.amount_fen().filter(|_| pays != Pays::Nothing))
        }
        Answer::Known(_) => Likely::No(assessment.reason.known().map_or_else(String::new, rules::Value::show)),
    }
}

fn order(one: &Screened) -> (u8, usize) {
    match &one.likely {
        Likely::Entitled(_) => (0, 0),
        Likely::Judged(_) => (1, 0),
        Likely::Open(missing) => (2, missing.len()),
        Likely::No(_) => (3, 0),
    }
}

/// What every programme but `except` would say on a day; a programme whose policy has no value that day says nothing.
#[must_use]
pub fn screen(house: &House, declared: &Declaration, except: &str, place: &Place, on: Day) -> Vec<Screened> {
    let mut found: Vec<Screened> = house
        .procedures
        .all()
        .filter(|procedure| procedure.programme != except && procedure.regime_on(on).is_some())
        .filter_map(|procedure| {
            let assessment = assess(house, declared, &procedure.programme, place, on, on).ok()?;
            Some(Screened {
                programme: procedure.programme.clone(),
                title: procedure.title.clone(),
                pays: procedure.pays,
                likely: likely(&assessment, procedure.pays),
            })
        })
        .collect();
    found.sort_by_key(order);
    found
}
