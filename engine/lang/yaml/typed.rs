//! The tree as Rust types: `serde_yaml` values whose tags carry the nodes' ids, so that a [`Spanned`] knows its node.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, EnumAccess, IgnoredAny, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_yaml::value::{Tag, TaggedValue};

use super::{NodeId, NodeKind, Nodes};

/// A typed value and the node it was made from.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub node: NodeId,
}

/// A value of any kind, read later from its node.
#[derive(Debug, Clone, Copy)]
pub struct Any;

/// Makes a typed value of a tree; the error names the node nearest to the mistake.
pub fn typed<T: DeserializeOwned>(nodes: &Nodes, root: NodeId) -> Result<T, (NodeId, String)> {
    serde_path_to_error::deserialize(value(nodes, root)).map_err(|error| {
        let mut node = root;
        for segment in error.path() {
            let next = match segment {
                serde_path_to_error::Segment::Map { key } => nodes.member(node, key),
                serde_path_to_error::Segment::Seq { index } => nodes.elements(node).get(*index).copied(),
                _ => None,
            };
            node = next.unwrap_or(node);
        }
        (node, error.into_inner().to_string())
    })
}

fn value(nodes: &Nodes, id: NodeId) -> serde_yaml::Value {
    let value = match &nodes.get(id).kind {
        NodeKind::Scalar(scalar) => scalar_value(scalar),
        NodeKind::Sequence(elements) => elements.iter().map(|element| value(nodes, *element)).collect(),
        NodeKind::Mapping(entries) => entries
            .iter()
            .map(|(key, member)| (serde_yaml::Value::String(key.clone()), value(nodes, *member)))
            .collect::<serde_yaml::Mapping>()
            .into(),
    };
    serde_yaml::Value::Tagged(Box::new(TaggedValue { tag: Tag::new(id.0.to_string()), value }))
}

fn scalar_value(scalar: &super::Scalar) -> serde_yaml::Value {
    match &scalar.value {
        serde_json::Value::Null => serde_yaml::Value::Null,
        serde_json::Value::Bool(value) => (*value).into(),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => integer.into(),
            (None, Some(float)) => float.into(),
            (None, None) => scalar.text.clone().into(),
        },
        _ => scalar.text.clone().into(),
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeTag<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for NodeTag<T> {
            type Value = Spanned<T>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a value of a connector file")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                let (tag, content) = access.variant::<String>()?;
                let id = tag.parse().map_err(serde::de::Error::custom)?;
                Ok(Spanned { value: content.newtype_variant()?, node: NodeId(id) })
            }
        }

        deserializer.deserialize_enum("node", &[], NodeTag(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Any)
    }
}

impl JsonSchema for Any {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Any".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "description": "Any value." })
    }

    fn inline_schema() -> bool {
        true
    }
}
