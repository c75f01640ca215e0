//! The provider's fields: every way through the shape of a record, and whether the mapping goes it.

use indexmap::IndexMap;

use super::Reads;
use crate::schema::{ShapeId, Shapes};

/// Deeper members count as part of the one above them.
const MAX_DEPTH: usize = 12;

/// A field of the provider's record. A part that is never looked at is one field, whatever it holds.
#[derive(Debug, Clone)]
pub struct SourceField {
    /// Where it is, as in `$.tags[*].name`.
    pub path: String,
    /// Whether it is looked at.
    pub seen: Seen,
}

/// Whether a field of the provider's record is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The mapping reads it.
    Read,
    /// The mapping says that it does not read it, and why.
    Ignored(String),
    /// Nothing says anything of it.
    Never,
}

/// Every field of a record, the parts that are never looked at as one field each.
pub fn source_fields(shapes: &Shapes, record: &[ShapeId], reads: &Reads<'_>) -> Vec<SourceField> {
    let mut walk = Walk { shapes, reads, open: Vec::new() };
    walk.value("$", record)
}

struct Walk<'a> {
    shapes: &'a Shapes,
    reads: &'a Reads<'a>,
    /// The shapes that lead here, to stop where one holds itself.
    open: Vec<ShapeId>,
}

impl Walk<'_> {
    fn value(&mut self, way: &str, shapes: &[ShapeId]) -> Vec<SourceField> {
        let flat: Vec<ShapeId> = shapes.iter().flat_map(|id| self.shapes.flat(*id)).collect();
        let mut members: IndexMap<String, Vec<ShapeId>> = IndexMap::new();
        for id in &flat {
            for (name, property) in &self.shapes.get(*id).properties {
                members.entry(format!("{way}.{name}")).or_default().push(property.shape);
            }
            if let Some(items) = self.shapes.get(*id).items {
                members.entry(format!("{way}[*]")).or_default().push(items);
            }
        }
        let goes_round = flat.iter().any(|id| self.open.contains(id));
        if members.is_empty() || goes_round || self.open.len() > MAX_DEPTH {
            return vec![self.one(way)];
        }
        let depth = self.open.len();
        self.open.extend(&flat);
        let inner: Vec<SourceField> = members.iter().flat_map(|(way, shapes)| self.value(way, shapes)).collect();
        self.open.truncate(depth);
        let alike = inner.iter().all(|field| field.seen == Seen::Never) || self.reads.ignored(way).is_some();
        if alike && way != "$" { vec![self.one(way)] } else { inner }
    }

    fn one(&self, way: &str) -> SourceField {
        let seen = match self.reads.ignored(way) {
            _ if self.reads.has(way) => Seen::Read,
            Some(why) => Seen::Ignored(why.to_owned()),
            None => Seen::Never,
        };
        SourceField { path: way.to_owned(), seen }
    }
}
