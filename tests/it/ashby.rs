//! The whole of Ashby: every operation that its documentation has, as it has it, and the request that each one makes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use engine_lang::plan::{Input, InputType, Operation, Pagination, Refusal, Slot, Tree};
use engine_runtime::call::{Call, Given};
use engine_runtime::credentials::Credentials;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::request::Request;
use insta::{assert_snapshot, with_settings};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Reply, Server, plan, root, run};

/// What the provider documents of an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Documented {
    /// One operation needs none.
    scope: Option<String>,
    #[serde(default)]
    paged: bool,
    #[serde(default)]
    incremental: bool,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    takes: Vec<String>,
}

/// The arguments that an operation sends, by itself or through paging.
fn sent(operation: &Operation) -> BTreeSet<String> {
    let mut sent = BTreeSet::new();
    if let Some(Tree::Object(members)) = &operation.body {
        sent.extend(members.iter().map(|member| member.name.value.clone()));
    }
    let size = operation.page_size.as_ref().map(|size| &size.to);
    let cursor = match &operation.pagination {
        Pagination::Cursor { to, .. } => Some(to),
        _ => None,
    };
    for slot in size.into_iter().chain(cursor) {
        if let Slot::Body(path) = slot {
            sent.insert(path[0].clone());
        }
    }
    sent
}

#[test]
fn operations_are_those_that_are_documented() {
    let text = std::fs::read_to_string(root("tests/ashby.yaml")).unwrap();
    let documented: BTreeMap<String, Documented> = serde_yaml::from_str(&text).unwrap();
    let plan = plan("connectors", "ashby");
    let operations = &plan.connector().operations;
    assert_eq!(documented.len(), 181);
    let paths: BTreeSet<&str> =
        operations.values().map(|operation| operation.path_text.trim_start_matches('/')).collect();
    assert_eq!(paths, documented.keys().map(String::as_str).collect());
    for operation in operations.values() {
        let name = operation.path_text.trim_start_matches('/');
        let documented = &documented[name];
        assert_eq!(operation.scopes, documented.scope.as_slice(), "{name}");
        let sent = sent(operation);
        let takes: BTreeSet<String> = documented.takes.iter().cloned().collect();
        // One of the operations on a path sends all that it takes; another may read a part of what it gives.
        let is_first = plan.called(name).is_some_and(|first| first.name == operation.name);
        assert!(sent.is_subset(&takes) && (!is_first || sent == takes), "{name}: {sent:?} and not {takes:?}");
        assert!(documented.needs.iter().all(|need| sent.contains(need)), "{name}");
        assert!(!is_first || matches!(operation.pagination, Pagination::Cursor { .. }) == documented.paged, "{name}");
        assert_eq!(operation.incremental.is_some(), documented.incremental, "{name}");
        assert!(operation.title.is_some() && operation.docs.is_some(), "{name}");
    }
}

/// Some value that an input takes.
fn invented(name: &str, input: &Input) -> Value {
    let one = |kind: InputType| match kind {
        InputType::Integer => json!(7),
        InputType::Number => json!(7.5),
        InputType::Boolean => json!(true),
        InputType::Date => json!("2026-01-31"),
        InputType::DateTime => json!("2026-01-31T08:00:00Z"),
        InputType::Object => json!({ "some": name }),
        InputType::String | InputType::Array => json!(format!("some {name}")),
    };
    let choice = input.choices.as_ref().and_then(|choices| choices.first().cloned());
    match input.kind {
        InputType::Array => json!([choice.unwrap_or_else(|| one(input.items))]),
        kind => choice.unwrap_or_else(|| one(kind)),
    }
}

#[test]
fn every_operation_makes_its_request() {
    let plan = plan("connectors", "ashby");
    let credentials = Credentials::gather(plan.connector(), |name, _| Some(format!("credential-{name}"))).unwrap();
    let mut text = String::new();
    for operation in plan.connector().operations.values() {
        let given = operation.inputs.iter().map(|(name, input)| (name.clone(), Given::Json(invented(name, input))));
        let call = Call::bind(operation, given.collect()).unwrap();
        let request = Request::first(&plan, operation, &call, &credentials, None).unwrap();
        let body = request.body.clone().unwrap_or_default();
        writeln!(text, "{} {} {}\n  {body}", operation.name, request.method_name(), request.url.path()).unwrap();
    }
    with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        assert_snapshot!("ashby-requests", text);
    });
}

/// What the provider shows of refusals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusals {
    codes: BTreeMap<String, Refusal>,
    answers: Vec<Refused>,
}

/// A refusal as it comes, and what a person reads of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    name: String,
    status: u16,
    answer: Value,
    lines: Vec<String>,
}

fn refusals() -> Refusals {
    serde_yaml::from_str(&std::fs::read_to_string(root("tests/ashby-errors.yaml")).unwrap()).unwrap()
}

#[test]
fn every_code_that_is_named_has_a_kind_and_help() {
    let plan = plan("connectors", "ashby");
    let errors = &plan.connector().errors;
    let codes = refusals().codes;
    for (code, kind) in &codes {
        let known = errors.iter().find(|error| error.covers(code)).unwrap_or_else(|| panic!("{code} has no kind"));
        assert_eq!(known.kind, *kind, "{code}");
        assert!(known.help.is_some(), "{code} has no help");
    }
    for error in errors {
        assert!(codes.keys().any(|code| error.covers(code)), "nothing names {}", error.code);
    }
}

#[tokio::test]
async fn refusals_are_read_in_every_shape() {
    let plan = plan("connectors", "ashby");
    for case in refusals().answers {
        let Refused { name, status, answer, lines } = case;
        let server = Server::start(move |_, _, _| {
            let body = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
            let kind = if answer.is_string() { "text/plain" } else { "application/json" };
            let reply = Reply::status(status, kind, body);
            // The header comes first, so the id in the body shows only without it.
            let in_body = answer.pointer("/errorInfo/requestId").is_some();
            if in_body { reply } else { reply.header("x-ashby-request-id", "01TESTHEADER") }
        })
        .await;
        let ran = run(&plan, "list-departments", json!({}), &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{name}: {:?}", ran.outcome.ending) };
        let told = error.to_string();
        assert!(told.contains("request id: 01TEST"), "{name}: {told}");
        for line in lines {
            assert!(told.contains(&line), "{name}: `{line}` is not in {told}");
        }
    }
}
