//! Identifiers (编号): sixteen bytes, time first, printed as 26 characters.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::outcome::ParseProblem;
use crate::time::Moment;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Where new identifiers come from.
pub trait IdSource: Send + Sync {
    /// Sixteen fresh bytes: 48 bits of milliseconds, then 80 bits that nobody has used.
    fn mint(&self, now: Moment) -> [u8; 16];
}

/// Identifiers from the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    /// # Panics
    /// When the operating system gives no random bytes; nothing can be written safely then.
    fn mint(&self, now: Moment) -> [u8; 16] {
        let mut tail = [0_u8; 10];
        getrandom::fill(&mut tail).expect("the operating system gives random bytes");
        assemble(now, tail)
    }
}

/// The same identifiers for the same seed, for tests and the sample city.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    count: AtomicU64,
}

impl SeededIds {
    /// A source that always mints the same row of identifiers for this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, count: AtomicU64::new(0) }
    }
}

impl IdSource for SeededIds {
    fn mint(&self, now: Moment) -> [u8; 16] {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let first = scramble(scramble(self.seed).wrapping_add(count));
        let second = scramble(first ^ self.seed.rotate_left(17));
        let mut tail = [0_u8; 10];
        tail[..8].copy_from_slice(&first.to_be_bytes());
        tail[8..].copy_from_slice(&second.to_be_bytes()[..2]);
        assemble(now, tail)
    }
}

/// A one-to-one mixing of 64 bits, so that different counts never meet.
fn scramble(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn assemble(now: Moment, tail: [u8; 10]) -> [u8; 16] {
    let millis = u64::try_from(now.millis()).unwrap_or(0).to_be_bytes();
    let mut bytes = [0_u8; 16];
    bytes[..6].copy_from_slice(&millis[2..]);
    bytes[6..].copy_from_slice(&tail);
    bytes
}

/// The sixteen bytes inside every identifier type; use a type made by [`id_type!`](crate::id_type) instead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawId([u8; 16]);

/// Not a character of an id.
const NO_DIGIT: u8 = 255;

/// The digit each byte stands for; ids are read on every row of every list.
static DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0_u8;
    while digit < 32 {
        let letter = ALPHABET[digit_index(digit)];
        digits[digit_index(letter)] = digit;
        digits[digit_index(letter.to_ascii_uppercase())] = digit;
        digit += 1;
    }
    let alike = [(b'i', 1), (b'I', 1), (b'l', 1), (b'L', 1), (b'o', 0), (b'O', 0)];
    let mut index = 0;
    while index < alike.len() {
        digits[digit_index(alike[index].0)] = alike[index].1;
        index += 1;
    }
    digits
};

#[expect(clippy::as_conversions, reason = "a byte always fits an index, and From is not const")]
const fn digit_index(byte: u8) -> usize {
    byte as usize
}

impl RawId {
    /// Wraps sixteen bytes, as read from a database.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// 26 lower-case characters of Crockford's base 32, in the same order as the bytes.
    #[must_use]
    pub fn text(self) -> String {
        let mut rest = u128::from_be_bytes(self.0);
        let mut text = [b'0'; 26];
        for slot in text.iter_mut().rev() {
            let digit = usize::try_from(rest & 31).unwrap_or(0);
            *slot = ALPHABET[digit];
            rest >>= 5;
        }
        text.into_iter().map(char::from).collect()
    }

    /// Reads [`RawId::text`] back; capitals and the look-alikes `i l o` are understood.
    ///
    /// # Errors
    /// Any other length, any other character, or a number beyond 128 bits.
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let problem =
            || ParseProblem::new("id", "编号不对：应为26位字母和数字。请从页面上重新打开，不要手工改动网址。");
        if text.len() != 26 {
            return Err(problem());
        }
        let mut value: u128 = 0;
        for byte in text.bytes() {
            let digit = DIGITS[usize::from(byte)];
            // The first digit of 26 may hold three bits only.
            if digit == NO_DIGIT || value >> 123 != 0 {
                return Err(problem());
            }
            value = (value << 5) | u128::from(digit);
        }
        Ok(Self(value.to_be_bytes()))
    }
}

/// Makes an identifier type: `id_type!(CaseId)` or `id_type!(/** A case (案件). */ CaseId)`.
///
/// The type is `Copy`, ordered by time of minting, prints as 26 characters and is a string in JSON.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        #[doc = concat!("The identifier of one `", stringify!($name), "`: 16 bytes, time first.")]
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($crate::RawId);

        impl $name {
            /// A fresh identifier.
            #[must_use]
            pub fn mint(source: &dyn $crate::IdSource, now: $crate::Moment) -> Self {
                Self($crate::RawId::from_bytes(source.mint(now)))
            }

            /// Wraps sixteen bytes, as read from a database or derived from a cause.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self($crate::RawId::from_bytes(bytes))
            }

            /// The sixteen bytes.
            #[must_use]
            pub const fn bytes(self) -> [u8; 16] {
                self.0.bytes()
            }

            /// Reads the 26 printed characters.
            ///
            /// # Errors
            /// A text of another length or with other characters.
            pub fn parse(text: &str) -> ::core::result::Result<Self, $crate::ParseProblem> {
                $crate::RawId::parse(text).map(Self)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0.text())
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.text())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::ParseProblem;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text = <String as $crate::__serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err($crate::__serde::de::Error::custom)
            }
        }
    };
}
