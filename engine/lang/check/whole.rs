//! Answers that count as whole: a provider whose schema speaks of pages would be read in part, without a word.

use super::in_schema::{self, InSchema};
use super::paging::at_slot;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::paging::{Asked, Named, Told, is_about_pages};
use crate::plan::Slot;
use crate::resolve::{ResolvedOperation, Sent};
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;
use crate::unread::is_set_aside;

/// Reports a sign of pages in the answer or the request of an operation that asks for one page only.
pub fn check(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let sign = in_answer(resolved, answer, walk, |_| true).or_else(|| in_request(resolved, walk));
    let sign = sign.or_else(|| sized(resolved)).or_else(|| in_arguments(resolved));
    report(resolved, sign, walk);
}

/// Reports a word of the answer on whether there is more, where only the number of records is to tell.
pub fn counted(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let sign = in_answer(resolved, answer, walk, |named| named.says != Told::TotalPages);
    report(resolved, sign, walk);
}

fn report(resolved: &ResolvedOperation, sign: Option<Sign>, walk: &mut Walk<'_>) {
    let Some(Sign { message, help, place, .. }) = sign else { return };
    let operation = &resolved.operation;
    let message = format!("`{}` counts one answer as everything, and {message}", operation.name);
    let span = resolved.pagination_span.unwrap_or(operation.span);
    let diagnostic = Diagnostic::error(Code::MissingPagination, span, message).help(help);
    walk.diagnostics.push(match place {
        Some((place, of)) => diagnostic.also(place, of),
        None => diagnostic,
    });
}

/// Reports a size that the provider takes and that is not sent, where a number of records is to tell that there may be
/// more: the list is then cut at the provider's own size.
pub fn cut(resolved: &ResolvedOperation, at_most: u64, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let slot = |is_query: bool, path: &[String]| match path {
        [name] if is_query => Slot::Query(name.clone()),
        path => Slot::Body(path.to_vec()),
    };
    let shapes = resolved.parameters.map(|shape| (true, shape)).into_iter();
    let taken = shapes.chain(resolved.request.map(|shape| (false, shape))).flat_map(|(is_query, shape)| {
        let sizes = in_schema::asked(shape, walk.shapes).into_iter().filter(|named| named.says == Asked::Size);
        sizes.map(move |named| (slot(is_query, &named.path), named))
    });
    let mut unsent = taken.filter(|(slot, _)| !operation.sizes.contains(slot));
    let Some((slot, named)) = unsent.find(|(slot, _)| default(resolved, slot, walk).is_none_or(|own| own < at_most))
    else {
        return;
    };
    let (name, own) = (named.text(), default(resolved, &slot, walk));
    let message = match own {
        Some(own) => format!("`{}` is cut at {own} records if `{name}` is not sent", operation.name),
        None => format!("`{}` may be cut at fewer than {at_most} records, since `{name}` is not sent", operation.name),
    };
    let place = if matches!(slot, Slot::Query(_)) { "query" } else { "body" };
    let help = match own {
        Some(own) => format!("write `at_most: {own}`, or send `{name}`"),
        None => format!("send it, as in `page_size: {{ to: {place}.{name}, default: {at_most} }}`"),
    };
    let span = resolved.pagination_span.unwrap_or(operation.span);
    let diagnostic = Diagnostic::error(Code::MissingPagination, span, message).help(help);
    let at = named.member.property.map(|property| property.span);
    walk.diagnostics.push(match at {
        Some(at) => diagnostic.also(at, BY_SCHEMA),
        None => diagnostic,
    });
}

/// What counts if nothing is sent at a place.
fn default(resolved: &ResolvedOperation, slot: &Slot, walk: &Walk<'_>) -> Option<u64> {
    at_slot(resolved, slot, walk).into_iter().find_map(|shape| walk.shapes.get(shape).default.as_ref()?.as_u64())
}

/// Reports a word of the answer on whether there is more, which a list that goes on otherwise does not ask: a page that
/// says so and leads nowhere would look like the last.
pub fn unasked(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    if resolved.operation.pagination.more().is_some() {
        return;
    }
    let says = |named: &Word<'_>| matches!(named.says, Told::More | Told::Last) && named.member.is_boolean();
    let Some(Sign { told: Some((path, told)), place: Some((place, of)), .. }) = in_answer(resolved, answer, walk, says)
    else {
        return;
    };
    let operation = &resolved.operation;
    let message = format!("`{}` does not ask `$.{path}`, which says whether there is more", operation.name);
    let span = resolved.pagination_span.unwrap_or(operation.span);
    let key = if told == Told::Last { "until" } else { "while" };
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingPagination, span, message)
            .also(place, of)
            .help(format!("add `{key}: $.{path}`, so that a page that says so and leads nowhere is a failure")),
    );
}

/// Reports a sign of pages in the answer of an operation that reads one record.
pub fn single(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    // A list without pagination, or with one that failed, was reported on.
    if !has_list(answer, walk) {
        return;
    }
    let parts = parts(answer, walk);
    let is_of_record = |named: &Word<'_>| named.path.len() == 1 || !parts.contains(&named.path[0]);
    let Some(sign) = in_answer(resolved, answer, walk, is_of_record).filter(|_| operation.records.value.is_singular())
    else {
        return;
    };
    let Sign { message, place: Some((place, of)), .. } = sign else { return };
    let message = format!("`{}` reads one record, and {message}", operation.name);
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingPagination, operation.records.span, message)
            .also(place, of)
            .help("let `records` name the list, as in `$.results[*]`, and say how it goes on"),
    );
}

/// Whether an answer may have a list, at its top or in an object there: what has none has no pages.
fn has_list(answer: &[ShapeId], walk: &Walk<'_>) -> bool {
    let is_list = |shape| walk.shapes.elements(shape).is_some();
    let is_open = |shape: &ShapeId| walk.shapes.properties(*shape).next().is_none();
    let members =
        || answer.iter().flat_map(|shape| walk.shapes.properties(*shape)).filter(|(name, _)| !is_about_pages(name));
    let mut inner = members().flat_map(|(_, member)| walk.shapes.properties(member.shape));
    answer.iter().any(|shape| is_list(*shape) || is_open(shape))
        || members().any(|(_, member)| is_list(member.shape))
        || inner.any(|(_, member)| is_list(member.shape))
}

/// The objects of a record with an id that have a list of their own: what stands there of pages is about that list.
fn parts(answer: &[ShapeId], walk: &Walk<'_>) -> Vec<String> {
    let members = || answer.iter().flat_map(|shape| walk.shapes.properties(*shape));
    let holds_list =
        |shape| walk.shapes.properties(shape).any(|(_, inner)| walk.shapes.elements(inner.shape).is_some());
    let parts = members().filter(|(name, property)| !is_about_pages(name) && holds_list(property.shape));
    if members().any(|(name, _)| name == "id") { parts.map(|(name, _)| name.to_owned()).collect() } else { Vec::new() }
}

/// Reports a list in the answer of an operation that names no records, where the connector's lists have pages: the whole
/// answer would count as one record.
pub fn open_list(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    if !resolved.leaves_list_open {
        return;
    }
    let is_list = |shape| {
        let elements = walk.shapes.elements(shape).unwrap_or_default();
        elements.into_iter().any(|element| walk.shapes.kinds(element).meets(Kinds::OBJECT))
    };
    let mut members = answer.iter().flat_map(|shape| walk.shapes.properties(*shape));
    let Some((name, property)) = members.find(|(_, property)| is_list(property.shape)) else { return };
    let operation = &resolved.operation;
    let message = format!("`{}` names no `records`, and its answer has a list, `{name}`", operation.name);
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingPagination, operation.span, message).also(property.span, BY_SCHEMA).help(
            format!("write `records: $.{name}[*]` to read the list, or `records: $` if the answer is one record"),
        ),
    );
}

const AT_MOST: &str =
    "say how the list goes on, or write `whole: { at_most: ... }` with the most records that one answer has";

/// A word of an answer.
type Word<'a> = Named<InSchema<'a>, Told>;

/// What a schema or a request says of pages.
struct Sign {
    message: String,
    help: String,
    /// Its path in the answer and what it says, if it is there.
    told: Option<(String, Told)>,
    /// Where it is named, and by what.
    place: Option<(Span, &'static str)>,
}

const BY_SCHEMA: &str = "named by this schema";

/// The first sign in the objects within objects of an answer.
fn in_answer(
    resolved: &ResolvedOperation,
    answer: &[ShapeId],
    walk: &Walk<'_>,
    counts: impl Fn(&Word<'_>) -> bool,
) -> Option<Sign> {
    let ignored = &resolved.operation.beside.ignored;
    let way = resolved.operation.records.value.names();
    let mut told =
        in_schema::told(answer, &way, walk.shapes).into_iter().filter(|told| !is_set_aside(ignored, &told.path));
    let named = told.find(|named| !matches!(named.says, Told::Total | Told::Count) && counts(named))?;
    let path = named.text();
    let help = match named.says {
        Told::TotalPages => AT_MOST.to_owned(),
        Told::Last => format!("say how the list goes on, or write `whole: {{ until: $.{path} }}`, {SEEN}"),
        _ => format!("say how the list goes on, or write `whole: {{ while: $.{path} }}`, {SEEN}"),
    };
    let message = format!("the answer has `{path}`");
    let place = named.member.property.map(|property| (property.span, BY_SCHEMA));
    Some(Sign { message, help, told: Some((path, named.says)), place })
}

const SEEN: &str = "so that a run that met more does not look whole";

fn in_request(resolved: &ResolvedOperation, walk: &Walk<'_>) -> Option<Sign> {
    let mut shapes = resolved.request.into_iter().chain(resolved.parameters);
    let named = shapes.find_map(|shape| in_schema::asked(shape, walk.shapes).into_iter().next())?;
    let message = format!("the provider takes `{}`", named.text());
    let place = named.member.property.map(|property| (property.span, BY_SCHEMA));
    Some(Sign { message, help: AT_MOST.to_owned(), told: None, place })
}

/// An argument that is called like one of paging, where no schema says what the provider takes.
fn in_arguments(resolved: &ResolvedOperation) -> Option<Sign> {
    let Sent { place, asked } = resolved.sent.first()?;
    let name = match &place.value {
        Slot::Query(name) | Slot::Header(name) => name.clone(),
        Slot::Body(path) => path.join("."),
    };
    let message = match asked {
        Asked::Size => format!("its request limits the list by `{name}`"),
        _ => format!("its request asks for a part of the list by `{name}`"),
    };
    Some(Sign { message, help: AT_MOST.to_owned(), told: None, place: Some((place.span, "sent here")) })
}

/// A request that says how many records it wants is not sure to get all of them.
fn sized(resolved: &ResolvedOperation) -> Option<Sign> {
    resolved.operation.page_size.as_ref()?;
    let message = "its request says how many records an answer has".to_owned();
    Some(Sign { message, help: AT_MOST.to_owned(), told: None, place: None })
}
