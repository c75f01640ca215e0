//! Words of pages in an answer, whatever its schema has: in its members and its headers; and in a body that a caller gave
//! as a whole.

use engine_lang::conversion::word;
use engine_lang::expression::{in_braces, path_to};
use engine_lang::paging::{
    Asked, Told, all_asked, all_members, all_told, is_first_page, leads_before, told_by_header, truth,
};
use engine_lang::unread::is_set_aside;
use serde_json::Value;

use super::Page;
pub use super::sign::{Place, Says, Sign, in_links};
use crate::link;
use crate::request::value_as_number;

/// Which words count against an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Booleans alone: the end was told by one.
    Booleans,
    /// All that says that there is more.
    Words,
    /// Those too that may be the next page's cursor by another name: the one that the connector goes by is not there.
    Cursors,
    /// All that tells a place, which may be that of a page that was read: an answer that counts as whole has none.
    Places,
}

/// What an answer says of more records than were read. What the connector itself goes by was asked, and what cannot be read
/// counts for nothing where it is known all the same.
pub fn of_more(
    page: Page<'_>,
    heard: Heard,
    is_own: impl Fn(&Sign<'_>) -> bool,
    is_known: impl Fn(&Sign<'_>) -> bool,
) -> Option<String> {
    let headers = headers(page);
    let signs: Vec<Sign<'_>> = signs(page, &headers).into_iter().filter(|sign| !is_own(sign)).collect();
    // The cursor and the address of a page that says itself that it is the last lead nowhere.
    let is_last = signs.iter().any(|sign| sign.says(Told::More) == Some(false) || sign.says(Told::Last) == Some(true));
    // Beside a total, a count is that of the page.
    let is_of_page = |sign: &Sign<'_>| {
        sign.told == Told::Count
            && (signs.iter().any(|sign| sign.told == Told::Total) || value_as_number(sign.value) == page.asked)
    };
    // An object may speak by the words in it.
    let is_around = |sign: &Sign<'_>| signs.iter().any(|other| sign.holds(other));
    signs.iter().filter(|sign| !is_of_page(sign)).find_map(|sign| {
        let text = |unclear| format!("{} is {}{unclear}{}", sign.text(), word(sign.value), aside(sign.names()));
        match sign.says_of_more(page, heard, is_last) {
            Says::Nothing => None,
            Says::More => Some(text("")),
            Says::Unclear if is_known(sign) || is_around(sign) => None,
            Says::Unclear => Some(text(", which cannot be read")),
        }
    })
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
pub fn totals(page: Page<'_>) -> Vec<(Told, String, u64)> {
    let headers = headers(page);
    let counts = signs(page, &headers).into_iter().filter(|sign| matches!(sign.told, Told::Total | Told::TotalPages));
    counts.filter_map(|sign| Some((sign.told, sign.text(), value_as_number(sign.value)?))).collect()
}

fn signs<'a>(page: Page<'a>, headers: &'a [(&str, Told, Value)]) -> Vec<Sign<'a>> {
    let members = all_told(&[page.body], page.way).into_iter();
    let members =
        members.filter(|named| !is_set_aside(page.ignored, &named.path) && !page.way.starts_with(&named.path));
    let members = members.map(|named| Sign { place: Place::Member(named.path), told: named.says, value: named.member });
    let headers = headers.iter().map(|(name, told, value)| Sign { place: Place::Header(name), told: *told, value });
    let links = in_links(page).into_iter().filter(|sign| !is_set_aside(page.ignored, sign.names()));
    members.chain(links).chain(headers).collect()
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
            // `items 0-24/100`, or `items 0-24/*` if it is not known how many there are (RFC 9110, 14.4)
            text.rsplit_once('/').filter(|(_, all)| *all != "*").map_or(Value::Null, |(_, all)| Value::from(all))
        } else {
            Value::from(text.as_str())
        };
        let told = told_by_header(name, engine_lang::paging::Member::holds(&&value));
        found.extend(told.map(|told| (name.as_str(), told, value)));
    }
    found
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

/// What an answer says of a page before this one.
pub fn of_before(page: Page<'_>) -> Option<String> {
    let is_before = |name: &str, value: &Value| {
        // Some have an address there for every page, or its number.
        let asks = ["has", "is"].iter().any(|word| name.to_lowercase().starts_with(word));
        match truth(value).filter(|_| value.is_boolean() || asks) {
            Some(there) if leads_before(name) => there,
            Some(is_first) => !is_first && is_first_page(name),
            None => false,
        }
    };
    let (names, value) = all_members(&[page.body], page.way).find(|(names, value)| {
        names.last().is_some_and(|name| is_before(name, value)) && !is_set_aside(page.ignored, names)
    })?;
    Some(format!("`{}` is {}{}", names.join("."), word(value), aside(&names)))
}

/// How a member is set aside that says nothing of the list; a header cannot be.
fn aside(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let path = in_braces(&path_to("$", names.iter().map(String::as_str)));
    format!("; if it says nothing of the list, set it aside: `ignored: {{ {path}: why }}`")
}

#[cfg(test)]
mod tests {
    use super::{Heard, of_before, of_more, of_parts, totals};
    use crate::page::Page;
    use crate::page::tests::page;
    use serde_json::json;
    use url::Url;

    fn told_of(page: Page<'_>, heard: Heard) -> Option<String> {
        of_more(page, heard, |_| false, |_| false)
    }

    #[test]
    fn what_cannot_be_read_is_no_end() {
        let url = Url::parse("https://a.example").unwrap();
        for says in [
            json!({ "total": "1,234" }),
            json!({ "total": "1.234" }),
            json!({ "total": "many" }),
            json!({ "totalCount": [45] }),
            json!({ "meta": { "total": { "amount": 45, "relation": "eq" } } }),
            json!({ "total_pages": "2 pages" }),
            json!({ "total_pages": true }),
            json!({ "next": ["x"] }),
            json!({ "next": { "id": 5 } }),
            json!({ "next_url": 7 }),
            json!({ "next_page_url": true }),
            json!({ "has_more": "perhaps" }),
            json!({ "has_more": 12 }),
            json!({ "has_more": ["x"] }),
            json!({ "more": "/page/2" }),
            json!({ "isLast": "perhaps" }),
            json!({ "isLast": 7 }),
        ] {
            let told = told_of(page(&says, &[], &url), Heard::Words).unwrap_or_default();
            assert!(told.contains(", which cannot be read"), "{says}: {told}");
            assert_eq!(of_more(page(&says, &[], &url), Heard::Words, |_| false, |_| true), None, "{says}");
        }
        for says in [
            json!({ "total": "", "next": [], "has_more": {}, "isLast": null }),
            json!({ "total": -1, "totalCount": "-1", "total_pages": false, "next_page": -1 }),
            json!({ "total": "1", "totalCount": "1.0" }),
            json!({ "next": false, "next_url": 0, "next_page_url": [null, ""] }),
            json!({ "next": { "href": null, "id": 5 } }),
        ] {
            assert_eq!(told_of(page(&says, &[], &url), Heard::Words), None, "{says}");
        }
        for (name, text, says) in
            [("x-total-count", "1,234", true), ("content-range", "items 0-0/all", true), ("x-total-count", " ", false)]
        {
            let headers = [(name.to_owned(), text.to_owned())];
            let told = told_of(page(&json!([1]), &headers, &url), Heard::Words);
            assert_eq!(told.is_some(), says, "{name}: {text}");
        }
        // The list itself is no word, whatever it is called.
        let (body, way) = (json!({ "next": { "total": [1] } }), ["next".to_owned(), "total".to_owned()]);
        assert_eq!(told_of(Page { way: &way, ..page(&body, &[], &url) }, Heard::Words), None);
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
            (json!({ "data": [1], "total": "48.14" }), false),
            (json!({ "data": [1], "total": "48.0" }), true),
            (json!({ "data": [1], "quote": { "total": 48 } }), false),
            (json!({ "albums": { "items": [1], "total": 48 } }), true),
            (json!({ "data": [1], "meta": { "total": 48 } }), true),
            (json!({ "data": [1], "has_more": "true" }), true),
            (json!({ "data": [1], "has_more": "false" }), false),
            (json!({ "data": [1], "has_more": 1 }), true),
            (json!({ "data": [1], "has_more": 0 }), false),
            (json!({ "data": [1], "has_more": "Y" }), true),
            (json!({ "data": [1], "isLast": "N" }), true),
            (json!({ "data": [1], "isLast": 0 }), true),
            (json!({ "data": [1], "isLast": 1, "next": "/b" }), false),
            (json!({ "data": [1], "next_cursor": true }), true),
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
            assert_eq!(told_of(page(&answer, &[], &url), Heard::Words).is_some(), says, "{answer}");
        }
    }

    #[test]
    fn places_and_words_are_told_apart() {
        let url = Url::parse("https://a.example").unwrap();
        let places = json!({ "data": [1], "paging": { "cursors": { "after": "x" } }, "marker": "pin" });
        assert!(told_of(page(&places, &[], &url), Heard::Words).is_none());
        assert!(told_of(page(&places, &[], &url), Heard::Places).is_some());
        let marked = json!({ "data": [1], "bookmark": "x" });
        assert!(told_of(page(&marked, &[], &url), Heard::Words).is_none());
        assert!(told_of(page(&marked, &[], &url), Heard::Places).is_some());
        // A cursor by another name, and where this page ends.
        let (cursor, end) = (json!({ "cursor": "x" }), json!({ "cursors": { "after": "x" }, "endCursor": "x" }));
        assert!(told_of(page(&cursor, &[], &url), Heard::Words).is_none());
        assert!(told_of(page(&cursor, &[], &url), Heard::Cursors).is_some());
        assert!(told_of(page(&end, &[], &url), Heard::Cursors).is_none());
        // An empty page is none of those that an answer counts.
        let pages = json!({ "totalPages": 3 });
        let third = |count| Page { count, index: 2, ..page(&pages, &[], &url) };
        assert!(told_of(third(1), Heard::Words).is_none());
        assert!(told_of(third(0), Heard::Words).is_some());
        let told = json!({ "total": 10, "next_cursor": "x", "has_more": false });
        assert!(told_of(page(&told, &[], &url), Heard::Booleans).is_none());
        let told = json!({ "total": 10, "isLast": false });
        assert!(told_of(page(&told, &[], &url), Heard::Booleans).is_some());
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
            assert_eq!(told_of(page(&json!([1]), &headers, &url), Heard::Words).is_some(), says, "{name}: {text}");
        }
        let headers = [("content-range".to_owned(), "items 0-0/99".to_owned())];
        let body = json!({ "total": 3 });
        let found: Vec<u64> = totals(page(&body, &headers, &url)).into_iter().map(|(_, _, total)| total).collect();
        assert_eq!(found, [3, 99]);
    }

    #[test]
    fn an_answer_says_that_a_page_is_before_it() {
        let url = Url::parse("https://a.example").unwrap();
        for (answer, says) in [
            (json!({ "hasPreviousPage": true }), true),
            (json!({ "hasPreviousPage": false, "first": true }), false),
            (json!({ "page": { "first": false } }), true),
            (json!({ "meta": { "paging": { "has_prev": true } } }), true),
            (json!({ "links": { "prev": "/a" }, "data": [{ "first": false }] }), false),
        ] {
            assert_eq!(of_before(page(&answer, &[], &url)).is_some(), says, "{answer}");
        }
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
