//! Paths that meet another kind of value than they ask for: a member of text, the elements of an object.

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

use super::Path;
use crate::expression::astray::{Astray, is_empty};

impl Path {
    /// The first value on the path's way that is of another kind than the path asks for. What is null or empty has
    /// nothing that could be lost, and `..` asks nothing of what it passes.
    pub fn astray<'a>(&self, root: &'a Value) -> Option<Astray<'a>> {
        let mut at = vec![root];
        for (index, segment) in self.segments().iter().enumerate() {
            let selectors = match segment {
                Segment::Selector(selector) => std::slice::from_ref(selector),
                Segment::Selectors(list) => list.as_slice(),
                Segment::Descendant(_) => &[],
            };
            let fits = |value: &&Value| selectors.is_empty() || selectors.iter().any(|selector| asks(selector, value));
            if let Some(found) = at.iter().find(|value| !fits(value) && !is_empty(value)) {
                let asked = match selectors.first() {
                    Some(Selector::Name(name)) => format!("the member `{name}`"),
                    _ => "an element".to_owned(),
                };
                return Some(Astray { at: found, asked });
            }
            // Nothing is asked of all that there is.
            if is_search(segment) {
                return None;
            }
            at = match segment {
                Segment::Selector(Selector::Name(name)) => {
                    at.into_iter().filter_map(|value| value.get(name.as_str())).collect()
                }
                Segment::Selector(Selector::Index(index)) => {
                    at.into_iter().filter_map(|value| super::Step::Element(*index).of(value)).collect()
                }
                Segment::Selector(Selector::Wildcard) => at.into_iter().filter_map(Value::as_array).flatten().collect(),
                _ => self.until(index, root),
            };
        }
        None
    }

    /// What the path finds up to and with this segment.
    fn until<'a>(&self, index: usize, root: &'a Value) -> Vec<&'a Value> {
        let query = JpQuery::new(self.looked_up.segments[..=index].to_vec());
        js_path_process(&query, root).unwrap_or_default().into_iter().map(|node| node.val).collect()
    }
}

/// Whether a selector finds something in such values.
fn asks(selector: &Selector, value: &Value) -> bool {
    match selector {
        Selector::Name(_) => value.is_object(),
        Selector::Index(_) | Selector::Wildcard | Selector::Slice(..) | Selector::Filter(_) => value.is_array(),
    }
}

/// Whether a segment finds every value that there is.
fn is_search(segment: &Segment) -> bool {
    matches!(segment, Segment::Descendant(inner) if matches!(**inner, Segment::Selector(Selector::Wildcard)))
}

#[cfg(test)]
mod tests {
    use super::Path;
    use serde_json::json;

    #[test]
    fn another_kind_on_the_way_is_found() {
        let value = json!({ "text": "x", "list": [{ "a": 1 }, "y"], "object": { "a": 1 }, "none": null, "empty": "",
            "mixed": [{ "n": 1, "mix": { "name": "x" } }, { "n": 2, "mix": "x" }] });
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
            ("$.mixed[?@.n > 1].mix.name", Some("the member `name`")),
            ("$.mixed[0:1].mix.name", None),
            ("$.mixed[1:].mix.name", Some("the member `name`")),
            ("$..mix.name", Some("the member `name`")),
            ("$..*.name", None),
            ("$['text', 'object'].a", Some("the member `a`")),
            ("$.object[?@ == 1]", Some("an element")),
        ] {
            let found = Path::parse(path).unwrap().astray(&value).map(|astray| astray.asked);
            assert_eq!(found.as_deref(), astray, "{path}");
        }
    }
}
