//! Every name by which APIs speak of pages and of outcomes: what it means, and why it counts. A name may mean several
//! things; which of them it does is told by what it holds and what stands around it. Those rules are in `paging/` for
//! lists, in `outcome.rs` for success and failure, and in `unread.rs` for what an answer has beside its records.

/// Declares the meanings: each with its reason and its names, in lower case with letters and digits only.
macro_rules! vocabulary {
    ($($(#[doc = $why:literal])+ $meaning:ident: $($name:literal)+;)+) => {
        /// What a name can mean.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Meaning {
            $($(#[doc = $why])+ $meaning,)+
        }

        impl Meaning {
            #[cfg(test)]
            const ALL: &[Meaning] = &[$(Meaning::$meaning,)+];

            /// The names that have it, written as [`plain`] gives them; where one is looked for, the best comes first.
            pub fn names(self) -> &'static [&'static str] {
                match self { $(Meaning::$meaning => &[$($name),+],)+ }
            }
        }
    };
}

vocabulary! {
    // Lists: what a request takes, and an answer has of it.

    /// Where the next page begins: an answer has it, and a request takes it.
    NextCursor: "nextcursor" "nextpagetoken" "nexttoken" "nextmarker" "aftercursor" "paginationtoken" "pagingtoken"
        "continuationtoken" "resumptiontoken" "searchafter" "scrollid" "scrollparam";
    /// The same, where an answer says it. A request that takes one of them by this name was not seen.
    NextCursorOfAnswer: "nextcursorid" "nextcursormark" "nextpagecursor" "nextid" "nextpageid" "nextpagestart" "nextpagingtoken"
        "nextposition" "nextoffset" "nextrownumber" "nextstart" "nextstartingafter" "nextkey" "lastevaluatedkey";
    /// Where a request goes on. Of an answer it may be where the next page begins, or where this one does or ends.
    Cursor: "cursor" "continuation" "pagetoken";
    /// The same; but outside of what speaks of pages a mark is a thing of its own.
    Mark: "marker" "bookmark";
    /// Where a page ends, which an answer says of the last one, too.
    EndCursor: "endcursor";
    /// Where a request goes on. An answer that has one of these means something else, or repeats the request.
    CursorOfRequest: "pagecursor" "startcursor" "cursormark" "skiptoken" "after" "pageafter" "afterkey"
        "exclusivestartkey" "startmarker" "pagestate" "pagingstate" "nextrecordkey" "sinceid";
    /// Cursors that filter a list, too, where their name goes on from another: `created[after]`.
    CursorOrFilter: "after" "marker" "bookmark" "continuation" "sinceid";
    /// A cursor, if it is text beside a size.
    PageId: "pageid";
    /// The record behind which a request goes on.
    LastId: "startingafter" "startingafterid" "afterid" "offsetid";
    /// Where a request goes back from.
    Back: "endingbefore" "beforecursor" "beforeid" "pagebefore" "previouscursor" "prevcursor" "maxid";
    /// The same beside a size, if it is no time; of an answer, what leads back.
    Before: "before";
    /// The record before which a request goes on, where the newest come first.
    BeforeId: "before" "beforeid" "maxid";

    /// Which page: a request asks for it, and an answer repeats it.
    PageNumber: "page" "pagenumber" "pageno" "pagenum" "pagenr" "pageindex" "currentpage";
    /// Which page an answer is, or one that is near.
    PageNumberOfAnswer: "pagecurrent" "thispage" "nextpage" "prevpage" "previouspage" "firstpage" "number";
    /// Which page, if it is a number beside a size.
    PageInShort: "p" "pg";
    /// How many records to skip: a request asks for it, and an answer repeats it.
    Offset: "offset" "pageoffset" "recordoffset" "rowoffset" "startoffset" "skip" "skipcount" "startat" "startindex"
        "fromindex" "startposition" "startrecord" "startrow" "firstresult" "firstrow" "idisplaystart";
    /// Offsets that count from one as a rule: SCIM's `startIndex` does (RFC 7644, 3.4.2.4).
    OffsetFromOne: "startindex";
    /// How many records stand before a page, or where it ends, in an answer.
    OffsetOfAnswer: "start" "from" "to" "position" "nextoffset" "nextstart";
    /// Offsets of a request, if they are numbers beside a size; elsewhere they may limit anything.
    OffsetBesideSize: "start" "from" "begin";
    /// Where a range that is asked for ends: what begins beside it is a filter.
    EndOfRange: "to" "until" "till" "end";
    /// How many records a page has: a request asks for it, and an answer repeats it.
    PageSize: "limit" "pagesize" "perpage" "maxpagesize" "maxresults" "pagelimit" "pagelen" "pagelength"
        "itemsperpage" "resultsperpage" "recordsperpage" "hitsperpage" "batchsize" "fetchsize" "idisplaylength";
    /// The same in a request alone: of an answer it may be how many records or pages there are.
    PageSizeOfRequest: "maxcount" "maxitems" "maxrecords" "maxresultcount" "numresults" "maxlength" "maxkeys"
        "pagecount";
    /// The same, if it is a number.
    PageSizeInNumber: "count" "size" "n" "num" "top" "take" "first" "rows" "max";
    /// How many records this page has, in an answer.
    PageSizeOfAnswer: "size" "returned" "numberofelements";

    // Lists: what an answer says.

    /// How many records there are.
    TotalRecords: "totalcount" "totalelements" "totalentries" "totalfound" "totalhits" "totalitems" "totalnumber"
        "totalrecordcount" "totalrecords" "totalresults" "totalrows" "totalsize" "numfound" "nbhits" "odatacount";
    /// The same beside a list; that of an order is its price.
    Total: "total";
    /// Whether the total beside it is exact.
    Exact: "numfoundexact" "exhaustivenbhits";
    /// How many records there are, or how many this page has.
    Count: "count" "itemcount" "objectcount" "recordcount";
    /// How many pages there are.
    TotalPages: "totalpage" "totalpages" "totalpagecount" "pagestotal" "pagetotal" "pagescount" "lastpage" "numpages"
        "numberofpages" "nbpages" "noofpages";
    /// The same; some say so of the records on the page.
    PageCount: "pagecount";
    /// The same among words of pages; that of a book is its length.
    Pages: "pages";
    /// The next page: its address, its number, an object about it, or whether there is one.
    Next: "next" "nextpage";
    /// The number of the next page.
    NextNumber: "nextpagenumber";
    /// The address of the next page.
    NextAddress: "nexturl" "nexturi" "nexthref" "nextlink" "nextpath" "nextpageurl" "nextpageuri" "nextpagelink"
        "odatanextlink" "nextrecordsurl";
    /// The address of a page, in an object about that page.
    Address: "href" "url" "uri" "link";
    /// The cursor of the next page, in an object about it.
    CursorInNext: "after" "startingafter" "cursor" "token" "pagetoken";
    /// Whether there is more.
    More: "hasmore" "hasmoreitems" "hasmorepages" "hasmoreresults" "hasmorerecords" "hasnext" "hasnextpage" "more"
        "moreavailable" "moredataavailable" "moreitems" "moreitemsincollection" "morepages" "morerecords" "moreresults"
        "moreresultsavailable" "truncated" "istruncated" "loadmore";
    /// Whether records were left out, since there were too many for one answer.
    CutOff: "exceededtransferlimit" "limitexceeded" "limitreached" "overflow";
    /// Whether this is the last page.
    Last: "islast" "islastpage" "isfinalpage" "endofstream" "endoflist" "endofresults" "eof";
    /// The same among words of pages; elsewhere they say it of a task, too.
    LastAmongPages: "last" "done" "finished" "complete" "completed" "final";
    /// What leads to the last page, so that what it says is no way on.
    LastLink: "last" "lastpage" "lastpageurl" "lastpageuri" "lasturl" "lastlink" "lasthref";
    /// The first page, or whether this is it.
    FirstPage: "first" "isfirst" "firstpage" "isfirstpage";
    /// What leads to this page, to one before it or to the first, beside all that begins with `prev`.
    LeadsBack: "before" "beforecursor" "firstpageurl" "hasbefore" "self" "startcursor";
    /// Objects that hold what a request or an answer says of pages, and nothing else.
    Paging: "paging" "pagination" "pageinfo";
    /// Objects that hold what an answer says of its pages, if it says something of them.
    AboutPages: "page" "pages" "meta" "metadata" "responsemetadata" "resultinfo" "cursors" "links";
    /// Lists of links, each with its relation.
    Links: "link" "links";
    /// What such a link leads to.
    Relation: "rel" "relation";

    // Lists: where the records are, whatever they are called.

    /// The list of the records.
    Records: "data" "results" "result" "items" "records" "values" "value" "entries" "rows" "list" "elements" "content"
        "resources";
    /// Lists that go along with the records.
    AlongWithRecords: "included" "includes" "errors" "warnings" "messages" "links" "facets" "aggregations" "metadata";
    /// What answers have beside a list. Nothing follows from it; but a record would rather have no such member.
    BesideList: "status" "code" "message" "done" "schemas";

    /// Arguments that say which members the provider is to send, or how their names end.
    Selection: "fields" "fieldlist" "fieldmask" "fieldset" "select" "columns" "attributes" "properties" "projection";
    /// What stands in names of arguments that end so, and select something else.
    OfNoSelection: "distinct" "except" "exclude" "facet" "filter" "group" "highlight" "omit" "order" "search" "sort"
        "unique" "without";

    // Outcomes.

    /// Whether it was done.
    Done: "ok" "isok" "success" "issuccess" "successful" "issuccessful" "succeeded";
    /// The same, unless it is the number of things that were done.
    DoneOrCount: "successful" "succeeded";
    /// What went wrong, or whether something did.
    Error: "error" "errors" "errorcode" "errorcodes" "errormessage" "errormessages" "errormsg" "errorinfo" "fault"
        "haserror" "haserrors" "iserror";
    /// The words of an error, in its object (`title` and `detail` are those of RFC 9457).
    ErrorText: "message" "detail" "title";
    /// A status in a word.
    Status: "status" "stat" "result";
    /// A status of HTTP.
    StatusCode: "code" "status" "statuscode" "httpcode" "httpstatus" "httpstatuscode" "responsecode";
    /// Objects beside the records that say how it went.
    AboutAnswer: "ack" "header" "meta" "metadata" "outcome" "response" "responseheader" "responseinfo"
        "responsemetadata" "responsestatus" "result" "resultinfo" "stat" "status";
    /// Values for what was not done.
    Failure: "error" "fail" "failed" "failure" "false";
    /// Values for what was done.
    Success: "ok" "success";
    /// Values in the place of an error that say that there is none.
    NoError: "0" "false" "noerror" "noerrors" "none" "null" "ok" "success" "successful";

    // What only changed.

    /// What stands in names of what says where an earlier read ended, and nearly nowhere else.
    PartOfSyncToken: "sync" "delta" "since";
    /// What stands in such names, too.
    PartOfToken: "token" "cursor" "change" "modified" "updated" "after" "version" "state" "watermark" "seq"
        "checkpoint" "bookmark" "revision";

    // Answers themselves.

    /// What an answer is, and how it was made: it says nothing of more records, or of a failure.
    AboutItself: "object" "kind" "schema" "schemas" "apiversion" "odatacontext" "etag" "odataetag" "requestid"
        "correlationid" "traceid" "took" "duration" "servertime";
}

impl Meaning {
    /// Whether a name has it, which is written as [`plain`] gives it.
    pub fn is_of(self, plain: &str) -> bool {
        self.names().contains(&plain)
    }
}

/// The first of several meanings that a name has, as what it stands for.
pub fn first<T: Copy>(plain: &str, meanings: &[(Meaning, T)]) -> Option<T> {
    meanings.iter().find(|(meaning, _)| meaning.is_of(plain)).map(|(_, stands_for)| *stands_for)
}

/// The names that stand for two things, of which [`first`] would not see the second.
#[cfg(test)]
pub(crate) fn ambiguous<T: Copy + PartialEq>(meanings: &[(Meaning, T)]) -> Vec<&'static str> {
    let all = meanings.iter().flat_map(|(meaning, own)| meaning.names().iter().map(move |name| (*name, *own)));
    let is_first = |(name, own): &(&str, T)| first(name, meanings) == Some(*own);
    all.filter(|named| !is_first(named)).map(|(name, _)| name).collect()
}

/// A name in whatever way it is written: `has_more`, `hasMore` and `has-more` are one.
pub fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    let mut plain = String::with_capacity(name.len());
    // Nearly all names are ASCII, whose letters have their small ones at hand.
    if name.is_ascii() {
        plain.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    } else {
        plain.extend(letters.flat_map(char::to_lowercase));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Meaning, plain};

    #[test]
    fn every_name_is_plain_and_stands_once_for_its_meaning() {
        for meaning in Meaning::ALL {
            let names = meaning.names();
            for (at, name) in names.iter().enumerate() {
                assert_eq!(plain(name), *name, "{meaning:?}");
                assert!(!names[..at].contains(name), "{meaning:?} has `{name}` twice");
            }
        }
    }
}
