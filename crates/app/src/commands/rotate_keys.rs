//! `doudi rotate-keys`: a new generation of the data key, and everything personal sealed anew.

use super::{Where, key_path, location, open_keys, system_clock};
use crate::assembly::migrations;
use crate::settings::File;
use clap::Args;
use crypto::Keyring;
use db::{Db, Fault};
use registry::{Person, PersonId};

/// Options.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Where,
}

/// Rows sealed anew in one transaction.
const PAGE: i64 = 1_000;

fn again(keys: &Keyring, place: &str, sealed: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, Fault> {
    let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else { return Ok(None) };
    if !keys.needs_reseal(&sealed) {
        return Ok(Some(sealed));
    }
    let plain = keys.open(place, &sealed).map_err(|e| Fault::other(format!("{place}: {e}")))?;
    Ok(Some(keys.seal(place, &plain)))
}

async fn persons(db: &Db, keys: &Keyring) -> Result<i64, Fault> {
    let mut after = String::new();
    let mut count = 0;
    loop {
        let mut tx = db.begin().await?;
        let page = registry::store::persons::sealed_page(&mut tx, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = last.id.to_string();
        for person in page {
            let id: PersonId = person.id;
            let id_sealed = again(keys, &Person::id_place(id), person.id_sealed)?;
            let phone_sealed = again(keys, &Person::phone_place(id), person.phone_sealed)?;
            registry::store::persons::reseal(&mut tx, id, id_sealed, phone_sealed).await?;
            count += 1;
        }
        tx.commit().await?;
    }
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let file = File::read(options.place.config.as_deref()).map_err(|sentence| anyhow::anyhow!(sentence))?;
    let db = Db::open(&location(&options.place, &file)?).await?;
    db::migrate(&db, &migrations(), system_clock().now()).await?;
    let mut keys = open_keys(&key_path(&options.place, &file))?;
    let generation = keys.rotate()?;
    let count = persons(&db, &keys).await?;
    println!(
        "已换到第 {generation} 代数据密钥，重新加密 {count} 人的号码和电话。案卷、事实仍用旧代密钥，旧密钥保留可读。"
    );
    Ok(())
}
