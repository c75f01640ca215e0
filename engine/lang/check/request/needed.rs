//! What the provider needs of a request: whether all of it comes to something is known when a caller gives the inputs.

use super::arguments::query;
use super::nulls::{leaves, names};
use crate::plan::{Needed, Slot, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, ShapeId, Shapes};

/// The members that every form of the body and of the query has as `required`, with the inputs that fill them.
pub fn needed(resolved: &ResolvedOperation, shapes: &Shapes) -> Vec<Needed> {
    let mut found = Vec::new();
    if let (Some(shape), Some(body)) = (resolved.request, &resolved.operation.body) {
        below(body, &[shape], &[], shapes, &mut |path, tree| found.push(place(Slot::Body(path), tree, resolved)));
    }
    if let Some(shape) = resolved.parameters {
        let query = query(resolved);
        below(&query, &[shape], &[], shapes, &mut |path, tree| {
            found.push(place(Slot::Query(path.concat()), tree, resolved));
        });
    }
    found
}

/// Objects of a body are always sent, so what one of them needs is needed as well.
fn below(tree: &Tree, of: &[ShapeId], way: &[String], shapes: &Shapes, note: &mut dyn FnMut(Vec<String>, &Tree)) {
    let Tree::Object(members) = tree else { return };
    let forms = of.iter().flat_map(|id| shapes.flat(*id)).filter(|id| shapes.kinds(*id).meets(Kinds::OBJECT));
    let forms: Vec<ShapeId> = forms.collect();
    for member in members {
        let name = &member.name.value;
        let way = [way, std::slice::from_ref(name)].concat();
        let is_required = |id: &ShapeId| shapes.get(*id).properties.get(name).is_some_and(|own| own.required);
        if !forms.is_empty() && forms.iter().all(is_required) {
            note(way.clone(), &member.value);
        }
        below(&member.value, &shapes.members(of, name), &way, shapes, note);
    }
}

fn place(at: Slot, tree: &Tree, resolved: &ResolvedOperation) -> Needed {
    let inputs = resolved.operation.inputs.keys();
    let fills = |input: &&String| leaves(tree).iter().any(|leaf| names(&leaf.value, input));
    Needed { at, inputs: inputs.filter(fills).cloned().collect() }
}
