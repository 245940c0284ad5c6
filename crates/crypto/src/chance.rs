//! Randomness, from the operating system only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Fills a buffer with random bytes.
///
/// # Panics
/// When the operating system gives none: no key and no seal may be made then.
pub(crate) fn fill(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system gives random bytes");
}

/// An unguessable token of 256 bits in base64url (43 characters), for sessions and links.
#[must_use]
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
