//! The records of an answer: all that the path finds, and a failure where it finds none.

use std::borrow::Cow;

use engine_lang::conversion::word;
use engine_lang::expression::{Found, Step};
use engine_lang::plan::{EmptyList, OneOf, Operation, Plan};
use serde_json::Value;

use crate::answer::{Answer, Written};
use crate::empty::is_without_list;
use crate::error::{ErrorKind, RunError};
use crate::hidden::HIDDEN;
use crate::problem::{Misfitting, Problems};

/// The records of a page.
#[derive(Debug)]
pub enum Records<'a> {
    /// As they came.
    Values(Vec<&'a Value>),
    /// Mapped and written already.
    Written(&'a Written),
    /// None: the answer has no list, which stands for an empty one.
    Absent,
}

impl<'a> Records<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Records::Values(records) => records.len(),
            Records::Written(written) => written.lines.count,
            Records::Absent => 0,
        }
    }

    /// The first and the last one as they came; of written ones only if paging needs them.
    pub fn ends(&self) -> Option<[&'a Value; 2]> {
        match self {
            Records::Values(records) => Some([records.first()?, records.last()?]),
            Records::Written(written) => written.ends.as_ref().map(<[Value; 2]>::each_ref),
            Records::Absent => None,
        }
    }
}

/// The records of an answer. A path that finds nothing is an error, since it could be a misspelt one.
pub fn records_of<'a>(plan: &Plan, operation: &Operation, answer: &'a Answer) -> Result<Records<'a>, RunError> {
    match &answer.written {
        Some(written) => Ok(Records::Written(written)),
        None => found(plan, operation, answer),
    }
}

fn found<'a>(plan: &Plan, operation: &Operation, answer: &'a Answer) -> Result<Records<'a>, RunError> {
    let path = &operation.records.value;
    let says = operation.empty.list.as_ref().map(|empty| empty.value);
    if answer.body.is_null() && answer.size == 0 {
        return Ok(if says == Some(EmptyList::NoContent) { Records::Absent } else { Records::Values(Vec::new()) });
    }
    let records = match path.find(&answer.body) {
        Found::One(record) => record.map(|record| vec![record]),
        Found::Many(Some(records)) => Some(complete(plan, operation, answer, records)?),
        Found::Many(None) => None,
    };
    if let Some(records) = records {
        return maskable(plan, operation, records).map(Records::Values);
    }
    let lost = path.lost(&answer.body);
    let place = path.lead().iter().try_fold(&answer.body, |value, step| step.of(value));
    if place.is_some_and(Value::is_null) && operation.empty.nullable && says != Some(EmptyList::Absent) {
        return Ok(Records::Values(Vec::new()));
    }
    let message = format!("`{}` finds no records in the answer", path.text());
    let error = RunError::new(ErrorKind::Answer, message)
        .at(&plan.location(operation.records.span))
        .note("instead", format!("`{}` is {}", lost.path, word(lost.at)));
    match (is_without_list(operation, &answer.body), says) {
        (Ok(()), Some(EmptyList::Absent)) => Ok(Records::Absent),
        (Err(why), Some(EmptyList::Absent)) => Err(error.note("not an empty list", why)),
        (Ok(()), _) if !operation.empty.way.is_empty() => Err(error.help(LEFT_OUT)),
        _ => Err(error),
    }
}

const LEFT_OUT: &str = "if the provider leaves the list out where it is empty, write `empty_list: absent`";

/// A record without what nobody may see of it. Where something else stands on the way to that, it is masked itself.
pub fn shown<'a>(operation: &Operation, record: &'a Value) -> Cow<'a, Value> {
    let mut record = Cow::Borrowed(record);
    for secret in &operation.secrets {
        mask(secret.value.lead(), record.to_mut());
    }
    record
}

fn mask(steps: &[Step], value: &mut Value) {
    let hidden = Value::from(HIDDEN);
    match (steps, value) {
        // What is not there is no secret.
        (_, Value::Null) => {}
        ([Step::Member(name), rest @ ..], Value::Object(members)) => {
            members.get_mut(name.as_str()).into_iter().for_each(|member| mask(rest, member));
        }
        (_, value) => *value = hidden,
    }
}

/// A record of which nothing can be masked cannot be shown.
fn maskable<'a>(plan: &Plan, operation: &Operation, records: Vec<&'a Value>) -> Result<Vec<&'a Value>, RunError> {
    let astray = records.iter().position(|record| !record.is_object() && !record.is_null());
    let Some(astray) = astray.filter(|_| !operation.secrets.is_empty()) else { return Ok(records) };
    let message = format!("record {} is no object, and `secrets` says what nobody may see of it", astray + 1);
    Err(RunError::new(ErrorKind::Answer, message).at(&plan.location(operation.records.span)))
}

/// Those of the records that count. One that does not say whether it does is an error.
pub fn counting<'a>(plan: &Plan, operation: &Operation, records: Records<'a>) -> Result<Records<'a>, RunError> {
    match records {
        Records::Values(records) => kept(plan, operation, records).map(Records::Values),
        // Records are written as they are read only where all of them count.
        Records::Written(written) => Ok(Records::Written(written)),
        Records::Absent => Ok(Records::Absent),
    }
}

fn kept<'a>(plan: &Plan, operation: &Operation, records: Vec<&'a Value>) -> Result<Vec<&'a Value>, RunError> {
    let mut kept = records;
    for only in &operation.only {
        let says = |record: &Value| only.of(record).map(|(_, counts)| counts);
        if let Some(silent) = kept.iter().position(|record| says(record).is_none()) {
            let message = format!(
                "record {} does not say whether it counts: `{}` finds nothing",
                silent + 1,
                only.path.value.text()
            );
            return Err(RunError::new(ErrorKind::Answer, message).at(&plan.location(only.path.span)));
        }
        kept.retain(|record| says(record) == Some(true));
    }
    Ok(kept)
}

/// What is told if no record of a run counts: that is more often a misspelt value than the truth.
pub fn none_counts(operation: &Operation, read: u64) -> String {
    let only = operation.only.iter().map(|OneOf { path, values, .. }| {
        let values = values.iter().map(|value| format!("`{}`", value.value)).collect::<Vec<_>>();
        format!("`{}` as {}", path.value.text(), values.join(" or "))
    });
    let only = only.collect::<Vec<_>>().join(", and ");
    format!("`only` left out all of the {read} records that were read: none has {only}")
}

/// A record that has nothing of what its shape says is another answer, of which every field would be null.
pub fn is_one(operation: &Operation, record: &Value, number: u64) -> Result<(), RunError> {
    if !operation.members.are_strange_to(record) {
        return Ok(());
    }
    let shape = operation.record.as_ref().map_or("its shape".to_owned(), |name| format!("`{name}`"));
    let names = record.as_object().into_iter().flat_map(serde_json::Map::keys).take(5).map(|name| format!("`{name}`"));
    let names = names.collect::<Vec<_>>().join(", ");
    let came = if names.is_empty() { "an empty object".to_owned() } else { format!("an object with {names}") };
    let message = format!("record {number} has no member of {shape}: it is {came}");
    Err(RunError::new(ErrorKind::Answer, message))
}

/// Tells what a single record has to have by its shape, and has not, as far as its mapping did not.
pub fn incomplete(operation: &Operation, record: &Value, number: u64, problems: &mut Problems) {
    let Some(members) = record.as_object() else { return };
    for name in operation.members.required.iter().filter(|name| !members.contains_key(*name)) {
        let source = format!("$.{name}");
        if !problems.has(&source) {
            let (span, field) = (operation.records.span, name.clone());
            let reason = "the provider's shape says that this is always there, and it is not".to_owned();
            problems.add(Misfitting { span, field, source, reason, astray: false, record: number });
        }
    }
}

/// A path such as `$.edges[*].node` must find a node in every element.
fn complete<'a>(
    plan: &Plan,
    operation: &Operation,
    answer: &'a Answer,
    records: Vec<&'a Value>,
) -> Result<Vec<&'a Value>, RunError> {
    let path = &operation.records.value;
    let lead = path.lead().iter().try_fold(&answer.body, |value, step| step.of(value));
    let Some(list) = lead.and_then(Value::as_array) else {
        let message = format!(
            "a list is wanted where `{}` begins, and {} came",
            path.text(),
            lead.map_or("nothing".to_owned(), word)
        );
        return Err(RunError::new(ErrorKind::Answer, message).at(&plan.location(operation.records.span)));
    };
    if list.len() == records.len() {
        return Ok(records);
    }
    let message = format!("`{}` finds {} records in a list of {}", path.text(), records.len(), list.len());
    Err(RunError::new(ErrorKind::Answer, message).at(&plan.location(operation.records.span)))
}
