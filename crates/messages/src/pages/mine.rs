//! 短信和邮件提醒: where the reader is told outside of the system. The number is never shown whole again.

use crate::actions;
use crate::message::{Channel, Wants};
use crate::store::addresses;
use access::{Actor, FormData, House, Reply, View, see};
use axum::extract::State;
use db::Problem;
use kernel::Refusal;
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

/// `138****0000`, `n***@example.cn`.
fn masked(channel: Channel, plain: &str) -> String {
    match channel {
        Channel::Sms => kernel::mask::phone(plain),
        Channel::Mail => match plain.split_once('@') {
            Some((name, host)) => format!("{}***@{host}", name.chars().next().map(String::from).unwrap_or_default()),
            None => "***".to_owned(),
        },
    }
}

async fn content(house: &House, actor: &Actor, form: &FormData, problems: &Problems) -> Result<Markup, Problem> {
    let keys = house.keyring();
    let mut tx = house.db.read().await?;
    let own = addresses::of_staff(&mut tx, &[actor.staff.to_string()]).await?;
    drop(tx);
    let mut shown = Vec::new();
    for channel in Channel::ALL.iter().copied() {
        let set = own.iter().find(|one| one.channel == channel);
        let plain = set.map(|one| one.plain(&keys)).transpose()?;
        shown.push((channel, plain.map(|plain| masked(channel, &plain)), set.map(|one| one.wants)));
    }
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("消息", "/messages")], "短信和邮件提醒"))
        div.headline { div {
            h1 { "短信和邮件提醒" }
            p.lead { "有消息时，另外发到您的手机或邮箱。只发标题，不带任何人的号码；号码只有您自己能改，别人看不到。" }
        } }
        (ui::error_summary(&problems.0))
        @if house.settings.outgoing.is_none() {
            (ui::flash(ui::Tone::Amber, "现在发不出去。", "本系统还没有接短信和邮件网关；系统管理员接好以后，再到这里设置。"))
        }
        @for (channel, masked, wants) in &shown { (card(*channel, masked.as_deref(), *wants, form, problems)) }
    })
}

fn card(channel: Channel, masked: Option<&str>, wants: Option<Wants>, form: &FormData, problems: &Problems) -> Markup {
    let is_this = form.get("channel") == channel.code();
    let none = Problems::default();
    let problems = if is_this { problems } else { &none };
    let options: Vec<Choice> = Wants::ALL.iter().map(|one| Choice::new(one.code(), one.chinese())).collect();
    let wants_name = format!("{}-wants", channel.code());
    let chosen = if is_this { form.get(&wants_name) } else { wants.unwrap_or(Wants::Urgent).code() };
    let (label, hint, mode) = match channel {
        Channel::Sms => ("手机号", "11 位", "tel"),
        Channel::Mail => ("邮箱地址", "如 name@example.cn", "email"),
    };
    let state = html! {
        @if let Some(masked) = masked { span.s { "现在发到 " span.mono { (masked) } "，" (wants.map_or("", Wants::chinese)) } }
        @else { span.s.mut { "没有设" } }
    };
    ui::card(
        &format!("{}-card", channel.code()),
        channel.chinese(),
        &state,
        &html! {
            form action="/messages/me" method="post" {
                (ui::hidden("channel", channel.code()))
                div.row {
                    (ui::text(&Field { name: channel.code(), label, value: form.get(channel.code()), optional: hint, mode, ..Field::default() }, problems))
                    (ui::choices(&wants_name, "发哪些", &options, chosen, &none))
                }
                div.btns {
                    button.btn type="submit" name="act" value="set" { @if masked.is_some() { "换成这个" } @else { "设好" } }
                    @if masked.is_some() { button.btn.sec type="submit" name="act" value="off" { "不再发" (channel.chinese()) } }
                }
            }
        },
    )
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let content = content(&house, &actor, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("短信和邮件提醒", &content))
}

async fn set(house: &House, actor: &Actor, form: &FormData) -> Result<(), Problem> {
    let channel: Channel = form.get("channel").parse().map_err(|()| access::outside())?;
    if form.get("act") == "off" {
        return actions::set_address(house, actor, channel, "", Wants::Urgent).await;
    }
    let to = form.get(channel.code());
    if to.is_empty() {
        let sentence = "请填写要发到哪里；不想再发的，按“不再发”。";
        return Err(Refusal::bad_input("messages.missing", sentence).on_field(channel.code()).into());
    }
    let wants = form.get(&format!("{}-wants", channel.code())).parse().unwrap_or(Wants::Urgent);
    actions::set_address(house, actor, channel, to, wants).await
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    match set(&house, &actor, &form).await {
        Ok(()) => Ok(see("/messages/me")),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.unwrap_or_default(), refusal.sentence);
            Ok(view.again("短信和邮件提醒", &content(&house, &actor, &form, &problems).await?))
        }
        Err(problem) => Err(problem.into()),
    }
}
