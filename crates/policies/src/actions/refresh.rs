//! Puts every signed change into the library in force: at the start, after a signature, and where another server signed.

use crate::store;
use access::House;
use db::Fault;

/// Lays the signed changes that the library does not hold yet over it. Doing it again changes nothing.
///
/// # Errors
/// When the database errs, or a signed change no longer fits the program's own text.
pub async fn refresh(house: &House) -> Result<usize, Fault> {
    let signed = store::changes::signed(&mut house.db.read().await?).await?;
    let mut library = (*house.library()).clone();
    for change in &signed {
        library = change.over(&library).map_err(|error| {
            Fault::other(format!("参数变更 {}（{}）放不进现在的政策：{}", change.id, change.parameter, error.sentence))
        })?;
    }
    if !signed.is_empty() {
        house.put_library(library);
    }
    Ok(signed.len())
}
