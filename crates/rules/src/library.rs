//! The library (政策库): all policies of a folder and the parameters they share.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use kernel::Day;

use crate::cases::{CaseRun, StoredCase, run_cases, show_cases, stored};
use crate::compile::{self, compile};
use crate::parameters::{Entry, ParameterStore, ParameterValue};
use crate::parser;
use crate::policy::Policy;
use crate::problem::{LoadError, Place};
use crate::program::{Program, Symbol};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The most policy files of one folder.
const MAX_FILES: usize = 500;

/// The most cases tried at once.
const MAX_TRIED: usize = 20;

/// All policies of a folder, checked, with their cases passed.
#[derive(Debug, Clone)]
pub struct Library {
    policies: Vec<Policy>,
    store: Arc<ParameterStore>,
    cases: Arc<BTreeMap<String, Vec<StoredCase>>>,
}

impl Library {
    /// Loads every `*.policy` file in the sub-folders of `path`.
    ///
    /// # Errors
    /// Every file that cannot be read or does not load, with its place and what to write instead.
    pub fn load_dir(path: &Path) -> Result<Library, Vec<LoadError>> {
        let mut files = Vec::new();
        let mut errors = Vec::new();
        read_folder(path, "", 0, &mut files, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        files.sort();
        Self::load_texts(&files)
    }

    /// The policies compiled into the program.
    ///
    /// # Errors
    /// As [`Library::load_dir`]; a build whose policies do not load fails its tests.
    pub fn embedded() -> Result<Library, Vec<LoadError>> {
        let files: Vec<(String, String)> =
            EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Self::load_texts(&files)
    }

    /// Loads texts that have been read already, as pairs of file name and text.
    ///
    /// # Errors
    /// As [`Library::load_dir`].
    pub fn load_texts(files: &[(String, String)]) -> Result<Library, Vec<LoadError>> {
        let mut errors = Vec::new();
        let mut names = Vec::new();
        let mut sources = Vec::new();
        for (name, text) in files {
            match parser::parse(text) {
                Ok(source) => {
                    names.push(name.clone());
                    sources.push(source);
                }
                Err(trouble) => errors.push(trouble.in_file(name)),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let (store, choices) = compile::parameters::collect(&names, &sources)?;
        let mut programs: Vec<Arc<Program>> = Vec::new();
        for ((name, text), source) in files.iter().zip(&sources) {
            match compile(source, text, name, &store, &choices) {
                Ok(program) if programs.iter().any(|known| known.id == program.id) => {
                    errors.push(LoadError {
                        file: name.clone(),
                        place: Place { line: 1, column: 1 },
                        sentence: format!("编号“{}”已被另一个政策文件使用，请换一个。", program.id),
                    });
                }
                Ok(program) => programs.push(Arc::new(program)),
                Err(trouble) => errors.push(trouble.in_file(name)),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut library = Self::assemble(programs, store, Arc::default());
        let mut cases = BTreeMap::new();
        for ((name, text), source) in files.iter().zip(&sources) {
            let id = source.id.as_ref().map_or("", |id| id.text.as_str());
            if let Some(policy) = library.policy(id) {
                errors.extend(run_cases(policy, &source.cases, name));
                cases.insert(id.to_owned(), stored(&source.cases, text));
            }
        }
        library.cases = Arc::new(cases);
        if errors.is_empty() { Ok(library) } else { Err(errors) }
    }

    fn assemble(
        programs: Vec<Arc<Program>>,
        store: ParameterStore,
        cases: Arc<BTreeMap<String, Vec<StoredCase>>>,
    ) -> Library {
        let store = Arc::new(store);
        let policies = programs.into_iter().map(|program| Policy::new(program, Arc::clone(&store))).collect();
        Library { policies, store, cases }
    }

    /// Runs the cases of a policy's file by the rules and values of this library, which may hold changes the file
    /// does not know: what was expected beside what comes out.
    #[must_use]
    pub fn run_cases(&self, id: &str) -> Vec<CaseRun> {
        let (Some(policy), Some(cases)) = (self.policy(id), self.cases.get(id)) else { return Vec::new() };
        // They ran when the file was loaded; a changed value does not change whether they can run.
        show_cases(policy, cases, 0).unwrap_or_default()
    }

    /// Runs cases that somebody writes, as they would stand in the policy's file; they may build on its own (沿用).
    /// Nothing is kept.
    ///
    /// # Errors
    /// No such policy, a text that is not cases, or too much to compute: with its place and what to write instead.
    pub fn try_cases(&self, id: &str, text: &str) -> Result<Vec<CaseRun>, LoadError> {
        let whole = |sentence: &str| LoadError {
            file: "案例".to_owned(),
            place: Place { line: 1, column: 1 },
            sentence: sentence.to_owned(),
        };
        let policy = self.policy(id).ok_or_else(|| whole("没有这项政策。"))?;
        let source = parser::parse(text).map_err(|trouble| trouble.in_file("案例"))?;
        if source.cases.is_empty() || !source.is_cases_only() {
            return Err(whole("这里只写案例：以“案例 名称 日期 2017-05-01”开头，下面缩进写事实和期望。"));
        }
        if source.cases.len() > MAX_TRIED {
            return Err(whole("一次最多试 20 个案例，请分几次。"));
        }
        let own = self.cases.get(id).map_or(&[][..], Vec::as_slice);
        let tried = stored(&source.cases, text);
        let all: Vec<StoredCase> = own.iter().cloned().chain(tried).collect();
        show_cases(policy, &all, own.len()).map_err(|trouble| trouble.in_file("案例"))
    }

    /// The policy with this id, such as `dibao`.
    #[must_use]
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id() == id)
    }

    /// All policies.
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// Every value of every parameter, in the order of the files.
    #[must_use]
    pub fn parameters(&self) -> Vec<ParameterValue> {
        self.store.tables.iter().flat_map(|table| self.store.values(table)).collect()
    }

    /// A library with one more value of a parameter, from a day on; a value for the same first day
    /// and division is replaced. `name` is as in a formula: `农村低保标准` or `分类施保[重病]`.
    ///
    /// # Errors
    /// An unknown parameter, a value that does not fit its type, a division where the parameter is
    /// the same everywhere, or an empty document.
    pub fn with_parameter(
        &self,
        name: &str,
        division: Option<&str>,
        from: Day,
        value: &str,
        document: &str,
    ) -> Result<Library, LoadError> {
        self.changed(name, division, &[(from, value)], document, false)
    }

    /// A library in which the values of a parameter for one division (or 默认) are these and no
    /// others, as (first day, value).
    ///
    /// # Errors
    /// As [`Library::with_parameter`].
    pub fn with_parameter_series(
        &self,
        name: &str,
        division: Option<&str>,
        values: &[(Day, &str)],
        document: &str,
    ) -> Result<Library, LoadError> {
        self.changed(name, division, values, document, true)
    }

    fn changed(
        &self,
        name: &str,
        division: Option<&str>,
        values: &[(Day, &str)],
        document: &str,
        replace: bool,
    ) -> Result<Library, LoadError> {
        let problem = |sentence: String| LoadError { file: "参数".to_owned(), place: Place::default(), sentence };
        let (index, key) = self.named(name).map_err(problem)?;
        let table = &self.store.tables[index];
        if document.trim().is_empty() {
            return Err(problem(format!("参数“{name}”没有写依据，请填写文件名和条款。")));
        }
        if division.is_some() && !table.by_division {
            return Err(problem(format!("参数“{name}”全市统一，不能按县区另定。")));
        }
        let mut entries = Vec::new();
        for (from, value) in values {
            entries.push(Entry {
                from: *from,
                to: None,
                division: division.map(str::to_owned),
                key,
                value: self.store.read_value(index, value).map_err(problem)?,
                document: document.to_owned(),
                origin: None,
            });
        }
        let mut store = ParameterStore::clone(&self.store);
        let own = |entry: &Entry| entry.key == key && entry.division.as_deref() == division;
        store.tables[index]
            .entries
            .retain(|entry| !own(entry) || !(replace || entries.iter().any(|new| new.from == entry.from)));
        store.tables[index].entries.extend(entries);
        if let Some((_, sentence)) = store.broken_bounds().into_iter().next() {
            return Err(problem(sentence));
        }
        let programs = self.policies.iter().map(Policy::program).collect();
        Ok(Self::assemble(programs, store, Arc::clone(&self.cases)))
    }

    /// `分类施保[重病]` as table and key.
    fn named(&self, name: &str) -> Result<(usize, Option<Symbol>), String> {
        let (table_name, key) = match name.strip_suffix(']').and_then(|n| n.split_once('[')) {
            Some((table_name, key)) => (table_name, Some(key)),
            None => (name, None),
        };
        let index = self.store.find(table_name).ok_or_else(|| format!("没有参数“{table_name}”，请核对名称。"))?;
        match (&self.store.tables[index].keys, key) {
            (None, None) => Ok((index, None)),
            (Some(words), Some(key)) if words.iter().any(|word| word == key) => {
                Ok((index, self.store.symbols.find(key)))
            }
            (Some(words), _) => Err(format!("参数“{table_name}”要写明哪一项：{}。", words.join("、"))),
            (None, Some(_)) => Err(format!("参数“{table_name}”没有分项，不要写方括号。")),
        }
    }
}

fn read_folder(path: &Path, prefix: &str, depth: u32, files: &mut Vec<(String, String)>, errors: &mut Vec<LoadError>) {
    let problem = |file: &str, sentence: String| LoadError { file: file.to_owned(), place: Place::default(), sentence };
    let Ok(entries) = fs::read_dir(path) else {
        errors.push(problem(&path.display().to_string(), "打不开这个文件夹，请核对路径和权限。".to_owned()));
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let shown = format!("{prefix}{name}");
        if path.is_dir() && depth < 2 {
            read_folder(&path, &format!("{shown}/"), depth + 1, files, errors);
        } else if name.ends_with(".policy") && path.is_file() {
            if files.len() >= MAX_FILES {
                errors.push(problem(&shown, format!("政策文件超过{MAX_FILES}个。")));
                return;
            }
            let too_large = entry
                .metadata()
                .is_ok_and(|meta| usize::try_from(meta.len()).is_ok_and(|len| len > crate::lexer::MAX_BYTES));
            if too_large {
                errors.push(problem(&shown, "文件超过256 KB，请把政策拆成几个文件。".to_owned()));
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(text) => files.push((shown, text)),
                Err(_) => errors.push(problem(&shown, "读不出来。请把文件存为UTF-8编码，并核对权限。".to_owned())),
            }
        }
    }
}
