//! 登记工作人员.

use crate::actor::{Actor, StaffId};
use crate::house::House;
use crate::store;
use crate::store::staff::Staff;
use db::Outcome;
use kernel::{IdNumber, Refusal};

/// Somebody to register.
#[derive(Debug)]
pub struct NewStaff<'a> {
    /// Their name.
    pub name: &'a str,
    /// What they will type to log in.
    pub login: &'a str,
    /// Their own id number, kept as keyed hash for the kin check; may be empty.
    pub id_number: &'a str,
}

/// Registers somebody; answers their id and a first password, shown once and to be changed at first login.
///
/// # Errors
/// A refusal when the login is taken or something is missing.
pub async fn hire(house: &House, actor: &Actor, new: &NewStaff<'_>) -> Outcome<(StaffId, String)> {
    crate::check_role(actor, "access.staff")?;
    crate::check_second_factor(actor, house.settings.second_factor)?;
    if new.name.trim().is_empty() {
        return Err(Refusal::bad_input("access.name_missing", "请填写姓名。").on_field("name").into());
    }
    let fits = (2..=32).contains(&new.login.len())
        && new.login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-');
    if !fits {
        let sentence = "账号用 2 到 32 个小写字母、数字、点或横线，例如 li.xiaomei。";
        return Err(Refusal::bad_input("access.login_form", sentence).on_field("login").into());
    }
    let id_blind = if new.id_number.is_empty() {
        None
    } else {
        let number = IdNumber::parse(new.id_number)
            .map_err(|problem| Refusal::bad_input("access.id_number", problem.to_string()).on_field("id_number"))?;
        Some(house.keyring().blind("id_number", number.plain()).to_vec())
    };
    let password: String = crypto::token().chars().take(14).collect();
    let staff = Staff {
        id: StaffId::mint(house.ids.as_ref(), actor.now),
        login: new.login.to_owned(),
        name: new.name.trim().to_owned(),
        password: house.passwords.hash(&password),
        must_change: true,
        totp_sealed: None,
        totp_last_step: 0,
        id_blind,
        active: true,
        version: 1,
    };
    let mut tx = house.db.begin().await?;
    match store::staff::insert(&mut tx, &staff, actor.now).await {
        Err(fault) if fault.is_unique() => {
            let sentence = format!("账号“{}”已经有人用了，请换一个。", new.login);
            return Err(Refusal::conflict("access.login_taken", sentence).on_field("login").into());
        }
        other => other?,
    }
    tx.log(crate::line(actor, "access.staff", format!("access_staff/{}", staff.id), "", "done", "registered"));
    tx.commit().await?;
    Ok((staff.id, password))
}
