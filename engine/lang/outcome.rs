//! The words by which an answer says whether the provider did what was asked, where its status does not tell.

use serde_json::Value;

use crate::expression::Step;
use crate::paging::plain;
use crate::plan::Operation;

/// What a member of an answer says of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Whether it was done: `false` is a refusal.
    Flag,
    /// What went wrong: anything but nothing is a refusal, or a part that is missing.
    Error,
}

const FLAGS: &[&str] = &["ok", "isok", "success", "issuccess", "successful", "issuccessful", "succeeded"];
const ERRORS: &[&str] =
    &["error", "errors", "errorcode", "errorcodes", "errormessage", "errormessages", "errormsg", "errorinfo", "fault"];

/// What a member of this name, at the top of an answer, says of the outcome.
pub fn outcome(name: &str) -> Option<Outcome> {
    let name = plain(name);
    let is_one_of = |words: &[&str]| words.contains(&name.as_str());
    is_one_of(FLAGS).then_some(Outcome::Flag).or_else(|| is_one_of(ERRORS).then_some(Outcome::Error))
}

/// What a member at the top of an operation's answer says of the outcome, if the operation does not hear it: nothing asks
/// for success, no path of an error or a warning leads there, and nothing says that there are no errors to read.
pub fn unheard(operation: &Operation, name: &str) -> Option<Outcome> {
    let outcome = outcome(name)?;
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
        None => false,
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
