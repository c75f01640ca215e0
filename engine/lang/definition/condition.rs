//! What an answer says: that a path is `true`, or has one of some values.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::Named;
use crate::yaml::{Any, Spanned};

/// Paths, each with the values that count there.
pub type Values = Named<Vec<Spanned<Any>>>;

/// What an answer has that says so: of success, or of where a list ends.
#[derive(Debug, Clone)]
pub enum Condition {
    /// A path that is `true`; read later from its node.
    Path,
    /// Paths that each have one of their values.
    Values(Values),
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Kind;

        impl<'de> Visitor<'de> for Kind {
            type Value = Condition;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a path, or paths with values")
            }

            fn visit_str<E>(self, _: &str) -> Result<Condition, E> {
                Ok(Condition::Path)
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Condition, A::Error> {
                Values::deserialize(MapAccessDeserializer::new(access)).map(Condition::Values)
            }
        }

        deserializer.deserialize_any(Kind)
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let values = generator.subschema_for::<Values>();
        json_schema!({ "anyOf": [{ "type": "string" }, values] })
    }

    fn inline_schema() -> bool {
        true
    }
}
