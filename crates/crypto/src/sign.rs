//! SM2 signatures (GB/T 32918.2) with the usual signer name of GM/T 0009.

use sm2::SecretKey;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};

/// Length of a signature: r and s, 32 bytes each.
pub const SIGNATURE_BYTES: usize = 64;
/// Length of a public key: `04`, x, y.
pub const PUBLIC_KEY_BYTES: usize = 65;

/// The signer name that GM/T 0009 gives where none was agreed.
const SIGNER_NAME: &str = "1234567812345678";

pub(crate) struct Signer(SigningKey);

impl Signer {
    /// `None` when the 32 bytes are no scalar of the curve.
    pub(crate) fn new(secret: &[u8; 32]) -> Option<Self> {
        let secret = SecretKey::from_slice(secret).ok()?;
        SigningKey::new(SIGNER_NAME, &secret).ok().map(Self)
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let signature: Signature = self.0.try_sign(bytes).expect("a digest can be signed");
        signature.to_bytes().into()
    }

    pub(crate) fn public_key(&self) -> [u8; PUBLIC_KEY_BYTES] {
        let bytes = self.0.verifying_key().to_sec1_bytes();
        let mut key = [0_u8; PUBLIC_KEY_BYTES];
        let length = bytes.len().min(PUBLIC_KEY_BYTES);
        key[..length].copy_from_slice(&bytes[..length]);
        key
    }
}

/// Whether the holder of a public key made this signature; `false` for a key or signature that is none.
#[must_use]
pub fn verify_with(public_key: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(SIGNER_NAME, public_key) else {
        return false;
    };
    Signature::from_slice(signature).is_ok_and(|signature| key.verify(bytes, &signature).is_ok())
}
