//! Walks the whole book: every entry balanced and as it was written.

use crate::entry::{DOMAIN, Side};
use crate::store;
use crypto::Keyring;
use db::{Fault, Tx};

/// How many problems are named at most.
const MOST: usize = 20;

/// What is wrong in the book, in Chinese; empty when all is well. Also how many entries were read.
///
/// # Errors
/// When the database does.
pub async fn verify(tx: &mut Tx, keys: &Keyring) -> Result<(i64, Vec<String>), Fault> {
    const PAGE: i64 = 500;
    let (mut count, mut problems, mut after) = (0_i64, Vec::new(), String::new());
    loop {
        let page = store::entries::page(tx, &after, PAGE).await?;
        let Some((last, _, _)) = page.last() else {
            break;
        };
        after.clone_from(&last.id);
        for (entry, total, mac) in &page {
            count += 1;
            let sum = |side| kernel::try_sum(entry.postings.iter().filter(|p| p.side == side).map(|p| p.amount));
            let (debit, credit) = (sum(Side::Debit), sum(Side::Credit));
            if debit != credit || debit.as_ref() != Ok(total) {
                problems.push(format!("凭证 {}（{}）借贷不平或与合计不符", entry.id, entry.on));
            } else if !keys.mac_matches(DOMAIN, &entry.mac_text(), mac) {
                problems.push(format!("凭证 {}（{}）被改动过：校验码不符", entry.id, entry.on));
            }
            if problems.len() >= MOST {
                return Ok((count, problems));
            }
        }
    }
    for entry in store::postings::orphans(tx).await? {
        problems.push(format!("分录没有凭证：凭证 {entry} 不见了"));
    }
    Ok((count, problems))
}
