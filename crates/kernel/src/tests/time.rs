use std::sync::Arc;

use proptest::prelude::*;

use crate::{Clock, Day, ManualClock, Moment, Month, OffsetClock, SystemClock, age_on};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn days_are_read_in_every_usual_form() {
    let expected = Day::new(2017, 5, 9).unwrap();
    for text in ["2017-05-09", "2017.5.9", "2017/5/9", "2017年5月9日", "20170509", " ２０１７－５－９ "] {
        assert_eq!(day(text), expected, "{text}");
    }
    for wrong in ["2017-02-29", "2017-13-01", "17-05-09", "0217-05-09", "明天", "2017-05", "2017-5-9-1"] {
        assert!(Day::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn days_are_shown_in_chinese() {
    let notice = day("2017-05-09");
    assert_eq!(notice.to_string(), "2017-05-09");
    assert_eq!(notice.chinese(), "2017年5月9日");
    assert_eq!(notice.short(), "5月9日");
    assert_eq!(notice.weekday_chinese(), "星期二");
}

#[test]
fn days_count_forwards_and_backwards_and_stop_at_the_ends() {
    assert_eq!(day("2016-02-28").add_days(2), day("2016-03-01"));
    assert_eq!(day("2017-01-01").add_days(-1), day("2016-12-31"));
    assert_eq!(day("2017-01-01").days_until(day("2018-01-01")), 365);
    assert_eq!(day("2017-01-02").days_until(day("2017-01-01")), -1);
    assert_eq!(day("2999-12-31").add_days(i32::MAX), day("2999-12-31"));
    assert_eq!(day("1800-01-01").add_days(i32::MIN), day("1800-01-01"));
    assert_eq!(day("2017-01-31").add_months(1), day("2017-02-28"));
}

#[test]
fn a_leap_day_child_ages_on_the_last_of_february() {
    let birth = day("2012-02-29");
    assert_eq!(age_on(birth, day("2017-02-27")), 4);
    assert_eq!(age_on(birth, day("2017-02-28")), 5);
    assert_eq!(age_on(birth, day("2016-02-28")), 3);
    assert_eq!(age_on(birth, day("2016-02-29")), 4);
    assert_eq!(age_on(birth, day("2011-01-01")), 0);
    assert_eq!(age_on(day("1947-05-09"), day("2017-05-08")), 69);
    assert_eq!(age_on(day("1947-05-09"), day("2017-05-09")), 70);
}

#[test]
fn months_count_and_name_their_days() {
    let may = Month::parse("2017-05").unwrap();
    assert_eq!(Month::parse("2017年5月").unwrap(), may);
    assert_eq!(Month::parse("201705").unwrap(), may);
    assert_eq!(may.to_string(), "2017-05");
    assert_eq!(may.chinese(), "2017年5月");
    assert_eq!(may.add(8), Month::new(2018, 1).unwrap());
    assert_eq!(may.next().prev(), may);
    assert_eq!(may.first_day(), day("2017-05-01"));
    assert_eq!(Month::new(2016, 2).unwrap().last_day(), day("2016-02-29"));
    assert_eq!(may.months_until(Month::new(2016, 12).unwrap()), -5);
    assert_eq!(day("2017-05-31").month_of(), may);
    assert!(Month::parse("2017-13").is_err());
}

#[test]
fn moments_tell_chinese_time() {
    let moment = Moment::start_of(day("2017-05-09")).plus_millis(((10 * 60 + 42) * 60 + 7) * 1000);
    assert_eq!(moment.local(), "2017-05-09 10:42:07");
    assert_eq!(moment.local_minute(), "2017-05-09 10:42");
    assert_eq!(Moment::from_millis(1_494_297_727_000).local(), "2017-05-09 10:42:07");
    assert_eq!(Moment::from_millis(-1).day(), day("1970-01-01"));
    assert_eq!(Moment::from_millis(-28_800_001).day(), day("1969-12-31"));
    assert_eq!(Moment::from_millis(i64::MAX).day(), day("2999-12-31"));
}

#[test]
fn a_manual_clock_moves_only_when_told() {
    let clock = Arc::new(ManualClock::on(day("2017-05-09")));
    assert_eq!(clock.now().local(), "2017-05-09 09:00:00");
    clock.advance_days(30);
    assert_eq!(clock.today(), day("2017-06-08"));
    clock.set(Moment::from_millis(0));
    assert_eq!(clock.today(), day("1970-01-01"));
}

#[test]
fn an_offset_clock_lives_on_its_day_and_keeps_running() {
    let start = Moment::start_of(day("2017-05-09"));
    let clock = OffsetClock::starting_at(start);
    let shown = clock.now();
    assert!(shown >= start && shown.millis() - start.millis() < 60_000);
    assert!(SystemClock.now() > start);
}

#[test]
fn days_and_months_are_text_in_json() {
    assert_eq!(serde_json::to_string(&day("2017-05-09")).unwrap(), "\"2017-05-09\"");
    assert_eq!(serde_json::from_str::<Month>("\"2017-05\"").unwrap(), Month::new(2017, 5).unwrap());
}

proptest! {
    #[test]
    fn adding_days_and_counting_them_agree(start in 0_i32..200_000, days in -60_000_i32..60_000) {
        let from = day("1970-01-01").add_days(start);
        prop_assert_eq!(from.days_until(from.add_days(days)), i64::from(days));
    }

    #[test]
    fn every_printed_day_reads_back(offset in 0_i32..400_000) {
        let any = day("1800-01-01").add_days(offset);
        prop_assert_eq!(day(&any.to_string()), any);
        prop_assert_eq!(day(&any.chinese()), any);
    }
}
