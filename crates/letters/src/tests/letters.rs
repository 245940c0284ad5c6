use kernel::Fen;

use super::{FONTS, pages};
use crate::{
    Block, Decision, LetterFault, Official, PublicName, PublicNotice, Receipt, Responsibility, Roster, Supplement,
};

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "“{part}” is not in: {text}");
    }
}

#[test]
fn the_receipt_says_what_was_taken_in_and_what_comes_next() {
    let pages = pages(Receipt::TEMPLATE, &Receipt::sample().values().unwrap());
    assert_eq!(pages.len(), 1);
    holds(
        &pages[0],
        &["受理回执", "周德兴：", "510904********000", "2017年4月20日", "户口簿", "2017年5月5日", "— 1 —"],
    );
    holds(&pages[0], &["扫码查看", "遂宁市安居区保石镇人民政府"]);
}

#[test]
fn the_list_of_missing_papers_is_complete_and_dated() {
    let letter = Supplement::sample();
    let pages = pages(Supplement::TEMPLATE, &letter.values().unwrap());
    assert_eq!(pages.len(), 1);
    for paper in &letter.missing {
        holds(&pages[0], &[&paper.name]);
    }
    holds(&pages[0], &["一次说全", "2017年5月5日", "第十三条", "申请人签收"]);
}

#[test]
fn the_public_notice_masks_names_and_has_no_number_of_a_person() {
    let notice = PublicNotice::sample();
    let text = pages(PublicNotice::TEMPLATE, &notice.values().unwrap()).concat();
    holds(&text, &["周*兴", "欧**富", "唐*", "2017年5月9日至2017年5月16日", "550.00", "拟批准"]);
    assert!(!text.contains("周德兴"));
    let without = PublicNotice { shows_amount: false, ..notice };
    let text = pages(PublicNotice::TEMPLATE, &without.values().unwrap()).concat();
    assert!(!text.contains("550.00") && !text.contains("月金额"));
}

#[test]
fn a_private_number_on_a_public_notice_is_refused_wherever_it_stands() {
    for number in ["510904197001010005", "４１１１ １１１１ １１１１ １１１１", "13800001234", "510904700101000"]
    {
        let mut notice = PublicNotice::sample();
        notice.rows[1].reason = format!("残疾{number}");
        let refused = LetterFault::PrivateNumber { field: "reason".to_owned() };
        assert_eq!(notice.pdf(&FONTS), Err(refused), "{number}");
        let mut notice = PublicNotice::sample();
        notice.rows[0].name = PublicName::full_for_village_board(number);
        assert!(matches!(notice.pdf(&FONTS), Err(LetterFault::PrivateNumber { .. })));
    }
}

#[test]
fn a_yes_shows_the_account_and_the_amount_in_words() {
    let pages = pages(Decision::TEMPLATE, &Decision::sample_approval().values().unwrap());
    let text = pages.concat();
    holds(&text, &["遂宁市安居区民政局", "安民低保〔2017〕126号", "予以批准", "450.00元", "肆佰伍拾元整"]);
    holds(&text, &["您家算2个人", "3300.00元 × 2人", "《通知》二（一）1④", "行政复议", "6个月", "2017年5月27日"]);
    assert!(!text.contains("不予批准"));
}

#[test]
fn a_no_gives_every_reason_and_the_way_to_have_it_looked_at_again() {
    let text = pages(Decision::TEMPLATE, &Decision::sample_refusal().values().unwrap()).concat();
    holds(&text, &["不予批准", "人均年收入5150元", "第九条", "60日", "遂宁市安居区人民法院", "法律援助", "再次申请"]);
    assert!(!text.contains("予以批准，") && !text.contains("每月"));
}

#[test]
fn the_roster_repeats_its_header_and_adds_up() {
    let roster = Roster::sample();
    let pages = pages(Roster::TEMPLATE, &roster.values().unwrap());
    assert!(pages.len() > 1, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        holds(page, &["身份证号", &format!("共{}页", pages.len()), &format!("第{}页", index + 1)]);
    }
    let last = pages.last().unwrap();
    holds(last, &["41,250.00", "肆万壹仟贰佰伍拾元整", "合计（60户）", "制表：何晓琴", "审批："]);
    let mut too_much = roster;
    too_much.rows[0].amount = Fen::new(i64::MAX);
    assert_eq!(too_much.pdf(&FONTS), Err(LetterFault::Sum));
}

#[test]
fn an_official_report_has_head_title_text_table_and_annex() {
    let report = Official::sample();
    let pages = pages(Official::TEMPLATE, &report.values().unwrap());
    assert_eq!(pages.len(), 3);
    holds(&pages[0], &["遂宁市民政局文件", "遂民报〔2017〕12号", "签发人：", "关于2017年5月份工作进展情况的报告"]);
    holds(&pages[0], &["遂宁市人民政府：", "一、总体情况", "（一）农村低保", "联席会议制度超 6 个工作日"]);
    // The seal never stands on a page of its own: the last sentence goes with it.
    holds(&pages[1], &["特此报告。", "2017年5月31日"]);
    holds(&pages[2], &["附件：指标进度表"]);
    let mut with_number = report;
    with_number.blocks.push(Block::Paragraph("联系13800001234".to_owned()));
    assert!(matches!(with_number.pdf(&FONTS), Err(LetterFault::PrivateNumber { .. })));
}

#[test]
fn a_responsibility_letter_has_two_places_to_sign_and_says_which_targets_it_is_of() {
    let letter = Responsibility::sample();
    let text = pages(Responsibility::TEMPLATE, &letter.values().unwrap()).concat();
    holds(&text, &["目标责任书", "贫困村退出", "不低于 2,000,000.00", "3f9a 3f9a 3f9a 3f9a", "071c 071c 071c 071c"]);
    for office in [&letter.unit, &letter.above] {
        assert!(text.matches(office.as_str()).count() >= 2, "{office} does not sign: {text}");
    }
    // A digest of digits only is no private number; one in a text is.
    let digits = Responsibility { plan_digest: "1380".repeat(16), ..letter.clone() };
    assert!(digits.values().is_ok());
    let mut with_number = letter;
    with_number.blocks.push(Block::Paragraph("联系13800001234".to_owned()));
    assert!(matches!(with_number.pdf(&FONTS), Err(LetterFault::PrivateNumber { .. })));
}

#[test]
fn every_sample_becomes_a_pdf_and_the_same_one_each_time() {
    let made = || {
        [
            Receipt::sample().pdf(&FONTS),
            Supplement::sample().pdf(&FONTS),
            PublicNotice::sample().pdf(&FONTS),
            Decision::sample_approval().pdf(&FONTS),
            Decision::sample_refusal().pdf(&FONTS),
            Roster::sample().pdf(&FONTS),
            Official::sample().pdf(&FONTS),
            Responsibility::sample().pdf(&FONTS),
        ]
        .map(Result::unwrap)
    };
    let names =
        ["receipt", "supplement", "public_notice", "approval", "refusal", "roster", "official", "responsibility"];
    let first = made();
    for (name, pdf) in names.iter().zip(&first) {
        assert!(pdf.starts_with(b"%PDF-1."), "{name}");
        assert!(pdf.len() < 600_000, "{name}: {} bytes", pdf.len());
        if let Some(folder) = std::env::var_os("LETTERS_OUT") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
        }
    }
    assert!(first == made(), "the same values give the same bytes");
}
