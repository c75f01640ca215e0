//! Records as the provider was seen to send them, beside what it documents: each maps, and without a problem.

use std::collections::BTreeMap;

use engine_lang::Plan;
use engine_lang::expression::{Found, Step};
use engine_lang::plan::Operation;
use engine_runtime::exchange::Exchange;
use engine_runtime::execute::{Ending, Options};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::shapes::Shapes;
use crate::support::{Reply, Server, catalog, plan, root, run};

/// What was seen of an operation's records, by path.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// What came as null.
    #[serde(default)]
    null: Vec<String>,
    /// What was left out.
    #[serde(default)]
    absent: Vec<String>,
    /// Lists that came empty.
    #[serde(default)]
    empty: Vec<String>,
    /// What came though nothing documents it.
    #[serde(default)]
    more: BTreeMap<String, Value>,
}

/// A path and the value that is seen there; `None` where nothing is.
type Change = (String, Option<Value>);

impl Seen {
    fn changes(self) -> Vec<Change> {
        let null = self.null.into_iter().map(|path| (path, Some(Value::Null)));
        let absent = self.absent.into_iter().map(|path| (path, None));
        let empty = self.empty.into_iter().map(|path| (path, Some(json!([]))));
        let more = self.more.into_iter().map(|(path, value)| (path, Some(value)));
        null.chain(absent).chain(empty).chain(more).collect()
    }
}

/// Writes a value wherever a path leads; members on the way that are not there stay so.
fn put(at: &mut Value, way: &[&str], value: Option<&Value>) {
    let Some((step, rest)) = way.split_first() else { return };
    let (name, is_list) = step.strip_suffix("[*]").map_or((*step, false), |name| (name, true));
    let Some(members) = at.as_object_mut() else { return };
    match (members.get_mut(name), value) {
        (Some(Value::Array(list)), _) if is_list => list.iter_mut().for_each(|element| put(element, rest, value)),
        (Some(inner), _) if !rest.is_empty() => put(inner, rest, value),
        (_, Some(value)) if rest.is_empty() => {
            members.insert(name.to_owned(), value.clone());
        }
        _ if rest.is_empty() => {
            members.remove(name);
        }
        _ => {}
    }
}

/// What is at a path without lists.
fn at(record: &Value, path: &str) -> Option<Value> {
    path.split('.').skip(1).try_fold(record, |at, name| at.get(name)).cloned()
}

fn changed(record: &Value, changes: &[Change]) -> Value {
    let mut record = record.clone();
    for (path, value) in changes {
        put(&mut record, &path.split('.').skip(1).collect::<Vec<_>>(), value.as_ref());
    }
    record
}

fn recorded(operation: &Operation) -> Vec<Value> {
    let exchanges = catalog("connectors").exchanges("ashby", &operation.name).unwrap();
    let bodies = exchanges.iter().map(|(_, text)| Exchange::parse(text, "http://localhost").unwrap().response.body);
    let records: Vec<Value> = bodies
        .flat_map(|body| match operation.records.value.find(&body) {
            Found::One(record) => record.into_iter().cloned().collect::<Vec<_>>(),
            Found::Many(records) => records.into_iter().flatten().cloned().collect(),
        })
        .collect();
    assert!(!records.is_empty(), "nothing was recorded of {}", operation.name);
    records
}

fn inputs(operation: &str) -> Value {
    let path = root(&format!("tests/resources/ashby/{operation}/call.yaml"));
    let call: Value = std::fs::read_to_string(path).map_or(Value::Null, |text| serde_yaml::from_str(&text).unwrap());
    call["inputs"].clone()
}

/// Runs an operation over these records: each follows the provider's schema, and becomes one of the target's without a
/// problem.
async fn maps(plan: &Plan, shapes: &Shapes, operation: &Operation, records: Vec<Value>, what: &str) {
    let name = &operation.name;
    let source = shapes.validator(operation.record.as_ref().unwrap());
    for record in &records {
        let wrong: Vec<String> = source.iter_errors(record).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "the schema of {name} does not know {what}: {wrong:?}");
    }
    let is_one = operation.records.value.is_singular();
    let pages = if is_one { records } else { vec![Value::Array(records)] };
    for results in pages {
        let mut answer = operation.records.value.lead().iter().rev().fold(results, |inner, step| match step {
            Step::Member(name) => json!({ name: inner }),
            Step::Element(_) => json!([inner]),
        });
        answer["success"] = json!(true);
        answer["moreDataAvailable"] = json!(false);
        let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
        let ran = run(plan, name, inputs(name), &server.url, Options::default()).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{name} with {what}: {:?}", ran.outcome.ending);
        let problems: Vec<String> = ran.outcome.problems.list(plan).iter().map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{name} with {what}: {problems:?}");
        let Some(mapping) = &operation.mapping else { continue };
        let target = shapes.validator(&mapping.target);
        for record in &ran.records {
            let wrong: Vec<String> = target.iter_errors(record).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{name} with {what}: {wrong:?}\n{record}");
        }
    }
}

#[tokio::test]
async fn what_was_seen_maps_one_by_one_and_together() {
    let text = std::fs::read_to_string(root("tests/ashby-records.yaml")).unwrap();
    let seen: BTreeMap<String, Seen> = serde_yaml::from_str(&text).unwrap();
    let (plan, shapes) = (plan("connectors", "ashby"), Shapes::new("schemas"));
    for (name, seen) in seen {
        let operation = plan.operation(&name).unwrap();
        let records = recorded(operation);
        let changes = seen.changes();
        for change in changes.chunks(1).chain([changes.as_slice()]) {
            let all: Vec<Value> = records.iter().map(|record| changed(record, change)).collect();
            let was_so =
                |(path, value): &Change| all.iter().any(|record| value.is_some() && at(record, path) == *value);
            assert!(all != records || change.iter().all(was_so), "{name} has nothing at {change:?}");
            maps(&plan, &shapes, operation, all, &format!("{change:?}")).await;
        }
    }
}

/// The same record with null for all but its id; within objects and lists instead, if they are kept.
fn bare(record: &Value, keeps_inner: bool) -> Value {
    let inner = |value: &Value| match value {
        Value::Object(_) => bare(value, true),
        Value::Array(list) => list.iter().filter(|element| element.is_object()).map(|one| bare(one, true)).collect(),
        _ => Value::Null,
    };
    let members = record.as_object().into_iter().flatten().map(|(name, value)| {
        let value = match name.as_str() {
            // What stands in `extraData` is named by whoever wrote it, and is text.
            "id" | "extraData" => value.clone(),
            _ if keeps_inner => inner(value),
            _ => Value::Null,
        };
        (name.clone(), value)
    });
    Value::Object(members.collect())
}

#[tokio::test]
async fn records_that_are_null_nearly_everywhere_map() {
    let (plan, shapes) = (plan("connectors", "ashby"), Shapes::new("schemas"));
    let mut count = 0;
    // What makes several records of one takes them from look-ups, or is the same for every record.
    let one_of_each = |operation: &&Operation| operation.mapping.as_ref().is_some_and(|mapping| !mapping.several);
    for operation in plan.connector().operations.values().filter(one_of_each) {
        // A record that does not say whether it counts is a failure.
        if !operation.only.is_empty() {
            continue;
        }
        let records = recorded(operation);
        for keeps_inner in [false, true] {
            let bared = records.iter().map(|record| bare(record, keeps_inner)).collect();
            maps(&plan, &shapes, operation, bared, "nulls nearly everywhere").await;
        }
        count += records.len();
    }
    assert!(count > 100, "{count} are too few");
}
