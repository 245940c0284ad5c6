//! Run lines (发放明细): one person, one programme, one month, one amount.

use crate::award::AwardId;
use crate::run::{Run, RunId, RunKind, RunState};
use access::Place;
use crypto::Keyring;
use kernel::{Fen, Month, id_type};
use registry::{HouseholdId, PersonId};
use std::str::FromStr;

id_type!(
    /// 发放明细.
    LineId
);

/// Where a line stands. 入批, 冻结 and 已送 follow from the run: see [`Line::chinese`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// 入批, then 冻结, then 已送, as its run moves.
    Listed,
    /// 停发、缓发: due, but not paid in this run.
    Held,
    /// 到账.
    Arrived,
    /// 退汇.
    Returned,
    /// 待查.
    Unknown,
    /// 没有: the bank stated in writing that it never paid.
    Absent,
    /// 作废: thrown away by a new draft.
    Void,
}

impl LineState {
    /// All states.
    pub const ALL: &[Self] =
        &[Self::Listed, Self::Held, Self::Arrived, Self::Returned, Self::Unknown, Self::Absent, Self::Void];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Held => "held",
            Self::Arrived => "arrived",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
            Self::Absent => "absent",
            Self::Void => "void",
        }
    }
}

impl FromStr for LineState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|state| state.code() == text).ok_or(())
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: LineId,
    /// Its run.
    pub run: RunId,
    /// Its number in the run's sorted list.
    pub seq: i64,
    /// Programme.
    pub programme: String,
    /// Where the household lives.
    pub place: Place,
    /// The month it is for.
    pub month: Month,
    /// The month the debt was booked in: of the first line, where this one corrects another.
    pub origin_month: Month,
    /// Why.
    pub kind: RunKind,
    /// How many lines for the same person, programme, month and kind came before.
    pub corr_no: i64,
    /// The key the bank sees: 24 characters made from person, programme, month, kind and number.
    pub key: String,
    /// The award.
    pub award: AwardId,
    /// The household.
    pub household: HouseholdId,
    /// Who is paid.
    pub person: PersonId,
    /// Who is paid, the same in every county.
    pub payee_key: String,
    /// Their name.
    pub name: String,
    /// The bank.
    pub bank: String,
    /// The account, sealed.
    pub account_sealed: Vec<u8>,
    /// Its last four digits, for pages.
    pub account_tail: String,
    /// Fen.
    pub amount: Fen,
    /// Where it stands.
    pub state: LineState,
    /// Why it is held, or what the bank said.
    pub reason: String,
    /// The bank's code, once it answered.
    pub answer_code: String,
    /// The line it corrects.
    pub replaces: Option<LineId>,
    /// Code over what may never change.
    pub mac: Vec<u8>,
}

const DOMAIN: &str = "payments_lines";

/// The key of a line: the same cause makes the same key, and the key tells a stranger nothing.
#[must_use]
pub fn line_key(payee_key: &str, programme: &str, month: Month, kind: RunKind, corr_no: i64) -> String {
    let cause = format!("{payee_key}|{programme}|{month}|{}|{corr_no}", kind.code());
    crypto::hex(&crypto::sm3(cause.as_bytes())[..12]).to_uppercase()
}

impl Line {
    /// What the account is sealed for.
    #[must_use]
    pub fn account_place(id: LineId) -> String {
        format!("payments_lines.account.{id}")
    }

    /// The account in clear; empty when there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn account(&self, keys: &Keyring) -> Result<String, db::Fault> {
        let place = Self::account_place(self.id);
        let plain = keys.open(&place, &self.account_sealed).map_err(|e| db::Fault::other(format!("{place}: {e}")))?;
        String::from_utf8(plain.to_vec()).map_err(|e| db::Fault::other(format!("{place}: {e}")))
    }

    fn mac_text(&self) -> Vec<u8> {
        let mut text = format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|",
            self.id,
            self.run,
            self.seq,
            self.programme,
            self.place.county,
            self.place.township,
            self.month,
            self.origin_month,
            self.kind.code(),
            self.corr_no,
            self.key,
            self.award,
            self.household,
            self.person,
            self.payee_key,
            self.name,
            self.bank,
            self.amount.get(),
            self.replaces.map_or_else(String::new, |id| id.to_string())
        )
        .into_bytes();
        text.extend_from_slice(&self.account_sealed);
        text
    }

    /// Writes the code.
    #[must_use]
    pub fn signed(mut self, keys: &Keyring) -> Self {
        self.mac = keys.mac(DOMAIN, &self.mac_text()).to_vec();
        self
    }

    /// Whether what may never change is as it was written.
    #[must_use]
    pub fn is_intact(&self, keys: &Keyring) -> bool {
        self.key == line_key(&self.payee_key, &self.programme, self.month, self.kind, self.corr_no)
            && keys.mac_matches(DOMAIN, &self.mac_text(), &self.mac)
    }

    /// What the digest and the bank file are made of.
    #[must_use]
    pub fn canonical(&self, account: &str) -> String {
        format!("{}|{}|{}|{account}|{}\n", self.key, self.name, self.bank, self.amount.get())
    }

    /// The state in words, with its run.
    #[must_use]
    pub fn chinese(&self, run: &Run) -> &'static str {
        match self.state {
            LineState::Listed if run.state == RunState::Draft => "入批",
            LineState::Listed if run.state.is_sent() => "已送",
            LineState::Listed => "冻结",
            LineState::Held => "停发",
            LineState::Arrived => "到账",
            LineState::Returned => "退汇",
            LineState::Unknown => "待查",
            LineState::Absent => "没有",
            LineState::Void => "作废",
        }
    }
}
