//! 更正账户: a returned line gets another account; a correction run sends it again, once.

use super::common::required;
use crate::line::{LineId, LineState};
use crate::store;
use crate::store::fixes::Fix;
use access::{Actor, House, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 更正账户.
    Correct = "payments.correct";
}

/// Where a returned line is paid to from now on.
#[derive(Debug, Clone, Copy)]
pub enum NewAccount<'a> {
    /// Another account.
    Other {
        /// `card` or `passbook`.
        kind: &'a str,
        /// The bank.
        bank: &'a str,
        /// The number as typed.
        number: &'a str,
    },
    /// The account was right: the bank has lifted what stood in the way.
    Same,
}

/// Mends a returned line; it then waits for a correction run. The same line is mended once.
///
/// # Errors
/// A refusal: not found (404), kin (403), not returned or mended already (409), a wrong number or no note (422).
pub async fn correct(house: &House, actor: &Actor, id: LineId, account: NewAccount<'_>, note: &str) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let line = store::lines::get(&mut tx, &actor.scope, id).await?.ok_or_else(access::outside)?;
    permit::<Correct>(&mut tx, actor, &line.place, format!("payments_lines/{id}"), "correct", false)?;
    if super::kin_households(&mut tx, house, actor).await?.contains(&line.household.to_string()) {
        let sentence = "这户是您备案的近亲属或本人家庭，您应当回避，请交给本单位其他人员办理。";
        return Err(Refusal::forbidden("access.kin", sentence).into());
    }
    let known = || Refusal::conflict("payments.mended", "这一笔已经更正过，等着编更正批次，不用再填。");
    if !matches!(line.state, LineState::Returned | LineState::Absent) {
        let sentence = "这一笔没有退汇，不用更正账户。请刷新页面看最新的情况。";
        return Err(Refusal::not_now("payments.not_returned", sentence).into());
    }
    if store::fixes::among(&mut tx, &[id.to_string()]).await?.contains(&id) {
        return Err(known().into());
    }
    let note = required(note, "note", "请写明更正的依据，例如“存折首页复印件”。")?.to_owned();
    let account = change(&mut tx, house, actor, &line, account).await?;
    let fix = Fix {
        line: id,
        county: line.place.county.clone(),
        programme: line.programme.clone(),
        account,
        note,
        by: actor.staff.to_string(),
        at: actor.now,
    };
    match store::fixes::insert(&mut tx, &fix).await {
        Err(fault) if fault.is_unique() => return Err(known().into()),
        other => other?,
    }
    tx.commit().await?;
    Ok(())
}

async fn change(
    tx: &mut db::Tx,
    house: &House,
    actor: &Actor,
    line: &crate::line::Line,
    account: NewAccount<'_>,
) -> Outcome<String> {
    let keys = house.keyring();
    match account {
        NewAccount::Same => {
            let now = registry::store::accounts::current(tx, &keys, line.person).await?;
            let none =
                || Refusal::not_now("payments.no_account", "这个人没有登记账户，请填写新账号。").on_field("number");
            Ok(now.ok_or_else(none)?.id.to_string())
        }
        NewAccount::Other { kind, bank, number } => {
            let bank = required(bank, "bank", "请填写开户行。")?;
            let old = line.account(&keys)?;
            let typed: String = kernel::narrow(number).chars().filter(char::is_ascii_digit).collect();
            if !old.is_empty() && typed == old {
                let sentence = "新账号和退回来的一样。账号没错的，请选“账号没错，原账号重发”。";
                return Err(Refusal::bad_input("payments.same_account", sentence).on_field("number").into());
            }
            let (place, person) = (&line.place, line.person);
            let id = registry::actions::change_account(tx, house, actor, place, person, kind, bank, number).await?;
            Ok(id.to_string())
        }
    }
}
