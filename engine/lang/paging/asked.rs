//! The words of requests: which page is wanted, and how large it is.

use super::{Holds, meaning, plain};

/// What a member of a request says about pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Where to go on.
    Cursor,
    /// The record behind which to go on.
    LastId,
    /// Where to go back from.
    Back,
    /// Which page.
    Page,
    /// How many records to skip.
    Offset,
    /// How many records a page has.
    Size,
}

impl std::fmt::Display for Asked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Asked::Cursor => "where to go on",
            Asked::LastId => "behind which record to go on",
            Asked::Back => "where to go back from",
            Asked::Page => "which page is wanted",
            Asked::Offset => "how many records to skip",
            Asked::Size => "how many records a page has",
        })
    }
}

const CURSORS: &[&str] = &[
    "cursor",
    "nextcursor",
    "pagecursor",
    "startcursor",
    "aftercursor",
    "cursormark",
    "pagetoken",
    "nextpagetoken",
    "paginationtoken",
    "pagingtoken",
    "continuationtoken",
    "continuation",
    "nexttoken",
    "resumptiontoken",
    "skiptoken",
    "after",
    "pageafter",
    "searchafter",
    "afterkey",
    "exclusivestartkey",
    "marker",
    "nextmarker",
    "startmarker",
    "bookmark",
    "scrollid",
    "scrollparam",
    "pagestate",
    "pagingstate",
    "sinceid",
];
const LAST_IDS: &[&str] = &["startingafter", "startingafterid", "afterid"];
const BACK: &[&str] =
    &["endingbefore", "beforecursor", "beforeid", "pagebefore", "previouscursor", "prevcursor", "maxid"];
const PAGES: &[&str] = &["page", "pagenumber", "pageno", "pagenum", "pagenr", "pageindex", "currentpage"];
const OFFSETS: &[&str] = &[
    "offset",
    "pageoffset",
    "recordoffset",
    "rowoffset",
    "startoffset",
    "skip",
    "skipcount",
    "startat",
    "startindex",
    "startposition",
    "startrecord",
    "startrow",
    "firstresult",
    "firstrow",
];
const SIZES: &[&str] = &[
    "limit",
    "pagesize",
    "perpage",
    "maxresults",
    "maxcount",
    "maxitems",
    "maxrecords",
    "maxresultcount",
    "numresults",
    "maxpagesize",
    "maxkeys",
    "pagelimit",
    "pagecount",
    "pagelen",
    "pagelength",
    "itemsperpage",
    "resultsperpage",
    "recordsperpage",
    "hitsperpage",
    "batchsize",
    "fetchsize",
];
/// Sizes, if they are numbers.
const NUMBERED_SIZES: &[&str] = &["count", "size", "n", "num", "top", "take", "first", "rows", "max"];
/// Offsets, if they are numbers beside a size; elsewhere they may limit anything.
const OFFSETS_BESIDE: &[&str] = &["start", "from", "begin"];

/// Where a range that is asked for ends.
const ENDS: &[&str] = &["to", "until", "till", "end"];

/// What each of a request's members is about, by its name in whatever spelling and by what it holds.
pub fn asked(members: &[(&str, Holds)]) -> Vec<Option<Asked>> {
    let sure: Vec<Option<Asked>> = members.iter().map(|(name, holds)| asked_alone(&plain(name), *holds)).collect();
    let is_sized = sure.contains(&Some(Asked::Size));
    // Beside an end, what begins is a filter.
    let is_range = members.iter().any(|(name, _)| ENDS.contains(&plain(name).as_str()));
    let beside = |(name, holds): &(&str, Holds)| match (plain(name).as_str(), holds) {
        ("before", Holds::Number | Holds::Text | Holds::Other) => Some(Asked::Back),
        ("p" | "pg", Holds::Number) => Some(Asked::Page),
        ("pageid", Holds::Text) => Some(Asked::Cursor),
        (name, Holds::Number) if OFFSETS_BESIDE.contains(&name) && !is_range => Some(Asked::Offset),
        _ => None,
    };
    sure.iter().zip(members).map(|(sure, member)| sure.or_else(|| beside(member).filter(|_| is_sized))).collect()
}

fn asked_alone(name: &str, holds: Holds) -> Option<Asked> {
    let words = [
        (Asked::Cursor, CURSORS),
        (Asked::LastId, LAST_IDS),
        (Asked::Back, BACK),
        (Asked::Page, PAGES),
        (Asked::Offset, OFFSETS),
        (Asked::Size, SIZES),
    ];
    match holds {
        // A filter by time, and a switch.
        Holds::Time | Holds::Boolean => None,
        Holds::Number if NUMBERED_SIZES.contains(&name) => Some(Asked::Size),
        Holds::Number | Holds::Text | Holds::Other => meaning(name, &words),
    }
}

/// Whether an offset of this name counts from one as a rule: SCIM's `startIndex` does (RFC 7644, 3.4.2.4).
pub fn counts_from_one(name: &str) -> bool {
    ["startindex", "startposition"].contains(&plain(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::{Asked, asked};
    use crate::paging::Holds;

    #[test]
    fn a_word_counts_by_what_it_holds_and_what_stands_beside() {
        use Holds::{Number, Other, Text, Time};
        for (members, expected) in [
            (vec![("$top", Number), ("$skip", Number)], vec![Some(Asked::Size), Some(Asked::Offset)]),
            (vec![("from", Number), ("to", Number)], vec![None, None]),
            (vec![("from", Number), ("size", Number)], vec![Some(Asked::Offset), Some(Asked::Size)]),
            (vec![("from", Number), ("until", Number), ("limit", Number)], vec![None, None, Some(Asked::Size)]),
            (vec![("start", Number), ("count", Number)], vec![Some(Asked::Offset), Some(Asked::Size)]),
            (vec![("count", Text), ("size", Text)], vec![None, None]),
            (vec![("after", Time), ("before", Time)], vec![None, None]),
            (vec![("before", Text), ("n", Number)], vec![Some(Asked::Back), Some(Asked::Size)]),
            (vec![("starting_after", Text), ("page[number]", Other)], vec![Some(Asked::LastId), Some(Asked::Page)]),
        ] {
            assert_eq!(asked(&members), expected, "{members:?}");
        }
    }
}
