//! A mistake in a connector, with its place and what to write instead; made in any phase, rendered in one place.

mod code;
mod github;
mod json;
mod render;
mod sarif;
mod suggestion;

pub use code::Code;
pub use github::github;
pub use json::json;
pub use render::{Style, render};
pub use sarif::sarif;
pub use suggestion::closest;

use std::collections::HashSet;

use crate::source::Span;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The connector cannot be used.
    Error,
    /// The connector can be used, and something in it has no effect.
    Warning,
}

/// A place with a word on what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there; empty for a bare mark.
    pub text: String,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Other places that matter, such as the schema that a path is checked against.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Vec<String>,
    /// Text that mends the mistake when it replaces the span.
    pub replacement: Option<(Span, String)>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            help: Vec::new(),
            replacement: None,
        }
    }

    /// A warning at a place.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Says what stands at the place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at a second place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Offers the nearest of the names that exist, or lists them where none is near.
    #[must_use]
    pub fn suggest<'a>(mut self, span: Span, wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        match closest(wrong, names.iter().copied()) {
            Some(name) => {
                self.help.push(format!("did you mean `{name}`?"));
                self.replacement = Some((span, name.to_owned()));
            }
            None if names.is_empty() => {}
            None => self.help.push(format!("there are {}", quoted_list(&names))),
        }
        self
    }
}

/// The names in backticks, the first dozen of them.
pub fn quoted_list(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let mut text = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}

/// What the message on one operation says of the others that are like it.
pub(crate) fn as_in_others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", as in one more operation".to_owned(),
        count => format!(", as in {count} more operations"),
    }
}

/// Collects the mistakes of all phases; each is kept once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// What tells each from the others.
    seen: HashSet<(Code, Span, Option<String>)>,
    /// How many errors were found, those counted that were there already.
    mistakes: usize,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic, unless the same one is there. What a default gets wrong is found at every operation that has it,
    /// each time against another shape: that is one mistake. Several keys can be missing at one place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.mistakes += usize::from(diagnostic.severity == Severity::Error);
        let message = (diagnostic.code == Code::MissingKey).then(|| diagnostic.message.clone());
        if self.seen.insert((diagnostic.code, diagnostic.primary.span, message)) {
            self.list.push(diagnostic);
        }
    }

    /// How often an error was found: what a default gets wrong counts at each operation that has it.
    pub fn mistakes(&self) -> usize {
        self.mistakes
    }

    /// Whether an error was collected in any phase.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// In the order of the files.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<&Diagnostic> = self.list.iter().collect();
        list.sort_by_key(|diagnostic| (diagnostic.primary.span, diagnostic.code));
        list
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}
