//! What a caller gives to an operation: each member of the provider's request as an input of its own.

use serde_json::Value;

use super::scalar;
use crate::names::snake;
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
    let mut inputs: Vec<Input<'a>> = Vec::new();
    for member in &operation.members {
        if member.place != Place::Path && paged.contains(&member.name) {
            continue;
        }
        let plain = snake(&member.name);
        let taken = |name: &String| inputs.iter().any(|input| input.name == *name);
        let mut names = std::iter::once(plain.clone()).chain((2..).map(|number| format!("{plain}_{number}")));
        if let Some(name) = names.find(|name| !taken(name)) {
            inputs.push(Input { name, member });
        }
    }
    inputs
}

impl Input<'_> {
    /// Its declaration, as in `{ type: string, required: true }`.
    pub fn declaration(&self) -> String {
        let shape = &self.member.shape;
        let kind = kind(shape);
        let mut parts = vec![format!("type: {kind}")];
        if kind == "array" {
            let items = &shape["items"];
            let choices = choices(items).map_or(String::new(), |choices| format!(", enum: {choices}"));
            parts.push(format!("items: {{ type: {}{choices} }}", self::kind(items)));
        } else if let Some(choices) = choices(shape).filter(|_| kind == "string") {
            parts.push(format!("enum: {choices}"));
        }
        if self.member.required {
            parts.push("required: true".to_owned());
        }
        format!("{{ {} }}", parts.join(", "))
    }
}

/// The type of input for a shape; what has no single type is given as JSON.
fn kind(shape: &Value) -> &'static str {
    let named = shape["type"].as_str().or(shape["type"][0].as_str());
    match (named, shape["format"].as_str()) {
        (Some("string"), Some("date")) => "date",
        (Some("string"), Some("date-time")) => "date-time",
        (Some("string"), _) => "string",
        (Some("integer"), _) => "integer",
        (Some("number"), _) => "number",
        (Some("boolean"), _) => "boolean",
        (Some("array"), _) => "array",
        _ => "object",
    }
}

fn choices(shape: &Value) -> Option<String> {
    let words: Vec<String> = shape["enum"].as_array()?.iter().filter_map(Value::as_str).map(scalar).collect();
    (!words.is_empty()).then(|| format!("[{}]", words.join(", ")))
}
