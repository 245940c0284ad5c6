//! 审批决定告知书: yes with the whole account, or no with reasons and the way to have it looked at again.

use kernel::{Day, Fen, Month};
use serde::{Deserialize, Serialize};

use crate::fault::LetterFault;
use crate::{Fonts, render};

/// A notice of decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The number: `安民低保〔2017〕126号`.
    pub number: String,
    /// The applicant's name.
    pub applicant: String,
    /// Where the applicant lives.
    pub address: String,
    /// The programme in full.
    pub programme: String,
    /// The day the application was accepted.
    pub accepted_on: Day,
    /// What was decided.
    pub outcome: Outcome,
    /// Where and until when one can have it looked at again.
    pub remedies: Remedies,
    /// Who to ask.
    pub contact: String,
    /// The office's telephone.
    pub phone: String,
    /// The deciding office.
    pub organ: String,
    /// The day of the decision.
    pub on: Day,
    /// Address behind the QR code by which anybody can check that the letter is real.
    pub check_url: Option<String>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Outcome {
    /// Yes.
    Approved(Approval),
    /// No.
    Refused {
        /// Every reason, with the rule it rests on.
        reasons: Vec<Reason>,
        /// What the office looked at, in the citizen's words; one sentence each.
        sentences: Vec<String>,
    },
}

/// The terms of a yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The household's amount a month.
    pub monthly: Fen,
    /// How often: 每月, or 一次 for aid that is paid once.
    pub per: String,
    /// From which month.
    pub from: Month,
    /// How many members are counted.
    pub members: u32,
    /// How the money comes: `每月10日前打入您尾号0018的社保卡`.
    pub payment: String,
    /// The account in the citizen's words; one sentence each.
    pub sentences: Vec<String>,
    /// The account line by line.
    pub account: Vec<AccountLine>,
    /// The rules the decision rests on.
    pub basis: String,
    /// What the household must tell the office, one sentence each.
    pub duties: Vec<String>,
}

/// One line of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLine {
    /// What it is: `全年低保标准合计`.
    pub what: String,
    /// How it comes about: `3300.00元 × 2人`.
    pub how: String,
    /// The value with its unit: `6600.00元`.
    pub value: String,
    /// The rule: `《通知》二（一）1④`.
    pub basis: String,
}

/// One reason for a no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The reason in plain words.
    pub sentence: String,
    /// The rule it rests on.
    pub basis: String,
}

/// The way to have a decision looked at again (救济途径). The periods come from the policy, not from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedies {
    /// Who reviews (行政复议).
    pub review_by: String,
    /// Within which time: `60日`.
    pub review_within: String,
    /// Which court.
    pub court: String,
    /// Within which time: `6个月`.
    pub court_within: String,
    /// Free legal aid or help with writing, with its telephone.
    pub help: String,
}

impl Decision {
    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/decision.typ");

    /// Typesets it.
    ///
    /// # Errors
    /// As [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The values as the template sees them; an amount comes with its capital numerals.
    ///
    /// # Errors
    /// [`LetterFault::Data`] when they have no JSON form.
    pub fn values(&self) -> Result<serde_json::Value, LetterFault> {
        let mut values = crate::fault::values(self)?;
        if let (Outcome::Approved(terms), Some(fields)) = (&self.outcome, values.as_object_mut()) {
            fields.insert("monthly_upper".to_owned(), terms.monthly.upper().into());
        }
        Ok(values)
    }

    /// A yes to made-up people.
    #[must_use]
    pub fn sample_approval() -> Self {
        let line = |what: &str, how: &str, value: &str, basis: &str| AccountLine {
            what: what.to_owned(),
            how: how.to_owned(),
            value: value.to_owned(),
            basis: basis.to_owned(),
        };
        let outcome = Outcome::Approved(Approval {
            monthly: Fen::new(45_000),
            per: "每月".to_owned(),
            from: crate::fault::sample_month("2017-06"),
            members: 2,
            payment: "每月10日前打入您尾号0018的社会保障卡".to_owned(),
            sentences: vec![
                "您家算2个人，按每人每年3300元的标准，全年合计6600元。".to_owned(),
                "您家这一年的收入算1200元，是您老伴的零工收入；政府发的基础养老金没有算进去。".to_owned(),
                "两者相差5400元，分到12个月，每月补450元。".to_owned(),
            ],
            account: vec![
                line("全年标准合计", "3300.00元 × 2人", "6600.00元", "《通知》二（一）1①"),
                line("家庭年收入", "零工收入1200.00元", "1200.00元", "《办法》第七条"),
                line("不计入的收入", "中央基础养老金840.00元", "0.00元", "省定不计入项目"),
                line("每月保障金", "（6600.00 − 1200.00）÷ 12", "450.00元", "《通知》二（一）1④"),
            ],
            basis: "《社会救助暂行办法》第十条、第十一条和《最低生活保障审核审批办法（试行）》".to_owned(),
            duties: vec![
                "家里人口、收入、财产有变化，请在30日内告诉镇上，我们重新计算，多退少补。".to_owned(),
                "镇上每年要到您家复核一次，请配合。".to_owned(),
            ],
        });
        Self { outcome, number: "安民低保〔2017〕126号".to_owned(), ..Self::sample_refusal() }
    }

    /// A no to made-up people.
    #[must_use]
    pub fn sample_refusal() -> Self {
        let outcome = Outcome::Refused {
            reasons: vec![Reason {
                sentence: "您家人均年收入5150元，高于每人每年3300元的农村低保标准。".to_owned(),
                basis: "《社会救助暂行办法》第九条".to_owned(),
            }],
            sentences: vec![
                "您家算2个人，全年收入10300元：您的务工收入8800元，土地流转收入1500元。".to_owned(),
                "入户调查和信息核对没有发现还应当扣除的支出。".to_owned(),
            ],
        };
        Self {
            number: "安民低保〔2017〕127号".to_owned(),
            applicant: "周德兴".to_owned(),
            address: "安居区保石镇二黄沟村3组".to_owned(),
            programme: "农村最低生活保障".to_owned(),
            accepted_on: crate::fault::sample_day("2017-04-20"),
            outcome,
            remedies: Remedies {
                review_by: "遂宁市安居区人民政府或者遂宁市民政局".to_owned(),
                review_within: "60日".to_owned(),
                court: "遂宁市安居区人民法院".to_owned(),
                court_within: "6个月".to_owned(),
                help: "写不来材料的，可以拨打12348找免费的法律援助。".to_owned(),
            },
            contact: "安居区民政局社会救助股".to_owned(),
            phone: "0825-0000000".to_owned(),
            organ: "遂宁市安居区民政局".to_owned(),
            on: crate::fault::sample_day("2017-05-27"),
            check_url: Some("https://doudi.example/v/7c2m9qk4".to_owned()),
        }
    }
}
