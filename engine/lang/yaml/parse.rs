//! Text to tree: reads YAML events, keeps their places, and refuses what a connector does without.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::Value;

use super::{Node, NodeId, NodeKind, Nodes, Scalar, json};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};

/// Larger files are refused before they are read: a connector file has a few hundred lines.
const MAX_BYTES: usize = 1 << 20;
/// An object with more members is refused: looking for one among so many, for each of them, takes minutes.
pub(super) const MAX_MEMBERS: usize = 10_000;
/// Among so few members, one is found faster by looking at each than by a hash.
const FEW: usize = 32;
/// Deeper files are refused while they are read.
pub(super) const MAX_DEPTH: usize = 64;

/// The root of one file's tree, or diagnostics.
pub fn parse(source: SourceId, sources: &Sources, nodes: &mut Nodes, diagnostics: &mut Diagnostics) -> Option<NodeId> {
    let text = sources.text(source);
    if let Some(reason) = sources.unreadable(source) {
        diagnostics.push(
            Diagnostic::error(Code::MissingFile, Span::new(source, 0..0), format!("the file cannot be read: {reason}"))
                .help("save it as UTF-8, where whoever runs the engine may read it"),
        );
        return None;
    }
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes, and at most {MAX_BYTES} are read", text.len());
        diagnostics.push(
            Diagnostic::error(Code::YamlLimit, Span::new(source, 0..0), message)
                .help("divide it: every `*.yaml` of the folder is read"),
        );
        return None;
    }
    let is_json = std::path::Path::new(sources.path(source)).extension().is_some_and(|ending| ending == "json");
    if is_json {
        if let Some(root) = json::parse(source, text, nodes) {
            return Some(root);
        }
        // What YAML would make of it is not what its author meant.
        if let Some(told) = json::mistake(source, text) {
            diagnostics.push(told);
            return None;
        }
    }
    let mut builder = Builder { source, text, nodes, diagnostics, open: Vec::new(), root: None, failed: false };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.event(&event, span),
            Err(error) => {
                let offset = error.marker().byte_offset().unwrap_or(0);
                let span = Span::new(source, offset..offset + 1);
                // JSON is read as the YAML that it is; a person calls it by its name.
                let format = if is_json { "JSON" } else { "YAML" };
                let message = format!("this is not {format}: {}", error.info());
                builder.refuse(Code::YamlSyntax, span, message, syntax_help(&error.info()));
            }
        }
        if builder.failed {
            return None;
        }
    }
    let root = builder.root;
    if root.is_none() {
        builder.refuse(
            Code::YamlSyntax,
            Span::new(source, 0..0),
            "the file is empty".to_owned(),
            "fill it, or delete it",
        );
    }
    root
}

/// What mends the slips that people make most.
fn syntax_help(info: &str) -> &'static str {
    if info.contains("tab") {
        "YAML is indented with blanks, never with tabs"
    } else if info.contains("flow") {
        "within `[ ]` and `{ }`, a path or template that holds brackets, braces or commas is written in quotes"
    } else if info.contains("mapping values are not allowed") {
        "a value that holds `: ` is written in quotes"
    } else if info.contains("did not find expected key") {
        "the keys of one mapping begin in the same column"
    } else {
        ""
    }
}

struct Builder<'a> {
    source: SourceId,
    text: &'a str,
    nodes: &'a mut Nodes,
    diagnostics: &'a mut Diagnostics,
    open: Vec<Open>,
    root: Option<NodeId>,
    failed: bool,
}

/// A list or mapping whose end has not been read.
enum Open {
    Sequence {
        start: usize,
        elements: Vec<NodeId>,
    },
    Mapping {
        start: usize,
        entries: Vec<(String, NodeId)>,
        /// The places of the keys, once there are more than a few.
        names: HashMap<String, Span>,
        key: Option<(String, Span)>,
    },
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, place: granit_parser::Span) {
        let range = place.byte_range().unwrap_or(0..0);
        let span = Span::new(self.source, range.clone());
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                self.refuse(
                    Code::YamlUnsupported,
                    span,
                    "a second document begins here".into(),
                    "write one document a file",
                );
            }
            Event::Alias(_) => {
                let help = "give the mapping a name under `mappings` and refer to it";
                self.refuse(Code::YamlUnsupported, span, "aliases are not read".into(), help);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let literal = self.literal(tag.as_deref(), *anchor, span);
                self.scalar(text, *style, literal, span);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.plain(tag.as_deref(), *anchor, span);
                self.begin(Open::Sequence { start: range.start, elements: Vec::new() }, span);
            }
            Event::MappingStart(_, anchor, tag) => {
                self.plain(tag.as_deref(), *anchor, span);
                self.begin(
                    Open::Mapping { start: range.start, entries: Vec::new(), names: HashMap::new(), key: None },
                    span,
                );
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
            _ => {}
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, literal: bool, span: Span) {
        if let Some(Open::Mapping { entries, names, key: key @ None, .. }) = self.open.last_mut() {
            let place = |(name, id): &(String, NodeId)| (name.clone(), self.nodes.key_span(*id));
            let first = if entries.len() < FEW {
                entries.iter().find(|(name, _)| name == text).map(|(_, id)| self.nodes.key_span(*id))
            } else {
                if names.is_empty() {
                    names.extend(entries.iter().map(place));
                }
                names.insert(text.to_owned(), span)
            };
            if let Some(first) = first {
                self.diagnostics.push(
                    Diagnostic::error(Code::DuplicateKey, span, format!("`{text}` is written twice"))
                        .label("again here")
                        .also(first, "first here")
                        .help("leave one of them out: of two, one would be lost"),
                );
            }
            if text == "<<" {
                let help = "give the mapping a name under `mappings` and refer to it";
                self.refuse(Code::YamlUnsupported, span, "merge keys are not read".into(), help);
                return;
            }
            *key = Some((text.to_owned(), span));
            return;
        }
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let start = span.range().start + usize::from(quoted);
        let verbatim = (self.text.get(start..start + text.len()) == Some(text)).then_some(start);
        let other = if style == ScalarStyle::Plain && !literal { no_text(text) } else { None };
        self.place(span, NodeKind::Scalar(Scalar::new(text.to_owned(), other, literal, verbatim)));
    }

    fn begin(&mut self, open: Open, span: Span) {
        if let Some(Open::Mapping { key: None, .. }) = self.open.last() {
            // `{{` without quotes is a mapping in the place of a mapping's key.
            let is_template = self.text.get(..span.range().start).is_some_and(|before| before.ends_with('{'));
            let help = if is_template { "a template is written in quotes: `\"{{ record.name }}\"`" } else { "" };
            self.refuse(Code::YamlUnsupported, span, "a key must be text".into(), help);
        } else if self.open.len() >= MAX_DEPTH {
            let message = format!("values are nested more than {MAX_DEPTH} deep");
            self.refuse(
                Code::YamlLimit,
                span,
                message,
                "give what is inside a name of its own, or a shape without so many levels",
            );
        } else {
            self.open.push(open);
        }
    }

    fn end(&mut self, end: usize) {
        match self.open.pop() {
            Some(Open::Sequence { start, elements }) => {
                self.place(self.trimmed(start, end), NodeKind::Sequence(elements));
            }
            Some(Open::Mapping { start, entries, .. }) => {
                self.place(self.trimmed(start, end), NodeKind::Mapping(entries));
            }
            None => {}
        }
    }

    /// A block ends where the next thing begins; its place ends with its last letter.
    fn trimmed(&self, start: usize, end: usize) -> Span {
        let inside = self.text.get(start..end.max(start)).unwrap_or("");
        Span::new(self.source, start..start + inside.trim_end().len())
    }

    fn place(&mut self, span: Span, kind: NodeKind) {
        let key = match self.open.last_mut() {
            Some(Open::Mapping { key, .. }) => key.take(),
            _ => None,
        };
        let id = self.nodes.add(Node { span, key: key.as_ref().map(|(_, span)| *span), kind });
        match (self.open.last_mut(), key) {
            (Some(Open::Mapping { entries, .. }), Some((name, _))) => {
                entries.push((name, id));
                if entries.len() == MAX_MEMBERS + 1 {
                    let message = format!("an object has more than {MAX_MEMBERS} members");
                    self.refuse(Code::YamlLimit, span, message, "divide it, or leave out what no connector reads");
                }
            }
            (Some(Open::Sequence { elements, .. }), _) => elements.push(id),
            _ => self.root = Some(id),
        }
    }

    /// Whether the scalar is marked `!literal`; anchors and every other tag are refused.
    fn literal(&mut self, tag: Option<&Tag>, anchor: usize, span: Span) -> bool {
        let literal = tag.is_some_and(|tag| tag.handle() == "!" && tag.suffix() == "literal");
        self.plain(tag.filter(|_| !literal), anchor, span);
        literal
    }

    fn plain(&mut self, tag: Option<&Tag>, anchor: usize, span: Span) {
        if anchor != 0 {
            let help = "give the mapping a name under `mappings` and refer to it";
            self.refuse(Code::YamlUnsupported, span, "anchors are not read".into(), help);
        } else if tag.is_some() {
            self.refuse(
                Code::YamlUnsupported,
                span,
                "this tag is not read".into(),
                "the one tag is `!literal`, before a scalar",
            );
        }
    }

    fn refuse(&mut self, code: Code, span: Span, message: String, help: &str) {
        let diagnostic = Diagnostic::error(code, span, message);
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
        self.failed = true;
    }
}

/// What YAML takes an unquoted scalar for, if that is no text. Only what could be a number, a boolean or null is given to the
/// YAML library.
pub(super) fn no_text(text: &str) -> Option<Value> {
    // The usual words need no library.
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        "null" | "" => return Some(Value::Null),
        _ => {}
    }
    let could_be_number = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    let could_be_word = ["~", "null", "true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
    if !could_be_number && !could_be_word {
        return None;
    }
    match serde_yaml::from_str::<serde_yaml::Value>(text) {
        Ok(serde_yaml::Value::Null) => Some(Value::Null),
        Ok(serde_yaml::Value::Bool(value)) => Some(Value::Bool(value)),
        // The digits are kept as written where JSON writes numbers the same way.
        Ok(serde_yaml::Value::Number(number)) => {
            serde_json::from_str(text).or_else(|_| serde_json::from_str(&number.to_string())).ok()
        }
        _ => None,
    }
}
