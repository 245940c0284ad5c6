//! 问责: who is called to account, by which form, for what. Seen by the bureau only.

use super::super::common::{again, place_of, remember, required};
use super::common::{load, sheet};
use crate::Plan;
use crate::store::assess::accounts::{self, Account, Form};
use access::{Actor, House, Permit, permit};
use db::Outcome;
use kernel::{Day, Refusal};

access::actions! {
    /// 问责登记.
    MayCallToAccount = "workplan.account";
}

/// What a form says.
#[derive(Debug, Clone, Copy)]
pub struct CallToAccount<'f> {
    /// The unit.
    pub county: &'f str,
    /// By which form, as sent.
    pub form: &'f str,
    /// Whom.
    pub whom: &'f str,
    /// The fact and the article.
    pub basis: &'f str,
    /// What was decided.
    pub decision: &'f str,
    /// Until when, as typed; empty when it has no end.
    pub until: &'f str,
    /// The press.
    pub key: &'f str,
}

/// Records that somebody was called to account.
///
/// # Errors
/// A refusal when something is missing.
pub async fn call_to_account(
    house: &House,
    actor: &Actor,
    plan: &Plan,
    id: &str,
    form: &CallToAccount<'_>,
) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = place_of(actor, plan)?;
    let object = format!("workplan_rounds/{id}/{}", form.county);
    let _permit: Permit<MayCallToAccount> = permit(&mut tx, actor, &place, object, form.form, false)?;
    let key = format!("workplan.account/{}/{}", actor.staff, form.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    let (round, _) = load(&mut tx, house, id).await?;
    sheet(&mut tx, &round, form.county).await?;
    let no = || Refusal::bad_input("workplan.account_form", "请选择问责方式。").on_field("form");
    let chosen: Form = form.form.parse().map_err(|()| no())?;
    let whom = required(form.whom, "whom", "请写对谁问责（职务、姓名）。")?;
    let basis = required(form.basis, "basis", "请写明事实和依据。")?.to_owned();
    let decision = required(form.decision, "decision", "请写明处理决定。")?.to_owned();
    let until = match form.until.trim() {
        "" => None,
        text => Some(Day::parse(text).map_err(|problem| Refusal::from(problem).on_field("until"))?),
    };
    let new_id = house.mint();
    let new = Account {
        whom: house.keyring().seal(&accounts::place(&new_id), whom.as_bytes()),
        id: new_id,
        round: round.id,
        county: form.county.to_owned(),
        form: chosen,
        basis,
        decision,
        until,
        by: actor.staff.to_string(),
        at: actor.now,
    };
    accounts::insert(&mut tx, &new).await?;
    remember(&mut tx, &key, &new.id, actor).await?;
    tx.commit().await?;
    Ok(())
}
