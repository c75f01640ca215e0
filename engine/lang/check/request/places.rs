//! Where inputs go: the shape that the provider takes at the place of the request where an input stands alone.

use indexmap::IndexMap;

use super::arguments::query;
use crate::expression::Expression;
use crate::plan::{Placed, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::{ShapeId, Shapes};

/// What the provider takes for each input that goes straight into the body, as far as `request` says it.
pub fn places(resolved: &ResolvedOperation, shapes: &Shapes) -> IndexMap<String, ShapeId> {
    let mut found = IndexMap::new();
    if let (Some(request), Some(body)) = (resolved.request, &resolved.operation.body) {
        visit(body, &[request], shapes, &mut |value, taken| note(value, taken, &mut found));
    }
    found
}

/// The same of those that go into the query by themselves, too, as far as `parameters` says it.
pub(super) fn all_places(resolved: &ResolvedOperation, shapes: &Shapes) -> IndexMap<String, ShapeId> {
    let mut found = places(resolved, shapes);
    if let Some(parameters) = resolved.parameters {
        visit(&query(resolved), &[parameters], shapes, &mut |value, taken| note(value, taken, &mut found));
    }
    found
}

fn note(value: &Placed<Expression>, taken: &[ShapeId], found: &mut IndexMap<String, ShapeId>) {
    if let (Some(name), [shape]) = (value.value.sole_input(), taken) {
        found.entry(name.to_owned()).or_insert(*shape);
    }
}

/// Every leaf of a part of the request, with the shapes that the provider takes there; none where nothing is known.
pub(super) fn visit(
    tree: &Tree,
    taken: &[ShapeId],
    shapes: &Shapes,
    leaf: &mut dyn FnMut(&Placed<Expression>, &[ShapeId]),
) {
    match tree {
        Tree::Value(value) => leaf(value, taken),
        Tree::List(list) => {
            let elements: Vec<ShapeId> = taken.iter().filter_map(|id| shapes.elements(*id)).flatten().collect();
            list.iter().for_each(|tree| visit(tree, &elements, shapes, leaf));
        }
        Tree::Object(members) => {
            for member in members {
                visit(&member.value, &shapes.members(taken, &member.name.value), shapes, leaf);
            }
        }
    }
}
