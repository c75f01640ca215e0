//! Lists that are not sent where they are empty: the schema says that they can be absent, so that no other answer counts as
//! an empty list.

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::path_to;
use crate::plan::{EmptyList, Holder, Members, Operation, Placed};
use crate::schema::{Kinds, Property, Shape, ShapeId, Shapes};

/// The objects that lead from an answer to its records, the answer itself first.
pub fn way(operation: &Operation, pages: &[ShapeId], shapes: &Shapes) -> Vec<Holder> {
    let mut at = pages.to_vec();
    let names = operation.records.value.names().into_iter();
    let way = names.map(|name| {
        let holder = holder(&objects(&at, shapes), &name, shapes);
        at = shapes.members(&at, &name);
        holder
    });
    way.collect()
}

fn objects<'a>(at: &[ShapeId], shapes: &'a Shapes) -> Vec<&'a Shape> {
    let flat = at.iter().flat_map(|id| shapes.flat(*id)).map(|id| shapes.get(id));
    flat.filter(|shape| shape.kinds.meets(Kinds::OBJECT)).collect()
}

fn holder(objects: &[&Shape], next: &str, shapes: &Shapes) -> Holder {
    let is_open = objects.iter().any(|shape| shape.open);
    let known = objects.iter().filter(|_| !is_open).flat_map(|shape| shape.properties.keys().cloned()).collect();
    let is_required =
        |name: &&String| objects.iter().all(|shape| shape.properties.get(*name).is_some_and(|own| own.required));
    let first = objects.first().into_iter().flat_map(|shape| shape.properties.keys());
    let may_lack = |own: Option<&Property>| own.is_none_or(|own| !own.required || shapes.nullable(own.shape));
    Holder {
        members: Members { known, required: first.filter(is_required).cloned().collect() },
        names_next: objects.iter().any(|shape| shape.properties.contains_key(next)),
        may_lack_next: objects.iter().any(|shape| may_lack(shape.properties.get(next))),
    }
}

/// Checks that what is said of an empty list can happen, and that the schema knows where the list is.
pub fn check(operation: &Operation, pages: &[ShapeId], walk: &mut Walk<'_>) {
    let Some(Placed { value: empty, span }) = operation.empty.list.clone() else { return };
    let text = operation.records.value.text();
    if operation.records.value.is_singular() {
        let message = format!("`{text}` is one record, and `empty_list` is about a list");
        let diagnostic = Diagnostic::error(Code::ListMismatch, span, message);
        walk.diagnostics
            .push(diagnostic.help("leave it out, or let `records` name the list, as in `records: $.results[*]`"));
        return;
    }
    if empty == EmptyList::NoContent {
        return;
    }
    let names = operation.records.value.names();
    let known = operation.empty.way.iter().take_while(|holder| holder.names_next).count();
    let place = |count: usize| path_to("$", names.iter().take(count).map(String::as_str));
    if names.is_empty() {
        let message = "the whole answer is the list, and cannot leave it out";
        let diagnostic = Diagnostic::error(Code::InvalidSetting, span, message);
        walk.diagnostics
            .push(diagnostic.help("write `no_content`, if an answer with status 204 stands for an empty list"));
    } else if let Some(unnamed) = names.get(known) {
        let message = format!(
            "no schema names `{}`, so that every answer would look like an empty list if it is misspelt",
            place(known + 1)
        );
        let diagnostic = Diagnostic::error(Code::MissingShape, span, message);
        walk.diagnostics
            .push(diagnostic.help(format!("name `{unnamed}` in the schema of the answer, not as `required`")));
    } else if operation.empty.way.iter().all(|holder| !holder.may_lack_next) {
        let message = format!("`{}` is always there, and never absent", place(names.len()));
        let mut diagnostic = Diagnostic::error(Code::InvalidSetting, span, message);
        let (last, before) = (&names[names.len() - 1], &names[..names.len() - 1]);
        let at = before.iter().fold(pages.to_vec(), |at, name| walk.shapes.members(&at, name));
        if let Some(property) = objects(&at, walk.shapes).iter().find_map(|shape| shape.properties.get(last)) {
            diagnostic = diagnostic.also(property.span, "`required` by this schema, and not null");
        }
        let help = format!(
            "leave out `empty_list`; if answers come without `{last}`, take it out of `required` in the schema"
        );
        walk.diagnostics.push(diagnostic.help(help));
    }
}
