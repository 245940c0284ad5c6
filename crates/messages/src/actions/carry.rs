//! 外发: hands what waits in the outbox to the carrier, each letter once, again later when it did not get through.

use crate::carrier::{Carrier, Parcel};
use crate::digest::Line;
use crate::message::{Channel, MessageId};
use crate::store::{addresses, messages};
use access::House;
use db::{Fault, Letter};
use kernel::Moment;
use std::sync::Arc;
use std::time::Duration;

/// Letters taken in one go.
const AT_ONCE: i64 = 100;
/// Tries before a letter is given up.
const MOST_TRIES: i64 = 8;
/// How long a sender may be silent with a letter in its hands, milliseconds.
const CLAIM_MS: i64 = 60_000;

/// What one go did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Carried {
    /// Taken by the other side.
    pub sent: i64,
    /// To be tried again.
    pub put_off: i64,
    /// Given up.
    pub dead: i64,
}

#[derive(serde::Deserialize)]
struct Payload {
    message: String,
    staff: String,
}

/// Until the next try: one minute, then twice as long each time, an hour at most.
fn pause_ms(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 6)).unwrap_or(6);
    (60_000_i64 << doublings).min(3_600_000)
}

/// The parcel of a letter; none when its address is no longer wanted.
async fn parcel(house: &House, channel: Channel, letter: &Letter) -> Result<Option<Parcel>, Fault> {
    let broken = |what: &str| Fault::other(format!("outbox letter {}: {what}", letter.id));
    let payload: Payload = serde_json::from_str(&letter.payload).map_err(|_| broken("its payload does not read"))?;
    let id: MessageId = payload.message.parse().map_err(|_| broken("its message has no id"))?;
    let mut tx = house.db.read().await?;
    let message = messages::get(&mut tx, id).await?.ok_or_else(|| broken("its message is gone"))?;
    let own = addresses::of_staff(&mut tx, &[payload.staff]).await?;
    drop(tx);
    let address_id = letter.id.rsplit('/').next().unwrap_or_default();
    let Some(address) = own.iter().find(|one| one.id == address_id) else { return Ok(None) };
    let bureau = &house.settings.bureau;
    let look = "请登录民政兜底系统，在“消息”里查看。";
    let words = Line::read(&message.words);
    let text = match channel {
        Channel::Sms => format!("【{bureau}】{}。{look}", message.title.trim_end_matches('。')),
        Channel::Mail => {
            words.iter().map(|line| format!("{}\n", line.words)).chain([format!("\n{look}\n{bureau}\n")]).collect()
        }
    };
    let subject = match channel {
        Channel::Sms => String::new(),
        Channel::Mail => message.title.clone(),
    };
    Ok(Some(Parcel {
        id: letter.id.clone(),
        channel: channel.code().to_owned(),
        to: address.plain(&house.keyring())?,
        subject,
        text,
        made: message.created.local(),
    }))
}

/// Sends one letter and notes what came of it; nothing when another server has it.
async fn send(house: &House, carrier: &Arc<dyn Carrier>, channel: Channel, letter: &Letter) -> Result<Carried, Fault> {
    let none = Carried::default();
    let mut tx = house.db.begin().await?;
    let until = Moment::from_millis(house.now().millis() + CLAIM_MS);
    let is_ours = db::claim(&mut tx, letter, until).await?;
    tx.commit().await?;
    if !is_ours {
        return Ok(none);
    }
    let outcome = match parcel(house, channel, letter).await {
        Ok(None) => Ok(()),
        Ok(Some(parcel)) => {
            let carrier = Arc::clone(carrier);
            let carried = tokio::task::spawn_blocking(move || carrier.carry(&parcel)).await;
            carried.unwrap_or_else(|_| Err("通道程序出错".to_owned()))
        }
        Err(fault) => {
            tracing::error!(%fault, letter = letter.id, "a letter of the outbox cannot be made");
            Err("内容或地址打不开，详见运行日志".to_owned())
        }
    };
    let tries = letter.attempts + 1;
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let done = match outcome {
        Ok(()) => {
            db::mark_done(&mut tx, &letter.id, now).await?;
            Carried { sent: 1, ..none }
        }
        Err(why) if tries >= MOST_TRIES => {
            db::mark_dead(&mut tx, &letter.id, &why).await?;
            Carried { dead: 1, ..none }
        }
        Err(why) => {
            db::put_off(&mut tx, &letter.id, now.plus_millis(pause_ms(letter.attempts)), &why).await?;
            Carried { put_off: 1, ..none }
        }
    };
    tx.commit().await?;
    Ok(done)
}

/// One go over what waits, on every channel that the carrier serves.
///
/// # Errors
/// When the database does.
pub async fn carry_once(house: &House, carrier: &Arc<dyn Carrier>) -> Result<Carried, Fault> {
    let mut all = Carried::default();
    for channel in Channel::ALL.iter().copied().filter(|channel| carrier.serves(*channel)) {
        let mut tx = house.db.read().await?;
        let letters = db::waiting(&mut tx, channel.topic(), house.now(), AT_ONCE).await?;
        drop(tx);
        for letter in &letters {
            let one = send(house, carrier, channel, letter).await?;
            all.sent += one.sent;
            all.put_off += one.put_off;
            all.dead += one.dead;
        }
    }
    Ok(all)
}

/// Sends for as long as the server runs.
pub fn keep_carrying(house: House, carrier: Arc<dyn Carrier>) {
    const PAUSE: Duration = Duration::from_secs(10);
    tokio::spawn(async move {
        loop {
            match carry_once(&house, &carrier).await {
                Ok(carried) if carried.sent == AT_ONCE => continue,
                Ok(_) => {}
                Err(fault) => tracing::error!(%fault, "the outbox could not be sent"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}
