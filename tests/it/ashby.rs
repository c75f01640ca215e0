//! The whole of Ashby: every operation that its documentation has, as it has it, and the request that each one makes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use engine_lang::input::kind_name;
use engine_lang::plan::{Input, InputType, Operation, Pagination, Plan, Refusal, Slot, Tree};
use engine_runtime::call::{Call, Given};
use engine_runtime::credentials::Credentials;
use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::request::Request;
use insta::{assert_snapshot, with_settings};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Asked, Reply, Server, engine, plan, root, run};

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
    /// Each with its type; `or null` where null is taken, `any` where one of several types is.
    #[serde(default)]
    takes: BTreeMap<String, String>,
}

/// The arguments that an operation sends, by itself or through paging, each with its type.
fn sent(operation: &Operation) -> BTreeMap<String, String> {
    let mut sent = BTreeMap::new();
    if let Some(Tree::Object(members)) = &operation.body {
        sent.extend(members.iter().map(|member| (member.name.value.clone(), kind(operation, &member.value))));
    }
    let is_size = |slot: &Slot| operation.page_size.as_ref().is_some_and(|size| size.to == *slot);
    for slot in operation.slots() {
        if let Slot::Body(path) = slot {
            sent.insert(path[0].clone(), if is_size(slot) { "number" } else { "string" }.to_owned());
        }
    }
    sent
}

/// The type of an argument; `any` for what only a run computes.
fn kind(operation: &Operation, tree: &Tree) -> String {
    let Tree::Value(value) = tree else { return "object".to_owned() };
    let Some(input) = value.value.sole_input().map(|name| &operation.inputs[name]) else {
        let is_time = value.value.text().contains("| epoch_ms");
        return if is_time { "integer" } else { "any" }.to_owned();
    };
    let word = |kind| match kind {
        InputType::Date | InputType::DateTime => "string",
        kind => kind_name(kind),
    };
    let mut kind = word(input.kind).to_owned();
    if input.kind == InputType::Array {
        kind.push_str(&format!(" of {}", word(input.items)));
    }
    if input.nullable { kind + " or null" } else { kind }
}

/// Whether what is sent is what is documented; a whole number is a number, too.
fn agrees(sent: &str, documented: &str) -> bool {
    sent == documented || documented == "any" || sent == "any" || (sent, documented) == ("integer", "number")
}

/// The operations that send something.
pub fn asking(plan: &Plan) -> impl Iterator<Item = &Operation> {
    plan.connector().operations.values().filter(|operation| !operation.asks_nothing())
}

/// Whether a caller cannot leave an argument out.
fn is_always_sent(operation: &Operation, argument: &str) -> bool {
    let Some(Tree::Object(members)) = &operation.body else { return false };
    let Some(member) = members.iter().find(|member| member.name.value == argument) else { return false };
    let Tree::Value(value) = &member.value else { return true };
    let input = value.value.sole_input().map(|name| &operation.inputs[name]);
    input.is_none_or(|input| input.required || input.default.is_some())
}

fn documented() -> BTreeMap<String, Documented> {
    serde_yaml::from_str(&std::fs::read_to_string(root("tests/ashby.yaml")).unwrap()).unwrap()
}

#[test]
fn operations_are_those_that_are_documented() {
    let documented = documented();
    let plan = plan("connectors", "ashby");
    let operations = &plan.connector().operations;
    assert_eq!(documented.len(), 181);
    let name_of = |operation: &Operation| operation.path_text.trim_start_matches('/').to_owned();
    let paths: BTreeSet<String> = asking(&plan).map(name_of).collect();
    assert_eq!(paths, documented.keys().cloned().collect());
    for operation in asking(&plan) {
        let name = name_of(operation);
        let documented = &documented[&name];
        assert_eq!(operation.scopes, documented.scope.as_slice(), "{name}");
        for (argument, kind) in sent(operation) {
            let taken = documented.takes.get(&argument).unwrap_or_else(|| panic!("{name} does not take {argument}"));
            assert!(agrees(&kind, taken), "{name}: {argument} is {kind}, and {taken} is documented");
        }
        let is_sent = |need: &String| is_always_sent(operation, need);
        assert!(documented.needs.iter().all(is_sent), "{name} can be called without {:?}", documented.needs);
        // Another operation on a path may read a part of what the first gives.
        let is_first = plan.called(&name).is_some_and(|first| first.name == operation.name);
        assert!(!is_first || matches!(operation.pagination, Pagination::Cursor { .. }) == documented.paged, "{name}");
        // What look-ups find changes without the record that leads to them.
        let is_own = !operation.mapping.as_ref().is_some_and(|mapping| mapping.several);
        assert_eq!(operation.incremental.is_some(), documented.incremental && is_own, "{name}");
        assert!(operation.title.is_some() && operation.docs.is_some(), "{name}");
    }
    for (name, documented) in &documented {
        let of_path = operations.values().filter(|operation| name_of(operation) == *name);
        let sent: BTreeSet<String> = of_path.flat_map(|operation| sent(operation).into_keys()).collect();
        assert_eq!(sent, documented.takes.keys().cloned().collect(), "{name}");
    }
}

#[test]
fn what_is_not_documented_is_said() {
    let plan = plan("connectors", "ashby");
    let mut whole = 0;
    for operation in plan.connector().operations.values() {
        let takes_all =
            matches!(&operation.body, Some(Tree::Value(body)) if body.value.sole_input() == Some("arguments"));
        let says = operation.description.as_ref().is_some_and(|words| words.contains("passed on unchecked"));
        assert_eq!((takes_all, operation.newer), (says, says), "{}", operation.name);
        whole += usize::from(takes_all);
    }
    assert_eq!(whole, 21);
}

#[test]
fn old_spellings_mean_the_same_operation() {
    let plan = plan("connectors", "ashby");
    for (old, name) in [
        ("application.change_stage", "change-application-stage"),
        ("application.change_source", "change-application-source"),
    ] {
        assert_eq!(plan.called(old).unwrap().name, name);
        let shown = engine(&["run", "ashby", old, "application_id=a", "interview_stage_id=i", "--dry-run"]);
        let path = &plan.operation(name).unwrap().path_text;
        assert!(shown.stdout.contains(path) || shown.stderr.contains("source_id"), "{shown:?}");
    }
}

/// Nobody could tell such a submission from one that made an application by the code alone.
#[tokio::test]
async fn a_submission_that_is_not_blocked_is_done() {
    let plan = plan("connectors", "ashby");
    for (blocked, done) in [(json!(false), true), (json!(true), false), (Value::Null, false)] {
        let results = json!({ "submittedFormInstance": { "id": "f", "formDefinition": {}, "submittedValues": {} },
                              "formMessages": { "blocked": blocked } });
        let answer = json!({ "success": true, "results": results });
        let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
        let inputs = json!({ "job_posting_id": "p", "application_form": {} });
        let ran = run(&plan, "submit-application-form", inputs, &server.url, Options::default()).await;
        assert_eq!(matches!(ran.outcome.ending, Ending::Complete), done, "{blocked}: {:?}", ran.outcome.ending);
    }
}

#[tokio::test]
async fn what_narrows_a_list_goes_beside_what_pages_it() {
    let plan = plan("connectors", "ashby");
    let server = Server::start(|_, number, asked| {
        assert_eq!(asked.json()["expand"], json!(["interview"]));
        let page = json!({ "success": true, "results": [{ "id": number }], "moreDataAvailable": number == 0, "nextCursor": "c" });
        Reply::json(&page)
    })
    .await;
    let inputs = json!({ "arguments": { "expand": ["interview"] } });
    let ran = run(&plan, "list-take-home-assignments", inputs, &server.url, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let bodies: Vec<Value> = server.asked().iter().map(Asked::json).collect();
    assert_eq!(bodies[0], json!({ "expand": ["interview"], "limit": 100 }));
    assert_eq!(bodies[1], json!({ "expand": ["interview"], "limit": 100, "cursor": "c" }));
    for name in ["limit", "cursor"] {
        let inputs = json!({ "arguments": { name: "x" } });
        let ran = run(&plan, "list-take-home-assignments", inputs, &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
        assert_eq!(error.kind(), ErrorKind::Input);
        assert!(error.to_string().contains(&format!("`{name}` in `arguments` is what paging writes")), "{error}");
    }
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_null_that_is_given_is_sent_and_what_is_not_given_is_not() {
    let plan = plan("connectors", "ashby");
    let server = Server::start(|_, _, _| Reply::json(&json!({ "success": true, "results": { "id": "x" } }))).await;
    let inputs = json!({ "user_id": "u", "daily_limit": null });
    run(&plan, "update-interviewer-settings", inputs, &server.url, Options::default()).await;
    assert_eq!(server.asked()[0].json(), json!({ "userId": "u", "dailyLimit": null }));
    for (operation, inputs) in [
        ("change-application-source", json!({ "application_id": "a", "source_id": null })),
        ("update-location-external-name", json!({ "location_id": "l", "external_name": null })),
    ] {
        run(&plan, operation, inputs, &server.url, Options::default()).await;
        assert!(server.asked().last().unwrap().body.contains("null"), "{operation}");
    }
    let operation = plan.operation("update-interviewer-settings").unwrap();
    for given in [("user_id", Given::Json(Value::Null)), ("daily_limit", Given::Text("null".to_owned()))] {
        let told = Call::bind(operation, vec![(given.0.to_owned(), given.1)]).unwrap_err().to_string();
        assert!(told.contains("is wanted, and"), "{told}");
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

/// Some value for each input; of those that stand in place of each other, the first.
pub fn invented_inputs(operation: &Operation) -> BTreeMap<String, Value> {
    let others: Vec<&String> = operation.needed.iter().flat_map(|needed| needed.inputs.iter().skip(1)).collect();
    let inputs = operation.inputs.iter().filter(|(name, _)| !others.contains(name));
    inputs.map(|(name, input)| (name.clone(), invented(name, input))).collect()
}

#[test]
fn every_operation_makes_its_request() {
    let plan = plan("connectors", "ashby");
    let credentials = Credentials::gather(plan.connector(), |name, _| Some(format!("credential-{name}"))).unwrap();
    let mut text = String::new();
    for operation in asking(&plan) {
        let given = invented_inputs(operation).into_iter().map(|(name, value)| (name, Given::Json(value)));
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
    #[serde(default)]
    never: Vec<String>,
    operation: Option<String>,
    #[serde(default)]
    inputs: Value,
    /// Whether what was asked for may have been done all the same.
    #[serde(default)]
    may_be_done: bool,
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
        let Refused { name, status, answer, lines, never, operation, inputs, may_be_done } = case;
        let server = Server::start(move |_, _, _| {
            let body = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
            let kind = if answer.is_string() { "text/plain" } else { "application/json" };
            let reply = Reply::status(status, kind, body);
            // The header comes first, so the id in the body shows only without it.
            let in_body = answer.pointer("/errorInfo/requestId").is_some();
            if in_body { reply } else { reply.header("x-ashby-request-id", "01TESTHEADER") }
        })
        .await;
        let operation = operation.unwrap_or_else(|| "list-departments".to_owned());
        let inputs = if inputs.is_null() { json!({}) } else { inputs };
        let ran = run(&plan, &operation, inputs, &server.url, Options::default()).await;
        let Ending::Failed(error) = ran.outcome.ending else { panic!("{name}: {:?}", ran.outcome.ending) };
        assert_eq!(
            error.may_have_been_done(plan.operation(&operation).unwrap().access),
            may_be_done,
            "{name}: {error}"
        );
        let told = error.to_string();
        assert!(told.contains("request id: 01TEST"), "{name}: {told}");
        assert!(told.contains("help: ") || may_be_done, "{name}: nothing says what to do: {told}");
        for line in lines {
            assert!(told.contains(&line), "{name}: `{line}` is not in {told}");
        }
        for word in never {
            assert!(!told.contains(&word), "{name}: `{word}` is in {told}");
        }
    }
}
