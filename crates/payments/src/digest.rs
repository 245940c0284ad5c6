//! The digest of a frozen run, and the eight words in which two people compare it.

use crypto::Sm3Stream;

/// Sixteen characters that sound different on the telephone, one for each hexadecimal digit.
const WORDS: [char; 16] =
    ['天', '地', '山', '水', '风', '火', '日', '月', '金', '木', '米', '布', '牛', '马', '东', '西'];

/// Takes lines in their order; the digest of all of them comes out.
#[derive(Default)]
pub struct RunDigest(Sm3Stream);

impl RunDigest {
    /// Takes one line in, as [`crate::Line::canonical`] writes it.
    pub fn take(&mut self, canonical: &str) {
        self.0.update(canonical.as_bytes());
    }

    /// The digest, hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        crypto::hex(&self.0.finish())
    }
}

/// The first eight digits of a digest as two words of four characters (识别词): `天水风西 牛马日山`.
#[must_use]
pub fn words(digest: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digest.chars().take(8).enumerate() {
        if index == 4 {
            out.push(' ');
        }
        let place = digit.to_digit(16).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(0);
        out.push(WORDS[place]);
    }
    out
}
