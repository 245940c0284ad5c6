//! 补正材料一次性告知书: everything that is still missing, told once.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::fault::LetterFault;
use crate::{Fonts, render};

/// A list of papers still to be handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// The letter's number.
    pub number: String,
    /// The applicant's name.
    pub applicant: String,
    /// Where the applicant lives.
    pub address: String,
    /// The programme in full.
    pub programme: String,
    /// The day the application came in.
    pub applied_on: Day,
    /// What is missing, all of it.
    pub missing: Vec<MissingPaper>,
    /// Until when, if the procedure sets a day.
    pub until: Option<Day>,
    /// Where to bring it.
    pub where_to: String,
    /// What to do if one cannot get a paper: `可委托村干部代办；开不出证明的，可以签署承诺书`.
    pub help: String,
    /// The rule that asks for these papers: `《最低生活保障审核审批办法（试行）》第十三条`.
    pub basis: String,
    /// Who to ask.
    pub clerk: String,
    /// The office's telephone.
    pub phone: String,
    /// The office.
    pub organ: String,
    /// The day of the letter.
    pub on: Day,
    /// Address behind the QR code.
    pub check_url: Option<String>,
}

/// A paper that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingPaper {
    /// Its name.
    pub name: String,
    /// Why it is needed, or what is wrong with the one handed in.
    pub why: String,
    /// Where one gets it.
    pub from: String,
}

impl Supplement {
    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/supplement.typ");

    /// Typesets it.
    ///
    /// # Errors
    /// As [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The values as the template sees them.
    ///
    /// # Errors
    /// [`LetterFault::Data`] when they have no JSON form.
    pub fn values(&self) -> Result<serde_json::Value, LetterFault> {
        crate::fault::values(self)
    }

    /// A letter to made-up people.
    #[must_use]
    pub fn sample() -> Self {
        let paper = |name: &str, why: &str, from: &str| MissingPaper {
            name: name.to_owned(),
            why: why.to_owned(),
            from: from.to_owned(),
        };
        Self {
            number: "保石低保补〔2017〕3号".to_owned(),
            applicant: "周德兴".to_owned(),
            address: "安居区保石镇二黄沟村3组".to_owned(),
            programme: "农村最低生活保障".to_owned(),
            applied_on: crate::fault::sample_day("2017-04-20"),
            missing: vec![
                paper("家庭经济状况核对授权书", "共同生活的儿媳王小芳没有签字", "镇便民服务中心领取表格，本人签字"),
                paper("外出务工收入材料", "申请书写明长子在外务工，没有附收入材料", "用工单位或村民委员会"),
                paper("残疾人证", "申请书写明母亲肢体残疾，证件复印件看不清等级", "带原件来，当场复印"),
            ],
            until: Some(crate::fault::sample_day("2017-05-05")),
            where_to: "保石镇便民服务中心社会救助窗口".to_owned(),
            help: "行动不便的，可以请村干部代交；确实开不出证明的，可以当面签署承诺书，由工作人员上门核实。".to_owned(),
            basis: "《最低生活保障审核审批办法（试行）》第十三条".to_owned(),
            clerk: "何晓琴".to_owned(),
            phone: "0825-0000000".to_owned(),
            organ: "遂宁市安居区保石镇人民政府".to_owned(),
            on: crate::fault::sample_day("2017-04-20"),
            check_url: None,
        }
    }
}
