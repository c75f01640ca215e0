//! The texts a connector is made of, and places in them: every message points here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// All text that a connector consists of, handed in before the language starts: it reads nothing by itself. A text can be
/// handed in as a promise, which is kept once the text is needed.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    texts: Vec<Text>,
    connector: Vec<SourceId>,
    schemas: BTreeMap<String, SourceId>,
}

#[derive(Debug, Clone)]
struct Text {
    // Shared, since a plan keeps the texts that it points at.
    path: Arc<str>,
    content: Arc<Content>,
}

/// Reads a text, or tells why it cannot be had.
type Promise = Box<dyn Fn() -> Result<String, String> + Send + Sync>;

struct Content {
    text: OnceLock<Result<String, String>>,
    promise: Option<Promise>,
}

impl Content {
    fn get(&self) -> &Result<String, String> {
        self.text.get_or_init(|| self.promise.as_ref().map_or_else(|| Ok(String::new()), |read| read()))
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text.fmt(formatter)
    }
}

/// One text of [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A range of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    source: SourceId,
    start: u32,
    end: u32,
}

/// A place as a person names it; lines and columns count from one, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The path of the file, as it was given to [`Sources`].
    pub path: String,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
}

impl std::fmt::Display for Location {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.path, self.line, self.column)
    }
}

impl Sources {
    /// No text yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file of the connector folder.
    pub fn add_connector_file(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = self.add(path.into(), Content { text: Ok(text.into()).into(), promise: None });
        self.connector.push(id);
        id
    }

    /// Adds a file of the connector folder that is read when it is needed, or not at all.
    pub fn promise_connector_file(
        &mut self,
        path: impl Into<String>,
        read: impl Fn() -> Result<String, String> + Send + Sync + 'static,
    ) {
        let id = self.add(path.into(), Content { text: OnceLock::new(), promise: Some(Box::new(read)) });
        self.connector.push(id);
    }

    /// Adds a schema under the name that connectors call it by, such as `ats/job`.
    pub fn add_schema(&mut self, name: impl Into<String>, path: impl Into<String>, text: impl Into<String>) {
        let id = self.add(path.into(), Content { text: Ok(text.into()).into(), promise: None });
        self.schemas.insert(name.into(), id);
    }

    /// Adds a schema that is read when it is needed, or not at all.
    pub fn promise_schema(
        &mut self,
        name: impl Into<String>,
        path: impl Into<String>,
        read: impl Fn() -> Result<String, String> + Send + Sync + 'static,
    ) {
        let id = self.add(path.into(), Content { text: OnceLock::new(), promise: Some(Box::new(read)) });
        self.schemas.insert(name.into(), id);
    }

    fn add(&mut self, path: String, content: Content) -> SourceId {
        let id = SourceId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(Text { path: path.into(), content: Arc::new(content) });
        id
    }

    /// Why a text cannot be had, if it cannot: to whoever reads it, it is empty.
    pub fn unreadable(&self, id: SourceId) -> Option<&str> {
        self.texts.get(id.0 as usize)?.content.get().as_ref().err().map(String::as_str)
    }

    /// The files of the connector folder, in the order they were added.
    pub fn connector_files(&self) -> &[SourceId] {
        &self.connector
    }

    /// The schema of that name.
    pub fn schema(&self, name: &str) -> Option<SourceId> {
        self.schemas.get(name).copied()
    }

    /// The names of all schemas.
    pub fn schema_names(&self) -> impl Iterator<Item = &str> {
        self.schemas.keys().map(String::as_str)
    }

    /// The path of a text.
    pub fn path(&self, id: SourceId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| &text.path)
    }

    /// A text.
    pub fn text(&self, id: SourceId) -> &str {
        self.texts.get(id.0 as usize).and_then(|text| text.content.get().as_deref().ok()).unwrap_or("")
    }

    /// A text for one look: what was promised is read, and not kept.
    pub fn glance(&self, id: SourceId) -> Cow<'_, str> {
        let content = self.texts.get(id.0 as usize).map(|text| &text.content);
        match content.and_then(|content| content.promise.as_ref().filter(|_| content.text.get().is_none())) {
            Some(read) => Cow::Owned(read().unwrap_or_default()),
            None => Cow::Borrowed(self.text(id)),
        }
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.range()).unwrap_or("")
    }

    /// The place of some bytes of `text`, which a span holds, perhaps in quotes; of the whole span where escapes hide them.
    pub fn within(&self, span: Span, text: &str, range: Range<usize>) -> Span {
        match self.slice(span).find(text) {
            Some(offset) => {
                let start = span.start as usize + offset;
                Span::new(span.source, start + range.start..start + range.end)
            }
            None => span,
        }
    }

    /// Where a span begins, for a person.
    pub fn location(&self, span: Span) -> Location {
        self.at(span, span.start)
    }

    /// Where a span ends: behind its last character.
    pub fn end(&self, span: Span) -> Location {
        self.at(span, span.end)
    }

    fn at(&self, span: Span, offset: u32) -> Location {
        location(self.path(span.source), self.text(span.source), offset)
    }

    /// What is left of them when nothing is read any more: the texts that were.
    pub(crate) fn places(&self) -> Places {
        let ids = (0..).map(SourceId).zip(&self.texts);
        Places(ids.filter(|(_, text)| text.content.text.get().is_some()).map(|(id, text)| (id, text.clone())).collect())
    }
}

/// The texts that spans lie in.
#[derive(Debug)]
pub(crate) struct Places(BTreeMap<SourceId, Text>);

impl Places {
    /// Where a span begins, for a person.
    pub(crate) fn location(&self, span: Span) -> Location {
        let text = self.0.get(&span.source);
        let content = text.and_then(|text| text.content.get().as_deref().ok());
        location(text.map_or("", |text| &text.path), content.unwrap_or(""), span.start)
    }
}

fn location(path: &str, text: &str, offset: u32) -> Location {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Location {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or("").chars().count() + 1,
    }
}

impl Span {
    /// The bytes `range` of a text.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { source, start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    /// The text that the span is in.
    pub fn source(self) -> SourceId {
        self.source
    }

    /// The bytes it covers.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
