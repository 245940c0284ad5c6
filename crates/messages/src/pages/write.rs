//! 发通知: the form.

use crate::actions::{self, MOST_CHARACTERS, Notice, RECEIVERS, kinds_below};
use access::{Actor, FormData, House, OfficeKind, Reply, Role, Scope, View, see};
use axum::extract::State;
use db::Problem;
use maud::{Markup, html};
use ui::{Choice, Field, Problems};

/// Roles that somebody may write to.
fn roles_below(scope: &Scope) -> Vec<Role> {
    let below = kinds_below(scope);
    let has = |kinds: &&[OfficeKind]| kinds.iter().any(|kind| below.contains(kind));
    RECEIVERS.iter().filter(|(_, kinds)| has(kinds)).map(|(role, _)| *role).collect()
}

/// Places that somebody may choose from: the bureau its counties and parks, a county its townships.
async fn places(house: &House, actor: &Actor) -> Result<Vec<Choice>, Problem> {
    let is_below: fn(OfficeKind) -> bool = match &actor.scope {
        Scope::City => |kind| matches!(kind, OfficeKind::County | OfficeKind::Park),
        Scope::County(_) => |kind| kind == OfficeKind::Township,
        Scope::Township(..) | Scope::Village(..) | Scope::Nowhere => return Ok(Vec::new()),
    };
    let mut tx = house.db.read().await?;
    let offices = access::store::offices::list(&mut tx, &actor.scope).await?;
    let choice = |office: access::store::offices::Office| {
        let code = if office.place.township.is_empty() { &office.place.county } else { &office.place.township };
        Choice::new(code, office.name)
    };
    Ok(offices.into_iter().filter(|office| is_below(office.kind)).map(choice).collect())
}

async fn content(house: &House, actor: &Actor, form: &FormData, problems: &Problems) -> Result<Markup, Problem> {
    let places = places(house, actor).await?;
    let roles = roles_below(&actor.scope).into_iter().map(|role| Choice::new(role.code(), role.chinese()));
    let roles: Vec<Choice> = roles.collect();
    let token = if form.get("form").is_empty() { house.mint() } else { form.get("form").to_owned() };
    Ok(html! {
        (ui::crumbs(&[("待办", "/"), ("消息", "/messages")], "发通知"))
        div.headline { div {
            h1 { "发通知" }
            p.lead { "发给" (actor.office_name) "和下面单位的人。谁打开过，“已发”里看得到。" }
        } }
        (ui::error_summary(&problems.0))
        form.card action="/messages/new" method="post" { div.b {
            (ui::hidden("form", &token))
            (ui::text(&Field { name: "title", label: "标题", value: form.get("title"), ..Field::default() }, problems))
            (ui::area("words", "内容", &format!("{MOST_CHARACTERS} 字以内；不要写身份证号、手机号、账号"), form.get("words"), problems))
            (ui::ticks("role", ("发给哪些岗位", ""), &roles, &form.all("role"), problems))
            @if !places.is_empty() { (ui::ticks("place", ("哪些单位", "不选就是全部"), &places, &form.all("place"), problems)) }
            (ui::check("urgent", &html! { "紧急：要一条一条打开看，也发短信和邮件" }, form.ticked("urgent"), problems))
            div.btns { button.btn type="submit" { "发出" } }
        } }
    })
}

pub(super) async fn show(State(house): State<House>, view: View, actor: Actor) -> Reply {
    let content = content(&house, &actor, &FormData::default(), &Problems::default()).await?;
    Ok(view.page("发通知", &content))
}

pub(super) async fn submit(State(house): State<House>, view: View, actor: Actor, form: FormData) -> Reply {
    let notice = Notice {
        form: form.get("form"),
        title: form.get("title"),
        words: form.get("words"),
        roles: form.all("role").into_iter().filter_map(|code| code.parse().ok()).collect(),
        places: form.all("place"),
        urgent: form.ticked("urgent"),
    };
    match actions::write(&house, &actor, &notice).await {
        Ok(id) => Ok(see(&format!("/messages/{id}#receipts"))),
        Err(Problem::Refusal(refusal)) if refusal.field.is_some() => {
            let mut problems = Problems::default();
            problems.add(refusal.field.unwrap_or_default(), refusal.sentence);
            Ok(view.again("发通知", &content(&house, &actor, &form, &problems).await?))
        }
        Err(problem) => Err(problem.into()),
    }
}
