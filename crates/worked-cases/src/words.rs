//! Words of the vocabulary that several programmes share, in the words of the policies.

use crate::Trouble;

/// rural or urban.
pub(crate) fn register(text: &str) -> Result<&'static str, Trouble> {
    match text {
        "rural" => Ok("农村"),
        "urban" => Ok("城市"),
        other => Err(format!("category 不认识“{other}”，应写 rural 或 urban。")),
    }
}

fn pick(names: &[&'static str], number: i64, what: &str) -> Result<&'static str, Trouble> {
    usize::try_from(number)
        .ok()
        .and_then(|at| names.get(at).copied())
        .ok_or_else(|| format!("残疾{what}不认识 {number}。"))
}

/// Category 1 to 7 of a disability certificate; 0 for none.
pub(crate) fn disability_category(number: i64) -> Result<&'static str, Trouble> {
    pick(&["无", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"], number, "类别")
}

/// Grade 1 to 4 of a disability certificate; 0 for none.
pub(crate) fn disability_grade(number: i64) -> Result<&'static str, Trouble> {
    pick(&["无", "一级", "二级", "三级", "四级"], number, "等级")
}

/// able, partial, total: how far a person can look after himself (照料等级).
pub(crate) fn care_grade(text: &str) -> Result<&'static str, Trouble> {
    match text {
        "able" => Ok("全自理"),
        "partial" => Ok("半护理"),
        "total" => Ok("全护理"),
        other => Err(format!("照料等级不认识“{other}”，应写 able、partial 或 total。")),
    }
}

/// The word of the vocabulary for a 照料等级 of the policy.
pub(crate) fn care_grade_code(word: &str) -> &'static str {
    match word {
        "全自理" => "able",
        "半护理" => "partial",
        _ => "total",
    }
}
