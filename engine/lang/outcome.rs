//! The words by which an answer says whether the provider did what was asked, where its status does not tell.

use serde_json::Value;

use crate::expression::{Path, Step, path_to};
use crate::plan::{Operation, Placed};
use crate::unread::is_set_aside;
use crate::vocabulary::{Meaning, first, plain};

/// What a member of an answer says of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Whether it was done: `false` is a refusal.
    Flag,
    /// What went wrong: anything but nothing is a refusal, or a part that is missing.
    Error,
}

/// What a member of this name says of the outcome, if it is one of an answer and of no record.
pub fn outcome(name: &str) -> Option<Outcome> {
    first(&plain(name), &[(Meaning::Done, Outcome::Flag), (Meaning::Error, Outcome::Error)])
}

/// Whether a member of this name says with such a value that something failed.
pub(crate) fn says_failure(name: &str, value: &Value) -> bool {
    match outcome(name) {
        Some(Outcome::Error) => *value == true || value.as_str().is_some_and(|text| plain(text) == "true"),
        Some(Outcome::Flag) => is_refusal(value),
        None => is_refusal(value) && value.is_string() && *value != "false",
    }
}

/// Whether a value is a word of refusal in itself, in the place where another one says success.
pub fn is_refusal(value: &Value) -> bool {
    match value {
        Value::Bool(says) => !says,
        Value::String(word) => Meaning::Failure.is_of(&plain(word)),
        _ => false,
    }
}

/// Whether a value is a word of success in itself.
pub fn is_success(value: &Value) -> bool {
    value.as_str().is_some_and(|word| Meaning::Success.is_of(&plain(word)))
}

/// What a member of an operation's answer says of the outcome, if the operation does not hear it: `success` does not ask it,
/// no path of an error or a warning leads there, and nothing says that there are no errors to read. What is said beside a
/// success counts all the same.
pub(crate) fn unheard(operation: &Operation, way: &[&str]) -> Option<Outcome> {
    let outcome = outcome(way.last()?).filter(|_| !is_set_aside(&operation.beside.ignored, way))?;
    let mut success = operation.success.iter().map(|success| &success.path);
    let mut read = operation.error.words().chain(&operation.warnings).chain([&operation.records]);
    let is_heard = operation.error.is_none
        // What succeeded and is the record itself may tell of anything.
        || is_whole(operation) && !operation.success.is_empty()
        || success.any(|path| path.value.leads_to(way))
        || outcome == Outcome::Error && read.any(|path| path.value.leads_to(way));
    (!is_heard).then_some(outcome)
}

/// Whether the whole answer is one record, and nothing stands beside it.
fn is_whole(operation: &Operation) -> bool {
    operation.records.value.lead().is_empty()
}

/// The first member of an answer by which it says that the provider refused, without being heard.
pub fn unheard_refusal<'a>(operation: &'a Operation, answer: &'a Value) -> Option<(String, &'a Value)> {
    let mut members = members(operation, answer).into_iter();
    let (way, value) = members.find(|(way, value)| match unheard(operation, way) {
        Some(Outcome::Flag) => is_false(way, value),
        Some(Outcome::Error) => !says_no_error(value),
        None => is_status_of_failure(operation, way, value),
    })?;
    Some((way.join("."), value))
}

/// The paths of an error by which an answer is judged: all of them, where nothing else says success; beside that those to
/// what is called an error, if neither success nor a warning is read of it.
pub fn judged<'a>(
    operation: &'a Operation,
    paths: impl IntoIterator<Item = &'a Placed<Path>>,
) -> impl Iterator<Item = &'a Placed<Path>> {
    paths.into_iter().filter(|path| {
        operation.success.is_empty()
            || error_way(path).is_some_and(|way| {
                let mut others = operation.success.iter().map(|success| &success.path).chain(&operation.warnings);
                !others.any(|other| other.value.leads_to(&way))
            })
    })
}

/// The first object or list of errors in an answer that has something, though not where the operation looks for it.
pub fn unread_error<'a>(operation: &'a Operation, answer: &'a Value) -> Option<(String, &'a Value)> {
    judged(operation, operation.error.words()).filter_map(error_way).find_map(|way| {
        let value = way.iter().try_fold(answer, |value, name| value.get(name))?;
        let has_something = match value {
            Value::Object(members) => members.values().any(|member| !says_no_error(member)),
            Value::Array(list) => !list.is_empty(),
            _ => false,
        };
        has_something.then(|| (way.join("."), value))
    })
}

/// Whether a value in the place of an error says that there is none.
pub fn says_no_error(value: &Value) -> bool {
    match value {
        Value::String(text) => says_nothing(value) || Meaning::NoError.is_of(&plain(text)),
        _ => says_nothing(value),
    }
}

/// Whether a value has nothing to say.
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

/// The members by which an answer may speak of its outcome, by the names that lead to them: those at its top and, beside
/// its records, those of the objects there that are about the answer, or hold the records.
fn members<'a>(operation: &'a Operation, answer: &'a Value) -> Vec<(Vec<&'a str>, &'a Value)> {
    let lead: Vec<&str> = operation.records.value.lead().iter().map_while(Step::name).collect();
    let mut all = of_object(&[], answer);
    for (way, value) in all.clone() {
        let is_about = way.last().is_some_and(|name| Meaning::AboutAnswer.is_of(&plain(name)));
        if is_about && !is_whole(operation) && !lead.starts_with(&way) {
            all.extend(of_object(&way, value));
        }
    }
    for length in 1..lead.len() {
        let holds = lead[..length].iter().try_fold(answer, |value, name| value.get(name));
        all.extend(holds.into_iter().flat_map(|holds| of_object(&lead[..length], holds)));
    }
    all
}

fn of_object<'a>(way: &[&'a str], value: &'a Value) -> Vec<(Vec<&'a str>, &'a Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, value)| ([way, &[name.as_str()]].concat(), value)).collect()
}

/// Whether a flag is false, also as text or, where it is no number of things, as 0.
fn is_false(way: &[&str], value: &Value) -> bool {
    let is_count = way.last().is_some_and(|name| Meaning::DoneOrCount.is_of(&plain(name)));
    match value {
        Value::Number(number) => !is_count && number.as_f64() == Some(0.0),
        value => is_refusal(value),
    }
}

/// Whether a word beside what was asked for says that it failed, as in `JSend`, or is a status of HTTP that does; the
/// status of a record is its own.
fn is_status_of_failure(operation: &Operation, way: &[&str], value: &Value) -> bool {
    let is_asked = operation.success.is_empty() && !operation.error.is_none && !is_whole(operation);
    if !is_asked
        || operation.error.words().any(|path| path.value.leads_to(way))
        || is_set_aside(&operation.beside.ignored, way)
    {
        return false;
    }
    let name = plain(way.last().unwrap_or(&""));
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let is_word = Meaning::Status.is_of(&name) && value.is_string() && is_refusal(value);
    is_word || Meaning::StatusCode.is_of(&name) && number.is_some_and(|number| (400..600).contains(&number))
}

/// The names to the first member of a path that is called an error.
fn error_way(path: &Placed<Path>) -> Option<Vec<String>> {
    let mut names = path.value.names();
    names.truncate(error_at(&names)? + 1);
    Some(names)
}

/// Which of the names that lead to a member is the first that is called an error.
pub(crate) fn error_at(names: &[String]) -> Option<usize> {
    names.iter().position(|name| outcome(name) == Some(Outcome::Error))
}

/// The path to the words of an error that is a member of an answer, or a list of such: in its object, where that has one
/// of the names that they are known by.
pub fn error_words(member: &str, is_list: bool, has: impl Fn(&str) -> bool) -> String {
    let words = Meaning::ErrorText.names().iter().copied().find(|name| has(name));
    path_to(&(path_to("$", [member]) + if is_list { "[*]" } else { "" }), words)
}

#[cfg(test)]
mod tests {
    use super::error_words;

    #[test]
    fn an_error_keeps_its_words_under_the_best_of_its_names() {
        for (member, is_list, names, expected) in [
            ("error", false, &["detail", "title", "message"][..], "$.error.message"),
            ("errors", true, &["title", "detail"], "$.errors[*].detail"),
            ("errors", true, &["title"], "$.errors[*].title"),
            ("error", false, &["code"], "$.error"),
            ("error-info", false, &[], "$[\"error-info\"]"),
        ] {
            assert_eq!(error_words(member, is_list, |name| names.contains(&name)), expected);
        }
    }
}
