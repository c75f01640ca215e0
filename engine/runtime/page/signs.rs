//! Words of pages in an answer, whatever its schema has: in its members and its headers; and in a body that a caller gave
//! as a whole.

use engine_lang::conversion::word;
use engine_lang::expression::Path;
use engine_lang::paging::{
    Asked, Told, all_asked, all_told, is_about_pages, is_first_page, leads_before, told_by_header,
};
use engine_lang::plan::Placed;
use engine_lang::unread::is_set_aside;
use serde_json::Value;

use super::Page;
use crate::link;
use crate::request::value_as_number;

/// Which words count against an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Booleans alone: the end was told by one.
    Booleans,
    /// All that says that there is more.
    Words,
    /// Those too that tell a place, which may be that of a page that was read: an answer that counts as whole has none.
    Places,
}

/// What an answer says of more records than were read. What the connector itself goes by was asked.
pub fn of_more(page: Page<'_>, heard: Heard, is_own: impl Fn(&Sign<'_>) -> bool) -> Option<String> {
    let headers = headers(page);
    let signs: Vec<Sign<'_>> = signs(page, &headers).into_iter().filter(|sign| !is_own(sign)).collect();
    // The cursor and the address of a page that says itself that it is the last lead nowhere.
    let is_last = signs.iter().any(|sign| sign.says(Told::More) == Some(false) || sign.says(Told::Last) == Some(true));
    // Beside a total, a count is that of the page.
    let is_of_page = |sign: &Sign<'_>| {
        sign.told == Told::Count
            && (signs.iter().any(|sign| sign.told == Told::Total) || value_as_number(sign.value) == page.asked)
    };
    let sign = signs.iter().find(|sign| sign.is_more(page, heard, is_last) && !is_of_page(sign))?;
    Some(format!("{} is {}", sign.name, word(sign.value)))
}

/// What a `Link` header says of more (RFC 8288).
pub fn of_links(page: Page<'_>, heard: Heard) -> Option<&'static str> {
    match link::next(&page.links()) {
        Ok(None) => None,
        Ok(Some(_)) => Some("its `Link` header points to a next page"),
        Err(_) if heard == Heard::Booleans => None,
        Err(_) => Some("its `Link` header is no list of links (RFC 8288)"),
    }
}

/// What an answer says of how many records and pages there are, by the names of the words.
pub fn totals(page: Page<'_>) -> Vec<(String, u64)> {
    let headers = headers(page);
    let counts = signs(page, &headers).into_iter().filter(|sign| matches!(sign.told, Told::Total | Told::TotalPages));
    counts.filter_map(|sign| Some((sign.name, value_as_number(sign.value)?))).collect()
}

/// A word of an answer.
pub struct Sign<'a> {
    /// Where it stands, for messages.
    name: String,
    told: Told,
    /// What it says.
    pub value: &'a Value,
    /// Whether it stands among words of pages.
    is_among_pages: bool,
}

fn signs<'a>(page: Page<'a>, headers: &'a [(&str, Told, Value)]) -> Vec<Sign<'a>> {
    let members = all_told(&[page.body], page.way).into_iter().filter(|named| !is_set_aside(page.ignored, &named.path));
    let members = members.map(|named| Sign {
        name: format!("`{}`", named.text()),
        told: named.says,
        value: named.member,
        is_among_pages: match named.path.as_slice() {
            // Elsewhere than among pages, these are things of their own.
            [name] => !["marker", "bookmark"].contains(&name.to_lowercase().as_str()),
            [.., around, _] => is_about_pages(around),
            [] => false,
        },
    });
    let headers = headers.iter().map(|(name, told, value)| Sign {
        name: format!("its header `{name}`"),
        told: *told,
        value,
        is_among_pages: true,
    });
    members.chain(headers).collect()
}

/// The headers that speak of pages; one of JSON by its members, as `X-Pagination` has them.
fn headers(page: Page<'_>) -> Vec<(&str, Told, Value)> {
    let mut found = Vec::new();
    for (name, text) in page.headers {
        if text.starts_with('{') {
            let object = serde_json::from_str(text).unwrap_or(Value::Null);
            let told = all_told(&[&object], &[]).into_iter();
            found.extend(told.map(|named| (name.as_str(), named.says, named.member.clone())));
            continue;
        }
        let value = if name.eq_ignore_ascii_case("content-range") {
            // `items 0-24/100` (RFC 9110, 14.4)
            text.rsplit_once('/').map_or(Value::Null, |(_, all)| Value::from(all))
        } else {
            Value::from(text.as_str())
        };
        let told = told_by_header(name, engine_lang::paging::Member::holds(&&value));
        found.extend(told.map(|told| (name.as_str(), told, value)));
    }
    found
}

impl Sign<'_> {
    /// Whether it says where the next page is.
    pub fn is_place(&self) -> bool {
        matches!(self.told, Told::Cursor | Told::Place | Told::NextUrl | Told::NextNumber)
    }

    /// Whether it stands at a path of member names.
    pub fn is_at(&self, path: &Placed<Path>) -> bool {
        self.name == format!("`{}`", path.value.names().join("."))
    }

    /// What it says, if it is such a word and says true or false.
    fn says(&self, told: Told) -> Option<bool> {
        match self.value {
            _ if self.told != told => None,
            Value::Bool(says) => Some(*says),
            Value::Number(number) => number.as_u64().filter(|number| *number <= 1).map(|number| number == 1),
            Value::String(text) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "y" | "1" => Some(true),
                "false" | "no" | "n" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_more(&self, page: Page<'_>, heard: Heard, is_last: bool) -> bool {
        let number = || value_as_number(self.value);
        match self.told {
            Told::More => self.says(Told::More) == Some(true),
            Told::Cut => self.says(Told::Cut) == Some(true),
            Told::Last => self.says(Told::Last) == Some(false),
            _ if heard == Heard::Booleans => false,
            // A number with a fraction is an amount.
            Told::Total if self.value.as_f64().is_some_and(|number| number.fract() != 0.0) => false,
            Told::Total | Told::Count => number().is_some_and(|total| total > page.total),
            // `pageCount` may be the number of records on the page.
            Told::TotalPages if self.name.to_lowercase().ends_with("count`") && number() == Some(page.count) => false,
            Told::TotalPages => number().is_some_and(|pages| pages > page.index + 1),
            _ if is_last => false,
            Told::NextNumber => number().is_some_and(|number| number > 0),
            Told::NextUrl => self.value.as_str().is_some_and(|text| !text.trim().is_empty()),
            Told::Cursor => leads_on(self.value),
            Told::Place => heard == Heard::Places && self.is_among_pages && leads_on(self.value),
        }
    }
}

/// Whether a cursor is one: not null, false, zero or blank, nor a list or an object of such values.
fn leads_on(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "0"),
        Value::Array(values) => values.iter().any(leads_on),
        Value::Object(members) => members.values().any(leads_on),
    }
}

/// What a body asks of a list: how many records, and by which member for a part of it.
pub fn of_parts(body: Option<&Value>) -> (Option<u64>, Option<String>) {
    let (mut size, mut part) = (None, None);
    for named in body.map(|body| all_asked(&[body])).unwrap_or_default() {
        match named.says {
            Asked::Size => size = size.into_iter().chain(value_as_number(named.member)).min(),
            _ if !named.member.is_null() => part = part.or_else(|| Some(named.text())),
            _ => {}
        }
    }
    (size, part)
}

/// What an answer says of a page before this one, at its top or in an object there.
pub fn of_before(page: Page<'_>) -> Option<String> {
    let top = page.body.as_object()?;
    let inner = top.iter().filter_map(|(outer, value)| Some((outer, value.as_object()?)));
    let inner =
        inner.flat_map(|(outer, members)| members.iter().map(|(name, own)| (vec![outer.clone(), name.clone()], own)));
    let mut members = top.iter().map(|(name, own)| (vec![name.clone()], own)).chain(inner);
    let is_before = |name: &str, value: &Value| match value {
        Value::Bool(there) if leads_before(name) => *there,
        Value::Bool(is_first) => !is_first && is_first_page(name),
        // Some have an address there for every page.
        _ => false,
    };
    let (names, value) = members.find(|(names, value)| {
        names.last().is_some_and(|name| is_before(name, value)) && !is_set_aside(page.ignored, names)
    })?;
    Some(format!("`{}` is {}", names.join("."), word(value)))
}

#[cfg(test)]
mod tests {
    use super::{Heard, of_more, of_parts, totals};
    use crate::page::Page;
    use serde_json::{Value, json};
    use url::Url;

    fn page<'a>(body: &'a Value, headers: &'a [(String, String)], url: &'a Url) -> Page<'a> {
        Page {
            body,
            headers,
            count: 1,
            total: 1,
            index: 0,
            asked: None,
            part: None,
            last: None,
            url,
            ignored: &[],
            way: &[],
        }
    }

    #[test]
    fn an_answer_says_that_there_is_more() {
        let url = Url::parse("https://a.example").unwrap();
        for (answer, says) in [
            (json!({ "data": [1], "total": 10 }), true),
            (json!({ "data": [1], "total": 1, "has_more": false, "next_cursor": null, "next": "" }), false),
            (json!({ "data": [1], "meta": { "paging": { "hasMore": true } } }), true),
            (json!({ "data": [{ "next": "x", "total": 9 }] }), false),
            (json!({ "data": [1], "isLastPage": false }), true),
            (json!({ "data": [1], "nextPageId": "x" }), true),
            (json!({ "data": [1], "last": false }), true),
            (json!({ "data": [1], "task": { "done": false } }), false),
            (json!({ "data": [1], "totalFound": 7 }), true),
            (json!({ "data": [1], "count": 30 }), true),
            (json!({ "data": [1], "meta": { "count": 1 } }), false),
            (json!({ "data": [1], "paging": { "count": 10, "total": 1 } }), false),
            (json!({ "data": [1], "order": { "count": 30 } }), false),
            (json!({ "data": [1], "pageCount": 7 }), true),
            (json!({ "data": [1], "total": "900" }), true),
            (json!({ "data": [1], "total": 48.14 }), false),
            (json!({ "data": [1], "quote": { "total": 48 } }), false),
            (json!({ "albums": { "items": [1], "total": 48 } }), true),
            (json!({ "data": [1], "meta": { "total": 48 } }), true),
            (json!({ "data": [1], "has_more": "true" }), true),
            (json!({ "data": [1], "has_more": "false" }), false),
            (json!({ "data": [1], "has_more": 1 }), true),
            (json!({ "data": [1], "has_more": 0 }), false),
            (json!({ "data": [1], "has_more": "Y" }), true),
            (json!({ "data": [1], "has_more": "False" }), false),
            (json!({ "data": [1], "next_offset": 50 }), true),
            (json!({ "data": [1], "next_offset": 0 }), false),
            (json!({ "data": [1], "next_cursor": 4242 }), true),
            (json!({ "data": [1], "last_evaluated_key": { "id": "a" } }), true),
            (json!({ "data": [1], "last_evaluated_key": {} }), false),
            (json!({ "data": [1], "links": { "prev": "x", "self": "y", "first": "z", "next": null } }), false),
            (json!({ "data": [1], "next": { "title": "next", "href": null } }), false),
            (json!({ "data": [1], "pageInfo": { "hasNextPage": false, "endCursor": "x" } }), false),
            (json!({ "data": [1], "has_more": false, "next_cursor": "x" }), false),
        ] {
            assert_eq!(of_more(page(&answer, &[], &url), Heard::Words, |_| false).is_some(), says, "{answer}");
        }
        let places = json!({ "data": [1], "paging": { "cursors": { "after": "x" } }, "marker": "pin" });
        assert!(of_more(page(&places, &[], &url), Heard::Words, |_| false).is_none());
        assert!(of_more(page(&places, &[], &url), Heard::Places, |_| false).is_some());
        let told = json!({ "total": 10, "next_cursor": "x", "has_more": false });
        assert!(of_more(page(&told, &[], &url), Heard::Booleans, |_| false).is_none());
        let told = json!({ "total": 10, "isLast": false });
        assert!(of_more(page(&told, &[], &url), Heard::Booleans, |_| false).is_some());
    }

    #[test]
    fn a_header_says_that_there_is_more() {
        let url = Url::parse("https://a.example").unwrap();
        for (name, text, says) in [
            ("x-total-count", "99", true),
            ("x-total-count", "1", false),
            ("x-next-page", "2", true),
            ("x-next-page", "", false),
            ("x-total-pages", "2", true),
            ("x-wp-totalpages", "2", true),
            ("content-range", "items 0-0/99", true),
            ("content-range", "items 0-0/*", false),
            ("x-has-more", "true", true),
            ("x-ratelimit-limit", "5000", false),
            ("x-pagination", "{\"TotalCount\":1,\"HasNext\":false}", false),
            ("x-pagination", "{\"TotalCount\":30}", true),
            ("x-pagination", "{\"HasNext\":true}", true),
        ] {
            let headers = [(name.to_owned(), text.to_owned())];
            assert_eq!(
                of_more(page(&json!([1]), &headers, &url), Heard::Words, |_| false).is_some(),
                says,
                "{name}: {text}"
            );
        }
        let headers = [("content-range".to_owned(), "items 0-0/99".to_owned())];
        let body = json!({ "total": 3 });
        let found: Vec<u64> = totals(page(&body, &headers, &url)).into_iter().map(|(_, total)| total).collect();
        assert_eq!(found, [3, 99]);
    }

    #[test]
    fn a_body_asks_for_a_part() {
        assert_eq!(of_parts(Some(&json!({ "limit": 2, "name": "x" }))), (Some(2), None));
        assert_eq!(of_parts(Some(&json!({ "page": 3, "limit": 1 }))), (Some(1), Some("page".to_owned())));
        assert_eq!(of_parts(Some(&json!({ "limit": "2", "paging": { "limit": 5 } }))), (Some(2), None));
        assert_eq!(of_parts(Some(&json!({ "paging": { "cursor": "x" } }))), (None, Some("paging.cursor".to_owned())));
        assert_eq!(of_parts(None), (None, None));
    }
}
