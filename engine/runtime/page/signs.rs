//! Words of pages that no schema spoke of: in an answer that counts as whole, and in a body that a caller gave as a whole.

use engine_lang::paging::{Asked, Holds, Told, asked, told};
use serde_json::Value;

/// How deep in an answer a word of pages counts as one of the whole answer.
const DEPTH: usize = 3;

/// What an answer says of more records than these; what stands in a list is about one record.
pub fn of_more(answer: &Value, count: u64) -> Option<String> {
    first(answer, |way, value| says_more(way, value, count))
}

/// By which boolean an answer says that there is more.
pub fn by_boolean(answer: &Value) -> Option<String> {
    first(answer, |way, value| value.is_boolean() && says_more(way, value, u64::MAX))
}

fn first(answer: &Value, is_sign: impl Fn(&[&str], &Value) -> bool) -> Option<String> {
    let mut level: Vec<(Vec<&str>, &Value)> = vec![(Vec::new(), answer)];
    for _ in 0..DEPTH {
        let members = level.iter().filter_map(|(way, value)| Some((way, value.as_object()?)));
        let members = members.flat_map(|(way, object)| {
            object.iter().map(move |(name, value)| ([way.as_slice(), &[name.as_str()]].concat(), value))
        });
        level = members.collect();
        let sign = level.iter().find(|(way, value)| is_sign(way, value));
        if let Some((way, value)) = sign {
            return Some(format!("`{}` is {}", way.join("."), engine_lang::conversion::word(value)));
        }
    }
    None
}

fn says_more(way: &[&str], value: &Value, count: u64) -> bool {
    let Some((name, around)) = way.split_last() else { return false };
    match told(name, around.last().copied(), holds(value)) {
        Some(Told::Cursor | Told::NextUrl) => value.as_str().is_some_and(|text| !text.trim().is_empty()),
        Some(Told::NextNumber) => value.as_u64().is_some_and(|number| number > 0),
        Some(Told::More) => *value == Value::Bool(true),
        Some(Told::Last) => *value == Value::Bool(false),
        Some(Told::Total) => value.as_u64().is_some_and(|total| total > count),
        Some(Told::TotalPages) => value.as_u64().is_some_and(|pages| pages > 1),
        Some(Told::Place) | None => false,
    }
}

/// What a body asks of a list: how many records, and by which member for a part of it.
pub fn of_parts(body: Option<&Value>) -> (Option<u64>, Option<&str>) {
    let members: Vec<(&str, &Value)> =
        body.and_then(Value::as_object).into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect();
    let kinds: Vec<(&str, Holds)> = members.iter().map(|(name, value)| (*name, holds(value))).collect();
    let (mut size, mut part) = (None, None);
    for ((name, value), asked) in members.into_iter().zip(asked(&kinds)) {
        match asked {
            Some(Asked::Size) => size = value.as_u64().or(size),
            Some(_) if !value.is_null() => part = Some(name),
            _ => {}
        }
    }
    (size, part)
}

fn holds(value: &Value) -> Holds {
    match value {
        Value::Number(_) => Holds::Number,
        Value::String(_) => Holds::Text,
        Value::Bool(_) => Holds::Boolean,
        _ => Holds::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_more, of_parts};
    use serde_json::json;

    #[test]
    fn an_answer_says_that_there_is_more() {
        for (answer, says) in [
            (json!({ "data": [1], "total": 10 }), true),
            (json!({ "data": [1], "total": 1, "has_more": false, "next_cursor": null, "next": "" }), false),
            (json!({ "data": [1], "meta": { "paging": { "hasMore": true } } }), true),
            (json!({ "data": [{ "next": "x", "total": 9 }] }), false),
            (json!({ "data": [1], "isLastPage": false }), true),
        ] {
            assert_eq!(of_more(&answer, 1).is_some(), says, "{answer}");
        }
    }

    #[test]
    fn a_body_asks_for_a_part() {
        assert_eq!(of_parts(Some(&json!({ "limit": 2, "name": "x" }))), (Some(2), None));
        assert_eq!(of_parts(Some(&json!({ "page": 3, "limit": 1 }))), (Some(1), Some("page")));
        assert_eq!(of_parts(None), (None, None));
    }
}
