//! A text to a value: JSON, or YAML where it is no JSON; what is written twice is refused, since nobody could tell which counts.

use engine_lang::json::{self, Strict, Unreadable};
use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::{ImportError, Text};

/// Reads a text; `kind` is what it is not if it cannot be read, as in `neither JSON nor YAML`.
pub fn value(text: Text<'_>, kind: &str) -> Result<Value, ImportError> {
    let error = |message: String| ImportError::new(text.path, "", message);
    // A byte order mark is no part of the text (YAML 1.2, 5.2).
    let content = text.text.trim_start_matches('\u{feff}');
    let no_json = match json::read(content.as_bytes()) {
        Ok(value) => return Ok(value),
        Err(refused @ (Unreadable::Member(_) | Unreadable::TooDeep(_))) => {
            return Err(error(format!("this {refused}")));
        }
        Err(no_json) => no_json,
    };
    Strict.deserialize(serde_yaml::Deserializer::from_str(content)).map_err(|wrong| {
        let wrong = wrong.to_string();
        error(match content.trim_start().starts_with('{') {
            _ if wrong.contains("the member `") && wrong.contains("` twice") => {
                format!("this has a member twice: {wrong}")
            }
            true => format!("this {no_json}"),
            false => format!("this is {kind}: {wrong}"),
        })
    })
}
