//! Answers: every path into them exists in their shape, and a list says how it goes on.

use super::direction;
use super::incremental;
use super::outcome;
use super::paging;
use super::records::{self, Records};
use super::secrets;
use super::walk::{Known, Reach, Walk};
use super::whole;
use super::word;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::paging::Counted;
use crate::plan::{OneOf, Pagination, Placed};
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, ShapeId};

/// The kinds of value that a cursor can be.
pub(super) const CURSORS: Kinds = Kinds::STRING.with(Kinds::INTEGER).with(Kinds::NUMBER);

/// The kinds of value that can count: many schemas say `number` of a whole number, which a run insists on.
const COUNTS: Kinds = Kinds::INTEGER.with(Kinds::NUMBER);

/// Checks one operation's paths; returns what is known of its records.
pub fn operation(resolved: &ResolvedOperation, walk: &mut Walk<'_>) -> Records {
    says_how(resolved, walk);
    paging::begins(resolved, walk);
    let shapes: Vec<ShapeId> = resolved.record.into_iter().collect();
    let declared =
        Records { hidden: resolved.names_record && shapes.is_empty(), shapes, whole: Vec::new(), nullable: false };
    let operation = &resolved.operation;
    let start: Vec<ShapeId> = match resolved.envelope {
        Some(envelope) => vec![envelope],
        None if resolved.names_envelope => return Records { hidden: true, ..declared },
        None => {
            missing_envelope(resolved, walk);
            only(resolved, &declared, walk);
            last(resolved, &declared, walk);
            secrets::check(resolved, &declared, walk);
            direction::to(resolved, walk);
            match operation.pagination {
                Pagination::Whole { at_most: None, more: None } => whole::check(resolved, &[], walk),
                Pagination::Whole { at_most: Some(most), more: None } => whole::cut(resolved, most, walk),
                _ => {}
            }
            return declared;
        }
    };
    // Where the records path itself is wrong, paging would only repeat that the answer is another one.
    let Some(records) = records::check(resolved, &start, walk) else {
        return Records { hidden: true, ..declared };
    };
    for path in operation.error.all() {
        walk.path(&path.value, path.span, &start);
    }
    operation.success.iter().for_each(|success| outcome::success(success, &start, walk));
    if let Some(warnings) = &operation.warnings {
        walk.path(&warnings.value, warnings.span, &start);
    }
    if let Some(incremental) = &operation.incremental {
        kind(&incremental.token, &start, CURSORS, walk);
        incremental::check(resolved, incremental, walk);
    }
    goes_on(resolved, &records, &start, walk);
    whole::open_list(resolved, &start, walk);
    only(resolved, &records, walk);
    secrets::check(resolved, &records, walk);
    records
}

/// What decides which records count is there, and can be what it is compared with.
fn only(resolved: &ResolvedOperation, records: &Records, walk: &mut Walk<'_>) {
    if records.shapes.is_empty() {
        if !resolved.operation.only.is_empty() && !records.hidden {
            missing_record(resolved, walk);
        }
        return;
    }
    resolved.operation.only.iter().for_each(|only| one_of(only, &records.shapes, walk));
}

/// What must stand at a path is there, and can be each of its values.
pub fn one_of(wanted: &OneOf, start: &[ShapeId], walk: &mut Walk<'_>) {
    let Some(reach) = walk.path(&wanted.path.value, wanted.path.span, start) else { return };
    for value in wanted.values.iter().filter(|value| !value.value.is_null()) {
        walk.can_be(&value.value, &reach.shapes, value.span);
    }
}

/// What paging reads of the answer is there, and is of a kind that leads on.
fn goes_on(resolved: &ResolvedOperation, records: &Records, start: &[ShapeId], walk: &mut Walk<'_>) {
    let pagination = &resolved.operation.pagination;
    if let Some(more) = pagination.more() {
        word::check(more, matches!(pagination, Pagination::Whole { .. }), start, walk);
        direction::more(more, start, walk);
    }
    direction::to(resolved, walk);
    match pagination {
        Pagination::Single => whole::single(resolved, start, walk),
        Pagination::Whole { more: Some(_), .. } => {}
        Pagination::Whole { at_most: None, more: None } => whole::check(resolved, start, walk),
        Pagination::Whole { at_most: Some(most), more: None } => {
            whole::counted(resolved, start, walk);
            whole::cut(resolved, *most, walk);
        }
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => {
            let is_cursor = matches!(pagination, Pagination::Cursor { .. });
            let wanted = if is_cursor { CURSORS } else { Kinds::STRING };
            let shapes = kind_or(from, start, wanted, ANOTHER_PLACE, walk);
            for end in pagination.ends().iter().filter(|end| !end.value.is_null()) {
                walk.can_be(&end.value, &shapes, end.span);
            }
            let to = if let Pagination::Cursor { to, .. } = pagination { Some(to) } else { None };
            direction::from(from, to, start, walk);
            whole::unasked(resolved, start, walk);
        }
        Pagination::Offset { total, .. } | Pagination::Page { total_pages: total, .. } => {
            let is_offset = matches!(pagination, Pagination::Offset { .. });
            match total {
                Some(total) => {
                    kind(total, start, COUNTS, walk);
                    paging::total(total, if is_offset { Counted::Records } else { Counted::Pages }, walk);
                }
                None => whole::unasked(resolved, start, walk),
            }
        }
        Pagination::LinkHeader { .. } => whole::unasked(resolved, start, walk),
        Pagination::LastId { .. } => {
            whole::unasked(resolved, start, walk);
            last(resolved, records, walk);
        }
    }
}

/// What is sent of the last record is there, and no other record has it.
fn last(resolved: &ResolvedOperation, records: &Records, walk: &mut Walk<'_>) {
    let Pagination::LastId { from, .. } = &resolved.operation.pagination else { return };
    match records.shapes.as_slice() {
        [] if records.hidden => {}
        [] => missing_record(resolved, walk),
        shapes => {
            kind(from, shapes, CURSORS, walk);
            paging::tells_apart(from, shapes, walk);
        }
    }
}

const ANOTHER_PLACE: &str = "name the place of such a value, or correct the schema";

/// A path must lead to a value of one of these kinds.
pub fn kind(path: &Placed<Path>, start: &[ShapeId], wanted: Kinds, walk: &mut Walk<'_>) {
    kind_or(path, start, wanted, ANOTHER_PLACE, walk);
}

/// As [`kind`], with another help; gives the shapes of the value, none after a mistake.
pub fn kind_or(path: &Placed<Path>, start: &[ShapeId], wanted: Kinds, help: &str, walk: &mut Walk<'_>) -> Known {
    let Some(Reach { shapes, .. }) = walk.path(&path.value, path.span, start) else { return Known::new() };
    if shapes.is_empty() || shapes.iter().any(|shape| walk.shapes.kinds(*shape).meets(wanted)) {
        return shapes;
    }
    let found = walk.kinds(&shapes);
    let message = format!("`{}` is {found}, and {wanted} is needed", path.value.text());
    let mut diagnostic = Diagnostic::error(Code::TypeMismatch, path.span, message);
    if let Some(shape) = shapes.first() {
        diagnostic = diagnostic.also(walk.shapes.get(*shape).span, format!("{found} by this schema"));
    }
    walk.diagnostics.push(diagnostic.help(help));
    Known::new()
}

fn says_how(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let reads_list = !operation.records.value.is_singular();
    if reads_list && resolved.pagination_span.is_none() {
        let message = format!("`{}` reads a list, and does not say how the list goes on", operation.name);
        let help = if resolved.writes {
            "write `pagination: { whole: {} }`, since what writes is sent once; or `access: read`, if it only reads"
        } else {
            "write `pagination`; `pagination: { whole: {} }` says that one answer holds everything"
        };
        walk.diagnostics.push(Diagnostic::error(Code::MissingPagination, operation.records.span, message).help(help));
    }
    let pages = !matches!(operation.pagination, Pagination::Single | Pagination::Whole { .. });
    if pages && resolved.writes {
        let message = format!("`{}` writes, and would be sent again for every further page", operation.name);
        let span = resolved.pagination_span.unwrap_or(operation.span);
        walk.diagnostics.push(
            Diagnostic::error(Code::InvalidSetting, span, message)
                .help("write `pagination: { whole: {} }` if it writes, or `access: read` if it only reads"),
        );
    }
    if !reads_list && pages {
        let message = format!("`{}` goes on to further pages, and reads one record", operation.name);
        walk.diagnostics.push(
            Diagnostic::error(Code::ListMismatch, operation.records.span, message)
                .help("let `records` name a list, as in `$.results[*]`, or leave out `pagination`"),
        );
    }
}

/// Without an envelope, only a path that needs no member of the answer can be trusted.
fn missing_envelope(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let paging = match &operation.pagination {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => Some(from),
        pagination => pagination.total().or(pagination.more().map(|more| &more.path)),
    };
    let token = operation.incremental.as_ref().map(|incremental| &incremental.token);
    let success = operation.success.iter().map(|success| &success.path);
    let reads = std::iter::once(&operation.records).chain(success).chain(paging).chain(operation.error.all());
    let reads = reads.chain(&operation.warnings).chain(token);
    let mut reads = reads.filter(|path| !matches!(path.value.text(), "$" | "$[*]"));
    if let Some(path) = reads.next() {
        let message = format!("`{}` reads an answer whose shape `{}` does not name", path.value.text(), operation.name);
        walk.diagnostics.push(Diagnostic::error(Code::MissingShape, path.span, message).help(
            "write `envelope`, the name of a schema of the whole answer; without it a misspelt path would find nothing",
        ));
    }
}

/// Without the record's shape nothing that reads a record can be trusted.
pub fn missing_record(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let message = format!("`{}` reads records whose shape it does not name", operation.name);
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingShape, operation.span, message)
            .help("write `record`, the name of a schema of one record; without it a misspelt path would find nothing"),
    );
}
