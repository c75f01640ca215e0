//! A secret reaches the request and nothing else.

use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use engine_lang::Plan;
use engine_runtime::call::Call;
use engine_runtime::credentials::Credentials;
use engine_runtime::execute::{Ending, Options, Session, Sink, execute};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestClock, Workspace, engine_given, engine_in, on_the_side, plan, root, run};
use crate::writes::make_by;

const KEY: &str = "k3y-that-nobody-may-see";

/// The key as it is and as basic authentication encodes it.
fn shows_secret(text: &str) -> bool {
    text.contains(KEY) || text.contains("azN5LXRoYXQtbm9ib2R5LW1heS1zZWU")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_output_shows_a_secret() {
    // A server that sends the credential back in its words, as some do.
    let server = Server::start(|_, number, asked| {
        let key = asked.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone();
        assert!(key.contains("azN5LXRoYXQtbm9ib2R5LW1heS1zZWU"));
        let message = format!("there is no key {KEY}");
        match number {
            0 => Reply::status(401, "text/plain", message),
            1 => {
                Reply::json(&json!({ "success": false, "errorInfo": { "code": "invalid_input", "message": message } }))
            }
            _ => Reply::status(400, "text/html", format!("<html>{message}")),
        }
    })
    .await;
    let folder = root("");
    let url = server.url.clone();
    let finished = on_the_side(move || {
        let variables = [("ASHBY_API_KEY", KEY)];
        let mut all = Vec::new();
        for arguments in [
            vec!["run", "ashby", "list-jobs", "--base-url", url.as_str()],
            vec!["run", "ashby", "list-jobs", "--base-url", url.as_str()],
            vec!["run", "ashby", "list-jobs", "--base-url", url.as_str()],
            vec!["run", "ashby", "list-jobs", "--base-url", "http://127.0.0.1:1/", "--dry-run"],
            vec![
                "run",
                "ashby",
                "list-jobs",
                "--base-url",
                "https://user:k3y-that-nobody-may-see@127.0.0.1/",
                "--dry-run",
            ],
            vec!["describe", "ashby", "list-jobs"],
            vec!["list", "ashby", "--format", "json"],
        ] {
            all.push(engine_in(&folder, &arguments, &variables));
        }
        all
    })
    .await;
    assert_eq!(server.asked().len(), 3);
    for finished in finished {
        assert!(!shows_secret(&finished.stdout) && !shows_secret(&finished.stderr), "{finished:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_credentials_none_is_shown() {
    const KEYS: [&str; 3] = ["header/k3y+of=mine", "other k3y of mine", "query&k3y%of:mine"];
    const CONNECTOR: &str = r#"
connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
credentials:
  one: { label: One, env: DEMO_ONE }
  two: { label: Two, env: DEMO_TWO }
  three: { label: Three, env: DEMO_THREE }
  site: { label: Site, env: DEMO_SITE, secret: false }
auth:
  - api_key: { in: header, name: X-Site, value: "{{ credentials.site }}" }
  - api_key: { in: header, name: X-One, value: "{{ credentials.one }}" }
  - api_key: { in: header, name: X-Two, value: "Key {{ credentials.two }}" }
  - api_key: { in: query, name: three, value: "{{ credentials.three }}" }
operations:
  get-item: { path: /item }
"#;
    let server = Server::start(|_, number, asked| {
        let sent = |name: &str| asked.headers.iter().find(|(own, _)| own == name).unwrap().1.clone();
        assert_eq!((sent("x-one"), sent("x-two")), (KEYS[0].to_owned(), format!("Key {}", KEYS[1])));
        let query = asked.target.split_once("three=").unwrap().1.to_owned();
        let all = KEYS.map(|key| STANDARD.encode(key));
        let said = format!("no {} {} {query} {} {}", KEYS[0], KEYS[1], KEYS[2], all.join(" "));
        match number {
            0 => Reply::status(403, "text/plain", said),
            _ => Reply::status(401, "application/json", json!({ "errors": [said] }).to_string()),
        }
    })
    .await;
    let folder = Workspace::new(CONNECTOR, &[]);
    let url = server.url.clone();
    let finished = tokio::task::spawn_blocking(move || {
        let variables = [("DEMO_ONE", KEYS[0]), ("DEMO_TWO", KEYS[1]), ("DEMO_THREE", KEYS[2]), ("DEMO_SITE", "4")];
        let all = [
            vec!["run", "demo", "get-item", "--base-url", &url],
            vec!["run", "demo", "get-item", "--base-url", &url, "--format", "json"],
            vec!["run", "demo", "get-item", "--dry-run"],
            vec!["describe", "demo", "get-item"],
        ];
        all.map(|arguments| engine_in(folder.path(), &arguments, &variables))
    })
    .await
    .unwrap();
    assert_eq!(server.asked().len(), 2);
    assert_eq!(
        finished[2].stdout,
        "curl --request GET 'https://api.demo.test/item?three=***' \\\n  --header 'X-Site: ***' \\\n  --header 'X-One: ***' \\\n  --header 'X-Two: ***'\n"
    );
    // What is sent of a plain setting is no secret, and spoils no message.
    assert!(finished[0].stderr.contains("HTTP 403"), "{}", finished[0].stderr);
    for finished in finished {
        let told = format!("{}{}", finished.stdout, finished.stderr);
        assert!(!told.contains("k3y") && !told.contains("k3y".to_uppercase().as_str()), "{told}");
        for key in KEYS {
            assert!(!told.contains(&STANDARD.encode(key)), "{told}");
        }
    }
}

#[tokio::test]
async fn an_error_of_the_run_shows_no_secret() {
    let harbour = plan("tests/workspace/connectors", "harbour");
    let server = Server::start(|_, _, _| Reply::status(403, "text/plain", "no")).await;
    let ran = run(&harbour, "list-people", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("credential-token"), "{text}");
    }
    assert_eq!(
        server.asked()[0].headers.iter().find(|(name, _)| name == "authorization").unwrap().1,
        "Bearer credential-token"
    );
}

#[tokio::test]
async fn a_warning_shows_no_secret() {
    let server = Server::start(|_, _, _| {
        let warnings = json!(["credential-api_key is an old key"]);
        Reply::json(&json!({ "success": true, "results": [], "moreDataAvailable": false, "warnings": warnings }))
            .header("Ashby-Version-Status", "not for credential-api_key")
    })
    .await;
    let ran = run(&plan("connectors", "ashby"), "list-departments", json!({}), &server.url, Options::default()).await;
    assert_eq!(ran.outcome.warnings.list().len(), 2);
    for warning in ran.outcome.warnings.list() {
        assert!(warning.contains("***") && !warning.contains("credential-api_key"), "{warning}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_input_reaches_the_request_and_nothing_else() {
    const HOOK: &str = "hook-token-that-nobody-may-see";
    // A server that repeats what it was sent.
    let server = Server::start(|_, _, asked| {
        assert_eq!(asked.json()["secretToken"], HOOK);
        let message = format!("no webhook with {HOOK}");
        Reply::json(&json!({ "success": false, "errorInfo": { "code": "invalid_input", "message": message } }))
    })
    .await;
    let url = server.url.clone();
    on_the_side(move || {
        let create = |more: &[&str], input: &[u8]| {
            let operation =
                ["run", "ashby", "create-webhook", "webhook_type=offerCreate", "request_url=https://a.test"];
            let arguments = [&operation, more].concat();
            let finished = engine_given(&root(""), &arguments, &[("ASHBY_API_KEY", KEY), ("HOOK", HOOK)], input);
            assert!(!finished.stdout.contains(HOOK) && !finished.stderr.contains(HOOK), "{finished:?}");
            finished
        };
        let file = json!({ "secret_token": HOOK }).to_string();
        let sent = create(&["--base-url", &url, "--input-env", "secret_token=HOOK"], b"");
        assert!(sent.code == 5 && sent.stderr.contains("no webhook with ***"), "{sent:?}");
        assert_eq!(create(&["--base-url", &url, "--inputs", "-"], file.as_bytes()).code, 5);
        let shown = create(&["--dry-run", "--input-env", "secret_token=HOOK"], b"");
        assert!(shown.code == 0 && shown.stdout.contains(r#""secretToken":"***""#), "{shown:?}");
        assert_eq!(create(&["--dry-run", "--inputs", "-"], file.as_bytes()).stdout, shown.stdout);
        for (more, code) in [
            (vec!["--input-env", "secret_token=HOOK", "--inputs", "-"], 2),
            (vec!["--input-env", "secret_token=NOT_SET_AT_ALL"], 3),
            (vec!["secret_token=visible"], 2),
            (vec![], 2),
        ] {
            assert_eq!(create(&more, file.as_bytes()).code, code, "{more:?}");
        }
    })
    .await;
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_secret_that_a_provider_gives_back_is_not_printed() {
    let hook = json!({ "id": "x", "enabled": true, "requestUrl": "https://a.test", "secretToken": KEY });
    let server = Server::start(move |_, _, _| Reply::json(&json!({ "success": true, "results": hook }))).await;
    let ashby = plan("connectors", "ashby");
    for operation in ["get-webhook", "update-webhook", "create-webhook"] {
        let inputs = match operation {
            "create-webhook" => {
                json!({ "webhook_type": "offerCreate", "request_url": "https://a.test", "secret_token": "other" })
            }
            _ => json!({ "webhook_id": "x" }),
        };
        for raw in [false, true] {
            let options = Options { raw, ..Options::default() };
            let ran = run(&ashby, operation, inputs.clone(), &server.url, options).await;
            assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
            assert_eq!(ran.records[0]["secretToken"], "***", "{operation}");
            assert_eq!(ran.records[0]["id"], "x");
        }
    }
}

#[tokio::test]
async fn an_excerpt_is_cut_after_secrets_are_hidden() {
    let sent = STANDARD.encode(format!("{KEY}:"));
    let ashby = plan("connectors", "ashby");
    for at in 60..125 {
        let body = format!("{} {sent} {KEY}", "x".repeat(at));
        let server = Server::start(move |_, _, _| Reply::status(401, "text/plain", body.clone())).await;
        let session = Session {
            plan: ashby.clone(),
            credentials: Credentials::gather(ashby.connector(), |_, _| Some(KEY.to_owned())).unwrap(),
            base_url: Some(server.url.parse().unwrap()),
            clock: Arc::new(TestClock::new()),
        };
        let call = Call::bind(session.plan.operation("list-jobs").unwrap(), Vec::new()).unwrap();
        let outcome = execute(&session, "list-jobs", &call, Options::default(), &mut Nowhere).await;
        let Ending::Failed(error) = outcome.ending else { panic!("{:?}", outcome.ending) };
        let told = error.to_string();
        assert!(told.contains("***") || at > 116, "{told}");
        assert!(!told.contains(&KEY[..4]) && !told.contains(&sent[..5]), "{told}");
    }
}

#[tokio::test]
async fn a_problem_shows_no_secret() {
    let record =
        json!({ "id": "x", "name": "x", "isArchived": "credential-api_key", "createdAt": "credential-api_key" });
    let server = Server::start(move |_, _, _| {
        Reply::json(&json!({ "success": true, "results": [record], "moreDataAvailable": false }))
    })
    .await;
    let ashby = plan("connectors", "ashby");
    let ran = run(&ashby, "list-candidates", json!({}), &server.url, Options::default()).await;
    let problems = ran.outcome.problems.list(&ashby);
    assert!(problems.iter().any(|problem| problem.to_string().contains("***")), "{problems:?}");
    assert!(problems.iter().all(|problem| !problem.to_string().contains("credential-api")), "{problems:?}");
}

#[tokio::test]
async fn a_secret_that_stands_elsewhere_is_not_printed() {
    let ashby = plan("connectors", "ashby");
    for results in [json!(KEY), json!([KEY]), json!({ "id": "x", "secretToken": { "value": [KEY] } })] {
        let server = Server::start(move |_, _, _| Reply::json(&json!({ "success": true, "results": results }))).await;
        let ran = run(&ashby, "get-webhook", json!({ "webhook_id": "x" }), &server.url, Options::default()).await;
        let told = format!("{:?} {:?}", ran.records, ran.outcome.ending);
        assert!(!told.contains(KEY), "{told}");
    }
    let server = Server::start(|_, _, _| Reply::status(401, "text/plain", KEY)).await;
    let ran = run(&ashby, "get-webhook", json!({ "webhook_id": "x" }), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(!error.to_string().contains(KEY) && error.to_string().contains("not shown"), "{error}");
}

#[tokio::test]
async fn a_secret_input_is_in_no_mistake_and_in_no_report() {
    const CONNECTOR: &str = r"
operations:
  make-hook:
    method: POST
    path: /hooks
    request: demo/hook
    inputs: { token: { type: string, required: true, secret: true } }
    body: { token: $.inputs.token }
    envelope: demo/made
  list-hooks:
    method: POST
    path: /list
    request: demo/hook
    inputs: { token: { type: string, required: true, secret: true }, since: { type: string } }
    body: { token: $.inputs.token, since: $.inputs.since }
    envelope: demo/made
    incremental: { token: $.since, input: since }
writes:
  make:
    takes: unified/new
    steps:
      made:
        operation: make-hook
        inputs: { token: $.token }
    gives: { target: unified/made, fields: { id: { step: made, value: $.id } } }
";
    let text = json!({ "type": "string" });
    let schemas = [
        (
            "demo/hook",
            json!({ "type": "object", "properties": { "token": text, "since": text }, "required": ["token"] }),
        ),
        (
            "demo/made",
            json!({ "type": "object", "properties": { "id": text, "since": text }, "required": ["id", "since"] }),
        ),
        ("unified/new", json!({ "type": "object", "properties": { "token": text }, "required": ["token"] })),
        ("unified/made", json!({ "type": "object", "properties": { "id": text }, "required": ["id"] })),
    ];
    let workspace = Workspace::demo(CONNECTOR, &schemas);
    let demo = workspace.plan();
    let server = Server::start(|_, _, _| Reply::json(&json!({ "id": "gave known-token", "since": "x" }))).await;
    let refused = make_by(&demo, &server, "make", &json!({ "token": [KEY], "other": KEY })).await.unwrap_err();
    assert!(!refused.to_string().contains(KEY), "{refused}");
    assert_eq!(server.asked().len(), 0);
    let written = make_by(&demo, &server, "make", &json!({ "token": "known-token" })).await.unwrap();
    assert!(written.error.is_none() && !format!("{written:?}").contains("known-token"), "{written:?}");
    let arguments = ["run", "demo", "list-hooks", "--input-env", "token=HOOK", "--state", "hooks.state"];
    let finished = engine_in(workspace.path(), &arguments, &[("HOOK", KEY)]);
    assert!(finished.code == 2 && finished.stderr.contains("`token` is secret"), "{finished:?}");
}

struct Nowhere;

impl Sink for Nowhere {
    fn record(&mut self, _: &Value) -> std::io::Result<()> {
        Ok(())
    }
}

proptest! {
    #[test]
    fn debug_output_never_has_the_secret(secret in "[a-zA-Z0-9]{12,40}") {
        static ASHBY: LazyLock<Plan> = LazyLock::new(|| plan("connectors", "ashby"));
        let credentials = Credentials::gather(ASHBY.connector(), |_, _| Some(secret.clone())).unwrap();
        let debug = format!("{credentials:?}");
        prop_assert!(!debug.contains(&secret));
    }
}

const IN_QUERY: &str = r#"
connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
credentials: { key: { label: Key, env: DEMO_KEY } }
auth: { api_key: { in: query, name: api_key, value: "{{ credentials.key }}" } }
operations:
  list-items:
    path: /items
    inputs: { since: { type: string }, by: { type: string } }
    query: { since: $.inputs.since }
    headers: { x-by: $.inputs.by }
    envelope: demo/answer
    records: $.items[*]
    pagination: { next_url: { from: $.next } }
    incremental: { token: $.token, input: since }
"#;

fn in_query() -> Workspace {
    let text = json!({ "type": "string" });
    let item = json!({ "type": "object", "properties": { "id": text } });
    let answer = json!({ "items": { "type": "array", "items": item }, "next": text, "token": text });
    Workspace::new(IN_QUERY, &[("demo/answer", json!({ "type": "object", "properties": answer }))])
}

/// A next page's address repeats the query it was asked with, as many servers make it.
#[tokio::test]
async fn a_key_in_the_query_is_sent_once() {
    let server = Server::start(|_, number, asked| {
        let mut body = json!({ "items": [{ "id": number }] });
        if number < 3 {
            let own = asked.target.split("&p=").next().unwrap();
            body["next"] = json!(format!("{own}&a=b%20c+d&p={number}"));
        }
        Reply::json(&body)
    })
    .await;
    let ran = run(&in_query().plan(), "list-items", json!({ "since": "x" }), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let asked: Vec<String> = server.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(asked.len(), 4);
    for target in &asked {
        assert_eq!(target.matches("api_key=credential-key").count(), 1, "{target}");
        assert_eq!(target.matches("since=x").count(), 1, "{target}");
    }
    assert!(asked[1].contains("&a=b%20c+d&p=0"), "{asked:?}");
}

/// A token that is an address holds the key of a query: it would be kept as plain text.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_with_a_key_in_it_is_not_kept() {
    let server = Server::start(|_, number, asked| {
        let token = if number == 0 { asked.target.clone() } else { "plain".to_owned() };
        Reply::json(&json!({ "items": [{ "id": "a" }], "token": token }))
    })
    .await;
    let workspace = in_query();
    let (folder, url) = (workspace.path().to_owned(), server.url.clone());
    on_the_side(move || {
        let read = ["run", "demo", "list-items", "--state", "items.state", "--base-url", &url];
        let run = || engine_in(&folder, &read, &[("DEMO_KEY", KEY)]);
        let first = run();
        assert_eq!(first.code, 0, "{}", first.stderr);
        assert!(first.stderr.contains("warning: the token for the next read has a secret in it"), "{}", first.stderr);
        assert!(!shows_secret(&first.stderr) && !folder.join("items.state").exists());
        let second = run();
        assert_eq!(second.code, 0, "{}", second.stderr);
        let kept = folder.join("items.state");
        assert!(std::fs::read_to_string(&kept).unwrap().contains("plain"));
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&kept.metadata().unwrap());
            assert_eq!(mode & 0o777, 0o600);
        }
        let wrong = [&read[..3], &["by=a\nb", "--base-url", &url]].concat();
        let wrong = engine_in(&folder, &wrong, &[("DEMO_KEY", KEY)]);
        assert!(wrong.code == 2 && wrong.stderr.contains("the header `x-by` would hold a line break"), "{wrong:?}");
    })
    .await;
}
