//! Answers that count as whole: a provider whose schema speaks of pages would be read in part, without a word.

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::paging::{Told, asked, told};
use crate::resolve::ResolvedOperation;
use crate::schema::ShapeId;
use crate::source::Span;

/// Reports a sign of pages in the answer or the request of an operation that asks for one page only.
pub fn check(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let sign = in_answer(answer, walk).or_else(|| in_request(resolved, walk));
    let Some(Sign { message, help, place }) = sign else { return };
    let operation = &resolved.operation;
    let message = format!("`{}` counts one answer as everything, and {message}", operation.name);
    let span = resolved.pagination_span.unwrap_or(operation.span);
    walk.diagnostics
        .push(Diagnostic::error(Code::MissingPagination, span, message).also(place, "named by this schema").help(help));
}

/// Reports a sign of pages in the answer of an operation that reads one record.
pub fn single(resolved: &ResolvedOperation, answer: &[ShapeId], walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    // A list without pagination, or with one that failed, was reported on.
    let Some(sign) = in_answer(answer, walk).filter(|_| operation.records.value.is_singular()) else { return };
    let Sign { message, place, .. } = sign;
    let message = format!("`{}` reads one record, and {message}", operation.name);
    walk.diagnostics.push(
        Diagnostic::error(Code::MissingPagination, operation.records.span, message)
            .also(place, "named by this schema")
            .help("let `records` name the list, as in `$.results[*]`, and say how it goes on"),
    );
}

const AT_MOST: &str =
    "say how the list goes on, or write `whole: { at_most: ... }` with the most records that one answer has";

/// What a schema says of pages.
struct Sign {
    message: String,
    help: String,
    place: Span,
}

fn in_answer(answer: &[ShapeId], walk: &Walk<'_>) -> Option<Sign> {
    let properties = answer.iter().flat_map(|shape| walk.shapes.properties(*shape)).collect::<Vec<_>>();
    let inner = properties.iter().flat_map(|(outer, property)| {
        let members = walk.shapes.properties(property.shape).into_iter();
        members.map(move |(name, property)| (format!("{outer}.{name}"), name, property))
    });
    let all = properties.iter().map(|(name, property)| (name.clone(), name.clone(), *property)).chain(inner);
    let mut signs = all.filter(|(_, name, _)| !matches!(told(name), None | Some(Told::Total)));
    let (path, name, property) = signs.next()?;
    let help = match told(&name) {
        Some(Told::TotalPages) => AT_MOST.to_owned(),
        _ => format!(
            "say how the list goes on, or write `whole: {{ while: $.{path} }}`, so that a run that met more does not look whole"
        ),
    };
    Some(Sign { message: format!("the answer has `{path}`"), help, place: property.span })
}

fn in_request(resolved: &ResolvedOperation, walk: &Walk<'_>) -> Option<Sign> {
    let shapes = resolved.request.into_iter().chain(resolved.parameters);
    let mut properties = shapes.flat_map(|shape| walk.shapes.properties(shape));
    let (name, property) = properties.find(|(name, _)| asked(name).is_some())?;
    Some(Sign { message: format!("the provider takes `{name}`"), help: AT_MOST.to_owned(), place: property.span })
}
