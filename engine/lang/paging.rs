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

fn meaning<T: Copy>(name: &str, words: &[(T, &[&str])]) -> Option<T> {
    let plain = plain(name);
    words.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(meaning, _)| *meaning)
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
