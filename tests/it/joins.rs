//! Records joined with a list: of what a look-up found, the one record is taken that has the values of the node.

use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::lookup::With;
use serde_json::{Value, json};

use crate::support::{Ran, Reply, Server, Workspace, list, object, plan, run};

const DEMO: &str = r#"
operations:
  list-tasks: { path: /tasks, envelope: demo/tasks, records: "$.tasks[*]", pagination: { whole: {} }, mapping: task }
  list-people: { path: /people, envelope: demo/people, records: "$.people[*]", pagination: { whole: {} } }
mappings:
  task:
    target: unified/task
    lookups: { people: { operation: list-people } }
    fields:
      owner: { first: [{ lookup: people, where: { $.mail: $.owner, $.team: $.team }, value: $.name }, $.owner] }
"#;

async fn owners(tasks: Value, with: With) -> (Ran, usize) {
    let text = json!({ "type": "string" });
    let task = object(json!({ "owner": text, "team": { "type": "integer" } }));
    let person = object(json!({ "mail": text, "team": { "type": "number" }, "name": text }));
    let schemas = [
        ("demo/tasks", object(json!({ "tasks": list(task) }))),
        ("demo/people", object(json!({ "people": list(person) }))),
        ("unified/task", object(json!({ "owner": { "type": ["string", "null"] } }))),
    ];
    let people = json!({ "people": [
        { "mail": "a", "team": 1.0, "name": "Ann" },
        { "mail": "a", "team": 2, "name": "Abe" },
        { "mail": "b", "team": 1, "name": "Bob" },
        { "mail": "b", "team": 1, "name": "Bea" },
    ] });
    let server =
        Server::start(move |_, _, asked| Reply::json(if asked.target == "/tasks" { &tasks } else { &people })).await;
    let options = Options { with, ..Options::default() };
    let ran = run(&Workspace::demo(DEMO, &schemas).plan(), "list-tasks", json!({}), &server.url, options).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let asked = server.asked().len();
    (ran, asked)
}

#[tokio::test]
async fn one_record_is_found_by_all_its_values() {
    let tasks = json!({ "tasks": [{ "owner": "a", "team": 2 }, { "owner": "a", "team": 1 }, { "owner": "a" }] });
    let (ran, asked) = owners(tasks.clone(), With::Everything).await;
    // Without a team nobody is meant, which is no problem.
    assert_eq!(ran.records, [json!({ "owner": "Abe" }), json!({ "owner": "Ann" }), json!({ "owner": "a" })]);
    assert_eq!((asked, ran.outcome.problems.total()), (2, 0), "the list is read once for all records");
    let (ran, asked) = owners(tasks, With::Nothing).await;
    assert_eq!(ran.records, vec![json!({ "owner": "a" }); 3]);
    assert_eq!((asked, ran.outcome.problems.total()), (1, 0), "nobody asked for it");
    let (_, asked) = owners(json!({ "tasks": [{ "owner": "a" }, {}] }), With::Everything).await;
    assert_eq!(asked, 1, "there is nobody to look for");
}

#[tokio::test]
async fn none_and_several_are_told() {
    for (owner, found) in [("b", "2 records"), ("c", "no record")] {
        let (ran, _) = owners(json!({ "tasks": [{ "owner": owner, "team": 1 }] }), With::Everything).await;
        assert_eq!(ran.records, [json!({ "owner": owner })]);
        let told = format!("{:?}", ran.outcome.problems);
        assert_eq!(ran.outcome.problems.total(), 1, "{told}");
        assert!(told.contains(&format!("`people` gave {found} with")), "{told}");
    }
}

/// A record whose list holds what another member names, as one document (JSON) or as bytes of a page.
#[tokio::test]
async fn a_node_of_the_record_is_found_by_its_values() {
    const OWN: &str = r#"
connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
auth: { none: {} }
operations:
  list-tasks: { path: /tasks, envelope: demo/tasks, records: "$.tasks[*]", pagination: { whole: {} }, mapping: task }
mappings:
  task:
    target: unified/task
    fields:
      owner: { one: "$.people[*]", where: { $.id: $.owner }, value: "{{ parent.owner }}: {{ item.name }}" }
"#;
    let text = json!({ "type": "string" });
    let object = |properties: Value| json!({ "type": "object", "properties": properties });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let person = object(json!({ "id": { "type": "integer" }, "name": text }));
    let task = object(json!({ "owner": { "type": "integer" }, "people": list(person) }));
    let schemas = [
        ("demo/tasks", object(json!({ "tasks": list(task) }))),
        ("unified/task", object(json!({ "owner": { "type": ["string", "null"] } }))),
    ];
    let people = json!([{ "id": 1, "name": "Ann" }, { "id": 2, "name": "Bob" }, { "id": 2, "name": "Bea" }]);
    let tasks = json!({ "tasks": [
        { "owner": 1, "people": people },
        { "people": people },
        { "owner": 2, "people": people },
        { "owner": 3, "people": people },
        { "owner": 1 },
    ] });
    let server = Server::start(move |_, _, _| Reply::json(&tasks)).await;
    let ran =
        run(&Workspace::new(OWN, &schemas).plan(), "list-tasks", json!({}), &server.url, Options::default()).await;
    let nobody = json!({ "owner": null });
    assert_eq!(ran.records, [json!({ "owner": "1: Ann" }), nobody.clone(), nobody.clone(), nobody.clone(), nobody]);
    let told = format!("{:?}", ran.outcome.problems);
    // Where nobody is named, nobody is missed.
    assert_eq!(ran.outcome.problems.total(), 3, "{told}");
    assert!(told.contains("`$.people[*]` finds 2 records with the number 2 at `$.id`, and one is wanted"), "{told}");
}

/// Custom fields as Ashby gives them, with the definitions of most of them.
async fn custom_fields(with: With, is_allowed: bool) -> Ran {
    let field = |id: &str, value: Value| json!({ "id": id, "title": id, "isPrivate": false, "value": value });
    let mut labelled = field("level", json!("l2"));
    labelled["valueLabel"] = json!("Senior");
    let fields = [
        labelled,
        field("level", json!("l1")),
        field("level", json!("l9")),
        field("skills", json!(["s2", "s9", "s1"])),
        field("skills", json!([])),
        field("words", json!("l1")),
        field("pay", json!({ "value": 5, "currencyCode": "EUR" })),
        field("new", json!("n")),
    ];
    let option = |value: &str, label: &str, gone: bool| json!({ "value": value, "label": label, "isArchived": gone });
    let definition = |id: &str, kind: &str, options: Value| {
        json!({ "id": id, "title": id, "objectType": "Candidate", "isArchived": id == "skills", "fieldType": kind,
                "isRequired": false, "selectableValues": options })
    };
    let definitions = [
        definition("level", "ValueSelect", json!([option("l1", "Junior", true), option("l2", "Senior", false)])),
        definition("skills", "MultiValueSelect", json!([option("s1", "Rust", false), option("s2", "Yaml", false)])),
        definition("words", "String", Value::Null),
        definition("pay", "Currency", Value::Null),
    ];
    let mut candidate = json!({ "id": "c", "customFields": fields });
    for name in [
        "createdAt",
        "updatedAt",
        "name",
        "emailAddresses",
        "phoneNumbers",
        "socialLinks",
        "tags",
        "applicationIds",
        "fileHandles",
        "profileUrl",
    ] {
        candidate[name] = Value::Null;
    }
    let page = |results: Value| json!({ "success": true, "results": results, "moreDataAvailable": false });
    let (candidates, definitions) = (page(json!([candidate])), page(json!(definitions)));
    let refused = json!({ "success": false, "errorInfo": { "code": "missing_endpoint_permission" } });
    let server = Server::start(move |_, _, asked| match asked.target.as_str() {
        "/candidate.list" => Reply::json(&candidates),
        _ if !is_allowed => Reply::status(403, "application/json", refused.to_string()),
        "/customField.list" => {
            assert_eq!(asked.json()["includeArchived"], true);
            Reply::json(&definitions)
        }
        other => panic!("{other}"),
    })
    .await;
    let options = Options { with, ..Options::default() };
    run(&plan("connectors", "ashby"), "list-candidates", json!({}), &server.url, options).await
}

fn asked() -> With {
    With::Fields(vec!["custom_fields".to_owned()])
}

#[tokio::test]
async fn custom_fields_of_ashby_are_joined_with_their_definitions() {
    let values = |ran: &Ran| -> Vec<Value> {
        let fields = ran.records[0]["custom_fields"].as_array().unwrap();
        fields.iter().map(|field| json!([field["value"], field["value_id"]])).collect()
    };
    let ran = custom_fields(asked(), true).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let joined = [
        json!(["Senior", "l2"]),
        json!(["Junior", "l1"]),
        // An option that the definition does not have stays as it is.
        json!(["l9", "l9"]),
        json!([["Rust", "Yaml", "s9"], null]),
        json!([[], null]),
        // Text that is called like an option is none.
        json!(["l1", null]),
        json!([{ "value": 5, "currencyCode": "EUR" }, null]),
        json!(["n", null]),
    ];
    assert_eq!(values(&ran), joined);
    // A plain value needs no definition.
    assert_eq!(ran.outcome.problems.total(), 0, "{:?}", ran.outcome.problems);
    // As before where nobody asks, also by a key that may not read definitions.
    let plain = custom_fields(With::Nothing, false).await;
    assert!(matches!(plain.outcome.ending, Ending::Complete), "{:?}", plain.outcome.ending);
    assert_eq!(plain.outcome.problems.total(), 0);
    assert_eq!(values(&plain)[..2], [json!(["Senior", "l2"]), json!(["l1", null])]);
}

#[tokio::test]
async fn a_key_that_may_not_read_definitions_is_told_so() {
    let ran = custom_fields(asked(), false).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert_eq!(error.kind(), ErrorKind::Scope);
    let told = error.to_string();
    assert!(told.contains("look-up: list-custom-fields") && told.contains("hiringProcessMetadata:read"), "{told}");
}
