//! `..`: what is asked at any depth must be there at one of them.

use std::slice::from_ref;

use jsonpath_rust::parser::model::{Segment, Selector};

use super::{Known, Trail, Walk};
use crate::schema::{Kinds, ShapeId};

/// The shapes under a value, at any depth.
#[derive(Default)]
struct Depths {
    /// Each shape without alternatives, the value's own among them.
    flat: Vec<ShapeId>,
    /// Every member and element.
    children: Vec<ShapeId>,
}

impl Walk<'_> {
    /// Where `..` leads: to what one selector or several find in the value and in everything under it.
    pub(super) fn descendant(&mut self, inner: &Segment, shapes: &[ShapeId], trail: &mut Trail<'_>) -> Option<Known> {
        let selectors = match inner {
            Segment::Selector(selector) => from_ref(selector),
            Segment::Selectors(list) => list.as_slice(),
            Segment::Descendant(_) => return Some(Vec::new()),
        };
        let depths = self.depths(shapes);
        let mut found = Vec::new();
        for selector in selectors {
            found.extend(match selector {
                Selector::Name(name) => self.named(name, shapes, &depths, trail)?,
                Selector::Wildcard => depths.children.clone(),
                Selector::Index(_) | Selector::Slice(..) => {
                    let is_list = |id: &&ShapeId| self.shapes.get(**id).kinds.meets(Kinds::ARRAY);
                    let lists: Known = depths.flat.iter().filter(is_list).copied().collect();
                    self.elements(if lists.is_empty() { shapes } else { &lists }, trail)?
                }
                Selector::Filter(filter) => self.filter(filter, depths.children.clone(), trail)?,
            });
        }
        Some(found)
    }

    /// All shapes under a value; each once, since a shape may lead back to itself. Those that name no member of their
    /// objects are no children, or one of them would let every name pass.
    fn depths(&self, shapes: &[ShapeId]) -> Depths {
        let (mut depths, mut seen) = (Depths::default(), Vec::new());
        let mut waiting: Vec<ShapeId> = shapes.iter().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            for id in self.shapes.flat(id) {
                if depths.flat.contains(&id) {
                    continue;
                }
                depths.flat.push(id);
                let shape = self.shapes.get(id);
                let members = shape.properties.values().map(|property| property.shape);
                for child in members.chain(shape.items).chain(shape.others) {
                    if seen.contains(&child) {
                        continue;
                    }
                    seen.push(child);
                    waiting.push(child);
                    if !self.holds_anything(child) {
                        depths.children.push(child);
                    }
                }
            }
        }
        depths
    }

    /// Whether an object of this shape can have members of any name.
    fn holds_anything(&self, id: ShapeId) -> bool {
        self.shapes.flat(id).all(|id| {
            let shape = self.shapes.get(id);
            shape.kinds.meets(Kinds::OBJECT) && shape.properties.is_empty() || shape.kinds.is_empty()
        })
    }

    /// The member at any depth.
    fn named(&mut self, name: &str, shapes: &[ShapeId], depths: &Depths, trail: &mut Trail<'_>) -> Option<Known> {
        let place = trail.next(name);
        let (mut found, mut known) = (Vec::new(), Vec::new());
        for id in &depths.flat {
            for (member, property) in &self.shapes.get(*id).properties {
                known.push(member.as_str());
                if member == name {
                    found.push(property.shape);
                }
            }
        }
        if found.is_empty() && !shapes.is_empty() {
            let diagnostic = self.unknown_member(name, shapes, &known, place.span(self.sources));
            self.diagnostics.push(diagnostic);
            return None;
        }
        Some(found)
    }
}
