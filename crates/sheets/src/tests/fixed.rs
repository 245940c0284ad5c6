use proptest::prelude::*;

use crate::{Align, FixedField, FixedLayout, FixedProblemKind, LineEnd};

fn layout() -> FixedLayout {
    FixedLayout {
        fields: vec![FixedField::text("户名", 10), FixedField::text("账号", 20), FixedField::number("金额（分）", 12)],
        line_end: LineEnd::CrLf,
    }
}

fn row(cells: [&str; 3]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

#[test]
fn records_have_their_width_in_gbk_bytes() {
    let bytes = layout().write(&[row(["张三", "4111111111111111", "32500"])]).unwrap();
    assert_eq!(bytes.len(), 42 + 2);
    assert_eq!(&bytes[..10], b"\xd5\xc5\xc8\xfd      ");
    assert_eq!(&bytes[30..42], b"000000032500");
    assert_eq!(layout().read(&bytes).unwrap(), [row(["张三", "4111111111111111", "32500"])]);
}

#[test]
fn everything_wrong_is_told_with_row_and_field() {
    let problems = layout()
        .write(&[
            row(["张三", "1", "1"]),
            row(["𠮷田", "1", "1"]),
            row(["欧阳小明明", "1", "1234567890123"]),
            row(["阿依古丽买买提", "1\n2", "1"]),
            vec!["少".to_owned()],
        ])
        .unwrap_err();
    let told: Vec<(usize, &str, &FixedProblemKind)> =
        problems.iter().map(|problem| (problem.row, problem.field.as_str(), &problem.kind)).collect();
    assert_eq!(
        told,
        [
            (2, "户名", &FixedProblemKind::NoCode('𠮷')),
            (3, "金额（分）", &FixedProblemKind::TooLong { bytes: 13, width: 12 }),
            (4, "户名", &FixedProblemKind::TooLong { bytes: 14, width: 10 }),
            (4, "账号", &FixedProblemKind::Control),
            (5, "整行", &FixedProblemKind::Length { found: 1, expected: 3 }),
        ]
    );
    assert!(problems[0].to_string().contains("第2行“户名”") && problems[0].to_string().contains("𠮷"));
}

#[test]
fn private_characters_and_the_euro_are_not_sent() {
    let one = FixedLayout { fields: vec![FixedField::text("户名", 4)], line_end: LineEnd::Lf };
    for character in ['\u{e5e5}', '€', '㐱'] {
        let problems = one.write(&[vec![character.to_string()]]).unwrap_err();
        assert_eq!(problems[0].kind, FixedProblemKind::NoCode(character));
    }
}

#[test]
fn text_that_would_not_read_back_is_refused() {
    let padded = FixedLayout {
        fields: vec![FixedField { name: "编号".to_owned(), width: 6, align: Align::Left, pad: b'0' }],
        line_end: LineEnd::Lf,
    };
    assert_eq!(padded.write(&[vec!["120".to_owned()]]).unwrap_err()[0].kind, FixedProblemKind::LooksLikePadding);
    assert_eq!(padded.read(&padded.write(&[vec!["12".to_owned()]]).unwrap()).unwrap(), [["12"]]);
}

#[test]
fn damaged_files_are_told_apart_by_row() {
    let good = layout().write(&[row(["张三", "1", "1"]), row(["李四", "2", "0"])]).unwrap();
    assert_eq!(layout().read(&good).unwrap()[1], row(["李四", "2", "0"]));
    let mut short = good.clone();
    short.remove(50);
    assert_eq!(layout().read(&short).unwrap_err()[0].kind, FixedProblemKind::Length { found: 41, expected: 42 });
    let mut odd = good;
    odd[3] = 0xff;
    let problem = &layout().read(&odd).unwrap_err()[0];
    assert_eq!((problem.row, problem.field.as_str(), &problem.kind), (1, "户名", &FixedProblemKind::NotGbk));
    assert!(layout().read(b"").unwrap().is_empty());
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back(name in "[a-z张王李赵钱孙]{0,5}", account in "[0-9]{1,20}", fen in 0_u32..1_000_000_000) {
        let cells = vec![name, account, fen.to_string()];
        let bytes = layout().write(std::slice::from_ref(&cells)).unwrap();
        prop_assert_eq!(layout().read(&bytes).unwrap(), vec![cells]);
    }
}
