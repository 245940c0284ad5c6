//! Payment runs (发放批次): their states and who may move them next.

use access::Place;
use crypto::Keyring;
use kernel::{Fen, Moment, Month, Refusal, id_type};
use std::str::FromStr;

id_type!(
    /// 发放批次.
    RunId
);

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunState {
    /// 草拟.
    Draft,
    /// 冻结.
    Frozen,
    /// 清点.
    Counted,
    /// 签发.
    Approved,
    /// 已送.
    Sent,
    /// 对账.
    Reconciled,
    /// 关账.
    Closed,
}

impl RunState {
    /// All states in their order.
    pub const ALL: &[Self] =
        &[Self::Draft, Self::Frozen, Self::Counted, Self::Approved, Self::Sent, Self::Reconciled, Self::Closed];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Frozen => "frozen",
            Self::Counted => "counted",
            Self::Approved => "approved",
            Self::Sent => "sent",
            Self::Reconciled => "reconciled",
            Self::Closed => "closed",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Draft => "草拟",
            Self::Frozen => "冻结",
            Self::Counted => "清点",
            Self::Approved => "签发",
            Self::Sent => "已送",
            Self::Reconciled => "对账",
            Self::Closed => "关账",
        }
    }

    /// Four characters for the seal at the head of the page.
    #[must_use]
    pub fn stamp(self) -> &'static str {
        match self {
            Self::Draft => "正在草拟",
            Self::Frozen => "等待清点",
            Self::Counted => "等待签发",
            Self::Approved => "等待送出",
            Self::Sent => "等待回盘",
            Self::Reconciled => "已经对账",
            Self::Closed => "已经关账",
        }
    }

    /// The action that comes next; none at the end.
    #[must_use]
    pub fn next_action(self) -> Option<&'static str> {
        match self {
            Self::Draft => Some("payments.freeze"),
            Self::Frozen => Some("payments.count"),
            Self::Counted => Some("payments.approve"),
            Self::Approved => Some("payments.send"),
            Self::Sent => Some("payments.import"),
            Self::Reconciled => Some("payments.close"),
            Self::Closed => None,
        }
    }

    /// Whether money of this run may already be on its way.
    #[must_use]
    pub fn is_sent(self) -> bool {
        self >= Self::Sent
    }

    /// What to do now, in plain words.
    #[must_use]
    pub fn todo(self) -> &'static str {
        match self {
            Self::Draft => "核对名册后冻结",
            Self::Frozen => "不看合计，清点人数和金额",
            Self::Counted => "核对识别词后签发",
            Self::Approved => "生成银行文件，送银行",
            Self::Sent => "导入银行回盘",
            Self::Reconciled => "核对四个数后关账",
            Self::Closed => "看",
        }
    }
}

impl FromStr for RunState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|state| state.code() == text).ok_or(())
    }
}

/// Why there is a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// 正常发放.
    Regular,
    /// 补发.
    BackPay,
    /// 更正: returned payments, sent again.
    Correction,
}

impl RunKind {
    /// All kinds.
    pub const ALL: &[Self] = &[Self::Regular, Self::BackPay, Self::Correction];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::BackPay => "backpay",
            Self::Correction => "correction",
        }
    }

    /// As shown.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Regular => "正常发放",
            Self::BackPay => "补发",
            Self::Correction => "退汇更正",
        }
    }

    /// One letter for the run's number.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Regular => 'Z',
            Self::BackPay => 'B',
            Self::Correction => 'G',
        }
    }
}

impl FromStr for RunKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(())
    }
}

/// Who did a step, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// A staff id.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Its number, said aloud: `DIBAO-201706-510904-Z1`.
    pub number: String,
    /// Programme.
    pub programme: String,
    /// Jurisdiction.
    pub county: String,
    /// The month it is booked in.
    pub month: Month,
    /// Why.
    pub kind: RunKind,
    /// Its number among runs of this kind and month; a regular run is always 1.
    pub seq: i64,
    /// Where it stands.
    pub state: RunState,
    /// Lines to be paid.
    pub lines: i64,
    /// Their sum, fen.
    pub sum: Fen,
    /// Lines held back.
    pub held: i64,
    /// Their sum, fen.
    pub held_sum: Fen,
    /// Accounts that receive for more than one payee (AUD-11).
    pub shared_accounts: i64,
    /// SM3 over the sorted lines, hexadecimal; empty before the freeze.
    pub digest: String,
    /// How often the blind count was wrong since the freeze.
    pub wrong_counts: i64,
    /// Who prepared it.
    pub drafted: Done,
    /// Who froze it.
    pub frozen: Option<Done>,
    /// Who counted it.
    pub counted: Option<Done>,
    /// Who signed it.
    pub approved: Option<Done>,
    /// Who sent it.
    pub sent: Option<Done>,
    /// When the last answer came.
    pub reconciled: Option<Moment>,
    /// Who closed its month.
    pub closed: Option<Done>,
    /// The bank's message id: made from the run's key, the same at every try.
    pub message_id: String,
    /// The bank format it was sent in; empty before.
    pub format: String,
    /// SM3 of the bank file, hexadecimal; empty before.
    pub file_digest: String,
    /// SM2 signature over number and file digest.
    pub signature: Option<Vec<u8>>,
    /// Grows with each change.
    pub version: i64,
    /// Code over all of it.
    pub mac: Vec<u8>,
}

/// Wrong blind counts after which a run must be thawed and looked through again.
pub const MOST_WRONG_COUNTS: i64 = 3;

const DOMAIN: &str = "payments_runs";

impl Run {
    /// The number of a run: `DIBAO-201706-510904-Z1`.
    #[must_use]
    pub fn number_of(programme: &str, month: Month, county: &str, kind: RunKind, seq: i64) -> String {
        let month = month.to_string().replace('-', "");
        format!("{}-{month}-{}-{}{seq}", programme.to_uppercase(), county.to_uppercase(), kind.letter())
    }

    /// Its key: what makes it the same run, however often it is asked for.
    #[must_use]
    pub fn key(&self) -> String {
        format!("payments.run/{}/{}/{}/{}/{}", self.programme, self.county, self.month, self.kind.code(), self.seq)
    }

    /// What the log calls it.
    #[must_use]
    pub fn object(&self) -> String {
        format!("payments_runs/{}", self.id)
    }

    /// Its place: the whole jurisdiction.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { county: self.county.clone(), township: String::new(), village: String::new() }
    }

    fn mac_text(&self) -> String {
        let done = |step: &Option<Done>| {
            step.as_ref().map_or_else(String::new, |done| format!("{}@{}", done.by, done.at.millis()))
        };
        format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}@{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.id,
            self.key(),
            self.number,
            self.state.code(),
            self.lines,
            self.sum.get(),
            self.held,
            self.held_sum.get(),
            self.shared_accounts,
            self.digest,
            self.wrong_counts,
            self.message_id,
            self.format,
            self.drafted.by,
            self.drafted.at.millis(),
            done(&self.frozen),
            done(&self.counted),
            done(&self.approved),
            done(&self.sent),
            self.reconciled.map_or(0, Moment::millis),
            done(&self.closed),
            self.file_digest,
            self.version
        )
    }

    /// Writes the code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(DOMAIN, self.mac_text().as_bytes()).to_vec();
        self
    }

    /// Whether the row is as it was written.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        keys.mac_matches(DOMAIN, self.mac_text().as_bytes(), &self.mac)
    }

    /// The run must stand here for the step to be done.
    ///
    /// # Errors
    /// A refusal that says where it stands and who acts next.
    pub fn awaits(&self, state: RunState) -> Result<(), Refusal> {
        if self.state == state {
            return Ok(());
        }
        let sentence = format!(
            "批次 {} 现在是“{}”，下一步是：{}。请刷新页面看最新的情况。",
            self.number,
            self.state.chinese(),
            self.state.todo()
        );
        Err(Refusal::not_now("payments.state", sentence))
    }

    /// Nobody does two of the guarded steps of one run.
    ///
    /// # Errors
    /// A refusal (403) that names the step this person did.
    pub fn must_be_another(&self, staff: &str, step: &str) -> Result<(), Refusal> {
        let did = |done: &Option<Done>| done.as_ref().is_some_and(|done| done.by == staff);
        let what = if self.drafted.by == staff {
            "编制"
        } else if did(&self.frozen) {
            "冻结"
        } else if did(&self.counted) {
            "清点"
        } else if did(&self.approved) {
            "签发"
        } else {
            return Ok(());
        };
        let sentence =
            format!("这个批次由您{what}，{step}要由另一个人来做（经办、复核、签发三分开）。请交给本单位其他人员。");
        Err(Refusal::forbidden("payments.same_person", sentence))
    }
}
