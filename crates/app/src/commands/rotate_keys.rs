//! `doudi rotate-keys`: a new generation of the data key, and everything personal sealed anew.

use super::{Where, key_path, location, open_keys, system_clock};
use crate::assembly::migrations;
use crate::settings::File;
use access::store::sealed::{Sealed, reseal_page};
use clap::Args;
use crypto::Keyring;
use db::{Db, Fault};

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
}

/// Rows sealed anew in one transaction.
const PAGE: i64 = 1_000;

/// Every sealed column that may be sealed anew. What a decision's or a payment line's own code covers is evidence: it
/// keeps the key it was made with.
#[must_use]
pub fn sealed_columns() -> Vec<Sealed> {
    [access::store::sealed::SEALED, registry::SEALED, cases::SEALED, workplan::SEALED, messages::SEALED].concat()
}

/// Seals every value anew that an earlier key sealed; answers how many.
///
/// # Errors
/// When a value cannot be opened, or the database errs.
pub async fn reseal_all(db: &Db, keys: &Keyring) -> Result<u64, Fault> {
    let mut count = 0;
    for what in sealed_columns() {
        let mut after = String::new();
        loop {
            let mut tx = db.begin().await?;
            let Some(page) = reseal_page(&mut tx, keys, &what, &after, PAGE).await? else { break };
            tx.commit().await?;
            after = page.last;
            count += page.sealed;
        }
    }
    Ok(count)
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let file = File::read(options.place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let db = Db::open(&location(&options.place, &file)?).await?;
    db::migrate(&db, &migrations(), system_clock().now()).await?;
    let mut keys = open_keys(&key_path(&options.place, &file))?;
    let generation = keys.rotate()?;
    let count = reseal_all(&db, &keys).await?;
    println!("已换到第 {generation} 代数据密钥，重新加密 {count} 项。");
    println!("已作出的决定和已编入批次的发放明细是证据，仍用当时的密钥，旧密钥要一直保留。");
    Ok(())
}
