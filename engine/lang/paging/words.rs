//! The words of answers, each list once: lower case, with letters and digits only.

/// The number of all records.
pub(super) const RECORDS: &[&str] = &[
    "totalcount",
    "totalelements",
    "totalentries",
    "totalfound",
    "totalhits",
    "totalitems",
    "totalnumber",
    "totalrecordcount",
    "totalrecords",
    "totalresults",
    "totalrows",
    "totalsize",
    "numfound",
    "nbhits",
    "odatacount",
];

/// The number of all records, or of those of this page.
pub(super) const COUNTS: &[&str] = &["count", "itemcount", "objectcount", "recordcount"];

/// The number of all pages.
pub(super) const PAGES: &[&str] = &[
    "totalpage",
    "totalpages",
    "totalpagecount",
    "pagestotal",
    "pagetotal",
    "pagescount",
    "lastpage",
    "numpages",
    "numberofpages",
    "nbpages",
    "noofpages",
];

/// Where the next page begins.
pub(super) const NEXT_CURSORS: &[&str] = &[
    "nextcursor",
    "nextcursorid",
    "nextcursormark",
    "nextpagecursor",
    "nextpageid",
    "nextpagestart",
    "nextpagetoken",
    "nextpagingtoken",
    "nextposition",
    "nexttoken",
    "nextmarker",
    "nextoffset",
    "nextstart",
    "nextstartingafter",
    "nextkey",
    "aftercursor",
    "paginationtoken",
    "pagingtoken",
    "continuationtoken",
    "resumptiontoken",
    "lastevaluatedkey",
    "searchafter",
    "scrollid",
    "scrollparam",
];

/// Where the next page begins, or where this one does or ends.
pub(super) const PLACES: &[&str] = &["cursor", "endcursor", "continuation", "pagetoken", "marker", "bookmark"];

/// The address of the next page.
pub(super) const NEXT_URLS: &[&str] = &[
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

/// Whether there is more.
pub(super) const MORE: &[&str] = &[
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
    "moreitemsincollection",
    "morepages",
    "morerecords",
    "moreresults",
    "moreresultsavailable",
    "truncated",
    "istruncated",
    "loadmore",
];

/// Whether records were left out, since there were too many for one answer.
pub(super) const CUT: &[&str] = &["exceededtransferlimit", "limitexceeded", "limitreached", "overflow"];

/// Whether this is the last page.
pub(super) const LAST: &[&str] =
    &["islast", "islastpage", "isfinalpage", "endofstream", "endoflist", "endofresults", "eof"];

/// Whether this is the last page, among words about pages; elsewhere they say it of a task, too.
pub(super) const LAST_AMONG_PAGES: &[&str] = &["last", "done", "finished", "complete", "completed", "final"];

/// The page before, or the first one.
pub(super) const BACK: &[&str] = &[
    "before",
    "beforecursor",
    "first",
    "firstpage",
    "firstpageurl",
    "hasbefore",
    "isfirst",
    "isfirstpage",
    "self",
    "startcursor",
];

/// Objects that hold what an answer says of its pages.
pub(super) const ABOUT_PAGES: &[&str] = &[
    "paging",
    "pagination",
    "pageinfo",
    "page",
    "pages",
    "meta",
    "metadata",
    "responsemetadata",
    "resultinfo",
    "cursors",
    "links",
];
