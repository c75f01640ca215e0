//! Mapping: for any answer, a record has every field of its target in the target's order, each value is what the target
//! demands or null, and what did not fit was told.

use std::sync::LazyLock;

use engine_lang::plan::{Elements, Field, Mapping, Rule, Target, TargetKind, convert};
use engine_lang::{Plan, Sources};
use engine_runtime::execute::{Ending, Options};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{Reply, Server, Workspace, object, plan, run};

static ASHBY: LazyLock<Plan> = LazyLock::new(|| plan("connectors", "ashby"));
static HARBOUR: LazyLock<Plan> = LazyLock::new(|| plan("tests/workspace/connectors", "harbour"));

/// Any JSON, with the names that mappings look for at any depth.
fn any_json(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e12..1e12_f64).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("2026-01-02T03:04:05.678Z")),
        Just(json!("Archived")),
    ];
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(names), inner), 0..8)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// An object whose members are any JSON, with at least the first: what has none of its shape's members is no record.
fn any_record(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::collection::vec((proptest::sample::select(names), any_json(names)), 0..16).prop_map(|members| {
        let mut record: Map<_, _> = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        record.entry(names[0]).or_insert(Value::Null);
        record.into()
    })
}

const APPLICATION: &[&str] = &[
    "id",
    "createdAt",
    "updatedAt",
    "status",
    "customFields",
    "value",
    "valueLabel",
    "title",
    "candidate",
    "name",
    "job",
    "locationId",
    "primaryEmailAddress",
    "primaryPhoneNumber",
    "type",
    "currentInterviewStage",
    "orderInInterviewPlan",
    "source",
    "archiveReason",
    "reasonType",
    "text",
    "archivedAt",
];

const TICKET: &[&str] = &[
    "id",
    "number",
    "title",
    "links",
    "web",
    "state",
    "severity",
    "code",
    "name",
    "opened",
    "closed",
    "due",
    "private",
    "pinned",
    "estimate",
    "cost",
    "amount",
    "sign",
    "reporter",
    "handle",
    "assignee",
    "labels",
    "fields",
    "key",
    "value",
    "comments",
    "checklists",
    "steps",
    "text",
    "done",
];

/// The record as the runtime maps it, with the number of problems; the run must be complete.
fn mapped(plan: &Plan, operation: &str, inputs: Value, answer: Value) -> (Value, u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
        let ran = run(plan, operation, inputs, &server.url, Options::default()).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        (ran.records[0].clone(), ran.outcome.problems.total())
    })
}

/// Every value is what its target demands, at every depth.
fn assert_fits(fields: &[Field], record: &Value) {
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(record.as_object().unwrap().keys().collect::<Vec<_>>(), names);
    for field in fields {
        let value = &record[&field.name];
        let Some(filling) = &field.filling else {
            assert!(value.is_null(), "nothing fills {}", field.name);
            continue;
        };
        assert_value(&field.name, &filling.target, &filling.rule, value);
    }
}

fn assert_value(name: &str, target: &Target, rule: &Rule, value: &Value) {
    if value.is_null() {
        return;
    }
    match (&target.kind, rule) {
        (_, Rule::Object { fields, .. }) => assert_fits(fields, value),
        (TargetKind::List(element), Rule::List(fillings)) if !fillings.is_empty() => {
            value.as_array().unwrap().iter().for_each(|value| assert_value(name, element, &fillings[0].rule, value));
        }
        (TargetKind::List(element), Rule::Each(Elements { element: filling, .. })) => {
            value.as_array().unwrap().iter().for_each(|value| assert_value(name, element, &filling.rule, value));
        }
        (_, Rule::FirstOf(elements)) => assert_value(name, target, &elements.element.rule, value),
        (TargetKind::Object, Rule::Table { .. }) => {
            assert_eq!(value.as_object().unwrap().keys().collect::<Vec<_>>(), ["value", "source_value"]);
        }
        // What fits already is not changed by being converted once more.
        _ => assert_eq!(convert(value.clone(), target).as_ref(), Ok(value), "{name}"),
    }
}

fn mapping<'a>(plan: &'a Plan, operation: &str) -> &'a Mapping {
    plan.operation(operation).unwrap().mapping.as_ref().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_application_maps(record in any_record(APPLICATION)) {
        let inputs = json!({ "application_id": "x" });
        let (mapped, _) = mapped(&ASHBY, "get-application", inputs, json!({ "success": true, "results": record }));
        assert_fits(&mapping(&ASHBY, "get-application").fields, &mapped);
    }

    #[test]
    fn any_ticket_maps(record in any_record(TICKET)) {
        let (mapped, _) = mapped(&HARBOUR, "get-ticket", json!({ "project": "atlas", "number": 1 }), record);
        assert_fits(&mapping(&HARBOUR, "get-ticket").fields, &mapped);
    }

    #[test]
    fn a_value_that_is_lost_is_told(title in any_json(&["a", "b"])) {
        let answer = json!({ "success": true, "results": { "id": "x", "title": title } });
        let (mapped, problems) = mapped(&ASHBY, "get-job", json!({ "id": "x" }), answer);
        prop_assert!(title.is_null() || !mapped["title"].is_null() || problems > 0, "{title} became null without a word");
    }
}

/// A job with the other members that its shape requires.
fn job(mut own: Value) -> Value {
    for name in ["title", "confidential", "status", "employmentType", "updatedAt"] {
        own[name] = Value::Null;
    }
    own
}

#[test]
fn a_record_of_nulls_maps_without_a_problem() {
    // What the shape says to be always there: the id, and nothing else that is mapped.
    let mut nulls: Map<String, Value> = APPLICATION.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    nulls.insert("id".to_owned(), json!("x"));
    nulls.insert("status".to_owned(), json!("Active"));
    nulls.insert("hiringTeam".to_owned(), Value::Null);
    let inputs = json!({ "application_id": "x" });
    let (_, problems) = mapped(&ASHBY, "get-application", inputs, json!({ "success": true, "results": nulls }));
    assert_eq!(problems, 0);
    let (_, problems) = mapped(
        &ASHBY,
        "get-job",
        json!({ "id": "x" }),
        json!({ "success": true, "results": job(json!({ "id": "x" })) }),
    );
    assert_eq!(problems, 0);
    let (_, problems) =
        mapped(&ASHBY, "get-job", json!({ "id": "x" }), json!({ "success": true, "results": job(json!({})) }));
    assert_eq!(problems, 2, "`id` and `remote_id` are filled from what is always there");
}

#[test]
fn an_enum_value_that_is_new_keeps_the_providers_word() {
    let mut paused = job(json!({ "id": "x" }));
    paused["status"] = json!("Paused");
    let answer = json!({ "success": true, "results": paused });
    let (mapped, problems) = mapped(&ASHBY, "get-job", json!({ "id": "x" }), answer);
    assert_eq!(mapped["job_status"], json!({ "value": "unmapped_value", "source_value": "Paused" }));
    assert_eq!(problems, 1);
}

#[tokio::test]
async fn records_beyond_the_limit_are_not_told_of() {
    for (limit, problems) in [(2, 0), (3, 1), (4, 1)] {
        let names = [json!("a"), json!("b"), json!({}), json!("d")];
        let results: Vec<Value> = names.iter().map(|name| json!({ "id": "x", "name": name })).collect();
        let body = json!({ "success": true, "results": results, "moreDataAvailable": false });
        let server = Server::start(move |_, _, _| Reply::json(&body)).await;
        let options = Options { limit: Some(limit), ..Options::default() };
        let ran = run(&ASHBY, "list-departments", json!({}), &server.url, options).await;
        assert_eq!((ran.records.len() as u64, ran.outcome.problems.total()), (limit, problems));
    }
}

const ITEM: &str = r#"
operations: { get-item: { path: /item, envelope: demo/item, mapping: item } }
mappings:
  item:
    target: unified/item
    fields:
      name: "{{ record.name }}"
      tags: $.tags
      parts: { each: "$.parts[*]", fields: { id: $.id } }
      owner: { from: $.owner, fields: { id: $.id } }
"#;

/// What the schemas do not tell is told by the run: each value that is lost, and none that is only absent.
#[tokio::test]
async fn what_is_lost_in_a_run_is_told() {
    let list = |items: &Value| json!({ "type": ["array", "null"], "items": items });
    let (text, part) = (json!({ "type": "string" }), object(json!({ "id": { "type": ["string", "null"] } })));
    let maybe = json!({ "anyOf": [part, { "type": "null" }] });
    let item = |name: Value| object(json!({ "name": name, "tags": list(&text), "parts": list(&part), "owner": maybe }));
    let schemas = [
        ("demo/item", item(json!({ "type": ["string", "null"] }))),
        ("unified/item", item(json!({ "type": "string" }))),
    ];
    let plan = Workspace::demo(ITEM, &schemas).plan();
    let full = json!({ "name": "x", "tags": ["a", "b"], "parts": [{ "id": "p" }], "owner": { "id": "o" } });
    for (member, value, mapped, problems) in [
        ("name", json!("y"), json!("y"), 0),
        ("name", json!(" "), Value::Null, 1),
        ("name", Value::Null, Value::Null, 1),
        ("tags", Value::Null, Value::Null, 0),
        ("tags", json!(["a", null, {}, "b", []]), json!(["a", "b"]), 2),
        ("tags", json!({}), Value::Null, 1),
        ("parts", Value::Null, Value::Null, 0),
        ("parts", json!([]), json!([]), 0),
        ("parts", json!({}), Value::Null, 0),
        ("parts", json!({ "id": "p" }), Value::Null, 1),
        ("parts", json!("p"), Value::Null, 1),
        ("parts", json!([{ "id": "p" }, "q", null]), json!([{ "id": "p" }]), 1),
        ("owner", Value::Null, Value::Null, 0),
        ("owner", json!(["o"]), Value::Null, 1),
    ] {
        let mut answer = full.clone();
        answer[member] = value.clone();
        let server = Server::start(move |_, _, _| Reply::json(&answer)).await;
        let ran = run(&plan, "get-item", json!({}), &server.url, Options::default()).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        assert_eq!((&ran.records[0][member], ran.outcome.problems.total()), (&mapped, problems), "{member}: {value}");
    }
}

const PEOPLE: &str = r#"
operations:
  get-item: { path: /item, record: demo/item, mapping: item }
mappings:
  item:
    target: unified/item
    fields: { names: { each: "$.people[*]", distinct: $.email, value: $.name } }
"#;

/// Two people without an address are two people, however the provider says that there is none.
#[tokio::test]
async fn what_has_no_word_of_its_own_is_like_no_other() {
    let text = json!({ "type": ["string", "null"] });
    let person = json!({ "type": "object", "properties": { "email": text, "name": text } });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let schemas = [
        ("demo/item", json!({ "type": "object", "properties": { "people": list(&person) } })),
        (
            "unified/item",
            json!({ "type": "object", "properties": { "names": { "type": ["array", "null"], "items": text } } }),
        ),
    ];
    let plan = Workspace::demo(PEOPLE, &schemas).plan();
    let emails = [json!("a@b.test"), json!(""), json!(" "), Value::Null, json!("a@b.test"), json!(""), json!(" ")];
    let people: Vec<Value> =
        emails.iter().zip(0..).map(|(email, n)| json!({ "email": email, "name": n.to_string() })).collect();
    let server = Server::start(move |_, _, _| Reply::json(&json!({ "people": people }))).await;
    let ran = run(&plan, "get-item", json!({}), &server.url, Options::default()).await;
    assert_eq!(ran.records[0]["names"], json!(["0", "1", "2", "3", "5", "6"]));
}

#[test]
fn a_value_is_chosen_by_what_is_there() {
    let mut sources = Sources::new();
    sources.add_connector_file(
        "connectors/demo/connector.yaml",
        r#"
connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
auth: { none: {} }
operations:
  get-item: { path: /item, record: demo/item, mapping: item }
mappings:
  item:
    target: unified/item
    fields:
      owner: { one: "$.people[?@.role == 'owner'].name" }
      names: [$.name, { each: "$.people[*]", value: $.name }, { when: $.extra, value: "{{ record.name }}+" }]
      tags: { each: "$.words[*]", value: { fields: { name: $, of: "{{ record.name }}" } } }
"#,
    );
    let people = r#"{ "type": "array", "items": { "type": "object", "properties": { "role": { "type": "string" }, "name": { "type": "string" } } } }"#;
    let item = format!(
        r#"{{ "type": "object", "properties": {{ "name": {{ "type": "string" }}, "extra": {{ "type": "string" }}, "words": {{ "type": "array", "items": {{ "type": ["string", "null"] }} }}, "people": {people} }} }}"#
    );
    sources.add_schema("demo/item", "schemas/demo/item.json", item);
    let unified = r#"{ "type": "object", "properties": { "owner": { "type": ["string", "null"] }, "names": { "type": "array", "items": { "type": "string" } }, "tags": { "type": ["array", "null"], "items": { "type": "object", "properties": { "name": { "type": "string" }, "of": { "type": ["string", "null"] } } } } } }"#;
    sources.add_schema("unified/item", "schemas/unified/item.json", unified);
    let plan = engine_lang::plan(&sources).expect("a plan").plan;
    let owner = json!({ "role": "owner", "name": "Ada" });
    let second = json!({ "role": "owner", "name": "Cy" });
    let other = json!({ "role": "guest", "name": "Bo" });
    for (record, given, problems) in [
        (
            json!({ "name": "x", "extra": "more", "people": [other, owner] }),
            json!({ "owner": "Ada", "names": ["x", "Bo", "Ada", "x+"] }),
            0,
        ),
        (json!({ "people": [other] }), json!({ "owner": null, "names": ["Bo"] }), 0),
        (json!({ "name": "x" }), json!({ "owner": null, "names": ["x"] }), 0),
        (json!({ "people": [owner, owner] }), json!({ "owner": "Ada", "names": ["Ada", "Ada"] }), 0),
        (json!({ "people": [owner, second] }), json!({ "owner": null, "names": ["Ada", "Cy"] }), 1),
        (
            json!({ "name": "x", "words": ["a", null, "b"] }),
            json!({ "names": ["x"], "tags": [{ "name": "a", "of": "x" }, { "name": "b", "of": "x" }] }),
            0,
        ),
        (json!({ "name": "x", "words": [{}] }), json!({ "names": ["x"], "tags": [{ "name": null, "of": "x" }] }), 1),
    ] {
        let mut expected = json!({ "owner": null, "names": [], "tags": null });
        expected.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        assert_eq!(mapped(&plan, "get-item", Value::Null, record), (expected, problems));
    }
}

const CHOICE: &str = r#"
operations: { get-item: { path: /item, envelope: demo/item, mapping: item } }
mappings:
  item:
    target: unified/item
    fields:
      boss: { first: [{ when: $.name, value: $.lead.boss }, { when: $.extra, value: $.lead.boss }, { first: [$.lead.boss, $.name] }] }
      word: { first: [{ from: $.word, enum: { one: eins } }, $.name] }
      scores: { one: "$.people[?@.role == 'owner'].scores" }
      chief: { one: "$.people[?@.role == 'owner'].lead.boss" }
"#;

/// What one value of a `first` cannot take is told if no other takes it; what does not fit is told in any case.
#[test]
fn what_another_value_takes_is_not_told() {
    let (text, maybe) = (json!({ "type": "string" }), json!({ "type": ["string", "null"] }));
    let lead = json!({ "anyOf": [object(json!({ "boss": text })), text] });
    let numbers = json!({ "type": ["array", "null"], "items": { "type": "integer" } });
    let scores = json!({ "type": "array", "items": { "type": ["integer", "string"] } });
    let person = object(json!({ "role": text, "scores": scores, "lead": lead }));
    let people = json!({ "type": "array", "items": person });
    let item = json!({ "name": text, "extra": text, "word": text, "lead": lead, "people": people });
    let unified = json!({ "boss": maybe, "word": maybe, "scores": numbers, "chief": maybe });
    let plan = Workspace::demo(CHOICE, &[("demo/item", object(item)), ("unified/item", object(unified))]).plan();
    let given = |boss: Value, word: Value, scores: Value, chief: Value| json!({ "boss": boss, "word": word, "scores": scores, "chief": chief });
    let owner = |more: Value| {
        let mut owner = json!({ "role": "owner" });
        owner.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        owner
    };
    let null = Value::Null;
    for (record, wanted, problems) in [
        (json!({ "name": "n", "lead": "Ann" }), given(json!("n"), json!("n"), null.clone(), null.clone()), 0),
        (json!({ "name": "n", "lead": { "boss": "b" } }), given(json!("b"), json!("n"), null.clone(), null.clone()), 0),
        (json!({ "lead": "Ann" }), given(null.clone(), null.clone(), null.clone(), null.clone()), 1),
        (json!({ "extra": "e", "lead": "Ann" }), given(null.clone(), null.clone(), null.clone(), null.clone()), 2),
        (json!({ "name": "n", "word": "two" }), given(json!("n"), json!("n"), null.clone(), null.clone()), 1),
        (
            json!({ "people": [owner(json!({ "scores": [1, "x", 2] }))] }),
            given(null.clone(), null.clone(), json!([1, 2]), null.clone()),
            1,
        ),
        (
            json!({ "people": [owner(json!({ "lead": "Ann" })), owner(json!({ "lead": { "boss": "b" } }))] }),
            given(null.clone(), null.clone(), null.clone(), json!("b")),
            1,
        ),
    ] {
        assert_eq!(mapped(&plan, "get-item", Value::Null, record.clone()), (wanted, problems), "{record}");
    }
}

const ASKED_OF_TEXT: &str = r#"
operations: { get-item: { path: /item, envelope: demo/item, mapping: item } }
mappings:
  item:
    target: unified/item
    fields:
      boss: "{{ record.lead.boss | upper }}"
      word: "{{ record.lead.boss or record.lead }}"
      chief: { first: ["{{ record.lead.boss }}", $.name] }
      head: "{{ record.lead.boss if record.lead is mapping }}"
"#;

/// A template that finds nothing, since text stands where it asks for a member, is told like a path; one that takes both,
/// or looks at what it is given, is not.
#[test]
fn a_member_of_text_is_told_of_a_template() {
    let (text, maybe) = (json!({ "type": "string" }), json!({ "type": ["string", "null"] }));
    let lead = json!({ "anyOf": [object(json!({ "boss": text })), text] });
    let item = object(json!({ "name": text, "lead": lead }));
    let unified = object(json!({ "boss": maybe, "word": maybe, "chief": maybe, "head": maybe }));
    let plan = Workspace::demo(ASKED_OF_TEXT, &[("demo/item", item), ("unified/item", unified)]).plan();
    for (record, given, problems) in [
        (json!({ "name": "n", "lead": { "boss": "b" } }), ["B", "b", "b", "b"].map(Value::from), 0),
        (json!({ "name": "n", "lead": "Ann" }), [Value::Null, json!("Ann"), json!("n"), Value::Null], 1),
        (json!({ "name": "n" }), [Value::Null, Value::Null, json!("n"), Value::Null], 0),
        (json!({ "lead": "Ann" }), [Value::Null, json!("Ann"), Value::Null, Value::Null], 2),
    ] {
        let [boss, word, chief, head] = given;
        let wanted = json!({ "boss": boss, "word": word, "chief": chief, "head": head });
        assert_eq!(mapped(&plan, "get-item", Value::Null, record.clone()), (wanted, problems), "{record}");
    }
}
