//! What a caller gives to an operation: each member of the provider's request as an input of its own.

use serde_json::Value;

use crate::names::snake;
use crate::operation::Operation;

/// One input, and where the request sends it.
#[derive(Debug)]
pub struct Input {
    /// Its name in the connector.
    pub name: String,
    /// The provider's name for it.
    pub theirs: String,
    /// Where it goes.
    pub place: Place,
    /// Its declaration, as in `{ type: string, required: true }`.
    pub declaration: String,
}

/// A place in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A part of the path.
    Path,
    /// A query parameter.
    Query,
    /// A member of the body.
    Body,
}

/// The inputs of an operation, leaving out what paging sends by itself.
pub fn inputs(operation: &Operation, paged: &[String]) -> Vec<Input> {
    let mut inputs: Vec<Input> = Vec::new();
    let shapes = [
        (Place::Path, Some(&operation.path_parameters)),
        (Place::Query, operation.query.as_ref()),
        (Place::Body, operation.body.as_ref()),
    ];
    for (place, shape) in shapes {
        for (theirs, member, required) in members(shape) {
            let sent_by_paging = place != Place::Path && paged.contains(&theirs);
            if sent_by_paging || inputs.iter().any(|input| input.place == place && input.theirs == theirs) {
                continue;
            }
            let plain = snake(&theirs);
            let taken = |name: &String| inputs.iter().any(|input| input.name == *name);
            let numbered = (2..).map(|number| format!("{plain}_{number}"));
            let name =
                std::iter::once(plain.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(plain.clone());
            let declaration = declaration(&member, required || place == Place::Path);
            inputs.push(Input { name, theirs, place, declaration });
        }
    }
    inputs
}

/// The members of an object, or of every object that it can be; what only some of them need is not required.
fn members(shape: Option<&Value>) -> Vec<(String, Value, bool)> {
    let Some(shape) = shape else { return Vec::new() };
    let forms = shape["anyOf"].as_array().cloned().unwrap_or_else(|| vec![shape.clone()]);
    let needed = |name: &str| {
        let needs = |form: &Value| form["required"].as_array().is_some_and(|list| list.iter().any(|own| own == name));
        forms.iter().all(needs)
    };
    let all = forms.iter().flat_map(|form| form["properties"].as_object().into_iter().flatten());
    all.map(|(name, member)| (name.clone(), member.clone(), needed(name))).collect()
}

fn declaration(shape: &Value, required: bool) -> String {
    let one = shape["anyOf"]
        .as_array()
        .map_or(shape, |forms| forms.iter().find(|form| form["type"] != "null").unwrap_or(shape));
    let kind = kind(one);
    let mut parts = vec![format!("type: {kind}")];
    if kind == "array" {
        let items = &one["items"];
        let choices = choices(items).map_or(String::new(), |choices| format!(", enum: {choices}"));
        parts.push(format!("items: {{ type: {}{choices} }}", self::kind(items)));
    } else if let Some(choices) = choices(one).filter(|_| kind == "string") {
        parts.push(format!("enum: {choices}"));
    }
    if required {
        parts.push("required: true".to_owned());
    }
    format!("{{ {} }}", parts.join(", "))
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
    let words: Vec<String> =
        shape["enum"].as_array()?.iter().filter_map(Value::as_str).map(crate::scaffold::scalar).collect();
    (!words.is_empty()).then(|| format!("[{}]", words.join(", ")))
}
