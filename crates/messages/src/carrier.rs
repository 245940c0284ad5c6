//! 外发通道: how a text message or e-mail leaves the house.
//!
//! A carrier is asked for one parcel at a time and answers whether the other side has it. It may be asked again for a
//! parcel it has taken (a server died in between): the id says that it is the same one, and taking it twice must do
//! nothing. The carrier that is shipped writes one file a parcel into a folder, from which the gateway of the office
//! takes it; another one is one `impl`.

use crate::message::Channel;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What leaves the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parcel {
    /// The same for every try.
    pub id: String,
    /// `sms` or `mail`.
    pub channel: String,
    /// The number or address.
    pub to: String,
    /// The subject; empty for a text message.
    pub subject: String,
    /// The text, without any personal number.
    pub text: String,
    /// When the message was made, local time.
    pub made: String,
}

/// Why a parcel was not taken; a Chinese sentence for the system's administrator, without the number it was for.
pub type NotCarried = String;

/// Takes parcels out of the house.
pub trait Carrier: Send + Sync {
    /// Hands one parcel over; handing the same one over again does nothing.
    ///
    /// # Errors
    /// When the other side has not got it: it is tried again later.
    fn carry(&self, parcel: &Parcel) -> Result<(), NotCarried>;

    /// Whether this carrier serves a channel.
    fn serves(&self, channel: Channel) -> bool;
}

/// 文件通道: `new/<id>.json` in a folder, written whole (`tmp/`, then renamed); the gateway moves what it took to
/// `taken/`, so that a parcel is never written a second time.
#[derive(Debug, Clone)]
pub struct FileCarrier {
    folder: PathBuf,
}

const PARTS: [&str; 3] = ["tmp", "new", "taken"];

impl FileCarrier {
    /// Over a folder; it and its parts are made where missing.
    ///
    /// # Errors
    /// A Chinese sentence when they cannot be.
    pub fn open(folder: &Path) -> Result<Self, String> {
        for part in PARTS {
            let path = folder.join(part);
            std::fs::create_dir_all(&path)
                .map_err(|error| format!("外发文件夹 {} 建不了：{error}。", path.display()))?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    fn write(&self, name: &str, parcel: &Parcel) -> std::io::Result<()> {
        let [tmp, new, _] = PARTS.map(|part| self.folder.join(part));
        let begun = tmp.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&begun)?;
        file.write_all(serde_json::to_string_pretty(parcel)?.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&begun, new.join(name))?;
        // The name itself must last too.
        File::open(new)?.sync_all()
    }
}

impl Carrier for FileCarrier {
    fn carry(&self, parcel: &Parcel) -> Result<(), NotCarried> {
        let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' };
        let name: String = parcel.id.chars().map(safe).chain(".json".chars()).collect();
        if ["new", "taken"].iter().any(|part| self.folder.join(part).join(&name).exists()) {
            return Ok(());
        }
        self.write(&name, parcel).map_err(|error| format!("写不进外发文件夹：{error}"))
    }

    fn serves(&self, channel: Channel) -> bool {
        matches!(channel, Channel::Sms | Channel::Mail)
    }
}
