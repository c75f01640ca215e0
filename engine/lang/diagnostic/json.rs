//! Diagnostics as JSON: one object each, for programs. Members are added, and never change their meaning.

use serde_json::{Value, json};

use super::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{Sources, Span};

/// All diagnostics in the order of the files, as an array.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> Value {
    diagnostics.sorted().into_iter().map(|diagnostic| one(diagnostic, sources)).collect()
}

fn one(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let replacement = diagnostic.replacement.as_ref().map(|(span, text)| {
        let mut place = place(*span, sources);
        place["text"] = Value::from(text.as_str());
        place
    });
    json!({
        "code": diagnostic.code.name(),
        "severity": severity_name(diagnostic.severity),
        "message": diagnostic.message,
        "primary": label(&diagnostic.primary, sources),
        "secondary": diagnostic.secondary.iter().map(|one| label(one, sources)).collect::<Vec<_>>(),
        "help": diagnostic.help,
        "replacement": replacement,
    })
}

/// The word for a severity.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn label(label: &Label, sources: &Sources) -> Value {
    let mut place = place(label.span, sources);
    place["label"] = Value::from(label.text.as_str());
    place
}

fn place(span: Span, sources: &Sources) -> Value {
    let (start, end) = (sources.location(span), sources.end(span));
    json!({
        "path": start.path,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}
