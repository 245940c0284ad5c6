//! The two files of a key ring: the master key, and the keys wrapped by it.
//!
//! The ring file is text, one key a line: `name sealed-in-hex`. Each key is sealed with SM4-GCM under a key
//! derived from the master key, bound to its name. Files are written beside, synced and renamed.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aes_gcm::AeadInOut;
use aes_gcm::aead::inout::InOutBuf;
use zeroize::Zeroizing;

use crate::chance;
use crate::fault::CryptoFault;
use crate::keyring::{Secrets, Sm4Gcm, cipher, finish, mac_of};
use crate::{hex, unhex};

const HEADER: &str = "doudi-keyring 1";

pub(crate) fn fault(path: &Path, why: impl Into<String>) -> CryptoFault {
    CryptoFault::KeyFile { path: path.to_path_buf(), why: why.into() }
}

fn io_fault(path: &Path) -> impl Fn(io::Error) -> CryptoFault + '_ {
    move |error| fault(path, format!("读写失败（{error}）。请检查目录是否存在、磁盘是否已满、运行账户有没有权限。"))
}

fn ring_path(path: &Path) -> PathBuf {
    path.with_extension("ring")
}

/// Whether the pair of files is there; one without the other is a fault, since making a new one would lock out the data.
pub(crate) fn exists(path: &Path) -> Result<bool, CryptoFault> {
    let ring = ring_path(path);
    if ring == path {
        return Err(fault(path, "主密钥文件名不能以 .ring 结尾，请改名。"));
    }
    match (path.exists(), ring.exists()) {
        (true, true) => Ok(true),
        (false, false) => Ok(false),
        (true, false) => Err(fault(&ring, "文件不见了，没有它数据库里的密文打不开。请从备份恢复。")),
        (false, true) => Err(fault(path, "主密钥不见了，没有它数据库里的密文打不开。请从备份恢复。")),
    }
}

/// Makes both files. The ring is written first: a crash between the two is noticed at the next start.
pub(crate) fn create(path: &Path, secrets: &Secrets) -> Result<(), CryptoFault> {
    let mut master = Zeroizing::new([0_u8; 32]);
    chance::fill(master.as_mut_slice());
    write_ring(path, &master, secrets)?;
    let digits = Zeroizing::new(format!("{}\n", hex(master.as_slice())));
    write(path, digits.as_bytes())
}

/// Writes the ring again after a key was added.
pub(crate) fn rewrite(path: &Path, secrets: &Secrets) -> Result<(), CryptoFault> {
    let master = read_master(path)?;
    write_ring(path, &master, secrets)
}

/// Reads and unwraps both files.
pub(crate) fn load(path: &Path) -> Result<Secrets, CryptoFault> {
    let master = read_master(path)?;
    let wrap = wrapping(&master);
    let ring = ring_path(path);
    let text = read(&ring)?;
    let damaged = || fault(&ring, "内容损坏或与主密钥不配套，请从同一份备份恢复这两个文件。");
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(damaged());
    }
    let mut keys: BTreeMap<String, Zeroizing<Vec<u8>>> = BTreeMap::new();
    for line in lines {
        let (name, sealed) = line.split_once(' ').ok_or_else(damaged)?;
        let plain = unhex(sealed).and_then(|sealed| unwrap_key(&wrap, name, &sealed)).ok_or_else(damaged)?;
        keys.insert(name.to_owned(), plain);
    }
    let mut data = BTreeMap::new();
    for (name, key) in &keys {
        if let Some(id) = name.strip_prefix("data-") {
            data.insert(id.parse().map_err(|_| damaged())?, fixed(key).ok_or_else(damaged)?);
        }
    }
    let whole = |name: &str| keys.get(name).and_then(|key| fixed(key)).ok_or_else(damaged);
    Ok(Secrets { data, blind: whole("blind")?, mark: whole("mark")?, sign: whole("sign")? })
}

fn fixed<const N: usize>(key: &[u8]) -> Option<Zeroizing<[u8; N]>> {
    let bytes: [u8; N] = key.try_into().ok()?;
    Some(Zeroizing::new(bytes))
}

fn wrapping(master: &[u8; 32]) -> Sm4Gcm {
    let derived = Zeroizing::new(finish(&mac_of(master), "wrap", b"sm4-gcm"));
    let mut key = Zeroizing::new([0_u8; 16]);
    key.copy_from_slice(&derived[..16]);
    cipher(&key)
}

fn write_ring(path: &Path, master: &[u8; 32], secrets: &Secrets) -> Result<(), CryptoFault> {
    let wrap = wrapping(master);
    let mut text = format!("{HEADER}\n");
    let mut line = |name: &str, key: &[u8]| {
        text.push_str(&format!("{name} {}\n", hex(&wrap_key(&wrap, name, key))));
    };
    for (id, key) in &secrets.data {
        line(&format!("data-{id}"), key.as_slice());
    }
    line("blind", secrets.blind.as_slice());
    line("mark", secrets.mark.as_slice());
    line("sign", secrets.sign.as_slice());
    write(&ring_path(path), text.as_bytes())
}

fn wrap_key(wrap: &Sm4Gcm, name: &str, key: &[u8]) -> Vec<u8> {
    let mut nonce = [0_u8; 12];
    chance::fill(&mut nonce);
    let mut content = Zeroizing::new(key.to_vec());
    let tag = wrap
        .encrypt_inout_detached(&nonce.into(), name.as_bytes(), InOutBuf::from(content.as_mut_slice()))
        .expect("a key is far below the limit of the cipher");
    [nonce.as_slice(), content.as_slice(), tag.as_slice()].concat()
}

fn unwrap_key(wrap: &Sm4Gcm, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; 12] = sealed.get(..12)?.try_into().ok()?;
    let split = sealed.len().checked_sub(16).filter(|&at| at >= 12)?;
    let tag: [u8; 16] = sealed[split..].try_into().ok()?;
    let mut content = Zeroizing::new(sealed[12..split].to_vec());
    wrap.decrypt_inout_detached(&nonce.into(), name.as_bytes(), InOutBuf::from(content.as_mut_slice()), &tag.into())
        .ok()?;
    Some(content)
}

fn read_master(path: &Path) -> Result<Zeroizing<[u8; 32]>, CryptoFault> {
    let text = read(path)?;
    let bytes = unhex(text.trim()).map(Zeroizing::new);
    bytes.and_then(|bytes| fixed(&bytes)).ok_or_else(|| fault(path, "应为64位十六进制数字，请从备份恢复。"))
}

fn read(path: &Path) -> Result<Zeroizing<String>, CryptoFault> {
    let mode = fs::metadata(path).map_err(io_fault(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        let mode = mode & 0o777;
        return Err(fault(path, format!("别的账户也能读（权限 {mode:o}）。请改为只有运行账户可读：chmod 600。")));
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(io_fault(path))
}

/// Writes beside, syncs, renames, syncs the folder: after a crash there is the old file or the new one.
fn write(path: &Path, bytes: &[u8]) -> Result<(), CryptoFault> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let beside = PathBuf::from(name);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let attempt = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()
    };
    attempt().map_err(io_fault(path))
}
