//! What a request names: inputs and credentials that exist, and no secret outside `auth`.

use std::collections::HashSet;

use super::comparisons;
use super::objects::holds_members;
use crate::check::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Hop, Step, Template};
use crate::plan::{Connector, Credential, Input, Placed, Tree};
use crate::resolve::ResolvedOperation;
use crate::source::Span;

/// What a request can name.
pub(super) struct Names<'a> {
    pub(super) connector: &'a Connector,
    pub(super) inputs: Option<&'a ResolvedOperation>,
    pub(super) secrets: bool,
    /// Whether it is a part of the address, which messages show.
    pub(super) address: bool,
    pub(super) used: HashSet<String>,
}

impl Names<'_> {
    pub(super) fn tree(&mut self, tree: &Tree, walk: &mut Walk<'_>) {
        match tree {
            Tree::Value(value) => self.expression(value, walk),
            Tree::List(list) => list.iter().for_each(|tree| self.tree(tree, walk)),
            Tree::Object(members) => members.iter().for_each(|member| self.tree(&member.value, walk)),
        }
    }

    pub(super) fn expression(&mut self, expression: &Placed<Expression>, walk: &mut Walk<'_>) {
        match &expression.value {
            Expression::Literal(_) => {}
            Expression::Template(template) => self.template(template, expression.span, walk),
            Expression::Path(path) => {
                let names: Vec<(String, Span)> = path
                    .lead()
                    .iter()
                    .filter_map(|step| match step {
                        Step::Member(name) => Some((name.clone(), expression.span)),
                        Step::Element(_) => None,
                    })
                    .collect();
                let mut offset = 0;
                let placed = names.into_iter().map(|(name, span)| {
                    let start = path.text()[offset..].find(&name).map_or(offset, |found| offset + found);
                    offset = start + name.len();
                    (name, walk.sources.within(span, path.text(), start..offset))
                });
                let placed: Vec<(String, Span)> = placed.collect();
                self.chain(&placed, expression.span, walk);
            }
        }
    }

    pub(super) fn template(&mut self, template: &Template, span: Span, walk: &mut Walk<'_>) {
        for reference in &template.references().members {
            let place = |range: &std::ops::Range<usize>| walk.sources.within(span, template.text(), range.clone());
            let mut chain = vec![(reference.root.clone(), place(&reference.range))];
            for hop in &reference.hops {
                if let Hop::Member(name, range) = hop {
                    chain.push((name.clone(), place(range)));
                }
            }
            self.chain(&chain, span, walk);
        }
        if let Some(resolved) = self.inputs {
            comparisons::check(&resolved.operation.inputs, template, span, walk);
        }
    }

    fn chain(&mut self, chain: &[(String, Span)], whole: Span, walk: &mut Walk<'_>) {
        let mut unknown = |name: &str, place: Span, what: &str, names: Vec<&str>| {
            let message = format!("there is no {what} `{name}`");
            walk.diagnostics.push(Diagnostic::error(Code::UnknownMember, place, message).suggest(place, name, names));
        };
        match chain {
            [(root, _), (name, place), ..] if root == "credentials" => match self.connector.credentials.get(name) {
                None => {
                    unknown(
                        name,
                        *place,
                        "credential",
                        self.connector.credentials.keys().map(String::as_str).collect(),
                    );
                }
                Some(Credential { secret: true, .. }) if !self.secrets => walk.diagnostics.push(
                    Diagnostic::error(
                        Code::SecretExposed,
                        *place,
                        format!("`{name}` is secret, and this is not `auth`"),
                    )
                    .help(elsewhere(name)),
                ),
                Some(_) => {
                    self.used.insert(format!("credentials.{name}"));
                }
            },
            [(root, _), (name, place), ..] if root == "inputs" && self.inputs.is_some() => {
                let inputs = self.inputs.map(|resolved| &resolved.operation.inputs);
                match inputs.and_then(|inputs| inputs.get(name)) {
                    Some(input) if chain.len() > 2 && !holds_members(input) => {
                        let (member, place) = &chain[2];
                        let message = format!("`{member}` is asked of the input `{name}`, which is no object");
                        walk.diagnostics.push(Diagnostic::error(Code::TypeMismatch, *place, message));
                    }
                    Some(input) => self.input(name, input, *place, walk),
                    None => {
                        let names = inputs.into_iter().flat_map(|inputs| inputs.keys().map(String::as_str)).collect();
                        unknown(name, *place, "input", names);
                    }
                }
            }
            [] => walk.diagnostics.push(
                Diagnostic::error(Code::UnknownMember, whole, "this names nothing that a request can send")
                    .help("a path in a request is `$.inputs.name` or `$.credentials.name`"),
            ),
            _ => {
                let (name, place) = chain.first().cloned().unwrap_or((String::new(), whole));
                let names: Vec<&str> =
                    if self.inputs.is_some() { vec!["inputs", "credentials"] } else { vec!["credentials"] };
                if names.contains(&name.as_str()) {
                    let message = format!("`{name}` is named as a whole, and one of its members is needed");
                    walk.diagnostics.push(Diagnostic::error(Code::UnknownMember, place, message));
                } else {
                    unknown(&name, place, "value", names);
                }
            }
        }
    }
    fn input(&mut self, name: &str, input: &Input, place: Span, walk: &mut Walk<'_>) {
        self.used.insert(name.to_owned());
        if input.secret && self.address {
            let message = format!("`{name}` is secret, and messages show addresses");
            walk.diagnostics.push(
                Diagnostic::error(Code::SecretExposed, place, message)
                    .help("a secret input goes into `body` or `headers`"),
            );
        }
    }
}

/// Where a secret goes instead.
fn elsewhere(name: &str) -> String {
    let way = format!("- api_key: {{ in: header, name: X-Key, value: \"{{{{ credentials.{name} }}}}\" }}");
    format!(
        "send it by `auth`, which can be a list: `{way}` beside what is there; `secret: false` is for what anyone may see"
    )
}
