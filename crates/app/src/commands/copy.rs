//! `doudi copy --from URL --to URL`.

use super::system_clock;
use crate::assembly::migrations;
use clap::Args;
use db::Db;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    /// 从哪个数据库
    #[arg(long)]
    from: String,
    /// 到哪个空的数据库
    #[arg(long)]
    to: String,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let from = Db::open_to_read(&options.from.parse()?).await?;
    let to = Db::open(&options.to.parse()?).await?;
    let rows = db::copy_tables(&from, &to, &migrations(), system_clock().now()).await?;
    println!("搬完了：{rows} 行。密钥文件不在数据库里，请另外带上。");
    Ok(())
}
