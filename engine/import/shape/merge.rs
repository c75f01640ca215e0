//! `allOf`: one shape that says what several say together, since schemas of connectors have no word for it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Converter;
use crate::ImportError;

/// So many alternatives are multiplied out where several parts have some.
const MAX_FORMS: usize = 64;

/// What both shapes say together.
pub fn merge(left: Value, right: Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    converter.spend(1)?;
    if says_nothing(&left) || left == right {
        return Ok(right);
    }
    if says_nothing(&right) {
        return Ok(left);
    }
    for (one, other) in [(&left, &right), (&right, &left)] {
        if is_kind_of(one, other, converter)? {
            return Ok(one.clone());
        }
    }
    match (left["anyOf"].as_array(), right["anyOf"].as_array()) {
        (Some(ours), Some(theirs)) if ours.len() * theirs.len() > MAX_FORMS => {
            let (count, place) = (ours.len() * theirs.len(), converter.place());
            converter.note(format!(
                "the alternatives at {place} come to {count} once multiplied out: the latter ones were left out; say in the overlay what is meant"
            ));
            Ok(left)
        }
        (Some(branches), _) => each(branches, &right, converter),
        (_, Some(branches)) => each(branches, &left, converter),
        _ => both(left, right, converter),
    }
}

/// Each alternative together with what the other side says.
fn each(branches: &[Value], other: &Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    converter.spend(branches.len().saturating_mul(size(other)))?;
    let mut merged: Vec<Value> = Vec::new();
    for branch in branches {
        let branch = if is_null(branch) { branch.clone() } else { merge(branch.clone(), other.clone(), converter)? };
        let forms = match branch {
            Value::Object(mut members) if members.contains_key("anyOf") => members.shift_remove("anyOf"),
            form => Some(Value::Array(vec![form])),
        };
        for form in forms.as_ref().and_then(Value::as_array).into_iter().flatten() {
            if !merged.contains(form) {
                merged.push(form.clone());
            }
        }
    }
    Ok(json!({ "anyOf": merged }))
}

/// What two shapes without alternatives at their top say together.
fn both(left: Value, right: Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    let (left, right) = (expanded(left, converter)?, expanded(right, converter)?);
    // What is being converted stands in itself here, so it cannot be written out.
    for (one, other) in [(&left, &right), (&right, &left)] {
        if one.get("$ref").is_some() && !says_nothing(other) {
            if one != other {
                let place = converter.place();
                converter.note(format!("{place} leads back to what it stands in: what it adds to that was left out; describe it in the overlay if it is read"));
            }
            return Ok(one.clone());
        }
    }
    if left["anyOf"].is_array() || right["anyOf"].is_array() {
        return merge(left, right, converter);
    }
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => members(left, right, converter),
        (_, right) => Ok(right),
    }
}

fn expanded(shape: Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    if shape.get("$ref").is_some() { converter.expanded(&shape) } else { Ok(shape) }
}

/// Whether the first is a reference to a kind of what the second refers to.
fn is_kind_of(one: &Value, other: &Value, converter: &mut Converter<'_>) -> Result<bool, ImportError> {
    let named = |shape: &Value| shape["$ref"].as_str().and_then(|name| converter.document.named(name));
    match (named(one).map(str::to_owned), named(other).map(str::to_owned)) {
        (Some(one), Some(other)) => converter.extends(&one, &other),
        _ => Ok(false),
    }
}

/// The number of values in a value.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(members) => members.values().map(size).sum::<usize>(),
        Value::Array(list) => list.iter().map(size).sum(),
        _ => 0,
    }
}

/// The shape with null allowed or not, whatever it said before.
pub fn null_allowed(mut shape: Value, allowed: bool) -> Value {
    let mut branches = match (shape["anyOf"].as_array(), shape.get("$ref")) {
        (Some(branches), _) => branches.clone(),
        (None, Some(_)) => vec![shape.clone()],
        (None, None) => {
            if let Some(kinds) = shape.get("type").map(kinds) {
                let kinds = kinds.into_iter().filter(|kind| kind != "null").chain(allowed.then(|| "null".to_owned()));
                shape["type"] = kinds_value(kinds.collect());
            }
            if let Some(choices) = shape.get_mut("enum").and_then(Value::as_array_mut) {
                choices.retain(|choice| !choice.is_null());
                choices.extend(allowed.then_some(Value::Null));
            }
            return shape;
        }
    };
    branches.retain(|branch| !is_null(branch));
    let inner_null = |branch: &Value| branch.get("type").is_some_and(|kind| kinds(kind).contains(&"null".to_owned()));
    if allowed && !branches.iter().any(inner_null) {
        branches.push(json!({ "type": "null" }));
    }
    match branches.as_slice() {
        [only] => only.clone(),
        _ => json!({ "anyOf": branches }),
    }
}

/// The shape without the names of required members that it does not have, which are given to `unknown`.
pub fn with_known_required(shape: Value, unknown: &mut BTreeSet<String>) -> Value {
    match shape {
        Value::Object(mut members) => {
            let required = members.get("required").and_then(Value::as_array).cloned();
            if let Some(required) = required {
                let properties = members.get("properties");
                let has = |name: &&Value| {
                    name.as_str()
                        .is_some_and(|name| properties.is_some_and(|properties| properties.get(name).is_some()))
                };
                let (known, others): (Vec<&Value>, Vec<&Value>) = required.iter().partition(has);
                unknown.extend(others.into_iter().filter_map(Value::as_str).map(str::to_owned));
                match known.as_slice() {
                    [] => drop(members.shift_remove("required")),
                    known => drop(members.insert("required".to_owned(), json!(known))),
                }
            }
            Value::Object(members.into_iter().map(|(key, value)| (key, with_known_required(value, unknown))).collect())
        }
        Value::Array(list) => list.into_iter().map(|shape| with_known_required(shape, unknown)).collect(),
        scalar => scalar,
    }
}

fn members(
    left: Map<String, Value>,
    right: Map<String, Value>,
    converter: &mut Converter<'_>,
) -> Result<Value, ImportError> {
    let mut merged = left;
    for (key, theirs) in right {
        let Some(slot) = merged.get_mut(&key) else {
            merged.insert(key, theirs);
            continue;
        };
        let ours = slot.take();
        *slot = match key.as_str() {
            "type" => both_kinds(&ours, &theirs, converter),
            "required" => joined(ours, &theirs),
            "enum" => common(&ours, &theirs, converter),
            "properties" => properties(ours, theirs, converter)?,
            "items" => converter.inside(|converter| merge(ours, theirs, converter))?,
            "additionalProperties" if ours == true => theirs,
            "additionalProperties" if theirs == true => ours,
            "additionalProperties" => converter.inside(|converter| merge(ours, theirs, converter))?,
            "const" if ours != theirs => {
                let place = converter.place();
                converter.note(format!("a value is {ours} and {theirs} at once at {place}: the latter is taken"));
                theirs
            }
            _ => theirs,
        };
    }
    Ok(Value::Object(merged))
}

fn properties(ours: Value, theirs: Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    let (Value::Object(mut merged), Value::Object(theirs)) = (ours, theirs) else { return Ok(Value::Null) };
    for (name, shape) in theirs {
        match merged.get_mut(&name) {
            Some(slot) => {
                let own = slot.take();
                *slot = converter.inside(|converter| merge(own, shape, converter))?;
            }
            None => drop(merged.insert(name, shape)),
        }
    }
    Ok(Value::Object(merged))
}

fn both_kinds(ours: &Value, theirs: &Value, converter: &mut Converter<'_>) -> Value {
    let (ours, theirs) = (kinds(ours), kinds(theirs));
    let is_in =
        |kind: &String, list: &[String]| list.contains(kind) || kind == "integer" && list.contains(&"number".into());
    let mut common: Vec<String> = ours.iter().filter(|kind| is_in(kind, &theirs)).cloned().collect();
    common.extend(theirs.iter().filter(|kind| is_in(kind, &ours) && !ours.contains(kind)).cloned());
    if common.is_empty() {
        let place = converter.place();
        let (ours, latter) = (ours.join(" or "), theirs.join(" or "));
        converter.note(format!("a value is {ours} and {latter} at once at {place}: the latter is taken"));
        return kinds_value(theirs);
    }
    kinds_value(common)
}

fn kinds(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        one => one.as_str().map(str::to_owned).into_iter().collect(),
    }
}

fn kinds_value(mut kinds: Vec<String>) -> Value {
    match kinds.len() {
        1 => Value::String(kinds.remove(0)),
        _ => json!(kinds),
    }
}

fn joined(ours: Value, theirs: &Value) -> Value {
    let mut all = match ours {
        Value::Array(names) => names,
        _ => Vec::new(),
    };
    let known: BTreeSet<String> = all.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let new = |name: &&Value| name.as_str().is_some_and(|name| !known.contains(name));
    all.extend(theirs.as_array().into_iter().flatten().filter(new).cloned());
    Value::Array(all)
}

fn common(ours: &Value, theirs: &Value, converter: &mut Converter<'_>) -> Value {
    let known: BTreeSet<String> = theirs.as_array().into_iter().flatten().map(Value::to_string).collect();
    let is_common = |choice: &&Value| known.contains(&choice.to_string());
    let common: Vec<Value> = ours.as_array().into_iter().flatten().filter(is_common).cloned().collect();
    if common.is_empty() {
        let place = converter.place();
        converter.note(format!("a value is of two enums at once at {place}, which share nothing: the latter is taken"));
        return theirs.clone();
    }
    Value::Array(common)
}

fn says_nothing(shape: &Value) -> bool {
    shape.as_object().is_none_or(Map::is_empty)
}

fn is_null(shape: &Value) -> bool {
    shape["type"] == "null"
}
