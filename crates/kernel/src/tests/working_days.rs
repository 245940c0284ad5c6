use proptest::prelude::*;

use crate::{Day, Deadline, NoSchedule, WorkingDays};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn statutory_periods_of_2017_end_where_counting_by_hand_ends() {
    let calendar = WorkingDays::shipped();
    for (start, n, due) in [
        ("2017-04-20", 10, "2017-05-05"),
        ("2017-05-22", 5, "2017-05-27"),
        ("2017-06-03", 20, "2017-06-30"),
        ("2017-01-18", 20, "2017-02-20"),
        ("2017-04-18", 20, "2017-05-17"),
    ] {
        assert_eq!(Deadline::working_days(n).due(day(start), calendar), Ok(day(due)), "{start} + {n}");
    }
    assert_eq!(Deadline::days(7).due(day("2017-04-24"), calendar), Ok(day("2017-05-01")));
    assert_eq!(Deadline::working_days(0).due(day("2017-05-01"), calendar), Ok(day("2017-05-01")));
    assert_eq!(Deadline::working_days(10).chinese(), "10个工作日");
}

#[test]
fn the_year_2017_has_249_working_days() {
    let calendar = WorkingDays::shipped();
    assert_eq!(calendar.working_days_between(day("2016-12-31"), day("2017-12-31")), Ok(249));
    assert_eq!(calendar.is_working_day(day("2017-05-27")), Ok(true));
    assert_eq!(calendar.is_working_day(day("2017-05-29")), Ok(false));
    assert_eq!(calendar.is_working_day(day("2017-06-03")), Ok(false));
}

#[test]
fn a_year_without_a_schedule_is_an_error_that_names_it() {
    let calendar = WorkingDays::shipped();
    assert_eq!(calendar.is_working_day(day("2027-03-01")), Err(NoSchedule { year: 2027 }));
    let problem = Deadline::working_days(20).due(day("2026-12-20"), calendar).unwrap_err();
    assert!(problem.to_string().contains("2027年"));
}

#[test]
fn a_schedule_from_lists_replaces_whole_years() {
    let lists = WorkingDays::from_lists([day("2027-01-01"), day("2017-04-20")], [day("2027-01-02")]);
    assert_eq!(lists.years().collect::<Vec<_>>(), [2017, 2027]);
    let calendar = WorkingDays::shipped().overlaid(&lists);
    assert_eq!(calendar.is_working_day(day("2027-01-02")), Ok(true));
    assert_eq!(calendar.is_working_day(day("2027-01-01")), Ok(false));
    assert_eq!(calendar.is_working_day(day("2017-05-29")), Ok(true));
    assert_eq!(calendar.is_working_day(day("2018-01-01")), Ok(false));
}

proptest! {
    #[test]
    fn adding_and_counting_working_days_agree(offset in 0_i32..4_000, n in 1_u32..120) {
        let calendar = WorkingDays::shipped();
        let start = day("2013-01-01").add_days(offset);
        let due = calendar.add_working_days(start, n).unwrap();
        prop_assert!(due > start && calendar.is_working_day(due).unwrap());
        prop_assert_eq!(calendar.working_days_between(start, due).unwrap(), n);
    }
}
