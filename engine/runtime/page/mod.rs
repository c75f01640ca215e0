//! How a list goes on after a page: one file and one line here for each kind. Pure.

mod cursor;
mod ending;
mod last_id;
mod link_header;
mod next_url;
mod number;
mod offset;
mod sign;
pub mod signs;
mod whole;

use engine_lang::conversion::{same, word};
use engine_lang::expression::{Astray, Found, Path};
use engine_lang::plan::{Operation, Pagination, Placed, Plan, Slot, Word};
use serde_json::Value;
use url::Url;

use crate::empty;
use crate::error::{ErrorKind, RunError};
use crate::request::{header_takes, plain_text};
pub use ending::Totals;

/// What is known of the page that was just read.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The whole answer.
    pub body: &'a Value,
    /// Its headers.
    pub headers: &'a [(String, String)],
    /// The records on it.
    pub count: u64,
    /// Whether it has no list of them, which stands for an empty one.
    pub is_absent: bool,
    /// The records on it and on all pages before.
    pub total: u64,
    /// The number of pages before it.
    pub index: u64,
    /// How many records the request asked for, if it said so.
    pub asked: Option<u64>,
    /// What the request said of where the page begins.
    pub sent: Option<&'a str>,
    /// By which member a caller's body asks for a part of the list.
    pub part: Option<&'a str>,
    /// The first and the last record on it.
    pub ends: Option<[&'a Value; 2]>,
    /// The address it came from.
    pub url: &'a Url,
    /// The names that lead to the records.
    pub way: &'a [String],
    /// What the connector sets aside of the answer.
    pub ignored: &'a [Placed<Path>],
}

impl Page<'_> {
    /// The values of its `Link` header.
    fn links(&self) -> Vec<String> {
        let links = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("link"));
        links.map(|(_, value)| value.clone()).collect()
    }
}

/// What follows a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Everything was read.
    End,
    /// It cannot be told whether everything was read.
    Unknown(String),
    /// Another page, with this value in the request.
    Set(Slot, Value),
    /// Another page, at this address.
    Go(Url),
}

/// Decides how a list goes on; an end that the rest of the answer speaks against is none.
pub fn next(plan: &Plan, operation: &Operation, page: Page<'_>, totals: &Totals) -> Result<Next, RunError> {
    let reader = Reader { plan, page };
    if page.is_absent {
        return absent(operation, page, &reader, totals)
            .map_err(|error| error.at(&plan.location(operation.records.span)));
    }
    match by_kind(operation, page, &reader)? {
        Next::End => {
            reader.has_its_word(operation)?;
            Ok(ending::believed(operation, page, totals))
        }
        Next::Set(Slot::Header(name), value) if !header_takes(&plain_text(&value)) => {
            let message = format!(
                "the place of the next page cannot be sent in the header `{name}`: it holds a line break or another character that no header takes"
            );
            Err(RunError::new(ErrorKind::Answer, message))
        }
        next => Ok(next),
    }
}

/// What follows an answer without a list: the end, unless anything in it speaks against it. No content has its headers only.
fn absent(operation: &Operation, page: Page<'_>, reader: &Reader<'_>, totals: &Totals) -> Result<Next, RunError> {
    let following = if page.body.is_null() { Next::End } else { by_kind(operation, page, reader)? };
    if following == Next::End && !page.body.is_null() {
        reader.has_its_word(operation)?;
    }
    empty::ends(if following == Next::End { ending::believed(operation, page, totals) } else { following })
}

fn by_kind(operation: &Operation, page: Page<'_>, reader: &Reader<'_>) -> Result<Next, RunError> {
    match &operation.pagination {
        Pagination::Single => Ok(Next::End),
        Pagination::Whole { at_most, more } => Ok(whole::next(*at_most, more.as_ref(), page)),
        Pagination::Cursor { from, to, ends, stays, more } => {
            cursor::next(from, to, ends, *stays, more.as_ref(), reader)
        }
        Pagination::NextUrl { from, ends, stays, more } => next_url::next(from, ends, *stays, more.as_ref(), reader),
        Pagination::LinkHeader { stays, more } => link_header::next(*stays, more.as_ref(), reader),
        Pagination::Offset { to, first, total, more } => {
            offset::next(to, *first, total.as_ref(), more.as_ref(), reader)
        }
        Pagination::Page { to, first, total_pages, more } => {
            number::next(to, *first, total_pages.as_ref(), more.as_ref(), reader)
        }
        Pagination::LastId { from, to, more } => last_id::next(from, to, more.as_ref(), reader),
    }
}

/// Reads what kinds of paging need from a page.
struct Reader<'a> {
    plan: &'a Plan,
    page: Page<'a>,
}

impl Reader<'_> {
    fn error(&self, path: &Placed<Path>, message: impl Into<String>) -> RunError {
        RunError::new(ErrorKind::Answer, message).at(&self.plan.location(path.span))
    }

    /// The value at a path; null and blank text count as absent.
    fn value(&self, path: &Placed<Path>) -> Result<Option<&Value>, RunError> {
        Ok(self.found(path)?.filter(|found| !is_blank(found)))
    }

    /// What stands at a path. Where something else stands on the way to it, that it is not there says nothing.
    fn found(&self, path: &Placed<Path>) -> Result<Option<&Value>, RunError> {
        let found = match path.value.sought() {
            Some(_) => path.value.one(self.page.body).map_err(|reason| self.error(path, reason))?,
            None => found_at(path, self.page.body),
        };
        match path.value.astray(self.page.body).filter(|_| found.is_none()) {
            None => Ok(found),
            Some(Astray { at, asked }) => {
                let message = format!("how the list goes on cannot be told: {asked} is asked of {}", word(at));
                Err(self.error(path, message))
            }
        }
    }

    /// Whether there is more, if the page says so.
    fn more(&self, word_of_more: Option<&Word>) -> Result<Option<bool>, RunError> {
        let Some(word_of_more) = word_of_more else { return Ok(None) };
        let path = &word_of_more.path;
        if let Some(says) = word_of_more.says(self.page.body) {
            return Ok(Some(says));
        }
        match self.found(path)? {
            None => Ok(None),
            Some(other) => {
                let text = path.value.text();
                let message = format!("whether there is more cannot be told: `{text}` is {}", word(other));
                Err(self.error(path, message).help(format!(
                    "say what it means: `while: {{ {text}: [...] }}` and `until: {{ {text}: [...] }}` take values"
                )))
            }
        }
    }

    /// A last page has the word on whether there is more, if every page has it.
    fn has_its_word(&self, operation: &Operation) -> Result<(), RunError> {
        let beside = &operation.beside;
        let is_there = if self.page.is_absent { beside.absent_has_word_of_more } else { beside.has_word_of_more };
        let word_of_more = operation.pagination.more().filter(|_| is_there);
        let path = word_of_more.map(|more| &more.path).filter(|path| found_at(path, self.page.body).is_none());
        let Some(path) = path else { return Ok(()) };
        let message = format!(
            "whether there is more cannot be told: `{}` finds nothing, and by its schema every page has it",
            path.value.text()
        );
        Err(self.error(path, message).note("instead", word(self.page.body)))
    }

    /// As [`Reader::more`], for a word that decides alone: the page must have it.
    fn says_more(&self, word_of_more: &Word) -> Result<bool, RunError> {
        let path = &word_of_more.path;
        self.more(Some(word_of_more))?.ok_or_else(|| {
            let message = format!("whether there is more cannot be told: `{}` finds nothing", path.value.text());
            self.error(path, message).note("instead", word(self.page.body))
        })
    }

    /// A count that the page states.
    fn count(&self, path: &Placed<Path>) -> Result<u64, RunError> {
        let found = value_at(path, self.page.body);
        found.and_then(whole_number).ok_or_else(|| {
            let found = found.map_or_else(|| "finds nothing".to_owned(), |found| format!("is {}", word(found)));
            let message = format!("how many there are cannot be told: `{}` {found}", path.value.text());
            self.error(path, message).note("instead", word(self.page.body))
        })
    }
}

/// A number of things; some write it `1.0`.
fn whole_number(value: &Value) -> Option<u64> {
    let text = value.is_number().then(|| value.to_string())?;
    let (whole, rest) = text.split_once('.').unwrap_or((text.as_str(), ""));
    whole.parse().ok().filter(|_| rest.bytes().all(|digit| digit == b'0'))
}

/// Whether a provider has such a value where a cursor or an address would be, if there is none.
fn is_end(ends: &[Placed<Value>], found: &Value) -> bool {
    ends.iter().any(|end| same(&end.value, found))
}

/// The value at a path; null and blank text count as absent.
fn value_at<'v>(path: &Placed<Path>, root: &'v Value) -> Option<&'v Value> {
    found_at(path, root).filter(|found| !is_blank(found))
}

/// What stands at a path; null counts as absent.
fn found_at<'v>(path: &Placed<Path>, root: &'v Value) -> Option<&'v Value> {
    match path.value.find(root) {
        Found::One(found) => found,
        Found::Many(_) => None,
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The address of a next page, which must be on the same server: it is sent the credential.
fn same_server(text: &str, page: Page<'_>) -> Result<Url, RunError> {
    let url = page
        .url
        .join(text)
        .map_err(|_| RunError::new(ErrorKind::Answer, format!("the next page is at `{text}`, which is no address")))?;
    if url.origin() != page.url.origin() {
        let message = format!("the next page is at `{}`, another server than `{}`", origin(&url), origin(page.url));
        return Err(RunError::new(ErrorKind::Answer, message)
            .help("the credential is not sent there; if this is right, the connector's `base_url` is not"));
    }
    Ok(url)
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::{Next, Page, same_server, whole};
    use serde_json::Value;
    use url::Url;

    /// A first page with one record.
    pub fn page<'a>(body: &'a Value, headers: &'a [(String, String)], url: &'a Url) -> Page<'a> {
        Page {
            body,
            headers,
            count: 1,
            is_absent: false,
            total: 1,
            index: 0,
            asked: None,
            sent: None,
            part: None,
            ends: None,
            url,
            ignored: &[],
            way: &[],
        }
    }

    #[test]
    fn credentials_stay_on_their_server() {
        let url = Url::parse("https://api.example.com/v1/things?page=1").unwrap();
        for (text, same) in [
            ("/v1/things?page=2", true),
            ("?page=2", true),
            ("https://api.example.com/other", true),
            ("http://api.example.com/v1", false),
            ("https://api.example.com:8443/v1", false),
            ("https://evil.example/v1", false),
            ("//evil.example/v1", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(same_server(text, page(&Value::Null, &[], &url)).is_ok(), same, "{text}");
        }
    }

    #[test]
    fn a_full_answer_may_be_cut() {
        let url = Url::parse("https://a.example").unwrap();
        let page = |count| Page { count, total: count, ..page(&Value::Null, &[], &url) };
        assert_eq!(whole::next(Some(100), None, page(99)), Next::End);
        assert!(matches!(whole::next(Some(100), None, page(100)), Next::Unknown(_)));
    }
}
