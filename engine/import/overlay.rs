//! Our corrections to a provider's document: OpenAPI Overlay 1.0 (<https://spec.openapis.org/overlay/v1.0.0.html>).
//!
//! They are kept apart from the document, so that an import can be repeated when the provider publishes a new one.
//! Beyond the standard, an action that matches nothing is an error: it corrects what is no longer there.

use engine_lang::expression::{Path, Step};
use jsonpath_rust::JsonPath;
use serde::Deserialize;
use serde_json::Value;

use crate::{ImportError, Text, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Overlay {
    #[serde(rename = "overlay")]
    version: String,
    #[serde(rename = "info")]
    _info: Value,
    #[serde(rename = "extends")]
    _extends: Option<String>,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    target: String,
    #[serde(rename = "description")]
    _description: Option<String>,
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
}

/// Applies all actions in their order.
pub fn apply(from: Text<'_>, document: &mut Value) -> Result<(), ImportError> {
    const KIND: &str = "no OpenAPI overlay";
    let overlay: Overlay = serde_json::from_value(text::value(from, KIND)?)
        .map_err(|wrong| ImportError::new(from.path, "", format!("this is {KIND}: {wrong}")))?;
    if !overlay.version.starts_with("1.") {
        let message = format!("this is an overlay of version {}, and 1.0 is read", overlay.version);
        return Err(ImportError::new(from.path, "overlay", message));
    }
    for (index, action) in overlay.actions.iter().enumerate() {
        let place = format!("action {}, target `{}`", index + 1, action.target);
        action.apply(document).map_err(|(message, help)| ImportError::new(from.path, place, message).help(help))?;
    }
    Ok(())
}

impl Action {
    fn apply(&self, document: &mut Value) -> Result<(), (String, &'static str)> {
        let mut found = document
            .query_only_path(&self.target)
            .map_err(|error| (format!("this is no JSONPath: {error}"), "paths are those of RFC 9535"))?;
        if found.is_empty() {
            let help = "correct the target, or leave the action out if the document no longer needs it";
            return Err(("the action matches nothing in the document".to_owned(), help));
        }
        // Removed from the end, so that the places of earlier elements stay what they are.
        if self.remove {
            found.reverse();
        }
        for place in found {
            let path = Path::parse(&place).map_err(|error| (error, ""))?;
            if self.remove {
                remove(document, path.lead());
            } else if let (Some(update), Some(target)) = (&self.update, reach(document, path.lead())) {
                match target {
                    Value::Array(list) => list.push(update.clone()),
                    target => merge(target, update),
                }
            }
        }
        Ok(())
    }
}

fn reach<'a>(document: &'a mut Value, steps: &[Step]) -> Option<&'a mut Value> {
    steps.iter().try_fold(document, |value, step| match step {
        Step::Member(name) => value.get_mut(name),
        Step::Element(index) => value.get_mut(usize::try_from(*index).ok()?),
    })
}

fn remove(document: &mut Value, steps: &[Step]) {
    let Some((key, before)) = steps.split_last() else { return };
    match (reach(document, before), key) {
        (Some(Value::Object(object)), Step::Member(name)) => {
            object.shift_remove(name);
        }
        (Some(Value::Array(list)), Step::Element(index)) => {
            if let Some(index) = usize::try_from(*index).ok().filter(|index| *index < list.len()) {
                list.remove(index);
            }
        }
        _ => {}
    }
}

/// Objects are merged member by member, lists are joined, anything else is replaced.
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (name, value) in update {
                match target.get_mut(name) {
                    Some(old) => merge(old, value),
                    None => {
                        target.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => target.extend(update.iter().cloned()),
        (target, update) => *target = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::Text;
    use serde_json::{Value, json};

    fn applied(actions: &str, mut document: Value) -> Result<Value, String> {
        let text = format!("overlay: 1.0.0\ninfo: {{ title: t, version: '1' }}\nactions:\n{actions}");
        apply(Text { path: "overlay.yaml", text: &text }, &mut document).map_err(|error| error.to_string())?;
        Ok(document)
    }

    #[test]
    fn actions_update_append_and_remove_in_order() {
        let document = json!({ "a": { "list": ["x", "y", "z"], "x/y'": { "n": 1 } }, "b": [{ "k": 1 }, { "k": 2 }] });
        let actions = "
- { target: $.a, update: { added: { deep: true }, list: [w] } }
- { target: \"$.a.list[?@ == 'x' || @ == 'z']\", remove: true }
- { target: $.a.list, update: appended }
- { target: '$.b[*]', update: { k: 3 } }
- { target: \"$.a[\\\"x/y'\\\"]\", update: { n: 2 } }
- { target: '$.b[0]', remove: true }
";
        let expected = json!({
            "a": { "list": ["y", "w", "appended"], "x/y'": { "n": 2 }, "added": { "deep": true } }, "b": [{ "k": 3 }],
        });
        assert_eq!(applied(actions, document), Ok(expected));
    }

    #[test]
    fn an_action_that_corrects_nothing_is_an_error() {
        let error = applied("- { target: $.gone, remove: true }", json!({ "a": 1 })).unwrap_err();
        assert!(error.contains("matches nothing") && error.contains("action 1, target `$.gone`"), "{error}");
        assert!(applied("- { target: '$.[', update: {} }", json!({})).unwrap_err().contains("no JSONPath"));
    }
}
