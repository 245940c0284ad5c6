//! One-time codes of six digits (动态口令), RFC 6238: SHA-1, 30 seconds, as every authenticator app knows them.

use totp_rs::{Builder, Secret};
use zeroize::Zeroizing;

use crate::chance;

const STEP_SECONDS: u64 = 30;

/// A fresh secret of 160 bits. Store it sealed.
#[must_use]
pub fn new_totp_secret() -> Zeroizing<Vec<u8>> {
    let mut secret = Zeroizing::new(vec![0_u8; 20]);
    chance::fill(&mut secret);
    secret
}

/// The one-time codes of one person.
pub struct Totp {
    codes: totp_rs::Totp,
    secret: Secret,
}

impl Totp {
    /// The codes that follow from a secret.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let codes = Builder::new()
            .with_secret(secret.to_vec())
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(STEP_SECONDS)
            .build_noncompliant();
        Self { codes, secret: Secret::from(secret.to_vec()) }
    }

    /// The secret in base 32, for typing it into an app by hand.
    #[must_use]
    pub fn secret_base32(&self) -> String {
        self.secret.to_base32()
    }

    /// The address an authenticator app reads from a QR code.
    #[must_use]
    pub fn otpauth_uri(&self, issuer: &str, account: &str) -> String {
        let (issuer, account) = (percent(issuer), percent(account));
        let secret = self.secret_base32();
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
    }

    /// The code shown at a second since 1970, for tests and the demonstration.
    #[must_use]
    pub fn code_at(&self, unix_seconds: u64) -> String {
        self.codes.generate(unix_seconds).to_string()
    }

    /// The step a code belongs to: now, the one before or the one after. `None` when it fits none of them.
    ///
    /// Keep the step and refuse any that is not later (`last_step`): a code is good once.
    #[must_use]
    pub fn verify(&self, code: &str, unix_seconds: u64, last_step: Option<u64>) -> Option<u64> {
        let plain: String = kernel::narrow(code).chars().filter(|c| *c != ' ').collect();
        let step = self.codes.check(&plain, unix_seconds)?;
        let fresh = last_step.is_none_or(|last| step > last);
        fresh.then_some(step)
    }
}

fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
