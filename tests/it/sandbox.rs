//! The sandbox: whatever was recorded can be read from it, for every way of paging, and only with the right credential.

use engine_lang::expression::Found;
use engine_lang::plan::{OneOf, Operation};
use engine_runtime::credentials::Credentials;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{catalog, plan, root, run, run_as};

const WORKSPACES: [(&str, &str); 2] = [("connectors", "ashby"), ("tests/workspace/connectors", "harbour")];

/// Inputs of operations that need some, which fit what was recorded.
fn inputs(operation: &str) -> Value {
    match operation {
        "get-job" => json!({ "id": recorded_id("list-jobs") }),
        "get-candidate" => json!({ "id": recorded_id("list-candidates") }),
        "get-application" => json!({ "application_id": recorded_id("list-applications") }),
        "get-ticket" | "list-watchers" => json!({ "project": "atlas", "number": 12 }),
        "list-tickets" | "list-milestones" => json!({ "project": "atlas" }),
        "create-ticket" => json!({ "project": "atlas", "title": "x" }),
        other => recorded_call(other),
    }
}

/// The inputs with which an operation was recorded.
fn recorded_call(operation: &str) -> Value {
    let path = root(&format!("tests/resources/ashby/{operation}/call.yaml"));
    let call: Value = std::fs::read_to_string(path).map_or(Value::Null, |text| serde_yaml::from_str(&text).unwrap());
    if call["inputs"].is_object() { call["inputs"].clone() } else { json!({}) }
}

/// The records of all recorded pages.
fn recorded_records(operation: &str) -> Vec<Value> {
    let exchanges = catalog("connectors").exchanges("ashby", operation).unwrap();
    let pages = exchanges.iter().map(|(_, text)| serde_json::from_str::<Value>(text).unwrap());
    pages.flat_map(|page| page["response"]["body"]["results"].as_array().unwrap().clone()).collect()
}

/// The id of the last recorded record.
fn recorded_id(operation: &str) -> Value {
    recorded_records(operation).last().unwrap()["id"].clone()
}

fn counts(only: &OneOf, record: &Value) -> bool {
    let Found::One(Some(found)) = only.path.value.find(record) else { return false };
    only.values.iter().any(|one| one.value == *found)
}

/// Whether a record has the texts that a caller gave under the names that the provider has for them.
fn belongs(record: &Value, inputs: &Value) -> bool {
    let theirs = |name: &str| {
        let mut words = name.split('_');
        let first = words.next().unwrap().to_owned();
        words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
    };
    let given = inputs.as_object().unwrap().iter().filter(|(_, value)| value.is_string());
    given.into_iter().all(|(name, value)| record.get(theirs(name)).is_none_or(|own| own == value))
}

#[tokio::test]
async fn every_operation_gives_what_was_recorded() {
    for (connectors, name) in WORKSPACES {
        let (plan, catalog) = (plan(connectors, name), catalog(connectors));
        let sandbox = Sandbox::start(&plan, &catalog).await.unwrap();
        let recorded = |operation: &&Operation| !catalog.exchanges(name, &operation.name).unwrap().is_empty();
        for operation in plan.connector().operations.values().filter(recorded) {
            let credentials = Credentials::invented(plan.connector());
            let options = Options { raw: true, ..Options::default() };
            let url = sandbox.url().as_str();
            let ran = run_as(&plan, &operation.name, inputs(&operation.name), url, options, credentials).await;
            let ending = &ran.outcome.ending;
            assert!(matches!(ending, Ending::Complete), "{name} {}: {ending:?}", operation.name);
            if operation.records.value.is_singular() {
                assert_eq!(ran.records.len(), 1, "{name} {}", operation.name);
                continue;
            }
            // Of operations with one path, the sandbox serves what was recorded of the first.
            let alike = |other: &&Operation| other.path_text == operation.path_text && recorded(other);
            let served = plan.connector().operations.values().find(alike).unwrap();
            let recorded: Vec<Value> = catalog
                .exchanges(name, &served.name)
                .unwrap()
                .into_iter()
                .flat_map(|(_, text)| {
                    let exchange: Value =
                        serde_json::from_str(&text.replace("{base}", url.trim_end_matches('/'))).unwrap();
                    // What makes several records of one has the answers of its look-ups beside its own.
                    let makes_several = served.mapping.as_ref().is_some_and(|mapping| mapping.several);
                    if makes_several && !exchange["request"].as_str().unwrap().ends_with(&served.path_text) {
                        return Vec::new();
                    }
                    let body = &exchange["response"]["body"];
                    let steps = operation.records.value.lead().iter();
                    let list = steps.fold(body.clone(), |value, step| step.of(&value).unwrap().clone());
                    list.as_array().unwrap().clone()
                })
                .filter(|record| operation.only.iter().all(|only| counts(only, record)))
                .filter(|record| belongs(record, &inputs(&operation.name)))
                .collect();
            assert_eq!(ran.records, recorded, "{name} {}", operation.name);
        }
    }
}

#[tokio::test]
async fn another_credential_is_refused() {
    for (connectors, name) in WORKSPACES {
        let plan = plan(connectors, name);
        let sandbox = Sandbox::start(&plan, &catalog(connectors)).await.unwrap();
        let operation = plan.connector().operations.keys().next().unwrap();
        let ran = run(&plan, operation, inputs(operation), sandbox.url().as_str(), Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
        assert_eq!(error.kind(), ErrorKind::Permission);
    }
}

#[tokio::test]
async fn a_list_has_what_belongs_to_the_whole_that_was_asked_for() {
    let plan = plan("connectors", "ashby");
    let sandbox = Sandbox::start(&plan, &catalog("connectors")).await.unwrap();
    let all: Vec<Value> = recorded_records("list-interview-schedules");
    let application = all[0]["applicationId"].clone();
    let own = all.iter().filter(|record| record["applicationId"] == application).count();
    let (options, credentials) = (Options::default(), Credentials::invented(plan.connector()));
    let inputs = json!({ "application_id": application });
    let name = "list-application-interview-schedules";
    let ran = run_as(&plan, name, inputs, sandbox.url().as_str(), options, credentials).await;
    assert!(0 < own && own < all.len());
    assert_eq!(ran.outcome.records, own as u64);
}

#[tokio::test]
async fn a_record_is_answered_by_its_id() {
    let plan = plan("connectors", "ashby");
    let sandbox = Sandbox::start(&plan, &catalog("connectors")).await.unwrap();
    let id = recorded_id("list-jobs");
    let credentials = Credentials::invented(plan.connector());
    let url = sandbox.url().as_str();
    let ran = run_as(&plan, "get-job", json!({ "id": id }), url, Options::default(), credentials).await;
    assert_eq!(ran.records[0]["id"], id);
}
