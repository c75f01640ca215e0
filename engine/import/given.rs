//! What a caller gives for a member of a request: one kind, and the values that it can have.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ImportError;
use crate::keywords;
use crate::shape::Converter;

/// The kinds that text can be given as first, since a caller can write most of the others as text.
const PREFERRED: &[&str] = &["string", "object", "array", "number", "integer", "boolean"];

/// A kind of input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its type in connector files; `None` if it may be anything.
    pub kind: Option<&'static str>,
    /// What the elements of a list are.
    pub items: Option<Box<Given>>,
    /// The values it can have; none if it can have any.
    pub choices: Vec<Value>,
    /// The kinds that it can have besides, which a caller cannot give.
    pub others: Vec<&'static str>,
}

impl Given {
    /// What can be given for a shape.
    pub fn of(shape: &Value, converter: &mut Converter<'_>) -> Result<Self, ImportError> {
        let forms = converter.forms(shape)?;
        let mut all: BTreeSet<&'static str> = forms.iter().flat_map(kinds).collect();
        if all.contains("number") {
            all.remove("integer");
        }
        let kind = PREFERRED.iter().copied().find(|kind| all.contains(kind));
        let others: Vec<&'static str> = all.into_iter().filter(|other| Some(*other) != kind).collect();
        let is_meant = |form: &&Value| {
            kinds(form).iter().any(|own| Some(*own) == kind || *own == "integer" && kind == Some("number"))
        };
        let meant: Vec<&Value> = forms.iter().filter(is_meant).collect();
        let lists: Vec<Value> = meant.iter().filter_map(|form| form.get("items").cloned()).collect();
        let items = match kind {
            Some("array") => {
                let items =
                    if lists.is_empty() { serde_json::json!({}) } else { serde_json::json!({ "anyOf": lists }) };
                Some(Box::new(Given::of(&items, converter)?))
            }
            _ => None,
        };
        Ok(Self { kind: kind.map(|kind| with_format(kind, &meant)), items, choices: choices(kind, &meant), others })
    }
}

impl Given {
    /// Whether it is text that can be anything, as a secret has to be.
    pub fn can_be_secret(&self) -> bool {
        self.kind == Some("string") && self.choices.is_empty()
    }
}

/// The kinds that a form can have, null aside.
fn kinds(form: &Value) -> Vec<&'static str> {
    let named: Vec<&str> = match &form["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let told = form["enum"].as_array().into_iter().flatten().chain(form.get("const"));
    let mut kinds: Vec<&'static str> = if named.is_empty() {
        told.map(keywords::kind).collect()
    } else {
        PREFERRED.iter().copied().filter(|kind| named.contains(kind)).collect()
    };
    kinds.retain(|kind| *kind != "null");
    kinds
}

/// Text that is always a date, or always a time, is given as such.
fn with_format(kind: &'static str, forms: &[&Value]) -> &'static str {
    let all = |format: &str| forms.iter().all(|form| form["format"] == format);
    match kind {
        "string" if all("date") => "date",
        "string" if all("date-time") => "date-time",
        kind => kind,
    }
}

/// The values of all forms, if each form lists its own.
fn choices(kind: Option<&'static str>, forms: &[&Value]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let mut seen = BTreeSet::new();
    for form in forms {
        let own = match (form["enum"].as_array(), form.get("const")) {
            (Some(choices), _) => choices.iter().collect(),
            (None, Some(value)) => vec![value],
            (None, None) => return Vec::new(),
        };
        let fits = |value: &&Value| {
            let own = keywords::kind(value);
            Some(own) == kind || own == "integer" && kind == Some("number")
        };
        all.extend(own.into_iter().filter(fits).filter(|value| seen.insert(value.to_string())).cloned());
    }
    all
}
