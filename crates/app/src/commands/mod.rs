//! The commands of `doudi`, one file each.

mod backup;
mod cases;
mod copy;
mod demo;
mod migrate;
mod plan;
mod policy;
mod rotate_keys;
mod serve;
mod verify;

use crate::assembly::{HouseParts, build_house, migrations};
use crate::settings::File;
use access::House;
use clap::{Args, Parser, Subcommand};
use crypto::{Keyring, Passwords};
use db::{Db, Fault, Location};
use kernel::{Clock, RandomIds, SystemClock};
use std::path::PathBuf;
use std::sync::Arc;

pub use demo::prepare as prepare_demo;
pub use rotate_keys::{reseal_all, sealed_columns};
pub use verify::{Finding, examine, sign_days};

/// 兜底：民政社会救助和脱贫攻坚业务系统
#[derive(Debug, Parser)]
#[command(name = "doudi", version, about, long_about = None)]
pub struct Cli {
    /// 要做什么
    #[command(subcommand)]
    pub command: Command,
}

/// Where things are.
#[derive(Debug, Clone, Args)]
pub struct Where {
    /// 设置文件（TOML）
    #[arg(long, env = "DOUDI_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// 数据库：sqlite:文件路径，或 postgres://用户:口令@主机/库名
    #[arg(long, env = "DOUDI_DATABASE", global = true)]
    pub database: Option<String>,
    /// 主密钥文件
    #[arg(long, env = "DOUDI_KEYS", global = true)]
    pub keys: Option<PathBuf>,
    /// 政策文件夹；不写就用程序自带的
    #[arg(long, env = "DOUDI_POLICIES", global = true)]
    pub policies: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建一个演示城市并启动（人和事都是编的）
    Demo(demo::Options),
    /// 启动正式服务
    Serve(serve::Options),
    /// 把数据库升级到这个版本
    Migrate(migrate::Options),
    /// 用系统自己的政策跑一份审定样例
    Cases(cases::Options),
    /// 检查、整理、查看政策文件
    Policy(policy::Options),
    /// 检查年度工作计划
    Plan(plan::Options),
    /// 核验：日志链、每日签名、决定、发放有没有被改动
    Verify(verify::Options),
    /// 备份（加密）
    Backup(backup::Options),
    /// 从备份恢复到一个空库
    Restore(backup::RestoreOptions),
    /// 更换数据密钥并重新加密
    RotateKeys(rotate_keys::Options),
    /// 把整套数据搬到另一个数据库
    Copy(copy::Options),
}

/// Runs a command.
///
/// # Errors
/// What went wrong, in Chinese where a person can mend it.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Demo(options) => demo::run(options).await,
        Command::Serve(options) => serve::run(options).await,
        Command::Migrate(options) => migrate::run(options).await,
        Command::Cases(options) => cases::run(&options),
        Command::Policy(options) => policy::run(&options),
        Command::Plan(options) => plan::run(&options),
        Command::Verify(options) => verify::run(options).await,
        Command::Backup(options) => backup::run(options).await,
        Command::Restore(options) => backup::restore(options).await,
        Command::RotateKeys(options) => rotate_keys::run(options).await,
        Command::Copy(options) => copy::run(options).await,
    }
}

/// The folder data live in when nothing else is said.
pub(crate) const DATA: &str = "doudi-data";

pub(crate) fn location(place: &Where, file: &File) -> Result<Location, Fault> {
    let text = place.database.clone().or_else(|| file.database.clone());
    text.unwrap_or_else(|| format!("sqlite:{DATA}/doudi.sqlite")).parse()
}

pub(crate) fn key_path(place: &Where, file: &File) -> PathBuf {
    place.keys.clone().or_else(|| file.keys.clone()).unwrap_or_else(|| PathBuf::from(DATA).join("master.key"))
}

pub(crate) fn open_keys(path: &std::path::Path) -> anyhow::Result<Keyring> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    Keyring::open_or_create(path).map_err(|e| anyhow::anyhow!("密钥文件 {} 打不开：{e}", path.display()))
}

/// Opens an install: settings, database (brought up to date), keys.
pub(crate) async fn open(place: &Where, demo: bool, clock: Arc<dyn Clock>) -> anyhow::Result<House> {
    let file = File::read(place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let db = Db::open(&location(place, &file)?).await?;
    db::migrate(&db, &migrations(), clock.now()).await?;
    let keys = open_keys(&key_path(place, &file))?;
    let parts = HouseParts {
        db,
        keys,
        clock,
        ids: Arc::new(RandomIds),
        passwords: Passwords::standard(),
        settings: file.switches(demo),
        font_dirs: file.fonts.clone(),
        policies: place.policies.clone().or_else(|| file.policies.clone()),
    };
    let house = build_house(parts)?;
    policies::actions::refresh(&house).await?;
    Ok(house)
}

/// Opens an install only to read it, beside a server that may be running.
pub(crate) async fn open_to_read(place: &Where) -> anyhow::Result<House> {
    let file = File::read(place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let parts = HouseParts {
        db: Db::open_to_read(&location(place, &file)?).await?,
        keys: open_keys(&key_path(place, &file))?,
        clock: system_clock(),
        ids: Arc::new(RandomIds),
        passwords: Passwords::standard(),
        settings: file.switches(false),
        font_dirs: file.fonts.clone(),
        policies: place.policies.clone().or_else(|| file.policies.clone()),
    };
    let house = build_house(parts)?;
    policies::actions::refresh(&house).await?;
    Ok(house)
}

pub(crate) fn system_clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}
