//! What an operation sends: its path in parts, its query, its headers with those of the defaults, and its body.

use serde_json::Value;

use super::Resolver;
use super::expression::Place;
use crate::definition::{Defaults, Operation};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::expression::Expression;
use crate::plan::{Placed, Tree};
use crate::yaml::{Any, Spanned};

/// Headers that say how a request is sent; another value of theirs would cut its body short, or lead it elsewhere.
const CLIENTS_OWN: &[&str] = &["content-length", "transfer-encoding", "host", "connection"];

/// What is sent, as far as it could be read.
pub(super) struct Request {
    pub path: Vec<Placed<Expression>>,
    pub query: Vec<(String, Placed<Expression>)>,
    pub headers: Vec<(String, Placed<Expression>)>,
    pub body: Option<Tree>,
    /// Whether no part of it failed.
    pub is_sound: bool,
}

impl Resolver<'_> {
    pub(super) fn request(&mut self, own: &Operation, defaults: Option<&Defaults>) -> Request {
        self.slots.clear();
        let before = self.diagnostics.count(Severity::Error);
        let (path, query) = (self.request_path(own), self.named(own.query.iter()));
        let headers = self.headers(own, defaults);
        let body = own.body.as_ref().and_then(|body| self.tree(body.node));
        Request { path, query, headers, body, is_sound: self.diagnostics.count(Severity::Error) == before }
    }

    fn request_path(&mut self, own: &Operation) -> Vec<Placed<Expression>> {
        let Some(Spanned { value: text, node }) = &own.path else { return Vec::new() };
        let node = *node;
        let Some(rest) = text.strip_prefix('/') else {
            self.error(
                Code::InvalidUrl,
                node,
                format!("the path `{text}` does not begin with `/`"),
                &format!("write `/{text}`"),
            );
            return Vec::new();
        };
        if rest.contains(['?', '#']) {
            self.error(
                Code::InvalidUrl,
                node,
                "a path holds no `?` and no `#`",
                "parameters are written under `query`",
            );
            return Vec::new();
        }
        let mut parts = Vec::new();
        let mut start = 1;
        for part in split_outside_braces(rest) {
            let span = self.nodes.within(node, start..start + part.len());
            let begin = start;
            start += part.len() + 1;
            let expression = if crate::expression::looks_like_template(part) {
                let Some(template) = self.template(node, begin, part) else { continue };
                Expression::Template(template)
            } else if looks_like_path(part) || part.contains(['{', '}']) {
                let message = format!("`{part}` is no part of a path");
                self.diagnostics.push(
                    Diagnostic::error(Code::InvalidPath, span, message)
                        .help("a part that varies is a template, as in `/items/{{ inputs.id }}`"),
                );
                continue;
            } else {
                Expression::Literal(Value::String(part.to_owned()))
            };
            parts.push(Placed::new(expression, span));
        }
        parts
    }

    fn headers(&mut self, own: &Operation, defaults: Option<&Defaults>) -> Vec<(String, Placed<Expression>)> {
        let overridden = |name: &str| own.headers.keys().any(|own_name| own_name.eq_ignore_ascii_case(name));
        let shared = defaults.into_iter().flat_map(|defaults| &defaults.headers);
        let headers: Vec<_> = shared.filter(|(name, _)| !overridden(name)).chain(own.headers.iter()).collect();
        for (index, (name, value)) in headers.iter().enumerate() {
            let span = self.nodes.key_span(value.node);
            let is_again = headers[..index].iter().any(|(before, _)| before.eq_ignore_ascii_case(name));
            if self.header_name(name, span) && (is_again || CLIENTS_OWN.contains(&name.to_ascii_lowercase().as_str())) {
                let message = if is_again {
                    format!("`{name}` is named twice: case makes no difference in names of headers")
                } else {
                    format!("`{name}` is written by the HTTP client, which knows its value")
                };
                self.diagnostics.push(Diagnostic::error(Code::InvalidSetting, span, message).help("leave it out"));
            }
        }
        self.named(headers.into_iter())
    }

    fn named<'d>(
        &mut self,
        entries: impl Iterator<Item = (&'d String, &'d Spanned<Any>)>,
    ) -> Vec<(String, Placed<Expression>)> {
        entries
            .filter_map(|(name, value)| Some((name.clone(), self.expression(value.node, Place::Anywhere)?)))
            .collect()
    }
}

/// Whether a part of a path is meant to be read from somewhere; `$count` and `$ref` are words of `OData`.
fn looks_like_path(part: &str) -> bool {
    let is_word = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic());
    crate::expression::looks_like_path(part) && !part.strip_prefix('$').is_some_and(is_word)
}

/// The parts of a path between slashes; a slash inside a template's braces is the template's own.
fn split_outside_braces(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (offset, letter) in path.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                parts.push(&path[start..offset]);
                start = offset + 1;
            }
            _ => {}
        }
    }
    parts.push(&path[start..]);
    parts
}
