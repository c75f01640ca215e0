//! Lists that a provider does not send where they are empty: the connector says so, and no other answer counts as one.

use engine_lang::Plan;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, object, run};

/// Lists that say how an empty one is sent, each for a way to go on, and one that says nothing.
const DEMO: &str = r#"
operations:
  cursor:
    path: /a
    envelope: demo/messages
    records: $.messages[*]
    empty_list: absent
    ignored: { $.cost: no word of the list }
    pagination: { cursor: { from: $.nextPageToken, to: query.pageToken } }
    mapping: message
  cursor-while:
    path: /flagged
    envelope: demo/flagged
    records: $.messages[*]
    empty_list: absent
    pagination: { cursor: { from: $.nextPageToken, to: query.pageToken, while: $.hasMore } }
  deep:
    path: /deep
    envelope: demo/query
    records: $.QueryResponse.Invoice[*]
    empty_list: absent
    ignored: { $.time: when it was }
    pagination: { offset: { to: query.start, first: 1 } }
  no-content: { path: /plain, envelope: demo/plain, records: "$.messages[*]", empty_list: no_content, pagination: { whole: {} } }
  no-content-while:
    path: /judged
    envelope: demo/judged
    success: $.ok
    records: $.messages[*]
    empty_list: no_content
    pagination: { cursor: { from: $.nextPageToken, to: query.pageToken, while: $.hasMore } }
  counted:
    path: /counted
    envelope: demo/plain
    records: $.messages[*]
    empty_list: no_content
    pagination: { offset: { to: query.offset, total: $.total } }
  paged:
    path: /paged
    envelope: demo/plain
    records: $.messages[*]
    empty_list: no_content
    pagination: { page: { to: query.page, total_pages: $.total } }
  told:
    path: /told
    envelope: demo/told
    records: $.response.messages[*]
    empty_list: no_content
    pagination: { whole: { while: $.response.hasMore } }
  silent: { path: /plain, envelope: demo/plain, records: "$.messages[*]", pagination: { whole: {} } }
mappings:
  message: { target: unified/message, fields: { id: $.id } }
"#;

fn demo() -> Plan {
    let (text, flag) = (json!({ "type": "string" }), json!({ "type": "boolean" }));
    let list = json!({ "type": "array", "items": object(json!({ "id": text })) });
    let nullable = json!({ "type": ["array", "null"], "items": object(json!({ "id": text })) });
    let query = json!({
        "type": "object",
        "properties": {
            "QueryResponse": object(json!({ "Invoice": nullable, "maxResults": { "type": "integer" } })),
            "time": { "type": "string" },
        },
        "required": ["QueryResponse", "time"],
    });
    let response = json!({
        "type": "object", "properties": { "messages": list, "hasMore": flag }, "required": ["hasMore"],
    });
    let judged = json!({ "messages": list, "nextPageToken": text, "hasMore": flag, "ok": flag });
    let schemas = [
        ("demo/messages", object(json!({ "messages": list, "nextPageToken": text, "cost": { "type": "integer" } }))),
        ("demo/flagged", object(json!({ "messages": list, "nextPageToken": text, "hasMore": flag }))),
        ("demo/judged", json!({ "type": "object", "properties": judged, "required": ["hasMore"] })),
        ("demo/plain", object(json!({ "messages": list, "total": { "type": "integer" } }))),
        ("demo/told", object(json!({ "response": response }))),
        ("demo/query", query),
        ("unified/message", object(json!({ "id": { "type": ["string", "null"] } }))),
    ];
    Workspace::demo(DEMO, &schemas).plan()
}

/// Runs against a server that gives these answers, one after the other.
async fn ending(plan: &Plan, operation: &str, answers: &[Reply]) -> (Ending, usize) {
    let answers = answers.to_vec();
    let server = Server::start(move |_, number, _| answers[number.min(answers.len() - 1)].clone()).await;
    let ran = run(plan, operation, json!({}), &server.url, Options::default()).await;
    (ran.outcome.ending, ran.records.len())
}

fn pages(bodies: &[Value]) -> Vec<Reply> {
    bodies.iter().map(Reply::json).collect()
}

#[tokio::test]
async fn an_answer_without_its_list_is_an_empty_list() {
    let plan = demo();
    let one = json!({ "messages": [{ "id": "a" }], "nextPageToken": "b" });
    let two = json!({ "QueryResponse": { "Invoice": [{ "id": "1" }, { "id": "2" }] }, "time": "2026-01-31T00:00:00Z" });
    for (operation, bodies, records) in [
        ("cursor", vec![json!({})], 0),
        ("cursor", vec![json!({ "messages": null, "cost": 0 })], 0),
        ("cursor", vec![json!({ "cost": 1, "total": 0 })], 0),
        ("cursor", vec![one.clone(), json!({ "cost": 1, "total": 1 })], 1),
        ("cursor-while", vec![json!({ "hasMore": false, "nextPageToken": "b" })], 0),
        ("deep", vec![json!({ "QueryResponse": {}, "time": "2026-01-31T00:00:00Z" })], 0),
        ("deep", vec![two, json!({ "QueryResponse": { "Invoice": null }, "time": "2026-01-31T00:00:00Z" })], 2),
    ] {
        let (ending, found) = ending(&plan, operation, &pages(&bodies)).await;
        assert!(matches!(ending, Ending::Complete), "{operation} {bodies:?}: {ending:?}");
        assert_eq!(found, records, "{operation} {bodies:?}");
    }
}

#[tokio::test]
async fn an_answer_that_says_more_than_nothing_is_no_empty_list() {
    let plan = demo();
    let one = json!({ "messages": [{ "id": "a" }], "nextPageToken": "b" });
    for (operation, bodies, says) in [
        ("cursor", vec![json!({ "foo": 1 })], "nothing of its schema"),
        ("cursor", vec![json!({ "kind": "x" })], "nothing of its schema"),
        (
            "cursor",
            vec![json!({ "cost": 1, "message": [{ "id": "a" }] })],
            "the answer has `$.message`, which no schema has",
        ),
        ("cursor", vec![json!({ "messages": "none", "cost": 1 })], "`$.messages` is the text"),
        ("cursor", vec![json!({ "messages": { "id": "a" } })], "`$.messages` is an object"),
        ("cursor", vec![json!([])], "`$` is a list of 0"),
        ("cursor", vec![json!(null)], "`$` is null"),
        ("cursor", vec![json!({ "nextPageToken": "b" })], "it leads on to a next page"),
        ("cursor", vec![json!({ "total": 3, "cost": 1 })], "`total` is the number 3"),
        ("cursor", vec![one.clone(), json!({ "cost": 1, "total": 2 })], "`total` is the number 2"),
        ("cursor", vec![one, json!({ "next_cursor": "x", "cost": 1 })], "`next_cursor` is the text"),
        (
            "cursor",
            vec![json!({ "messages": [{ "id": "a" }], "nextPageToken": "b", "total": 3 }), json!({ "cost": 1 })],
            "`total` said 3, and no more than 1 came",
        ),
        ("cursor-while", vec![json!({ "hasMore": true })], "`$.nextPageToken` has no cursor"),
        ("cursor-while", vec![json!({ "hasMore": true, "nextPageToken": "b" })], "it leads on to a next page"),
        ("cursor-while", vec![json!({ "hasMore": false, "total": 45 })], "`total` is the number 45"),
        ("deep", vec![json!({ "time": "2026-01-31T00:00:00Z" })], "`$` has no `QueryResponse`, which is always there"),
        ("deep", vec![json!({ "QueryResponse": {} })], "`$` has no `time`, which is always there"),
        ("deep", vec![json!({ "QueryResponse": null, "time": "x" })], "`$.QueryResponse` is never null"),
        (
            "deep",
            vec![json!({ "QueryResponse": { "Invoices": [] }, "time": "x" })],
            "`$.QueryResponse` has nothing of its schema",
        ),
        (
            "deep",
            vec![json!({ "QueryResponse": { "maxResults": 0, "invoice": [1] }, "time": "x" })],
            "`$.QueryResponse.invoice`, which no schema has",
        ),
        // What says nothing of its empty lists has to have them.
        ("silent", vec![json!({ "total": 0 })], "write `empty_list: absent`"),
    ] {
        let (ending, _) = ending(&plan, operation, &pages(&bodies)).await;
        let Ending::Failed(error) = ending else { panic!("{operation} {bodies:?}: {ending:?}") };
        assert_eq!(error.kind(), ErrorKind::Answer, "{operation} {bodies:?}: {error}");
        assert!(error.to_string().contains(says), "{operation} {bodies:?}: {error}");
    }
}

#[tokio::test]
async fn no_content_is_an_empty_list_where_it_is_said() {
    let plan = demo();
    let nothing = || Reply::status(204, "text/plain", "");
    for operation in ["no-content", "no-content-while"] {
        let (ending, records) = ending(&plan, operation, &[nothing()]).await;
        assert!(matches!(ending, Ending::Complete), "{operation}: {ending:?}");
        assert_eq!(records, 0);
    }
    let of = |count: usize, says: &Value| {
        let mut body = says.clone();
        body["messages"] = (0..count).map(|id| json!({ "id": id.to_string() })).collect();
        Reply::json(&body)
    };
    for (operation, total, complete) in [("counted", 2, true), ("counted", 5, false), ("paged", 3, false)] {
        let (ending, _) = ending(&plan, operation, &[of(2, &json!({ "total": total })), nothing()]).await;
        match ending {
            Ending::Complete => assert!(complete, "{operation} {total}"),
            Ending::Failed(error) => {
                assert!(!complete, "{operation} {total}: {error}");
                assert!(error.to_string().contains(&format!("`$.total` said {total}")), "{operation}: {error}");
            }
            other => panic!("{operation} {total}: {other:?}"),
        }
    }
    let list = json!([{ "id": "a" }]);
    for (operation, reply, says) in [
        ("told", Reply::json(&json!({ "response": { "messages": list } })), "by its schema every page has it"),
        ("no-content", nothing().header("x-total-count", "7"), "its header `x-total-count` is"),
        ("no-content", nothing().header("link", "</b>; rel=next"), "points to a next page"),
        ("no-content", Reply::status(200, "application/json", ""), "the answer"),
        ("no-content", Reply::json(&json!({ "total": 0 })), "write `empty_list: absent`"),
        ("silent", nothing(), "write `empty_list: no_content`"),
        ("cursor", nothing(), "write `empty_list: no_content`"),
    ] {
        let (ending, _) = ending(&plan, operation, &[reply]).await;
        let Ending::Failed(error) = ending else { panic!("{operation}: {ending:?}") };
        assert!(error.to_string().contains(says), "{operation}: {error}");
    }
}
