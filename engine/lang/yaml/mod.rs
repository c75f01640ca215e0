//! YAML as a tree in which every key and value keeps its place.

mod json;
mod parse;
mod swallowed;
mod typed;

pub use parse::parse;
pub use swallowed::swallowed;
pub use typed::{Any, Spanned, typed};

use serde_json::Value;

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
    /// What YAML takes it for, if that is no text: a number, a boolean or null, when it is not quoted and looks like one.
    /// A node for each word of the files makes a plan's peak of memory, so that its text is there once.
    other: Option<Box<Value>>,
    /// Marked `!literal`: neither path nor template, whatever it looks like.
    pub literal: bool,
    /// Where the text begins in the file, when it stands there letter for letter.
    verbatim: Option<u32>,
}

impl Scalar {
    fn new(text: String, other: Option<Value>, literal: bool, verbatim: Option<usize>) -> Self {
        let verbatim = verbatim.and_then(|start| u32::try_from(start).ok());
        Self { text, other: other.map(Box::new), literal, verbatim }
    }

    /// What YAML takes it for, unless that is text.
    pub fn other(&self) -> Option<&Value> {
        self.other.as_deref()
    }

    /// What YAML takes it for.
    pub fn value(&self) -> Value {
        self.other().cloned().unwrap_or_else(|| Value::String(self.text.clone()))
    }
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
    pub fn json(&self, id: NodeId) -> Value {
        match &self.get(id).kind {
            NodeKind::Scalar(scalar) => scalar.value(),
            NodeKind::Sequence(elements) => elements.iter().map(|element| self.json(*element)).collect(),
            NodeKind::Mapping(entries) => entries.iter().map(|(key, value)| (key.clone(), self.json(*value))).collect(),
        }
    }

    /// The place of some bytes of a scalar's text; of the whole scalar where escapes hide them.
    pub fn within(&self, id: NodeId, range: std::ops::Range<usize>) -> Span {
        let node = self.get(id);
        match &node.kind {
            NodeKind::Scalar(Scalar { verbatim: Some(start), .. }) => {
                let start = *start as usize;
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
            NodeKind::Scalar(scalar) => match scalar.other() {
                Some(Value::Null) => "nothing",
                Some(Value::Bool(_)) => "a boolean",
                Some(Value::Number(_)) => "a number",
                _ => "text",
            },
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
        }
    }
}
