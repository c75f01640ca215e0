//! Answers that count as whole: a provider whose schema speaks of pages would be read in part, without a word.

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::paging::{Asked, Holds, Told, asked, told};
use crate::plan::Slot;
use crate::resolve::{ResolvedOperation, Sent};
use crate::schema::{Kinds, Property, ShapeId};
use crate::source::Span;

/// Reports a sign of pages in the answer or the request of an operation that asks for one page only.
pub fn check(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let sign = in_answer(answer, walk, |_, _| true).or_else(|| in_request(resolved, walk));
    let sign = sign.or_else(|| sized(resolved)).or_else(|| in_arguments(resolved));
    report(resolved, sign, walk);
}

/// Reports a word of the answer on whether there is more, where only the number of records is to tell.
pub fn counted(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let sign = in_answer(answer, walk, |told, _| told != Told::TotalPages);
    report(resolved, sign, walk);
}

fn report(resolved: &ResolvedOperation, sign: Option<Sign>, walk: &mut Walk<'_>) {
    let Some(Sign { message, help, place, of, .. }) = sign else { return };
    let operation = &resolved.operation;
    let message = format!("`{}` counts one answer as everything, and {message}", operation.name);
    let span = resolved.pagination_span.unwrap_or(operation.span);
    let diagnostic = Diagnostic::error(Code::MissingPagination, span, message).help(help);
    walk.diagnostics.push(match place {
        Some(place) => diagnostic.also(place, of),
        None => diagnostic,
    });
}

/// Reports a word of the answer on whether there is more, which a list that goes on by a cursor or an address does not
/// ask: a page that says so and leads nowhere would look like the last.
pub fn unasked(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let is_boolean = |property: Property| walk.shapes.kinds(property.shape) == Kinds::BOOLEAN;
    let sign = in_answer(answer, walk, |told, property| told == Told::More && is_boolean(property));
    let Some(Sign { path: Some(path), place: Some(place), of, .. }) = sign else { return };
    let operation = &resolved.operation;
    let message = format!("`{}` does not ask `$.{path}`, which says whether there is more", operation.name);
    let span = resolved.pagination_span.unwrap_or(operation.span);
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingPagination, span, message)
            .also(place, of)
            .help(format!("add `while: $.{path}`, so that a page that says so and leads nowhere is a failure")),
    );
}

/// Reports a sign of pages in the answer of an operation that reads one record.
pub fn single(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    // A list without pagination, or with one that failed, was reported on.
    let Some(sign) = in_answer(answer, walk, |_, _| true).filter(|_| operation.records.value.is_singular()) else {
        return;
    };
    let Sign { message, place: Some(place), of, .. } = sign else { return };
    let message = format!("`{}` reads one record, and {message}", operation.name);
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingPagination, operation.records.span, message)
            .also(place, of)
            .help("let `records` name the list, as in `$.results[*]`, and say how it goes on"),
    );
}

const AT_MOST: &str =
    "say how the list goes on, or write `whole: { at_most: ... }` with the most records that one answer has";

/// How deep in an answer a word of pages counts as one of the whole answer.
const DEPTH: usize = 3;

/// What a schema says of pages.
struct Sign {
    message: String,
    help: String,
    /// Its path in the answer, if it is there.
    path: Option<String>,
    /// Where it is named.
    place: Option<Span>,
    /// What names it there.
    of: &'static str,
}

const BY_SCHEMA: &str = "named by this schema";

/// A member of an answer, by the names that lead to it.
struct Named<'s> {
    path: Vec<&'s str>,
    property: Property,
}

impl Named<'_> {
    /// What it says of pages.
    fn told(&self, walk: &Walk<'_>) -> Option<Told> {
        let (name, before) = self.path.split_last()?;
        told(name, before.last().copied(), holds(self.property, walk))
    }
}

/// The first sign in the objects within objects of an answer; what stands in a list is about one record.
fn in_answer<'s>(answer: &[ShapeId], walk: &Walk<'s>, counts: impl Fn(Told, Property) -> bool) -> Option<Sign> {
    let below = |before: &[&'s str], shape: ShapeId| {
        let members = walk.shapes.properties(shape);
        let named = members.map(|(name, property)| Named { path: [before, &[name]].concat(), property });
        named.collect::<Vec<_>>()
    };
    let mut level: Vec<Named<'_>> = answer.iter().flat_map(|shape| below(&[], *shape)).collect();
    let mut found = None;
    for _ in 0..DEPTH {
        let sign =
            |named: &Named<'_>| named.told(walk).filter(|told| *told != Told::Total && counts(*told, named.property));
        found = level.iter().find_map(|named| Some((named.path.join("."), sign(named)?, named.property.span)));
        if found.is_some() {
            break;
        }
        level = level.iter().flat_map(|named| below(&named.path, named.property.shape)).collect();
    }
    let (path, told, span) = found?;
    let help = match told {
        Told::TotalPages | Told::Last => AT_MOST.to_owned(),
        _ => format!(
            "say how the list goes on, or write `whole: {{ while: $.{path} }}`, so that a run that met more does not look whole"
        ),
    };
    let message = format!("the answer has `{path}`");
    Some(Sign { message, help, path: Some(path), place: Some(span), of: BY_SCHEMA })
}

fn in_request(resolved: &ResolvedOperation, walk: &Walk<'_>) -> Option<Sign> {
    resolved.request.into_iter().chain(resolved.parameters).find_map(|shape| {
        let properties: Vec<(&str, Property)> = walk.shapes.properties(shape).collect();
        let members: Vec<(&str, Holds)> =
            properties.iter().map(|(name, property)| (*name, holds(*property, walk))).collect();
        let (name, property) = &properties[asked(&members).iter().position(Option::is_some)?];
        let message = format!("the provider takes `{name}`");
        Some(Sign { message, help: AT_MOST.to_owned(), path: None, place: Some(property.span), of: BY_SCHEMA })
    })
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
    Some(Sign { message, help: AT_MOST.to_owned(), path: None, place: Some(place.span), of: "sent here" })
}

/// What the schema says of a member's value.
fn holds(property: Property, walk: &Walk<'_>) -> Holds {
    let kinds = walk.shapes.kinds(property.shape);
    let number = Kinds::INTEGER.with(Kinds::NUMBER);
    match kinds {
        kinds if kinds == Kinds::STRING && walk.shapes.format(property.shape).is_some() => Holds::Time,
        kinds if kinds == Kinds::STRING => Holds::Text,
        kinds if kinds == Kinds::BOOLEAN => Holds::Boolean,
        kinds if kinds.meets(number) && kinds.with(number) == number => Holds::Number,
        _ => Holds::Other,
    }
}

/// A request that says how many records it wants is not sure to get all of them.
fn sized(resolved: &ResolvedOperation) -> Option<Sign> {
    resolved.operation.page_size.as_ref()?;
    let message = "its request says how many records an answer has".to_owned();
    Some(Sign { message, help: AT_MOST.to_owned(), path: None, place: None, of: BY_SCHEMA })
}
