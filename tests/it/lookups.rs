//! Look-ups: made only for the fields that are asked for, once for the same inputs, a few at a time, and never in vain.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use engine_runtime::lookup::With;
use serde_json::{Value, json};

use crate::support::{Asked, Ran, Reply, Server, Workspace, engine, list, object, plan, run};

/// Jobs of which two share a posting, one has a posting that is gone, and one has none.
fn jobs() -> Value {
    let job = |id: &str, postings: Value| json!({ "id": id, "title": id, "jobPostingIds": postings });
    let results = [
        job("a", json!(["p1"])),
        job("b", json!(["p1", "p2"])),
        job("c", json!(["gone"])),
        job("d", json!([])),
        job("e", json!(["p2"])),
    ];
    json!({ "success": true, "results": results, "moreDataAvailable": false })
}

/// What the shape of a posting requires beside its id.
const REQUIRED: &[&str] = &[
    "title",
    "departmentName",
    "teamName",
    "jobId",
    "locationName",
    "locationIds",
    "publishedDate",
    "employmentType",
    "isListed",
    "applyLink",
    "updatedAt",
];

fn answer(asked: &Asked) -> Reply {
    if asked.target == "/job.list" {
        return Reply::json(&jobs());
    }
    match asked.json()["jobPostingId"].as_str() {
        Some("gone") => Reply::json(&json!({ "success": false, "errorInfo": { "code": "job_posting_not_found" } })),
        Some(id) => {
            let mut posting = json!({ "id": id, "descriptionHtml": format!("of {id}") });
            REQUIRED.iter().for_each(|name| posting[*name] = Value::Null);
            Reply::json(&json!({ "success": true, "results": posting }))
        }
        None => Reply::status(500, "text/plain", "what?"),
    }
}

async fn list_jobs(server: &Server, with: With) -> Ran {
    let options = Options { with, ..Options::default() };
    run(&plan("connectors", "ashby"), "list-jobs", json!({}), &server.url, options).await
}

fn descriptions(ran: &Ran) -> Vec<Value> {
    ran.records.iter().map(|record| record["description"].clone()).collect()
}

#[tokio::test]
async fn nothing_is_looked_up_unasked() {
    let server = Server::start(|_, _, asked| answer(asked)).await;
    let ran = list_jobs(&server, With::Nothing).await;
    assert_eq!(descriptions(&ran), vec![Value::Null; 5]);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn what_is_asked_for_is_looked_up_once() {
    let server = Server::start(|_, _, asked| answer(asked)).await;
    let ran = list_jobs(&server, With::Fields(vec!["description".to_owned()])).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!(descriptions(&ran), [json!("of p1"), json!("of p1"), Value::Null, Value::Null, json!("of p2")]);
    // p1, p2 and the one that is gone: each once, and the last is told.
    assert_eq!(server.asked().iter().filter(|asked| asked.target == "/jobPosting.info").count(), 3);
    assert_eq!(ran.outcome.problems.total(), 1);
}

#[tokio::test]
async fn a_look_up_that_fails_fails_the_run() {
    let server = Server::start(|_, _, asked| match asked.target.as_str() {
        "/job.list" => Reply::json(&jobs()),
        _ => Reply::json(&json!({ "success": false, "errorInfo": { "code": "missing_endpoint_permission" } })),
    })
    .await;
    let ran = list_jobs(&server, With::Everything).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert_eq!(error.kind(), ErrorKind::Scope);
    let message = error.to_string();
    assert!(message.contains("look-up: get-job-posting") && message.contains("get-job-posting"), "{message}");
    assert!(ran.records.is_empty(), "a record that lacks what was asked for must not look whole");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_few_are_made_at_once() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, peak) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::start(move |_, _, asked| {
        if asked.target == "/job.list" {
            let results: Vec<Value> =
                (0..24).map(|number| json!({ "id": "a", "jobPostingIds": [format!("p{number}")] })).collect();
            return Reply::json(&json!({ "success": true, "results": results, "moreDataAvailable": false }));
        }
        peak.fetch_max(counted.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(5));
        counted.fetch_sub(1, Ordering::SeqCst);
        answer(asked)
    })
    .await;
    let ran = list_jobs(&server, With::Fields(vec!["description".to_owned()])).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!(server.asked().len(), 25);
    assert!(most.load(Ordering::SeqCst) <= 4, "{} at once", most.load(Ordering::SeqCst));
}

/// A connector whose records have parts with owners, who have bosses.
const PARTS: &str = r#"
operations:
  list-items: { path: /items, envelope: demo/items, records: "$.data[*]", pagination: { whole: {} }, mapping: item }
  get-owner:
    path: "/owners/{{ inputs.id }}"
    inputs: { id: { type: string, required: true } }
    envelope: demo/owner
mappings:
  item:
    target: unified/item
    fields: { parts: { each: "$.parts[*]", mapping: part } }
  part:
    target: unified/part
    lookups:
      owner: { operation: get-owner, inputs: { id: $.owner } }
      boss: { operation: get-owner, inputs: { id: $.boss } }
    fields: { boss_name: { lookup: owner, value: { lookup: boss, value: $.name } } }
"#;

#[tokio::test]
async fn elements_and_what_was_found_are_looked_up() {
    let text = json!({ "type": ["string", "null"] });
    let item = object(json!({ "parts": list(object(json!({ "owner": text }))) }));
    let parts = json!({ "type": ["array", "null"], "items": { "$ref": "part.json" } });
    let schemas = [
        ("demo/items", object(json!({ "data": list(item) }))),
        ("demo/owner", object(json!({ "name": text, "boss": text }))),
        ("unified/item", object(json!({ "parts": parts }))),
        ("unified/part", object(json!({ "boss_name": text }))),
    ];
    let plan = Workspace::demo(PARTS, &schemas).plan();
    let server = Server::start(|_, _, asked| {
        let items = json!([{ "parts": [{ "owner": "a" }, { "owner": "b" }, { "owner": null }] }, { "parts": [{ "owner": "a" }] }]);
        Reply::json(&match asked.target.as_str() {
            "/items" => json!({ "data": items }),
            "/owners/a" => json!({ "name": "Ann", "boss": "b" }),
            "/owners/b" => json!({ "name": "Bob", "boss": null }),
            other => panic!("{other}"),
        })
    })
    .await;
    let options = Options { with: With::Everything, ..Options::default() };
    let ran = run(&plan, "list-items", json!({}), &server.url, options).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    let bob = json!({ "boss_name": "Bob" });
    let nobody = json!({ "boss_name": null });
    assert_eq!(ran.records, [json!({ "parts": [bob, nobody, nobody] }), json!({ "parts": [bob] })]);
    assert_eq!(server.asked().len(), 3, "each of the two owners is asked for once");
    assert_eq!(ran.outcome.problems.total(), 0);
}

/// A connector whose records have files, which are a list of their own.
const FILES: &str = r#"
operations:
  list-items: { path: /items, envelope: demo/items, records: "$.data[*]", pagination: { whole: {} }, mapping: item }
  list-files:
    path: /files
    inputs: { item: { type: string, required: true }, folder: { type: string } }
    query: { item: $.inputs.item, folder: $.inputs.folder }
    envelope: demo/files
    records: $.data[*]
    pagination: { page: { to: query.page, total_pages: $.pages } }
mappings:
  item:
    target: unified/item
    lookups: { files: { operation: list-files, inputs: { item: $.id, folder: $.folder } } }
    fields: { files: { lookup: files, value: "$[*].name" } }
"#;

/// The files of one item with a folder, on two pages, of which the second answers with a status.
async fn files(item: Value, second: u16) -> (Ran, Vec<Asked>) {
    let text = json!({ "type": "string" });
    let files = object(json!({ "data": list(object(json!({ "name": text }))), "pages": { "type": "integer" } }));
    let given = json!({ "type": ["array", "null"], "items": text });
    let schemas = [
        ("demo/items", object(json!({ "data": list(object(json!({ "id": text, "folder": text }))) }))),
        ("demo/files", files),
        ("unified/item", object(json!({ "files": given }))),
    ];
    let server = Server::start(move |_, _, asked| match asked.target.as_str() {
        "/items" => Reply::json(&json!({ "data": [item] })),
        target if target.contains("page=2") => {
            Reply::status(second, "application/json", r#"{ "data": [{ "name": "b" }], "pages": 2 }"#)
        }
        _ => Reply::json(&json!({ "data": [{ "name": "a" }], "pages": 2 })),
    })
    .await;
    let options = Options { with: With::Everything, ..Options::default() };
    let ran = run(&Workspace::demo(FILES, &schemas).plan(), "list-items", json!({}), &server.url, options).await;
    (ran, server.asked())
}

#[tokio::test]
async fn a_list_that_is_gone_in_its_middle_fails_the_run() {
    let item = json!({ "id": "1", "folder": "f" });
    let (ran, _) = files(item.clone(), 200).await;
    assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
    assert_eq!(ran.records, [json!({ "files": ["a", "b"] })]);
    let (ran, _) = files(item, 404).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert!(error.to_string().contains("look-up: list-files"), "{error}");
    assert!(ran.records.is_empty(), "{:?}", ran.records);
}

/// A list of so many records, each with an owner, who is answered by status and body; and what the run comes to.
async fn owners(count: usize, answer: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Ran {
    const OWNERS: &str = r#"
errors: { gone: { kind: not_found } }
operations:
  list-items: { path: /items, envelope: demo/items, records: "$.data[*]", pagination: { whole: {} }, mapping: item }
  get-owner:
    path: "/owners/{{ inputs.id }}"
    inputs: { id: { type: string, required: true } }
    envelope: demo/owner
    error: { code: $.code }
mappings:
  item:
    target: unified/item
    lookups: { owner: { operation: get-owner, inputs: { id: $.owner } } }
    fields: { owner_name: { lookup: owner, value: $.name } }
"#;
    let text = json!({ "type": ["string", "null"] });
    let items = json!({ "type": "array", "items": object(json!({ "owner": text })) });
    let schemas = [
        ("demo/items", object(json!({ "data": items }))),
        ("demo/owner", object(json!({ "name": text, "code": text }))),
        ("unified/item", object(json!({ "owner_name": text }))),
    ];
    let server = Server::start(move |_, _, asked| match asked.target.strip_prefix("/owners/") {
        Some(owner) => answer(owner.parse().unwrap()),
        None => {
            let items: Vec<Value> = (0..count).map(|owner| json!({ "owner": owner.to_string() })).collect();
            Reply::json(&json!({ "data": items }))
        }
    })
    .await;
    let options = Options { with: With::Everything, ..Options::default() };
    run(&Workspace::demo(OWNERS, &schemas).plan(), "list-items", json!({}), &server.url, options).await
}

#[tokio::test]
async fn look_ups_that_all_end_in_a_status_of_404_may_be_asked_at_a_wrong_path() {
    let not_found = |body: &'static str| Reply::status(404, "application/json", body);
    let warns = |ran: &Ran| ran.outcome.warnings.list().iter().any(|text| text.contains("ended in HTTP 404"));
    let many = owners(5, move |_| not_found(r#"{ "code": "no_route" }"#)).await;
    let Ending::Unknown(reason) = &many.outcome.ending else { panic!("{:?}", many.outcome.ending) };
    assert!(reason.contains("all 5 look-ups of `get-owner` ended in HTTP 404"), "{reason}");
    assert_eq!(many.records.len(), 5, "what was read is given all the same");
    for (count, text) in [(4, "all 4 look-ups"), (1, "the only look-up")] {
        let few = owners(count, move |_| not_found("")).await;
        assert!(matches!(few.outcome.ending, Ending::Complete), "{:?}", few.outcome.ending);
        let told = few.outcome.warnings.list();
        assert!(told.iter().any(|told| told.contains(text)), "{told:?}");
    }
    // The provider's own word, and a record that was found, say that the path is right.
    let gone = owners(7, move |_| not_found(r#"{ "code": "gone" }"#)).await;
    assert!(matches!(gone.outcome.ending, Ending::Complete) && !warns(&gone), "{:?}", gone.outcome);
    let found = Reply::json(&json!({ "name": "Ann" }));
    let one = owners(7, move |owner| if owner == 6 { found.clone() } else { not_found("{}") }).await;
    assert!(matches!(one.outcome.ending, Ending::Complete) && !warns(&one), "{:?}", one.outcome);
    // An owner whose parts have statuses of their own may be there.
    let parts = owners(1, |_| Reply::status(207, "application/json", r#"{ "code": "gone" }"#)).await;
    assert!(matches!(parts.outcome.ending, Ending::Failed(_)), "{:?}", parts.outcome.ending);
}

/// Without its folder, the request would ask for the files of all of them.
#[tokio::test]
async fn a_look_up_without_an_input_that_it_names_is_not_made() {
    for item in [json!({ "id": "1" }), json!({ "id": "1", "folder": null })] {
        let (ran, asked) = files(item, 200).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{:?}", ran.outcome.ending);
        assert_eq!(ran.records, [json!({ "files": null })]);
        assert_eq!(asked.len(), 1, "{asked:?}");
    }
}

#[test]
fn the_command_names_the_fields() {
    let with = |field: &str| engine(&["run", "ashby", "list-jobs", "--sandbox", "--limit", "1", "--with", field]);
    let all = with("all");
    assert_eq!(all.code, 0, "{}", all.stderr);
    let record: Value = serde_json::from_str(&all.stdout).unwrap();
    assert!(record["description"].is_string() && record["interview_stages"].is_array(), "{record}");
    let one: Value = serde_json::from_str(&with("description").stdout).unwrap();
    assert!(one["description"].is_string() && one["interview_stages"].is_null(), "{one}");
    let wrong = with("descripton");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `description`?"), "{}", wrong.stderr);
    assert_eq!(with("title").code, 2);
}

#[test]
fn what_lists_of_ashby_lack_is_looked_up() {
    let first = |operation: &str, field: &str, input: &[&str]| {
        let arguments = ["run", "ashby", operation, "--sandbox", "--limit", "1", "--with", field];
        let finished = engine(&[&arguments[..], input].concat());
        assert_eq!(finished.code, 0, "{}", finished.stderr);
        let mut record: Value = serde_json::from_str(&finished.stdout).unwrap();
        record[field].take()
    };
    let application: &[&str] = &["application_id=5841e55c-53bc-4e53-8285-4d877fed1ec2"];
    // The resume of the application, that of the candidate, which is among the other files as well and comes once, and another.
    let documents = first("list-applications", "documents", &[]);
    assert_eq!(documents.as_array().unwrap().len(), 3, "{documents}");
    let [own, of_candidate, other] = [0, 1, 2].map(|at| &documents[at]);
    for (document, kind, format) in [(own, "resume", "pdf"), (of_candidate, "resume", "pdf"), (other, "other", "xlsx")]
    {
        assert_eq!((&document["type"]["value"], &document["file_format"]["value"]), (&json!(kind), &json!(format)));
        assert!(document["remote_url"].is_string() && document["contents"][0]["url"].is_string(), "{document}");
    }
    let attachments = first("list-applications", "attachments", &[]);
    assert_eq!(attachments[0]["content_type"], json!({ "value": "pdf", "source_value": "pdf" }));
    assert_eq!(attachments[2]["content_type"], json!({ "value": "other", "source_value": "xlsx" }));
    assert!(attachments[0]["url"].is_string(), "{attachments}");
    assert_eq!(first("list-interview-schedules", "interview_parts", &[])[0]["title"], "Introductory call");
    let parts = first("list-application-interview-schedules", "interview_parts", application);
    assert_eq!(parts[0]["title"], "Introductory call");
    assert_eq!(first("list-candidates", "hired_at", &[]), "2026-02-27T16:42:09.95Z");
    let questionnaires = first("list-applications", "questionnaires", &[]);
    assert_eq!(questionnaires[0]["answers"][3]["values"], json!(["Nothing before I have seen them turn."]));
    let locations = first("list-job-postings", "locations", &[]);
    assert!(locations.as_array().unwrap().len() > 1, "{locations}");
    assert!(locations.as_array().unwrap().iter().all(|location| location["name"].is_string()), "{locations}");
    let schedule = "a903b4a5-e28d-4b1f-8f86-15edbd5fce0b";
    assert_eq!(first("list-application-feedback", "interview_id", &[]), schedule);
    assert_eq!(first("list-application-feedback", "remote_interview_id", &[]), schedule);
    let versions = |with: &[&str]| {
        let finished = engine(&[&["run", "ashby", "list-offers", "--sandbox"], with].concat());
        let offers = finished.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut offers = offers.filter(|offer| offer["id"] == "0f8d4a38-84e2-4830-a846-67407b885442");
        offers.next().unwrap()["offer_history"].as_array().unwrap().len()
    };
    assert_eq!((versions(&[]), versions(&["--with", "offer_history"])), (1, 2));
    let values = first("list-application-history", "new_values", application);
    assert_eq!(values["application_status"], json!({ "value": "active", "source_value": "PreInterviewScreen" }));
}
