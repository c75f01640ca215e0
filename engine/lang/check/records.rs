//! Where the records are: the path reads all of them, as many as there are, and they are what the operation says.

use jsonpath_rust::parser::model::{Segment, Selector};

use super::walk::{Known, Reach, Walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::plan::{Members, Placed};
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, ShapeId, Shapes};

/// What is known of the records of an operation.
#[derive(Debug)]
pub struct Records {
    /// Their shapes; none if nothing is known.
    pub shapes: Known,
    /// The shapes of all that the path leads to: the record, or the list of them; none if nothing is known.
    pub whole: Known,
    /// Whether a mistake, which was reported, keeps their shapes from being known.
    pub hidden: bool,
    /// Whether the list of them may be null.
    pub nullable: bool,
}

impl Records {
    /// Records of which no more is known than their shapes.
    pub fn of(shapes: Known) -> Records {
        Records { shapes, whole: Vec::new(), hidden: false, nullable: false }
    }
}

/// What the answer's shape says of the records; `None` after a mistake, which is then reported.
pub fn check(resolved: &ResolvedOperation, start: &[ShapeId], walk: &mut Walk<'_>) -> Option<Records> {
    let records = &resolved.operation.records;
    let Reach { shapes, many } = reach(records, start, walk)?;
    are_records(resolved, &shapes, walk)?;
    // The list itself is what the path names up to its star.
    let lead = records.value.text().split("[*]").next().and_then(|text| Path::parse(text).ok());
    let list = lead.filter(|_| many).and_then(|lead| walk.path(&lead, records.span, start));
    let list = list.map_or(Vec::new(), |list| list.shapes);
    let nullable = list.iter().any(|id| walk.shapes.nullable(*id));
    let shapes = match resolved.record {
        Some(record) => vec![record],
        None => described(shapes, walk),
    };
    let whole = if many { list } else { shapes.clone() };
    Some(Records { shapes, whole, hidden: resolved.names_record && resolved.record.is_none(), nullable })
}

/// Where a path to records leads, with all of them and as many as there are; `None` after a mistake.
pub fn reach(records: &Placed<Path>, start: &[ShapeId], walk: &mut Walk<'_>) -> Option<Reach> {
    reads_all(records, walk)?;
    let Reach { shapes, many } = walk.path(&records.value, records.span, start)?;
    let is_list = |id: &ShapeId| walk.shapes.kinds(*id) == Kinds::ARRAY;
    if !many && !shapes.is_empty() && shapes.iter().all(is_list) {
        let text = records.value.text();
        let message = format!("`{text}` is a list, and would count as one record");
        walk.diagnostics.push(
            Diagnostic::error(Code::ListMismatch, records.span, message)
                .help(format!("write `{text}[*]` to read each of its elements")),
        );
        return None;
    }
    Some(Reach { shapes, many })
}

/// The shapes of records; none of them where one may hold anything, which says nothing of a record.
pub fn described(shapes: Known, walk: &Walk<'_>) -> Known {
    let says_nothing = |id: &ShapeId| walk.shapes.flat(*id).any(|id| holds_anything(id, walk));
    if shapes.iter().any(says_nothing) { Vec::new() } else { shapes }
}

/// Whether a shape names no member of its objects, so that no path into them can be checked.
fn holds_anything(id: ShapeId, walk: &Walk<'_>) -> bool {
    let shape = walk.shapes.get(id);
    walk.shapes.says_nothing(id) || shape.kinds == Kinds::OBJECT && shape.properties.is_empty()
}

/// The members that records can have, and those that all of them have; nothing where any member may be read.
pub fn members(records: &[ShapeId], shapes: &Shapes) -> Members {
    let flat: Vec<ShapeId> = records.iter().flat_map(|id| shapes.flat(*id)).collect();
    let objects: Vec<_> =
        flat.iter().map(|id| shapes.get(*id)).filter(|shape| shape.kinds.meets(Kinds::OBJECT)).collect();
    if objects.iter().any(|shape| shape.open || shape.properties.is_empty()) {
        return Members::default();
    }
    let known = objects.iter().flat_map(|shape| shape.properties.keys().cloned()).collect();
    let is_required = |name: &String| {
        objects.iter().all(|shape| shape.properties.get(name).is_some_and(|property| property.required))
    };
    let first = objects.first().into_iter().flat_map(|shape| shape.properties.keys());
    Members { known, required: first.filter(|name| is_required(name)).cloned().collect() }
}

/// A path with an index, a slice or a filter would leave records out without a word.
fn reads_all(records: &Placed<Path>, walk: &mut Walk<'_>) -> Option<()> {
    let segments = records.value.segments();
    let is_star = |segment: &&Segment| matches!(segment, Segment::Selector(Selector::Wildcard));
    let is_name = |segment: &&Segment| matches!(segment, Segment::Selector(Selector::Name(_)));
    let stars = segments.iter().filter(is_star).count();
    if stars <= 1 && stars + segments.iter().filter(is_name).count() == segments.len() {
        return Some(());
    }
    let message = format!("`{}` does not read every record", records.value.text());
    walk.diagnostics.push(
        Diagnostic::error(Code::ListMismatch, records.span, message)
            .help("`records` is made of member names, and of one `[*]` where they are a list"),
    );
    None
}

/// Where both shapes are known, what the path leads to is what `record` says.
fn are_records(resolved: &ResolvedOperation, reached: &[ShapeId], walk: &mut Walk<'_>) -> Option<()> {
    let Some(record) = resolved.record else { return Some(()) };
    let mut declared = walk.shapes.flat(record);
    let flat: Vec<ShapeId> = reached.iter().flat_map(|id| walk.shapes.flat(*id)).collect();
    let is_declared = |id: &ShapeId| declared.clone().any(|declared| walk.shapes.same(declared, *id));
    let fits = |id: &ShapeId| is_declared(id) || walk.shapes.get(*id).open;
    if flat.is_empty() || flat.iter().any(fits) {
        return Some(());
    }
    let records = &resolved.operation.records;
    let name =
        |id: Option<ShapeId>| id.and_then(|id| walk.shapes.get(id).name.clone()).unwrap_or("another shape".into());
    let message =
        format!("`{}` is `{}`, and not `{}`", records.value.text(), name(flat.first().copied()), name(declared.next()));
    walk.diagnostics.push(
        Diagnostic::error(Code::TypeMismatch, records.span, message)
            .help("let `records` name where the answer has them, or correct `record`"),
    );
    None
}
