use crate::period::Period;
use kernel::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_period_is_read_named_and_followed_by_the_next() {
    let today = day("2017-05-09");
    let month = Period::parse("2017-05", today).unwrap();
    assert_eq!((month.chinese().as_str(), month.code().as_str()), ("2017年5月份", "2017-05"));
    assert_eq!(month.as_of(today), today);
    assert_eq!(month.before().as_of(today), day("2017-04-30"));
    let quarter = Period::parse("2017-q2", today).unwrap();
    assert_eq!((quarter.chinese().as_str(), quarter.code().as_str()), ("2017年第二季度", "2017-Q2"));
    assert_eq!(quarter.next().code(), "2017-Q3");
    assert_eq!(Period::quarter_of(day("2017-12-31")).code(), "2017-Q4");
    assert_eq!(Period::parse("", today).unwrap(), month);
    assert!(quarter.holds(day("2017-04-01")) && !quarter.holds(day("2017-07-01")));
}

#[test]
fn what_has_not_begun_or_cannot_be_read_is_refused() {
    let today = day("2017-05-09");
    for (text, words) in [
        ("2017-06", "还没有开始"),
        ("2017-Q3", "还没有开始"),
        ("2017-Q5", "不是报告期"),
        ("五月", "不是报告期"),
        ("2017-13", "不是报告期"),
    ] {
        let refusal = Period::parse(text, today).unwrap_err();
        assert!(refusal.sentence.contains(words), "{text}: {}", refusal.sentence);
    }
}
