use crate::report::{Report, ReportState, Verdict};
use crypto::Keyring;
use kernel::{Day, Moment, RefusalKind};

fn report(state: ReportState) -> Report {
    Report {
        id: "r".into(),
        year: 2017,
        indicator: "h.villages".into(),
        county: "510904".into(),
        township: "510904105".into(),
        as_of: Day::parse("2017-05-08").unwrap(),
        value: "5".into(),
        note: String::new(),
        evidence: "e".into(),
        evidence_digest: "d".into(),
        state,
        by: "clerk".into(),
        at: Moment::from_millis(0),
        county_by: None,
        county_at: None,
        county_note: String::new(),
        city_by: None,
        city_at: None,
        city_note: String::new(),
        live_key: None,
        version: 1,
        mac: Vec::new(),
    }
}

const NOW: Moment = Moment::from_millis(1_000);

#[test]
fn two_levels_let_a_figure_through_and_nobody_twice() {
    let at_city = report(ReportState::AtCounty).checked(Verdict::Pass, "county", "", NOW).unwrap();
    assert_eq!(at_city.state, ReportState::AtCity);
    let same = at_city.clone().checked(Verdict::Pass, "county", "", NOW).unwrap_err();
    assert_eq!(same.kind, RefusalKind::Forbidden);
    let own = report(ReportState::AtCounty).checked(Verdict::Pass, "clerk", "", NOW).unwrap_err();
    assert_eq!(own.kind, RefusalKind::Forbidden);
    let done = at_city.checked(Verdict::Pass, "bureau", "属实", NOW).unwrap();
    assert_eq!((done.state, done.city_by.as_deref()), (ReportState::Approved, Some("bureau")));
    assert_eq!(done.checked(Verdict::Return, "other", "错", NOW).unwrap_err().kind, RefusalKind::Conflict);
}

#[test]
fn a_return_needs_a_reason_and_ends_it() {
    let no = report(ReportState::AtCity).checked(Verdict::Return, "bureau", "  ", NOW).unwrap_err();
    assert_eq!(no.field.as_deref(), Some("note"));
    let back = report(ReportState::AtCity).checked(Verdict::Return, "bureau", "缺名单", NOW).unwrap();
    assert_eq!(back.state, ReportState::Returned);
    assert!(back.checked(Verdict::Pass, "bureau2", "", NOW).is_err());
}

#[test]
fn the_code_covers_value_state_evidence_and_people() {
    let keys = Keyring::for_tests();
    let signed = report(ReportState::AtCity).signed(&keys);
    assert!(signed.is_intact(&keys));
    let changes: [fn(&mut Report); 6] = [
        |r| r.value = "90".into(),
        |r| r.state = ReportState::Approved,
        |r| r.evidence_digest = "x".into(),
        |r| r.township = "510904104".into(),
        |r| r.by = "other".into(),
        |r| r.city_by = Some("bureau".into()),
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut changed = signed.clone();
        change(&mut changed);
        assert!(!changed.is_intact(&keys), "change {number} is not noticed");
    }
}
