//! What can go wrong with keys and seals.

use std::path::PathBuf;

/// A key that is missing or a seal that does not open. Never an answer to a citizen: a fault for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CryptoFault {
    /// Too short, changed, or sealed for another place.
    #[error("密文打不开：内容被改动过，或者被挪到了别的位置。请用备份核对这一行。")]
    Damaged,
    /// Sealed with a data key that this key ring does not hold.
    #[error("密文用的是第{0}代数据密钥，密钥文件里没有这一代。请换上与数据库配套的密钥文件。")]
    UnknownKey(u8),
    /// A key file that cannot be used.
    #[error("密钥文件 {path} 不能用：{why}")]
    KeyFile {
        /// Which file.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// All 255 generations of data keys are used up.
    #[error("数据密钥已经换到第255代，不能再换。请重新加密全部数据后启用新的密钥文件。")]
    NoMoreGenerations,
    /// A stored password hash that is none.
    #[error("存的口令摘要损坏，请由管理员给这个账户重设口令。")]
    PasswordHash,
}
