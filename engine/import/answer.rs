//! What an operation answers: the answer that counts as success, what its headers say of pages, and what is left out.

use serde_json::{Map, Value};

use crate::ImportError;
use crate::content::{Content, content, tell_of_others};
use crate::document::{Document, escaped};
use crate::place::Place;
use crate::shape::Converter;

/// How deep in an answer a word of pages is looked for.
const DEPTH: usize = 3;

/// The answer that holds what was asked for.
#[derive(Debug, Default)]
pub struct Success {
    /// The pointer of its schema, if it has one.
    pub schema: Option<String>,
    /// The names of its headers.
    pub headers: Vec<String>,
    /// Its status, if it says that the answer is not there yet, or is a part, and no other success is described.
    pub partial: Option<String>,
}

/// The first answer of success that has a JSON schema; what is not read of it, and of others, is noted.
pub fn success(document: &Document, place: &Place, converter: &mut Converter<'_>) -> Result<Success, ImportError> {
    let responses = format!("{}/responses", place.pointer);
    let all: Vec<&String> = document.at(&responses).as_object().into_iter().flat_map(Map::keys).collect();
    let mut statuses: Vec<&String> = all.iter().copied().filter(|status| status.starts_with('2')).collect();
    if statuses.is_empty() && all.iter().any(|status| *status == "default") {
        statuses.extend(all.into_iter().filter(|status| *status == "default"));
        converter.tell("`default` is taken for the answer of success, since no other is described", &responses);
    }
    let is_partial = |status: &&String| ["202", "206", "207"].contains(&status.as_str());
    let partial = statuses.first().copied().filter(|_| statuses.iter().all(is_partial)).cloned();
    let is_refused = |status: &&String| *status == "207" || matches!(place.method, "get" | "head");
    if let Some(status) = partial.as_ref().filter(is_refused) {
        let run = if status == "207" { "a run" } else { "a run that reads" };
        converter.tell(format!("status {status} alone is success here, and {run} takes it for a failure"), &responses);
    }
    let mut found = Success::default();
    for status in statuses {
        let pointer = document.follow(&format!("{responses}/{}", escaped(status)))?;
        tell_of_others(document, &pointer, converter)?;
        if document.at(&pointer)["links"].as_object().is_some_and(|links| !links.is_empty()) {
            converter.tell("`links` to other operations were left out", &pointer);
        }
        let headers = document.at(&pointer)["headers"].as_object().into_iter().flat_map(Map::keys);
        match (&found.schema, content(document, &pointer)?) {
            (None, Content::Json(schema)) => {
                found = Success { schema: Some(schema), headers: headers.cloned().collect(), partial: None };
            }
            (None, Content::Nothing) => found.headers.extend(headers.cloned()),
            (Some(first), Content::Json(schema)) if document.at(first) != document.at(&schema) => converter.note(format!(
                "{responses}/{status} is another answer than the first, and was left out: add it to the first as `anyOf` in the overlay if it is met"
            )),
            (_, Content::Other) => {
                converter.tell("this answer is no JSON with a schema, and is not read", &format!("{responses}/{status}"));
            }
            (Some(_), Content::Json(_) | Content::Nothing) => {}
        }
    }
    Ok(Success { partial, ..found })
}

/// The forms of an answer, with what they have further down written out as far as words of pages are looked for.
pub fn forms(pointer: &str, converter: &mut Converter<'_>) -> Result<Vec<Value>, ImportError> {
    let whole = converter.whole(pointer)?;
    let mut forms = converter.forms(&whole)?;
    for form in &mut forms {
        write_out(form, DEPTH, converter)?;
    }
    Ok(forms)
}

fn write_out(shape: &mut Value, depth: usize, converter: &mut Converter<'_>) -> Result<(), ImportError> {
    if depth == 0 {
        return Ok(());
    }
    let alternatives = shape.get_mut("anyOf").and_then(Value::as_array_mut);
    for alternative in alternatives.into_iter().flatten() {
        *alternative = converter.expanded(alternative)?;
        write_out(alternative, depth, converter)?;
    }
    let members = shape.get_mut("properties").and_then(Value::as_object_mut);
    for member in members.into_iter().flat_map(Map::values_mut) {
        *member = converter.expanded(member)?;
        write_out(member, depth - 1, converter)?;
    }
    Ok(())
}

/// Notes that what refusals look like was left out.
pub fn tell_of_refusals(document: &Document, place: &Place, converter: &mut Converter<'_>) -> Result<(), ImportError> {
    let responses = format!("{}/responses", place.pointer);
    let statuses = document.at(&responses).as_object().into_iter().flat_map(Map::keys);
    let all: Vec<&String> = statuses.collect();
    let is_answer = |status: &str| {
        status.starts_with('2') || status == "default" && !all.iter().any(|status| status.starts_with('2'))
    };
    for status in all.iter().filter(|status| !is_answer(status)) {
        if let Content::Json(_) = content(document, &format!("{responses}/{}", escaped(status)))? {
            converter.tell(
                "what a refusal looks like was left out; to read it with `error`, add it to the answer in the overlay",
                &responses,
            );
            return Ok(());
        }
    }
    Ok(())
}
