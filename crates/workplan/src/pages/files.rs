//! 凭证: fields to upload one, and the page that gives it back.

use crate::actions::File;
use crate::store::assess::{onsite, sheets};
use crate::store::{evidence, letters, reports, visits};
use access::{Actor, FormData, House, Place, Reply, download};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use db::{Fault, Tx};
use kernel::Refusal;
use maud::{Markup, html};
use ui::Problems;

/// What a form with a file sent.
#[derive(Default)]
pub(super) struct Sent {
    /// The fields.
    pub form: FormData,
    name: String,
    bytes: Vec<u8>,
}

/// What pasted evidence is called.
const PASTED: &str = "粘贴的材料.txt";

impl Sent {
    /// The file, or the pasted text as one; nothing when neither was given.
    pub(super) fn file(&self) -> Result<Option<File<'_>>, Refusal> {
        let text = self.form.get("text");
        match (self.bytes.is_empty(), text.is_empty()) {
            (false, true) => Ok(Some(File { name: &self.name, bytes: &self.bytes })),
            (true, false) => Ok(Some(File { name: PASTED, bytes: text.as_bytes() })),
            (true, true) => Ok(None),
            (false, false) => {
                let sentence = "文件和粘贴的文字只能用一样，请去掉一样。";
                Err(Refusal::bad_input("workplan.evidence_twice", sentence).on_field("file"))
            }
        }
    }
}

fn torn(_: MultipartError) -> Refusal {
    let sentence = "文件没有传完，或者超过2MB。请压缩以后再传一次。";
    Refusal::bad_input("workplan.upload", sentence).on_field("file")
}

/// Reads a form with a file; of one that is torn comes what had arrived, and a refusal.
pub(super) async fn taken(mut parts: Multipart) -> (Sent, Result<(), Refusal>) {
    let mut sent = Sent::default();
    let mut pairs = Vec::new();
    let is_whole = fields_of(&mut parts, &mut sent, &mut pairs).await.map_err(torn);
    if is_whole.is_err() {
        sent.bytes.clear();
    }
    sent.form = FormData::new(pairs);
    (sent, is_whole)
}

async fn fields_of(
    parts: &mut Multipart,
    sent: &mut Sent,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), MultipartError> {
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            sent.name = part.file_name().unwrap_or("凭证").to_owned();
            sent.bytes = part.bytes().await?.to_vec();
        } else {
            pairs.push((name, part.text().await?));
        }
    }
    Ok(())
}

/// Reads a form, with a file or without.
pub(super) async fn sent(req: Request, house: &House) -> Result<(Sent, Result<(), Refusal>), Response> {
    let kind = req.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if kind.starts_with("multipart/") {
        let parts = Multipart::from_request(req, house).await.map_err(IntoResponse::into_response)?;
        return Ok(taken(parts).await);
    }
    let form = FormData::from_request(req, house).await?;
    Ok((Sent { form, ..Sent::default() }, Ok(())))
}

/// The field of a file.
pub(super) fn field(problems: &Problems, label: &str, is_asked: bool) -> Markup {
    let wrong = problems.of("file");
    html! {
        div class=(if wrong.is_some() { "f err" } else { "f" }) {
            label for="file" { (label) @if !is_asked { " " span.opt { "可不填" } } }
            @if let Some(sentence) = wrong { p.msg.bad { span.vh { "错误：" } (sentence) } }
            @if !problems.is_empty() { p.hint { "页面刷新过，文件要重新选。" } }
            input.in id="file" name="file" type="file";
        }
    }
}

/// The fields of a form for it: a file, or a text in its place.
pub(super) fn fields(problems: &Problems, text: &str, label: &str, is_asked: bool) -> Markup {
    html! {
        (field(problems, label, is_asked))
        (ui::area("text", "没有文件的，把材料文字贴在这里", "", text, problems))
    }
}

/// A signed letter is seen by whoever sees its place.
async fn sees_letter(tx: &mut Tx, actor: &Actor, id: &str) -> Result<bool, Fault> {
    let Some(letter) = letters::of_evidence(tx, id).await? else { return Ok(false) };
    Ok(actor.scope.holds(&Place { county: letter.county, township: letter.township, village: String::new() }))
}

/// Evidence of an assessment is seen by the bureau, the unit, and the unit that reviews it.
async fn sees_assessed(tx: &mut Tx, actor: &Actor, id: &str) -> Result<bool, Fault> {
    let Some((round, county)) = onsite::owner_of_evidence(tx, id).await? else { return Ok(false) };
    let sheet = sheets::get(tx, &round, &county).await?;
    Ok(sheet.is_some_and(|sheet| super::assess::sees_sheet(actor, &sheet)))
}

pub(super) async fn show(State(house): State<House>, actor: Actor, Path(id): Path<String>) -> Reply {
    let mut tx = house.db.read().await?;
    let is_report = reports::of_evidence(&mut tx, &actor.scope, &id).await?.is_some();
    // Visits are the bureau's; whoever sees the plan sees them.
    let is_visit = !is_report && visits::of_evidence(&mut tx, &id).await?.is_some();
    let is_known = is_report
        || is_visit
        || sees_letter(&mut tx, &actor, &id).await?
        || sees_assessed(&mut tx, &actor, &id).await?;
    if !is_known {
        return Err(access::outside().into());
    }
    let piece = evidence::get(&mut tx, &id).await?.ok_or_else(access::outside)?;
    drop(tx);
    let Some(bytes) = piece.open(&house.keyring()) else {
        let sentence = format!(
            "凭证“{}”与上报时的不一样，可能被人改动过，不能再用。请告诉系统管理员，并请上报单位重新报。",
            piece.name
        );
        return Err(Refusal::not_now("workplan.evidence_tampered", sentence).into());
    };
    house
        .db
        .log(access::line(&actor, "workplan.view", format!("workplan_evidence/{id}"), &piece.county, "seen", ""))
        .await?;
    Ok(download("application/octet-stream", &piece.name, bytes))
}
