//! What a template can see: itself, our layout, its values, the fonts. Nothing of the machine.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;

/// The closed world of one letter.
pub(crate) struct LetterWorld<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

impl<'a> LetterWorld<'a> {
    pub(crate) fn new(fonts: &'a Fonts, template: &str) -> Option<Self> {
        let main = id("/main.typ")?;
        let layout = id("/gongwen.typ")?;
        let sources = HashMap::from([
            (main, Source::new(main, template.to_owned())),
            (layout, Source::new(layout, include_str!("../templates/gongwen.typ").to_owned())),
        ]);
        Some(Self { library: LazyHash::new(Library::default()), fonts, main, sources, files: HashMap::new() })
    }

    /// Adds a file of values.
    pub(crate) fn with(mut self, path: &str, content: String) -> Option<Self> {
        self.files.insert(id(path)?, Bytes::from_string(content));
        Some(self)
    }
}

fn id(path: &str) -> Option<FileId> {
    VirtualPath::new(path).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for LetterWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.load(index)
    }

    /// No letter takes its date from the machine.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
