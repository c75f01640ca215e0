//! Operations that send the same request: the provider has one answer for it and does one thing, so they expect the same.

use serde_json::Value;

use super::records::Records;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Expression;
use crate::plan::Tree;
use crate::resolve::ResolvedOperation;
use crate::schema::{ShapeId, Shapes};

/// Reports operations of one method and path of which different things are said, though nothing in their requests tells the
/// provider which is meant: the path of one is a copy of the other's.
pub fn check(operations: &[(ResolvedOperation, Records)], walk: &mut Walk<'_>) {
    let addresses: Vec<String> = operations.iter().map(|(resolved, _)| address(resolved)).collect();
    for (index, (later, records)) in operations.iter().enumerate() {
        let same = operations[..index].iter().zip(&addresses).filter(|(_, address)| **address == addresses[index]);
        let mut contradicted = same.filter_map(|((earlier, others), _)| {
            let (what, help) = contradiction((earlier, others), (later, records), walk.shapes)?;
            (!are_told_apart(earlier, later, walk.shapes)).then_some((earlier, what, help))
        });
        let Some((earlier, what, help)) = contradicted.next() else { continue };
        let (own, other) = (&later.operation, &earlier.operation);
        let message = format!("`{}` sends the same request as `{}`, and {what}", own.name, other.name);
        let place = |resolved: &ResolvedOperation| {
            resolved.operation.path.first().map_or(resolved.operation.span, |part| part.span)
        };
        walk.diagnostics.push(
            Diagnostic::error(Code::TypeMismatch, place(later), message)
                .also(place(earlier), "the same method and path")
                .help(help),
        );
    }
}

/// What is said of one of two operations and not of the other, though it is of their request; and what to do.
fn contradiction(
    (earlier, others): (&ResolvedOperation, &Records),
    (later, records): (&ResolvedOperation, &Records),
    shapes: &Shapes,
) -> Option<(&'static str, &'static str)> {
    let differs = |one: Option<ShapeId>, other: Option<ShapeId>| {
        one.zip(other).is_some_and(|(one, other)| !shapes.same(one, other))
    };
    if differs(earlier.envelope, later.envelope) && differ(records, others, shapes) {
        let help =
            "correct the path; if it is the same request on purpose, let both have one `envelope`, such as an `anyOf`";
        return Some(("expects other records: their `envelope` differs", help));
    }
    let (one, other) = (&earlier.operation, &later.operation);
    let help = "correct the path; if it is the same request on purpose, let both say the same of it";
    if one.access != other.access {
        return Some(("its `access` is another", help));
    }
    if one.scopes.iter().any(|scope| !other.scopes.contains(scope)) || one.scopes.len() != other.scopes.len() {
        return Some(("its `scopes` are others", help));
    }
    differs(earlier.request, later.request).then_some(("its `request` is another", help))
}

/// Whether the records of two operations are surely of different shapes.
fn differ(records: &Records, others: &Records, shapes: &Shapes) -> bool {
    let are_known = !records.shapes.is_empty() && !others.shapes.is_empty();
    are_known && !records.shapes.iter().any(|one| others.shapes.iter().any(|other| shapes.same(*one, *other)))
}

/// The method and the path, whatever its inputs are called.
fn address(resolved: &ResolvedOperation) -> String {
    let parts = resolved.operation.path.iter().map(|part| match &part.value {
        Expression::Literal(value) => value.to_string(),
        Expression::Template(template) => around(template.text()),
        Expression::Path(_) => "{}".to_owned(),
    });
    format!("{:?} {}", resolved.operation.method, parts.collect::<Vec<_>>().join("/"))
}

/// The text of a template around what it computes: `/lists{{ inputs.format }}` and `/items{{ inputs.format }}` are two.
fn around(template: &str) -> String {
    let mut parts = template.split("{{");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| text + "{}" + part.split_once("}}").map_or("", |(_, after)| after))
}

/// Whether the provider can tell two requests apart: by words that differ at one place, as in `query` of GraphQL; or, where
/// both can be of one kind of request, by what only one of them always sends.
fn are_told_apart(one: &ResolvedOperation, other: &ResolvedOperation, shapes: &Shapes) -> bool {
    let (one_sends, other_sends) = (sent(one), sent(other));
    let differ = |(place, word): &(String, Option<&Value>)| {
        let mut there = other_sends.iter().filter(|(own, _)| own == place);
        there.any(|(_, own)| matches!((word, own), (Some(word), Some(own)) if word != own))
    };
    let may_be_same = |one: Option<ShapeId>, other: Option<ShapeId>| match (one, other) {
        (Some(one), Some(other)) => shapes.same(one, other),
        _ => true,
    };
    let is_missing = |sends: &[(String, Option<&Value>)], place: &str| sends.iter().all(|(own, _)| own != place);
    one_sends.iter().any(differ)
        || may_be_same(one.request, other.request)
            && may_be_same(one.parameters, other.parameters)
            && (one_sends.iter().any(|(place, _)| is_missing(&other_sends, place))
                || other_sends.iter().any(|(place, _)| is_missing(&one_sends, place)))
}

/// The places of a request to which something is always sent, with the constants.
fn sent(resolved: &ResolvedOperation) -> Vec<(String, Option<&Value>)> {
    let operation = &resolved.operation;
    let mut found = Vec::new();
    for (kind, named) in [("query", &operation.query), ("header", &operation.headers)] {
        for (name, value) in named {
            if is_always_sent(resolved, &value.value) {
                found.push((format!("{kind}.{name}"), constant(&value.value)));
            }
        }
    }
    if let Some(body) = &operation.body {
        in_body(resolved, body, "body", &mut found);
    }
    found
}

fn in_body<'a>(resolved: &ResolvedOperation, tree: &'a Tree, at: &str, found: &mut Vec<(String, Option<&'a Value>)>) {
    match tree {
        Tree::Value(value) if is_always_sent(resolved, &value.value) => {
            found.push((at.to_owned(), constant(&value.value)));
        }
        Tree::Value(_) => {}
        Tree::List(list) => {
            list.iter().enumerate().for_each(|(index, tree)| in_body(resolved, tree, &format!("{at}[{index}]"), found));
        }
        Tree::Object(members) => members
            .iter()
            .for_each(|member| in_body(resolved, &member.value, &format!("{at}.{}", member.name.value), found)),
    }
}

/// Whether it is a constant, or something that a caller has to give.
fn is_always_sent(resolved: &ResolvedOperation, expression: &Expression) -> bool {
    let input = expression.sole_input().and_then(|name| resolved.operation.inputs.get(name));
    constant(expression).is_some() || input.is_some_and(|input| input.required || input.default.is_some())
}

fn constant(expression: &Expression) -> Option<&Value> {
    match expression {
        Expression::Literal(value) => Some(value),
        _ => None,
    }
}
