//! The bank's answer: every line ends in one state, and what does not fit stops the close.

use super::world::{World, code, fen, june};
use crate::actions;
use crate::line::LineState;
use crate::run::{RunKind, RunState};
use crate::store;
use crate::store::exceptions::ExceptionKind;

async fn kinds(world: &World, id: crate::RunId) -> Vec<ExceptionKind> {
    let mut tx = world.house.db.read().await.unwrap();
    let all = store::exceptions::of_run(&mut tx, id, 100).await.unwrap();
    all.into_iter().filter(|one| one.settled.is_empty()).map(|one| one.kind).collect()
}

#[tokio::test]
async fn unknown_keys_double_answers_and_wrong_sums_each_have_a_list_and_stop_the_close() {
    let world = World::new().await;
    world.villagers_in_payment(4).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let lines = world.lines(id).await;
    let key = |index: usize| lines[index].key.as_str();
    let text = format!(
        "明细号,金额,结果,原因\n{},325.00,00,\n{},300.00,00,\n{},325.00,00,\n{},325.00,01,户名不符\nABC,325.00,00,\n{},325.00,77,\n",
        key(0),
        key(1),
        key(2),
        key(2),
        key(3),
    );
    let import = world.import(id, &text).await.unwrap();
    assert_eq!((import.rows, import.arrived, import.exceptions), (6, (2, fen("650")), 4));
    let found = kinds(&world, id).await;
    for kind in
        [ExceptionKind::WrongSum, ExceptionKind::DoubleAnswer, ExceptionKind::UnknownKey, ExceptionKind::UnknownCode]
    {
        assert!(found.contains(&kind), "{kind:?} in {found:?}");
    }
    assert_eq!(world.run(id).await.state, RunState::Sent);
    assert_eq!(code(world.close(id).await), "payments.close_exceptions");
    let rest = world.return_csv(id, |line| (line.state == LineState::Listed).then_some(("00", ""))).await;
    world.import(id, &rest).await.unwrap();
    assert_eq!(world.run(id).await.state, RunState::Sent, "what does not fit is still open");
    let mut tx = world.house.db.read().await.unwrap();
    let open = store::exceptions::of_run(&mut tx, id, 100).await.unwrap();
    drop(tx);
    for one in &open {
        assert_eq!(code(actions::settle(&world.house, &world.payer, id, &one.id, "").await), "payments.missing");
        assert_eq!(code(actions::settle(&world.house, &world.cashier, id, &one.id, "核过").await), "access.role");
        actions::settle(&world.house, &world.payer, id, &one.id, "银行复函：系统重复打印").await.unwrap();
        assert_eq!(code(actions::settle(&world.house, &world.payer, id, &one.id, "再来").await), "payments.settled");
    }
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
    world.close(id).await.unwrap();
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_line_without_an_answer_stops_the_close_with_the_numbers() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let text = world.return_csv(id, |line| (line.seq == 1).then_some(("00", ""))).await;
    world.import(id, &text).await.unwrap();
    assert_eq!(world.run(id).await.state, RunState::Sent);
    let problem = world.close(id).await.unwrap_err();
    assert!(problem.to_string().contains("应发 650.00 元，到账 325.00 元"), "{problem}");
    assert!(problem.to_string().contains("1 行没有回音"), "{problem}");
}

#[tokio::test]
async fn a_file_that_repeats_what_is_known_changes_nothing_and_one_that_contradicts_it_is_listed() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    world.all_arrived(id).await;
    let again = world.return_csv(id, |_| Some(("成功", ""))).await;
    let import = world.import(id, &again).await.unwrap();
    assert_eq!((import.repeated, import.arrived.0, import.exceptions), (2, 0, 0));
    let other = world.return_csv(id, |line| (line.seq == 1).then_some(("02", "销户"))).await;
    let import = world.import(id, &other).await.unwrap();
    assert_eq!((import.repeated, import.exceptions), (0, 1));
    assert_eq!(kinds(&world, id).await, [ExceptionKind::DoubleAnswer]);
    assert!(world.lines(id).await.iter().all(|line| line.state == LineState::Arrived));
    assert_eq!(world.number("select count(*) from payments_answers").await, 2);
    assert!(world.problems().await.is_empty());
}

#[tokio::test]
async fn a_file_of_another_run_or_without_headers_is_refused_whole() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    assert_eq!(code(world.import(id, "明细号,金额,结果\nA,1,00\nB,2,00\n").await), "payments.return_other");
    assert_eq!(code(world.import(id, "明细号,金额,结果\n").await), "payments.return_empty");
    assert_eq!(code(world.import(id, "姓名,金额\n王秀1,325\n").await), "payments.return_header");
    assert_eq!(code(world.import(id, "").await), "sheet");
    assert_eq!(world.number("select count(*) from payments_imports").await, 0);
}

#[tokio::test]
async fn a_pasted_table_and_a_gbk_file_are_read_alike() {
    let world = World::new().await;
    world.villagers_in_payment(2).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let lines = world.lines(id).await;
    let pasted = format!("明细号\t金额\t结果\t原因\n{}\t325.00\t到账\t\n", lines[0].key);
    assert_eq!(world.import(id, &pasted).await.unwrap().arrived.0, 1);
    // 明细号,金额,结果 and 失败 in GB18030, as an old bank system writes them.
    let mut bytes =
        vec![0xc3, 0xf7, 0xcf, 0xb8, 0xba, 0xc5, b',', 0xbd, 0xf0, 0xb6, 0xee, b',', 0xbd, 0xe1, 0xb9, 0xfb, b'\n'];
    bytes.extend(format!("{},325,", lines[1].key).bytes());
    bytes.extend([0xca, 0xa7, 0xb0, 0xdc, b'\n']);
    let file = actions::Return { name: "gbk.csv", bytes: &bytes };
    let import = actions::import_return(&world.house, &world.cashier, id, file).await.unwrap();
    assert_eq!((import.returned.0, import.exceptions), (1, 0));
    assert_eq!(world.run(id).await.state, RunState::Reconciled);
}

#[tokio::test]
async fn an_unknown_end_may_be_answered_after_the_close_and_is_sent_again_only_on_paper() {
    let world = World::new().await;
    world.villagers_in_payment(3).await;
    let id = world.sent(RunKind::Regular, june()).await;
    let text = world.return_csv(id, |line| Some(if line.seq == 1 { ("00", "") } else { ("10", "处理中") })).await;
    world.import(id, &text).await.unwrap();
    let figures = world.close(id).await.unwrap();
    assert_eq!((figures.unknown, figures.book_transit), (fen("650"), fen("650")));
    let lines = world.lines(id).await;
    let answer = actions::correct(&world.house, &world.cashier, lines[1].id, actions::NewAccount::Same, "x").await;
    assert_eq!(code(answer), "payments.not_returned");
    // The bank's word 没有 in a file is not enough.
    let said = format!("明细号,金额,结果,原因\n{},325.00,20,没有这笔\n", lines[1].key);
    assert_eq!(world.import(id, &said).await.unwrap().repeated, 1);
    let strange = format!("明细号,金额,结果,原因\n{},325.00,00,\nX,1,00,\n", lines[2].key);
    assert_eq!(code(world.import(id, &strange).await), "payments.return_closed");
    let late = format!("明细号,金额,结果,原因\n{},325.00,00,\n", lines[2].key);
    assert_eq!(world.import(id, &late).await.unwrap().arrived.0, 1);
    assert_eq!(code(actions::absent(&world.house, &world.payer, lines[1].id, " ").await), "payments.missing");
    actions::absent(&world.house, &world.payer, lines[1].id, "遂农信函〔2017〕6号").await.unwrap();
    actions::absent(&world.house, &world.payer, lines[1].id, "遂农信函〔2017〕6号").await.unwrap();
    assert_eq!(code(actions::absent(&world.house, &world.payer, lines[2].id, "x").await), "payments.not_unknown");
    let states: Vec<_> = world.lines(id).await.iter().map(|line| line.state).collect();
    assert_eq!(states, [LineState::Arrived, LineState::Absent, LineState::Arrived]);
    assert!(world.problems().await.is_empty());
}
