//! The words of answers: where the next page is, and how much there is.

use serde_json::Value;

use super::Holds;
use crate::vocabulary::{Meaning, first, plain};

/// What a member of an answer says about pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Where the next page begins.
    Cursor,
    /// A cursor that may be the next page's, or the one of this page.
    Place,
    /// The address of the next page.
    NextUrl,
    /// The number of the next page.
    NextNumber,
    /// Whether there is more.
    More,
    /// Whether this is the last page.
    Last,
    /// Whether a limit left records out; that it did not says nothing of a next page.
    Cut,
    /// How many records there are.
    Total,
    /// How many records there are, or how many this page has.
    Count,
    /// How many pages there are.
    TotalPages,
}

/// What names say wherever they stand and whatever they hold.
const ANYWHERE: &[(Meaning, Told)] = &[
    (Meaning::NextCursor, Told::Cursor),
    (Meaning::NextCursorOfAnswer, Told::Cursor),
    (Meaning::Cursor, Told::Place),
    (Meaning::Mark, Told::Place),
    (Meaning::EndCursor, Told::Place),
    (Meaning::Next, Told::NextUrl),
    (Meaning::NextAddress, Told::NextUrl),
    (Meaning::More, Told::More),
    (Meaning::Last, Told::Last),
    (Meaning::Total, Told::Total),
    (Meaning::TotalRecords, Told::Total),
    (Meaning::PageCount, Told::TotalPages),
    (Meaning::TotalPages, Told::TotalPages),
];

/// What a member of an answer is about, by its name in whatever spelling, by what it holds, and by the object that it
/// stands in, if there is one.
pub fn told(name: &str, within: Option<&str>, holds: Holds) -> Option<Told> {
    let (name, within) = (plain(bare(name)), plain(bare(within.unwrap_or(""))));
    let is_of = |meaning: Meaning| meaning.is_of(&name);
    let is_top = within.is_empty();
    let is_next = !is_top && Meaning::Next.is_of(&within);
    let is_about_pages = !is_top && holds_pages(&within);
    let is_among_pages = is_top || is_about_pages;
    match (within.as_str(), name.as_str(), holds) {
        (_, _, Holds::Time) => None,
        ("cursors", "next", _) => Some(Told::Cursor),
        _ if is_next && is_of(Meaning::CursorInNext) => Some(Told::Cursor),
        // It is on the last page, too.
        ("cursors", "after", _) => Some(Told::Place),
        // Elsewhere it is that of a time zone.
        (_, "offset", Holds::Text) if is_among_pages => Some(Told::Place),
        _ if is_next && is_of(Meaning::Address) => Some(Told::NextUrl),
        (_, "after", Holds::Text | Holds::Number | Holds::Other) if is_about_pages => Some(Told::Cursor),
        (_, _, Holds::Number) if is_among_pages && is_of(Meaning::Count) => Some(Told::Count),
        (_, _, Holds::Number) if is_about_pages && is_of(Meaning::Pages) => Some(Told::TotalPages),
        (_, _, Holds::Number) if is_of(Meaning::Next) || is_of(Meaning::NextNumber) => Some(Told::NextNumber),
        (_, _, Holds::Boolean) if is_of(Meaning::Next) => Some(Told::More),
        (_, _, Holds::Boolean) if is_of(Meaning::CutOff) => Some(Told::Cut),
        (_, name, Holds::Text) if name.starts_with("loadmore") => Some(Told::NextUrl),
        (_, "lastpage", Holds::Boolean) => Some(Told::Last),
        (_, _, Holds::Boolean) if is_among_pages && is_of(Meaning::LastAmongPages) => Some(Told::Last),
        (_, "value", Holds::Number) if Meaning::Total.is_of(&within) || Meaning::TotalRecords.is_of(&within) => {
            Some(Told::Total)
        }
        (_, name, _) => first(name, ANYWHERE),
    }
}

/// A name without what stands before a colon, which says whose word it is: `hydra:next`.
pub(super) fn bare(name: &str) -> &str {
    name.rsplit_once(':').map(|(_, own)| own).filter(|own| !own.is_empty()).unwrap_or(name)
}

/// Whether an object of this name, which is plain, holds what an answer says of its pages.
fn holds_pages(plain: &str) -> bool {
    Meaning::Paging.is_of(plain) || Meaning::AboutPages.is_of(plain)
}

/// Parts of the names of headers that count requests, or say when the next one may come.
const OF_LIMITS: &[&str] = &["rate", "ratelimit", "quota", "retry", "reset", "credits"];
/// Parts of names whose `total` may be one of requests or of time; `X-List-Limit-Total-Count` is one of records.
const OF_MEASURES: &[&str] = &["limit", "cost", "time", "cache"];

/// What a header of an answer is about, whatever stands before its words: `X-Next-Page`, `x-ms-continuation`. Of what leaves
/// no doubt, the end of the name is enough: `X-Pcty-Total-Count`, `opc-next-page`.
pub fn told_by_header(name: &str, holds: Holds) -> Option<Told> {
    let lower = name.to_lowercase();
    let bare = lower.strip_prefix("x-").unwrap_or(&lower);
    let bare = ["ms-", "wp-", "pagination-"].iter().find_map(|before| bare.strip_prefix(before)).unwrap_or(bare);
    match bare {
        "content-range" => return Some(Told::Total),
        "next-range" => return Some(Told::Cursor),
        name if Meaning::Pages.is_of(name) && matches!(holds, Holds::Number | Holds::Other) => {
            return Some(Told::TotalPages);
        }
        _ => {}
    }
    let has_part = |parts: &[&str]| bare.split('-').any(|part| parts.contains(&part));
    let is_measured = has_part(OF_MEASURES);
    let ends = bare.match_indices('-').map(|(at, _)| &bare[at + 1..]);
    let mut ends = ends.filter(|end| !is_measured || !Meaning::Total.is_of(&plain(end)));
    let mut by_end = || {
        let is_sure = |told: &Told| !matches!(told, Told::Place | Told::Count | Told::Last | Told::Cut);
        ends.find_map(|end| told(end, None, holds).filter(is_sure))
    };
    told(bare, None, holds).or_else(|| if has_part(OF_LIMITS) { None } else { by_end() })
}

/// What a value says where a word is true or false: some write it as a number or as text.
pub fn truth(value: &Value) -> Option<bool> {
    match value {
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

/// Whether a boolean of this name says whether there is more, or whether this is the last page.
pub fn tells_the_end(name: &str, within: Option<&str>) -> bool {
    let says = |within| matches!(told(name, within, Holds::Boolean), Some(Told::More | Told::Last));
    says(within) || says(None)
}

/// Whether an object of this name holds what an answer says of its pages.
pub fn is_about_pages(name: &str) -> bool {
    let name = plain(bare(name));
    holds_pages(&name) || name.starts_with("next") || name.starts_with("prev")
}

/// Whether a member is about the page before or the first one, or stands in an object that is.
pub fn leads_back(name: &str, within: Option<&str>) -> bool {
    let is_before = |rest: &str| {
        rest.is_empty()
            || ["ious", "page", "cursor", "url", "uri", "link", "href", "token"]
                .iter()
                .any(|word| rest.starts_with(word))
    };
    let is_back = |name: &str| {
        let before = name.strip_prefix("has").unwrap_or(name).strip_prefix("prev");
        Meaning::LeadsBack.is_of(name) || Meaning::FirstPage.is_of(name) || before.is_some_and(is_before)
    };
    is_back(&plain(bare(name))) || within.is_some_and(|within| is_back(&plain(bare(within))))
}

/// Whether a member is about the page before this one.
pub fn leads_before(name: &str) -> bool {
    let name = plain(name);
    name.strip_prefix("has").unwrap_or(&name).starts_with("prev") && leads_back(&name, None)
}

/// Whether a member leads to the last page.
pub fn is_last_link(name: &str) -> bool {
    Meaning::LastLink.is_of(&plain(bare(name)))
}

/// Whether a boolean says that this is the first page.
pub fn is_first_page(name: &str) -> bool {
    Meaning::FirstPage.is_of(&plain(bare(name)))
}

#[cfg(test)]
mod tests {
    use super::{ANYWHERE, Told, leads_back, told, told_by_header};
    use crate::paging::Holds;

    #[test]
    fn no_name_stands_for_two_things() {
        assert_eq!(crate::vocabulary::ambiguous(ANYWHERE), Vec::<&str>::new());
    }

    #[test]
    fn a_word_of_an_answer_counts_by_where_it_stands() {
        use Holds::{Boolean, Number, Text};
        for (name, within, holds, expected) in [
            ("after", Some("next"), Text, Some(Told::Cursor)),
            ("after", Some("change"), Text, None),
            ("after", None, Text, None),
            ("href", Some("next"), Text, Some(Told::NextUrl)),
            ("@odata.nextLink", None, Text, Some(Told::NextUrl)),
            ("next_page", None, Number, Some(Told::NextNumber)),
            ("next", None, Boolean, Some(Told::More)),
            ("last_page", Some("meta"), Number, Some(Told::TotalPages)),
            ("last_page", None, Boolean, Some(Told::Last)),
            ("pages", None, Number, None),
            ("pages", Some("meta"), Number, Some(Told::TotalPages)),
            ("nextPageId", None, Text, Some(Told::Cursor)),
            ("starting_after", Some("next"), Text, Some(Told::Cursor)),
            ("scroll_param", None, Text, Some(Told::Cursor)),
            ("after", Some("cursors"), Text, Some(Told::Place)),
            ("offset", None, Text, Some(Told::Place)),
            ("offset", Some("timezone"), Text, None),
            ("endCursor", Some("pageInfo"), Text, Some(Told::Place)),
            ("more_items_in_collection", Some("pagination"), Boolean, Some(Told::More)),
            ("last", None, Boolean, Some(Told::Last)),
            ("done", None, Boolean, Some(Told::Last)),
            ("done", Some("task"), Boolean, None),
            ("end_of_stream", None, Boolean, Some(Told::Last)),
            ("totalFound", None, Number, Some(Told::Total)),
            ("pagesTotal", None, Number, Some(Told::TotalPages)),
            ("noOfPages", None, Number, Some(Told::TotalPages)),
            ("TotalRecordCount", None, Number, Some(Told::Total)),
            ("recordCount", None, Number, Some(Told::Count)),
            ("recordCount", Some("zone"), Number, None),
            ("exceededTransferLimit", None, Boolean, Some(Told::Cut)),
            ("overflow", None, Text, None),
            ("load_more_groups", None, Text, Some(Told::NextUrl)),
            ("hydra:next", Some("hydra:view"), Text, Some(Told::NextUrl)),
            ("hydra:totalItems", None, Number, Some(Told::Total)),
        ] {
            assert_eq!(told(name, within, holds), expected, "{name}");
        }
    }

    #[test]
    fn a_header_counts_by_its_end() {
        for (name, expected) in [
            ("X-Pcty-Total-Count", Some(Told::Total)),
            ("X-Paging-TotalResults", Some(Told::Total)),
            ("TotalRecordCount", Some(Told::Total)),
            ("X-Pages", Some(Told::TotalPages)),
            ("Total-Page", Some(Told::TotalPages)),
            ("X-Total", Some(Told::Total)),
            ("X-PW-Total", Some(Told::Total)),
            ("opc-next-page", Some(Told::NextNumber)),
            ("X-Acme-Next-Cursor", Some(Told::Cursor)),
            ("X-Acme-Has-More", Some(Told::More)),
            ("X-RateLimit-Retry-After", None),
            ("X-RateLimit-Total", None),
            ("X-RateLimit-Total-Count", None),
            ("X-List-Limit-Total-Count", Some(Told::Total)),
            ("X-Time-Total", None),
            ("X-Frame-Pages", None),
        ] {
            assert_eq!(told_by_header(name, Holds::Number), expected, "{name}");
        }
    }

    #[test]
    fn a_word_leads_back() {
        for (name, within, back) in [
            ("prev", None, true),
            ("previousPageToken", None, true),
            ("hasPreviousPage", Some("pageInfo"), true),
            ("href", Some("prev"), true),
            ("startCursor", Some("pageInfo"), true),
            ("endCursor", Some("pageInfo"), false),
            ("next", Some("links"), false),
            ("hydra:previous", Some("hydra:view"), true),
            ("preview", None, false),
        ] {
            assert_eq!(leads_back(name, within), back, "{name}");
        }
    }
}
