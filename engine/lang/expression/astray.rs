//! Values of another kind than an expression asks for: what stands there is not found, and would be lost without a word.

use serde_json::Value;

use super::{CallKind, Hop, Name, Template};

/// A value of which is asked what such a value cannot have.
#[derive(Debug, PartialEq)]
pub struct Astray<'a> {
    /// The value.
    pub at: &'a Value,
    /// What is asked of it.
    pub asked: String,
}

impl Template {
    /// The first value that is no object, and of which the template asks a member. One that tests what it is given knows of
    /// such values.
    pub fn astray<'a>(&self, names: &[Name<'a>]) -> Option<Astray<'a>> {
        if self.references().calls.iter().any(|call| call.kind == CallKind::Test) {
            return None;
        }
        self.references().members.iter().find_map(|reference| {
            let root = names.iter().find(|name| name.name == reference.root)?;
            let mut at = vec![root.value];
            for hop in &reference.hops {
                at = match hop {
                    Hop::Element => at.into_iter().filter_map(Value::as_array).flatten().collect(),
                    Hop::Member(name, _) => {
                        if let Some(found) = at.iter().find(|value| !value.is_object() && !is_empty(value)) {
                            return Some(Astray { at: found, asked: format!("the member `{name}`") });
                        }
                        at.into_iter().filter_map(|value| value.get(name)).collect()
                    }
                };
            }
            None
        })
    }
}

/// Whether there is nothing in a value that could be lost.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Name, Template};
    use serde_json::json;

    #[test]
    fn a_member_of_text_is_told() {
        let record =
            json!({ "person": "Ann", "none": null, "blank": "", "list": [{ "name": "x" }, 3], "deep": { "a": 1 } });
        for (text, asked) in [
            ("{{ record.person.name }}", Some("the member `name`")),
            ("{{ record.person.name | upper }}", Some("the member `name`")),
            ("{% for item in record.list %}{{ item.name }}{% endfor %}", Some("the member `name`")),
            ("{{ record.deep.a.b }}", Some("the member `b`")),
            ("{{ record.deep.b.c }}", None),
            ("{{ record.none.name }}{{ record.blank.name }}", None),
            ("{{ record.person.name if record.person is mapping }}", None),
        ] {
            let template = Template::parse(text).unwrap();
            let names = [Name::new("record", &record)];
            let astray = template.astray(&names);
            assert_eq!(astray.as_ref().map(|astray| astray.asked.as_str()), asked, "{text}");
        }
    }
}
