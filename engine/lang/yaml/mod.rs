//! YAML as a tree in which every key and value keeps its place.

mod json;
mod parse;
mod typed;

pub use parse::parse;
pub use typed::{Any, Spanned, typed};

use crate::source::Span;

/// One value of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value's place.
    pub span: Span,
    /// The place of the key that holds it, in a mapping.
    pub key: Option<Span>,
    /// The value.
    pub kind: NodeKind,
}

/// The three kinds of value that YAML has.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<NodeId>),
    /// Keys and their values, in the order of the file.
    Mapping(Vec<(String, NodeId)>),
}

/// A single value.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The text after YAML's own escapes.
    pub text: String,
    /// What YAML takes it for: text when quoted; otherwise a number, a boolean or null when it looks like one.
    pub value: serde_json::Value,
    /// Marked `!literal`: neither path nor template, whatever it looks like.
    pub literal: bool,
    /// Where the text begins in the file, when it stands there letter for letter.
    verbatim: Option<usize>,
}

/// All nodes of all files of a connector.
#[derive(Debug, Default)]
pub struct Nodes {
    list: Vec<Node>,
}

impl Nodes {
    /// No node yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(node);
        id
    }

    /// The node of an id, which only this tree gives out.
    pub fn get(&self, id: NodeId) -> &Node {
        &self.list[id.0 as usize]
    }

    /// The place of a node's value.
    pub fn span(&self, id: NodeId) -> Span {
        self.get(id).span
    }

    /// The place of a node's key; of its value, if it has none.
    pub fn key_span(&self, id: NodeId) -> Span {
        self.get(id).key.unwrap_or(self.get(id).span)
    }

    /// The scalar, if the node is one.
    pub fn scalar(&self, id: NodeId) -> Option<&Scalar> {
        match &self.get(id).kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The entries, if the node is a mapping.
    pub fn entries(&self, id: NodeId) -> &[(String, NodeId)] {
        match &self.get(id).kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key, if the node is a mapping that has it.
    pub fn member(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entries(id).iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// The elements, if the node is a list.
    pub fn elements(&self, id: NodeId) -> &[NodeId] {
        match &self.get(id).kind {
            NodeKind::Sequence(elements) => elements,
            _ => &[],
        }
    }

    /// The node as JSON.
    pub fn json(&self, id: NodeId) -> serde_json::Value {
        match &self.get(id).kind {
            NodeKind::Scalar(scalar) => scalar.value.clone(),
            NodeKind::Sequence(elements) => elements.iter().map(|element| self.json(*element)).collect(),
            NodeKind::Mapping(entries) => entries.iter().map(|(key, value)| (key.clone(), self.json(*value))).collect(),
        }
    }

    /// The place of some bytes of a scalar's text; of the whole scalar where escapes hide them.
    pub fn within(&self, id: NodeId, range: std::ops::Range<usize>) -> Span {
        let node = self.get(id);
        match &node.kind {
            NodeKind::Scalar(Scalar { verbatim: Some(start), .. }) => {
                Span::new(node.span.source(), start + range.start..start + range.end)
            }
            _ => node.span,
        }
    }
}

impl NodeKind {
    /// The kind in a word, for messages.
    pub fn word(&self) -> &'static str {
        match self {
            NodeKind::Scalar(scalar) => match &scalar.value {
                serde_json::Value::Null => "nothing",
                serde_json::Value::Bool(_) => "a boolean",
                serde_json::Value::Number(_) => "a number",
                _ => "text",
            },
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
        }
    }
}
