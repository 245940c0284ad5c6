//! 发放期限: which jurisdictions have not sent the money of this month yet, where a document says by which day.

use super::programme_title;
use crate::reminders::{Owing, owing};
use crate::run::RunState;
use access::{Actor, House, Scope};
use db::Problem;
use maud::{Markup, html};
use registry::actions::county_name;

fn words(one: &Owing) -> &'static str {
    match one.state {
        None => "还没有编制批次",
        Some(RunState::Draft) => "还在草拟",
        Some(RunState::Frozen) => "等清点",
        Some(RunState::Counted) => "等签发",
        Some(RunState::Approved | RunState::Sent | RunState::Reconciled | RunState::Closed) => "等送银行",
    }
}

fn left(over: i64) -> Markup {
    match over {
        1.. => ui::tag(ui::Tone::Red, &format!("已经超过 {over} 天")),
        0 => ui::tag(ui::Tone::Red, "今天是最后一天"),
        _ => ui::tag(ui::Tone::Amber, &format!("还有 {} 天", -over)),
    }
}

/// The card above the runs; nothing for those who see one township only, or when all is on its way.
pub(super) async fn card(house: &House, actor: &Actor) -> Result<Markup, Problem> {
    if !matches!(actor.scope, Scope::City | Scope::County(_)) {
        return Ok(html! {});
    }
    let today = actor.now.day();
    let mut tx = house.db.read().await?;
    let owing = owing(&mut tx, house, &actor.scope, today).await?;
    drop(tx);
    Ok(html! {
        @for (pay_by, late) in &owing {
            @let until = late.first().map_or(today, |one| one.until);
            @let over = until.days_until(today);
            @let title = late.first().map(|one| programme_title(house, &one.programme)).unwrap_or_default();
            (ui::card(&format!("due-{}", late.first().map_or("", |one| one.programme.as_str())), &format!("本月的{title}要在 {} 前发到户", until.short()), &left(over), &html! {
                ul { @for one in late {
                    li { (county_name(house, &one.county)) "：" (one.awards) " 户，" (words(one)) "。" }
                } }
                p.s.mut { "依据" (pay_by.clause) "。" }
            }))
        }
    })
}
