//! 导入回盘: a file, or a table pasted into the form; what was pasted comes back when it is refused.

use super::run::read;
use super::steps::answer;
use crate::actions::{self, Return};
use access::{Actor, FormData, House, Reply, View};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{Path, State};
use kernel::Refusal;

/// What the form sent.
#[derive(Default)]
struct Sent {
    name: String,
    bytes: Vec<u8>,
    text: String,
}

fn torn(_: MultipartError) -> Refusal {
    let sentence = "文件没有传完，或者超过50MB。请再传一次；还不行的，请银行分批回盘。";
    Refusal::bad_input("payments.upload", sentence).on_field("file")
}

async fn take(mut parts: Multipart) -> Result<Sent, Refusal> {
    let mut sent = Sent::default();
    while let Some(part) = parts.next_field().await.map_err(torn)? {
        match part.name().unwrap_or_default() {
            "file" => {
                sent.name = part.file_name().unwrap_or_default().to_owned();
                sent.bytes = part.bytes().await.map_err(torn)?.to_vec();
            }
            "text" => sent.text = part.text().await.map_err(torn)?,
            _ => {}
        }
    }
    Ok(sent)
}

pub(super) async fn submit(
    State(house): State<House>,
    view: View,
    actor: Actor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Reply {
    let id = read(&id)?;
    let (form, outcome) = match take(parts).await {
        Err(refusal) => (FormData::default(), Err(refusal.into())),
        Ok(sent) => {
            let form = FormData::new(vec![("text".to_owned(), sent.text.clone())]);
            let has_text = !sent.text.trim().is_empty();
            let file = match (sent.bytes.is_empty(), has_text) {
                (false, false) => Ok(Return { name: &sent.name, bytes: &sent.bytes }),
                (true, true) => Ok(Return { name: "粘贴的表格", bytes: sent.text.as_bytes() }),
                (true, false) => Err("请选择回盘文件，或者把表格粘贴在下面。"),
                (false, true) => Err("文件和粘贴的表格只能用一样，请去掉一样再导入。"),
            };
            match file {
                Ok(file) => (form, actions::import_return(&house, &actor, id, file).await),
                Err(sentence) => {
                    let refusal = Refusal::bad_input("payments.upload", sentence).on_field("file");
                    (form, Err(refusal.into()))
                }
            }
        }
    };
    answer(&house, &view, &actor, id, &form, outcome).await
}
