use encoding_rs::GB18030;
use kernel::Fen;

use crate::{Cell, Column, Encoding, Limits, SheetProblem, Source, read, read_within, write_csv};

const LIST: &str = "姓名,身份证号,金额\r\n张三,510904197001010005,325.00\r\n𠮷田,\"a,\"\"b\"\"\",1\r\n";

#[test]
fn utf8_with_and_without_a_mark_and_gb18030_read_the_same() {
    let (gb, _, _) = GB18030.encode(LIST);
    let marked = [b"\xef\xbb\xbf".as_slice(), LIST.as_bytes()].concat();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(LIST.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases = [
        (LIST.as_bytes(), Encoding::Utf8),
        (&marked, Encoding::Utf8),
        (&gb, Encoding::Gb18030),
        (&utf16, Encoding::Utf16),
    ];
    for (bytes, encoding) in cases {
        let table = read(bytes).unwrap();
        assert_eq!(table.source, Source::Csv(encoding));
        assert_eq!(table.headers, ["姓名", "身份证号", "金额"]);
        assert_eq!(table.rows[0], ["张三", "510904197001010005", "325.00"]);
        assert_eq!(table.rows[1], ["𠮷田", "a,\"b\"", "1"]);
        assert_eq!(table.lines, [2, 3]);
        assert_eq!(table.column("金额"), Some(2));
    }
}

#[test]
fn tabs_and_semicolons_are_understood_and_empty_lines_skipped() {
    let table = read("\n\n姓名\t电话\n\n张三\t1\n".as_bytes()).unwrap();
    assert_eq!((table.headers.len(), table.rows.len(), table.lines[0]), (2, 1, 5));
    assert_eq!(read(b"a;b\n1;2\n").unwrap().rows[0], ["1", "2"]);
}

#[test]
fn titles_above_the_headers_are_passed_over_and_one_column_is_a_table() {
    let table = read("低保发放名册,,\n单位：元,,\n姓名,金额,备注\n张三,1,\n".as_bytes()).unwrap();
    assert_eq!((table.headers, table.lines), (vec!["姓名".to_owned(), "金额".to_owned(), "备注".to_owned()], vec![4]));
    for rows in 0..8 {
        let text = format!("姓名\n{}", "张三\n".repeat(rows));
        let table = read(text.as_bytes()).unwrap();
        assert_eq!((table.headers.len(), table.rows.len()), (1, rows));
    }
}

#[test]
fn wrong_files_are_refused_with_the_place() {
    let refused = |bytes: &[u8]| read(bytes).unwrap_err();
    assert_eq!(refused(b""), SheetProblem::Empty);
    assert_eq!(refused(b" \n "), SheetProblem::Empty);
    assert_eq!(refused(b"%PDF-1.7"), SheetProblem::NotATable);
    assert_eq!(refused(b"a\0b"), SheetProblem::NotATable);
    assert_eq!(refused(b"a,b\n1,2\n\xff\xff,1\n"), SheetProblem::Encoding { line: 3 });
    assert_eq!(refused(b"\xef\xbb\xbfa,b\n\x81\x30,1\n"), SheetProblem::Encoding { line: 2 });
    assert_eq!(refused(b"a,b\n\"1,2\n"), SheetProblem::Csv { line: 2 });
    assert_eq!(refused(b"a,b\n1,2,3\n"), SheetProblem::TooWide { line: 2 });
    assert!(matches!(refused(b"a,a\n"), SheetProblem::Header { line: 1, .. }));
    assert!(matches!(refused(b"a,,b\n"), SheetProblem::Header { line: 1, .. }));
    assert!(refused(b"a,,b\n").to_string().contains("第2列"));
}

#[test]
fn limits_hold() {
    let limits = Limits { bytes: 20, rows: 3, columns: 2, ..Limits::default() };
    assert_eq!(read_within(&[b'a'; 21], &limits), Err(SheetProblem::TooManyBytes { limit: 20 }));
    assert!(read_within(b"a,b\n1,2\n3,4\n", &limits).is_ok());
    assert_eq!(read_within(b"a\n1\n2\n3\n", &limits), Err(SheetProblem::TooManyRows { limit: 3 }));
    assert_eq!(read_within(b"a,b,c\n", &limits), Err(SheetProblem::TooManyColumns { line: 1, limit: 2 }));
}

#[test]
fn what_is_written_reads_back_and_runs_nothing() {
    let columns = [Column::text("姓名"), Column::amount("金额"), Column::count("人数")];
    let rows = vec![
        vec![Cell::from("=cmd|' /C calc'!A0"), Cell::from(Fen::new(-1_200)), Cell::from(3)],
        vec![Cell::from("逗,号\"引"), Cell::Empty, Cell::Empty],
    ];
    let bytes = write_csv(&columns, rows).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("\u{feff}姓名,金额,人数\r\n"), "{text}");
    assert!(text.contains("'=cmd") && text.contains(",-12.00,3\r\n"), "{text}");
    let table = read(&bytes).unwrap();
    assert_eq!(table.rows[0], ["=cmd|' /C calc'!A0", "-12.00", "3"]);
    assert_eq!(table.rows[1], ["逗,号\"引", "", ""]);
    assert!(matches!(write_csv(&columns, [vec![Cell::Empty]]), Err(SheetProblem::Write { .. })));
}
