//! `doudi backup` and `doudi restore`: sealed with the install's own keys.

use super::{Where, key_path, location, open_keys, system_clock};
use crate::assembly::migrations;
use crate::settings::File;
use anyhow::Context;
use clap::Args;
use crypto::Keyring;
use db::Db;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
    /// 备份写到哪个文件
    #[arg(long)]
    to: PathBuf,
}

/// Options.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    #[command(flatten)]
    place: Where,
    /// 从哪个备份文件
    #[arg(long)]
    from: PathBuf,
}

/// Bytes sealed at a time.
const BLOCK: usize = 1 << 20;
const MARK: &[u8] = b"DOUDI-BACKUP-1\n";

/// Seals what is written, block by block; a block cannot be moved or dropped without being noticed.
struct Sealer<'k, W: Write> {
    keys: &'k Keyring,
    out: W,
    block: Vec<u8>,
    number: u64,
}

impl<W: Write> Sealer<'_, W> {
    fn put(&mut self, kind: &str) -> std::io::Result<()> {
        let sealed = self.keys.seal(&format!("backup.{kind}.{}", self.number), &self.block);
        let length = u32::try_from(sealed.len()).map_err(std::io::Error::other)?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(&sealed)?;
        self.block.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for Sealer<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.block.extend_from_slice(bytes);
        if self.block.len() >= BLOCK {
            self.put("part")?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// Opens what a [`Sealer`] wrote.
struct Opener<'k, R: Read> {
    keys: &'k Keyring,
    input: R,
    block: Vec<u8>,
    at: usize,
    number: u64,
}

impl<R: Read> Read for Opener<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.block.len() {
            let mut length = [0_u8; 4];
            match self.input.read_exact(&mut length) {
                Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(0),
                other => other?,
            }
            let length = usize::try_from(u32::from_be_bytes(length)).map_err(std::io::Error::other)?;
            if length > BLOCK * 4 {
                return Err(std::io::Error::other("备份文件不对"));
            }
            let mut sealed = vec![0_u8; length];
            self.input.read_exact(&mut sealed)?;
            let plain = ["part", "last"]
                .into_iter()
                .find_map(|kind| self.keys.open(&format!("backup.{kind}.{}", self.number), &sealed).ok());
            let plain = plain.ok_or_else(|| std::io::Error::other("备份被改动过，或不是这套密钥做的"))?;
            self.block = plain.to_vec();
            self.at = 0;
            self.number += 1;
        }
        let count = out.len().min(self.block.len() - self.at);
        out[..count].copy_from_slice(&self.block[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let file = File::read(options.place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let db = Db::open_to_read(&location(&options.place, &file)?).await?;
    let keys = open_keys(&key_path(&options.place, &file))?;
    let part = options.to.with_extension("part");
    let mut out = std::fs::File::create(&part).with_context(|| format!("写不了 {}", part.display()))?;
    out.write_all(MARK)?;
    let mut sealer = Sealer { keys: &keys, out, block: Vec::new(), number: 0 };
    let rows = db::dump(&db, &migrations(), &mut sealer, system_clock().now()).await?;
    sealer.put("last")?;
    sealer.out.sync_all()?;
    std::fs::rename(&part, &options.to)?;
    println!("备份完成：{rows} 行，写在 {}。恢复时要用同一套密钥文件，请另外妥善保存。", options.to.display());
    Ok(())
}

pub(super) async fn restore(options: RestoreOptions) -> anyhow::Result<()> {
    let file = File::read(options.place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let db = Db::open(&location(&options.place, &file)?).await?;
    let keys = open_keys(&key_path(&options.place, &file))?;
    let mut input = BufReader::new(
        std::fs::File::open(&options.from).with_context(|| format!("打不开 {}", options.from.display()))?,
    );
    let mut mark = vec![0_u8; MARK.len()];
    input.read_exact(&mut mark).context("备份文件太短")?;
    if mark != MARK {
        anyhow::bail!("{} 不是兜底的备份文件。", options.from.display());
    }
    let opener = Opener { keys: &keys, input, block: Vec::new(), at: 0, number: 0 };
    let mut lines = BufReader::new(opener);
    lines.fill_buf()?;
    let rows = db::restore(&db, &migrations(), &mut lines, system_clock().now()).await?;
    println!("恢复完成：{rows} 行。请再运行 doudi verify 核验。");
    Ok(())
}
