//! What `validate` accepts maps: records made of the provider's schema give records that the target's schema accepts,
//! or problems that were told.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;

use engine_lang::Plan;
use engine_lang::expression::Step;
use engine_runtime::execute::{Ending, Options};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::shapes::{Fidelity, Shapes};
use crate::support::{Reply, Server, plan, root, run};

/// An operation with a mapping.
struct Case {
    /// The folder of its workspace.
    folder: &'static str,
    plan: Plan,
    operation: String,
    inputs: Value,
}

/// One operation for each mapping of whole records, of both connectors.
fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut mappings = BTreeSet::new();
    for (folder, connector) in [("", "ashby"), ("tests/workspace/", "harbour")] {
        let plan = plan(&format!("{folder}connectors"), connector);
        for operation in plan.connector().operations.values() {
            // What makes several records of one takes them from look-ups, or is the same for every record.
            let own = operation.mapping.as_ref().filter(|mapping| !mapping.several);
            let Some(mapping) = own.filter(|mapping| mappings.insert(mapping.name.clone())) else {
                continue;
            };
            // Harbour's other answers have envelopes of their own, which the list of its tickets stands for.
            if connector == "harbour" && mapping.name != "ticket" {
                continue;
            }
            let call = root(&format!("{folder}tests/resources/{connector}/{}/call.yaml", operation.name));
            let call: Value = fs::read_to_string(call).map_or(Value::Null, |text| serde_yaml::from_str(&text).unwrap());
            let (plan, operation) = (plan.clone(), operation.name.clone());
            let operation = if connector == "harbour" { "get-ticket".to_owned() } else { operation };
            let inputs = match connector {
                "harbour" => json!({ "project": "atlas", "number": 1 }),
                _ => call["inputs"].clone(),
            };
            cases.push(Case { folder, plan, operation, inputs });
        }
    }
    assert!(cases.len() > 15);
    cases
}

/// Maps generated records of an operation, and hands each mapped one to `judge` with the number of problems.
fn map_all(case: &Case, fidelity: Fidelity, judge: &dyn Fn(&jsonschema::Validator, &Value, &Value, u64)) {
    let Case { folder, plan, operation, inputs } = case;
    let planned = plan.operation(operation).unwrap();
    let source = Shapes::new(&format!("{folder}schemas"));
    let target = source.validator(&planned.mapping.as_ref().unwrap().target);
    let records = source.values(planned.record.as_ref().unwrap(), fidelity);
    let is_list = planned.records.value.text().ends_with("[*]");
    let runtime = RefCell::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&records, |record| {
        let results = if is_list { json!([record]) } else { record.clone() };
        let mut answer = planned.records.value.lead().iter().rev().fold(results, |inner, step| match step {
            Step::Member(name) => json!({ name: inner }),
            Step::Element(_) => json!([inner]),
        });
        if plan.connector().name == "ashby" {
            answer["success"] = json!(true);
            answer["moreDataAvailable"] = json!(false);
        }
        let ran = runtime.borrow().block_on(async {
            let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
            run(plan, operation, inputs.clone(), &server.url, Options::default()).await
        });
        match ran.outcome.ending {
            Ending::Complete => judge(&target, &record, &ran.records[0], ran.outcome.problems.total()),
            // A record that is no object, or has none of its members, is an answer that cannot be mapped, and the run says so.
            Ending::Failed(_)
                if fidelity == Fidelity::Loose && (!record.is_object() || planned.members.are_strange_to(&record)) => {}
            other => panic!("{operation}: {other:?} for {record}"),
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{operation}: {error}");
    }
}

#[test]
fn a_record_of_the_providers_schema_becomes_one_of_the_targets_without_a_problem() {
    for case in cases() {
        map_all(&case, Fidelity::Exact, &|target, record, mapped, problems| {
            let wrong: Vec<String> =
                target.iter_errors(mapped).map(|error| format!("{error} at {}", error.instance_path())).collect();
            assert!(wrong.is_empty(), "{wrong:?}\n{record}\n{mapped}");
            // Harbour's schemas admit that some dates are words and that any site adds states of its own.
            assert!(
                problems == 0 || case.plan.connector().name == "harbour",
                "{problems} problems\n{record}\n{mapped}"
            );
        });
    }
}

#[test]
fn any_other_record_becomes_one_of_the_targets_or_a_problem() {
    for case in cases() {
        map_all(&case, Fidelity::Loose, &|target, record, mapped, problems| {
            assert!(problems > 0 || target.is_valid(mapped), "not a word\n{record}\n{mapped}");
        });
    }
}
