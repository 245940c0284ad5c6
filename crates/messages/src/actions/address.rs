//! 外发提醒: somebody says where they want to be told outside of the system.

use crate::message::{Channel, Wants};
use crate::store::addresses::{self, Address};
use access::{Actor, House};
use db::Outcome;
use kernel::Refusal;

/// Characters an e-mail address may have.
const MOST_CHARACTERS: usize = 120;

fn mobile(text: &str) -> Result<String, Refusal> {
    let digits: String = kernel::narrow(text).chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let is_mobile = digits.len() == 11
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.starts_with('1')
        && matches!(digits.as_bytes()[1], b'3'..=b'9');
    if is_mobile {
        return Ok(digits);
    }
    Err(Refusal::bad_input("messages.mobile", "手机号应是 11 位数字，以 13 到 19 开头，请核对。").on_field("sms"))
}

fn mail(text: &str) -> Result<String, Refusal> {
    let plain = kernel::narrow(text).trim().to_owned();
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && b != b'@');
    let parts: Vec<&str> = plain.split('@').collect();
    let is_mail = match parts.as_slice() {
        [name, host] => {
            is_name(name) && is_name(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        }
        _ => false,
    };
    if is_mail && plain.len() <= MOST_CHARACTERS {
        return Ok(plain);
    }
    Err(Refusal::bad_input("messages.mail", "邮箱地址应像 name@example.cn 这样写，请核对。").on_field("mail"))
}

/// Sets where the actor is told on a channel; an empty address ends it.
///
/// # Errors
/// A refusal when nothing leaves this house, or the number or address is wrong.
pub async fn set_address(house: &House, actor: &Actor, channel: Channel, to: &str, wants: Wants) -> Outcome<()> {
    access::check_role(actor, "messages.address")?;
    if house.settings.outgoing.is_none() && !to.trim().is_empty() {
        let sentence = "本系统没有接短信和邮件网关，设了也发不出去。请先请系统管理员接好。";
        return Err(Refusal::not_now("messages.no_outgoing", sentence).on_field(channel.code()).into());
    }
    let plain = match (to.trim().is_empty(), channel) {
        (true, _) => None,
        (false, Channel::Sms) => Some(mobile(to)?),
        (false, Channel::Mail) => Some(mail(to)?),
    };
    let mut tx = house.db.begin().await?;
    addresses::end(&mut tx, actor.staff, channel, actor.now).await?;
    if let Some(plain) = &plain {
        let id = house.mint();
        let sealed = Address::seal(&house.keyring(), &id, plain);
        let address = Address { id, staff: actor.staff.to_string(), channel, sealed, wants };
        addresses::insert(&mut tx, &address, actor.now).await?;
    }
    let detail = if plain.is_some() { wants.code() } else { "off" };
    let object = format!("messages_addresses/{}", channel.code());
    tx.log(access::line(actor, "messages.address", object, "", "done", detail));
    tx.commit().await?;
    Ok(())
}
