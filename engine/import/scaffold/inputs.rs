//! What a caller gives to an operation: each member of the provider's request as an input of its own.

use engine_lang::expression::{in_braces, path_to};
use serde_json::Value;

use super::literal;
use crate::given::Given;
use crate::names::{Unique, snake};
use crate::operation::Operation;
use crate::request::{Member, Place};

/// One input, and where the request sends it.
#[derive(Debug)]
pub struct Input<'a> {
    /// Its name in the connector.
    pub name: String,
    /// The member of the request that it becomes.
    pub member: &'a Member,
}

/// The inputs of an operation, leaving out what paging sends by itself.
pub fn inputs<'a>(operation: &'a Operation, paged: &[String]) -> Vec<Input<'a>> {
    let mut unique = Unique::default();
    let is_paged =
        |member: &&Member| matches!(member.place, Place::Query | Place::Body) && paged.contains(&member.name);
    let members = operation.members.iter().filter(|member| !is_paged(member));
    members.map(|member| Input { name: unique.name(&snake(&member.name)), member }).collect()
}

impl Input<'_> {
    /// Its declaration, as in `{ type: string, required: true }`.
    pub fn declaration(&self) -> String {
        let Given { kind, items, choices, .. } = &self.member.given;
        let mut parts = vec![format!("type: {}", kind.unwrap_or("object"))];
        match items {
            Some(items) => {
                let kind = items.kind.unwrap_or("object");
                parts.push(format!("items: {{ type: {kind}{} }}", listed(", ", kind, &items.choices)));
            }
            None => parts.extend(Some(listed("", kind.unwrap_or("object"), choices)).filter(|text| !text.is_empty())),
        }
        if self.member.required {
            parts.push("required: true".to_owned());
        } else if self.member.place == Place::WholeBody {
            parts.push("default: {}".to_owned());
        }
        if self.member.is_secret {
            parts.push("secret: true".to_owned());
        }
        format!("{{ {} }}", parts.join(", "))
    }

    /// The value that is sent, as it stands below a key.
    pub fn value(&self) -> String {
        match self.member.joined {
            Some(_) => Value::from(self.template()).to_string(),
            None => path_to("$.inputs", [self.name.as_str()]),
        }
    }

    /// The value as a template, for a part of a path.
    pub fn template(&self) -> String {
        let input = path_to("inputs", [self.name.as_str()]);
        let joined = self.member.joined.map_or(String::new(), |joint| format!(" | join('{joint}')"));
        format!("{{{{ {input}{joined} }}}}")
    }
}

/// `enum: [...]` where the kind has values to choose from.
fn listed(before: &str, kind: &str, choices: &[Value]) -> String {
    let words: Vec<String> = match kind {
        "string" => choices.iter().filter_map(Value::as_str).map(literal).collect(),
        "integer" | "number" => choices.iter().map(|choice| in_braces(&choice.to_string())).collect(),
        _ => Vec::new(),
    };
    if words.is_empty() { String::new() } else { format!("{before}enum: [{}]", words.join(", ")) }
}
