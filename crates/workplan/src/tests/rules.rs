use crate::curve::{Standing, expected, forecast, standing};
use crate::periods::{due_by, kept, periods};
use crate::schedule::{Light, backwards, late_by, light, working_days_before};
use crate::split::{Part, check};
use crate::{Direction, Quantity};
use kernel::{Day, Month, WorkingDays};
use proptest::prelude::*;

fn q(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

#[test]
fn a_value_one_fen_below_is_not_met_though_it_shows_as_the_target() {
    let target = q("10000000");
    assert!(!Direction::AtLeast.is_met(q("9,999,999.99"), target));
    assert!(Direction::AtLeast.is_met(q("10000000.00"), target));
    assert_eq!(q("9999999.99").percent_of(target).unwrap().decimal(2), "100.00");
    assert!(!Direction::AtLeast.is_met(q("69.9975"), q("70.00")));
    assert_eq!(q("69.9975").decimal(2), "70.00");
    assert!(Direction::AtMost.is_met(q("0"), q("0")) && !Direction::AtMost.is_met(q("0.01"), q("0")));
}

#[test]
fn an_average_is_compared_as_a_fraction() {
    let third = Quantity::fraction(21_000, 300).unwrap();
    assert_eq!(third, q("70"));
    assert!(Quantity::fraction(20_999, 300).unwrap() < q("70"));
    assert_eq!(Quantity::fraction(20_999, 300).unwrap().shown(), "69.9967");
    assert!(Quantity::fraction(1, 0).is_none());
}

#[test]
fn numbers_are_read_as_people_write_them_and_nothing_else() {
    assert_eq!(q("１，２００，０００．００"), q("1200000"));
    assert_eq!(q("1200000.5").shown(), "1,200,000.5");
    assert_eq!(q("999").shown(), "999");
    for wrong in ["", "-1", "1e3", "1.23456", "三百", "1.", "1.2.3", "1234567890123456"] {
        assert!(Quantity::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn parts_that_give_91_of_90_are_refused_with_the_sum() {
    let parts = |values: [&str; 5]| -> Vec<Part> {
        let counties = ["510903", "510904", "510921", "510922", "510923"];
        counties.iter().zip(values).map(|(place, v)| Part { place: (*place).to_owned(), value: q(v) }).collect()
    };
    let refusal = check(q("90"), &parts(["30", "20", "20", "15", "6"]), "个村").unwrap_err();
    assert!(refusal.sentence.contains("加起来是 91个村（30＋20＋20＋15＋6）"), "{}", refusal.sentence);
    assert!(refusal.sentence.contains("多了 1个村"), "{}", refusal.sentence);
    assert!(check(q("90"), &parts(["30", "20", "20", "15", "5"]), "个村").is_ok());
    assert!(check(q("300"), &parts(["60", "60", "60", "60", "50"]), "家").unwrap_err().sentence.contains("少了 10家"));
}

#[test]
fn one_event_a_period_and_two_in_june_do_not_replace_july() {
    let all = periods(month("2017-04"), month("2017-12"), 1);
    let days = ["2017-04-20", "2017-05-11", "2017-06-08", "2017-06-29", "2017-08-03", "2017-09-14", "2017-10-12"];
    let events: Vec<Day> = days.iter().map(|text| day(text)).collect();
    let kept = kept(&all, &events);
    assert_eq!((kept.periods, kept.done), (9, 6));
    assert_eq!(kept.missed.iter().map(|p| p.first.to_string()).collect::<Vec<_>>(), ["2017-07", "2017-11", "2017-12"]);
    let (ended, running) = due_by(&all, day("2017-08-03"));
    assert_eq!((ended.len(), running.unwrap().first), (4, month("2017-08")));
}

#[test]
fn two_month_and_half_year_windows_keep_their_edges() {
    let two = periods(month("2017-03"), month("2017-12"), 2);
    assert_eq!(two.len(), 5);
    assert!(two[0].holds(day("2017-04-30")) && !two[0].holds(day("2017-05-01")));
    assert_eq!(two[0].chinese(), "2017年3月—4月");
    let half = periods(month("2017-01"), month("2017-12"), 6);
    assert_eq!(kept(&half, &[day("2017-06-30"), day("2017-07-01")]).done, 2);
    assert_eq!(kept(&half, &[day("2017-01-01"), day("2017-06-30")]).done, 1);
}

#[test]
fn milestones_lie_working_days_before_the_end_over_the_dragon_boat_festival() {
    let calendar = WorkingDays::shipped();
    // 27 May 2017 (Saturday) was worked, 28–30 May were free.
    assert_eq!(working_days_before(day("2017-05-31"), 1, calendar).unwrap(), day("2017-05-27"));
    let dated = backwards(day("2017-06-30"), &[("起草".into(), 20), ("印发".into(), 0)], calendar).unwrap();
    assert_eq!(dated[0].due, day("2017-06-02"));
    assert_eq!(dated[1].due, day("2017-06-30"));
    assert!(working_days_before(day("2013-01-05"), 10, calendar).is_err(), "2012 is not known");
}

#[test]
fn a_light_turns_amber_red_and_stays_late() {
    let calendar = WorkingDays::shipped();
    let span = (day("2017-01-01"), day("2017-06-10"));
    let at = |today: &str, done: Option<&str>| light(span, done.map(day), day(today), calendar).unwrap();
    assert_eq!(at("2016-12-31", None), Light::Grey);
    assert_eq!(at("2017-05-09", None), Light::Plain);
    assert_eq!(at("2017-06-08", None), Light::Amber);
    assert_eq!(at("2017-06-10", None), Light::Amber);
    assert_eq!(at("2017-06-11", None), Light::Red);
    assert_eq!(at("2017-07-11", Some("2017-06-11")), Light::Green);
    // 30 April to 16 May 2017: 11 working days late.
    assert_eq!(late_by(day("2017-04-30"), Some(day("2017-05-16")), day("2017-12-31"), calendar).unwrap(), 11);
}

#[test]
fn the_line_is_straight_and_the_forecast_follows_it() {
    let span = (day("2017-01-01"), day("2017-12-31"));
    let target = q("365");
    assert_eq!(expected(target, Direction::AtLeast, span, day("2016-12-31")), Quantity::ZERO);
    assert_eq!(expected(target, Direction::AtLeast, span, day("2017-05-09")), q("129"));
    assert_eq!(expected(target, Direction::AtLeast, span, day("2018-05-09")), q("365"));
    assert_eq!(forecast(q("129"), span, day("2017-05-09")).unwrap(), q("365"));
    assert!(forecast(q("1"), span, day("2016-05-09")).is_none());
    let at = |value: &str, today: &str| standing(q(value), target, Direction::AtLeast, span, day(today));
    assert_eq!(at("129", "2017-05-09"), Standing::On);
    assert_eq!(at("103.2", "2017-05-09"), Standing::Slow);
    assert_eq!(at("103.19", "2017-05-09"), Standing::Late);
    assert_eq!(at("364.9999", "2018-01-01"), Standing::Late);
    assert_eq!(at("365", "2017-01-01"), Standing::Met);
}

proptest! {
    #[test]
    fn what_is_stored_is_read_back(cents in 0_i64..100_000_000_000_000) {
        let value = Quantity::fraction(cents, 10_000).unwrap();
        prop_assert_eq!(q(&value.to_string()), value);
    }

    #[test]
    fn sums_and_order_agree_with_whole_numbers(a in 0_i64..1_000_000_000, b in 0_i64..1_000_000_000) {
        let (x, y) = (Quantity::whole(a), Quantity::whole(b));
        prop_assert_eq!(x.plus(y).unwrap(), Quantity::whole(a + b));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.distance(y).unwrap(), Quantity::whole((a - b).abs()));
    }
}

#[test]
fn a_duty_of_each_leader_is_kept_when_the_last_of_them_was_there() {
    let (first, second) = (Month::new(2017, 1).unwrap(), Month::new(2017, 12).unwrap());
    let halves = crate::periods::periods(first, second, 6);
    let leaders = ["a".to_owned(), "b".to_owned()];
    let on = |who: &str, text: &str| (who.to_owned(), Day::parse(text).unwrap());
    let kept = |events: &[(String, Day)]| crate::periods::kept_by_each(&halves, &leaders, events);
    assert_eq!(kept(&[]), []);
    // One of them twice does not stand for the other.
    assert_eq!(kept(&[on("a", "2017-02-01"), on("a", "2017-03-01")]), []);
    let spring = [on("a", "2017-02-01"), on("b", "2017-06-30"), on("b", "2017-06-01")];
    assert_eq!(kept(&spring), [Day::parse("2017-06-01").unwrap()]);
    // July is another half, and somebody who is no leader counts for nobody.
    assert_eq!(kept(&[on("a", "2017-02-01"), on("b", "2017-07-01"), on("c", "2017-03-01")]), []);
}
