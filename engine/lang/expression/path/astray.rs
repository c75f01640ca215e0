//! Paths that meet another kind of value than they ask for: a member of text, the elements of an object.

use jsonpath_rust::parser::model::{Segment, Selector};
use serde_json::Value;

use super::Path;

/// A value of which a path asks what such a value cannot have.
#[derive(Debug, PartialEq)]
pub struct Astray<'a> {
    /// The value.
    pub at: &'a Value,
    /// What is asked of it.
    pub asked: String,
}

impl Path {
    /// The first value on the path's way, up to a filter, a slice or `..`, that is of another kind than the path asks
    /// for. What is null or empty has nothing that could be lost.
    pub fn astray<'a>(&self, root: &'a Value) -> Option<Astray<'a>> {
        let mut at = vec![root];
        for segment in self.segments() {
            let Segment::Selector(selector) = segment else { return None };
            let wants_object = matches!(selector, Selector::Name(_));
            let fits = |value: &&Value| if wants_object { value.is_object() } else { value.is_array() };
            if let Some(found) = at.iter().find(|value| !fits(value) && !is_empty(value)) {
                let asked = match selector {
                    Selector::Name(name) => format!("the member `{name}`"),
                    _ => "an element".to_owned(),
                };
                return Some(Astray { at: found, asked });
            }
            at = match selector {
                Selector::Name(name) => at.into_iter().filter_map(|value| value.get(name.as_str())).collect(),
                Selector::Index(index) => {
                    at.into_iter().filter_map(|value| super::Step::Element(*index).of(value)).collect()
                }
                Selector::Wildcard => at.into_iter().filter_map(Value::as_array).flatten().collect(),
                Selector::Slice(..) | Selector::Filter(_) => return None,
            };
        }
        None
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Path;
    use serde_json::json;

    #[test]
    fn another_kind_on_the_way_is_found() {
        let value = json!({ "text": "x", "list": [{ "a": 1 }, "y"], "object": { "a": 1 }, "none": null, "empty": "" });
        for (path, astray) in [
            ("$.text.a", Some("the member `a`")),
            ("$.text[*]", Some("an element")),
            ("$.text[0]", Some("an element")),
            ("$.list.a", Some("the member `a`")),
            ("$.list[*].a", Some("the member `a`")),
            ("$.list[0].a", None),
            ("$.list[1].a", Some("the member `a`")),
            ("$.object[*]", Some("an element")),
            ("$.object.b", None),
            ("$.none.a", None),
            ("$.empty.a", None),
            ("$.missing.a.b", None),
            ("$.list[?@.a == 1].a", None),
        ] {
            let found = Path::parse(path).unwrap().astray(&value).map(|astray| astray.asked);
            assert_eq!(found.as_deref(), astray, "{path}");
        }
    }
}
