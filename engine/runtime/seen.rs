//! Lists that come back to themselves: a page or a place that was seen before is an error.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use engine_lang::expression::Found;
use engine_lang::plan::{Operation, Pagination};

use crate::error::{ErrorKind, RunError};
use crate::hidden::HIDDEN;
use crate::page::{Next, Page};
use crate::records::Records;

/// So many pages without a record, one after the other, are a list that does not end.
const EMPTY_PAGES: u64 = 100;

/// What was seen before: a list that comes to the same place again would never end. Eight bytes are kept for each page
/// and each position, and eight more for a page that was written as it was read.
#[derive(Debug, Default)]
pub struct Seen {
    pages: HashSet<u64>,
    written: HashSet<u64>,
    positions: HashSet<u64>,
    /// The ids that pages began with, where paging goes by ids.
    beginnings: HashSet<u64>,
    /// The pages without a record that came one after the other.
    empty: u64,
}

/// Whether a page can be told from those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is another.
    Apart,
    /// It may be one of them with its JSON spelt otherwise: only the values of the next pages can tell.
    Perhaps,
}

impl Seen {
    /// Takes note of a page's records.
    pub fn page(&mut self, records: &Records<'_>) -> Result<Told, RunError> {
        let (page, written) = match records {
            Records::Values(records) => (fingerprint(records), None),
            Records::Written(written) => (written.lines.sent, Some(written.lines.written)),
            Records::Absent => (0, None),
        };
        self.empty = if records.len() == 0 { self.empty + 1 } else { 0 };
        if self.empty > 0 {
            return Ok(Told::Apart);
        }
        if self.pages.insert(page) {
            let apart = written.is_none_or(|written| self.written.insert(written));
            return Ok(if apart { Told::Apart } else { Told::Perhaps });
        }
        Err(RunError::new(ErrorKind::Answer, "the provider sends a page again that was read before")
            .help("the value that paging sends has no effect: see where `pagination` writes it"))
    }

    /// Takes note of the id of a page's first record, where the next page is asked for by an id. Behind the wrong one of two
    /// arguments, such as `before` and `after`, the records come again that were read already, from the first one on.
    pub fn beginning(&mut self, operation: &Operation, page: Page<'_>) -> Result<(), RunError> {
        let Pagination::LastId { from, .. } = &operation.pagination else { return Ok(()) };
        let Some([first, _]) = page.ends else { return Ok(()) };
        let Found::One(Some(id)) = from.value.find(first) else { return Ok(()) };
        if self.beginnings.insert(fingerprint(id)) {
            return Ok(());
        }
        let message = "a page begins with a record that a page before began with";
        Err(RunError::new(ErrorKind::Answer, message).help(
            "the provider goes the other way: see whether `to` asks for what is before the last record, or behind it",
        ))
    }

    /// Takes note of the place that a page leads to.
    pub fn position(&mut self, operation: &Operation, following: &Next) -> Result<(), RunError> {
        let (place, shown) = match following {
            Next::End | Next::Unknown(_) => return Ok(()),
            Next::Set(_, value) if !operation.secrets.is_empty() => (fingerprint(value), HIDDEN.to_owned()),
            Next::Set(_, value) => (fingerprint(value), value.to_string()),
            Next::Go(url) => (fingerprint(url), url.path().to_owned()),
        };
        if self.empty >= EMPTY_PAGES {
            let message = format!("{EMPTY_PAGES} pages in a row have no record, and the last says that there is more");
            return Err(RunError::new(ErrorKind::Answer, message));
        }
        if self.positions.insert(place) || operation.pagination.stays().is_some() {
            return Ok(());
        }
        Err(RunError::new(
            ErrorKind::Answer,
            format!("the provider points to a place again that was read before: {shown}"),
        ))
    }
}

fn fingerprint<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
