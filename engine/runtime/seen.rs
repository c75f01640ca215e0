//! Lists that come back to themselves: a page or a place that was seen before is an error.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use crate::error::{ErrorKind, RunError};
use crate::page::Next;

/// What was seen before: a list that comes to the same place again would never end. Eight bytes a page are kept.
#[derive(Debug, Default)]
pub struct Seen {
    pages: HashSet<u64>,
    positions: HashSet<u64>,
}

impl Seen {
    /// Takes note of a page's records.
    pub fn page(&mut self, records: &[&Value]) -> Result<(), RunError> {
        if records.is_empty() || self.pages.insert(fingerprint(records)) {
            return Ok(());
        }
        Err(RunError::new(ErrorKind::Answer, "the provider sends a page again that was read before")
            .help("the value that paging sends has no effect: see where `pagination` writes it"))
    }

    /// Takes note of the place that a page leads to.
    pub fn position(&mut self, following: &Next) -> Result<(), RunError> {
        let (place, shown) = match following {
            Next::End | Next::Unknown(_) => return Ok(()),
            Next::Set(_, value) => (fingerprint(value), value.to_string()),
            Next::Go(url) => (fingerprint(url), url.path().to_owned()),
        };
        if self.positions.insert(place) {
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
