//! Where an answer of success says that it is none: by a boolean, by a word, or by an error beside what was asked for.

use std::collections::BTreeSet;

use engine_lang::expression::path_to;
use engine_lang::outcome::{Outcome, error_words, is_refusal, is_success, outcome};
use serde_json::Value;

use crate::operation::Operation;
use crate::records::Records;

/// The key by which the operation hears it.
pub fn key(operation: &Operation) -> Option<String> {
    let members = || operation.success.iter().filter_map(|form| form["properties"].as_object()).flatten();
    let of = |wanted: Outcome| members().filter(move |(name, _)| outcome(name) == Some(wanted));
    if let Some((flag, _)) = of(Outcome::Flag).find(|(_, shape)| is_boolean(shape)) {
        return Some(format!("success: {}", path_to("$", [flag.as_str()])));
    }
    // In a record by itself, such as one of a job that runs, an error or a status may be what it tells of.
    let is_record = matches!(&operation.records, Records::At(path) if path == "$");
    if let Some((name, words)) =
        members().find_map(|(name, shape)| Some((name, words_of_success(shape)?))).filter(|_| !is_record)
    {
        let path = Value::from(path_to("$", [name.as_str()]));
        return Some(format!("success: {{ {path}: [{}] }}", words.join(", ")));
    }
    let mut names: Vec<(&String, &Value)> = of(Outcome::Error).collect();
    // Forms of an answer may have them in common.
    let mut seen = BTreeSet::new();
    names.retain(|(name, _)| seen.insert(*name));
    let (codes, mut others): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|(name, _)| name.to_lowercase().trim_end_matches('s').ends_with("code"));
    let code = listed(&codes).filter(|_| !others.is_empty()).map(|code| format!("code: {code}, "));
    if others.is_empty() {
        others = codes;
    }
    let (code, words) = (code.unwrap_or_default(), listed(&others)?);
    let or = if is_record { " # or `error: {}`, if it is data like any other" } else { "" };
    Some(format!("error: {{ {code}message: {words} }}{or}"))
}

/// The paths to what members say: one alone, or a list.
fn listed(members: &[(&String, &Value)]) -> Option<String> {
    let paths = members.iter().map(|(name, shape)| Value::from(words(name, shape)).to_string());
    match paths.collect::<Vec<_>>().as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}

fn is_boolean(shape: &Value) -> bool {
    let kinds = &shape["type"];
    kinds == "boolean" || *kinds == serde_json::json!(["boolean", "null"])
}

/// The words for success of a member that has one of these or one for a failure, and no other.
fn words_of_success(shape: &Value) -> Option<Vec<String>> {
    let (failures, successes): (Vec<&Value>, Vec<&Value>) =
        shape["enum"].as_array()?.iter().partition(|word| is_refusal(word));
    let is_clear = !failures.is_empty() && !successes.is_empty() && successes.iter().all(|word| is_success(word));
    is_clear.then(|| successes.into_iter().map(Value::to_string).collect())
}

/// The path to the words of an error, as well as its shape tells.
fn words(member: &str, shape: &Value) -> String {
    let items = shape.get("items").filter(|items| items.is_object());
    let object = items.unwrap_or(shape);
    error_words(member, items.is_some(), |name| object["properties"].get(name).is_some())
}
