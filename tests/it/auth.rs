//! Authentication: each kind puts the credential where it says, and nowhere else.

use engine_lang::Sources;
use engine_runtime::auth::Authorization;
use engine_runtime::credentials::Credentials;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::secret::Secret;
use serde_json::json;

use crate::support::{Asked, Reply, Server, Workspace, plan, run};

/// What a server gets from a connector with this kind of `auth`.
async fn asked(auth: &str) -> Asked {
    let mut sources = Sources::new();
    let connector = format!(
        "connector: demo\ntitle: Demo\nversion: 1.0.0\nbase_url: https://api.demo.test\n\
         credentials:\n  key: {{ label: Key, env: DEMO_KEY }}\n  user: {{ label: User, env: DEMO_USER, secret: false }}\n\
         auth: {auth}\n\
         operations:\n  get-item:\n    path: /item\n    query: {{ by: \"{{{{ credentials.user }}}}\" }}\n"
    );
    sources.add_connector_file("connectors/demo/connector.yaml", connector);
    let planned = engine_lang::plan(&sources);
    let plan = planned.unwrap_or_else(|diagnostics| panic!("{diagnostics:?}")).plan;
    let server = Server::start(|_, _, _| Reply::json(&json!({ "id": 1 }))).await;
    let ran = run(&plan, "get-item", json!({}), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let mut all = server.asked();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn header<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    asked.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn none() {
    let asked = asked("{ none: {} }").await;
    assert_eq!((header(&asked, "authorization"), asked.target.as_str()), (None, "/item?by=credential-user"));
}

#[tokio::test]
async fn basic() {
    let asked = asked("{ basic: { username: \"{{ credentials.user }}\", password: \"{{ credentials.key }}\" } }").await;
    // credential-user:credential-key
    assert_eq!(header(&asked, "authorization"), Some("Basic Y3JlZGVudGlhbC11c2VyOmNyZWRlbnRpYWwta2V5"));
}

#[tokio::test]
async fn bearer() {
    let asked = asked("{ bearer: { token: \"{{ credentials.key }}\" } }").await;
    assert_eq!(header(&asked, "authorization"), Some("Bearer credential-key"));
}

#[tokio::test]
async fn api_key_in_a_header() {
    let asked = asked("{ api_key: { in: header, name: X-Key, value: \"v1 {{ credentials.key }}\" } }").await;
    assert_eq!(header(&asked, "x-key"), Some("v1 credential-key"));
    assert_eq!(header(&asked, "authorization"), None);
}

#[tokio::test]
async fn api_key_in_the_query() {
    let asked = asked("{ api_key: { in: query, name: key, value: \"{{ credentials.key }}\" } }").await;
    assert_eq!(asked.target, "/item?by=credential-user&key=credential-key");
}

#[tokio::test]
async fn several_at_once() {
    let ways = "[{ api_key: { in: header, name: X-Key, value: \"{{ credentials.key }}\" } }, \
                { api_key: { in: query, name: token, value: \"t-{{ credentials.key }}\" } }, \
                { bearer: { token: \"{{ credentials.user }}\" } }, \
                { api_key: { in: query, name: key, value: \"{{ credentials.key }}\" } }]";
    let asked = asked(ways).await;
    assert_eq!(header(&asked, "x-key"), Some("credential-key"));
    assert_eq!(header(&asked, "authorization"), Some("Bearer credential-user"));
    assert_eq!(asked.target, "/item?by=credential-user&token=t-credential-key&key=credential-key");
}

#[tokio::test]
async fn a_key_in_the_query_is_sent_once_with_every_page() {
    const CONNECTOR: &str = r#"
connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
credentials: { key: { label: Key, env: DEMO_KEY } }
auth: { api_key: { in: query, name: key, value: "{{ credentials.key }}" } }
operations:
  list-items: { path: /items, envelope: demo/items, records: "$.items[*]", pagination: { next_url: { from: $.next } } }
"#;
    let items = json!({ "type": "object", "properties": {
        "items": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "integer" } } } },
        "next": { "type": ["string", "null"] },
    } });
    let plan = Workspace::new(CONNECTOR, &[("demo/items", items)]).plan();
    // Its addresses have all that was asked for in them.
    let server = Server::start(|base, number, asked| {
        let next = (number < 2).then(|| format!("{base}{}&page={number}", asked.target));
        Reply::json(&json!({ "items": [{ "id": number }], "next": next }))
    })
    .await;
    let ran = run(&plan, "list-items", json!({}), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let targets: Vec<String> = server.asked().into_iter().map(|asked| asked.target).collect();
    let key = "key=credential-key";
    assert_eq!(
        targets,
        [format!("/items?{key}"), format!("/items?page=0&{key}"), format!("/items?page=0&page=1&{key}")]
    );
}

#[test]
fn blanks_around_a_credential_are_no_part_of_it() {
    let plan = plan("connectors", "ashby");
    let gathered = |text: &str| {
        let text = text.to_owned();
        Credentials::gather(plan.connector(), move |_, _| Some(text.clone()))
    };
    for text in ["key\n", " key ", "key\r\n"] {
        let credentials = gathered(text).unwrap();
        let sent = Authorization::all(&plan.connector().auth, &credentials).unwrap();
        assert!(sent.len() == 1 && sent[0].value.is_same(&Secret::new("Basic a2V5Og==".to_owned())));
    }
    assert!(gathered(" \n").unwrap_err().to_string().contains("set `ASHBY_API_KEY`"));
    let broken = gathered("k3y\nother").unwrap_err();
    assert!(broken.kind() == ErrorKind::Credential && broken.to_string().contains("control character"), "{broken}");
    assert!(!broken.to_string().contains("k3y"), "{broken}");
}
