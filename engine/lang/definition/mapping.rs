//! A mapping: what makes a unified record of a provider's record.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Named, Text};
use crate::yaml::{Any, Spanned};

/// What makes a unified record of a provider's record.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The schema that the records follow.
    pub target: Text,
    /// The target's fields and where their values come from; a field that is left out is null.
    #[serde(default)]
    pub fields: Named<Rule>,
    /// In place of `fields`, where one record of the provider's makes several: the list of them.
    pub records: Option<Spanned<Rule>>,
    /// Further requests for a record, whose answers fill fields; each is made only if such a field is asked for.
    #[serde(default)]
    pub lookups: Named<Lookup>,
    /// Members of the record that are left out on purpose, as paths, each with the reason.
    #[serde(default)]
    pub ignored: Named<String>,
    /// Fields of the target that the provider cannot fill, each with the reason.
    #[serde(default)]
    pub impossible: Named<String>,
}

/// A further request for a record, whose answer fills fields.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The operation that is called; it reads, and is called once for the same inputs.
    pub operation: Text,
    /// Its inputs, as values made of the record; without one that the operation requires, it is not called.
    #[serde(default)]
    pub inputs: Named<Rule>,
}

/// Where a value comes from: a scalar, a list of values, or one of the forms.
#[derive(Debug, Clone)]
pub enum Rule {
    /// A literal, a path or a template.
    Scalar,
    /// A list; what is absent is left out.
    List(Vec<Spanned<Rule>>),
    /// One of the forms with keys.
    Form(Box<Form>),
    /// What a look-up would give that nobody asks for; nobody writes it.
    Unasked {
        /// Whether its list would add its elements to one that is written around it.
        elements: bool,
    },
}

/// The forms with keys: an object, a list made from a list, the first value that is there, or an enum table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Form")]
pub struct Form {
    /// The look-up that `value` is made from: the record that it reads, or the list of them.
    pub lookup: Option<Text>,
    /// The earlier step of a write that `value` is made from: the record that it gave, or the list of them.
    pub step: Option<Text>,
    /// Paths of its records, or of the nodes of `one`, each with what the only one that is meant has there.
    #[serde(rename = "where")]
    pub matching: Option<Spanned<Named<Rule>>>,
    /// What the value is made from.
    pub from: Option<Spanned<Rule>>,
    /// The nodes that each make one element of a list.
    pub each: Option<Spanned<Any>>,
    /// Where each of these nodes has what tells it from the others: of those with the same there, the first counts.
    pub distinct: Option<Spanned<Any>>,
    /// The only node that a path which can match many finds, or the only one of them that `where` tells; several are a mistake.
    pub one: Option<Spanned<Any>>,
    /// A path without which there is no `value`, or a template.
    pub when: Option<Spanned<Any>>,
    /// The fields of the object.
    pub fields: Option<Spanned<Named<Rule>>>,
    /// The mapping that makes the object.
    pub mapping: Option<Text>,
    /// What each element is, what a look-up or a step gives, what becomes of the one node, or what there is under a condition.
    pub value: Option<Spanned<Rule>>,
    /// The list of which the first element that is there counts: values, an `each`, or a path that can match many.
    pub first: Option<Spanned<Rule>>,
    /// The provider's values and ours; null for one that has no counterpart.
    #[serde(rename = "enum")]
    pub table: Option<Spanned<Named<Any>>>,
    /// What the record holds for a value that the table does not have; such a value is reported all the same.
    pub otherwise: Option<Spanned<Any>>,
    /// Where the provider's own value is, if not at `from`.
    pub source: Option<Spanned<Rule>>,
}

/// A value, or a list of values of which the first that is there counts; read later from its node.
#[derive(Debug, Clone, Copy)]
pub struct OneOrMany;

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Kind;

        impl<'de> Visitor<'de> for Kind {
            type Value = Rule;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a scalar, a list or one of the forms of a mapping")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Rule, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(access)).map(Rule::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Rule, A::Error> {
                Form::deserialize(MapAccessDeserializer::new(access)).map(|form| Rule::Form(Box::new(form)))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Rule, E> {
                Ok(Rule::Scalar)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Rule, E> {
                Ok(Rule::Scalar)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Rule, E> {
                Ok(Rule::Scalar)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Rule, E> {
                Ok(Rule::Scalar)
            }

            fn visit_str<E>(self, _: &str) -> Result<Rule, E> {
                Ok(Rule::Scalar)
            }

            fn visit_unit<E>(self) -> Result<Rule, E> {
                Ok(Rule::Scalar)
            }
        }

        deserializer.deserialize_any(Kind)
    }
}

impl JsonSchema for Rule {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rule = generator.subschema_for::<Rule>();
        let form = generator.subschema_for::<Form>();
        json_schema!({
            "description": "Where a value comes from.",
            "anyOf": [{ "type": ["string", "number", "boolean", "null"] }, { "type": "array", "items": rule }, form],
        })
    }
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Any::deserialize(deserializer).map(|_| OneOrMany)
    }
}

impl JsonSchema for OneOrMany {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }

    fn inline_schema() -> bool {
        true
    }
}
