//! What an answer must say for a list to have ended: anything less is an error or `unknown`, and never an end.

use engine_lang::Plan;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::lookup::With;
use serde_json::{Value, json};

use crate::support::{Asked, Reply, Server, Workspace, list, object, run};

/// One list of the same records for each way to go on.
const DEMO: &str = r#"
defaults: { envelope: demo/answer, ignored: { $.token: of one list } }
operations:
  by-cursor:
    path: /a
    inputs: { since: { type: string } }
    query: { since: $.inputs.since }
    records: $.data[*]
    incremental: { token: $.token, input: since }
    pagination: { cursor: { from: $.next, to: query.cursor, while: $.more } }
  by-address: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.next, while: $.more } } }
  by-cursor-alone: { path: /a, envelope: demo/alone, records: "$.data[*]", pagination: { cursor: { from: $.next, to: header.X-Next } } }
  by-link: { path: /a, envelope: demo/plain, records: "$.data[*]", pagination: { link_header: {} } }
  by-offset: { path: /a, records: "$.data[*]", pagination: { offset: { to: query.offset, total: $.total } } }
  by-offset-while: { path: /a, records: "$.data[*]", pagination: { offset: { to: query.offset, while: $.more } } }
  by-page: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, total_pages: $.total } } }
  by-page-while: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, while: $.more } } }
  by-last-id: { path: /a, records: "$.data[*]", pagination: { last_id: { from: $.id, to: query.after, while: $.more } } }
  whole: { path: /a, envelope: demo/plain, records: "$.data[*]", pagination: { whole: {} } }
  whole-while: { path: /a, records: "$.data[*]", pagination: { whole: { while: $.more } } }
  of-persons:
    path: /a
    records: $.data[*]
    only: { $.kind: [Person] }
    pagination: { offset: { to: query.offset, total: $.total } }
  at-most-2:
    path: /a
    envelope: demo/plain
    records: $.data[*]
    pagination: { whole: { at_most: 2 }, page_size: { to: query.limit, default: 5, max: 10 } }
  at-most-50:
    path: /a
    envelope: demo/plain
    records: $.data[*]
    pagination: { whole: { at_most: 50 }, page_size: { to: query.limit, default: 3, max: 10 } }
  list-groups: { path: /groups, envelope: demo/plain, records: "$.data[*]", pagination: { whole: {} }, mapping: group }
mappings:
  group:
    target: unified/group
    lookups: { members: { operation: whole-while, inputs: {} } }
    fields: { members: { lookup: members, value: "$[*].id" } }
"#;

fn demo() -> Plan {
    let text = json!({ "type": "string" });
    let data = list(object(json!({ "id": text, "kind": text })));
    let answer = json!({
        "data": data,
        "next": { "type": ["string", "null"] },
        "more": { "type": "boolean" },
        "total": { "type": "integer" },
        "token": text,
    });
    let alone = object(json!({ "data": data, "next": text }));
    let members = json!({ "type": ["array", "null"], "items": text });
    let schemas = [
        ("demo/answer", object(answer)),
        ("demo/alone", alone),
        ("demo/plain", object(json!({ "data": data }))),
        ("unified/group", object(json!({ "members": members }))),
    ];
    Workspace::demo(DEMO, &schemas).plan()
}

/// What a run comes to.
#[derive(Debug, PartialEq)]
enum End {
    Complete,
    Unknown,
    Error(&'static str),
}

/// Runs against a server that always answers so, and compares the end and how many records came.
async fn check(plan: &Plan, operation: &str, reply: Reply, end: End, records: usize) {
    let server = Server::start(move |_, _, _| reply.clone()).await;
    let ran = run(plan, operation, json!({}), &server.url, Options::default()).await;
    let found = match &ran.outcome.ending {
        Ending::Complete => End::Complete,
        Ending::Unknown(_) => End::Unknown,
        Ending::Failed(error) => match end {
            End::Error(words) if error.kind() == ErrorKind::Answer && error.to_string().contains(words) => {
                End::Error(words)
            }
            _ => panic!("{operation}: {error}"),
        },
        Ending::Limited => panic!("{operation} has no limit"),
    };
    assert_eq!((found, ran.records.len()), (end, records), "{operation}");
    assert_eq!(ran.outcome.token, None);
}

#[tokio::test]
async fn a_page_that_does_not_say_where_the_next_one_is_is_no_last_one() {
    let plan = demo();
    let one = json!([{ "id": "a" }]);
    for (operation, body, end, records) in [
        ("by-cursor", json!({ "data": one, "more": false }), End::Complete, 1),
        ("by-cursor", json!({ "data": one }), End::Complete, 1),
        ("by-cursor", json!({ "data": one, "more": true }), End::Error("`$.next` has no cursor"), 1),
        ("by-cursor", json!({ "data": one, "more": true, "next": "" }), End::Error("`$.next` has no cursor"), 1),
        ("by-cursor", json!({ "data": one, "next": {} }), End::Error("is no cursor but an empty object"), 1),
        ("by-cursor", json!({ "data": one, "more": false, "isLast": false }), End::Unknown, 1),
        ("by-cursor", json!({ "data": one, "page": { "isLast": false } }), End::Unknown, 1),
        ("by-cursor-alone", json!({ "data": one, "isLast": true }), End::Complete, 1),
        ("by-cursor-alone", json!({ "data": one, "isLast": false }), End::Unknown, 1),
        ("by-cursor-alone", json!({ "data": one, "has_more": true }), End::Unknown, 1),
        ("by-cursor-alone", json!({ "data": one, "next": "a\nb" }), End::Error("in the header `X-Next`"), 1),
        ("by-link", json!({ "data": one, "meta": { "hasMore": true } }), End::Unknown, 1),
        ("by-offset", json!({ "data": one, "total": 1, "more": true }), End::Unknown, 1),
        ("by-address", json!({ "data": one, "more": false, "next": "/x" }), End::Complete, 1),
        ("by-address", json!({ "data": one, "more": true, "next": null }), End::Error("`$.next` has no address"), 1),
        ("by-address", json!({ "data": one, "next": 7 }), End::Error("`$.next` is no address"), 1),
        ("by-address", json!({ "data": one, "next": "https://elsewhere.test/" }), End::Error("another server"), 1),
        ("by-offset", json!({ "data": one, "total": 1 }), End::Complete, 1),
        ("by-offset", json!({ "data": one, "total": 1.0 }), End::Complete, 1),
        ("by-offset", json!({ "data": one, "total": 1.5 }), End::Error("how many there are cannot be told"), 1),
        ("by-offset", json!({ "data": one }), End::Error("how many there are cannot be told"), 1),
        ("by-offset", json!({ "data": one, "total": "1" }), End::Error("how many there are cannot be told"), 1),
        ("by-offset", json!({ "data": [], "total": 3 }), End::Error("a page is empty after 0 of 3"), 0),
        ("by-offset-while", json!({ "data": one, "more": false }), End::Complete, 1),
        ("by-offset-while", json!({ "data": one }), End::Error("whether there is more cannot be told"), 1),
        ("by-page", json!({ "data": one, "total": 1 }), End::Complete, 1),
        ("by-page", json!({ "data": one, "total": null }), End::Error("how many there are cannot be told"), 1),
        ("by-page", json!({ "data": [], "total": 2 }), End::Error("page 1 of 2 is empty"), 0),
        ("by-page-while", json!({ "data": one, "more": "no" }), End::Error("whether there is more cannot be told"), 1),
        ("by-last-id", json!({ "data": one, "more": false }), End::Complete, 1),
        ("by-last-id", json!({ "data": one }), End::Error("whether there is more cannot be told"), 1),
        ("by-last-id", json!({ "data": [], "more": true }), End::Error("has no record to go on from"), 0),
        ("by-last-id", json!({ "data": [{}], "more": true }), End::Error("the last record has no id"), 1),
        ("whole-while", json!({ "data": one, "more": false }), End::Complete, 1),
        ("whole-while", json!({ "data": one, "more": true }), End::Unknown, 1),
    ] {
        check(&plan, operation, Reply::json(&body), end, records).await;
    }
}

#[tokio::test]
async fn a_link_header_that_cannot_be_read_is_no_end() {
    let plan = demo();
    let page = || Reply::json(&json!({ "data": [{ "id": "a" }] }));
    let link = |value: &str| page().header("link", value);
    check(&plan, "by-link", page(), End::Complete, 1).await;
    check(&plan, "by-link", link("</a>; rel=prev"), End::Complete, 1).await;
    check(&plan, "by-link", link("/a; rel=next"), End::Error("is no list of links"), 1).await;
    check(&plan, "whole", link("</a>; rel=prev"), End::Complete, 1).await;
    check(&plan, "whole", link("</a>; rel=next"), End::Unknown, 1).await;
    check(&plan, "whole", link("/a; rel=next"), End::Unknown, 1).await;
}

#[tokio::test]
async fn what_is_no_list_is_no_empty_one() {
    let plan = demo();
    for body in ["null", "{}", "[]", r#"{ "data": null }"#, r#"{ "data": {} }"#, r#"{ "data": "" }"#] {
        let reply = Reply::status(200, "application/json", body);
        check(&plan, "whole", reply, End::Error("finds no records in the answer"), 0).await;
    }
    check(&plan, "whole", Reply::json(&json!({ "data": [] })), End::Complete, 0).await;
}

#[tokio::test]
async fn a_record_that_does_not_say_whether_it_counts_is_an_error() {
    let plan = demo();
    let body = json!({ "data": [{ "kind": "Person" }, { "id": "a" }], "total": 2 });
    check(&plan, "of-persons", Reply::json(&body), End::Error("record 2 does not say whether it counts"), 0).await;
}

#[tokio::test]
async fn records_that_do_not_count_are_skipped_by_the_offset() {
    let offset =
        |asked: &Asked| asked.target.split_once("offset=").map_or(0, |(_, text)| text.parse::<usize>().unwrap());
    let server = Server::start(move |_, _, asked| {
        let kind = |id: usize| if id.is_multiple_of(3) { "Person" } else { "Robot" };
        let all: Vec<Value> = (0..7).map(|id| json!({ "id": format!("r{id}"), "kind": kind(id) })).collect();
        let start = offset(asked);
        Reply::json(&json!({ "data": all[start..7.min(start + 2)], "total": 7 }))
    })
    .await;
    let ran = run(&demo(), "of-persons", json!({}), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let ids: Vec<&str> = ran.records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["r0", "r3", "r6"]);
    assert_eq!(server.asked().iter().map(offset).collect::<Vec<_>>(), [0, 2, 4, 6]);
}

/// The most that one answer has is what the provider gives or what the request asked for, whichever is less.
#[tokio::test]
async fn a_whole_answer_that_is_full_may_not_be_all() {
    let plan = demo();
    for (operation, sent, limit, expected) in [
        ("at-most-2", 1, None, "complete"),
        ("at-most-2", 2, None, "unknown"),
        ("at-most-50", 2, None, "complete"),
        ("at-most-50", 3, None, "unknown"),
        ("at-most-50", 1, Some(2), "complete"),
        // The page is full because no more was wanted.
        ("at-most-50", 2, Some(2), "truncated"),
    ] {
        let records: Vec<Value> = (0..sent).map(|id| json!({ "id": format!("r{id}") })).collect();
        let server = Server::start(move |_, _, _| Reply::json(&json!({ "data": records }))).await;
        let options = Options { limit, ..Options::default() };
        let ran = run(&plan, operation, json!({}), &server.url, options).await;
        assert_eq!(ran.records.len(), sent);
        let completeness = ran.outcome.ending.completeness();
        assert_eq!(completeness, expected, "{operation} with {sent}");
    }
}

#[tokio::test]
async fn a_look_up_that_may_not_have_read_everything_fails_the_run() {
    for (more, complete) in [(false, true), (true, false)] {
        let server = Server::start(move |_, _, asked| {
            let more = more && asked.target == "/a";
            Reply::json(&json!({ "data": [{ "id": "a" }], "more": more }))
        })
        .await;
        let options = Options { with: With::Everything, ..Options::default() };
        let ran = run(&demo(), "list-groups", json!({}), &server.url, options).await;
        assert_eq!(matches!(ran.outcome.ending, Ending::Complete), complete, "{:?}", ran.outcome.ending);
        assert_eq!(ran.records.len(), usize::from(complete));
    }
}

/// A limit is what the caller asked for, and not everything: its token would skip the rest.
#[tokio::test]
async fn a_limit_is_no_end() {
    let plan = demo();
    for (limit, completeness) in
        [(1, "truncated"), (2, "truncated"), (3, "truncated"), (4, "complete"), (5, "complete")]
    {
        let server = Server::start(|_, number, _| {
            let data = [2 * number, 2 * number + 1].map(|id| json!({ "id": format!("r{id}") }));
            let next = if number == 0 { json!("c") } else { Value::Null };
            Reply::json(&json!({ "data": data, "next": next, "token": "t" }))
        })
        .await;
        let options = Options { limit: Some(limit), ..Options::default() };
        let ran = run(&plan, "by-cursor", json!({}), &server.url, options).await;
        assert_eq!(ran.outcome.ending.completeness(), completeness, "{limit}: {:?}", ran.outcome.ending);
        assert_eq!(ran.records.len() as u64, limit.min(4));
        assert_eq!(ran.outcome.token.is_some(), completeness == "complete");
    }
}

/// Pages without a record, each with another cursor, could go on for ever.
#[tokio::test]
async fn empty_pages_come_to_an_end() {
    let empty = |number: usize| Reply::json(&json!({ "data": [], "next": format!("c{number}") }));
    let server = Server::start(move |_, number, _| empty(number)).await;
    let ran = run(&demo(), "by-cursor", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.to_string().contains("100 pages in a row have no record"), "{error}");
    assert_eq!((error.kind(), server.asked().len()), (ErrorKind::Answer, 100));
    // A record in between begins the count anew.
    let server = Server::start(move |_, number, _| match number {
        99 => Reply::json(&json!({ "data": [{ "id": "a" }], "next": "c" })),
        150 => Reply::json(&json!({ "data": [{ "id": "b" }] })),
        _ => empty(number),
    })
    .await;
    let ran = run(&demo(), "by-cursor", json!({}), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!(ran.records.len(), 2);
}
