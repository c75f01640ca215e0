//! A word on whether there is more that is no boolean: the values that are named decide, and no other ends a list.

use engine_lang::Plan;
use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, list, object, run};

/// One list for each way to go on, with a word that is a number or text, and one of a path alone.
const DEMO: &str = r#"
defaults: { envelope: demo/answer, ignored: { $.next: of some, $.more: of some, $.state: of some, $.flag: of some } }
operations:
  cursor: { path: /a, records: "$.data[*]", pagination: { cursor: { from: $.next, to: query.cursor, while: { $.more: [1, "1"] }, until: { $.more: [0] } } } }
  address: { path: /a, records: "$.data[*]", pagination: { next_url: { from: $.next, while: { $.more: [1] }, until: { $.more: [0] } } } }
  link: { path: /a, records: "$.data[*]", pagination: { link_header: { while: { $.more: [1] }, until: { $.more: [0] } } } }
  offset: { path: /a, records: "$.data[*]", pagination: { offset: { to: query.offset, while: { $.more: [1] }, until: { $.more: [0] } } } }
  page: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, while: { $.more: [1] }, until: { $.more: [0] } } } }
  last-id: { path: /a, records: "$.data[*]", pagination: { last_id: { from: $.id, to: query.after, while: { $.more: [1] }, until: { $.more: [0] } } } }
  whole: { path: /a, records: "$.data[*]", pagination: { whole: { while: { $.more: [1] }, until: { $.more: [0] } } } }
  state: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, while: { $.state: [part] }, until: { $.state: [all, ""] } } } }
  flag: { path: /a, records: "$.data[*]", pagination: { page: { to: query.page, while: $.flag } } }
  sure-cursor: { path: /b, envelope: demo/sure, records: "$.data[*]", pagination: { cursor: { from: $.next, to: query.cursor, while: $.meta.more } } }
  sure-address: { path: /b, envelope: demo/sure, records: "$.data[*]", pagination: { next_url: { from: $.next, while: $.meta.more } } }
  sure-link: { path: /b, envelope: demo/sure, records: "$.data[*]", pagination: { link_header: { while: $.meta.more } } }
  sure-whole: { path: /b, envelope: demo/sure, records: "$.data[*]", pagination: { whole: { while: $.meta.more } } }
  perhaps: { path: /c, envelope: demo/perhaps, records: "$.data[*]", pagination: { cursor: { from: $.next, to: query.cursor, while: $.meta.more } } }
"#;

fn demo() -> Plan {
    let answer = object(json!({
        "data": list(object(json!({ "id": { "type": "string" } }))),
        "next": { "type": ["string", "null"] },
        "more": { "type": ["integer", "string"] },
        "state": { "type": "string", "enum": ["part", "all", ""] },
        "flag": { "type": "boolean" },
    }));
    let data = answer["properties"]["data"].clone();
    let with = |more: Value| {
        let meta = json!({ "type": "object", "required": ["more"], "properties": { "more": more } });
        let properties = json!({ "data": data, "next": { "type": ["string", "null"] }, "meta": meta });
        json!({ "type": "object", "required": ["data", "meta"], "properties": properties })
    };
    let refusal = object(json!({ "reason": { "type": "string" } }));
    let sure = json!({ "anyOf": [with(json!({ "type": "boolean" })), refusal] });
    let perhaps = with(json!({ "type": ["boolean", "null"] }));
    Workspace::demo(DEMO, &[("demo/answer", answer), ("demo/sure", sure), ("demo/perhaps", perhaps)]).plan()
}

/// How a list ends whose pages, of one record each, say these things, and how many records came.
async fn ending(operation: &str, pages: &[Value]) -> (String, usize) {
    let pages = pages.to_vec();
    let server = Server::start(move |_, number, _| {
        let mut body = json!({ "data": [{ "id": format!("r{number}") }], "next": format!("/a?page={number}") });
        let says = pages.get(number).and_then(Value::as_object).cloned().unwrap_or_default();
        body.as_object_mut().unwrap().extend(says);
        let next = format!("</a?page={number}>; rel=\"next\"");
        let reply = Reply::json(&body);
        if number + 1 < pages.len() { reply.header("link", &next) } else { reply }
    })
    .await;
    let ran = run(&demo(), operation, json!({}), &server.url, Options::default()).await;
    let ending = match ran.outcome.ending {
        Ending::Complete => "complete".to_owned(),
        Ending::Unknown(reason) => reason,
        Ending::Failed(error) => error.to_string(),
        Ending::Limited => "limited".to_owned(),
    };
    (ending, ran.records.len())
}

#[tokio::test]
async fn values_that_are_named_decide_where_a_list_ends() {
    let pages = [json!({ "more": 1 }), json!({ "more": 1.0 }), json!({ "more": 0 })];
    for operation in ["cursor", "address", "link", "offset", "page", "last-id"] {
        assert_eq!(ending(operation, &pages).await, ("complete".to_owned(), 3), "{operation}");
    }
    let either = [json!({ "more": "1" }), json!({ "more": 0 })];
    assert_eq!(ending("cursor", &either).await, ("complete".to_owned(), 2));
    for last in ["all", ""] {
        let pages = [json!({ "state": "part" }), json!({ "state": last })];
        assert_eq!(ending("state", &pages).await, ("complete".to_owned(), 2), "{last:?}");
    }
    assert_eq!(ending("flag", &[json!({ "flag": true }), json!({ "flag": false })]).await, ("complete".to_owned(), 2));
}

#[tokio::test]
async fn a_value_that_is_not_named_ends_no_list() {
    let cannot = "whether there is more cannot be told";
    for value in [json!("0"), json!("no"), json!(2), json!(false), json!([0]), json!({ "value": 0 })] {
        for operation in ["cursor", "address", "link", "offset", "page", "last-id"] {
            let (ending, records) = ending(operation, &[json!({ "more": value })]).await;
            assert!(ending.contains(cannot) && ending.contains("`while: { $.more: [...] }`"), "{value}: {ending}");
            assert_eq!(records, 1, "{operation}");
        }
        let (ending, _) = ending("whole", &[json!({ "more": value, "next": null })]).await;
        assert!(ending.contains("`$.more` says that there is more"), "{value}: {ending}");
    }
    for (operation, says) in [("state", json!({ "state": "gone" })), ("flag", json!({ "flag": 0 }))] {
        let (ending, records) = ending(operation, &[says]).await;
        assert!(ending.contains(cannot) && records == 1, "{operation}: {ending}");
    }
}

#[tokio::test]
async fn a_last_page_has_the_word_that_every_page_has() {
    let missing = "`$.meta.more` finds nothing, and by its schema every page has it";
    for operation in ["sure-cursor", "sure-address", "sure-link", "sure-whole"] {
        for says in [json!({ "next": null }), json!({ "next": null, "meta": { "more": null } })] {
            let (ending, records) = ending(operation, std::slice::from_ref(&says)).await;
            assert!(ending.contains(missing) && records == 1, "{operation}, {says}: {ending}");
        }
        let last = [json!({ "next": null, "meta": { "more": false } })];
        assert_eq!(ending(operation, &last).await, ("complete".to_owned(), 1), "{operation}");
    }
    // What leads on is no end.
    let pages = [json!({}), json!({ "next": null, "meta": { "more": false } })];
    assert_eq!(ending("sure-cursor", &pages).await, ("complete".to_owned(), 2));
    // Null may be the word of a page, and then it is judged by its cursor.
    let null = [json!({ "next": null, "meta": { "more": null } })];
    assert_eq!(ending("perhaps", &null).await, ("complete".to_owned(), 1));
}
