//! Numbers that paging goes by: what the answer calls a total is one, and pages are counted from where the provider
//! counts them.

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::paging::{Counted, counted, counts_from_one};
use crate::plan::{Pagination, Placed, Slot};
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, ShapeId};

/// Reports a path to a total whose name says that another number is there: the list would end too early.
pub fn total(path: &Placed<Path>, wanted: Counted, walk: &mut Walk<'_>) {
    let Some((name, within)) = path.value.last_names() else { return };
    let meaning = counted(name).or_else(|| counted(&format!("{}{name}", within?)));
    let Some(found) = meaning.filter(|found| *found != wanted) else { return };
    let message = format!("`{}` is {found} by its name, and {wanted} is needed", path.value.text());
    walk.diagnostics.push(
        Diagnostic::error(Code::InvalidSetting, path.span, message)
            .help("name where the answer has it, or leave it out: the list then ends with an empty page"),
    );
}

/// Reports a value behind which a list goes on, and which many records share: those that have it and did not come yet would
/// be left out.
pub fn tells_apart(from: &Placed<Path>, records: &[ShapeId], walk: &mut Walk<'_>) {
    let Some(reach) = walk.path(&from.value, from.span, records) else { return };
    let flat: Vec<ShapeId> = reach.shapes.iter().flat_map(|shape| walk.shapes.flat(*shape)).collect();
    let is_time = |id: &ShapeId| walk.shapes.format(*id).is_some();
    let is_few = |id: &ShapeId| walk.shapes.kinds(*id) == Kinds::BOOLEAN || walk.shapes.choices(*id).is_some();
    let Some(first) = flat.first().filter(|_| flat.iter().all(|id| is_time(id) || is_few(id))) else { return };
    let (what, of) = if is_time(first) { ("a time", "a time") } else { ("one of few values", "one of few") };
    let message =
        format!("`{}` is {what}, and records that share it would be left out at the end of a page", from.value.text());
    walk.diagnostics.push(
        Diagnostic::error(Code::TypeMismatch, from.span, message)
            .also(walk.shapes.get(*first).span, format!("{of} by this schema"))
            .help("name what only one record has, such as its id; if no two records share it, correct the schema"),
    );
}

/// The name at a place of a request.
pub fn last_name(slot: &Slot) -> Option<&str> {
    match slot {
        Slot::Query(name) | Slot::Header(name) => Some(name),
        Slot::Body(path) => path.last().map(String::as_str),
    }
}

/// The shapes of what the provider takes at a place.
pub fn at_slot(resolved: &ResolvedOperation, slot: &Slot, walk: &Walk<'_>) -> Vec<ShapeId> {
    let (start, way) = match slot {
        Slot::Query(name) => (resolved.parameters, std::slice::from_ref(name)),
        Slot::Body(path) => (resolved.request, path.as_slice()),
        Slot::Header(_) => return Vec::new(),
    };
    let start: Vec<ShapeId> = start.into_iter().collect();
    let at = way.iter().fold(start, |at, name| walk.shapes.members(&at, name));
    at.iter().flat_map(|shape| walk.shapes.flat(*shape)).collect()
}

/// Reports pages or records that are counted from another number than the provider's schema has as its default.
pub fn begins(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let (to, first) = match &resolved.operation.pagination {
        Pagination::Page { to, first, .. } | Pagination::Offset { to, first, .. } => (to, u64::from(*first)),
        _ => return,
    };
    let mut counts = at_slot(resolved, to, walk)
        .into_iter()
        .filter_map(|shape| Some((walk.shapes.get(shape).default.as_ref()?.as_u64()?, shape)));
    let span = resolved.slots.iter().find(|slot| slot.value == *to).map_or(resolved.operation.span, |slot| slot.span);
    let said = counts.clone().find(|(theirs, _)| *theirs <= 1);
    if said.is_none() && first == 0 && last_name(to).is_some_and(counts_from_one) {
        let message = "records are counted from 1 here, by the name, and the first request sends 0";
        let diagnostic = Diagnostic::error(Code::InvalidSetting, span, message);
        walk.diagnostics.push(diagnostic.help("write `first: 1`; or give the schema of it the `default` 0"));
    }
    let Some((theirs, shape)) = counts.find(|(theirs, _)| *theirs <= 1 && *theirs != first) else { return };
    let message = format!("the provider counts from {theirs} here, and the first request sends {first}");
    let diagnostic = Diagnostic::error(Code::InvalidSetting, span, message);
    let diagnostic =
        diagnostic.also(walk.shapes.get(shape).span, format!("{theirs} is what counts if nothing is sent"));
    walk.diagnostics.push(diagnostic.help(format!("write `first: {theirs}`, or correct the schema")));
}
