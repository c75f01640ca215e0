//! What a body holds: the JSON that is read of it, and what else the document offers.

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::shape::Converter;

/// What there is of a body.
pub enum Content {
    /// No body.
    Nothing,
    /// The pointer of its schema.
    Json(String),
    /// Something that is no JSON, or JSON without a schema.
    Other,
}

/// What is sent in the body at a pointer, or answered in it.
pub fn content(document: &Document, pointer: &str) -> Result<Content, ImportError> {
    let pointer = document.follow(pointer)?;
    let Some(kinds) = document.at(&pointer)["content"].as_object() else { return Ok(Content::Nothing) };
    if kinds.is_empty() {
        return Ok(Content::Nothing);
    }
    let schema = chosen(kinds.keys()).map(|kind| format!("{pointer}/content/{}/schema", escaped(kind)));
    Ok(schema.filter(|pointer| !document.at(pointer).is_null()).map_or(Content::Other, Content::Json))
}

/// Whether the body at a pointer is described as an object without members, whatever its kinds.
pub fn is_empty(document: &Document, pointer: &str) -> Result<bool, ImportError> {
    let pointer = document.follow(pointer)?;
    for kind in document.at(&pointer)["content"].as_object().into_iter().flat_map(|kinds| kinds.keys()) {
        let schema = document.follow_schema(&format!("{pointer}/content/{}/schema", escaped(kind)))?;
        let schema = document.at(&schema);
        let is_closed = schema.get("additionalProperties").is_none_or(|others| others == false);
        if !is_closed || schema["properties"].as_object().is_none_or(|members| !members.is_empty()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The kind of content that a connector reads and sends.
fn chosen<'a>(kinds: impl Iterator<Item = &'a String> + Clone) -> Option<&'a String> {
    let exact = kinds.clone().find(|kind| plain(kind) == "application/json");
    exact.or_else(|| kinds.into_iter().find(|kind| is_similar(&plain(kind))))
}

fn plain(kind: &str) -> String {
    kind.split(';').next().unwrap_or("").trim().to_lowercase()
}

fn is_similar(kind: &str) -> bool {
    kind.ends_with("/json") || kind.ends_with("+json") || kind == "*/*" || kind == "application/*"
}

/// Notes the kinds of content beside the one that is taken.
pub fn tell_of_others(document: &Document, pointer: &str, converter: &mut Converter<'_>) -> Result<(), ImportError> {
    let pointer = document.follow(pointer)?;
    let Some(kinds) = document.at(&pointer)["content"].as_object() else { return Ok(()) };
    let Some(own) = chosen(kinds.keys()) else { return Ok(()) };
    for (other, said) in kinds.iter().filter(|(kind, _)| *kind != own) {
        let is_json = is_similar(&plain(other));
        if is_json && said["schema"] != kinds[own]["schema"] {
            converter.note(format!(
                "{pointer}/content/{}: `{other}` has another shape than `{own}`, which is taken; to take it instead, remove `{own}` in the overlay",
                escaped(other)
            ));
        } else if !is_json {
            converter.tell(format!("`{other}` was left out beside `{own}`, which is taken"), &pointer);
        }
    }
    Ok(())
}
