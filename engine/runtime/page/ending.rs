//! The end of a list, which is believed only if nothing else in the answer says that there is more.

use engine_lang::expression::Path;
use engine_lang::paging;
use engine_lang::plan::{Pagination, Placed};
use serde_json::Value;

use super::signs::{self, Heard, Sign, of_links, of_more, totals};
use super::{Next, Page, value_at, whole_number};
use crate::request::plain_text;

/// What the first pages of a list said of how much there is, to see whether it falls while pages are read: a record may
/// then have moved to a page that was read before, and never come.
#[derive(Debug, Default)]
pub struct Totals {
    /// The most that the word said that the connector goes by.
    most: Option<u64>,
    /// What all words said on the first page.
    first: Vec<(String, u64)>,
    /// The records on the first page.
    count: u64,
    /// What the first page says of one before it.
    before: Option<String>,
}

impl Totals {
    /// Takes note of a page. Words that the connector does not go by are looked for on the first one only.
    pub fn note(&mut self, pagination: &Pagination, page: Page<'_>) {
        if !matches!(pagination, Pagination::Offset { .. } | Pagination::Page { .. }) {
            return;
        }
        self.most = self.most.max(own(pagination, page));
        if page.index == 0 {
            (self.first, self.count) = (totals(page), page.count);
            self.before = signs::of_before(page);
        }
    }

    /// What fell by the last page.
    fn fell(&self, pagination: &Pagination, page: Page<'_>) -> Option<String> {
        let fell = |name: &str, from: u64, to: u64| {
            format!("{name} fell from {from} to {to} while pages were read, so that a record may have been skipped")
        };
        if let (Some(most), Some(now), Some(path)) = (self.most, own(pagination, page), pagination.total())
            && now < most
        {
            return Some(fell(&format!("`{}`", path.value.text()), most, now));
        }
        if self.first.is_empty() || page.index == 0 {
            return None;
        }
        // On a page without records 0 is said of the page, and so is a number that is always that of its records.
        let is_of_page = |from, to| to == page.count && (from == self.count || to == 0);
        totals(page).into_iter().find_map(|(name, to)| {
            let (_, from) = self.first.iter().find(|(own, _)| *own == name)?;
            (to < *from && !is_of_page(*from, to)).then(|| fell(&name, *from, to))
        })
    }
}

/// What the word says that the connector goes by.
fn own(pagination: &Pagination, page: Page<'_>) -> Option<u64> {
    value_at(pagination.total()?, page.body).and_then(whole_number)
}

/// The end that a kind of paging came to, as far as the answer agrees.
pub fn believed(pagination: &Pagination, page: Page<'_>, totals: &Totals) -> Next {
    // A boolean whose name says nothing of pages may be about something else, such as `partial`.
    let word = pagination.more().filter(|more| value_at(&more.path, page.body).is_some_and(Value::is_boolean));
    let is_told = word.is_some_and(|more| tells_the_end(&more.path.value));
    let heard = match pagination {
        Pagination::Single => return Next::End,
        _ if is_told => Heard::Booleans,
        Pagination::Whole { .. } => Heard::Places,
        _ => Heard::Words,
    };
    // Where the word says so, the list ends whatever cursor the page has.
    let from = match pagination {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. }
            if word.is_some() || pagination.leads_on_always() =>
        {
            Some(from)
        }
        _ => None,
    };
    let is_own = |sign: &Sign<'_>| {
        let is_path = |path: &Placed<Path>| sign.is_at(path);
        pagination.total().is_some_and(is_path)
            || from.is_some_and(is_path)
            || sign.is_place() && pagination.ends().iter().any(|end| plain_text(&end.value) == plain_text(sign.value))
    };
    let is_own_link = matches!(pagination, Pagination::LinkHeader { stays: true, .. });
    let links = if is_own_link { None } else { of_links(page, heard).map(str::to_owned) };
    let sign = links.or_else(|| of_more(page, heard, is_own)).or_else(|| totals.fell(pagination, page));
    let begun_late = || Some(format!("its first page says that one is before it: {}", totals.before.as_ref()?));
    let sign = sign.or_else(begun_late);
    match (sign, pagination) {
        (None, _) => Next::End,
        (Some(sign), Pagination::Whole { .. }) => Next::Unknown(format!("the answer counts as whole, and {sign}")),
        (Some(sign), _) => Next::Unknown(format!("the list seems to end after {} records, and {sign}", page.total)),
    }
}

fn tells_the_end(path: &Path) -> bool {
    let names = path.names();
    let within = names.len().checked_sub(2).map(|outer| names[outer].as_str());
    names.last().is_some_and(|name| paging::tells_the_end(name, within))
}
