//! Functions of a path's filters: what would never hold is refused, since it would find nothing without a word.

use jsonpath_rust::parser::model::{Comparable, FnArg, Literal, Segment, TestFunction};
use regex::Regex;

use super::filter::visit_filters;

/// What is wrong with the first function that cannot be meant so.
pub(super) fn mistake(segments: &[Segment]) -> Option<String> {
    let mut found = None;
    visit_filters(segments, &mut |function, other| {
        found = found.take().or_else(|| mistake_of(function, other));
    });
    found
}

fn mistake_of(function: &TestFunction, other: Option<&Comparable>) -> Option<String> {
    match function {
        TestFunction::Custom(name, _) => Some(format!("`{name}` is no function of RFC 9535")),
        TestFunction::Match(_, FnArg::Literal(pattern)) | TestFunction::Search(_, FnArg::Literal(pattern)) => {
            unusable(pattern)
        }
        TestFunction::Match(..) | TestFunction::Search(..) | TestFunction::Value(_) => None,
        TestFunction::Length(_) => uncounted("length", other),
        TestFunction::Count(_) => uncounted("count", other),
    }
}

/// Why a pattern matches nothing. The library takes one that it cannot read for one that does not match.
fn unusable(pattern: &Literal) -> Option<String> {
    let Literal::String(pattern) = pattern else { return Some("a pattern is text in quotes".to_owned()) };
    let error = Regex::new(pattern).err()?.to_string();
    let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    Some(format!("`{pattern}` is no pattern that can be used: {reason}"))
}

/// Why a number is never what it is compared with.
fn uncounted(name: &str, other: Option<&Comparable>) -> Option<String> {
    match other {
        Some(Comparable::Literal(Literal::Int(_) | Literal::Float(_))) => None,
        Some(Comparable::Literal(_)) => Some(format!("`{name}` gives a number, and is compared with something else")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Path;

    #[test]
    fn functions_that_never_hold_are_refused() {
        for text in [
            "$[?match(@, '+')]",
            "$[?search(@.a, '^(?!x)')]",
            "$[?match(@, 3)]",
            "$[?length(@.a) > '3']",
            "$[?'3' == count(@.a[*])]",
            "$[?@.a[?search(@, '(')]]",
            "$..[?!match(@, '[')]",
        ] {
            assert!(Path::parse(text).is_err(), "{text}");
        }
        for text in ["$[?match(@, '.+')]", "$[?length(@.a) > 3]", "$[?value(@.a) == 'x']", "$[?search(@, $.pattern)]"] {
            assert!(Path::parse(text).is_ok(), "{text}");
        }
    }
}
