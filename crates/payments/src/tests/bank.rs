//! Bank formats write the order and read the return.

use super::world::{World, code, fen, june, month};
use crate::bank::{self, BankFormat, CsvTable, GbkFixed, OrderHead, OrderLine, ReturnRow, XlsxTable, outcome_of};
use crate::line::LineState;
use crate::run::RunKind;
use crate::{actions, digest};
use kernel::Fen;

fn order() -> (OrderHead, Vec<OrderLine>) {
    let line = |key: &str, name: &str, yuan: &str| OrderLine {
        key: key.to_owned(),
        name: name.to_owned(),
        bank: "农村信用社".to_owned(),
        account: "6210000000000000018".to_owned(),
        amount: fen(yuan),
    };
    let lines = vec![line("A1", "王秀兰", "325.00"), line("A2", "=1+1", "0.05")];
    let head = OrderHead {
        number: "DIBAO-201706-510904-Z1".to_owned(),
        month: month("2017-06"),
        lines: 2,
        sum: fen("325.05"),
    };
    (head, lines)
}

fn rows(format: &dyn BankFormat, bytes: &[u8]) -> Result<Vec<ReturnRow>, kernel::Refusal> {
    let mut rows = Vec::new();
    format.read(bytes, &mut |row| rows.push(row))?;
    Ok(rows)
}

#[test]
fn every_format_writes_the_same_order_to_the_same_bytes() {
    let (head, lines) = order();
    for format in bank::FORMATS {
        assert_eq!(format.write(&head, &lines).unwrap(), format.write(&head, &lines).unwrap(), "{}", format.code());
        assert_eq!(bank::format(format.code()).unwrap().code(), format.code());
    }
}

#[test]
fn the_table_keeps_account_numbers_as_text_and_runs_no_formula() {
    let (head, lines) = order();
    let text = String::from_utf8(CsvTable.write(&head, &lines).unwrap()).unwrap();
    assert!(text.contains("明细号,户名,开户行,账号,金额\r\n"), "{text}");
    assert!(text.contains("A2,'=1+1,农村信用社,6210000000000000018,0.05"), "{text}");
    let table = sheets::read(&XlsxTable.write(&head, &lines).unwrap()).unwrap();
    assert_eq!(table.rows[0], ["A1", "王秀兰", "农村信用社", "6210000000000000018", "325"]);
}

#[test]
fn the_fixed_file_has_a_head_with_count_and_sum_and_refuses_what_gbk_cannot_write() {
    let (head, mut lines) = order();
    let bytes = GbkFixed.write(&head, &lines).unwrap();
    let records: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    assert_eq!((records.len(), records[0].len(), records[1].len()), (4, 192, 192));
    let first = String::from_utf8_lossy(records[0]).into_owned();
    assert!(
        first.starts_with("HDIBAO-201706-510904-Z1 ") && first.contains("201706000000020000000000032505"),
        "{first}"
    );
    lines[1].name = "王𠮷".to_owned();
    let refusal = GbkFixed.write(&head, &lines).unwrap_err();
    assert!(refusal.sentence.contains("第2行“户名”"), "{}", refusal.sentence);
}

fn fixed_return(count: i64, sum: Fen, rows: &[(&str, i64, &str, &str)]) -> Vec<u8> {
    let mut text = format!("H{:<40}{count:08}{:016}{:36}\r\n", "DIBAO", sum.get(), "");
    for (key, amount, code, reason) in rows {
        text.push_str(&format!("D{key:<24}{amount:014}{code:<2}{reason:<60}\r\n"));
    }
    text.into_bytes()
}

#[test]
fn a_fixed_return_cut_short_is_noticed() {
    let whole = fixed_return(2, fen("325.05"), &[("A1", 32_500, "00", ""), ("A2", 5, "02", "closed")]);
    assert_eq!(bank::format_of(&whole).code(), "gbk");
    let read = rows(&GbkFixed, &whole).unwrap();
    assert_eq!((read[0].key.as_str(), read[0].amount, read[0].code.as_str()), ("A1", Some(fen("325")), "00"));
    assert_eq!((read[1].line, read[1].reason.as_str()), (3, "closed"));
    let cut = fixed_return(2, fen("325.05"), &[("A1", 32_500, "00", "")]);
    assert_eq!(rows(&GbkFixed, &cut).unwrap_err().code, "payments.return_cut");
    let headless: Vec<u8> = whole[103..].to_vec();
    assert_eq!(rows(&GbkFixed, &headless).unwrap_err().code, "payments.return_cut");
    let mut torn = whole;
    torn.truncate(150);
    assert_eq!(rows(&GbkFixed, &torn).unwrap_err().code, "payments.bank_format");
}

#[test]
fn results_are_understood_as_codes_and_as_words() {
    for (text, state) in [
        ("00", LineState::Arrived),
        ("０００0", LineState::Arrived),
        ("成功", LineState::Arrived),
        ("04", LineState::Returned),
        ("退汇", LineState::Returned),
        ("10", LineState::Unknown),
        ("没有", LineState::Unknown),
    ] {
        assert_eq!(outcome_of(text), Some(state), "{text}");
    }
    for text in ["", "11", "0", "ok"] {
        assert_eq!(outcome_of(text), None, "{text}");
    }
}

#[test]
fn a_table_may_have_titles_above_and_must_have_its_headers() {
    let text = "代发结果\n明细号,金额,结果\nA1,\"1,325.00\",00\nA2,x,00\n";
    let read = rows(&CsvTable, text.as_bytes()).unwrap();
    assert_eq!((read.len(), read[0].amount, read[1].amount), (2, Some(fen("1325")), None));
    assert_eq!(rows(&CsvTable, "a,b\n1,2\n".as_bytes()).unwrap_err().code, "payments.return_header");
}

#[tokio::test]
async fn a_run_sent_in_fixed_width_comes_back_in_fixed_width() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.draft(RunKind::Regular, june()).await.unwrap();
    world.freeze(id).await.unwrap();
    let run = world.run(id).await;
    actions::count(&world.house, &world.checker, id, run.version, run.lines, run.sum).await.unwrap();
    actions::approve(&world.house, &world.payer, id, run.version + 1, &run.digest).await.unwrap();
    let answer = actions::send(&world.house, &world.cashier, id, run.version + 2, "pdf").await;
    assert_eq!(code(answer), "payments.format");
    actions::send(&world.house, &world.cashier, id, run.version + 2, "gbk").await.unwrap();
    let (format, bytes) = world.file(id).await.unwrap();
    assert_eq!((format.code(), world.file(id).await.unwrap().1 == bytes), ("gbk", true));
    let lines = world.lines(id).await;
    let said: Vec<(&str, i64, &str, &str)> = lines.iter().map(|l| (l.key.as_str(), l.amount.get(), "00", "")).collect();
    let bytes = fixed_return(2, fen("650"), &said);
    let file = actions::Return { name: "r.txt", bytes: &bytes };
    let import = actions::import_return(&world.house, &world.cashier, id, file).await.unwrap();
    assert_eq!((import.format.as_str(), import.arrived), ("gbk", (2, fen("650"))));
}

#[test]
fn the_words_of_a_digest_follow_from_its_first_eight_digits() {
    assert_eq!(digest::words("0123456789abcdef"), "天地山水 风火日月");
    assert_eq!(digest::words("89abcdef0000"), "金木米布 牛马东西");
    assert_ne!(digest::words("0123456789"), digest::words("1123456789"));
}
