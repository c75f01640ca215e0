//! Where inputs go: the shape that the provider takes at the place of the body where an input stands alone.

use indexmap::IndexMap;

use crate::plan::Tree;
use crate::resolve::ResolvedOperation;
use crate::schema::{Member, ShapeId, Shapes};

/// What the provider takes for each input that goes straight into the body, as far as `request` says it.
pub fn places(resolved: &ResolvedOperation, shapes: &Shapes) -> IndexMap<String, ShapeId> {
    let mut found = IndexMap::new();
    if let (Some(request), Some(body)) = (resolved.request, &resolved.operation.body) {
        place(body, &[request], shapes, &mut found);
    }
    found
}

fn place(tree: &Tree, taken: &[ShapeId], shapes: &Shapes, found: &mut IndexMap<String, ShapeId>) {
    match tree {
        Tree::Value(value) => {
            if let (Some(name), [shape]) = (value.value.sole_input(), taken) {
                found.entry(name.to_owned()).or_insert(*shape);
            }
        }
        Tree::List(list) => {
            let elements: Vec<ShapeId> = taken.iter().filter_map(|id| shapes.elements(*id)).flatten().collect();
            list.iter().for_each(|tree| place(tree, &elements, shapes, found));
        }
        Tree::Object(members) => {
            for member in members {
                let inside = taken.iter().filter_map(|id| match shapes.member(*id, &member.name.value) {
                    Member::Found(inside) => Some(inside),
                    _ => None,
                });
                let inside: Vec<ShapeId> = inside.flatten().collect();
                place(&member.value, &inside, shapes, found);
            }
        }
    }
}
