//! What a schema may say: its keywords, its formats, and lists that have to have something.

use super::Loader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::yaml::NodeId;

/// Keywords that say something about a schema and nothing about values.
const ANNOTATIONS: &[&str] =
    &["$schema", "$id", "$comment", "title", "description", "deprecated", "examples", "default"];
/// Keywords that shapes are made of.
const KEYWORDS: &[&str] = &[
    "$ref",
    "$defs",
    "type",
    "format",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "oneOf",
];

/// The formats of JSON Schema 2020-12.
const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uuid",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

impl Loader<'_> {
    pub(super) fn keywords(&self, node: NodeId, diagnostics: &mut Diagnostics) {
        for (key, value) in self.nodes.entries(node) {
            if !ANNOTATIONS.contains(&key.as_str()) && !KEYWORDS.contains(&key.as_str()) {
                let span = self.nodes.key_span(*value);
                let message = format!("the keyword `{key}` is not one that connectors are checked against");
                diagnostics.push(Diagnostic::error(Code::InvalidSchema, span, message).suggest(
                    span,
                    key,
                    KEYWORDS.iter().copied(),
                ));
            }
        }
    }

    /// A keyword that takes a list of at least one.
    pub(super) fn is_list(&self, node: NodeId, diagnostics: &mut Diagnostics) {
        if self.nodes.elements(node).is_empty() {
            let message = "this keyword takes a list that is not empty";
            diagnostics.push(Diagnostic::error(Code::InvalidSchema, self.nodes.key_span(node), message));
        }
    }

    pub(super) fn format_is_known(&self, node: NodeId, diagnostics: &mut Diagnostics) {
        let Some(format) = self.nodes.member(node, "format") else { return };
        let text = self.nodes.scalar(format).map_or("", |scalar| scalar.text.as_str());
        if !FORMATS.contains(&text) {
            let span = self.nodes.within(format, 0..text.len());
            diagnostics.push(
                Diagnostic::error(Code::InvalidSchema, span, format!("there is no format `{text}`")).suggest(
                    span,
                    text,
                    FORMATS.iter().copied(),
                ),
            );
        }
    }
}
