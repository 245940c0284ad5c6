//! `doudi migrate`.

use super::{Where, location, system_clock};
use crate::assembly::migrations;
use crate::settings::File;
use clap::Args;
use db::Db;

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let file = File::read(options.place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let db = Db::open(&location(&options.place, &file)?).await?;
    let ran = db::migrate(&db, &migrations(), system_clock().now()).await?;
    println!("升级完成：这次执行 {ran} 步，共 {} 步。", db::applied(&db).await?.len());
    Ok(())
}
