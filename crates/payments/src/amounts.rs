//! What is due in a month: pure rules over an award and its segments.

use crate::award::{Award, Segment, SegmentKind};
use crypto::Keyring;
use kernel::{Fen, Month};

/// What an award gives in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due<'s> {
    /// Fen; zero when it has not begun or has ended.
    pub amount: Fen,
    /// Why it is held back, if it is.
    pub held: Option<&'s str>,
}

/// What an award gives in a month by everything recorded so far: the last 调整 that begins by then counts, a 停发
/// ends it for good, and the last 缓发 or 恢复 decides whether it is held.
///
/// `segments` are in the order they were recorded.
#[must_use]
pub fn due<'s>(award: &Award, segments: &'s [Segment], month: Month) -> Due<'s> {
    let (mut amount, mut held, mut ended) = (Fen::ZERO, None, false);
    for segment in segments.iter().filter(|segment| segment.from <= month) {
        match segment.kind {
            SegmentKind::Open | SegmentKind::Adjust => amount = segment.amount,
            SegmentKind::Hold => held = Some(segment.why.as_str()),
            SegmentKind::Release => held = None,
            SegmentKind::Stop => ended = true,
        }
    }
    if ended || !award.covers(month) {
        return Due { amount: Fen::ZERO, held: None };
    }
    Due { amount, held }
}

/// What is wrong with an award's own rows, in words; the amount of the decision must be what the first segment gives.
#[must_use]
pub fn tampered(award: &Award, segments: &[Segment], keys: &Keyring) -> Option<&'static str> {
    if !award.is_intact(keys) {
        return Some("待遇记录的校验码不符，可能被人改动过");
    }
    let in_order = (1_i64..).zip(segments).all(|(seq, segment)| segment.seq == seq && segment.award == award.id);
    if segments.is_empty() || !in_order {
        return Some("待遇段不完整，可能被人删过");
    }
    if segments.iter().any(|segment| !segment.is_intact(keys)) {
        return Some("待遇段的校验码不符，可能被人改动过");
    }
    let opened = segments.iter().find(|segment| segment.kind == SegmentKind::Open);
    if opened.is_none_or(|open| open.amount != award.amount || open.from != award.first_month) {
        return Some("待遇段与审批决定的金额不一致");
    }
    None
}
