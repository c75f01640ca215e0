//! Incremental reads: the token is no cursor of the pages, and the input that takes it is for it.

use super::paging::last_name;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::paging::{Holds, Told, asked, told};
use crate::plan::{Incremental, InputType, Pagination, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::Kinds;
use crate::vocabulary::{Meaning, plain};

/// Reports a token that is about pages, and an input that is for something else.
pub fn check(resolved: &ResolvedOperation, incremental: &Incremental, walk: &mut Walk<'_>) {
    is_no_cursor(resolved, incremental, walk);
    is_for_a_token(resolved, incremental, walk);
}

/// The next read would begin in the middle of this one, and bring what is there already.
fn is_no_cursor(resolved: &ResolvedOperation, Incremental { token, .. }: &Incremental, walk: &mut Walk<'_>) {
    let pagination = &resolved.operation.pagination;
    let from = match pagination {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => Some(from),
        _ => None,
    };
    let is_same = from.is_some_and(|from| from.value.lead() == token.value.lead());
    let word = token.value.last_names().and_then(|(name, within)| told(name, within, Holds::Text));
    let is_word = match word {
        // A cursor may be what a provider calls the token, where pages are led on with something else.
        Some(Told::Place) => matches!(pagination, Pagination::Cursor { .. }),
        word => word.is_some(),
    };
    if !is_same && !is_word {
        return;
    }
    let why = if is_same { "where `pagination` goes on from" } else { "about pages by its name" };
    let message = format!("`{}` is {why}, and no token for what changes after this read", token.value.text());
    walk.diagnostics.push(
        Diagnostic::error(Code::InvalidSetting, token.span, message)
            .help("name where the last page has the token for the next read, or leave `incremental` out"),
    );
}

/// Another input, or another argument of the provider, that is called like a token is the one that is meant.
fn is_for_a_token(resolved: &ResolvedOperation, incremental: &Incremental, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let input = incremental.input.as_str();
    let places = places(resolved, input);
    let has = |plain: &str, meaning: Meaning| meaning.names().iter().any(|part| plain.contains(part));
    let is_word = |name: &str| {
        let plain = plain(name);
        has(&plain, Meaning::PartOfToken) || has(&plain, Meaning::PartOfSyncToken)
    };
    if is_word(input) || places.iter().any(|place| is_word(place)) {
        return;
    }
    let is_token = |name: &str| {
        let plain = plain(name);
        has(&plain, Meaning::PartOfSyncToken) || plain.len() > 5 && plain.contains("token")
    };
    let is_paging = |name: &str| asked(&[(name, Holds::Text)]) != [None];
    let is_free = |name: &str| name != input && is_token(name) && !is_paging(name);
    let other = operation
        .inputs
        .iter()
        .find(|(name, other)| is_free(name) && other.kind == InputType::String && !other.required && !other.secret);
    let slots: Vec<&str> = operation.slots().into_iter().filter_map(last_name).collect();
    let shapes = resolved.request.into_iter().chain(resolved.parameters);
    let arguments = shapes.flat_map(|shape| walk.shapes.properties(shape));
    let argument = arguments.into_iter().find(|(name, property)| {
        let is_text =
            walk.shapes.kinds(property.shape) == Kinds::STRING && walk.shapes.format(property.shape).is_none();
        is_free(name) && is_text && !slots.contains(name)
    });
    let (name, also) = match (other, argument) {
        (Some((name, _)), _) => (name.clone(), resolved.input_spans.get(name).copied().map(|span| (span, "an input"))),
        (None, Some((name, property))) => (name.to_owned(), Some((property.span, "taken by the provider"))),
        (None, None) => return,
    };
    let span = incremental.token.span;
    let message = format!("the input `{input}` takes the token, and `{name}` is called like one");
    let diagnostic = Diagnostic::error(Code::InvalidSetting, span, message);
    let diagnostic = also.into_iter().fold(diagnostic, |diagnostic, (span, what)| diagnostic.also(span, what));
    walk.diagnostics.push(diagnostic.help(format!("let `input` name the input that is sent as `{name}`")));
}

/// The names under which an input is sent.
fn places<'a>(resolved: &'a ResolvedOperation, input: &str) -> Vec<&'a str> {
    fn of<'a>(tree: &'a Tree, name: &'a str, input: &str, found: &mut Vec<&'a str>) {
        match tree {
            Tree::Value(value) if value.value.sole_input() == Some(input) => found.push(name),
            Tree::Value(_) => {}
            Tree::List(list) => list.iter().for_each(|tree| of(tree, name, input, found)),
            Tree::Object(members) => {
                members.iter().for_each(|member| of(&member.value, &member.name.value, input, found));
            }
        }
    }
    let operation = &resolved.operation;
    let named = operation.query.iter().chain(&operation.headers);
    let named = named.filter(|(_, value)| value.value.sole_input() == Some(input)).map(|(name, _)| name.as_str());
    let mut found: Vec<&str> = named.collect();
    operation.body.iter().for_each(|body| of(body, "", input, &mut found));
    found
}
