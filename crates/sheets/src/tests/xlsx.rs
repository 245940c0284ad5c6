use std::io::{Cursor, Write};

use kernel::{Day, Fen};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

use crate::{Cell, Column, Limits, SheetProblem, Source, XlsxOptions, read, read_within, write_xlsx};

fn columns() -> Vec<Column> {
    vec![Column::text("姓名"), Column::text("身份证号").wide(20), Column::amount("金额"), Column::count("人数")]
}

fn options() -> XlsxOptions {
    XlsxOptions { sheet: "名册/5月".to_owned(), ..XlsxOptions::default() }
}

/// The text of one part of a package.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

/// A package with parts of our own making.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook filled by a test.
fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

#[test]
fn what_is_written_reads_back_and_holds_no_formula() {
    let rows = vec![
        vec![Cell::from("=1+1"), Cell::from("510904197001010005"), Cell::from(Fen::new(32_505)), Cell::from(3)],
        vec![Cell::from("𠮷田"), Cell::Empty, Cell::from(Fen::new(-7)), Cell::Empty],
        vec![Cell::from("王"), Cell::Empty, Cell::from(Fen::new(i64::MAX)), Cell::Empty],
    ];
    let bytes = write_xlsx(&columns(), rows, &options()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && sheet.contains("inlineStr"), "{sheet}");
    assert!(part(&bytes, "xl/workbook.xml").contains("名册_5月"));
    let table = read(&bytes).unwrap();
    assert_eq!(table.source, Source::Xlsx);
    assert_eq!(table.headers, ["姓名", "身份证号", "金额", "人数"]);
    assert_eq!(table.rows[0], ["=1+1", "510904197001010005", "325.05", "3"]);
    assert_eq!(table.rows[1], ["𠮷田", "", "-0.07", ""]);
    assert_eq!(table.rows[2][2], "92233720368547758.07");
}

#[test]
fn the_watermark_is_in_the_footer_and_on_a_hidden_sheet() {
    let options = XlsxOptions {
        title: Some("发放名册".to_owned()),
        watermark: Some("李娜 2017-05-09 10:42 A&B".to_owned()),
        ..options()
    };
    let bytes = write_xlsx(&columns(), [], &options).unwrap();
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("李娜 2017-05-09 10:42 A&amp;&amp;B"));
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("A&amp;B"));
    assert!(part(&bytes, "xl/workbook.xml").contains("state=\"hidden\""));
    assert_eq!(read(&bytes).unwrap().headers, ["姓名", "身份证号", "金额", "人数"]);
}

#[test]
fn the_same_rows_give_the_same_bytes_on_any_day() {
    let made =
        |made_on| write_xlsx(&columns(), [vec![Cell::from("张三")]], &XlsxOptions { made_on, ..options() }).unwrap();
    let day = Day::new(2017, 5, 9);
    assert!(part(&made(day), "docProps/core.xml").contains("2017-05-09T00:00:00Z"));
    assert!(part(&made(None), "docProps/core.xml").contains("2000-01-01T00:00:00Z"));
    let first = made(day);
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert!(first == made(day));
}

#[test]
fn numbers_days_and_truths_become_text_as_shown() {
    let bytes = workbook(|sheet| {
        for (column, header) in ["数", "分", "日", "是否", "公式"].into_iter().enumerate() {
            sheet.write_string(0, u16::try_from(column).unwrap(), header).unwrap();
        }
        let day = ExcelDateTime::from_ymd(2017, 5, 9).unwrap();
        sheet.write_number(1, 0, 3300).unwrap();
        sheet.write_number(1, 1, 0.1 + 0.2).unwrap();
        sheet.write_datetime_with_format(1, 2, &day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.write_boolean(1, 3, true).unwrap();
        sheet.write_formula(1, 4, Formula::new("1+1").set_result("2")).unwrap();
        sheet.write_number(2, 0, 0.000_012_5).unwrap();
        sheet.write_number(2, 1, -1_234_567.89).unwrap();
        sheet.write_number(2, 2, 0).unwrap();
    });
    let table = read(&bytes).unwrap();
    assert_eq!(table.rows[0], ["3300", "0.3", "2017-05-09", "是", "2"]);
    assert_eq!(table.rows[1], ["0.0000125", "-1234567.89", "0", "", ""]);
}

#[test]
fn a_long_number_already_spoilt_is_refused_with_its_place() {
    let bytes = workbook(|sheet| {
        sheet.write_string(0, 0, "姓名").unwrap().write_string(0, 1, "身份证号").unwrap();
        sheet.write_number(1, 1, 510_904_197_001_010_000.0).unwrap();
    });
    assert_eq!(read(&bytes), Err(SheetProblem::LongNumber { line: 2, column: 2 }));
}

#[test]
fn limits_hold_while_reading() {
    let bytes = write_xlsx(&columns(), vec![vec![Cell::from("张")]; 10], &options()).unwrap();
    let with = |limits: Limits| read_within(&bytes, &limits);
    assert_eq!(with(Limits { rows: 10, ..Limits::default() }), Err(SheetProblem::TooManyRows { limit: 10 }));
    assert!(with(Limits { rows: 11, ..Limits::default() }).is_ok());
    let narrow = Limits { columns: 3, ..Limits::default() };
    assert_eq!(with(narrow), Err(SheetProblem::TooManyColumns { line: 1, limit: 3 }));
    assert_eq!(with(Limits { unpacked_bytes: 1_000, ..Limits::default() }), Err(SheetProblem::Bomb));
    assert_eq!(with(Limits { entries: 3, ..Limits::default() }), Err(SheetProblem::Bomb));
}

#[test]
fn harmful_packages_are_refused_before_they_are_read() {
    let zeros = vec![0_u8; 30_000_000];
    let started = std::time::Instant::now();
    assert_eq!(read(&package(&[("xl/worksheets/sheet1.xml", &zeros)])), Err(SheetProblem::Bomb));
    assert!(started.elapsed().as_secs() < 10);
    let nested = package(&[("inner.zip", b"PK")]);
    assert_eq!(read(&nested), Err(SheetProblem::Bomb));
    assert_eq!(read(&package(&[("xl/vbaProject.bin", b"x")])), Err(SheetProblem::Macros));
    let linked = package(&[("xl/externalLinks/externalLink1.xml", b"<x/>")]);
    assert_eq!(read(&linked), Err(SheetProblem::ExternalLinks));
    let laughs = b"<?xml version=\"1.0\"?><!doctype lolz [<!ENTITY lol \"lol\">]><x/>";
    assert_eq!(read(&package(&[("xl/workbook.xml", laughs)])), Err(SheetProblem::Dtd));
    assert_eq!(read(b"PK\x03\x04 not really"), Err(SheetProblem::Damaged));
    assert_eq!(read(&package(&[("readme.txt", b"x")])), Err(SheetProblem::Damaged));
    assert_eq!(read(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0]), Err(SheetProblem::Damaged));
}

#[test]
fn a_mark_across_two_chunks_is_seen() {
    let mut content = vec![b' '; 64 * 1024 - 4];
    content.extend_from_slice(b"<!DOCTYPE x>");
    assert_eq!(read(&package(&[("xl/workbook.xml", &content)])), Err(SheetProblem::Dtd));
}

#[test]
fn an_empty_first_sheet_is_passed_over_and_a_hidden_one_is_not_read() {
    let mut book = Workbook::new();
    book.add_worksheet();
    book.add_worksheet().set_hidden(true).write_string(0, 0, "藏").unwrap();
    book.add_worksheet().write_string(4, 2, "姓名").unwrap().write_string(4, 3, "电话").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert!(matches!(read(&bytes), Err(SheetProblem::Header { line: 5, .. })));
    assert_eq!(read(&workbook(|_| {})), Err(SheetProblem::Empty));
}
