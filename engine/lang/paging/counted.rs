//! The words of answers for numbers: a total, or where a page is.

use super::words::{PAGES, RECORDS};
use super::{meaning, plain};

/// What a number in an answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Records, all of them.
    Records,
    /// Pages, all of them.
    Pages,
    /// Which page this is.
    Page,
    /// The records before this page.
    Offset,
    /// The records that a page has.
    Size,
}

impl std::fmt::Display for Counted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Counted::Records => "the number of all records",
            Counted::Pages => "the number of all pages",
            Counted::Page => "the number of a page",
            Counted::Offset => "the place of a page",
            Counted::Size => "the size of a page",
        })
    }
}

/// What a number of this name in an answer counts, where the name leaves no doubt.
pub fn counted(name: &str) -> Option<Counted> {
    const PAGE: &[&str] = &[
        "page",
        "pagenumber",
        "pageno",
        "pageindex",
        "pagenum",
        "currentpage",
        "pagecurrent",
        "thispage",
        "nextpage",
        "prevpage",
        "previouspage",
        "firstpage",
        "number",
    ];
    const OFFSET: &[&str] =
        &["offset", "skip", "start", "startat", "startindex", "nextoffset", "nextstart", "from", "to", "position"];
    const SIZE: &[&str] = &[
        "limit",
        "size",
        "pagesize",
        "perpage",
        "maxresults",
        "pagelimit",
        "itemsperpage",
        "resultsperpage",
        "returned",
        "numberofelements",
    ];
    let words = [
        (Counted::Records, RECORDS),
        (Counted::Pages, PAGES),
        (Counted::Page, PAGE),
        (Counted::Offset, OFFSET),
        (Counted::Size, SIZE),
    ];
    meaning(&plain(name), &words)
}
