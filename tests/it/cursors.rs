//! Cursors that are unusual: one that ends with a value of its own, and one that is the same on every page.

use engine_lang::Plan;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Ran, Reply, Server, Workspace, list, object, run};

const DEMO: &str = r#"
defaults: { envelope: demo/answer }
limits: { attempts: 3 }
operations:
  zero: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.next, to: query.cursor, ends: [0, -1, "AAAA"] } } }
  zero-while: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.next, to: query.cursor, ends: [0], while: $.more } } }
  linked: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.next, ends: [end, false] } } }
  related: { envelope: demo/related, path: /a, records: "$.data[*]", pagination: { next_url: { from: "$.links[?@.rel == 'next'].href" } } }
  scroll: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.scroll_id, to: query.scroll, stays: true } } }
  graph: { path: /a, method: POST, access: read, inputs: { team: { type: string } }, body: { query: "query", variables: { team: $.inputs.team } }, records: "$.data[*]", pagination: { cursor: { from: $.next, to: body.variables.after, ends: [0] } } }
  scroll-while: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.scroll_id, to: query.scroll, stays: true, while: $.more } } }
  always: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.next, stays: true } } }
  always-while: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.next, stays: true, while: $.more } } }
  always-linked: { path: /a, records: "$.data[*]", pagination: { link_header: { stays: true } } }
"#;

fn demo() -> Plan {
    let text = json!({ "type": ["string", "null"] });
    let answer = object(json!({
        "data": list(object(json!({ "id": text }))),
        "next": { "type": ["integer", "string", "boolean"] },
        "more": { "type": "boolean" },
        "scroll_id": text,
    }));
    let link = object(json!({ "rel": text, "href": text }));
    let related = object(json!({ "data": list(object(json!({ "id": text }))), "links": list(link) }));
    // A list that asks for no boolean has none in its schema.
    let mut plain = answer.clone();
    plain["properties"].as_object_mut().unwrap().remove("more");
    let connector = DEMO.replace("{ path: /a", "{ path: /a, envelope: demo/plain");
    let connector: Vec<String> = connector
        .lines()
        .map(|line| if line.contains("-while") { line.replace("demo/plain", "demo/answer") } else { line.to_owned() })
        .collect();
    Workspace::demo(&connector.join("\n"), &[("demo/answer", answer), ("demo/plain", plain), ("demo/related", related)])
        .plan()
}

/// A page of one record, and what it says beside it.
fn page(id: &str, says: &Value) -> Reply {
    let mut body = json!({ "data": [{ "id": id }] });
    body.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
    Reply::json(&body)
}

/// Reads a list of these pages; behind the last, the server fails.
async fn read(plan: &Plan, operation: &str, pages: Vec<Reply>) -> (Ran, Vec<String>) {
    let server = Server::start(move |_, number, _| {
        pages.get(number).cloned().unwrap_or_else(|| Reply::status(400, "text/plain", "no such page"))
    })
    .await;
    let ran = run(plan, operation, json!({}), &server.url, Options::default()).await;
    (ran, server.asked().into_iter().map(|asked| asked.target).collect())
}

#[tokio::test]
async fn a_cursor_can_end_with_a_value_of_its_own() {
    let plan = demo();
    for (operation, first, last) in [
        ("zero", json!({ "next": 2 }), json!({ "next": 0 })),
        ("zero", json!({ "next": 2 }), json!({ "next": -1, "next_cursor": "-1", "nextCursor": -1 })),
        ("zero", json!({ "next": "x" }), json!({ "next": "AAAA", "meta": { "next_cursor": "AAAA" } })),
        ("zero", json!({ "next": 2 }), json!({ "next": -1.0 })),
        ("zero", json!({ "next": 2 }), json!({ "next": "" })),
        ("zero-while", json!({ "next": 2, "more": true }), json!({ "next": 0, "more": false })),
        ("zero-while", json!({ "next": 2 }), json!({ "next": 0 })),
        ("linked", json!({ "next": "/b" }), json!({ "next": "end" })),
        ("linked", json!({ "next": "/b" }), json!({ "next": false })),
    ] {
        let shown = last.to_string();
        let (ran, _) = read(&plan, operation, vec![page("a", &first), page("b", &last)]).await;
        let ending = &ran.outcome.ending;
        assert!(matches!(ending, Ending::Complete) && ran.records.len() == 2, "{operation}, {shown}: {ending:?}");
    }
    // The same value elsewhere is another, and a word of more counts against the end.
    for last in [json!({ "next": 0, "next_cursor": "x" }), json!({ "next": 0, "has_more": true })] {
        let (ran, _) = read(&plan, "zero", vec![page("a", &last)]).await;
        assert!(matches!(ran.outcome.ending, Ending::Unknown(_)), "{:?}", ran.outcome.ending);
    }
    let (ran, _) = read(&plan, "zero-while", vec![page("a", &json!({ "next": 0, "more": true }))]).await;
    failed(&ran, ErrorKind::Answer, "has no cursor");
}

#[tokio::test]
async fn a_next_page_can_stand_in_a_list_of_links() {
    let plan = demo();
    let links = |links: Value| json!({ "links": links });
    let to = |rel: &str, href: &str| json!({ "rel": rel, "href": href });
    let first = links(json!([to("self", "/a"), to("next", "/b")]));
    for last in [links(json!([to("self", "/b"), to("prev", "/a")])), links(json!([])), links(Value::Null), json!({})] {
        let (ran, _) = read(&plan, "related", vec![page("a", &first), page("b", &last)]).await;
        let ending = &ran.outcome.ending;
        assert!(matches!(ending, Ending::Complete) && ran.records.len() == 2, "{last}: {ending:?}");
    }
    for (says, words) in [
        (links(json!([to("next", "/b"), to("next", "/c")])), "finds 2"),
        (links(json!("/b")), "an element is asked of the text"),
    ] {
        let (ran, _) = read(&plan, "related", vec![page("a", &says)]).await;
        failed(&ran, ErrorKind::Answer, words);
    }
    // Where nothing asks for it, or by another word, it counts against the end.
    let other = json!({ "link": [{ "relation": "next", "url": "/b" }] });
    for (operation, says) in
        [("related", links(json!([to("Next", "/b")]))), ("related", other.clone()), ("linked", other)]
    {
        let (ran, _) = read(&plan, operation, vec![page("a", &says)]).await;
        assert!(matches!(ran.outcome.ending, Ending::Unknown(_)), "{operation}, {says}: {:?}", ran.outcome.ending);
    }
}

fn failed(ran: &Ran, kind: ErrorKind, words: &str) {
    let Ending::Failed(error) = &ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.kind() == kind && error.to_string().contains(words), "{error}");
}

#[tokio::test]
async fn a_cursor_that_stays_ends_with_an_empty_page() {
    let plan = demo();
    let stays = || json!({ "scroll_id": "s" });
    let empty = |says: Value| {
        let mut body = json!({ "data": [] });
        body.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
        Reply::json(&body)
    };
    for last in [stays(), json!({}), json!({ "scroll_id": null })] {
        let pages = vec![page("a", &stays()), page("b", &stays()), page("c", &stays()), empty(last)];
        let (ran, asked) = read(&plan, "scroll", pages).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        assert_eq!(ran.records.len(), 3);
        assert_eq!(asked, ["/a", "/a?scroll=s", "/a?scroll=s", "/a?scroll=s"]);
    }
    let told = |more: bool| json!({ "scroll_id": "s", "more": more });
    let (ran, _) =
        read(&plan, "scroll-while", vec![page("a", &told(true)), empty(told(true)), page("b", &told(false))]).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete) && ran.records.len() == 2, "{:?}", ran.outcome.ending);
    let (ran, _) = read(&plan, "scroll", vec![empty(json!({ "scroll_id": "s", "has_more": true }))]).await;
    assert!(matches!(ran.outcome.ending, Ending::Unknown(_)), "{:?}", ran.outcome.ending);
    // Anything less is no end.
    let (ran, _) = read(&plan, "scroll", vec![page("a", &stays()), page("b", &json!({}))]).await;
    failed(&ran, ErrorKind::Answer, "the page has records, and `$.scroll_id` has no cursor");
    let (ran, _) = read(&plan, "scroll", vec![page("a", &stays()), page("a", &stays())]).await;
    failed(&ran, ErrorKind::Answer, "sends a page again");
}

/// The second try would get the page behind the one that was lost.
#[tokio::test]
async fn no_page_behind_a_cursor_that_stays_is_asked_for_twice() {
    let plan = demo();
    let stays = || json!({ "scroll_id": "s" });
    let out = || Reply::status(503, "text/plain", "later").header("retry-after", "0");
    let busy = || Reply::status(429, "text/plain", "later").header("retry-after", "0");
    let (ran, asked) = read(&plan, "scroll", vec![page("a", &stays()), out(), page("c", &stays())]).await;
    failed(&ran, ErrorKind::Unreachable, "run again from the beginning");
    assert_eq!((ran.records.len(), asked.len()), (1, 2));
    // The first request opens a place of its own, and one that was too many was not done.
    let end = Reply::json(&json!({ "data": [] }));
    let (ran, asked) = read(&plan, "scroll", vec![out(), page("a", &stays()), busy(), page("b", &stays()), end]).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!((ran.records.len(), asked.len()), (2, 5));
}

#[tokio::test]
async fn a_cursor_goes_beside_what_else_an_object_of_the_body_holds() {
    let pages = [json!({ "next": "x" }), json!({ "next": 0 })].map(|says| page(&says.to_string(), &says));
    let server = Server::start(move |_, number, _| pages[number].clone()).await;
    let ran = run(&demo(), "graph", json!({ "team": "t" }), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let sent: Vec<Value> = server.asked().iter().map(|asked| asked.json()["variables"].clone()).collect();
    assert_eq!(sent, [json!({ "team": "t" }), json!({ "team": "t", "after": "x" })]);
}

#[tokio::test]
async fn an_address_on_every_page_ends_with_an_empty_one() {
    let plan = demo();
    let next = |address: &str| json!({ "next": address });
    let empty = |says: Value| {
        let mut body = json!({ "data": [] });
        body.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
        Reply::json(&body)
    };
    // The last page may lead on, to itself, or nowhere.
    for last in [next("/c"), next("/b"), json!({})] {
        let (ran, asked) =
            read(&plan, "always", vec![page("a", &next("/b")), page("b", &next("/b2")), empty(last)]).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        assert_eq!((ran.records.len(), asked), (2, vec!["/a".to_owned(), "/b".to_owned(), "/b2".to_owned()]));
    }
    let linked = |reply: Reply, address: &str| reply.header("link", &format!("<{address}>; rel=\"next\""));
    for last in [linked(empty(json!({})), "/b"), empty(json!({}))] {
        let pages = vec![linked(page("a", &json!({})), "/b"), last];
        let (ran, _) = read(&plan, "always-linked", pages).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete) && ran.records.len() == 1, "{:?}", ran.outcome.ending);
    }
    // An empty page among others, where the page itself says whether there is more.
    let told = |address: &str, more: bool| json!({ "next": address, "more": more });
    let pages = vec![page("a", &told("/b", true)), empty(told("/c", true)), page("b", &told("/d", false))];
    let (ran, _) = read(&plan, "always-while", pages).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete) && ran.records.len() == 2, "{:?}", ran.outcome.ending);
    // Another word counts against the end, and a page with records leads on.
    let (ran, _) = read(&plan, "always", vec![empty(json!({ "next": "/b", "has_more": true }))]).await;
    assert!(matches!(ran.outcome.ending, Ending::Unknown(_)), "{:?}", ran.outcome.ending);
    let (ran, _) = read(&plan, "always", vec![page("a", &json!({}))]).await;
    failed(&ran, ErrorKind::Answer, "the page has records, and `$.next` has no address");
    let (ran, _) = read(&plan, "always-linked", vec![page("a", &json!({}))]).await;
    failed(&ran, ErrorKind::Answer, "the page has records, and its `Link` header leads nowhere");
    let (ran, _) = read(&plan, "always", vec![page("a", &next("/b")), page("b", &next("/b"))]).await;
    failed(&ran, ErrorKind::Answer, "points to a place again");
}
