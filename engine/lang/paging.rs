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
    Some(match plain(name).as_str() {
        "cursor" | "nextcursor" | "pagecursor" | "startcursor" | "pagetoken" | "nextpagetoken"
        | "continuationtoken" | "nexttoken" | "after" | "startingafter" | "pageafter" => Asked::Cursor,
        "page" | "pagenumber" | "pageno" | "pageindex" => Asked::Page,
        "offset" | "skip" | "startat" | "startindex" => Asked::Offset,
        "limit" | "pagesize" | "perpage" | "maxresults" | "pagelimit" | "pagecount" => Asked::Size,
        _ => return None,
    })
}

/// What a member of this name in an answer is about, whatever its spelling.
pub fn told(name: &str) -> Option<Told> {
    Some(match plain(name).as_str() {
        "nextcursor" | "endcursor" | "nextpagetoken" | "nexttoken" | "continuationtoken" | "pagetoken" => Told::Cursor,
        "next" | "nexturl" | "nextpage" | "nextpageurl" | "nextlink" | "nextrecordsurl" => Told::NextUrl,
        "hasmore" | "moredataavailable" | "hasnextpage" | "hasnext" | "morepages" | "hasmoreitems" | "more" => {
            Told::More
        }
        "total" | "totalcount" | "totalresults" | "totalitems" | "totalrecords" => Told::Total,
        "totalpages" | "pagecount" | "lastpage" | "numpages" => Told::TotalPages,
        _ => return None,
    })
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
