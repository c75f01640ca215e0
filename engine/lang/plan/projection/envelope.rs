//! Which answers can be judged without their records: no path of the envelope may lead to them.

use crate::expression::{Path, Step};
use crate::outcome::judged;
use crate::plan::Operation;

/// The members that lead to the list of records, if nothing else of the operation reads what is there.
pub(super) fn list(operation: &Operation) -> Option<Vec<String>> {
    let records = &operation.records.value;
    // Which records count is said by values that the mapping may not read.
    let list = members(records).filter(|_| records.is_every() && operation.only.is_empty())?;
    envelope(operation).all(|path| apart(path, &list)).then_some(list)
}

/// The names of a path's lead, if it is made of names only.
pub(super) fn members(path: &Path) -> Option<Vec<String>> {
    Some(path.names()).filter(|names| names.len() == path.lead().len())
}

/// What is read of an answer to tell that it is a success, and of one that is. What a refusal says is read of the whole
/// answer; an answer is one only if it has no error.
fn envelope(operation: &Operation) -> impl Iterator<Item = &Path> {
    operation.reads_beside().chain(judged(operation, operation.error.words())).map(|path| &path.value)
}

/// Whether a path parts from the way to the list before either ends. A list that is the whole answer has no members.
fn apart(path: &Path, list: &[String]) -> bool {
    if list.is_empty() {
        return matches!(path.lead().first(), Some(Step::Member(_)));
    }
    path.lead().iter().zip(list).any(|(step, name)| !matches!(step, Step::Member(own) if own == name))
}
