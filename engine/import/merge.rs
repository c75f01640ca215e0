//! `allOf`: one shape that says what several say together, since schemas of connectors have no word for it.

use serde_json::{Map, Value, json};

use crate::ImportError;
use crate::shape::Converter;

/// What both shapes say together.
pub fn merge(left: Value, right: Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    if says_nothing(&left) || left == right {
        return Ok(right);
    }
    if says_nothing(&right) {
        return Ok(left);
    }
    for (one, other) in [(&left, &right), (&right, &left)] {
        if let Some(branches) = one["anyOf"].as_array() {
            // Each alternative is one together with what the other side says.
            let mut merged: Vec<Value> = Vec::new();
            for branch in branches {
                let branch =
                    if is_null(branch) { branch.clone() } else { merge(branch.clone(), other.clone(), converter)? };
                if !merged.contains(&branch) {
                    merged.push(branch);
                }
            }
            return Ok(json!({ "anyOf": merged }));
        }
    }
    let (left, right) = (converter.expanded(&left)?, converter.expanded(&right)?);
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => members(left, right, converter),
        (_, right) => Ok(right),
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

/// The shape without the names of required members that it does not have.
pub fn with_known_required(shape: Value) -> Value {
    match shape {
        Value::Object(mut members) => {
            let known: Option<Vec<Value>> = members.get("required").and_then(Value::as_array).map(|names| {
                let has = |name: &&Value| name.as_str().is_some_and(|name| members["properties"].get(name).is_some());
                names.iter().filter(has).cloned().collect()
            });
            match known {
                Some(known) if known.is_empty() => drop(members.shift_remove("required")),
                Some(known) => drop(members.insert("required".to_owned(), Value::Array(known))),
                None => {}
            }
            Value::Object(members.into_iter().map(|(key, value)| (key, with_known_required(value))).collect())
        }
        Value::Array(list) => list.into_iter().map(with_known_required).collect(),
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
        let Some(ours) = merged.get(&key).cloned() else {
            merged.insert(key, theirs);
            continue;
        };
        let both = match key.as_str() {
            "type" => both_kinds(&ours, &theirs, converter),
            "required" => joined(&ours, &theirs),
            "enum" => common(&ours, &theirs),
            "properties" => properties(ours, theirs, converter)?,
            "items" => merge(ours, theirs, converter)?,
            _ => theirs,
        };
        merged.insert(key, both);
    }
    Ok(Value::Object(merged))
}

fn properties(ours: Value, theirs: Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    let (Value::Object(mut merged), Value::Object(theirs)) = (ours, theirs) else { return Ok(Value::Null) };
    for (name, shape) in theirs {
        let both = match merged.get(&name).cloned() {
            Some(own) => merge(own, shape, converter)?,
            None => shape,
        };
        merged.insert(name, both);
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

fn joined(ours: &Value, theirs: &Value) -> Value {
    let mut all: Vec<Value> = ours.as_array().cloned().unwrap_or_default();
    for name in theirs.as_array().into_iter().flatten() {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    Value::Array(all)
}

fn common(ours: &Value, theirs: &Value) -> Value {
    let theirs = theirs.as_array().cloned().unwrap_or_default();
    ours.as_array().into_iter().flatten().filter(|choice| theirs.contains(choice)).cloned().collect()
}

fn says_nothing(shape: &Value) -> bool {
    shape.as_object().is_none_or(Map::is_empty)
}

fn is_null(shape: &Value) -> bool {
    shape["type"] == "null"
}
