//! The tree as Rust types: `serde` reads the nodes themselves, so that a [`Spanned`] knows its node and an error its own.

use std::fmt::Display;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, IntoDeserializer, Unexpected,
    VariantAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::Value;

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
    T::deserialize(Reader { nodes, id: root }).map_err(|error| (error.node.unwrap_or(root), error.message))
}

/// The name by which [`Spanned`] asks for the node beside the value.
const SPANNED: &str = "\u{0}node";

/// Reads a node and what is below it.
#[derive(Clone, Copy)]
struct Reader<'a> {
    nodes: &'a Nodes,
    id: NodeId,
}

/// What does not fit, and the node where it was found.
#[derive(Debug)]
struct Misfit {
    node: Option<NodeId>,
    message: String,
}

impl Reader<'_> {
    fn below(self, id: NodeId) -> Self {
        Self { id, ..self }
    }

    fn scalar<'de, V: Visitor<'de>>(scalar: &super::Scalar, visitor: V) -> Result<V::Value, Misfit> {
        match scalar.other() {
            Some(Value::Null) => visitor.visit_unit(),
            Some(Value::Bool(value)) => visitor.visit_bool(*value),
            Some(Value::Number(number)) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(integer), _, _) => visitor.visit_u64(integer),
                (None, Some(integer), _) => visitor.visit_i64(integer),
                (None, None, Some(float)) => visitor.visit_f64(float),
                (None, None, None) => visitor.visit_str(&scalar.text),
            },
            _ => visitor.visit_str(&scalar.text),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let found = match &self.nodes.get(self.id).kind {
            NodeKind::Scalar(scalar) => Self::scalar(scalar, visitor),
            NodeKind::Sequence(elements) => {
                visitor.visit_seq(SeqDeserializer::new(elements.iter().map(|element| self.below(*element))))
            }
            NodeKind::Mapping(entries) => {
                let entries = entries.iter().map(|(key, member)| (key.as_str(), self.below(*member)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        };
        found.map_err(|error| Misfit { node: error.node.or(Some(self.id)), ..error })
    }

    /// What is written is there, also if it is null.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        if name == SPANNED {
            return visitor.visit_enum(self);
        }
        let found = match &self.nodes.get(self.id).kind {
            NodeKind::Scalar(scalar) => visitor.visit_enum(scalar.text.as_str().into_deserializer()),
            other => Err(serde::de::Error::invalid_type(Unexpected::Other(other.word()), &"a word")),
        };
        found.map_err(|error: Misfit| Misfit { node: error.node.or(Some(self.id)), ..error })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier
    }
}

impl IntoDeserializer<'_, Misfit> for Reader<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A node as the one variant that [`Spanned`] asks for: its id, which holds its value.
impl<'de> EnumAccess<'de> for Reader<'_> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        Ok((seed.deserialize(self.id.0.into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for Reader<'_> {
    type Error = Misfit;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self)
    }

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }
}

impl Display for Misfit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Misfit {}

impl serde::de::Error for Misfit {
    fn custom<T: Display>(message: T) -> Self {
        Self { node: None, message: message.to_string() }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Node<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Node<T> {
            type Value = Spanned<T>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a value of a connector file")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
                let (id, content) = access.variant()?;
                Ok(Spanned { value: content.newtype_variant()?, node: NodeId(id) })
            }
        }

        deserializer.deserialize_enum(SPANNED, &[], Node(PhantomData))
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
