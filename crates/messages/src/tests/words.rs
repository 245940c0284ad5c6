//! The lines of a message.

use crate::digest::Line;

#[test]
fn lines_come_back_as_they_were_said_and_late_ones_first() {
    let lines = [Line::new("14 件在手", "/"), Line::new("2 件已超期", "/cases").late(), Line::new("没有页面的", "")];
    let read = Line::read(&Line::stored(&lines));
    assert_eq!(read, [lines[1].clone(), lines[0].clone(), lines[2].clone()]);
}

#[test]
fn what_a_person_typed_is_lines_without_pages() {
    let read = Line::read("第一段\n\n第二段");
    assert_eq!(read, [Line::new("第一段", ""), Line::new("第二段", "")]);
}

#[test]
fn a_tab_in_a_name_makes_no_link() {
    let stored = Line::stored(&[Line::new("坏\t/payments/runs", "/cases")]);
    assert_eq!(Line::read(&stored), [Line::new("坏 /payments/runs", "/cases")]);
}
