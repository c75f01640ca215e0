//! The words of answers: where the next page is, and how much there is.

use super::{Holds, meaning, plain};

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
    /// How many records there are.
    Total,
    /// How many pages there are.
    TotalPages,
}

/// Objects that hold what an answer says of its pages.
const ABOUT_PAGES: &[&str] =
    &["paging", "pagination", "pageinfo", "page", "pages", "meta", "metadata", "responsemetadata", "cursors", "links"];
const NEXT_CURSORS: &[&str] = &[
    "nextcursor",
    "endcursor",
    "aftercursor",
    "nextcursormark",
    "nextpagecursor",
    "nextpagetoken",
    "nextpagingtoken",
    "paginationtoken",
    "pagingtoken",
    "nexttoken",
    "continuationtoken",
    "resumptiontoken",
    "nextmarker",
    "nextoffset",
    "nextstart",
    "nextkey",
    "lastevaluatedkey",
    "searchafter",
    "scrollid",
];
const PLACES: &[&str] = &["cursor", "continuation", "pagetoken", "marker", "bookmark"];
const NEXT_URLS: &[&str] = &[
    "next",
    "nexturl",
    "nexturi",
    "nexthref",
    "nextlink",
    "nextpath",
    "nextpage",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "odatanextlink",
    "nextrecordsurl",
];
const MORE: &[&str] = &[
    "hasmore",
    "hasmoreitems",
    "hasmorepages",
    "hasmoreresults",
    "hasmorerecords",
    "hasnext",
    "hasnextpage",
    "more",
    "moreavailable",
    "moredataavailable",
    "moreitems",
    "morepages",
    "morerecords",
    "moreresults",
    "moreresultsavailable",
    "truncated",
    "istruncated",
];
const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalelements",
    "totalentries",
    "totalhits",
    "totalitems",
    "totalrecords",
    "totalresults",
    "totalrows",
    "totalsize",
    "numfound",
    "nbhits",
    "odatacount",
];
const TOTAL_PAGES: &[&str] =
    &["totalpages", "totalpagecount", "pagecount", "lastpage", "numpages", "numberofpages", "nbpages"];

/// What a member of an answer is about, by its name in whatever spelling, by what it holds, and by the object that it
/// stands in, if there is one.
pub fn told(name: &str, within: Option<&str>, holds: Holds) -> Option<Told> {
    let (name, within) = (plain(name), plain(within.unwrap_or("")));
    let words = [
        (Told::Cursor, NEXT_CURSORS),
        (Told::Place, PLACES),
        (Told::NextUrl, NEXT_URLS),
        (Told::More, MORE),
        (Told::Total, TOTALS),
        (Told::TotalPages, TOTAL_PAGES),
    ];
    match (within.as_str(), name.as_str(), holds) {
        (_, _, Holds::Time) => None,
        ("next" | "nextpage", "after" | "cursor" | "token" | "pagetoken", _) | ("cursors", "next", _) => {
            Some(Told::Cursor)
        }
        ("next" | "nextpage", "href" | "url" | "uri" | "link", _) => Some(Told::NextUrl),
        (around, "after", Holds::Text | Holds::Number | Holds::Other) if ABOUT_PAGES.contains(&around) => {
            Some(Told::Cursor)
        }
        (around, "pages", Holds::Number) if ABOUT_PAGES.contains(&around) => Some(Told::TotalPages),
        (_, "offset", Holds::Text) => Some(Told::Place),
        (_, "next" | "nextpage" | "nextpagenumber", Holds::Number) => Some(Told::NextNumber),
        (_, "next" | "nextpage", Holds::Boolean) => Some(Told::More),
        (_, "islast" | "islastpage" | "lastpage" | "isfinalpage" | "endofstream", Holds::Boolean) => Some(Told::Last),
        (_, name, _) => meaning(name, &words),
    }
}

/// Whether an object of this name holds what an answer says of its pages.
pub fn is_about_pages(name: &str) -> bool {
    let name = plain(name);
    ABOUT_PAGES.contains(&name.as_str()) || name.starts_with("next") || name.starts_with("prev")
}

#[cfg(test)]
mod tests {
    use super::{Told, told};
    use crate::paging::Holds;

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
        ] {
            assert_eq!(told(name, within, holds), expected, "{name}");
        }
    }
}
