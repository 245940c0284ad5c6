//! Accounts that money is paid to (发放账户): bank cards and passbooks.

use std::fmt;

use crate::mask;
use crate::outcome::Refusal;

/// A card or passbook number that passed the test of its kind; `Debug` shows the mask.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayoutAccount {
    /// A bank card (银行卡): 13–19 digits with the Luhn check.
    Card(String),
    /// A passbook (存折): 8–30 digits, no check digit.
    Passbook(String),
}

/// Which test an account number failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountProblem {
    /// A character that is no digit.
    Characters,
    /// A card of fewer than 13 or more than 19 digits.
    CardLength,
    /// A passbook of fewer than 8 or more than 30 digits.
    PassbookLength,
    /// The card's last digit does not fit the others (ISO/IEC 7812).
    CheckDigit,
}

impl AccountProblem {
    /// What is wrong and what to do, in Chinese; it never repeats the number.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            AccountProblem::Characters => "账号只能是数字，请去掉其他字符。",
            AccountProblem::CardLength => {
                "银行卡号应为13至19位数字，请对照卡面核对；如果是存折，请把账户种类改为存折。"
            }
            AccountProblem::PassbookLength => "存折账号应为8至30位数字，请对照存折首页核对。",
            AccountProblem::CheckDigit => {
                "银行卡号校验不符，多半是有一位输错了，请对照卡面逐位核对；如果是存折，请把账户种类改为存折。"
            }
        }
    }
}

impl fmt::Display for AccountProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for AccountProblem {}

impl From<AccountProblem> for Refusal {
    fn from(problem: AccountProblem) -> Self {
        Refusal::bad_input("account", problem.sentence())
    }
}

impl PayoutAccount {
    /// Reads a card number; spaces and hyphens between groups are dropped.
    ///
    /// # Errors
    /// Other characters, a wrong length, or a wrong check digit.
    pub fn parse_card(text: &str) -> Result<Self, AccountProblem> {
        let digits = digits(text)?;
        if !(13..=19).contains(&digits.len()) {
            return Err(AccountProblem::CardLength);
        }
        if luhn_valid(&digits) { Ok(Self::Card(digits)) } else { Err(AccountProblem::CheckDigit) }
    }

    /// Reads a passbook number; spaces and hyphens between groups are dropped.
    ///
    /// # Errors
    /// Other characters or a wrong length.
    pub fn parse_passbook(text: &str) -> Result<Self, AccountProblem> {
        let digits = digits(text)?;
        if (8..=30).contains(&digits.len()) { Ok(Self::Passbook(digits)) } else { Err(AccountProblem::PassbookLength) }
    }

    /// The digits in clear. Whoever calls this shows or stores personal information.
    #[must_use]
    pub fn plain(&self) -> &str {
        match self {
            PayoutAccount::Card(digits) | PayoutAccount::Passbook(digits) => digits,
        }
    }

    /// The last four digits after stars.
    #[must_use]
    pub fn masked(&self) -> String {
        mask::account(self.plain())
    }

    /// The kind in Chinese: 银行卡 or 存折.
    #[must_use]
    pub const fn kind_chinese(&self) -> &'static str {
        match self {
            PayoutAccount::Card(_) => "银行卡",
            PayoutAccount::Passbook(_) => "存折",
        }
    }
}

fn digits(text: &str) -> Result<String, AccountProblem> {
    let plain: String = crate::narrow(text).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if plain.bytes().all(|b| b.is_ascii_digit()) { Ok(plain) } else { Err(AccountProblem::Characters) }
}

/// The check of ISO/IEC 7812-1 annex B (Luhn). An empty text or another character is not valid.
#[must_use]
pub fn luhn_valid(digits: &str) -> bool {
    let mut sum = 0;
    for (index, character) in digits.chars().rev().enumerate() {
        let Some(digit) = character.to_digit(10).filter(|_| character.is_ascii_digit()) else {
            return false;
        };
        let doubled = if index % 2 == 1 { digit * 2 } else { digit };
        sum += doubled / 10 + doubled % 10;
    }
    !digits.is_empty() && sum % 10 == 0
}

impl fmt::Debug for PayoutAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayoutAccount({}, {})", self.kind_chinese(), self.masked())
    }
}
