//! 目标责任书: the signed letter of a place is kept, once for each version of its targets.

use super::common::{File, again, issued, keep, past_day, remember, stale};
use crate::Plan;
use crate::letter::{Letter, SignedLetter};
use crate::store::letters;
use access::{Actor, House, Permit, Place, permit};
use db::Outcome;
use kernel::Refusal;

access::actions! {
    /// 保存签好的责任书.
    MayKeepLetter = "workplan.letter_signed";
}

/// What a form says.
#[derive(Debug, Clone, Copy)]
pub struct SignedForm<'f> {
    /// The place: a county or park, or a township of it.
    pub place: &'f Place,
    /// The townships the place holds, nine digits each.
    pub towns: &'f [String],
    /// When it was signed, as typed.
    pub on: &'f str,
    /// The digest of the targets when the form was made.
    pub seen: &'f str,
    /// The scan; nothing when none was chosen.
    pub file: Option<File<'f>>,
    /// The press.
    pub key: &'f str,
}

/// How scans begin: PDF, JPEG, PNG.
const SCANS: [&[u8]; 3] = [b"%PDF-", &[0xff, 0xd8, 0xff], &[0x89, b'P', b'N', b'G']];

/// Keeps the scan of a signed letter.
///
/// # Errors
/// A refusal when the place has no targets yet, they changed since the form was made, these were signed for already, or
/// the scan or its day cannot be.
pub async fn keep_letter(house: &House, actor: &Actor, plan: &Plan, form: &SignedForm<'_>) -> Outcome<()> {
    let mut tx = house.db.begin().await?;
    let place = form.place;
    let object = format!("workplan_letters/{}/{}", plan.year, place.code());
    let _permit: Permit<MayKeepLetter> = permit(&mut tx, actor, place, object, "keep", false)?;
    let key = format!("workplan.letter/{}/{}", actor.staff, form.key);
    if again(&mut tx, &key).await?.is_some() {
        return Ok(());
    }
    let issue = issued(&mut tx, plan).await?;
    let letter = Letter::load(&mut tx, plan, place, form.towns).await?;
    letter.must_have_targets()?;
    let digest = letter.digest();
    if digest != form.seen {
        let sentence = "您打开这一页以后，目标变更过，签的是旧的责任书。请打印新的，签字以后再存。";
        return Err(Refusal::conflict("workplan.letter_changed", sentence).into());
    }
    let newest = letters::of_place(&mut tx, plan.year, &place.county, &place.township).await?.into_iter().next();
    if let Some(before) = newest.as_ref().filter(|before| before.digest == digest) {
        let sentence = format!(
            "这些目标的责任书已经存过了（{}签订），不用再存。目标变更以后才要重签。",
            before.signed_on.chinese()
        );
        return Err(Refusal::conflict("workplan.letter_kept", sentence).into());
    }
    let signed_on = past_day(form.on, "on", (issue.on, plan.end), actor.now.day())?;
    let Some(file) = form.file.filter(|file| !file.bytes.is_empty()) else {
        let sentence = "请选择签字盖章以后的扫描件或照片。";
        return Err(Refusal::bad_input("workplan.letter_file", sentence).on_field("file").into());
    };
    if !SCANS.iter().any(|begin| file.bytes.starts_with(begin)) {
        let sentence = "扫描件要是 PDF、JPG 或 PNG，请另存为其中一种再选。";
        return Err(Refusal::bad_input("workplan.letter_kind", sentence).on_field("file").into());
    }
    let (evidence, evidence_digest) = keep(&mut tx, house, actor, place, file).await?;
    let new = SignedLetter {
        id: house.mint(),
        year: plan.year,
        county: place.county.clone(),
        township: place.township.clone(),
        seq: newest.map_or(0, |before| before.seq) + 1,
        digest,
        terms: letter.terms(),
        signed_on,
        evidence,
        evidence_digest,
        office: actor.office_name.clone(),
        by: actor.staff.to_string(),
        at: actor.now,
        mac: Vec::new(),
    };
    let new = new.signed(&house.keyring());
    match letters::insert(&mut tx, &new).await {
        Err(fault) if fault.is_unique() => return Err(stale().into()),
        other => other?,
    }
    remember(&mut tx, &key, &new.id, actor).await?;
    tx.commit().await?;
    Ok(())
}
