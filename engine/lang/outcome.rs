//! The words by which an answer says whether the provider did what was asked, where its status does not tell.

use serde_json::Value;

use crate::expression::Step;
use crate::paging::plain;
use crate::plan::Operation;
use crate::unread::is_set_aside;

/// What a member of an answer says of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Whether it was done: `false` is a refusal.
    Flag,
    /// What went wrong: anything but nothing is a refusal, or a part that is missing.
    Error,
}

const FLAGS: &[&str] = &["ok", "isok", "success", "issuccess", "successful", "issuccessful", "succeeded"];
const ERRORS: &[&str] = &[
    "error",
    "errors",
    "errorcode",
    "errorcodes",
    "errormessage",
    "errormessages",
    "errormsg",
    "errorinfo",
    "fault",
    "haserror",
    "haserrors",
    "iserror",
];

/// Words of a status for what was not done.
const FAILURES: &[&str] = &["error", "fail", "failed", "failure"];

/// What a member of this name, at the top of an answer, says of the outcome.
pub fn outcome(name: &str) -> Option<Outcome> {
    let name = plain(name);
    let is_one_of = |words: &[&str]| words.contains(&name.as_str());
    is_one_of(FLAGS).then_some(Outcome::Flag).or_else(|| is_one_of(ERRORS).then_some(Outcome::Error))
}

/// What a member at the top of an operation's answer says of the outcome, if the operation does not hear it: nothing asks
/// for success, no path of an error or a warning leads there, and nothing says that there are no errors to read.
pub fn unheard(operation: &Operation, name: &str) -> Option<Outcome> {
    let outcome = outcome(name).filter(|_| !is_set_aside(&operation.beside.ignored, &[name]))?;
    let leads = |step: Option<&Step>| matches!(step, Some(Step::Member(member)) if member == name);
    let errors = operation.error.code.iter().chain(&operation.error.message);
    let mut read = errors.chain(&operation.warnings).chain([&operation.records]);
    let is_heard = operation.success.is_some()
        || operation.error.is_none
        || outcome == Outcome::Error && read.any(|path| leads(path.value.lead().first()));
    (!is_heard).then_some(outcome)
}

/// The first member of an answer by which it says that the provider refused, without being heard.
pub fn unheard_refusal<'a>(operation: &Operation, answer: &'a Value) -> Option<(&'a str, &'a Value)> {
    let members = answer.as_object()?.iter().map(|(name, value)| (name.as_str(), value));
    members.into_iter().find(|(name, value)| match unheard(operation, name) {
        Some(Outcome::Flag) => **value == Value::Bool(false),
        Some(Outcome::Error) => !says_nothing(value),
        None => is_status_of_failure(operation, name, value),
    })
}

/// Whether a word beside what was asked for says that it failed, as in `JSend`; the status of a record is its own.
fn is_status_of_failure(operation: &Operation, name: &str, value: &Value) -> bool {
    let errors = operation.error.code.iter().chain(&operation.error.message);
    let is_read =
        errors.into_iter().any(|path| matches!(path.value.lead().first(), Some(Step::Member(own)) if own == name));
    let is_beside = !operation.records.value.lead().is_empty();
    operation.success.is_none()
        && !operation.error.is_none
        && !is_read
        && !is_set_aside(&operation.beside.ignored, &[name])
        && is_beside
        && ["status", "stat", "result"].contains(&plain(name).as_str())
        && value.as_str().is_some_and(|word| FAILURES.contains(&plain(word).as_str()))
}

/// The first object or list of errors in an answer that has something, though not where the operation looks for it.
pub fn unread_error<'a>(operation: &Operation, answer: &'a Value) -> Option<(&'a str, &'a Value)> {
    let errors = operation.error.code.iter().chain(&operation.error.message);
    let leads = errors.filter_map(|path| match path.value.lead().first() {
        Some(Step::Member(name)) if outcome(name) == Some(Outcome::Error) => Some(name),
        _ => None,
    });
    let members = answer.as_object()?;
    let mut found = leads.filter_map(|name| members.get_key_value(name));
    found.find_map(|(name, value)| {
        let has_something = match value {
            Value::Object(members) => members.values().any(|member| !says_nothing(member)),
            Value::Array(list) => !list.is_empty(),
            _ => false,
        };
        has_something.then_some((name.as_str(), value))
    })
}

/// Whether a value in the place of an error says that there is none.
pub fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) => false,
    }
}
