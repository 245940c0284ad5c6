//! 受理回执: what an applicant takes home after handing in the papers.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::fault::LetterFault;
use crate::{Fonts, render};

/// A receipt for an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The receipt's number: `保石低保受〔2017〕15号`.
    pub number: String,
    /// The applicant's name.
    pub applicant: String,
    /// The applicant's identity number with its middle masked.
    pub id_masked: String,
    /// Where the applicant lives.
    pub address: String,
    /// The programme in full: `农村最低生活保障`.
    pub programme: String,
    /// The day of acceptance.
    pub accepted_on: Day,
    /// The papers taken in.
    pub papers: Vec<Paper>,
    /// What happens next, in order, with the last day of each step where one is known.
    pub steps: Vec<NextStep>,
    /// Who took it in.
    pub clerk: String,
    /// The office's telephone.
    pub phone: String,
    /// The telephone for complaints.
    pub complaint_phone: String,
    /// The accepting office.
    pub organ: String,
    /// Address behind the QR code by which the applicant sees how far the case is.
    pub check_url: Option<String>,
}

/// A paper taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its name: `户口簿`.
    pub name: String,
    /// `原件`, `复印件`, `原件查验、留存复印件`.
    pub form: String,
    /// How many.
    pub copies: u32,
}

/// A step still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What is done: `入户调查`.
    pub what: String,
    /// By whom: `保石镇人民政府`.
    pub who: String,
    /// The last day, if the procedure sets one.
    pub due: Option<Day>,
}

impl Receipt {
    /// Typesets it.
    ///
    /// # Errors
    /// As [`render`].
    pub fn pdf(&self, fonts: &Fonts) -> Result<Vec<u8>, LetterFault> {
        render(Self::TEMPLATE, &self.values()?, fonts)
    }

    /// The template.
    pub const TEMPLATE: &'static str = include_str!("../templates/receipt.typ");

    /// The values as the template sees them.
    ///
    /// # Errors
    /// [`LetterFault::Data`] when they have no JSON form.
    pub fn values(&self) -> Result<serde_json::Value, LetterFault> {
        crate::fault::values(self)
    }

    /// A receipt of made-up people, for the page that shows templates and for tests.
    #[must_use]
    pub fn sample() -> Self {
        let paper = |name: &str, form: &str, copies| Paper { name: name.to_owned(), form: form.to_owned(), copies };
        let step = |what: &str, who: &str, due: Option<&str>| NextStep {
            what: what.to_owned(),
            who: who.to_owned(),
            due: due.and_then(|due| Day::parse(due).ok()),
        };
        Self {
            number: "保石低保受〔2017〕15号".to_owned(),
            applicant: "周德兴".to_owned(),
            id_masked: crate::fault::sample_id(1947),
            address: "安居区保石镇二黄沟村3组".to_owned(),
            programme: "农村最低生活保障".to_owned(),
            accepted_on: crate::fault::sample_day("2017-04-20"),
            papers: vec![
                paper("最低生活保障申请书", "原件", 1),
                paper("户口簿", "原件查验、留存复印件", 1),
                paper("居民身份证", "原件查验、留存复印件", 2),
                paper("家庭经济状况核对授权书", "原件", 1),
            ],
            steps: vec![
                step("入户调查和信息核对", "保石镇人民政府", Some("2017-05-05")),
                step("民主评议、公示", "保石镇人民政府、二黄沟村村民委员会", None),
                step("审批并书面告知结果", "安居区民政局", Some("2017-05-27")),
            ],
            clerk: "何晓琴".to_owned(),
            phone: "0825-0000000".to_owned(),
            complaint_phone: "12345".to_owned(),
            organ: "遂宁市安居区保石镇人民政府".to_owned(),
            check_url: Some("https://doudi.example/q/3f9k2m7x".to_owned()),
        }
    }
}
