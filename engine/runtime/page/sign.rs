//! A word of pages in an answer, and what it says of more. One that cannot be read says nothing of an end.

use engine_lang::expression::Path;
use engine_lang::paging::{Told, all_members, is_about_pages, is_lower_bound, next_of_links, truth};
use engine_lang::plan::Placed;
use engine_lang::vocabulary::{Meaning, plain};
use serde_json::Value;

use super::Page;
use super::signs::Heard;
use crate::request::value_as_number;

/// A word of an answer.
pub struct Sign<'a> {
    /// Where it stands.
    pub place: Place<'a>,
    /// What it is about.
    pub told: Told,
    /// What it says.
    pub value: &'a Value,
}

/// Where a word of an answer stands.
pub enum Place<'a> {
    /// In the body, at the end of these names.
    Member(Vec<String>),
    /// In a header.
    Header(&'a str),
}

/// What a word says of records that were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// That there are none, or nothing at all.
    Nothing,
    /// That there are some.
    More,
    /// Something that cannot be read.
    Unclear,
}

/// The next pages that stand in lists of links.
pub fn in_links(page: Page<'_>) -> Vec<Sign<'_>> {
    let answer = [page.body];
    let lists = all_members(&answer, page.way).filter(|(names, _)| names != page.way);
    let links = lists.filter_map(|(names, list)| {
        let value = next_of_links(names.last()?, list)?;
        Some(Sign { place: Place::Member(names), told: Told::NextUrl, value })
    });
    links.collect()
}

impl Sign<'_> {
    /// Where it stands, for messages.
    pub fn text(&self) -> String {
        match &self.place {
            Place::Member(names) => format!("`{}`", names.join(".")),
            Place::Header(name) => format!("its header `{name}`"),
        }
    }

    /// The names that lead to it; none to a header.
    pub fn names(&self) -> &[String] {
        match &self.place {
            Place::Member(names) => names,
            Place::Header(_) => &[],
        }
    }

    /// Whether it says where the next page is.
    pub fn is_place(&self) -> bool {
        matches!(self.told, Told::Cursor | Told::Place | Told::NextUrl | Told::NextNumber)
    }

    /// Whether it stands at a path of member names.
    pub fn is_at(&self, path: &Placed<Path>) -> bool {
        matches!(&self.place, Place::Member(names) if *names == path.value.names())
    }

    /// Whether another one stands in it.
    pub fn holds(&self, other: &Sign<'_>) -> bool {
        let (own, others) = (self.names(), other.names());
        !own.is_empty() && own.len() < others.len() && others.starts_with(own)
    }

    /// What it says, if it is such a word and says true or false.
    pub fn says(&self, told: Told) -> Option<bool> {
        truth(self.value).filter(|_| self.told == told)
    }

    /// What it says of records that were not read.
    pub fn says_of_more(&self, page: Page<'_>, heard: Heard, is_last: bool) -> Says {
        let more = |is_more: bool| if is_more { Says::More } else { Says::Nothing };
        let above =
            |read: u64| self.number().map_or(Says::Unclear, |number| more(number.is_some_and(|all| all > read)));
        match self.told {
            _ if !leads_on(self.value) && *self.value != Value::Bool(false) && !is_zero(self.value) => Says::Nothing,
            Told::More => self.says(Told::More).map_or(Says::Unclear, more),
            Told::Cut => self.says(Told::Cut).map_or(Says::Unclear, more),
            Told::Last => self.says(Told::Last).map_or(Says::Unclear, |is_last| more(!is_last)),
            _ if heard == Heard::Booleans => Says::Nothing,
            // Of an answer that counts as whole, at least as many may be more.
            Told::Total if heard == Heard::Places && is_lower_bound(page.body, self.names()) => {
                above(page.total.saturating_sub(1))
            }
            Told::Total | Told::Count => above(page.total),
            // `pageCount` may be the number of records on the page.
            Told::TotalPages if self.is_count() && value_as_number(self.value) == Some(page.count) => Says::Nothing,
            // An empty page behind others is none of them.
            Told::TotalPages => above(page.index + u64::from(page.count > 0 || page.index == 0)),
            _ if is_last => Says::Nothing,
            Told::NextNumber => above(0),
            Told::NextUrl if self.value.is_string() => Says::More,
            Told::NextUrl if leads_on(self.value) => Says::Unclear,
            Told::Cursor => more(leads_on(self.value)),
            Told::Place => more(self.is_heard(heard) && leads_on(self.value)),
            Told::NextUrl => Says::Nothing,
        }
    }

    /// The number that it says, none if it says that nobody knows; an error if it is no number.
    fn number(&self) -> Result<Option<u64>, ()> {
        let by_value = |text: &str| text.trim().parse::<f64>().map_err(drop);
        match self.value {
            Value::Bool(false) => Ok(None),
            // A number with a fraction is an amount.
            Value::Number(number)
                if self.told == Told::Total && number.as_f64().is_some_and(|own| own.fract() != 0.0) =>
            {
                Ok(None)
            }
            Value::Number(number) if number.as_f64().is_some_and(|number| number < 0.0) => Ok(None),
            Value::String(text) if by_value(text)? < 0.0 => Ok(None),
            // `48.14` is an amount, and `1.234` may be a thousand and more.
            Value::String(text) if by_value(text)?.fract() != 0.0 => {
                let is_grouped = text.trim().rsplit_once('.').is_some_and(|(_, digits)| digits.len() == 3);
                if is_grouped || self.told != Told::Total { Err(()) } else { Ok(None) }
            }
            Value::Number(_) | Value::String(_) => value_as_number(self.value).map(Some).ok_or(()),
            _ => Err(()),
        }
    }

    fn is_count(&self) -> bool {
        self.text().to_lowercase().ends_with("count`")
    }

    /// Whether a place counts that stands here. Where this page ends is not where the next one begins.
    fn is_heard(&self, heard: Heard) -> bool {
        let name = plain(self.names().last().map_or("", String::as_str));
        let is_end_of_page = name == "after" || Meaning::EndCursor.is_of(&name);
        self.is_among_pages() && (heard == Heard::Places || heard == Heard::Cursors && !is_end_of_page)
    }

    /// Whether it stands among words of pages: at the top, beside the list, or in an object about pages.
    fn is_among_pages(&self) -> bool {
        match self.names() {
            [_] => true,
            [.., around, _] => is_about_pages(around),
            [] => matches!(self.place, Place::Header(_)),
        }
    }
}

fn is_zero(value: &Value) -> bool {
    value_as_number(value) == Some(0)
}

/// Whether a cursor is one: not null, false, zero or blank, nor a list or an object of such values.
fn leads_on(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(says) => *says,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "0"),
        Value::Array(values) => values.iter().any(leads_on),
        Value::Object(members) => members.values().any(leads_on),
    }
}
