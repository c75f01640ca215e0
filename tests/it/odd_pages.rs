//! Pages that are odd: what each way to go on makes of them, in as many requests as it says.

use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, object, run};

/// A way to go on, its pages with a `Link` header each, how the list ends, and after how many requests.
#[derive(Clone)]
struct Case(&'static str, Vec<(Value, &'static str)>, &'static str, usize);

const NEXT: &str = "</a?page=2>; rel=\"next\"";

/// An answer with so many records, and what it says beside them.
fn page(count: usize, says: &Value) -> Value {
    let mut body = says.clone();
    body["data"] = (0..count).map(|id| json!({ "id": format!("r{id}") })).collect();
    body
}

fn offset() -> Vec<Case> {
    let all = |count: usize, all: u64| (page(count, &json!({ "all": all })), "");
    let total = "offset: { to: query.offset, total: $.all }, page_size: { to: query.limit, default: 3 }";
    vec![
        Case(total, vec![all(3, 4), all(3, 4)], "6 records came, and `$.all` is 4", 2),
        // A full page whose records the word may count: the next one tells.
        Case(total, vec![all(3, 3), all(2, 2)], "5 records came, and `$.all` is 2", 2),
        Case(total, vec![all(3, 3), all(0, 3)], "", 2),
        Case(total, vec![all(2, 2)], "", 1),
        Case(total, vec![all(3, 2)], "a page has 3 records", 1),
    ]
}

fn last_id() -> Vec<Case> {
    let last = "last_id: { from: $.id, to: query.after }";
    let of = |id: &Value| (json!({ "data": [{ "id": id }] }), "");
    let mut cases: Vec<Case> = [json!({ "of": 1 }), json!([1]), json!(null), json!(" ")]
        .iter()
        .map(|id| Case(last, vec![of(id)], "the last record has no id at `$.id`", 1))
        .collect();
    cases.push(Case(last, vec![of(&json!(7)), (page(0, &json!({})), "")], "", 2));
    cases
}

/// Pages that name where the next one is by another name, read one of several, or go the wrong way.
fn elsewhere() -> Vec<Case> {
    let cursor = "cursor: { from: $.next, to: query.cursor }";
    let sized = "cursor: { from: $.next, to: query.cursor }, page_size: { to: query.limit, default: 5 }";
    let is = |says: Value| vec![(page(1, &says), "")];
    let first = "cursor: { from: \"$.boards[0].next\", to: query.cursor }";
    let last = "last_id: { from: $.id, to: query.after }";
    let of =
        |ids: &[u64]| (json!({ "data": ids.iter().map(|id| json!({ "id": id.to_string() })).collect::<Vec<_>>() }), "");
    vec![
        Case(cursor, is(json!({ "cursor": "b" })), "`cursor` is the text \"b\"", 1),
        Case(cursor, is(json!({ "cursor": "b", "next": null })), "", 1),
        Case(cursor, is(json!({ "cursors": { "after": "b" } })), "", 1),
        // What the request says of something else is no cursor.
        Case(sized, is(json!({ "cursor": 5 })), "`cursor` is the number 5", 1),
        Case(sized, vec![(page(1, &json!({ "next": "b" })), ""), (page(1, &json!({ "cursor": "b" })), "")], "", 2),
        // An empty page says nothing of how many there are, and the first one did.
        Case(
            sized,
            vec![(page(1, &json!({ "next": "b", "total": 9 })), ""), (page(0, &json!({ "next": null })), "")],
            "`total` said 9, and no more than 1 came",
            2,
        ),
        Case("link_header: {}", is(json!({ "cursor": "b" })), "`cursor` is the text \"b\"", 1),
        Case(first, is(json!({ "boards": [{}, { "next": "b" }] })), "is read from one of 2", 1),
        Case(first, is(json!({ "boards": [{}] })), "", 1),
        // The newest come first, and `after` gives those that are newer.
        Case(last, vec![of(&[9, 8, 7]), of(&[9, 8]), of(&[9]), of(&[])], "a page begins with a record", 2),
        Case(last, vec![of(&[7, 8]), of(&[9]), of(&[])], "", 3),
    ]
}

fn link_header() -> Vec<Case> {
    let (plain, stays) = ("link_header: {}", "link_header: { stays: true }");
    let both = "link_header: { stays: true, while: $.hasMore }";
    let is = |count: usize, more: bool, link: &'static str| (page(count, &json!({ "hasMore": more })), link);
    let with = |count: usize, link: &'static str| (page(count, &json!({})), link);
    vec![
        Case(plain, vec![with(0, NEXT), with(1, "")], "", 2),
        Case(plain, vec![with(1, "no links")], "the `Link` header is no list of links", 1),
        Case(stays, vec![with(3, NEXT), with(0, NEXT)], "", 2),
        Case(stays, vec![with(3, "")], "the page has records, and its `Link` header leads nowhere", 1),
        Case(both, vec![is(0, true, NEXT), is(1, false, NEXT)], "", 2),
    ]
}

fn beside() -> Vec<Case> {
    let whole = "whole: { while: $.meta.hasMore }";
    let number = "page: { to: query.page }";
    let says = |count: usize, says: &Value| (page(count, says), "");
    vec![
        // Text where an object was to say whether there is more.
        Case(whole, vec![says(1, &json!({ "meta": "more" }))], "`$.meta.hasMore` says that there is more", 1),
        Case(whole, vec![says(1, &json!({ "meta": {} }))], "", 1),
        // The number of the records on the page, or one of pages.
        Case(number, vec![says(3, &json!({ "pageCount": 3 })), says(0, &json!({ "pageCount": 0 }))], "", 2),
        Case("whole: {}", vec![says(3, &json!({ "pageCount": 3 }))], "", 1),
        Case("whole: {}", vec![says(3, &json!({ "pageCount": 2 }))], "`pageCount` is the number 2", 1),
        Case("whole: {}", vec![says(3, &json!({ "total_pages": 1.5 }))], "which cannot be read", 1),
        Case("whole: {}", vec![(page(1, &json!({})), "no links")], "its `Link` header is no list of links", 1),
        Case("whole: { while: $.hasMore }", vec![(page(1, &json!({ "hasMore": false })), "no links")], "", 1),
        // A page before this one is asked of the first alone.
        Case(
            "page: { to: query.page, while: $.hasMore }",
            vec![says(1, &json!({ "hasMore": true })), says(1, &json!({ "hasMore": false, "hasPrev": true }))],
            "",
            2,
        ),
        Case(
            "page: { to: query.page, while: $.hasMore }",
            vec![says(1, &json!({ "hasMore": true, "hasPrev": true })), says(1, &json!({ "hasMore": false }))],
            "its first page says that one is before it",
            2,
        ),
    ]
}

#[tokio::test]
async fn each_way_to_go_on_ends_as_its_pages_say() {
    let schema = object(json!({
        "data": { "type": "array", "items": object(json!({ "id": { "type": "string" }, "of": { "type": "integer" } })) },
        "all": { "type": "integer" },
        "next": { "type": ["string", "null"] },
        "boards": { "type": "array", "items": object(json!({ "next": { "type": "string" } })) },
        "hasMore": { "type": "boolean" },
        "meta": object(json!({ "hasMore": { "type": "boolean" } })),
    }));
    let mut wrong = Vec::new();
    for Case(pagination, pages, says, requests) in [offset(), last_id(), elsewhere(), link_header(), beside()].concat()
    {
        let connector = format!(
            "defaults: {{ envelope: demo/answer, ignored: {{ $.all: of some, $.next: of some, $.boards: of some, $.hasMore: of some, $.meta.hasMore: of some }} }}\n\
             operations:\n  list: {{ path: /a, records: \"$.data[*]\", pagination: {{ {pagination} }} }}\n"
        );
        let plan = Workspace::demo(&connector, &[("demo/answer", schema.clone())]).plan();
        let answers = pages.clone();
        let server = Server::start(move |_, number, _| {
            let (mut body, link) = answers.get(number).cloned().unwrap_or_else(|| (page(0, &json!({})), ""));
            // No page comes twice.
            body["data"].as_array_mut().unwrap().iter_mut().for_each(|record| record["of"] = json!(number));
            let reply = Reply::json(&body);
            if link.is_empty() { reply } else { reply.header("link", link) }
        })
        .await;
        let ending = run(&plan, "list", json!({}), &server.url, Options::default()).await.outcome.ending;
        let told = match &ending {
            Ending::Complete => String::new(),
            Ending::Failed(error) => error.message().to_owned(),
            Ending::Unknown(reason) => reason.clone(),
            other @ Ending::Limited => format!("{other:?}"),
        };
        if told.is_empty() != says.is_empty() || !told.contains(says) || server.asked().len() != requests {
            wrong.push(format!("{pagination}, {pages:?}: {told} after {}", server.asked().len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn only_what_nobody_knew_of_is_told_as_such() {
    let connector = r#"
operations:
  list: { path: /a, envelope: demo/answer, records: "$.data[*]", pagination: { whole: {} }, ignored: { $.cost: how much } }
"#;
    let mut schema = object(json!({
        "data": { "type": "array", "items": object(json!({ "id": { "type": "string" } })) },
        "cost": { "type": "integer" },
        "api": { "const": "v2" },
    }));
    schema["required"] = json!(["api"]);
    let plan = Workspace::demo(connector, &[("demo/answer", schema)]).plan();
    let server =
        Server::start(|_, _, _| Reply::json(&page(1, &json!({ "cost": 3, "api": "v2", "mark": null, "note": 1 }))))
            .await;
    let warnings = run(&plan, "list", json!({}), &server.url, Options::default()).await.outcome.warnings.list();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("`$.note`"), "{warnings:?}");
}
