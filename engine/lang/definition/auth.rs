//! How a request shows who asks: one way, or several that are all sent.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::Text;
use crate::yaml::{Any, Spanned};

/// One way, or a list of ways.
#[derive(Debug, Clone)]
pub enum Ways {
    /// One way.
    One(Box<Auth>),
    /// Several, all of which are sent.
    Several(Vec<Spanned<Auth>>),
}

impl Ways {
    /// All of them.
    pub fn all(&self) -> Vec<&Auth> {
        match self {
            Ways::One(way) => vec![way],
            Ways::Several(ways) => ways.iter().map(|way| &way.value).collect(),
        }
    }
}

/// One way in which a request shows a credential; exactly one kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Nothing is sent.
    pub none: Option<Spanned<NoAuth>>,
    /// `Authorization: Basic` (RFC 7617).
    pub basic: Option<Spanned<BasicAuth>>,
    /// `Authorization: Bearer` (RFC 6750).
    pub bearer: Option<Spanned<BearerAuth>>,
    /// A key in a header or in the query.
    pub api_key: Option<Spanned<ApiKeyAuth>>,
}

/// No authentication.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoAuth {}

/// User name and password (RFC 7617).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BasicAuth {
    /// The user name.
    pub username: Spanned<Any>,
    /// The password; may be empty.
    pub password: Spanned<Any>,
}

/// A bearer token (RFC 6750).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BearerAuth {
    /// The token.
    pub token: Spanned<Any>,
}

/// A key in a header or in the query.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyAuth {
    /// Where the key is sent.
    #[serde(rename = "in")]
    pub place: Spanned<KeyPlace>,
    /// The header's or parameter's name.
    pub name: Text,
    /// The key.
    pub value: Spanned<Any>,
}

/// Where an API key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// In a request header.
    Header,
    /// In the query string.
    Query,
}

impl<'de> Deserialize<'de> for Ways {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrSeveral;

        impl<'de> Visitor<'de> for OneOrSeveral {
            type Value = Ways;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a kind of `auth`, or a list of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Ways, A::Error> {
                Auth::deserialize(MapAccessDeserializer::new(access)).map(|way| Ways::One(Box::new(way)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Ways, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(access)).map(Ways::Several)
            }
        }

        deserializer.deserialize_any(OneOrSeveral)
    }
}

impl JsonSchema for Ways {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ways".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let way = generator.subschema_for::<Auth>();
        json_schema!({ "anyOf": [way.clone(), { "type": "array", "items": way }] })
    }

    fn inline_schema() -> bool {
        true
    }
}
