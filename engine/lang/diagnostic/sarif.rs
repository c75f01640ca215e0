//! Diagnostics as SARIF 2.1.0 (OASIS), which code-scanning services read.

use serde_json::{Value, json};

use super::json::severity_name;
use super::{Code, Diagnostic, Diagnostics};
use crate::source::{Sources, Span};

/// One log with one run, which has the diagnostics of all connectors.
pub fn sarif(found: &[(&Diagnostics, &Sources)]) -> Value {
    let results: Vec<Value> = found
        .iter()
        .flat_map(|(diagnostics, sources)| {
            diagnostics.sorted().into_iter().map(|diagnostic| result(diagnostic, sources)).collect::<Vec<_>>()
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "engine",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({ "id": code.name(), "shortDescription": { "text": code.meaning() } })
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let help = diagnostic.help.iter().map(|help| format!(" Help: {help}."));
    let message = format!("{}.{}", diagnostic.message, help.collect::<String>());
    let related: Vec<Value> = diagnostic
        .secondary
        .iter()
        .map(|label| {
            let mut location = location(label.span, sources);
            location["message"] = json!({ "text": label.text });
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == diagnostic.code),
        "level": severity_name(diagnostic.severity),
        "message": { "text": message },
        "locations": [location(diagnostic.primary.span, sources)],
        "relatedLocations": related,
    });
    if let Some((span, text)) = &diagnostic.replacement {
        let replacement = json!({ "deletedRegion": region(*span, sources), "insertedContent": { "text": text } });
        let uri = json!({ "uri": uri(*span, sources) });
        result["fixes"] = json!([{
            "description": { "text": format!("Write `{text}`.") },
            "artifactChanges": [{ "artifactLocation": uri, "replacements": [replacement] }],
        }]);
    }
    result
}

fn location(span: Span, sources: &Sources) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(span, sources) }, "region": region(span, sources) } })
}

fn region(span: Span, sources: &Sources) -> Value {
    let (start, end) = (sources.location(span), sources.end(span));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// The path as a relative reference: a URI knows no backslash, blank or angle bracket, and ends a path at other marks.
fn uri(span: Span, sources: &Sources) -> String {
    let path = sources.path(span.source()).trim_start_matches("./").replace('\\', "/");
    let marks = [('%', "%25"), (' ', "%20"), ('<', "%3C"), ('>', "%3E"), ('#', "%23"), ('?', "%3F")];
    marks.iter().fold(path, |path, (mark, written)| path.replace(*mark, written))
}
