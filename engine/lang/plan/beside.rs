//! What an answer has beside its records: what is read of it, and what says nothing.

use super::{Operation, Pagination, Placed};
use crate::expression::Path;

/// What an answer has beside the records and says nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Beside {
    /// What is left out on purpose.
    pub ignored: Vec<Placed<Path>>,
    /// What is the same in every answer, by the names that lead there.
    pub constants: Vec<Vec<String>>,
    /// Whether every page has the word on whether there is more, by its schema: one that has not is another answer.
    pub has_word_of_more: bool,
    /// Whether an answer without a list, where that stands for an empty one, always has it.
    pub absent_has_word_of_more: bool,
}

impl Operation {
    /// What is read of an answer beside its records and its errors.
    pub fn reads_beside(&self) -> impl Iterator<Item = &Placed<Path>> {
        let paging = &self.pagination;
        let from = match paging {
            Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => Some(from),
            _ => None,
        };
        let more = paging.more().map(|more| &more.path);
        let token = self.incremental.as_ref().map(|incremental| &incremental.token);
        let others = [self.warnings.as_ref(), token, from, more, paging.total()];
        others.into_iter().flatten().chain(self.success.iter().map(|success| &success.path))
    }
}
