//! Secrets in writes: whatever is told of several steps, of waiting, and of values that do not fit, shows none.

use std::sync::Arc;

use engine_runtime::credentials::Credentials;
use engine_runtime::execute::Session;
use engine_runtime::write::{Fate, prepare, write};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestClock, Workspace};
use crate::writes::{fates, make_by};

const TOKEN: &str = "t0ken-that-nobody-may-see";

const CONNECTOR: &str = r"
operations:
  find-hook:
    method: POST
    path: /find
    access: read
    envelope: demo/made
  make-hook:
    method: POST
    path: /hooks
    request: demo/hook
    inputs: { token: { type: string, required: true, secret: true }, after: { type: string } }
    body: { token: $.inputs.token, after: $.inputs.after }
    envelope: demo/made
  note-hook:
    method: POST
    path: /notes
    request: demo/note
    inputs: { id: { type: string, required: true } }
    body: { id: $.inputs.id }
    envelope: demo/made
    error: { message: $.message }
writes:
  make:
    takes: unified/new
    steps:
      found:
        operation: find-hook
      made:
        operation: make-hook
        inputs: { token: RULE, after: { step: found, value: $.id } }
      noted:
        operation: note-hook
        inputs: { id: { step: made, value: $.id } }
    gives: { target: unified/made, fields: { id: { step: made, value: $.id } } }
";

/// The connector with this rule for the secret.
fn workspace(rule: &str) -> Workspace {
    let text = json!({ "type": "string" });
    let object =
        |members: Value, required: &[&str]| json!({ "type": "object", "properties": members, "required": required });
    Workspace::demo(
        &CONNECTOR.replace("RULE", rule),
        &[
            ("demo/hook", object(json!({ "token": text, "after": text }), &["token"])),
            ("demo/note", object(json!({ "id": text }), &["id"])),
            ("demo/made", object(json!({ "id": text, "message": text }), &["id"])),
            ("unified/new", object(json!({ "token": text }), &["token"])),
            ("unified/made", object(json!({ "id": text }), &["id"])),
        ],
    )
}

#[tokio::test]
async fn what_one_step_sends_another_does_not_tell() {
    let demo = workspace("$.token").plan();
    let server = Server::start(|_, _, asked| match asked.target.as_str() {
        // The provider repeats it in an id, and refuses it in words at a step that was not given it.
        "/notes" => Reply::status(400, "application/json", json!({ "message": format!("no {TOKEN}") }).to_string()),
        _ => Reply::json(&json!({ "id": format!("of {TOKEN}") })),
    })
    .await;
    let written = make_by(&demo, &server, "make", &json!({ "token": TOKEN })).await.unwrap();
    assert_eq!(fates(&written), [("found", Fate::Done), ("made", Fate::Done), ("noted", Fate::Failed)]);
    let given: Vec<bool> =
        server.asked().iter().map(|asked| asked.body.contains(&format!("\"token\":\"{TOKEN}"))).collect();
    assert_eq!(given, [false, true, false]);
    let told = format!("{written:?} {}", written.error.as_ref().unwrap());
    assert!(!told.contains(TOKEN) && told.contains("no ***"), "{told}");
}

#[tokio::test]
async fn what_is_waited_for_is_told_without_it() {
    let demo = workspace("$.token").plan();
    let server = Server::start(|_, number, _| match number {
        0 => Reply::status(503, "text/plain", "busy"),
        _ => Reply::json(&json!({ "id": "x" })),
    })
    .await;
    let session = Session {
        plan: demo.clone(),
        credentials: Credentials::gather(demo.connector(), |_, _| None).unwrap(),
        base_url: Some(server.url.parse().unwrap()),
        clock: Arc::new(TestClock::new()),
    };
    let mut told = Vec::new();
    let mut notice = |notice: &engine_runtime::fetch::Notice| told.push(format!("{notice:?}"));
    // The words of the notice hold the secret of a step that is not the one that waits.
    let record = json!({ "token": "out of order" });
    let written = write(&session, demo.write("make").unwrap(), &record, std::future::pending(), &mut notice).await;
    assert!(written.unwrap().error.is_none());
    assert!(told.len() == 1 && told[0].contains("the provider is ***"), "{told:?}");
}

#[test]
fn a_value_that_does_not_fit_is_not_told() {
    for (rule, reason) in [
        ("{ from: $.token, enum: { a: b } }", "*** does not fit"),
        ("\"{{ record.token | from_epoch_ms }}\"", "*** does not fit"),
        ("\"{{ record.token + 1 }}\"", "*** does not fit"),
        ("\"{{ '' if record.token }}\"", "`token` of the step `made` is needed, and comes to nothing"),
    ] {
        let demo = workspace(rule).plan();
        let refused = prepare(&demo, demo.write("make").unwrap(), &json!({ "token": TOKEN })).unwrap_err().to_string();
        assert!(refused.contains(reason) && !refused.contains(TOKEN), "{rule}: {refused}");
    }
}
