//! The schemas of a folder as tests need them: a validator of each, and values that follow it or nearly do.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

const BASE: &str = "https://schemas.test/";

/// A folder of schemas.
#[derive(Debug, Clone)]
pub struct Shapes {
    folder: PathBuf,
}

/// How closely a value follows its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// In everything.
    Exact,
    /// With nulls, unknown members, new enum values and wrong kinds here and there.
    Loose,
}

impl Shapes {
    /// The schemas below a folder of the repository.
    pub fn new(folder: &str) -> Self {
        Self { folder: super::root(folder) }
    }

    /// A schema by name, as in `ats/job`.
    pub fn schema(&self, name: &str) -> Value {
        let text = fs::read_to_string(self.folder.join(format!("{name}.json"))).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// What judges values by a schema and all that it refers to.
    pub fn validator(&self, name: &str) -> jsonschema::Validator {
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_base_uri(format!("{BASE}{name}.json"))
            .with_retriever(Files(self.clone()))
            .should_validate_formats(true)
            .build(&self.schema(name))
            .unwrap()
    }

    /// Values of a schema.
    pub fn values(&self, name: &str, fidelity: Fidelity) -> BoxedStrategy<Value> {
        self.of(&self.schema(name), Place { file: name, depth: 6 }, fidelity)
    }

    fn of(&self, schema: &Value, place: Place<'_>, fidelity: Fidelity) -> BoxedStrategy<Value> {
        let exact = self.exact(schema, place, fidelity);
        if fidelity == Fidelity::Exact {
            return exact;
        }
        prop_oneof![40 => exact, 1 => Just(Value::Null), 1 => any_scalar(), 1 => Just(json!([])), 1 => Just(json!({}))]
            .boxed()
    }

    fn exact(&self, schema: &Value, place: Place<'_>, fidelity: Fidelity) -> BoxedStrategy<Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.referred(reference, place, fidelity);
        }
        if let Some(branches) = schema["anyOf"].as_array() {
            let may_be_null = branches.iter().any(|branch| branch["type"] == "null");
            if place.depth == 0 && may_be_null {
                return Just(Value::Null).boxed();
            }
            let branches: Vec<_> = branches.iter().map(|branch| self.of(branch, place, fidelity)).collect();
            return proptest::strategy::Union::new(branches).boxed();
        }
        if let Some(choices) = schema["enum"].as_array() {
            let known = select(choices.clone());
            return match fidelity {
                Fidelity::Exact => known.boxed(),
                Fidelity::Loose => prop_oneof![9 => known, 1 => Just(json!("Unheard of"))].boxed(),
            };
        }
        if let Some(only) = schema.get("const") {
            return Just(only.clone()).boxed();
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return any_scalar().boxed(),
        };
        let kinds: Vec<_> = kinds.into_iter().map(|kind| self.kind(kind, schema, place, fidelity)).collect();
        proptest::strategy::Union::new(kinds).boxed()
    }

    /// The schema that a file refers to, and the name of the file that it stands in.
    pub fn target(&self, file: &str, reference: &str) -> (String, Value) {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let url = url::Url::parse(BASE).unwrap().join(&format!("{file}.json")).unwrap().join(path).unwrap();
        let name = url.path().trim_start_matches('/').trim_end_matches(".json").to_owned();
        let target = self.schema(&name).pointer(pointer).unwrap().clone();
        (name, target)
    }

    fn referred(&self, reference: &str, place: Place<'_>, fidelity: Fidelity) -> BoxedStrategy<Value> {
        let (name, target) = self.target(place.file, reference);
        let depth = place.depth.saturating_sub(1);
        self.of(&target, Place { file: &name, depth }, fidelity)
    }

    fn kind(&self, kind: &str, schema: &Value, place: Place<'_>, fidelity: Fidelity) -> BoxedStrategy<Value> {
        match kind {
            "null" => Just(Value::Null).boxed(),
            "boolean" => any::<bool>().prop_map(Value::from).boxed(),
            "integer" => {
                prop_oneof![any::<i64>(), Just(i64::MAX), Just(i64::MIN), Just(0)].prop_map(Value::from).boxed()
            }
            "number" => {
                let extreme = select(vec!["1e308", "-0.0", "0.1000000000000000055", "12345678901234567890.5"]);
                let extreme = extreme.prop_map(|text| serde_json::from_str(text).unwrap());
                prop_oneof![(-1e15..1e15_f64).prop_map(Value::from), extreme].boxed()
            }
            "string" => text(schema["format"].as_str()),
            "array" if place.depth == 0 => Just(json!([])).boxed(),
            "array" => {
                let items = schema
                    .get("items")
                    .map_or_else(|| any_scalar().boxed(), |items| self.of(items, place.deeper(), fidelity));
                proptest::collection::vec(items, 0..3).prop_map(Value::from).boxed()
            }
            _ => self.object(schema, place, fidelity),
        }
    }

    fn object(&self, schema: &Value, place: Place<'_>, fidelity: Fidelity) -> BoxedStrategy<Value> {
        let required =
            |name: &str| schema["required"].as_array().is_some_and(|list| list.iter().any(|own| own == name));
        let none = Map::new();
        let mut members = Just(Map::new()).boxed();
        for (name, property) in schema["properties"].as_object().unwrap_or(&none) {
            let optional = !required(name) || fidelity == Fidelity::Loose;
            if optional && place.depth == 0 {
                continue;
            }
            let value = self.of(property, place.deeper(), fidelity);
            let value =
                if optional { proptest::option::weighted(0.85, value).boxed() } else { value.prop_map(Some).boxed() };
            let name = name.clone();
            members = (members, value)
                .prop_map(move |(mut members, value)| {
                    members.extend(value.map(|value| (name.clone(), value)));
                    members
                })
                .boxed();
        }
        let extra = prop_oneof![3 => Just(None), 1 => any_scalar().prop_map(Some)];
        (members, extra)
            .prop_map(|(mut members, extra)| {
                members.extend(extra.map(|value| ("memberOfTomorrow".to_owned(), value)));
                Value::Object(members)
            })
            .boxed()
    }
}

#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    file: &'a str,
    depth: usize,
}

impl Place<'_> {
    fn deeper(self) -> Self {
        Self { depth: self.depth.saturating_sub(1), ..self }
    }
}

struct Files(Shapes);

impl jsonschema::Retrieve for Files {
    fn retrieve(&self, uri: &jsonschema::Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name =
            uri.as_str().strip_prefix(BASE).and_then(|name| name.strip_suffix(".json")).ok_or("no such schema")?;
        Ok(self.0.schema(name))
    }
}

fn any_scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ]
}

fn text(format: Option<&str>) -> BoxedStrategy<Value> {
    match format {
        Some("uuid") => "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}".prop_map(Value::from).boxed(),
        Some("date-time") => {
            select(vec!["2026-01-31T08:00:00.123Z", "1999-12-31T23:59:59+14:00", "2026-06-01T00:00:00-03:30"])
                .prop_map(Value::from)
                .boxed()
        }
        Some("date") => select(vec!["2026-01-31", "2024-02-29"]).prop_map(Value::from).boxed(),
        Some("uri") => Just(json!("https://example.test/a?b=%20#c")).boxed(),
        Some("email") => Just(json!("ö@example.test")).boxed(),
        _ => prop_oneof![
            4 => "\\PC{0,12}".prop_map(Value::from),
            1 => Just(json!("")),
            1 => Just(json!("\u{1F600}\u{202E}\"\\\n\t\u{0}")),
            1 => Just(json!("x".repeat(5000))),
        ]
        .boxed(),
    }
}
