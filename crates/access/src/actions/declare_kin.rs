//! 近亲属备案.

use crate::actor::Actor;
use crate::house::House;
use crate::store;
use db::Outcome;
use kernel::{IdNumber, Refusal};

/// Declares a relative of the actor.
///
/// # Errors
/// A refusal when the number is wrong, the relation unknown, or the person declared already.
pub async fn declare_kin(house: &House, actor: &Actor, name: &str, id_number: &str, relation: &str) -> Outcome<()> {
    crate::check_role(actor, "access.kin")?;
    if name.trim().is_empty() {
        return Err(Refusal::bad_input("access.name_missing", "请填写亲属的姓名。").on_field("name").into());
    }
    let number = IdNumber::parse(id_number)
        .map_err(|problem| Refusal::bad_input("access.id_number", problem.to_string()).on_field("id_number"))?;
    if !crate::kin::RELATIONS.contains(&relation) {
        return Err(Refusal::bad_input("access.relation", "请选择是什么亲属。").on_field("relation").into());
    }
    let keys = house.keyring();
    let id = house.mint();
    let blind = keys.blind("id_number", number.plain());
    let plain = format!("{}|{}", name.trim(), number.plain());
    let kin = store::kin::Kin {
        sealed: keys.seal(&format!("access_kin.person.{id}"), plain.as_bytes()),
        id: id.clone(),
        relation: relation.to_owned(),
        declared: actor.now,
        ended: None,
    };
    let mut tx = house.db.begin().await?;
    match store::kin::insert(&mut tx, actor.staff, &kin, &blind, actor.staff).await {
        Err(fault) if fault.is_unique() => {
            let sentence = "这个人您已经备案过了，不用再填。";
            return Err(Refusal::conflict("access.kin_known", sentence).on_field("id_number").into());
        }
        other => other?,
    }
    tx.log(crate::line(actor, "access.kin", format!("access_kin/{id}"), "", "done", ""));
    tx.commit().await?;
    Ok(())
}
