//! What an answer of success has: `true` at a path, or one of some values at each of several.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::Named;
use crate::yaml::{Any, Spanned};

/// Paths, each with the values that count there.
pub type Values = Named<Vec<Spanned<Any>>>;

/// What an answer of success has.
#[derive(Debug, Clone)]
pub enum Success {
    /// A path that must be `true`; read later from its node.
    Path,
    /// Paths that must each have one of their values.
    Values(Values),
}

impl<'de> Deserialize<'de> for Success {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Kind;

        impl<'de> Visitor<'de> for Kind {
            type Value = Success;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a path, or paths with values")
            }

            fn visit_str<E>(self, _: &str) -> Result<Success, E> {
                Ok(Success::Path)
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Success, A::Error> {
                Values::deserialize(MapAccessDeserializer::new(access)).map(Success::Values)
            }
        }

        deserializer.deserialize_any(Kind)
    }
}

impl JsonSchema for Success {
    fn schema_name() -> Cow<'static, str> {
        "Success".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let values = generator.subschema_for::<Values>();
        json_schema!({ "anyOf": [{ "type": "string" }, values] })
    }

    fn inline_schema() -> bool {
        true
    }
}
