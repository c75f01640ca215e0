//! What an answer says of its outcome is heard, where the connector looks for it and elsewhere; what is about something else
//! is not taken for a refusal.

use engine_lang::Plan;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::execute::{Ending, Options};
use serde_json::{Map, Value, json};

use crate::support::{Reply, Server, Workspace, object, run};

/// What an answer has that these lists do not ask.
const BESIDE: &str = "$.ok: data, $.flag: data, $.status: data, $.code: data, $.message: data, $.item: data";

/// One list for each way to ask for success, and for each of them one whose records are read the general way.
const DEMO: &str = r#"
defaults: { envelope: demo/answer, pagination: { whole: {} } }
errors: { "429": { kind: retry }, E1: { kind: input, help: Look again. } }
limits: { attempts: 1 }
operations:
  flag: { path: /a, records: "$.data.items[*]", success: $.ok, ignored: { BESIDE } }
  heard: { path: /a, records: "$.data.items[*]", success: $.ok, error: { code: $.error.code, message: $.error.message }, ignored: { BESIDE } }
  loud: { path: /a, records: "$.data.items[*]", success: $.ok, error: { message: $.message }, ignored: { BESIDE } }
  words: { path: /a, records: "$.data.items[*]", success: $.ok, warnings: "$.errors[*]", ignored: { BESIDE } }
  data: { path: /a, records: "$.data.items[*]", success: $.ok, error: {}, ignored: { BESIDE } }
  word: { path: /a, records: "$.data.items[*]", success: { $.status: [success, ok] }, ignored: { BESIDE } }
  number: { path: /a, records: "$.data.items[*]", success: { $.code: [0, 200] }, error: { code: $.code, message: $.message }, ignored: { BESIDE } }
  either: { path: /a, records: "$.data.items[*]", success: { $.flag: ["true", true] }, ignored: { BESIDE } }
  both: { path: /a, envelope: demo/both, records: "$.data.items[*]", success: { $.meta.success: [true], $.code: [0] }, ignored: { $.item: data } }
  code-of-error: { path: /a, records: "$.data.items[*]", success: { $.error.code: ["00000"] }, error: { code: $.error.code, message: $.error.message }, ignored: { BESIDE } }
  silent: { path: /a, envelope: demo/plain, records: "$.data.items[*]", ignored: { $.item: data } }
  one: { path: /a, envelope: demo/plain, records: $.item, ignored: { $.data: data } }
  whole: { path: /a, envelope: demo/item }
  whole-flag: { path: /b, success: $.ok }
"#;

fn demo() -> Plan {
    let text = || json!({ "type": ["string", "null"] });
    let item = object(json!({ "id": text(), "kind": text() }));
    let plain = json!({ "data": object(json!({ "items": { "type": "array", "items": item } })), "item": item });
    let mut answer = json!({
        "ok": { "type": "boolean" },
        "flag": { "type": ["boolean", "string"] },
        "status": { "type": "string" },
        "code": { "type": "number" },
        "message": text(),
        "error": object(json!({ "code": text(), "message": text() })),
        "errors": { "type": "array", "items": { "type": "string" } },
    });
    answer.as_object_mut().unwrap().extend(plain.as_object().unwrap().clone());
    let mut both = json!({
        "meta": object(json!({ "success": { "type": "boolean" } })),
        "code": { "type": "number" },
    });
    both.as_object_mut().unwrap().extend(plain.as_object().unwrap().clone());
    let general = DEMO.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("  ")?.split_once(": {")?;
        rest.contains("items[*]").then(|| format!("  {name}-only: {{ only: {{ $.kind: [x] }},{rest}\n"))
    });
    let connector: String = std::iter::once(DEMO.to_owned()).chain(general).collect();
    let connector = connector.replace("BESIDE", BESIDE);
    let schemas = [
        ("demo/answer", object(answer)),
        ("demo/both", object(both)),
        ("demo/plain", object(plain)),
        ("demo/item", item),
    ];
    Workspace::demo(&connector, &schemas).plan()
}

/// What a run comes to that is answered with one record and this beside it; both ways of reading it agree.
async fn ending(plan: &Plan, operation: &str, says: Value) -> Result<(), RunError> {
    let mut endings = Vec::new();
    let general = format!("{operation}-only");
    for operation in [operation].into_iter().chain(plan.operation(&general).map(|_| general.as_str())) {
        let mut body = Map::new();
        let record = json!({ "id": "a", "kind": "x" });
        body.insert("item".into(), record.clone());
        body.insert("data".into(), json!({ "items": [record] }));
        for (name, value) in says.as_object().unwrap() {
            match (body.get_mut(name), value) {
                (Some(Value::Object(own)), Value::Object(more)) => own.extend(more.clone()),
                _ => drop(body.insert(name.clone(), value.clone())),
            }
        }
        let server = Server::start(move |_, _, _| Reply::json(&Value::Object(body.clone()))).await;
        let ran = run(plan, operation, json!({}), &server.url, Options::default()).await;
        endings.push(match ran.outcome.ending {
            Ending::Complete => Ok(()),
            Ending::Failed(error) => Err(error),
            other => panic!("{operation}, {says}: {other:?}"),
        });
    }
    let told = |ending: &Result<(), RunError>| ending.as_ref().map_err(|error| error.message().to_owned()).err();
    assert!(endings.iter().all(|ending| told(ending) == told(&endings[0])), "{operation}, {says}: {endings:?}");
    endings.remove(0)
}

async fn refuses(plan: &Plan, operation: &str, says: Value, kind: ErrorKind, words: &str) {
    let shown = says.to_string();
    let Err(error) = ending(plan, operation, says).await else { panic!("{operation} takes {shown}") };
    assert!(error.kind() == kind && error.to_string().contains(words), "{operation}, {shown}: {error}");
}

async fn takes(plan: &Plan, operation: &str, says: Value) {
    let shown = says.to_string();
    ending(plan, operation, says).await.unwrap_or_else(|error| panic!("{operation}, {shown}: {error}"));
}

#[tokio::test]
async fn success_is_what_the_connector_names() {
    use ErrorKind::{Answer, Refused, Unreachable};
    let plan = demo();
    for (operation, says) in [
        ("word", json!({ "status": "success" })),
        ("word", json!({ "status": "ok" })),
        ("number", json!({ "code": 0, "message": "nothing to say" })),
        ("number", json!({ "code": 200.0, "message": "all is well" })),
        ("either", json!({ "flag": true })),
        ("either", json!({ "flag": "true" })),
        ("both", json!({ "meta": { "success": true }, "code": 0 })),
        ("code-of-error", json!({ "error": { "code": "00000", "message": "all is well" } })),
    ] {
        takes(&plan, operation, says).await;
    }
    for (operation, says, kind, words) in [
        ("word", json!({ "status": "error" }), Refused, "refuses: `$.status` is the text \"error\""),
        ("word", json!({ "status": "OK" }), Refused, "refuses: `$.status` is the text \"OK\""),
        ("word", json!({ "status": 7 }), Answer, "does not say whether it succeeded: `$.status` is the number 7"),
        ("word", json!({}), Answer, "does not say whether it succeeded: `$.status` finds nothing"),
        ("number", json!({ "code": 500, "message": "no" }), Refused, "provider says: no"),
        ("number", json!({ "code": 429 }), Unreachable, "code: 429"),
        ("number", json!({ "code": null }), Answer, "`$.code` finds nothing"),
        ("either", json!({ "flag": false }), Refused, "`$.flag` is false"),
        ("either", json!({ "flag": "false" }), Refused, "`$.flag` is the text \"false\""),
        ("both", json!({ "meta": { "success": true }, "code": 1 }), Refused, "`$.code` is the number 1"),
        ("both", json!({ "meta": { "success": false }, "code": 0 }), Refused, "`$.meta.success` is false"),
        ("both", json!({ "code": 0 }), Answer, "`$.meta.success` finds nothing"),
        ("code-of-error", json!({ "error": { "code": "E1" } }), Refused, "Look again."),
    ] {
        refuses(&plan, operation, says, kind, words).await;
    }
}

#[tokio::test]
async fn an_error_beside_a_success_is_one() {
    let plan = demo();
    let says = "the provider says success, and the answer has an error";
    for (operation, beside) in [
        ("flag", json!({ "errors": ["no rights to a part"] })),
        ("flag", json!({ "error": { "code": "E1" } })),
        ("flag", json!({ "hasErrors": true })),
        ("flag", json!({ "meta": { "errors": [{ "message": "half" }] } })),
        ("flag", json!({ "data": { "error": "half" } })),
        ("heard", json!({ "error": { "code": "E1" } })),
        ("heard", json!({ "error": { "message": "half" } })),
        ("heard", json!({ "error": "half" })),
        ("heard", json!({ "error": { "reason": "half" } })),
        ("heard", json!({ "errors": ["half"] })),
        ("loud", json!({ "errors": ["half"] })),
        ("word", json!({ "status": "ok", "errors": ["half"] })),
    ] {
        let mut answer = json!({ "ok": true });
        answer.as_object_mut().unwrap().extend(beside.as_object().unwrap().clone());
        refuses(&plan, operation, answer, ErrorKind::Refused, says).await;
    }
    let answer = json!({ "ok": true, "error": { "code": "E9" } });
    let help = "if it means success, name it there: `success: { $.error.code: [\"E9\"] }`";
    refuses(&plan, "heard", answer, ErrorKind::Refused, help).await;
    for (operation, beside) in [
        ("flag", json!({ "errors": [], "error": null, "hasErrors": false, "errorCode": 0, "errorMessage": "OK" })),
        ("flag", json!({ "message": "one was read", "status": "error", "code": 500 })),
        ("heard", json!({ "error": { "code": "0", "message": "all is well" }, "errors": {} })),
        ("heard", json!({ "error": { "code": null, "message": "" } })),
        ("loud", json!({ "message": "one was read" })),
        ("words", json!({ "errors": ["a parameter will go"] })),
        ("data", json!({ "errors": ["of a job"], "error": "none" })),
        ("flag", json!({ "lastRun": { "errors": ["of a job"], "success": false } })),
    ] {
        let mut answer = json!({ "ok": true });
        answer.as_object_mut().unwrap().extend(beside.as_object().unwrap().clone());
        takes(&plan, operation, answer).await;
    }
}

#[tokio::test]
async fn a_flag_beside_another_word_for_success_is_heard() {
    let plan = demo();
    let says = "the provider says success, and the answer says otherwise";
    for (operation, answer) in [
        ("word", json!({ "status": "ok", "success": false })),
        ("word", json!({ "status": "ok", "isSuccess": "false" })),
        ("word", json!({ "status": "ok", "meta": { "ok": false } })),
        ("flag", json!({ "ok": true, "success": 0 })),
        ("flag", json!({ "ok": true, "data": { "succeeded": false } })),
        ("both", json!({ "meta": { "success": true }, "code": 0, "ok": false })),
    ] {
        refuses(&plan, operation, answer, ErrorKind::Refused, says).await;
    }
    for (operation, answer) in [
        ("word", json!({ "status": "ok", "ok": false })),
        ("word", json!({ "status": "ok", "success": true, "successful": 0 })),
        ("data", json!({ "ok": true, "success": false })),
        ("whole-flag", json!({ "ok": true, "success": false })),
    ] {
        takes(&plan, operation, answer).await;
    }
}

#[tokio::test]
async fn what_nothing_asks_for_is_heard_where_it_is_about_the_answer() {
    let plan = demo();
    for says in [
        json!({ "ok": "false" }),
        json!({ "success": "False" }),
        json!({ "success": 0 }),
        json!({ "meta": { "success": false } }),
        json!({ "response": { "ok": "false" } }),
        json!({ "meta": { "error": "no" } }),
        json!({ "status": { "code": 500, "text": "no" } }),
        json!({ "status": { "code": "404" } }),
        json!({ "code": 500 }),
        json!({ "statusCode": 403 }),
        json!({ "meta": { "status": "failed" } }),
        json!({ "status": "error" }),
    ] {
        refuses(&plan, "silent", says.clone(), ErrorKind::Refused, "seems to refuse").await;
        refuses(&plan, "one", says, ErrorKind::Refused, "seems to refuse").await;
    }
    for says in [
        json!({ "ok": true, "success": "true", "isSuccess": 1, "successful": 0 }),
        json!({ "meta": { "success": true, "errors": [], "status": "ok", "code": 200 } }),
        json!({ "status": { "code": 0 }, "code": 1, "statusCode": "200" }),
        json!({ "lastImport": { "success": false, "error": "no", "status": "failed", "code": 500 } }),
        json!({ "item": { "ok": false, "error": "no", "status": "error", "code": 500 } }),
        json!({ "errorMessage": "OK", "errors": "none", "hasError": "false" }),
        json!({ "meta": { "page": { "ok": false } } }),
    ] {
        takes(&plan, "silent", says.clone()).await;
        takes(&plan, "one", says).await;
    }
    // The object that holds the records is about the answer, too.
    refuses(&plan, "silent", json!({ "data": { "success": false } }), ErrorKind::Refused, "`data.success` is").await;
    takes(&plan, "one", json!({ "data": { "success": false } })).await;
    // What is the record itself is data, but for a word at its top.
    takes(&plan, "whole-flag", json!({ "ok": true, "errors": ["of a job"] })).await;
    takes(&plan, "whole", json!({ "id": "a", "status": "error", "code": 500, "meta": { "success": false } })).await;
    refuses(&plan, "whole", json!({ "ok": "false" }), ErrorKind::Refused, "seems to refuse").await;
}
