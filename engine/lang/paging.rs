//! The words by which APIs speak of pages: to recognise paging in a provider's schema, and to doubt a connector that
//! ignores it.

/// What a member of a request says about pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Where to go on.
    Cursor,
    /// Which page.
    Page,
    /// How many records to skip.
    Offset,
    /// How many records a page has.
    Size,
}

/// What a member of an answer says about pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Where the next page begins.
    Cursor,
    /// The address of the next page.
    NextUrl,
    /// Whether there is more.
    More,
    /// How many records there are.
    Total,
    /// How many pages there are.
    TotalPages,
}

/// What a member of this name in a request is about, whatever its spelling.
pub fn asked(name: &str) -> Option<Asked> {
    const CURSOR: &[&str] = &[
        "cursor",
        "nextcursor",
        "pagecursor",
        "startcursor",
        "pagetoken",
        "nextpagetoken",
        "continuationtoken",
        "nexttoken",
        "after",
        "startingafter",
        "pageafter",
        "marker",
        "nextmarker",
        "bookmark",
        "scrollid",
        "continuation",
        "sinceid",
    ];
    let words = [
        (Asked::Cursor, CURSOR),
        (Asked::Page, &["page", "pagenumber", "pageno", "pageindex"]),
        (Asked::Offset, &["offset", "skip", "startat", "startindex"]),
        (Asked::Size, &["limit", "pagesize", "perpage", "maxresults", "pagelimit", "pagecount"]),
    ];
    meaning(name, &words)
}

/// Whether a number in a request under this name says how many records are wanted. Some of the words have other meanings
/// where no number stands.
pub fn limits(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "first",
        "top",
        "take",
        "count",
        "max",
        "size",
        "rows",
        "num",
        "numresults",
        "maxcount",
        "maxitems",
        "maxrecords",
        "maxresultcount",
        "batchsize",
        "resultsperpage",
        "itemsperpage",
        "recordsperpage",
    ];
    asked(name) == Some(Asked::Size) || WORDS.contains(&plain(name).as_str())
}

/// What a member of this name in an answer is about, whatever its spelling.
pub fn told(name: &str) -> Option<Told> {
    const CURSOR: &[&str] = &[
        "nextcursor",
        "endcursor",
        "aftercursor",
        "nextpagetoken",
        "nexttoken",
        "continuationtoken",
        "continuation",
        "pagetoken",
        "marker",
        "nextmarker",
        "bookmark",
        "scrollid",
        "nextoffset",
        "lastevaluatedkey",
    ];
    const MORE: &[&str] = &[
        "hasmore",
        "moredataavailable",
        "hasnextpage",
        "hasnext",
        "morepages",
        "hasmoreitems",
        "more",
        "truncated",
        "istruncated",
    ];
    let words = [
        (Told::Cursor, CURSOR),
        (Told::NextUrl, &["next", "nexturl", "nextpage", "nextpageurl", "nextlink", "odatanextlink", "nextrecordsurl"]),
        (Told::More, MORE),
        (Told::Total, &["total", "totalcount", "totalresults", "totalitems", "totalrecords"]),
        (Told::TotalPages, &["totalpages", "pagecount", "lastpage", "numpages"]),
    ];
    meaning(name, &words)
}

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
    const RECORDS: &[&str] =
        &["totalcount", "totalresults", "totalitems", "totalrecords", "totalelements", "totalhits"];
    const PAGES: &[&str] =
        &["totalpages", "pagestotal", "pagetotal", "pagescount", "lastpage", "numpages", "numberofpages"];
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
    meaning(name, &words)
}

fn meaning<T: Copy>(name: &str, words: &[(T, &[&str])]) -> Option<T> {
    let plain = plain(name);
    words.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(meaning, _)| *meaning)
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
