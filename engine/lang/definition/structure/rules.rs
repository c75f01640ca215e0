//! The JSON Schema of a file's type, made ready for a walk: references followed, and what each place takes looked up once.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::yaml::NodeKind;

/// The rules of both types of file.
pub struct Rules {
    places: Vec<Place>,
    /// Where those of `connector.yaml` begin.
    pub connector: PlaceId,
    /// Where those of the other files begin.
    pub resource: PlaceId,
}

/// A place in a file, for which there are rules.
#[derive(Debug, Clone, Copy)]
pub struct PlaceId(usize);

/// What may stand in a place.
#[derive(Default)]
pub struct Place {
    /// The forms of which it has one.
    pub forms: Vec<Form>,
    /// The words that it may be; none if any will do.
    pub choices: Vec<String>,
}

/// One form of what may stand in a place.
pub struct Form {
    kinds: Vec<Kind>,
    /// What it is, for messages.
    pub word: Option<&'static str>,
    /// The keys of a mapping, if they are named.
    pub keys: Option<IndexMap<String, PlaceId>>,
    /// What is true of other keys.
    pub others: Others,
    /// The keys that must be there, with what they mean.
    pub required: Vec<(String, Option<String>)>,
    /// The elements of a list.
    pub elements: PlaceId,
}

/// What is true of keys that are not named.
pub enum Others {
    /// Each is a name, and holds this.
    Hold(PlaceId),
    /// There are none.
    Refused,
    /// Nothing.
    Free,
}

/// The kinds of value that rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mapping,
    List,
    Nothing,
    Boolean,
    Whole,
    Number,
    Text,
}

impl Rules {
    /// The rules of the schema of connector files.
    pub fn of(schema: &Value) -> Self {
        let mut maker = Maker { definitions: &schema["$defs"], places: Vec::new(), made: HashMap::new() };
        let (connector, resource) = (maker.place(&schema["then"]), maker.place(&schema["else"]));
        Self { places: maker.places, connector, resource }
    }

    /// The rules of a place.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0]
    }
}

impl Form {
    /// Whether a value of this kind can be meant.
    pub fn takes(&self, kind: &NodeKind) -> bool {
        let kind = match kind {
            NodeKind::Mapping(_) => Kind::Mapping,
            NodeKind::Sequence(_) => Kind::List,
            NodeKind::Scalar(scalar) => match scalar.other() {
                Some(Value::Null) => Kind::Nothing,
                Some(Value::Bool(_)) => Kind::Boolean,
                Some(Value::Number(number)) if number.is_u64() => Kind::Whole,
                Some(Value::Number(_)) => Kind::Number,
                _ => Kind::Text,
            },
        };
        self.kinds.contains(&kind)
    }
}

struct Maker<'a> {
    definitions: &'a Value,
    places: Vec<Place>,
    /// The places that were made of schemas, by where these lie: a schema may refer to itself.
    made: HashMap<*const Value, PlaceId>,
}

impl<'a> Maker<'a> {
    fn place(&mut self, schema: &'a Value) -> PlaceId {
        let schema = self.referred(schema);
        if let Some(made) = self.made.get(&std::ptr::from_ref(schema)) {
            return *made;
        }
        let id = PlaceId(self.places.len());
        self.made.insert(schema, id);
        self.places.push(Place::default());
        let branches = self.branches(schema);
        let choices = choices(&branches);
        let forms = branches.into_iter().map(|branch| self.form(branch)).collect();
        self.places[id.0] = Place { forms, choices };
        id
    }

    fn form(&mut self, schema: &'a Value) -> Form {
        let named = schema["properties"].as_object();
        let keys = named.map(|named| named.iter().map(|(name, schema)| (name.clone(), self.place(schema))).collect());
        let others = match &schema["additionalProperties"] {
            others @ Value::Object(_) => Others::Hold(self.place(others)),
            others if named.is_some() || *others == false => Others::Refused,
            _ => Others::Free,
        };
        let meaning = |name: &str| Some(named?.get(name)?["description"].as_str()?.to_owned());
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let required = required.map(|name| (name.to_owned(), meaning(name))).collect();
        Form {
            kinds: kinds(schema),
            word: word(schema),
            keys,
            others,
            required,
            elements: self.place(&schema["items"]),
        }
    }

    fn referred(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.referred(&self.definitions[reference.rsplit('/').next().unwrap_or("")]),
            None => schema,
        }
    }

    /// What a schema offers, references followed; null is left out, since an empty value is a slip and not a choice.
    fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.referred(schema);
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

/// The kinds of value that a branch can mean.
fn kinds(schema: &Value) -> Vec<Kind> {
    let names = |name: &str| match &schema["type"] {
        Value::String(own) => own == name,
        Value::Array(list) => list.iter().any(|own| own == name),
        // An enumeration without a type holds text; a schema without anything takes everything.
        _ => schema["enum"].is_null() && schema["const"].is_null() || name == "string",
    };
    // A rule may be the literal null; elsewhere `null` beside one other type only says that a key can be left out.
    let null_counts = schema["type"].as_array().is_some_and(|list| list.len() > 2) || schema["type"].is_null();
    let all = [
        (Kind::Mapping, names("object")),
        (Kind::List, names("array")),
        (Kind::Nothing, null_counts && names("null")),
        (Kind::Boolean, names("boolean")),
        (Kind::Whole, names("number") || names("integer")),
        (Kind::Number, names("number")),
        (Kind::Text, names("string")),
    ];
    all.into_iter().filter(|(_, named)| *named).map(|(kind, _)| kind).collect()
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

fn choices(branches: &[&Value]) -> Vec<String> {
    branches
        .iter()
        .flat_map(|branch| branch["enum"].as_array().into_iter().flatten().chain(std::iter::once(&branch["const"])))
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
