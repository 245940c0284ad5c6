//! 短信和邮件外发: what waits, what was sent and what was given up, for the system's administrator. No number and no
//! text is shown.

use crate::actions;
use crate::actor::Actor;
use crate::form::FormData;
use crate::house::House;
use crate::web::{Reply, View, see};
use axum::extract::State;
use db::{Counts, Letter};
use maud::{Markup, html};

/// Letters listed.
const MOST: i64 = 100;

pub(super) async fn show(State(house): State<House>, view: View, _actor: Actor) -> Reply {
    let mut tx = house.db.read().await?;
    let mut counts = Vec::new();
    for (topic, name) in house.ways_out.iter() {
        counts.push((*name, db::counts(&mut tx, topic).await?));
    }
    let topics: Vec<&str> = house.ways_out.iter().map(|(topic, _)| *topic).collect();
    let dead = db::dead(&mut tx, &topics, MOST).await?;
    drop(tx);
    let content = html! {
        (ui::crumbs(&[], "短信和邮件外发"))
        div.headline { div {
            h1 { "短信和邮件外发" }
            p.lead {
                @if let Some(folder) = &house.settings.outgoing {
                    "写到文件夹 " span.mono { (folder.display()) } "，由单位的网关取走。"
                } @else { "没有接网关：设置文件里写上 outgoing 文件夹，才会外发。" }
            }
        } }
        (table(&counts))
        (given_up(&house, &dead))
    };
    Ok(view.page("短信和邮件外发", &content))
}

fn table(counts: &[(&str, Counts)]) -> Markup {
    html! {
        table.ledger.stack {
            caption.vh { "外发情况" }
            thead { tr { th scope="col" { "通道" } th.num scope="col" { "等着发" } th.num scope="col" { "已发" } th.num scope="col" { "发不出去" } } }
            tbody { @for (name, count) in counts { tr {
                td data-l="通道" { (name) }
                td.num data-l="等着发" { (count.waiting) }
                td.num data-l="已发" { (count.done) }
                td.num data-l="发不出去" { @if count.dead > 0 { b.hot { (count.dead) } } @else { "0" } }
            } } }
        }
    }
}

fn given_up(house: &House, dead: &[Letter]) -> Markup {
    ui::card(
        "dead",
        "发不出去的",
        &html! { span.s.mut { "试过八次都没有成功" } },
        &html! {
            @if dead.is_empty() { p.mut { "没有。" } } @else {
                table.ledger.stack {
                    caption.vh { "发不出去的，新的在前" }
                    thead { tr { th scope="col" { "时间" } th scope="col" { "通道" } th scope="col" { "为什么" } th.num scope="col" { span.vh { "操作" } } } }
                    tbody { @for letter in dead { tr {
                        td data-l="时间" { (letter.at.local_minute()) span.t2.mono { (letter.id) } }
                        td data-l="通道" { (way_of(house, letter)) }
                        td data-l="为什么" { (letter.note) }
                        td.num { form action="/access/outbox" method="post" {
                            (ui::hidden("id", &letter.id))
                            button.btn.sec.sm type="submit" { "重发" }
                        } }
                    } } }
                }
            }
        },
    )
}

fn way_of(house: &House, letter: &Letter) -> &'static str {
    house.ways_out.iter().find(|(topic, _)| *topic == letter.topic).map_or("", |(_, name)| name)
}

pub(super) async fn again(State(house): State<House>, actor: Actor, form: FormData) -> Reply {
    actions::revive(&house, &actor, form.get("id")).await?;
    Ok(see("/access/outbox"))
}
