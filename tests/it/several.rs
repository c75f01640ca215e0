//! Several records of one: all that a list holds is given, and a list that is not there is no empty one.

use engine_runtime::execute::{Ending, Options};
use serde_json::json;

use crate::support::{Ran, Reply, Server, Workspace, list, object, run};

const DEMO: &str = r#"
operations:
  get-boss: { path: /boss, inputs: { id: { type: string, required: true } }, query: { id: $.inputs.id }, envelope: demo/person }
  list-members: { path: /members, inputs: { id: { type: string, required: true } }, query: { id: $.inputs.id }, envelope: demo/people, records: "$.data[*]", pagination: { whole: {} } }
  list-team-members: { path: /teams, envelope: demo/people, records: "$.data[*]", pagination: { whole: {} }, mapping: members }
  list-kinds: { mapping: kinds }
mappings:
  members:
    target: unified/person
    lookups:
      members: { operation: list-members, inputs: { id: $.id } }
    records: { lookup: members, value: { each: "$[*]", mapping: member } }
  member:
    target: unified/person
    lookups: { boss: { operation: get-boss, inputs: { id: $.boss } } }
    fields: { name: $.id, boss: { lookup: boss, value: $.id } }
  kinds:
    target: unified/person
    records: [{ fields: { name: one } }, { fields: { name: two } }]
"#;

async fn ran(operation: &str, teams: &'static [&'static str], options: Options) -> (Ran, Vec<String>) {
    let text = json!({ "type": ["string", "null"] });
    let person = object(json!({ "id": { "type": "string" }, "boss": text }));
    let people = object(json!({ "data": list(person.clone()) }));
    let unified = object(json!({ "name": text, "boss": text }));
    let workspace =
        Workspace::demo(DEMO, &[("demo/person", person), ("demo/people", people), ("unified/person", unified)]);
    let server = Server::start(move |_, _, asked| {
        let members = |ids: &[&str]| ids.iter().map(|id| json!({ "id": id, "boss": "b" })).collect::<Vec<_>>();
        match asked.target.as_str() {
            "/teams" => Reply::json(&json!({ "data": members(teams) })),
            "/members?id=two" => Reply::json(&json!({ "data": members(&["Ann", "Bea"]) })),
            "/members?id=none" => Reply::json(&json!({ "data": [] })),
            "/boss?id=b" => Reply::json(&json!({ "id": "b" })),
            _ => Reply::status(404, "application/json", "{}"),
        }
    })
    .await;
    let ran = run(&workspace.plan(), operation, json!({}), &server.url, options).await;
    (ran, server.asked().into_iter().map(|asked| asked.target).collect())
}

fn names(ran: &Ran) -> Vec<&str> {
    ran.records.iter().map(|record| record["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_element_is_a_record() {
    let (ran, asked) = ran("list-team-members", &["two", "none"], Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!((names(&ran), ran.outcome.records), (vec!["Ann", "Bea"], 2));
    assert!(ran.records.iter().all(|record| record["boss"].is_null()) && asked.len() == 3, "{asked:?}");
}

#[tokio::test]
async fn look_ups_in_the_records_are_made_if_their_field_is_asked_for() {
    let with = engine_runtime::lookup::With::Fields(vec!["boss".to_owned()]);
    let (ran, _) = ran("list-team-members", &["two"], Options { with, ..Options::default() }).await;
    assert!(ran.records.iter().all(|record| record["boss"] == "b"), "{:?}", ran.records);
}

#[tokio::test]
async fn a_list_that_is_not_there_is_a_failure() {
    let (ran, _) = ran("list-team-members", &["two", "gone"], Options::default()).await;
    let Ending::Failed(error) = &ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.to_string().contains("`records` of the mapping `members` finds no list"), "{error}");
    assert!(ran.outcome.problems.total() > 0);
}

#[tokio::test]
async fn a_limit_counts_what_is_given() {
    for (limit, wanted) in [(1, &["Ann"][..]), (2, &["Ann", "Bea"]), (3, &["Ann", "Bea", "Ann"])] {
        let options = Options { limit: Some(limit), ..Options::default() };
        let (ran, _) = ran("list-team-members", &["none", "two", "two"], options).await;
        assert!(matches!(ran.outcome.ending, Ending::Limited), "{limit}: {:?}", ran.outcome.ending);
        assert_eq!(names(&ran), wanted);
    }
    let (ran, _) = ran("list-team-members", &["two"], Options { limit: Some(2), ..Options::default() }).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
}

#[tokio::test]
async fn constants_are_given_and_nothing_is_asked() {
    let (ran, asked) = ran("list-kinds", &[], Options::default()).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete) && asked.is_empty(), "{:?}", ran.outcome.ending);
    assert_eq!(names(&ran), ["one", "two"]);
}
