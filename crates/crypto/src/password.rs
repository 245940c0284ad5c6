//! Passwords (口令): argon2id, and the same work for people who do not exist.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::chance;
use crate::fault::CryptoFault;

/// Hashes and checks passwords at one cost.
pub struct Passwords {
    argon: Argon2<'static>,
    nobody: OnceLock<String>,
}

impl Passwords {
    /// The cost for real accounts: 19 MiB, two passes (about 30 ms).
    #[must_use]
    pub fn standard() -> Self {
        Self::with(Params::DEFAULT)
    }

    /// The least cost, for tests that sign in many times. Never for real accounts.
    #[must_use]
    pub fn cheap_for_tests() -> Self {
        Self::with(Params::new(Params::MIN_M_COST, 1, 1, None).unwrap_or(Params::DEFAULT))
    }

    fn with(params: Params) -> Self {
        Self { argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), nobody: OnceLock::new() }
    }

    /// The text to store: algorithm, cost, salt and hash in the PHC form.
    ///
    /// # Panics
    /// When the operating system gives no random bytes.
    #[must_use]
    pub fn hash(&self, password: &str) -> String {
        let mut salt = [0_u8; 16];
        chance::fill(&mut salt);
        self.hash_with_salt(password, &salt)
    }

    /// As [`Passwords::hash`] with a given salt, for a sample city that is the same when made again.
    ///
    /// # Panics
    /// Never in practice: salt and cost are in range.
    #[must_use]
    pub fn hash_with_salt(&self, password: &str, salt: &[u8; 16]) -> String {
        let hashed = self.argon.hash_password_with_salt(password.as_bytes(), salt);
        hashed.expect("salt and cost are in range").to_string()
    }

    /// Whether a password fits. For an account that does not exist give `None`: it takes as long and says no.
    ///
    /// # Errors
    /// [`CryptoFault::PasswordHash`] when the stored text is no hash.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, CryptoFault> {
        let nobody = || self.nobody.get_or_init(|| self.hash_with_salt("", &[0; 16])).as_str();
        let parsed = PasswordHash::new(stored.unwrap_or_else(nobody)).map_err(|_| CryptoFault::PasswordHash)?;
        let fits = self.argon.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(fits && stored.is_some())
    }
}
