//! What a schema says beside its `allOf` and its alternatives: kinds, choices, members and elements.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::ImportError;
use crate::document::escaped;
use crate::shape::Converter;

/// Formats that schemas of connectors know; others, such as `int64`, say how a number is stored.
const FORMATS: &[&str] =
    &["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid"];

impl Converter<'_> {
    /// The keywords of a schema that have a counterpart.
    pub fn own(&mut self, pointer: &str, schema: &Map<String, Value>) -> Result<Map<String, Value>, ImportError> {
        let mut own = Map::new();
        for keyword in ["type", "const"] {
            own.extend(schema.get(keyword).map(|value| (keyword.to_owned(), value.clone())));
        }
        self.choices(schema, &mut own)?;
        let format = schema.get("format").and_then(Value::as_str);
        if let Some(format) = format.filter(|format| FORMATS.contains(format)) {
            own.insert("format".into(), json!(format));
        }
        if schema.get("deprecated") == Some(&Value::Bool(true)) {
            own.insert("deprecated".into(), json!(true));
        }
        self.members(pointer, schema, &mut own)?;
        if schema.contains_key("items") {
            own.entry("type").or_insert(json!("array"));
            own.insert("items".into(), self.inner(&format!("{pointer}/items"))?);
        }
        Ok(own)
    }

    /// The values of an `enum`, each once, and their kind if they have one and the schema does not say it.
    fn choices(&mut self, schema: &Map<String, Value>, own: &mut Map<String, Value>) -> Result<(), ImportError> {
        let Some(choices) = schema.get("enum").and_then(Value::as_array) else { return Ok(()) };
        self.spend(choices.len())?;
        let mut seen = BTreeSet::new();
        let is_new = |choice: &&Value| !choice.is_null() && seen.insert(choice.to_string());
        let mut different: Vec<&Value> = choices.iter().filter(is_new).collect();
        let kinds: BTreeSet<&str> = different.iter().map(|choice| kind(choice)).collect();
        if let (false, [kind]) = (own.contains_key("type"), kinds.into_iter().collect::<Vec<_>>().as_slice()) {
            let is_null = choices.contains(&Value::Null);
            own.insert("type".into(), if is_null { json!([kind, "null"]) } else { json!(kind) });
        }
        if choices.contains(&Value::Null) || own.get("type").is_some_and(|kind| kind.to_string().contains("null")) {
            different.push(&Value::Null);
        }
        own.insert("enum".into(), json!(different));
        Ok(())
    }

    fn members(
        &mut self,
        pointer: &str,
        schema: &Map<String, Value>,
        own: &mut Map<String, Value>,
    ) -> Result<(), ImportError> {
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            self.spend(required.len())?;
            own.insert("required".into(), json!(required));
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            self.spend(properties.len())?;
            own.entry("type").or_insert(json!("object"));
            let mut converted = Map::new();
            for name in properties.keys() {
                let shape = self.inner(&format!("{pointer}/properties/{}", escaped(name)))?;
                converted.insert(name.clone(), shape);
            }
            own.insert("properties".into(), Value::Object(converted));
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Object(members)) if !members.is_empty() => {
                let members = self.inner(&format!("{pointer}/additionalProperties"))?;
                own.insert("additionalProperties".into(), members);
            }
            Some(_) => {
                own.insert("additionalProperties".into(), json!(true));
            }
        }
        Ok(())
    }
}

/// The kind of a value, as `type` names it.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
