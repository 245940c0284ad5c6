//! Keys, seals and passwords: SM2, SM3, SM4 (商用密码), argon2id, one-time codes.
//!
//! What is always true:
//! - Identity numbers, accounts and phones lie sealed in the database; the seal is bound to the place
//!   (table, column, row), so that a sealed value copied to another row does not open there.
//! - Each use has its own key: sealing, search tags, row marks, wrapping, signing.
//! - The master key never lies in the database; data keys lie only wrapped by it.
//! - A fault never repeats what it could not open.
//!
//! Tables: none. Standards: GB/T 32905 (SM3), GB/T 32907 (SM4), GB/T 32918 (SM2), RFC 8998 (SM4-GCM),
//! RFC 9106 (argon2id), RFC 6238 (one-time codes).

mod chance;
mod fault;
mod keyfile;
mod keyring;
mod otp;
mod password;
mod sign;

pub use chance::token;
pub use fault::CryptoFault;
pub use keyring::Keyring;
pub use otp::{Totp, new_totp_secret};
pub use password::Passwords;
pub use sign::{PUBLIC_KEY_BYTES, SIGNATURE_BYTES, verify_with};
pub use zeroize::Zeroizing;

use sm3::{Digest, Sm3};

/// The SM3 digest of some bytes (GB/T 32905).
#[must_use]
pub fn sm3(bytes: &[u8]) -> [u8; 32] {
    Sm3::digest(bytes).into()
}

/// A running SM3 digest, for files too large to hold.
#[derive(Clone, Default)]
pub struct Sm3Stream(Sm3);

impl Sm3Stream {
    /// Takes more bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of everything taken in.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for &byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Bytes out of hexadecimal; `None` when it is none.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

#[cfg(test)]
mod tests;
