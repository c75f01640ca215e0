//! How a list goes on, and how many records a page has.

use serde_json::Value;

use super::{Placed, Slot};
use crate::conversion::same;
use crate::expression::{Found, Path};

/// How a list goes on.
#[derive(Debug, Clone)]
pub enum Pagination {
    /// The operation reads one record.
    Single,
    /// One answer holds everything.
    Whole {
        /// That many records may mean that there are more.
        at_most: Option<u64>,
        /// What says whether there are more; all that it finds says so, but what ends a list.
        more: Option<Word>,
    },
    /// A cursor of the answer is sent with the next request.
    Cursor {
        /// Where the answer has it.
        from: Placed<Path>,
        /// Where the request sends it.
        to: Slot,
        /// What stands there instead on the last page.
        ends: Vec<Placed<Value>>,
        /// Whether it is the same on every page, since the provider keeps the place.
        stays: bool,
        /// What says whether there is more.
        more: Option<Word>,
    },
    /// The answer has the address of the next page.
    NextUrl {
        /// Where it has it.
        from: Placed<Path>,
        /// What stands there instead on the last page.
        ends: Vec<Placed<Value>>,
        /// Whether every page has one: an empty page is the last.
        stays: bool,
        /// What says whether there is more.
        more: Option<Word>,
    },
    /// The `Link` header has the address of the next page (RFC 8288).
    LinkHeader {
        /// Whether every page has such a link: an empty page is the last.
        stays: bool,
        /// What says whether there is more.
        more: Option<Word>,
    },
    /// The request says how many records to skip.
    Offset {
        /// Where.
        to: Slot,
        /// The number of the first record.
        first: u32,
        /// Where the answer says how many records there are.
        total: Option<Placed<Path>>,
        /// What says whether there is more.
        more: Option<Word>,
    },
    /// The request numbers the pages.
    Page {
        /// Where.
        to: Slot,
        /// The number of the first page.
        first: u32,
        /// Where the answer says how many pages there are.
        total_pages: Option<Placed<Path>>,
        /// What says whether there is more.
        more: Option<Word>,
    },
    /// The request names the last record that was read.
    LastId {
        /// Where a record has its id.
        from: Placed<Path>,
        /// Where the request sends it.
        to: Slot,
        /// What says whether there is more.
        more: Option<Word>,
    },
}

/// The provider's own word on whether there is more.
#[derive(Debug, Clone)]
pub struct Word {
    /// Where the answer has it.
    pub path: Placed<Path>,
    /// What it is as long as there is more.
    pub goes_on: Vec<Placed<Value>>,
    /// What it is on the last page.
    pub ends: Vec<Placed<Value>>,
}

impl Word {
    /// Whether there is more, if the answer has a value there that says so; numbers are compared by value.
    pub fn says(&self, answer: &Value) -> Option<bool> {
        let Found::One(Some(found)) = self.path.value.find(answer) else { return None };
        let is_one = |values: &[Placed<Value>]| values.iter().any(|own| same(&own.value, found));
        if is_one(&self.goes_on) { Some(true) } else { is_one(&self.ends).then_some(false) }
    }

    /// Whether it is true and false, and nothing else; then whether it is true as long as there is more.
    pub fn is_flag(&self) -> Option<bool> {
        match (self.goes_on.as_slice(), self.ends.as_slice()) {
            ([goes_on], [end]) if end.value.is_boolean() => goes_on.value.as_bool(),
            _ => None,
        }
    }
}

impl Pagination {
    /// The provider's own word on whether there is more, where it is read.
    pub fn more(&self) -> Option<&Word> {
        match self {
            Pagination::Single => None,
            Pagination::Whole { more, .. }
            | Pagination::Cursor { more, .. }
            | Pagination::NextUrl { more, .. }
            | Pagination::LinkHeader { more, .. }
            | Pagination::Offset { more, .. }
            | Pagination::Page { more, .. }
            | Pagination::LastId { more, .. } => more.as_ref(),
        }
    }

    /// Where the answer says how many there are, of whatever the kind goes by.
    pub fn total(&self) -> Option<&Placed<Path>> {
        match self {
            Pagination::Offset { total, .. } | Pagination::Page { total_pages: total, .. } => total.as_ref(),
            _ => None,
        }
    }

    /// Where the request says which page is asked for, if that is not said by a whole address.
    pub fn to(&self) -> Option<&Slot> {
        match self {
            Pagination::Cursor { to, .. }
            | Pagination::Offset { to, .. }
            | Pagination::Page { to, .. }
            | Pagination::LastId { to, .. } => Some(to),
            Pagination::Single
            | Pagination::Whole { .. }
            | Pagination::NextUrl { .. }
            | Pagination::LinkHeader { .. } => None,
        }
    }

    /// What stands in the place of a cursor or an address where there is none.
    pub fn ends(&self) -> &[Placed<Value>] {
        match self {
            Pagination::Cursor { ends, .. } | Pagination::NextUrl { ends, .. } => ends,
            _ => &[],
        }
    }

    /// Where the cursor is that stays the same: the provider keeps the place, and gives no page twice.
    pub fn stays(&self) -> Option<&Placed<Path>> {
        match self {
            Pagination::Cursor { from, stays: true, .. } => Some(from),
            _ => None,
        }
    }

    /// Whether a page leads on also where the list ends, and an empty one is the last.
    pub fn leads_on_always(&self) -> bool {
        match self {
            Pagination::Cursor { stays, .. }
            | Pagination::NextUrl { stays, .. }
            | Pagination::LinkHeader { stays, .. } => *stays,
            _ => false,
        }
    }

    /// The kind's name in connector files.
    pub fn name(&self) -> &'static str {
        match self {
            Pagination::Single => "single",
            Pagination::Whole { .. } => "whole",
            Pagination::Cursor { .. } => "cursor",
            Pagination::NextUrl { .. } => "next_url",
            Pagination::LinkHeader { .. } => "link_header",
            Pagination::Offset { .. } => "offset",
            Pagination::Page { .. } => "page",
            Pagination::LastId { .. } => "last_id",
        }
    }
}

/// How many records a page has.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PageSize {
    /// Where the request says it.
    pub to: Slot,
    /// How many are asked for.
    pub default: u32,
}
