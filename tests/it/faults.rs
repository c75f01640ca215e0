//! Faults of a server on a list of ten pages: each ends in all records or in a located error, never in fewer records
//! and success, and never without end. `docs/reliability.md` has the same table.

use std::sync::Mutex;

use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Asked, Ran, Reply, Server, Workspace, catalog, changed, object, plan, root, run};

const PAGES: usize = 10;
const RECORDS: usize = PAGES * 3;

/// The page that is asked for, from zero.
fn page_of(asked: &Asked) -> usize {
    asked.json()["cursor"].as_str().map_or(0, |cursor| cursor.trim_start_matches('c').parse().unwrap())
}

/// A page as it should be.
fn page(number: usize) -> Value {
    let records: Vec<Value> = (0..3)
        .map(|index| json!({ "id": format!("department-{number}-{index}"), "name": "A department", "isArchived": false }))
        .collect();
    let mut body = json!({ "success": true, "results": records, "moreDataAvailable": number + 1 < PAGES });
    if number + 1 < PAGES {
        body["nextCursor"] = json!(format!("c{}", number + 1));
    }
    body
}

fn refusal() -> Value {
    let info = json!({ "code": "some_code", "message": "no", "requestId": "01TEST" });
    json!({ "success": false, "errors": ["some_code"], "errorInfo": info })
}

/// What a fault must come to.
enum Expected {
    /// Every record, and success.
    AllRecords,
    /// An error of this kind that says this, after so many records.
    Error(ErrorKind, &'static str, usize),
}

use Expected::{AllRecords, Error};

/// Runs against a server that answers with `fault` where it gives something, given the page and the request's number.
async fn check(expected: Expected, fault: impl Fn(usize, usize) -> Option<Reply> + Send + Sync + 'static) -> Ran {
    let server = Server::start(move |_, number, asked| {
        let page_number = page_of(asked);
        fault(page_number, number).unwrap_or_else(|| Reply::json(&page(page_number)))
    })
    .await;
    let ran = run(&plan("connectors", "ashby"), "list-departments", json!({}), &server.url, Options::default()).await;
    let requests = server.asked().len();
    assert!(requests <= PAGES * 5, "{requests} requests are too many");
    match (&expected, &ran.outcome.ending) {
        (AllRecords, Ending::Complete) => assert_eq!(ran.records.len(), RECORDS),
        (Error(kind, text, records), Ending::Failed(error)) => {
            assert_eq!(error.kind(), *kind, "{error}");
            let message = error.to_string();
            // The error names the page that it was on: the one after those that were given whole, or the last of them.
            let page = format!(
                "page: {}",
                records.div_ceil(3) + usize::from(records % 3 == 0 && !after_page(error.message()))
            );
            for part in [text, "operation: list-departments", page.as_str(), "at: "] {
                assert!(message.contains(part), "`{part}` is not in:\n{message}");
            }
            assert!(message.contains("connectors/ashby/"), "no place in a file:\n{message}");
            assert_eq!(ran.records.len(), *records, "{message}");
            assert_eq!(ran.outcome.ending.completeness(), "truncated");
        }
        (_, ending) => panic!("{ending:?}"),
    }
    ran
}

/// Whether the fault is in how the page goes on, and not in its records.
fn after_page(message: &str) -> bool {
    ["there is more", "points to a place"].iter().any(|part| message.contains(part))
}

/// Gives its reply once.
fn once(reply: Reply) -> impl Fn() -> Option<Reply> {
    let reply = Mutex::new(Some(reply));
    move || reply.lock().unwrap().take()
}

macro_rules! faults {
    ($($name:ident: $expected:expr, $fault:expr;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                check($expected, $fault).await;
            }
        )*

        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

fn page_3(page: usize, reply: Reply) -> Option<Reply> {
    (page == 2).then_some(reply)
}

fn full() -> Vec<u8> {
    page(2).to_string().into_bytes()
}

fn cut() -> Vec<u8> {
    full()[..100].to_vec()
}

/// The page with one more member, before one that begins so.
fn twice(member: &str, before: &str) -> Reply {
    let text = page(2).to_string().replacen(before, &format!("{member},{before}"), 1);
    Reply::status(200, "application/json", text)
}

fn too_many(seconds: &str) -> Reply {
    Reply::status(429, "application/json", refusal().to_string()).header("retry-after", seconds)
}

faults! {
    no_fault: AllRecords, |_, _| None;
    success_false_on_page_1: Error(ErrorKind::Refused, "`$.success` is false", 0), |page, _| (page == 0).then(|| Reply::json(&refusal()));
    success_false_on_page_3_once: Error(ErrorKind::Refused, "code: some_code", 6), {
        let once = once(Reply::json(&refusal()));
        move |page, _| if page == 2 { once() } else { None }
    };
    success_false_on_page_3_always: Error(ErrorKind::Refused, "request id: 01TEST", 6), |page, _| page_3(page, Reply::json(&refusal()));
    too_many_requests_once: AllRecords, {
        let once = once(too_many("7"));
        move |page, _| if page == 2 { once() } else { None }
    };
    too_many_requests_on_every_4th: AllRecords, |_, number| (number % 4 == 3).then(|| too_many("1"));
    too_many_requests_always: Error(ErrorKind::Throttled, "HTTP 429", 6), |page, _| page_3(page, too_many("1"));
    too_many_requests_for_too_long: Error(ErrorKind::Throttled, "deadline of 900 s", 6), |page, _| page_3(page, too_many("86400"));
    too_many_requests_as_a_403: AllRecords, {
        let once = once(Reply::status(403, "text/plain", "slow down").header("retry-after", "7"));
        move |page, _| if page == 2 { once() } else { None }
    };
    a_403_with_no_request_left: AllRecords, {
        let once = once(Reply::status(403, "text/plain", "slow down").header("X-RateLimit-Remaining", "0"));
        move |page, _| if page == 2 { once() } else { None }
    };
    a_403_with_requests_left: Error(ErrorKind::Permission, "HTTP 403", 6), |page, _| {
        page_3(page, Reply::status(403, "text/plain", "no").header("X-RateLimit-Remaining", "10"))
    };
    server_error_once: AllRecords, {
        let once = once(Reply::status(500, "text/html", "<html>oops"));
        move |page, _| if page == 2 { once() } else { None }
    };
    server_error_always: Error(ErrorKind::Unreachable, "HTTP 500", 6), |page, _| page_3(page, Reply::status(500, "text/html", "<html>oops"));
    unauthorized_on_page_3: Error(ErrorKind::Permission, "HTTP 401", 6), |page, _| page_3(page, Reply::status(401, "text/plain", "who?"));
    reset_in_mid_body_once: AllRecords, {
        let once = once(Reply::Reset(full()));
        move |page, _| if page == 2 { once() } else { None }
    };
    reset_in_mid_body_always: Error(ErrorKind::Unreachable, "the connection broke", 6), |page, _| page_3(page, Reply::Reset(full()));
    truncated_body_once: AllRecords, {
        let once = once(Reply::Truncated(cut()));
        move |page, _| if page == 2 { once() } else { None }
    };
    truncated_body_always: Error(ErrorKind::Unreachable, "the connection broke", 6), |page, _| page_3(page, Reply::Truncated(cut()));
    malformed_json_once: AllRecords, {
        let once = once(Reply::status(200, "application/json", cut()));
        move |page, _| if page == 2 { once() } else { None }
    };
    malformed_json_always: Error(ErrorKind::Answer, "not JSON", 6), |page, _| page_3(page, Reply::status(200, "application/json", cut()));
    html_with_status_200: Error(ErrorKind::Answer, "content type: text/html", 6), |page, _| page_3(page, Reply::status(200, "text/html", "<html>Sign in</html>"));
    empty_page_that_says_more: AllRecords, {
        // The third page comes in two: an empty one that leads to the real one.
        let once = once(Reply::json(&json!({ "success": true, "results": [], "moreDataAvailable": true, "nextCursor": "c02" })));
        move |page, _| if page == 2 { once() } else { None }
    };
    more_without_a_cursor: Error(ErrorKind::Answer, "`$.nextCursor` has no cursor", 9), |number, _| {
        let mut body = page(number);
        body.as_object_mut().unwrap().remove("nextCursor");
        page_3(number, Reply::json(&body))
    };
    the_same_cursor_again: Error(ErrorKind::Answer, "points to a place again", 9), |number, _| {
        let mut body = page(number);
        body["nextCursor"] = json!("c2");
        page_3(number, Reply::json(&body))
    };
    the_same_page_again: Error(ErrorKind::Answer, "sends a page again", 9), |number, _| {
        let mut body = page(number);
        body["results"] = page(number - usize::from(number == 3))["results"].clone();
        (number == 3).then(|| Reply::json(&body))
    };
    a_circle_of_cursors: Error(ErrorKind::Answer, "points to a place again", 15), |number, _| {
        let mut body = page(number);
        body["nextCursor"] = json!("c2");
        (number == 4).then(|| Reply::json(&body))
    };
    a_last_page_with_a_cursor: AllRecords, |number, _| {
        let mut body = page(number);
        body["nextCursor"] = json!("c7");
        (number + 1 == PAGES).then(|| Reply::json(&body))
    };
    no_list_of_records: Error(ErrorKind::Answer, "`$.results[*]` finds no records", 6), |number, _| {
        let mut body = page(number);
        let results = body.as_object_mut().unwrap().remove("results").unwrap();
        body["result"] = results;
        page_3(number, Reply::json(&body))
    };
    an_object_in_place_of_the_list: Error(ErrorKind::Answer, "`$.results` is an object", 6), |number, _| {
        let mut body = page(number);
        body["results"] = json!({ "departments": [] });
        page_3(number, Reply::json(&body))
    };
    a_record_that_is_no_object: Error(ErrorKind::Answer, "record 8 is no object", 7), |number, _| {
        let mut body = page(number);
        body["results"][1] = json!("department");
        page_3(number, Reply::json(&body))
    };
    many_statuses_in_one: Error(ErrorKind::Answer, "HTTP 207", 6), |page_number, _| {
        page_3(page_number, Reply::status(207, "application/json", page(2).to_string()))
    };
    nothing_at_all: Error(ErrorKind::Answer, "not JSON", 6), |page, _| page_3(page, Reply::status(204, "text/plain", ""));
    no_word_of_success: Error(ErrorKind::Answer, "does not say whether it succeeded", 6), |number, _| {
        let mut body = page(number);
        body.as_object_mut().unwrap().remove("success");
        page_3(number, Reply::json(&body))
    };
    a_word_of_more_that_is_text: Error(ErrorKind::Answer, "`$.moreDataAvailable` is the text", 9), |number, _| {
        let mut body = page(number);
        body["moreDataAvailable"] = json!("false");
        page_3(number, Reply::json(&body))
    };
    two_lists_of_records: Error(ErrorKind::Answer, "has the member `results` twice", 6), |page, _| {
        page_3(page, twice("\"results\":[]", "\"results\":["))
    };
    two_cursors: Error(ErrorKind::Answer, "has the member `nextCursor` twice", 6), |page, _| {
        page_3(page, twice("\"nextCursor\":\"c9\"", "\"nextCursor\":"))
    };
    two_words_of_success: Error(ErrorKind::Answer, "has the member `success` twice", 6), |page, _| {
        page_3(page, twice("\"success\":false", "\"success\":"))
    };
    a_member_twice_in_a_record: Error(ErrorKind::Answer, "has the member `name` twice", 6), |page, _| {
        page_3(page, twice("\"name\":\"Another\"", "\"name\":"))
    };
    an_answer_that_is_nested_too_deep: Error(ErrorKind::Answer, "is nested more than 127 levels deep", 6), |page, _| {
        page_3(page, twice(&format!("\"deep\":{}0{}", "[".repeat(200), "]".repeat(200)), "\"results\":"))
    };
    a_redirect_to_another_server: Error(ErrorKind::Answer, "redirects are not followed", 6), |page, _| {
        page_3(page, Reply::status(302, "text/html", "").header("location", "https://elsewhere.example/"))
    };
}

#[tokio::test]
async fn retry_after_is_honoured_and_waits_grow() {
    let first = once(too_many("120"));
    let ran = check(AllRecords, move |page, _| if page == 2 { first() } else { None }).await;
    assert_eq!(ran.clock.waits().iter().map(std::time::Duration::as_secs).collect::<Vec<_>>(), [120]);

    let date = once(too_many("Thu, 01 Jan 1970 00:05:00 GMT"));
    let ran = check(AllRecords, move |page, _| if page == 2 { date() } else { None }).await;
    assert_eq!(ran.clock.waits().iter().map(std::time::Duration::as_secs).collect::<Vec<_>>(), [300]);

    let always = |page: usize, _| page_3(page, Reply::status(503, "text/plain", "later"));
    let ran = check(Error(ErrorKind::Unreachable, "tries: 5", 6), always).await;
    let waits: Vec<u128> = ran.clock.waits().iter().map(std::time::Duration::as_millis).collect();
    assert_eq!(waits.len(), 4);
    for (index, wait) in waits.iter().enumerate() {
        assert!((250 << index..=500 << index).contains(wait), "{waits:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = run(&plan("connectors", "ashby"), "list-departments", json!({}), &url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert_eq!(ran.clock.waits().len(), 4);
}

#[tokio::test]
async fn a_server_that_falls_silent_is_an_error() {
    let harbour = catalog("tests/workspace/connectors").sources("harbour").unwrap();
    let sources = changed(&harbour, |_, text| text.replace("read_timeout: 30s", "read_timeout: 50ms"));
    let impatient = engine_lang::plan(&sources).unwrap().plan;
    // It takes the connection, and never says a word.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let ran = run(&impatient, "list-people", json!({}), &url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.to_string().contains("tries: 3"), "{error}");
    drop(listener);
}

#[tokio::test]
async fn an_answer_without_end_is_an_error() {
    let server = Server::start(|_, _, _| Reply::status(200, "application/json", vec![b' '; 9 << 20])).await;
    let harbour = plan("tests/workspace/connectors", "harbour");
    let ran = run(&harbour, "list-people", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.to_string().contains("larger than 8388608 bytes"), "{error}");
}

/// Without `success`, an error in the answer is a refusal, also with status 200.
#[tokio::test]
async fn an_error_with_status_200_is_no_empty_list() {
    let harbour = plan("tests/workspace/connectors", "harbour");
    for (error, kind, tries) in [
        (json!({ "code": "thing_not_found", "message": "no" }), ErrorKind::Refused, 1),
        (json!({ "code": "scope_missing" }), ErrorKind::Scope, 1),
        (json!({ "code": "too_many_requests" }), ErrorKind::Unreachable, 3),
    ] {
        let body = json!({ "people": [], "error": error });
        let server = Server::start(move |_, _, _| Reply::json(&body)).await;
        let ran = run(&harbour, "list-people", json!({}), &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains("the answer has an error at `$.error.code`"), "{error}");
        assert_eq!(server.asked().len(), tries);
    }
}

const ERRORS: &str = r#"
limits: { attempts: 2 }
errors:
  RATE: { kind: retry, help: Wait. }
  SCOPE: { kind: scope }
operations:
  list-items:
    path: /items
    envelope: demo/answer
    error: { code: "$.errors[*].code", message: "$.errors[*].message" }
    records: $.items[*]
    pagination: { whole: {} }
"#;

/// Of a list of errors the first that has a code says what kind it is, and all their words are told.
#[tokio::test]
async fn the_errors_of_a_list_are_read() {
    let text = json!({ "type": "string" });
    let error = json!({ "type": "object", "properties": { "code": text, "message": text } });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let item = json!({ "type": "object", "properties": { "id": text } });
    let answer = json!({ "type": "object", "properties": { "errors": list(&error), "items": list(&item) } });
    let demo = Workspace::demo(ERRORS, &[("demo/answer", answer)]).plan();
    let slow = json!([{ "message": "slow down", "code": null }, { "message": "please", "code": "RATE" }]);
    for (errors, kind, tries, told) in [
        (slow, ErrorKind::Unreachable, 2, ["code: RATE", "provider says: slow down; please", "help: Wait."]),
        (json!([{ "code": "SCOPE" }]), ErrorKind::Scope, 1, ["code: SCOPE", "", ""]),
    ] {
        let body = json!({ "items": [], "errors": errors });
        for status in [200, if kind == ErrorKind::Scope { 403 } else { 500 }] {
            let reply = Reply::status(status, "application/json", body.to_string());
            let server = Server::start(move |_, _, _| reply.clone()).await;
            let ran = run(&demo, "list-items", json!({}), &server.url, Options::default()).await;
            let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
            assert_eq!((error.kind(), server.asked().len()), (kind, tries), "{error}");
            told.iter().for_each(|words| assert!(error.to_string().contains(words), "{words}: {error}"));
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_a_part_is_no_whole_one() {
    let harbour = plan("tests/workspace/connectors", "harbour");
    for status in [202, 206] {
        let server =
            Server::start(move |_, _, _| Reply::status(status, "application/json", r#"{ "people": [] }"#)).await;
        let ran = run(&harbour, "list-people", json!({}), &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
        assert_eq!(error.kind(), ErrorKind::Answer, "{error}");
        assert!(error.to_string().contains("is a part of it"), "{error}");
    }
}

const EDGES: &str = r#"
operations:
  list-edges: { path: /edges, envelope: demo/edges, records: "$.edges[*].node", pagination: { whole: {} } }
  list-pages:
    path: /pages
    envelope: demo/pages
    records: $.items[*]
    pagination: { page: { to: query.page, total_pages: $.pages } }
"#;

/// What stands in place of a list, and an empty page among counted ones, are no end.
#[tokio::test]
async fn a_list_that_is_none_and_a_page_that_is_empty_are_errors() {
    let list = |items: Value| json!({ "type": "array", "items": items });
    let item = object(json!({ "id": { "type": "string" } }));
    let edges = object(json!({ "edges": list(object(json!({ "node": item }))) }));
    let pages = object(json!({ "items": list(item), "pages": { "type": "integer" } }));
    let plan = Workspace::demo(EDGES, &[("demo/edges", edges), ("demo/pages", pages)]).plan();
    for (operation, body, says) in [
        ("list-edges", json!({ "edges": "none" }), "a list is wanted"),
        ("list-edges", json!({ "edges": { "a": { "node": { "id": "1" } } } }), "a list is wanted"),
        ("list-edges", json!({ "edges": [{ "node": { "id": "1" } }, {}] }), "finds 1 records in a list of 2"),
        ("list-pages", json!({ "items": [], "pages": 3 }), "page 1 of 3 is empty"),
    ] {
        let server = Server::start(move |_, _, _| Reply::json(&body)).await;
        let ran = run(&plan, operation, json!({}), &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{operation}: {:?}", ran.outcome.ending) };
        assert!(error.kind() == ErrorKind::Answer && error.to_string().contains(says), "{error}");
    }
}

/// The fast way tells pages apart by their bytes; the same records in another spelling are found all the same.
#[tokio::test]
async fn the_same_page_spelt_otherwise() {
    let server = Server::start(|_, number, _| {
        let more = number < 20;
        let mut body = page(0);
        body["moreDataAvailable"] = json!(more);
        body["nextCursor"] = json!(format!("cursor-{number}"));
        let spelt = body.to_string().replace("\"name\":", &format!("\"name\":{}", " ".repeat(number)));
        Reply::status(200, "application/json", spelt)
    })
    .await;
    let ran = run(&plan("connectors", "ashby"), "list-departments", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.to_string().contains("sends a page again"), "{error}");
    assert!(server.asked().len() <= 5, "{} requests", server.asked().len());
}

#[tokio::test]
async fn what_writes_is_not_sent_twice() {
    let harbour = plan("tests/workspace/connectors", "harbour");
    let inputs = json!({ "project": "atlas", "title": "A leak" });
    let faults = [
        Reply::status(500, "application/json", "{}"),
        Reply::Truncated(b"{".to_vec()),
        Reply::status(200, "application/json", "{"),
    ];
    for reply in faults {
        let server = Server::start(move |_, _, _| reply.clone()).await;
        let ran = run(&harbour, "create-ticket", inputs.clone(), &server.url, Options::default()).await;
        assert!(matches!(ran.outcome.ending, Ending::Failed(_)));
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn the_table_has_every_fault() {
    let table = std::fs::read_to_string(root("docs/reliability.md")).unwrap();
    for name in NAMES.iter().filter(|name| **name != "no_fault") {
        assert!(table.contains(&format!("| {} |", name.replace('_', " "))), "{name} is not in docs/reliability.md");
    }
}
