//! Shapes that no schema has: the list of the records that a mapping makes, and the record of an operation that asks nothing.

use indexmap::IndexMap;

use super::{Kinds, Property, Shape, ShapeId, Shapes};
use crate::source::Span;

impl Shapes {
    /// An object with these members and no others, of which no schema speaks.
    pub fn object(&mut self, span: Span, properties: IndexMap<String, Property>) -> ShapeId {
        self.made(span, Kinds::OBJECT, properties, None)
    }

    /// A list of such values, or null.
    pub fn list_of(&mut self, items: ShapeId) -> ShapeId {
        self.made(self.get(items).span, Kinds::ARRAY, IndexMap::new(), Some(items))
    }

    fn made(
        &mut self,
        span: Span,
        kinds: Kinds,
        properties: IndexMap<String, Property>,
        items: Option<ShapeId>,
    ) -> ShapeId {
        let id = ShapeId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Shape {
            name: None,
            span,
            kinds,
            nullable: true,
            format: None,
            choices: None,
            default: None,
            properties,
            open: false,
            others: None,
            items,
            alternatives: Vec::new(),
            flat: vec![id],
        });
        id
    }
}
