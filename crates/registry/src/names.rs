//! Pinyin initials of names, so that `wxl` finds 王秀兰.

use pinyin::ToPinyin;

/// Surnames that are read otherwise than the same character elsewhere; the plain initial of each.
const SURNAMES: &[(&str, &str)] = &[
    ("单", "s"),
    ("仇", "q"),
    ("解", "x"),
    ("曾", "z"),
    ("查", "z"),
    ("区", "o"),
    ("盖", "g"),
    ("朴", "p"),
    ("乐", "y"),
    ("尉迟", "yc"),
    ("万俟", "mq"),
    ("召", "s"),
    ("翟", "z"),
    ("员", "y"),
    ("缪", "m"),
    ("覃", "q"),
    ("种", "c"),
    ("重", "c"),
    ("洗", "x"),
    ("冼", "x"),
    ("逄", "p"),
    ("黑", "h"),
    ("秘", "b"),
    ("繁", "p"),
    ("折", "s"),
    ("牟", "m"),
    ("薄", "b"),
    ("秦", "q"),
    ("幺", "y"),
    ("郇", "x"),
];

/// Lower-case initials of a name; characters without a reading are left out.
#[must_use]
pub fn initials(name: &str) -> String {
    let (mut out, rest) = SURNAMES
        .iter()
        .filter(|(surname, _)| name.starts_with(surname))
        .max_by_key(|(surname, _)| surname.len())
        .map_or((String::new(), name), |(surname, read)| ((*read).to_owned(), &name[surname.len()..]));
    for syllable in rest.to_pinyin().flatten() {
        out.extend(syllable.plain().chars().next());
    }
    out
}
