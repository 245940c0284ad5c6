//! What is due in a month, from the segments alone.

use super::world::{fen, month};
use crate::amounts::{due, tampered};
use crate::award::{Award, AwardId, Segment, SegmentKind};
use access::Place;
use crypto::Keyring;
use kernel::{Fen, Moment};
use registry::{HouseholdId, PersonId};

fn award(first: &str, last: Option<&str>) -> Award {
    Award {
        id: AwardId::from_bytes([1; 16]),
        decision: "d".to_owned(),
        case: "c".to_owned(),
        case_number: "SL-1".to_owned(),
        programme: "dibao".to_owned(),
        place: Place { county: "510904".to_owned(), township: String::new(), village: String::new() },
        household: HouseholdId::from_bytes([2; 16]),
        person: PersonId::from_bytes([3; 16]),
        payee_key: "k".to_owned(),
        name: "王秀".to_owned(),
        persons: 1,
        amount: fen("325"),
        first_month: month(first),
        last_month: last.map(month),
        ended_why: String::new(),
        opened_by: "s".to_owned(),
        opened: Moment::from_millis(0),
        version: 1,
        mac: Vec::new(),
    }
    .signed(&Keyring::for_tests())
}

fn segment(seq: i64, kind: SegmentKind, from: &str, yuan: &str) -> Segment {
    Segment {
        id: format!("s{seq}"),
        award: AwardId::from_bytes([1; 16]),
        county: "510904".to_owned(),
        seq,
        kind,
        from: month(from),
        amount: fen(yuan),
        cause: format!("c{seq}"),
        why: "账户待核实".to_owned(),
        by: "s".to_owned(),
        at: Moment::from_millis(seq),
        mac: Vec::new(),
    }
    .signed(&Keyring::for_tests())
}

fn amount(award: &Award, history: &[Segment], at: &str) -> Fen {
    due(award, history, month(at)).amount
}

#[test]
fn an_award_gives_nothing_before_it_begins_and_after_it_ends() {
    let award = award("2017-06", Some("2017-08"));
    let history = [segment(1, SegmentKind::Open, "2017-06", "325")];
    assert_eq!(amount(&award, &history, "2017-05"), Fen::ZERO);
    assert_eq!(amount(&award, &history, "2017-06"), fen("325"));
    assert_eq!(amount(&award, &history, "2017-08"), fen("325"));
    assert_eq!(amount(&award, &history, "2017-09"), Fen::ZERO);
}

#[test]
fn an_adjustment_backwards_counts_from_its_month_and_a_stop_is_for_good() {
    let award = award("2017-03", None);
    let history = [
        segment(1, SegmentKind::Open, "2017-03", "325"),
        segment(2, SegmentKind::Stop, "2017-09", "0"),
        segment(3, SegmentKind::Adjust, "2017-05", "360"),
    ];
    assert_eq!(amount(&award, &history, "2017-04"), fen("325"));
    assert_eq!(amount(&award, &history, "2017-05"), fen("360"));
    assert_eq!(amount(&award, &history, "2017-08"), fen("360"));
    assert_eq!(amount(&award, &history, "2017-09"), Fen::ZERO);
}

#[test]
fn a_release_from_the_held_month_frees_all_of_it_and_a_later_one_does_not() {
    let award = award("2017-03", None);
    let opened = segment(1, SegmentKind::Open, "2017-03", "325");
    let held = segment(2, SegmentKind::Hold, "2017-06", "0");
    let all = [opened.clone(), held.clone(), segment(3, SegmentKind::Release, "2017-06", "0")];
    let later = [opened, held, segment(3, SegmentKind::Release, "2017-08", "0")];
    assert_eq!(due(&award, &all[..2], month("2017-07")).held, Some("账户待核实"));
    assert_eq!(due(&award, &all, month("2017-07")).held, None);
    assert_eq!(due(&award, &later, month("2017-07")).held, Some("账户待核实"));
    assert_eq!(due(&award, &later, month("2017-08")).held, None);
    assert_eq!(due(&award, &all, month("2017-07")).amount, fen("325"));
}

#[test]
fn a_row_changed_by_hand_or_taken_away_is_seen() {
    let keys = Keyring::for_tests();
    let good = award("2017-06", None);
    let history = [segment(1, SegmentKind::Open, "2017-06", "325"), segment(2, SegmentKind::Adjust, "2017-07", "360")];
    assert_eq!(tampered(&good, &history, &keys), None);
    let more = Award { amount: fen("925"), ..good.clone() };
    assert!(tampered(&more, &history, &keys).unwrap().contains("待遇记录"));
    let mut changed = history.clone();
    changed[1].amount = fen("660");
    assert!(tampered(&good, &changed, &keys).unwrap().contains("待遇段的校验码"));
    assert!(tampered(&good, &history[1..], &keys).unwrap().contains("不完整"));
    assert!(tampered(&good, &[], &keys).unwrap().contains("不完整"));
    let other = [segment(1, SegmentKind::Open, "2017-06", "300")];
    assert!(tampered(&good, &other, &keys).unwrap().contains("不一致"));
}
