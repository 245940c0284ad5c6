//! The key ring (密钥环): one master key, data keys wrapped by it, and a key for each other use.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, AesGcm, KeyInit};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use sm4::Sm4;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::chance;
use crate::fault::CryptoFault;
use crate::keyfile;
use crate::sign::{SIGNATURE_BYTES, Signer};

pub(crate) type Sm4Gcm = AesGcm<Sm4, U12>;
pub(crate) type Sm3Mac = Hmac<Sm3>;

const NONCE: usize = 12;
const TAG: usize = 16;
/// Key id, nonce and tag: what a seal is longer than its content.
const OVERHEAD: usize = 1 + NONCE + TAG;

/// The secrets as they are wrapped and stored.
pub(crate) struct Secrets {
    pub(crate) data: BTreeMap<u8, Zeroizing<[u8; 16]>>,
    pub(crate) blind: Zeroizing<[u8; 32]>,
    pub(crate) mark: Zeroizing<[u8; 32]>,
    pub(crate) sign: Zeroizing<[u8; 32]>,
}

enum Nonces {
    Random,
    /// From the place and the content: the same seed gives the same bytes, and two contents never share one.
    Derived(Box<Sm3Mac>),
}

/// Seals, search tags, row marks and signatures, with every cipher prepared beforehand.
pub struct Keyring {
    ciphers: BTreeMap<u8, Sm4Gcm>,
    current: u8,
    blind: Sm3Mac,
    mark: Sm3Mac,
    signer: Signer,
    nonces: Nonces,
    secrets: Secrets,
    path: Option<PathBuf>,
}

impl Keyring {
    /// Opens the key ring whose master key lies in `path` (64 hexadecimal digits, mode 0600); the wrapped
    /// keys lie beside it with the ending `.ring`. On the first start both are made.
    ///
    /// # Errors
    /// A file that others can read, only one of the two files, a damaged file, or a disk that does not write.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, CryptoFault> {
        let path = path.as_ref();
        let secrets = if keyfile::exists(path)? {
            keyfile::load(path)?
        } else {
            let secrets = random_secrets();
            keyfile::create(path, &secrets)?;
            secrets
        };
        let mut ring = Self::from_secrets(secrets, Nonces::Random)
            .ok_or_else(|| keyfile::fault(path, "里面的密钥不完整，请从备份恢复。"))?;
        ring.path = Some(path.to_path_buf());
        Ok(ring)
    }

    /// A key ring in memory that is the same every time; never for real data.
    #[must_use]
    pub fn for_tests() -> Self {
        Self::seeded(1)
    }

    /// A key ring in memory whose keys and nonces follow from a seed: the sample city is the same byte
    /// for byte when it is made again. Never for real data.
    ///
    /// # Panics
    /// Never in practice: the derived signing key would have to be zero.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let root = mac_of(b"doudi seeded key ring");
        let derive = |name: &str| Zeroizing::new(finish(&root, name, &seed.to_be_bytes()));
        let mut data_key = Zeroizing::new([0_u8; 16]);
        data_key.copy_from_slice(&derive("data")[..16]);
        let secrets = Secrets {
            data: BTreeMap::from([(1, data_key)]),
            blind: derive("blind"),
            mark: derive("mark"),
            sign: derive("sign"),
        };
        let nonces = Nonces::Derived(Box::new(mac_of(derive("nonce").as_slice())));
        Self::from_secrets(secrets, nonces).expect("derived keys are usable")
    }

    fn from_secrets(secrets: Secrets, nonces: Nonces) -> Option<Self> {
        let current = *secrets.data.keys().next_back()?;
        Some(Self {
            ciphers: secrets.data.iter().map(|(&id, key)| (id, cipher(key))).collect(),
            current,
            blind: mac_of(secrets.blind.as_slice()),
            mark: mac_of(secrets.mark.as_slice()),
            signer: Signer::new(&secrets.sign)?,
            nonces,
            secrets,
            path: None,
        })
    }

    /// Seals a value for one place: `table.column.rowid`. The seal is key id (1 byte), nonce (12), content, tag (16).
    ///
    /// # Panics
    /// When the content is beyond 64 GiB, or the operating system gives no random bytes.
    #[must_use]
    pub fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0_u8; NONCE];
        match &self.nonces {
            Nonces::Random => chance::fill(&mut nonce),
            Nonces::Derived(mac) => nonce.copy_from_slice(&finish(mac, place, plain)[..NONCE]),
        }
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
        sealed.push(self.current);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let content = InOutBuf::from(&mut sealed[1 + NONCE..]);
        let tag = self.ciphers[&self.current]
            .encrypt_inout_detached(&nonce.into(), place.as_bytes(), content)
            .expect("a column value is far below the limit of the cipher");
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// Opens what [`Keyring::seal`] sealed for the same place.
    ///
    /// # Errors
    /// [`CryptoFault::UnknownKey`] or [`CryptoFault::Damaged`].
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoFault> {
        if sealed.len() < OVERHEAD {
            return Err(CryptoFault::Damaged);
        }
        let cipher = self.ciphers.get(&sealed[0]).ok_or(CryptoFault::UnknownKey(sealed[0]))?;
        let (head, tag) = sealed.split_at(sealed.len() - TAG);
        let nonce: [u8; NONCE] = head[1..=NONCE].try_into().map_err(|_| CryptoFault::Damaged)?;
        let tag: [u8; TAG] = tag.try_into().map_err(|_| CryptoFault::Damaged)?;
        let mut plain = Zeroizing::new(head[1 + NONCE..].to_vec());
        cipher
            .decrypt_inout_detached(&nonce.into(), place.as_bytes(), InOutBuf::from(plain.as_mut_slice()), &tag.into())
            .map_err(|_| CryptoFault::Damaged)?;
        Ok(plain)
    }

    /// Adds a generation of the data key; new seals use it, old ones still open. Returns its number.
    ///
    /// # Errors
    /// After 255 generations, or when the key file cannot be written (nothing has changed then).
    pub fn rotate(&mut self) -> Result<u8, CryptoFault> {
        let next = self.current.checked_add(1).ok_or(CryptoFault::NoMoreGenerations)?;
        let mut key = Zeroizing::new([0_u8; 16]);
        match &self.nonces {
            Nonces::Random => chance::fill(key.as_mut_slice()),
            Nonces::Derived(mac) => key.copy_from_slice(&finish(mac, "data key", &[next])[..16]),
        }
        let prepared = cipher(&key);
        self.secrets.data.insert(next, key);
        if let Some(path) = &self.path
            && let Err(fault) = keyfile::rewrite(path, &self.secrets)
        {
            self.secrets.data.remove(&next);
            return Err(fault);
        }
        self.ciphers.insert(next, prepared);
        self.current = next;
        Ok(next)
    }

    /// Whether a seal was made with an earlier data key and should be made again.
    #[must_use]
    pub fn needs_reseal(&self, sealed: &[u8]) -> bool {
        sealed.first() != Some(&self.current)
    }

    /// The generation of the data key that new seals use, from 1.
    #[must_use]
    pub const fn generation(&self) -> u8 {
        self.current
    }

    /// A search tag (盲索引): equal values of one domain have equal tags, and nobody without the key can
    /// make or undo one. The first half of HMAC-SM3.
    #[must_use]
    pub fn blind(&self, domain: &str, value: &str) -> [u8; 16] {
        let whole = finish(&self.blind, domain, value.as_bytes());
        let mut tag = [0_u8; 16];
        tag.copy_from_slice(&whole[..16]);
        tag
    }

    /// A row mark: shows later that somebody without the key changed a row. HMAC-SM3.
    #[must_use]
    pub fn mac(&self, domain: &str, bytes: &[u8]) -> [u8; 32] {
        finish(&self.mark, domain, bytes)
    }

    /// Whether a row still carries its mark; takes the same time whatever the answer.
    #[must_use]
    pub fn mac_matches(&self, domain: &str, bytes: &[u8], stored: &[u8]) -> bool {
        self.mac(domain, bytes).as_slice().ct_eq(stored).into()
    }

    /// Signs a digest, root or document with the ring's SM2 key: r and s, 32 bytes each.
    ///
    /// # Panics
    /// Never in practice: the chance of a number that cannot be signed with is below 2^-250.
    #[must_use]
    pub fn sign_root(&self, bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.signer.sign(bytes)
    }

    /// Whether the ring's own key made this signature.
    #[must_use]
    pub fn verify_root(&self, bytes: &[u8], signature: &[u8]) -> bool {
        crate::sign::verify_with(&self.public_key(), bytes, signature)
    }

    /// The public half of the signing key: `04`, x, y. Give it to whoever verifies elsewhere.
    #[must_use]
    pub fn public_key(&self) -> [u8; crate::sign::PUBLIC_KEY_BYTES] {
        self.signer.public_key()
    }
}

fn random_secrets() -> Secrets {
    let mut secrets = Secrets {
        data: BTreeMap::new(),
        blind: Zeroizing::new([0; 32]),
        mark: Zeroizing::new([0; 32]),
        sign: Zeroizing::new([0; 32]),
    };
    let mut first = Zeroizing::new([0_u8; 16]);
    chance::fill(first.as_mut_slice());
    secrets.data.insert(1, first);
    chance::fill(secrets.blind.as_mut_slice());
    chance::fill(secrets.mark.as_mut_slice());
    // A scalar beyond the order of the curve (a chance of about 2^-32) cannot be a key.
    while Signer::new(&secrets.sign).is_none() {
        chance::fill(secrets.sign.as_mut_slice());
    }
    secrets
}

pub(crate) fn cipher(key: &[u8; 16]) -> Sm4Gcm {
    Sm4Gcm::new(key.into())
}

/// HMAC-SM3 takes a key of any length.
pub(crate) fn mac_of(key: &[u8]) -> Sm3Mac {
    Sm3Mac::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// The mac over a domain and a message; the length of the domain goes first so that no two pairs meet.
pub(crate) fn finish(prepared: &Sm3Mac, domain: &str, message: &[u8]) -> [u8; 32] {
    let mut mac = prepared.clone();
    let length = u64::try_from(domain.len()).unwrap_or(u64::MAX);
    mac.update(&length.to_be_bytes());
    mac.update(domain.as_bytes());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("generation", &self.current).finish_non_exhaustive()
    }
}
