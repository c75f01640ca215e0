//! Paths that look for one text: a text that no record of a run has may be misspelt, and is told.

use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Reply, Server, Workspace, list, object, run};

const DEMO: &str = r#"
operations:
  list-people: { path: /people, envelope: demo/people, records: "$.data[*]", pagination: { whole: {} }, mapping: person }
mappings:
  person:
    target: unified/person
    fields:
      name: $.name
      salary: { first: "$.fields[?@.title == 'Salary'].value" }
      notes: { each: "$.fields[?@.title == 'Note']", value: $.value }
      # Where the first is there, nobody looks for the second.
      nickname: { first: [$.name, { first: "$.fields[?@.title == 'Nickname'].value" }] }
"#;

/// The paths that were told, of a run over people with such fields.
async fn told(people: Vec<Value>) -> Vec<String> {
    let text = json!({ "type": ["string", "null"] });
    let field = object(json!({ "title": text, "value": text }));
    let person = object(json!({ "name": text, "fields": list(field) }));
    let unified = json!({ "name": text, "salary": text, "notes": { "type": ["array", "null"], "items": text }, "nickname": text });
    let schemas = [("demo/people", object(json!({ "data": list(person) }))), ("unified/person", object(unified))];
    let workspace = Workspace::demo(DEMO, &schemas);
    let server = Server::start(move |_, _, _| Reply::json(&json!({ "data": people }))).await;
    let ran = run(&workspace.plan(), "list-people", json!({}), &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    ran.outcome.warnings.list()
}

/// So many people with fields of these titles. With a name that is a number, a record is read the general way.
fn people(count: usize, titles: &[&str], name: &Value) -> Vec<Value> {
    let fields: Vec<Value> = titles.iter().map(|title| json!({ "title": title, "value": "x" })).collect();
    vec![json!({ "name": name, "fields": fields }); count]
}

#[tokio::test]
async fn a_text_that_no_record_has_is_told() {
    const TOLD: &str =
        "`$.fields[?@.title == 'Salary'].value` found nothing in any of 20 records: is what it looks for misspelt?";
    for name in [json!("Ada"), json!(7)] {
        let warnings = told(people(20, &["Salarie", "Note"], &name)).await;
        assert!(matches!(warnings.as_slice(), [only] if only.ends_with(TOLD)), "{warnings:?}");
        assert!(warnings[0].contains("connector.yaml:14:"), "{warnings:?}");
        assert_eq!(told(people(20, &[], &name)).await.len(), 2);
    }
}

#[tokio::test]
async fn one_record_that_has_it_is_enough() {
    for (many, one) in [(json!("Ada"), json!(7)), (json!(7), json!("Ada")), (json!("Ada"), json!("Bo"))] {
        let both = [people(30, &[], &many), people(1, &["Salary", "Note"], &one)].concat();
        assert_eq!(told(both).await, Vec::<String>::new(), "{one}");
    }
}

#[tokio::test]
async fn of_few_records_nothing_is_said() {
    assert_eq!(told(people(19, &[], &json!("Ada"))).await, Vec::<String>::new());
}
