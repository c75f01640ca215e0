//! The structure of a file, checked as a whole: every unknown, missing and ill-formed key in one pass.
//!
//! The rules are the JSON Schema of the definition types, so that types, editors and this check cannot disagree.

mod rules;

pub use rules::{PlaceId, Rules};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::source::{Sources, Span};
use crate::yaml::{NodeId, NodeKind, Nodes, swallowed};
use rules::{Form, Others};

/// Walks a file along the rules of its type, which begin at a place.
pub fn check(
    root: NodeId,
    rules: &Rules,
    place: PlaceId,
    nodes: &Nodes,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    Walk { rules, nodes, sources, diagnostics }.visit(root, place);
}

/// The mistake of a line that reads like a key, and is part of a text.
pub fn line_of_text(sources: &Sources, text: Span, is_key: impl Fn(&str) -> bool) -> Option<Diagnostic> {
    let range = swallowed(sources.text(text.source()).get(text.range())?, is_key)?;
    let start = text.range().start;
    let place = Span::new(text.source(), start + range.start..start + range.end);
    let message = "this line reads like a key of its own, and is part of the text above it";
    let help = "begin it in the column of the key above; `!literal` before the text takes it as it is";
    Some(Diagnostic::error(Code::UnknownKey, place, message).help(help))
}

struct Walk<'a> {
    rules: &'a Rules,
    nodes: &'a Nodes,
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, id: NodeId, place: PlaceId) {
        let place = self.rules.place(place);
        let kind = &self.nodes.get(id).kind;
        let Some(form) = place.forms.iter().find(|form| form.takes(kind)) else {
            self.wrong_kind(id, &place.forms);
            return;
        };
        if !place.choices.is_empty() {
            self.choice(id, &place.choices);
        }
        match kind {
            NodeKind::Mapping(_) => self.mapping(id, form),
            NodeKind::Sequence(elements) => elements.iter().for_each(|element| self.visit(*element, form.elements)),
            NodeKind::Scalar(_) => {}
        }
    }

    fn mapping(&mut self, id: NodeId, form: &'a Form) {
        let known = form.keys.as_ref();
        // A required key that is only misspelt is not told twice.
        let mut meant: Vec<&str> = Vec::new();
        for (name, member) in self.nodes.entries(id) {
            match (known.and_then(|known| known.get(name)), &form.others) {
                (Some(place), _) | (None, Others::Hold(place)) => {
                    self.visit(*member, *place);
                    known.into_iter().for_each(|known| self.swallowed(id, *member, |key| known.contains_key(key)));
                }
                (None, Others::Refused) => {
                    let span = self.nodes.key_span(*member);
                    let names: Vec<&str> =
                        known.into_iter().flat_map(|known| known.keys().map(String::as_str)).collect();
                    meant.extend(crate::diagnostic::closest(name, names.iter().copied()));
                    let diagnostic = Diagnostic::error(Code::UnknownKey, span, format!("unknown key `{name}`"));
                    self.diagnostics.push(diagnostic.suggest(span, name, names));
                }
                (None, Others::Free) => {}
            }
        }
        for (name, meaning) in &form.required {
            if self.nodes.member(id, name).is_none() && !meant.contains(&name.as_str()) {
                let message = format!("the key `{name}` is missing");
                let diagnostic = Diagnostic::error(Code::MissingKey, self.nodes.key_span(id), message);
                self.diagnostics.push(match meaning {
                    Some(meaning) => diagnostic.help(format!("`{name}`: {meaning}")),
                    None => diagnostic,
                });
            }
        }
    }

    /// A key that is missing here, and stands in the text of another one.
    fn swallowed(&mut self, id: NodeId, member: NodeId, is_key: impl Fn(&str) -> bool) {
        if self.nodes.scalar(member).is_none_or(|scalar| scalar.literal) {
            return;
        }
        let is_lost = |key: &str| is_key(key) && self.nodes.member(id, key).is_none();
        if let Some(diagnostic) = line_of_text(self.sources, self.nodes.span(member), is_lost) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn choice(&mut self, id: NodeId, choices: &[String]) {
        let Some(scalar) = self.nodes.scalar(id) else { return };
        let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
        if !choices.contains(&scalar.text.as_str()) {
            let span = self.nodes.span(id);
            let message = format!("`{}` is not one of {}", scalar.text, quoted_list(&choices));
            let diagnostic = Diagnostic::error(Code::WrongChoice, span, message);
            self.diagnostics.push(match crate::diagnostic::closest(&scalar.text, choices.iter().copied()) {
                Some(_) => diagnostic.suggest(span, &scalar.text, choices.iter().copied()),
                None => diagnostic.help("write one of them"),
            });
        }
    }

    fn wrong_kind(&mut self, id: NodeId, forms: &[Form]) {
        let wanted: Vec<&str> = forms.iter().filter_map(|form| form.word).collect();
        let found = self.nodes.get(id).kind.word();
        let found_here = match self.nodes.scalar(id).filter(|scalar| scalar.other().is_some_and(Value::is_number)) {
            Some(scalar) => format!("`{}`", scalar.text),
            None => found.to_owned(),
        };
        let message = format!("this takes {}, and {found_here} stands here", wanted.join(" or "));
        let span = if found == "nothing" { self.nodes.key_span(id) } else { self.nodes.span(id) };
        let diagnostic = Diagnostic::error(Code::WrongKind, span, message);
        let scalar = self.nodes.scalar(id).filter(|scalar| !scalar.other().is_some_and(Value::is_null));
        self.diagnostics.push(match scalar.filter(|_| wanted.contains(&"text")) {
            Some(scalar) => diagnostic.help(format!("`\"{}\"` in quotes is text", scalar.text)),
            None if found == "nothing" => diagnostic.help("write its value, or leave the key out"),
            None => diagnostic.help("`engine explain wrong-kind` shows how a mapping, a list and text are written"),
        });
    }
}
