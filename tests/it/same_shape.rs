//! Records that are not what their shape says: one that has nothing of it is no record, and what is missing is told.

use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::lookup::With;
use serde_json::{Value, json};

use crate::support::{Ran, Reply, Server, Workspace, list, object, run};

const DEMO: &str = r#"
operations:
  get-person: { path: /person, inputs: { id: { type: string } }, query: { id: $.inputs.id }, envelope: demo/person, mapping: person }
  list-people: { path: /people, envelope: demo/people, records: "$.data[*]", pagination: { whole: {} }, mapping: person }
  list-jobs: { path: /jobs, envelope: demo/jobs, records: "$.data[*]", pagination: { whole: {} }, mapping: job }
  list-kind: { path: /people, envelope: demo/people, records: "$.data[*]", pagination: { whole: {} }, only: { $.kind: [Person, Team] } }
mappings:
  person: { target: unified/person, fields: { name: $.name } }
  job:
    target: unified/job
    lookups: { owner: { operation: get-person, inputs: { id: $.owner } } }
    fields: { title: $.title, owner: { lookup: owner, value: $.name } }
"#;

async fn ran(operation: &str, answers: &'static [(&'static str, &'static str)], options: Options) -> Ran {
    let text = json!({ "type": ["string", "null"] });
    let mut person = object(json!({ "id": { "type": "string" }, "name": text, "kind": { "type": "string" } }));
    person["required"] = json!(["id"]);
    let data = |item: Value| object(json!({ "data": list(item) }));
    let schemas = [
        ("demo/person", person.clone()),
        ("demo/people", data(person)),
        ("demo/jobs", data(object(json!({ "title": text, "owner": text })))),
        ("unified/person", object(json!({ "name": text }))),
        ("unified/job", object(json!({ "title": text, "owner": text }))),
    ];
    let workspace = Workspace::demo(DEMO, &schemas);
    let server = Server::start(move |_, _, asked| {
        let path = asked.target.split('?').next().unwrap();
        let answer = answers.iter().find(|(own, _)| *own == path).unwrap();
        Reply::json(&serde_json::from_str(answer.1).unwrap())
    })
    .await;
    run(&workspace.plan(), operation, json!({}), &server.url, options).await
}

fn failure(ran: Ran) -> String {
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert_eq!(error.kind(), ErrorKind::Answer);
    error.to_string()
}

#[tokio::test]
async fn a_record_without_any_member_of_its_shape_is_no_record() {
    for answer in [r#"{ "data": { "id": "1", "name": "W" } }"#, r#"{ "fehler": "no such" }"#, "{}"] {
        let answers: &'static [(&str, &str)] = Box::leak(Box::new([("/person", answer)]));
        for raw in [false, true] {
            let message = failure(ran("get-person", answers, Options { raw, ..Options::default() }).await);
            assert!(message.contains("record 1 has no member of `demo/person`"), "{message}");
        }
    }
    let one_is_strange = &[("/people", r#"{ "data": [{ "id": "1", "name": "W" }, { "node": { "id": "2" } }] }"#)];
    let message = failure(ran("list-people", one_is_strange, Options::default()).await);
    assert!(message.contains("record 2 has no member of its shape: it is an object with `node`"), "{message}");
    // One that has none of what is mapped is one all the same.
    let unnamed = &[("/people", r#"{ "data": [{ "id": "1" }, { "id": "2", "name": null }] }"#)];
    let ran = ran("list-people", unnamed, Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!(ran.records, [json!({ "name": null }), json!({ "name": null })]);
}

#[tokio::test]
async fn what_a_single_record_has_to_have_is_told() {
    let ran = ran("get-person", &[("/person", r#"{ "name": "W" }"#)], Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!((ran.records, ran.outcome.problems.total()), (vec![json!({ "name": "W" })], 1));
}

#[tokio::test]
async fn what_a_look_up_finds_is_such_a_record() {
    const JOBS: &str = r#"{ "data": [{ "title": "A", "owner": "1" }] }"#;
    let options = || Options { with: With::Everything, ..Options::default() };
    let message =
        failure(ran("list-jobs", &[("/jobs", JOBS), ("/person", r#"{ "data": { "id": "1" } }"#)], options()).await);
    assert!(message.contains("record 1 has no member of `demo/person`"), "{message}");
    let ran = ran("list-jobs", &[("/jobs", JOBS), ("/person", r#"{ "name": "W" }"#)], options()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!(ran.outcome.problems.total(), 1);
}

#[tokio::test]
async fn values_that_no_record_has_are_told() {
    let of_another_case =
        &[("/people", r#"{ "data": [{ "id": "1", "kind": "person" }, { "id": "2", "kind": "PERSON" }] }"#)];
    let all = ran("list-kind", of_another_case, Options::default()).await;
    let expected =
        "`only` left out all of the 2 records that were read: none has `$.kind` as `\"Person\"` or `\"Team\"`";
    assert_eq!(all.outcome.warnings.list(), [expected]);
    for some in [r#"{ "data": [{ "id": "1", "kind": "person" }, { "id": "2", "kind": "Team" }] }"#, r#"{ "data": [] }"#]
    {
        let answers: &'static [(&str, &str)] = Box::leak(Box::new([("/people", some)]));
        assert!(ran("list-kind", answers, Options::default()).await.outcome.warnings.list().is_empty(), "{some}");
    }
}
