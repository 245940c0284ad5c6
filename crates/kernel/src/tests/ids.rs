use crate::{IdSource, Moment, RandomIds, SeededIds};

crate::id_type!(ProbeId);

#[test]
fn ids_print_as_26_characters_and_read_back() {
    let id = ProbeId::mint(&RandomIds, Moment::from_millis(1_494_297_727_000));
    let text = id.to_string();
    assert_eq!(text.len(), 26);
    assert_eq!(ProbeId::parse(&text).unwrap(), id);
    assert_eq!(ProbeId::parse(&text.to_uppercase()).unwrap(), id);
}

#[test]
fn later_ids_sort_after_earlier_ones_in_bytes_and_in_text() {
    let source = RandomIds;
    let early = ProbeId::mint(&source, Moment::from_millis(1_000));
    let late = ProbeId::mint(&source, Moment::from_millis(2_000));
    assert!(early < late);
    assert_eq!(ProbeId::from_bytes(late.bytes()), late);
    assert!(early.to_string() < late.to_string());
}

#[test]
fn seeded_ids_repeat_for_the_same_seed_and_differ_otherwise() {
    let now = Moment::from_millis(5);
    let (one, two, other) = (SeededIds::new(7), SeededIds::new(7), SeededIds::new(8));
    let first = one.mint(now);
    assert_eq!(first, two.mint(now));
    assert_ne!(first, other.mint(now));
    assert_ne!(first, one.mint(now));
}

#[test]
fn wrong_texts_are_refused() {
    for wrong in ["", "abc", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000000u"] {
        assert!(ProbeId::parse(wrong).is_err(), "{wrong}");
    }
}
