//! A schema of the document to a schema of ours: names, types, enums, required and nullable; facts, and no prose.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::merge::{merge, null_allowed};

/// Keywords that change which values are right, and have no counterpart in schemas of connectors.
const LEFT_OUT: &[&str] = &["not", "if", "patternProperties", "prefixItems", "propertyNames", "dependentSchemas"];
/// Formats that schemas of connectors know; others, such as `int64`, say how a number is stored.
const FORMATS: &[&str] =
    &["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid"];

/// Converts shapes; named ones are kept apart and referred to.
pub struct Converter<'a> {
    document: &'a Document,
    named: BTreeMap<String, Value>,
    /// Pointers of named shapes that are still to be converted.
    waiting: Vec<String>,
    /// Pointers of the shapes that are being converted, to find one that is made of itself.
    open: Vec<String>,
    notes: BTreeSet<String>,
}

impl<'a> Converter<'a> {
    /// Nothing converted yet.
    pub fn new(document: &'a Document) -> Self {
        Self { document, named: BTreeMap::new(), waiting: Vec::new(), open: Vec::new(), notes: BTreeSet::new() }
    }

    /// Something that the reader of an import should know.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.insert(note.into());
    }

    /// The place that is being converted.
    pub fn place(&self) -> String {
        self.open.last().cloned().unwrap_or_default()
    }

    /// The named shapes that were reached, and the notes.
    pub fn finish(mut self) -> Result<(BTreeMap<String, Value>, BTreeSet<String>), ImportError> {
        while let Some(pointer) = self.waiting.pop() {
            let Some(name) = self.document.name(&pointer).map(str::to_owned) else { continue };
            if !self.named.contains_key(&name) {
                self.named.insert(name.clone(), Value::Null);
                let shape = self.whole(&pointer)?;
                self.named.insert(name, shape);
            }
        }
        Ok((self.named, self.notes))
    }

    /// The shape at a pointer: a reference if it has a name, else what it says.
    pub fn shape(&mut self, pointer: &str) -> Result<Value, ImportError> {
        let nullable = self.document.at(pointer)["nullable"].as_bool();
        let target = self.document.follow(pointer)?;
        let shape = match self.document.name(&target) {
            Some(name) => {
                let reference = json!({ "$ref": name });
                self.waiting.push(target);
                reference
            }
            None => self.whole(&target)?,
        };
        Ok(match nullable {
            Some(nullable) => null_allowed(shape, nullable),
            None => shape,
        })
    }

    /// What the shape at a pointer says itself; what it refers to further down stays a reference.
    pub fn whole(&mut self, pointer: &str) -> Result<Value, ImportError> {
        let pointer = self.document.follow(pointer)?;
        if self.open.contains(&pointer) {
            self.note(format!("{pointer} is made of itself without having a name: the inner one may be anything"));
            return Ok(json!({}));
        }
        self.open.push(pointer.clone());
        let shape = self.said(&pointer);
        self.open.pop();
        shape
    }

    /// A reference replaced by what it stands for.
    pub fn expanded(&mut self, shape: &Value) -> Result<Value, ImportError> {
        let pointer = shape["$ref"].as_str().and_then(|name| self.document.named(name)).map(str::to_owned);
        pointer.map_or_else(|| Ok(shape.clone()), |pointer| self.whole(&pointer))
    }

    fn said(&mut self, pointer: &str) -> Result<Value, ImportError> {
        let Some(schema) = self.document.at(pointer).as_object() else { return Ok(json!({})) };
        for keyword in LEFT_OUT.iter().filter(|keyword| schema.contains_key(**keyword)) {
            self.note(format!("`{keyword}` at {pointer} has no counterpart and was left out"));
        }
        let mut shape = Value::Object(self.own(pointer, schema)?);
        for index in 0..schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len) {
            let part = self.whole(&format!("{pointer}/allOf/{index}"))?;
            shape = merge(shape, part, self)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            let mut branches = Vec::new();
            for index in 0..count {
                branches.push(self.shape(&format!("{pointer}/{keyword}/{index}"))?);
            }
            if count > 0 {
                shape = merge(shape, json!({ "anyOf": branches }), self)?;
            }
        }
        Ok(match schema.get("nullable").and_then(Value::as_bool) {
            Some(nullable) => null_allowed(shape, nullable),
            None => shape,
        })
    }

    /// What a schema says beside its `allOf` and alternatives.
    fn own(&mut self, pointer: &str, schema: &Map<String, Value>) -> Result<Map<String, Value>, ImportError> {
        let mut own = Map::new();
        for keyword in ["type", "const"] {
            own.extend(schema.get(keyword).map(|value| (keyword.to_owned(), value.clone())));
        }
        if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
            let mut different: Vec<&Value> = Vec::new();
            choices.iter().filter(|choice| !choice.is_null()).for_each(|choice| {
                if !different.contains(&choice) {
                    different.push(choice);
                }
            });
            if !own.contains_key("type") && different.iter().all(|choice| choice.is_string()) {
                own.insert("type".into(), json!("string"));
            }
            if choices.contains(&Value::Null) || own.get("type").is_some_and(|kind| kind.to_string().contains("null")) {
                different.push(&Value::Null);
            }
            own.insert("enum".into(), json!(different));
        }
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
            own.insert("items".into(), self.shape(&format!("{pointer}/items"))?);
        }
        Ok(own)
    }

    fn members(
        &mut self,
        pointer: &str,
        schema: &Map<String, Value>,
        own: &mut Map<String, Value>,
    ) -> Result<(), ImportError> {
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            own.insert("required".into(), json!(required));
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            own.entry("type").or_insert(json!("object"));
            let mut converted = Map::new();
            for name in properties.keys() {
                let shape = self.shape(&format!("{pointer}/properties/{}", escaped(name)))?;
                converted.insert(name.clone(), shape);
            }
            own.insert("properties".into(), Value::Object(converted));
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Object(members)) if !members.is_empty() => {
                let members = self.shape(&format!("{pointer}/additionalProperties"))?;
                own.insert("additionalProperties".into(), members);
            }
            Some(_) => {
                own.insert("additionalProperties".into(), json!(true));
            }
        }
        Ok(())
    }
}
