//! Answers that would pass for whole ones and are not: what says so is heard, and what is not there is missed.

use engine_lang::Plan;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Ran, Reply, Server, Workspace, list, object, run};

const CONNECTOR: &str = r#"
defaults:
  envelope: demo/answer
  error: { code: $.error.code, message: $.error.message }
operations:
  list-some:
    path: /some
    inputs:
      limit: { type: integer }
    query: { limit: $.inputs.limit }
    records: $.items[*]
    envelope: demo/items
    pagination: { whole: { at_most: 100 } }
  list-sized:
    path: /sized
    inputs:
      limit: { type: number }
    query: { limit: $.inputs.limit }
    records: $.items[*]
    envelope: demo/items
    pagination: { whole: { at_most: 100 } }
  list-few:
    path: /few
    method: POST
    access: read
    body: { options: { per_page: "2" } }
    records: $.items[*]
    pagination: { whole: { while: $.more } }
  list-known:
    path: /known
    records: $.items[*]
    only: { $.rank: [1, 2.0] }
    pagination: { whole: {} }
    envelope: demo/items
  list-given:
    path: /given
    method: POST
    access: read
    inputs: { all: { type: object } }
    body: $.inputs.all
    records: $.items[*]
    envelope: demo/items
    pagination: { whole: {} }
  list-after:
    path: /after
    records: $.items[*]
    pagination: { cursor: { from: $.paging.next, to: query.cursor, while: $.more } }
  list-linked:
    path: /linked
    records: $.items[*]
    pagination: { next_url: { from: $.paging.next, while: $.more } }
  list-skipped:
    path: /skipped
    records: $.items[*]
    pagination: { offset: { to: query.offset, total: $.total } }
  list-pages:
    path: /pages
    records: $.items[*]
    pagination: { page: { to: query.page, total_pages: $.total } }
  list-mapped:
    path: /mapped
    records: $.items[*]
    mapping: item
    envelope: demo/items
    pagination: { whole: {} }
mappings:
  item:
    target: demo/target
    fields:
      id: $.id
      name: $.person.name
      either: { first: [$.person.name, $.person] }
      labels: "$.labels[*]"
      words: { each: "$.labels[*]", value: "{{ item }}" }
      names: "$.people[*].name"
      boss: { from: $.person.boss, fields: { name: $.name } }
    impossible:
      rank: it is not told
"#;

/// The connector, with the schemas that it needs.
fn demo() -> Plan {
    let text = || json!({ "type": ["string", "null"] });
    let named = || json!({ "type": ["object", "null"], "properties": { "name": text() } });
    let person = json!({ "type": ["object", "string", "null"], "properties": { "name": text(), "boss": named() } });
    let item = object(json!({
        "id": text(), "rank": { "type": "number" }, "person": person,
        "labels": { "type": ["array", "string", "null"], "items": { "type": "string" } },
        "people": list(json!({ "type": ["object", "string"], "properties": { "name": { "type": "string" } } })),
    }));
    let error = object(json!({ "code": text(), "message": text() }));
    let answer = object(json!({
        "items": list(item.clone()), "more": { "type": "boolean" }, "total": { "type": "integer" },
        "paging": object(json!({ "next": text() })), "error": error,
    }));
    let texts = || json!({ "type": ["array", "null"], "items": { "type": "string" } });
    let target = object(json!({
        "id": text(), "name": text(), "either": text(), "labels": texts(), "words": texts(), "names": texts(),
        "boss": named(), "rank": text(),
    }));
    let items = object(json!({ "items": list(item), "error": answer["properties"]["error"] }));
    let schemas = [("demo/answer", answer), ("demo/items", items), ("demo/target", target)];
    Workspace::demo(CONNECTOR, &schemas).plan()
}

async fn answered(plan: &Plan, operation: &str, inputs: Value, body: Value) -> Ran {
    let server = Server::start(move |_, _, _| Reply::json(&body)).await;
    run(plan, operation, inputs, &server.url, Options::default()).await
}

fn items(count: usize) -> Value {
    (0..count).map(|index| json!({ "id": format!("r{index}"), "rank": 1 })).collect()
}

#[tokio::test]
async fn as_many_records_as_were_asked_for_may_not_be_all() {
    let demo = demo();
    for (operation, inputs, count, is_sure) in [
        ("list-some", json!({ "limit": 2 }), 2, false),
        ("list-some", json!({ "limit": 2 }), 1, true),
        ("list-some", json!({}), 2, true),
        ("list-some", json!({ "limit": 200 }), 100, false),
        ("list-sized", json!({ "limit": 2.0 }), 2, false),
        ("list-sized", json!({ "limit": 2.5 }), 2, false),
        ("list-few", json!({}), 2, false),
        ("list-few", json!({}), 1, true),
    ] {
        let ran = answered(&demo, operation, inputs, json!({ "items": items(count) })).await;
        let ending = &ran.outcome.ending;
        assert_eq!(matches!(ending, Ending::Complete), is_sure, "{operation}, {count}: {ending:?}");
        assert_eq!(matches!(ending, Ending::Unknown(_)), !is_sure, "{operation}, {count}: {ending:?}");
    }
}

#[tokio::test]
async fn words_of_pages_that_no_schema_has_are_heard() {
    let demo = demo();
    for (inputs, more, is_sure) in [
        (json!({}), json!({ "total": 2, "next_cursor": null, "hasMore": false }), true),
        (json!({}), json!({ "total_count": 3 }), false),
        (json!({}), json!({ "meta": { "next_page": "https://a.example/2" } }), false),
        (json!({}), json!({ "paging": { "hasMore": true } }), false),
        (json!({ "all": { "kind": "x" } }), json!({}), true),
        (json!({ "all": { "limit": 2 } }), json!({}), false),
        (json!({ "all": { "limit": 3 } }), json!({}), true),
        (json!({ "all": { "page": 1, "limit": 50 } }), json!({}), false),
    ] {
        let mut body = json!({ "items": items(2) });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let ran = answered(&demo, "list-given", inputs.clone(), body).await;
        let ending = &ran.outcome.ending;
        assert_eq!(matches!(ending, Ending::Complete), is_sure, "{inputs}, {more}: {ending:?}");
        assert_eq!(matches!(ending, Ending::Unknown(_)), !is_sure, "{inputs}, {more}: {ending:?}");
    }
}

#[tokio::test]
async fn what_is_wanted_is_enough() {
    let server = Server::start(move |_, _, _| Reply::json(&json!({ "items": items(2) }))).await;
    for (operation, inputs) in [("list-some", json!({ "limit": 2 })), ("list-after", json!({}))] {
        let options = Options { limit: Some(2), ..Options::default() };
        let ran = run(&demo(), operation, inputs, &server.url, options).await;
        let ending = &ran.outcome.ending;
        assert!(matches!(ending, Ending::Limited | Ending::Complete), "{operation}: {ending:?}");
    }
}

#[tokio::test]
async fn what_only_leaves_out_is_counted_and_numbers_are_what_they_are() {
    let records: Value =
        serde_json::from_str(r#"[{ "rank": 1.0 }, { "rank": 2 }, { "rank": 3 }, { "rank": 1 }, { "rank": 1e0 }]"#)
            .unwrap();
    let ran = answered(&demo(), "list-known", json!({}), json!({ "items": records })).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!((ran.records.len(), ran.outcome.left_out), (4, 1));
}

#[tokio::test]
async fn what_says_that_there_is_more_or_that_something_failed_is_heard() {
    let demo = demo();
    let refused = "the answer has an error at";
    for (operation, body, kind, says) in [
        ("list-known", json!({ "items": [], "error": { "message": "no" } }), ErrorKind::Refused, refused),
        ("list-known", json!({ "items": [], "error": { "code": null, "message": "no" } }), ErrorKind::Refused, refused),
        ("list-known", json!({ "items": [], "error": "no" }), ErrorKind::Refused, refused),
        ("list-known", json!({ "items": [], "error": ["no"] }), ErrorKind::Refused, refused),
        (
            "list-known",
            json!({ "items": [], "error": { "status": 500 } }),
            ErrorKind::Refused,
            "seems to refuse: `error`",
        ),
        ("list-known", json!({ "items": [], "ok": false }), ErrorKind::Refused, "seems to refuse: `ok`"),
        ("list-known", json!({ "items": items(1), "errors": [{}] }), ErrorKind::Refused, "seems to refuse: `errors`"),
        ("list-after", json!({ "items": items(1), "more": true }), ErrorKind::Answer, "has no cursor"),
        (
            "list-after",
            json!({ "items": items(1), "paging": "none" }),
            ErrorKind::Answer,
            "the member `next` is asked of",
        ),
        (
            "list-linked",
            json!({ "items": items(1), "paging": [1] }),
            ErrorKind::Answer,
            "the member `next` is asked of",
        ),
        ("list-skipped", json!({ "items": items(2), "total": 1 }), ErrorKind::Answer, "a page has 2 records"),
        ("list-pages", json!({ "items": items(2), "total": 0 }), ErrorKind::Answer, "the page has records"),
    ] {
        let shown = body.to_string();
        let ran = answered(&demo, operation, json!({}), body).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{shown}: {:?}", ran.outcome.ending) };
        assert!(error.kind() == kind && error.to_string().contains(says), "{shown}: {error}");
    }
    for body in [
        json!({ "items": [], "error": { "code": "", "message": "all is well" } }),
        json!({ "items": [], "error": null }),
        json!({ "items": [], "error": [], "errors": {}, "success": true }),
    ] {
        let ran = answered(&demo, "list-known", json!({}), body).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    }
}

/// Where pages are counted from zero and asked for from one, the first is never read, and the last is empty.
#[tokio::test]
async fn a_last_page_that_is_empty_is_an_error() {
    let server = Server::start(|_, _, asked| {
        let is_last = asked.target.ends_with("page=2");
        Reply::json(&json!({ "items": items(if is_last { 0 } else { 2 }), "total": 2 }))
    })
    .await;
    let ran = run(&demo(), "list-pages", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.to_string().contains("page 2 of 2 is empty"), "{error}");
}

/// What is of another kind than a path asks for is told, unless another path takes it.
#[tokio::test]
async fn what_a_path_cannot_go_on_from_is_told() {
    let demo = demo();
    let usual = json!({
        "id": "1", "person": { "name": "Ann", "boss": { "name": "Bo" } }, "labels": ["a"], "people": [{ "name": "Cy" }],
    });
    let unusual = json!({ "id": "2", "person": "Ann", "labels": "a", "people": ["Cy", { "name": "Di" }] });
    let empty = json!({ "id": "3", "person": "", "labels": "", "people": [] });
    for (record, problems, either) in [(usual, 0, "Ann"), (unusual, 5, "Ann"), (empty, 0, "")] {
        let ran = answered(&demo, "list-mapped", json!({}), json!({ "items": [record] })).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        let told: Vec<String> = ran.outcome.problems.list(&demo).iter().map(ToString::to_string).collect();
        assert_eq!(ran.outcome.problems.total(), problems, "{told:#?}");
        assert_eq!(ran.records[0]["either"], either);
    }
}
