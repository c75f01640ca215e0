//! The structure of a file, checked as a whole: every unknown, missing and ill-formed key in one pass.
//!
//! The rules are the JSON Schema of the definition types, so that types, editors and this check cannot disagree.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::yaml::{NodeId, NodeKind, Nodes};

/// Walks a file along the schema of its type.
pub fn check(root: NodeId, schema: &Value, nodes: &Nodes, diagnostics: &mut Diagnostics) {
    Walk { definitions: &schema["$defs"], nodes, diagnostics }.visit(root, schema);
}

struct Walk<'a> {
    definitions: &'a Value,
    nodes: &'a Nodes,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, id: NodeId, schema: &'a Value) {
        let branches = self.branches(schema);
        let kind = &self.nodes.get(id).kind;
        let Some(branch) = branches.iter().copied().find(|branch| takes(branch, kind)) else {
            self.wrong_kind(id, &branches);
            return;
        };
        let choices = choices(&branches);
        if !choices.is_empty() {
            self.choice(id, &choices);
        }
        match kind {
            NodeKind::Mapping(_) => self.mapping(id, branch),
            NodeKind::Sequence(elements) => {
                for element in elements {
                    self.visit(*element, &branch["items"]);
                }
            }
            NodeKind::Scalar(_) => {}
        }
    }

    fn mapping(&mut self, id: NodeId, schema: &'a Value) {
        let known = schema["properties"].as_object();
        // A required key that is only misspelt is not told twice.
        let mut meant: Vec<&str> = Vec::new();
        for (name, member) in self.nodes.entries(id) {
            match known.and_then(|known| known.get(name)) {
                Some(member_schema) => self.visit(*member, member_schema),
                None if schema["additionalProperties"].is_object() => {
                    self.visit(*member, &schema["additionalProperties"]);
                }
                None if known.is_some() || schema["additionalProperties"] == false => {
                    let span = self.nodes.key_span(*member);
                    let names: Vec<&str> =
                        known.into_iter().flat_map(|known| known.keys().map(String::as_str)).collect();
                    meant.extend(crate::diagnostic::closest(name, names.iter().copied()));
                    let diagnostic = Diagnostic::error(Code::UnknownKey, span, format!("unknown key `{name}`"));
                    self.diagnostics.push(diagnostic.suggest(span, name, names));
                }
                None => {}
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if self.nodes.member(id, name).is_none() && !meant.contains(&name) {
                let message = format!("the key `{name}` is missing");
                let meaning = known.and_then(|known| known[name]["description"].as_str());
                let diagnostic = Diagnostic::error(Code::MissingKey, self.nodes.key_span(id), message);
                self.diagnostics.push(match meaning {
                    Some(meaning) => diagnostic.help(format!("`{name}`: {meaning}")),
                    None => diagnostic,
                });
            }
        }
    }

    fn choice(&mut self, id: NodeId, choices: &[&str]) {
        let Some(scalar) = self.nodes.scalar(id) else { return };
        if !choices.contains(&scalar.text.as_str()) {
            let span = self.nodes.span(id);
            let message = format!("`{}` is not one of {}", scalar.text, quoted_list(choices));
            let diagnostic = Diagnostic::error(Code::WrongChoice, span, message);
            self.diagnostics.push(match crate::diagnostic::closest(&scalar.text, choices.iter().copied()) {
                Some(_) => diagnostic.suggest(span, &scalar.text, choices.iter().copied()),
                None => diagnostic,
            });
        }
    }

    fn wrong_kind(&mut self, id: NodeId, branches: &[&Value]) {
        let wanted: Vec<&str> = branches.iter().filter_map(|branch| word(branch)).collect();
        let found = self.nodes.get(id).kind.word();
        let found_here = match self.nodes.scalar(id).filter(|scalar| scalar.value.is_number()) {
            Some(scalar) => format!("`{}`", scalar.text),
            None => found.to_owned(),
        };
        let message = format!("this takes {}, and {found_here} stands here", wanted.join(" or "));
        let span = if found == "nothing" { self.nodes.key_span(id) } else { self.nodes.span(id) };
        let diagnostic = Diagnostic::error(Code::WrongKind, span, message);
        let scalar = self.nodes.scalar(id).filter(|scalar| !scalar.value.is_null());
        self.diagnostics.push(match scalar.filter(|_| wanted.contains(&"text")) {
            Some(scalar) => diagnostic.help(format!("`\"{}\"` in quotes is text", scalar.text)),
            None => diagnostic,
        });
    }

    /// What a schema offers, references followed; null is left out, since an empty value is a slip and not a choice.
    fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or("");
            return self.branches(&self.definitions[name]);
        }
        match schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            Some(branches) => branches
                .iter()
                .filter(|branch| branch["type"] != "null")
                .flat_map(|branch| self.branches(branch))
                .collect(),
            None => vec![schema],
        }
    }
}

/// Whether a value of this kind can be meant by a branch.
fn takes(schema: &Value, kind: &NodeKind) -> bool {
    let names = |name: &str| match &schema["type"] {
        Value::String(own) => own == name,
        Value::Array(list) => list.iter().any(|own| own == name),
        // An enumeration without a type holds text; a schema without anything takes everything.
        _ => schema["enum"].is_null() && schema["const"].is_null() || name == "string",
    };
    // A rule may be the literal null; elsewhere `null` beside one other type only says that a key can be left out.
    let null_counts = schema["type"].as_array().is_some_and(|list| list.len() > 2) || schema["type"].is_null();
    match kind {
        NodeKind::Mapping(_) => names("object"),
        NodeKind::Sequence(_) => names("array"),
        NodeKind::Scalar(scalar) => match &scalar.value {
            Value::Null => null_counts && names("null"),
            Value::Bool(_) => names("boolean"),
            Value::Number(number) => names("number") || (names("integer") && number.is_u64()),
            _ => names("string"),
        },
    }
}

fn word(schema: &Value) -> Option<&'static str> {
    let first = match &schema["type"] {
        Value::Array(list) => list.first()?.as_str()?,
        Value::String(own) => own.as_str(),
        _ => "string",
    };
    Some(match first {
        "object" => "a mapping",
        "array" => "a list",
        "boolean" => "`true` or `false`",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "text",
    })
}

fn choices<'a>(branches: &[&'a Value]) -> Vec<&'a str> {
    branches
        .iter()
        .flat_map(|branch| branch["enum"].as_array().into_iter().flatten().chain(std::iter::once(&branch["const"])))
        .filter_map(Value::as_str)
        .collect()
}
