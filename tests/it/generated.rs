//! What `validate` accepts maps: records made of the provider's schema give records that the target's schema accepts,
//! or problems that were told.

use std::cell::RefCell;

use engine_runtime::execute::{Ending, Options};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::shapes::{Fidelity, Shapes};
use crate::support::{Reply, Server, plan, run};

/// An operation with a mapping: the folder of its connector, the connector, the operation, its inputs.
type Case = (&'static str, &'static str, &'static str, Value);

/// One operation for each mapping of whole records, of both connectors.
fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for operation in
        ["list-applications", "list-candidates", "list-departments", "list-jobs", "list-locations", "list-users"]
    {
        cases.push(("", "ashby", operation, json!({})));
    }
    cases.push(("tests/workspace/", "harbour", "get-ticket", json!({ "project": "atlas", "number": 1 })));
    cases
}

/// Maps generated records of an operation, and hands each mapped one to `judge` with the number of problems.
fn map_all(case: &Case, fidelity: Fidelity, judge: &dyn Fn(&jsonschema::Validator, &Value, &Value, u64)) {
    let (folder, connector, operation, inputs) = case;
    let plan = plan(&format!("{folder}connectors"), connector);
    let planned = plan.operation(operation).unwrap();
    let source = Shapes::new(&format!("{folder}schemas"));
    let target = source.validator(&planned.mapping.as_ref().unwrap().target);
    let records = source.values(planned.record.as_ref().unwrap(), fidelity);
    let is_list = planned.records.value.text().ends_with("[*]");
    let runtime = RefCell::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&records, |record| {
        let results = if is_list { json!([record]) } else { record.clone() };
        let answer = match *connector {
            "ashby" => json!({ "success": true, "results": results, "moreDataAvailable": false }),
            _ => results,
        };
        let ran = runtime.borrow().block_on(async {
            let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
            run(&plan, operation, inputs.clone(), &server.url, Options::default()).await
        });
        match ran.outcome.ending {
            Ending::Complete => judge(&target, &record, &ran.records[0], ran.outcome.problems.total()),
            // A record that is no object is an answer that cannot be mapped, and the run says so.
            Ending::Failed(_) if fidelity == Fidelity::Loose && !record.is_object() => {}
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
            assert!(problems == 0 || case.1 == "harbour", "{problems} problems\n{record}\n{mapped}");
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
