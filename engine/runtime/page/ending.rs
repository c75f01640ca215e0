//! The end of a list, which is believed only if nothing else in the answer says that there is more.

use engine_lang::expression::{Path, Step};
use engine_lang::paging::{Told, tells_the_end};
use engine_lang::plan::{Operation, Pagination, Placed};
use engine_lang::unread::ways;
use serde_json::Value;

use super::signs::{self, Heard, Sign, of_links, of_more, totals};
use super::{Next, Page, value_at, whole_number};
use crate::request::plain_text;

/// What the first pages of a list said of how much there is. While pages are read by their numbers it must not fall: a
/// record may then have moved to a page that was read before, and never come. And all of it must have come before a page
/// that has nothing and says nothing.
#[derive(Debug, Default)]
pub struct Totals {
    /// The most that the word said that the connector goes by.
    most: Option<u64>,
    /// What all words said on the first page.
    first: Vec<(Told, String, u64)>,
    /// The records on the first page.
    count: u64,
    /// What the first page says of one before it.
    before: Option<String>,
}

impl Totals {
    /// Takes note of a page. Words that the connector does not go by are looked for on the first one only.
    pub fn note(&mut self, pagination: &Pagination, page: Page<'_>) {
        self.most = self.most.max(own(pagination, page));
        if page.index == 0 {
            (self.first, self.count) = (totals(page), page.count);
            self.before = signs::of_before(page).filter(|_| is_numbered(pagination));
        }
    }

    /// What did not come before an end without a record, where that page itself says nothing of how much there is.
    fn owed(&self, pagination: &Pagination, page: Page<'_>) -> Option<String> {
        let came = |told| if told == Told::TotalPages { page.index } else { page.total };
        let owed = |told, name: &str, all: u64| {
            (all > came(told)).then(|| format!("{name} said {all}, and no more than {} came", came(told)))
        };
        if page.count > 0 || page.index == 0 {
            return None;
        }
        let kind = if matches!(pagination, Pagination::Page { .. }) { Told::TotalPages } else { Told::Total };
        if let (Some(most), None, Some(path)) = (self.most, own(pagination, page), pagination.total())
            && let Some(owed) = owed(kind, &format!("`{}`", path.value.text()), most)
        {
            return Some(owed);
        }
        let now = totals(page);
        let silent = self.first.iter().filter(|(_, name, _)| now.iter().all(|(_, own, _)| own != name));
        // A number of pages may be that of the records on the page.
        let of_list = silent.filter(|(told, _, all)| *told != Told::TotalPages || *all != self.count);
        of_list.into_iter().find_map(|(told, name, all)| owed(*told, name, *all))
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
        if !is_numbered(pagination) || page.index == 0 {
            return None;
        }
        // On a page without records 0 is said of the page, and so is a number that is always that of its records.
        let is_of_page = |from, to| to == page.count && (from == self.count || to == 0);
        totals(page).into_iter().find_map(|(_, name, to)| {
            let (_, _, from) = self.first.iter().find(|(_, own, _)| *own == name)?;
            (to < *from && !is_of_page(*from, to)).then(|| fell(&name, *from, to))
        })
    }
}

/// Whether pages are asked for by numbers, so that records can move from one to another.
fn is_numbered(pagination: &Pagination) -> bool {
    matches!(pagination, Pagination::Offset { .. } | Pagination::Page { .. })
}

/// Whether a value is what the request said of where its page begins, which an answer may repeat.
fn is_asked(pagination: &Pagination, page: Page<'_>, value: &Value) -> bool {
    let text = plain_text(value);
    match pagination {
        // The provider gave the address of each page but the first.
        Pagination::NextUrl { .. } | Pagination::LinkHeader { .. } => {
            page.index > 0 && page.url.query_pairs().any(|(_, sent)| sent == text)
        }
        _ => page.sent == Some(text.as_str()),
    }
}

/// What the word says that the connector goes by.
fn own(pagination: &Pagination, page: Page<'_>) -> Option<u64> {
    value_at(pagination.total()?, page.body).and_then(whole_number)
}

/// Whether a page has nothing, and not even null, where the connector reads where the next one is.
fn is_left_out(pagination: &Pagination, page: Page<'_>) -> bool {
    match pagination {
        Pagination::Cursor { from, stays: false, .. } | Pagination::NextUrl { from, stays: false, .. } => {
            from.value.lead().iter().try_fold(page.body, |value, step| step.of(value)).is_none()
        }
        Pagination::LinkHeader { stays: false, .. } => page.links().is_empty(),
        _ => false,
    }
}

/// What paging reads from the first of several, each of which may have pages of its own.
fn first_of_several(pagination: &Pagination, body: &Value) -> Option<String> {
    let from = match pagination {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => Some(from),
        _ => None,
    };
    let word = pagination.more().map(|more| &more.path);
    from.into_iter().chain(word).chain(pagination.total()).find_map(|path| {
        let mut place = body;
        for step in path.value.lead() {
            if let (Step::Element(0..), Some(several)) = (step, place.as_array().filter(|list| list.len() > 1)) {
                return Some(format!("`{}` is read from one of {}", path.value.text(), several.len()));
            }
            place = step.of(place)?;
        }
        None
    })
}

/// The end that a kind of paging came to, as far as the answer agrees.
pub fn believed(operation: &Operation, page: Page<'_>, totals: &Totals) -> Next {
    let pagination = &operation.pagination;
    // A word whose name says nothing of pages may be about something else, such as `partial`.
    let word = pagination.more().filter(|more| more.says(page.body).is_some());
    let name = word.and_then(|more| more.path.value.last_names());
    let is_told = name.is_some_and(|(name, within)| tells_the_end(name, within));
    let heard = match pagination {
        Pagination::Single => return Next::End,
        // Of an answer without a list, a total counts as well.
        _ if is_told && !page.is_absent => Heard::Booleans,
        Pagination::Whole { .. } => Heard::Places,
        _ if is_left_out(pagination, page) => Heard::Cursors,
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
        word.is_some_and(|more| is_path(&more.path))
            || pagination.total().is_some_and(is_path)
            || from.is_some_and(is_path)
            || sign.told == Told::Place && is_asked(pagination, page, sign.value)
            || sign.is_place() && pagination.ends().iter().any(|end| plain_text(&end.value) == plain_text(sign.value))
    };
    // What is read, or set aside in part, is known to whoever wrote the connector.
    let known: Vec<Vec<String>> =
        ways(operation).into_iter().chain(page.ignored.iter().map(|path| path.value.names())).collect();
    let is_known = |sign: &Sign<'_>| known.iter().any(|way| way.starts_with(sign.names())) && !sign.names().is_empty();
    let is_own_link = matches!(pagination, Pagination::LinkHeader { stays: true, .. });
    let links = if is_own_link { None } else { of_links(page, heard).map(str::to_owned) };
    let sign = links.or_else(|| of_more(page, heard, is_own, is_known));
    let sign = sign.or_else(|| totals.fell(pagination, page)).or_else(|| totals.owed(pagination, page));
    let begun_late = || Some(format!("its first page says that one is before it: {}", totals.before.as_ref()?));
    let sign = sign.or_else(begun_late).or_else(|| first_of_several(pagination, page.body));
    match (sign, pagination) {
        (None, _) => Next::End,
        (Some(sign), Pagination::Whole { .. }) => Next::Unknown(format!("the answer counts as whole, and {sign}")),
        (Some(sign), _) => Next::Unknown(format!("the list seems to end after {} records, and {sign}", page.total)),
    }
}
