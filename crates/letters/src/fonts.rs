//! Fonts (字体) of this machine, by the role they play in an official letter.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::fault::MissingFonts;

/// What a font is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// 仿宋: the text.
    FangSong,
    /// 楷体: second headings, names of signers.
    Kai,
    /// 黑体: first headings.
    Hei,
    /// 小标宋: titles and the red head.
    Title,
    /// 宋体: page numbers, tables.
    Song,
}

impl Role {
    const ALL: [Role; 5] = [Role::FangSong, Role::Kai, Role::Hei, Role::Title, Role::Song];

    /// The name a template uses in `/fonts.json`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Role::FangSong => "fang",
            Role::Kai => "kai",
            Role::Hei => "hei",
            Role::Title => "title",
            Role::Song => "song",
        }
    }

    /// Families that may play the role, best first: those an office has licensed, then free ones.
    const fn families(self) -> &'static [&'static str] {
        match self {
            Role::FangSong => {
                &["FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R", "FandolFang"]
            }
            Role::Kai => &["KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FandolKai", "FandolKai R", "LXGW WenKai"],
            Role::Hei => &["SimHei", "黑体", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC"],
            Role::Title => &["FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"],
            Role::Song => &["SimSun", "宋体", "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong"],
        }
    }
}

/// Families that have every character of GB 18030 we meet, for those the role's own family lacks.
const COMPLETE: [&str; 5] =
    ["Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "BabelStone Han", "LXGW WenKai"];
/// Begin of the file names looked at in the system's folders; a folder given by the office is read whole.
const KNOWN_FILES: [&str; 12] = [
    "notoserifcjk",
    "notosanscjk",
    "fandol",
    "lxgwwenkai-",
    "sourcehans",
    "simfang",
    "simkai",
    "simhei",
    "simsun",
    "stfang",
    "fzxbs",
    "babelstonehan",
];
const PACKAGES: [&str; 3] = ["fonts-noto-cjk", "texlive-lang-chinese", "fonts-lxgw-wenkai"];
const LARGEST_FILE: u64 = 128 * 1024 * 1024;
const DEEPEST_FOLDER: usize = 8;

struct Slot {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

/// The fonts found, loaded when first used.
pub struct Fonts {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
    chains: HashMap<Role, Vec<String>>,
}

impl Fonts {
    /// Looks in `extra_dirs`, in `~/.fonts`, and in the system's folders.
    ///
    /// # Errors
    /// [`MissingFonts`] when there is no font with Chinese characters at all.
    pub fn discover(extra_dirs: &[PathBuf]) -> Result<Self, MissingFonts> {
        let mut files = Vec::new();
        for folder in extra_dirs {
            collect(folder, 0, &|_| true, &mut files);
        }
        if let Some(home) = std::env::var_os("HOME") {
            collect(&Path::new(&home).join(".fonts"), 0, &is_known, &mut files);
        }
        for folder in ["/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texlive", "/usr/share/texmf"] {
            collect(Path::new(folder), 0, &is_known, &mut files);
        }
        Self::from_files(&files)
    }

    /// Takes exactly these files.
    ///
    /// # Errors
    /// As [`Fonts::discover`].
    pub fn from_files(files: &[PathBuf]) -> Result<Self, MissingFonts> {
        let mut book = FontBook::new();
        let mut slots = Vec::new();
        for path in files {
            let Ok(data) = fs::read(path) else { continue };
            for (index, info) in faces(path, &data) {
                book.push(info);
                slots.push(Slot { path: path.clone(), index, font: OnceLock::new() });
            }
        }
        let chains: HashMap<Role, Vec<String>> = Role::ALL.into_iter().map(|role| (role, chain(&book, role))).collect();
        if chains[&Role::FangSong].is_empty() {
            return Err(MissingFonts { packages: PACKAGES.to_vec() });
        }
        Ok(Self { book: LazyHash::new(book), slots, chains })
    }

    /// The families used for a role, best first.
    #[must_use]
    pub fn families(&self, role: Role) -> &[String] {
        self.chains.get(&role).map_or(&[], Vec::as_slice)
    }

    /// Packages that would make letters look more like official ones; empty when nothing is lacking.
    #[must_use]
    pub fn could_install(&self) -> Vec<&'static str> {
        let own = |role: Role| self.families(role).iter().any(|family| role.families().contains(&family.as_str()));
        if own(Role::FangSong) && own(Role::Kai) { Vec::new() } else { PACKAGES[1..].to_vec() }
    }

    /// What templates read as `/fonts.json`: role → families.
    pub(crate) fn as_json(&self) -> String {
        let roles = Role::ALL.iter().map(|role| (role.key().to_owned(), self.families(*role).into()));
        serde_json::Value::Object(roles.collect()).to_string()
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn load(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        slot.font.get_or_init(|| Font::new(Bytes::new(fs::read(&slot.path).ok()?), slot.index)).clone()
    }
}

fn chain(book: &FontBook, role: Role) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for family in role.families().iter().chain(&COMPLETE) {
        if book.contains_family(&family.to_lowercase()) && !found.iter().any(|known| known == family) {
            found.push((*family).to_owned());
        }
    }
    found
}

/// The faces of a file. Of the large collections only the one with mainland forms is looked at.
fn faces(path: &Path, data: &[u8]) -> Vec<(u32, FontInfo)> {
    const MAINLAND: u32 = 2;
    if file_name(path).starts_with("noto")
        && let Some(info) = FontInfo::new(data, MAINLAND)
        && info.family.ends_with("CJK SC")
    {
        return vec![(MAINLAND, info)];
    }
    (0..).zip(FontInfo::iter(data)).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn is_known(path: &Path) -> bool {
    let name = file_name(path);
    // Light and other in-between weights of a family are never asked for.
    let is_plain = !["light", "thin", "demi", "medium", "black"].iter().any(|weight| name.contains(weight));
    is_plain && KNOWN_FILES.iter().any(|known| name.starts_with(known))
}

fn collect(folder: &Path, depth: usize, wanted: &dyn Fn(&Path) -> bool, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let Ok(facts) = fs::metadata(&path) else {
            continue;
        };
        if facts.is_dir() {
            if depth < DEEPEST_FOLDER {
                collect(&path, depth + 1, wanted, files);
            }
            continue;
        }
        let is_font = [".otf", ".ttf", ".ttc"].iter().any(|ending| file_name(&path).ends_with(ending));
        if is_font && facts.len() <= LARGEST_FILE && wanted(&path) && !files.contains(&path) {
            files.push(path);
        }
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("chains", &self.chains).finish_non_exhaustive()
    }
}
