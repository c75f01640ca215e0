//! An end is believed only if nothing else in the answer says that there is more, whatever way a list goes on.

use engine_lang::Plan;
use engine_runtime::execute::{Ending, Options};
use serde_json::{Map, Value, json};

use crate::support::{Reply, Server, Workspace, list, object, run};

/// One list for each way to go on, and for each of them one whose records are read the general way.
const DEMO: &str = r#"
defaults: { envelope: demo/answer, ignored: { $.after: of some, $.hasMore: of some, $.isLast: of some, $.all: of some } }
operations:
  cursor: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.after, to: query.cursor } } }
  cursor-while: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.after, to: query.cursor, while: $.hasMore } } }
  address: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.after } } }
  address-until: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.after, until: $.isLast } } }
  link: { path: /a, records: "$.data[*]", pagination: { link_header: {} } }
  link-while: { path: /a, records: "$.data[*]", pagination: { link_header: { while: $.hasMore } } }
  offset: { path: /a, records: "$.data[*]", pagination: { offset: { to: query.offset } } }
  offset-total: { path: /a, records: "$.data[*]", pagination: { offset: { to: query.offset, total: $.all } } }
  offset-until: { path: /a, records: "$.data[*]", pagination: { offset: { to: query.offset, until: $.isLast } } }
  page: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page } } }
  page-total: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, total_pages: $.all } } }
  page-until: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, until: $.isLast } } }
  last-id: { path: /a, records: "$.data[*]", pagination: { last_id: { from: $.id, to: query.after } } }
  whole: { path: /a, records: "$.data[*]", pagination: { whole: {} } }
  whole-until: { path: /a, records: "$.data[*]", pagination: { whole: { until: $.isLast } } }
"#;

fn demo() -> Plan {
    let data = list(object(json!({ "id": { "type": "string" }, "kind": { "type": "string" } })));
    let answer = json!({
        "data": data,
        "after": { "type": ["string", "null"] },
        "hasMore": { "type": "boolean" },
        "isLast": { "type": "boolean" },
        "all": { "type": "integer" },
    });
    let general = DEMO.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("  ")?.split_once(": {")?;
        Some(format!("  {name}-only: {{ only: {{ $.kind: [x] }},{rest}\n"))
    });
    let connector: String = std::iter::once(DEMO.to_owned()).chain(general).collect();
    Workspace::demo(&connector, &[("demo/answer", object(answer))]).plan()
}

/// An answer with so many records, and what it says beside them.
fn page(first: usize, count: usize, says: &Value) -> Value {
    let data: Vec<Value> = (first..first + count).map(|id| json!({ "id": format!("r{id}"), "kind": "x" })).collect();
    let mut body = Map::from_iter([("data".to_owned(), Value::Array(data))]);
    body.extend(says.as_object().unwrap().clone());
    Value::Object(body)
}

/// Reads a list whose pages have so many records and say this; both ways of reading it come to the same.
async fn ending(
    plan: &Plan,
    operation: &str,
    pages: &[(usize, Value)],
    header: Option<(&'static str, &'static str)>,
) -> Ending {
    let mut endings = Vec::new();
    for operation in [operation.to_owned(), format!("{operation}-only")] {
        let pages = pages.to_vec();
        let server = Server::start(move |_, number, _| {
            let (count, says) = pages.get(number).cloned().unwrap_or((0, json!({})));
            let first = pages.iter().take(number).map(|(count, _)| count).sum();
            let reply = Reply::json(&page(first, count, &says));
            header.map_or(reply.clone(), |(name, value)| reply.header(name, value))
        })
        .await;
        endings.push(run(plan, &operation, json!({}), &server.url, Options::default()).await.outcome.ending);
    }
    let (Some(general), Some(fast)) = (endings.pop(), endings.pop()) else { unreachable!() };
    let told = |ending: &Ending| match ending {
        Ending::Failed(error) => error.message().to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(told(&fast), told(&general), "{operation}");
    fast
}

/// The words that decide that this answer is the last, for each way to go on.
fn last(operation: &str, records: usize) -> Vec<(usize, Value)> {
    match operation {
        "cursor-while" | "link-while" => vec![(records, json!({ "hasMore": false }))],
        "address-until" | "offset-until" | "page-until" | "whole-until" => vec![(records, json!({ "isLast": true }))],
        "offset-total" => vec![(records, json!({ "all": records }))],
        "page-total" => vec![(records, json!({ "all": 1 }))],
        "offset" | "page" | "last-id" => vec![(records, json!({})), (0, json!({}))],
        _ => vec![(records, json!({}))],
    }
}

const TOLD: &[&str] = &["cursor-while", "link-while", "address-until", "offset-until", "page-until", "whole-until"];
const UNTOLD: &[&str] =
    &["cursor", "address", "link", "offset", "offset-total", "page", "page-total", "last-id", "whole"];

#[tokio::test]
async fn another_word_of_more_makes_the_end_unknown() {
    let plan = demo();
    for operation in UNTOLD.iter().chain(TOLD) {
        for (says, is_boolean) in [
            (json!({ "has_more": true }), true),
            (json!({ "exceededTransferLimit": true }), true),
            (json!({ "meta": { "isLast": false } }), true),
            (json!({ "total_count": 9 }), false),
            (json!({ "totalFound": "9" }), false),
            (json!({ "total_pages": 7 }), false),
            (json!({ "links": { "next": "/more" } }), false),
            (json!({ "nextPageId": "x" }), false),
            // What cannot be read is no word for an end.
            (json!({ "total": "1,234" }), false),
            (json!({ "next": ["x"] }), false),
            (json!({ "meta": { "isLast": "N" } }), true),
            (json!({ "more": "/a?page=2" }), true),
        ] {
            let mut pages = last(operation, 3);
            if let Some((_, Value::Object(last))) = pages.last_mut() {
                last.extend(says.as_object().unwrap().clone());
            }
            let ending = ending(&plan, operation, &pages, None).await;
            // A word that is true or false decides over places and numbers.
            let is_known = TOLD.contains(operation) && !is_boolean;
            assert_eq!(matches!(ending, Ending::Complete), is_known, "{operation}, {says}: {ending:?}");
            assert_eq!(matches!(ending, Ending::Unknown(_)), !is_known, "{operation}, {says}: {ending:?}");
            let is_aside = |reason: &str| reason.contains("set it aside: `ignored: { $.");
            assert!(!matches!(&ending, Ending::Unknown(reason) if !is_aside(reason)), "{operation}: {ending:?}");
        }
    }
}

#[tokio::test]
async fn an_end_that_nothing_speaks_against_is_one() {
    let plan = demo();
    for operation in UNTOLD.iter().chain(TOLD) {
        for says in [
            json!({}),
            json!({ "has_more": false, "next_cursor": "x", "links": { "next": "/more" } }),
            json!({ "next": null, "next_cursor": "", "nextPage": 0, "total": 3, "total_pages": 1, "last": true }),
            json!({ "links": { "prev": "/a", "first": "/b", "self": "/c", "last": "/d" }, "hasPreviousPage": false }),
            json!({ "task": { "done": false, "marker": "x" }, "cursors": { "before": "x" } }),
        ] {
            let mut pages = last(operation, 3);
            if let Some((_, Value::Object(last))) = pages.last_mut() {
                last.extend(says.as_object().unwrap().clone());
            }
            let ending = ending(&plan, operation, &pages, None).await;
            assert!(matches!(ending, Ending::Complete), "{operation}, {says}: {ending:?}");
        }
    }
}

#[tokio::test]
async fn headers_speak_against_an_end() {
    let plan = demo();
    for operation in UNTOLD {
        for (header, is_sure) in [
            (("x-total-count", "9"), false),
            (("x-demo-total-count", "9"), false),
            (("x-pages", "9"), false),
            (("x-total-count", "3"), true),
            (("x-next-page", "2"), false),
            (("x-next-page", ""), true),
            (("x-total-pages", "7"), false),
            (("content-range", "items 0-2/9"), false),
            (("content-range", "items 0-2/3"), true),
            (("link", "</a?page=2>; rel=\"next\""), false),
            (("link", "</a?page=2>; rel=\"prev\""), true),
        ] {
            if header.0 == "link" && *operation == "link" {
                continue;
            }
            let ending = ending(&plan, operation, &last(operation, 3), Some(header)).await;
            assert_eq!(matches!(ending, Ending::Complete), is_sure, "{operation}, {header:?}: {ending:?}");
        }
    }
}

/// What was deleted while pages were read moved a record to a page that was read before.
#[tokio::test]
async fn a_total_that_falls_makes_the_end_unknown() {
    let plan = demo();
    let all = |total: u64| json!({ "all": total });
    let total = |total: u64| json!({ "total": total });
    for (operation, pages, says) in [
        ("offset-total", vec![(3, all(9)), (3, all(6))], "`$.all` fell from 9 to 6"),
        ("offset-total", vec![(3, all(6)), (3, all(6))], ""),
        ("offset-total", vec![(3, all(5)), (3, all(6))], ""),
        ("page-total", vec![(3, all(3)), (3, all(2))], "`$.all` fell from 3 to 2"),
        ("page", vec![(3, total(6)), (2, total(5)), (0, total(5))], "`total` fell from 6 to 5"),
        (
            "offset-total",
            vec![(3, json!({ "all": 5, "total": 6 })), (2, json!({ "all": 5, "total": 5 }))],
            "`total` fell from 6 to 5",
        ),
        // The number of the records on each page, and one of none on a page without records.
        ("page", vec![(3, total(3)), (2, total(2)), (0, total(0))], ""),
        ("page", vec![(3, total(5)), (2, total(5)), (0, total(0))], ""),
        // Pages that are counted from zero, and asked for from one.
        ("page", vec![(3, json!({ "info": { "hasPreviousPage": true } })), (0, json!({}))], "its first page says"),
        ("page-until", vec![(3, json!({ "first": false, "isLast": true }))], "`first` is the boolean false"),
        ("page", vec![(3, json!({ "first": true })), (0, json!({ "first": false, "hasPrev": true }))], ""),
        // Nothing slips where a cursor marks the place.
        ("cursor", vec![(3, json!({ "after": "c", "total": 9 })), (3, total(6))], ""),
    ] {
        let ending = ending(&plan, operation, &pages, None).await;
        match &ending {
            Ending::Complete => assert_eq!(says, "", "{operation}, {pages:?}"),
            Ending::Unknown(reason) => {
                assert!(!says.is_empty() && reason.contains(says), "{operation}, {pages:?}: {reason}");
            }
            other => panic!("{operation}, {pages:?}: {other:?}"),
        }
    }
}

/// Pages that are counted from another number: the first answer is empty, and says how many records there are.
#[tokio::test]
async fn an_empty_first_page_of_a_list_that_has_records_is_no_end() {
    let plan = demo();
    for (operation, says) in [("page", json!({ "totalElements": 3 })), ("page-total", json!({ "all": 1, "nbHits": 3 }))]
    {
        let ending = ending(&plan, operation, &[(0, says)], None).await;
        assert!(matches!(ending, Ending::Unknown(_)), "{operation}: {ending:?}");
    }
}

#[tokio::test]
async fn what_says_that_there_is_more_and_leads_nowhere_is_an_error() {
    let plan = demo();
    for (operation, says) in [
        ("link-while", json!({ "hasMore": true })),
        ("address-until", json!({ "isLast": false })),
        ("cursor-while", json!({ "hasMore": true })),
    ] {
        let ending = ending(&plan, operation, &[(3, says)], None).await;
        assert!(matches!(ending, Ending::Failed(_)), "{operation}: {ending:?}");
    }
}

#[tokio::test]
async fn a_limit_that_was_met_is_no_doubt() {
    let plan = demo();
    let server = Server::start(|_, _, _| Reply::json(&page(0, 3, &json!({ "has_more": true })))).await;
    for operation in ["cursor", "whole"] {
        let options = Options { limit: Some(3), ..Options::default() };
        let ran = run(&plan, operation, json!({}), &server.url, options).await;
        assert_eq!(ran.outcome.ending.completeness(), "truncated", "{operation}");
    }
}

/// What has the name of a word of pages, and is data.
#[tokio::test]
async fn what_is_set_aside_says_nothing_of_the_end() {
    let connector = r#"
defaults: { envelope: demo/answer }
operations:
  whole: { path: /a, records: "$.data[*]", pagination: { whole: {} }, ignored: { $.meta.bookmark: a page of a book, $.done: what was worked, $.total: hours, $.ok: of the day } }
  page: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page } }, ignored: { $.meta.bookmark: a page of a book, $.done: what was worked, $.total: hours, $.ok: of the day } }
"#;
    let schema = json!({ "type": "object", "properties": {
        "data": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } },
        "meta": { "type": "object", "properties": { "bookmark": { "type": "string" } } },
        "done": { "type": "boolean" },
        "total": { "type": "integer" },
        "ok": { "type": "boolean" },
    } });
    let says = json!({ "meta": { "bookmark": "p. 7", "hasNext": false }, "done": false, "total": 900, "ok": false });
    let plan = Workspace::demo(connector, &[("demo/answer", schema)]).plan();
    for operation in ["whole", "page"] {
        let says = says.clone();
        let server =
            Server::start(move |_, number, _| Reply::json(&page(number, usize::from(number == 0), &says))).await;
        let ran = run(&plan, operation, json!({}), &server.url, Options::default()).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{operation}: {:?}", ran.outcome.ending);
        assert_eq!(ran.records.len(), 1, "{operation}");
    }
}

/// What a provider has begun to send, and nobody has described.
#[tokio::test]
async fn a_member_beside_the_records_that_no_schema_has_is_told() {
    let plan = demo();
    for (says, told) in [
        (
            json!({ "checkpoint": "x", "meta": { "page": 1, "mark": 7 }, "gone": null }),
            vec!["`$.checkpoint`", "`$.meta.mark`"],
        ),
        (json!({ "after": null, "hasMore": false, "total": 3, "page": 1 }), vec![]),
        // What is called by ids is told once, with what is around it and as little known.
        (
            json!({ "linked": { "users": { "u1": { "name": "a" }, "u2": { "name": "b", "gone": null } } } }),
            vec!["`$.linked` "],
        ),
        (json!({ "meta": { "page": 1, "users": { "u1": { "name": "a" }, "u2": {} } } }), vec!["`$.meta.users` "]),
    ] {
        for operation in ["cursor", "whole", "whole-only"] {
            let says = says.clone();
            let server = Server::start(move |_, _, _| Reply::json(&page(0, 3, &says))).await;
            let ran = run(&plan, operation, json!({}), &server.url, Options::default()).await;
            let warnings = ran.outcome.warnings.list();
            assert_eq!(warnings.len(), told.len(), "{operation}: {warnings:?}");
            assert!(told.iter().zip(warnings).all(|(name, warning)| warning.contains(name)), "{operation}");
        }
    }
}

#[tokio::test]
async fn members_that_are_ids_do_not_hide_what_the_provider_says() {
    let connector = r#"
defaults: { envelope: demo/answer, warnings: "$.notes[*]" }
operations:
  list: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page } } }
  one: { path: /b, envelope: demo/one, records: $.item }
  write: { method: POST, path: /b, access: write, envelope: demo/one, records: $.item }
"#;
    let schema = |name: &str, shape: Value| object(json!({ name: shape, "notes": list(json!({ "type": "string" })) }));
    let item = object(json!({ "id": { "type": "string" } }));
    let people = schema("data", list(item.clone()));
    let plan = Workspace::demo(connector, &[("demo/answer", people), ("demo/one", schema("item", item))]).plan();
    let server = Server::start(|_, number, asked| {
        let mut says: Map<String, Value> =
            (0..25).map(|id| (format!("u{number}-{id}"), json!({ "name": "a" }))).collect();
        says.insert("linked".to_owned(), json!({ format!("v{number}"): { "name": "a" } }));
        says.insert("notes".to_owned(), json!(["zeal"]));
        if asked.target == "/b" {
            says.insert("item".to_owned(), json!({ "id": "a" }));
            return Reply::json(&Value::Object(says));
        }
        Reply::json(&page(number, usize::from(number < 2), &Value::Object(says)))
    })
    .await;
    let warnings = run(&plan, "list", json!({}), &server.url, Options::default()).await.outcome.warnings.list();
    // Those of three pages, and the one object that all of them have.
    assert_eq!((warnings.len(), warnings[0].as_str()), (22, "the provider says: zeal"), "{warnings:?}");
    assert!(warnings[1].contains("the answer has `$.linked` beside what is read of it"), "{warnings:?}");
    assert_eq!(warnings[21], format!("and {} more like these", 3 * 25 + 1 - 20));
    for operation in ["one", "write"] {
        let warnings = run(&plan, operation, json!({}), &server.url, Options::default()).await.outcome.warnings.list();
        assert_eq!(
            (warnings.len(), warnings[0].as_str()),
            (22, "the provider says: zeal"),
            "{operation}: {warnings:?}"
        );
        assert!(warnings[1].contains("the answer has `$.linked` beside what is read of it"), "{warnings:?}");
    }
}
