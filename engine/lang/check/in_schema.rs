//! What schemas say of pages: the members of a shape, as the words of paging see them.

use crate::paging::{Asked, Holds, Member, Named, Told, all_asked, all_told};
use crate::schema::{Kinds, Property, ShapeId, Shapes};

/// A value by its shape.
#[derive(Clone, Copy)]
pub struct InSchema<'a> {
    /// Its shape.
    pub shape: ShapeId,
    /// How it is named, if it is a member.
    pub property: Option<Property>,
    shapes: &'a Shapes,
}

impl InSchema<'_> {
    /// Whether it is true or false, and nothing else.
    pub fn is_boolean(&self) -> bool {
        self.shapes.kinds(self.shape) == Kinds::BOOLEAN
    }
}

impl<'a> Member<'a> for InSchema<'a> {
    fn members(&self) -> Vec<(&'a str, Self)> {
        let members = self.shapes.properties(self.shape).map(|(name, property)| {
            (name, InSchema { shape: property.shape, property: Some(property), shapes: self.shapes })
        });
        members.collect()
    }

    fn holds(&self) -> Holds {
        let kinds = self.shapes.kinds(self.shape);
        let number = Kinds::INTEGER.with(Kinds::NUMBER);
        match kinds {
            kinds if kinds == Kinds::STRING && self.shapes.format(self.shape).is_some() => Holds::Time,
            kinds if kinds == Kinds::STRING => Holds::Text,
            kinds if kinds == Kinds::BOOLEAN => Holds::Boolean,
            kinds if kinds.meets(number) && kinds.with(number) == number => Holds::Number,
            _ => Holds::Other,
        }
    }

    fn is_constant(&self) -> bool {
        self.shapes.choices(self.shape).is_some_and(|choices| choices.len() == 1)
    }

    fn is_list(&self) -> bool {
        self.shapes.elements(self.shape).is_some()
    }
}

/// The whole of what has this shape.
pub fn whole(shape: ShapeId, shapes: &Shapes) -> InSchema<'_> {
    InSchema { shape, property: None, shapes }
}

/// All that an answer of these shapes says of pages, the way to its records being known.
pub fn told<'a>(answer: &[ShapeId], way: &[String], shapes: &'a Shapes) -> Vec<Named<InSchema<'a>, Told>> {
    let answer: Vec<InSchema<'_>> = answer.iter().map(|shape| whole(*shape, shapes)).collect();
    all_told(&answer, way)
}

/// All that a request of this shape asks of pages.
pub fn asked(request: ShapeId, shapes: &Shapes) -> Vec<Named<InSchema<'_>, Asked>> {
    all_asked(&[whole(request, shapes)])
}
