//! Writes: what is sent for a record, what is refused before anything is sent, and what is told when a step fails.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use engine_lang::Plan;
use engine_runtime::credentials::Credentials;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::exchange::Exchange;
use engine_runtime::execute::Session;
use engine_runtime::write::{Fate, Written, write};
use serde_json::{Value, json};

use crate::support::{Asked, Finished, Reply, Server, TestClock, engine, engine_beside, plan, root};

/// The record of a case: `tests/writes/ashby/<write>/record.json`.
pub fn record(name: &str) -> Value {
    let path = root("tests/writes/ashby").join(name).join("record.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What was recorded of the operation that is asked for.
fn recorded(plan: &Plan, base: &str, asked: &Asked) -> Reply {
    if asked.target == "/uploads" {
        return Reply::Answer { status: 204, headers: Vec::new(), body: Vec::new() };
    }
    let operation = plan.called(asked.target.trim_start_matches('/')).unwrap();
    let path = root("tests/resources/ashby").join(&operation.name).join("1.json");
    let exchange = Exchange::parse(&std::fs::read_to_string(&path).unwrap(), base).unwrap();
    let headers = exchange.response.header_pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Reply::Answer { status: exchange.response.status, headers: headers.collect(), body: exchange.response.bytes() }
}

pub static ASHBY: LazyLock<Plan> = LazyLock::new(|| plan("connectors", "ashby"));

/// A server that answers as recorded, but for what `otherwise` answers by itself.
pub async fn server(otherwise: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::start(move |base, _, asked| otherwise(asked).unwrap_or_else(|| recorded(&ASHBY, base, asked))).await
}

pub async fn make(server: &Server, name: &str, record: &Value) -> Result<Written, RunError> {
    make_by(&ASHBY, server, name, record).await
}

/// As [`make()`], by another plan.
pub async fn make_by(plan: &Plan, server: &Server, name: &str, record: &Value) -> Result<Written, RunError> {
    let session = Session {
        plan: plan.clone(),
        credentials: Credentials::gather(plan.connector(), |_, _| Some("credential-of-a-test".to_owned())).unwrap(),
        base_url: Some(server.url.parse().unwrap()),
        clock: Arc::new(TestClock::new()),
    };
    let never = std::future::pending();
    write(&session, plan.write(name).expect("a write"), record, never, &mut |_| {}).await
}

/// The body of a request; a form with its boundary, which differs from run to run, made the same.
pub fn sent(asked: &Asked) -> String {
    let content_type = asked.headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, value)| value);
    match content_type.split_once("boundary=") {
        Some((_, boundary)) => asked.body.replace(boundary, "boundary").replace('\r', ""),
        None => format!("{:#}", asked.json()),
    }
}

pub fn paths(server: &Server) -> Vec<String> {
    server.asked().into_iter().map(|asked| asked.target).collect()
}

/// What is refused before anything is sent, as a person reads it.
pub async fn refused(name: &str, record: Value) -> String {
    let server = server(|_| None).await;
    let error = make(&server, name, &record).await.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    assert!(server.asked().is_empty(), "{:?}", paths(&server));
    error.to_string()
}

#[tokio::test]
async fn a_record_that_is_not_what_the_write_takes_is_refused_with_all_its_mistakes() {
    let mut wrong = record("create-candidate");
    wrong["emial"] = json!("x@example.com");
    wrong["country"] = json!(7);
    wrong["phone_numbers"][0]["type"] = json!("fax");
    wrong["hired_at"] = json!("yesterday");
    wrong["custom_fields"] = json!([{ "value": 1 }]);
    wrong["email"] = Value::Null;
    let text = refused("create-candidate", wrong).await;
    for part in ["`email`?", "$.country", "$.phone_numbers[0].type", "$.hired_at"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("`$.email` cannot be null"), "{text}");
    assert!(refused("create-candidate", json!([])).await.contains("a JSON object is wanted"));
}

#[tokio::test]
async fn what_the_provider_has_no_place_for_is_refused() {
    let mut given = record("create-candidate");
    given["company"] = json!("Windward");
    let text = refused("create-candidate", given).await;
    assert!(text.contains("`$.company` cannot be written: the API sets no company"), "{text}");
    let table = refused("update-job", json!({ "id": "x", "job_status": { "value": "on_hold" } })).await;
    assert!(table.contains("the provider has nothing for the text \"on_hold\""), "{table}");
}

#[tokio::test]
async fn nothing_that_is_given_is_left_behind() {
    // A second number, an alternative that does not count, half of a name, a second department: each would be lost.
    let mut given = record("create-candidate");
    given["phone_numbers"] = json!([{ "phone": "1" }, { "phone": "2" }]);
    given["name"] = json!("Ada Byrne");
    let text = refused("create-candidate", given).await;
    for way in ["$.phone_numbers[1].phone", "$.first_name", "$.last_name"] {
        assert!(text.contains(&format!("`{way}` would not be sent")), "{way}: {text}");
    }
    let twice = refused("update-candidate", json!({ "id": "x", "name": "Ada Byrne", "first_name": "Ada" })).await;
    assert!(twice.contains("`$.first_name` would not be sent"), "{twice}");
    let both =
        refused("create-application", json!({ "candidate_id": "x", "job_id": "a", "job_posting_id": "b" })).await;
    assert!(both.contains("`$.job_id` would not be sent"), "{both}");
    let mut job = record("create-job");
    job["department_ids"] = json!(["a", "b"]);
    assert!(refused("create-job", job).await.contains("`$.department_ids[1]` would not be sent"));
    let empty = refused("update-job", json!({ "id": "x", "department_ids": [] })).await;
    assert!(empty.contains("`$.department_ids`"), "{empty}");
}

#[tokio::test]
async fn what_the_provider_needs_is_there_before_anything_is_sent() {
    let text = refused("create-candidate", json!({ "email": "a@example.com" })).await;
    assert!(
        text.contains(
            "the record needs `$.name`, `$.first_name` or `$.last_name`: without it, `name` of the step `created`"
        ),
        "{text}"
    );
    let text = refused("create-application", json!({ "candidate_id": "x" })).await;
    assert!(text.contains("the record needs `$.job_id`"), "{text}");
    let text =
        refused("set-custom-fields", json!({ "resource": "job", "id": "x", "custom_fields": [{ "id": "y" }] })).await;
    assert!(
        text.contains(
            "`$.custom_fields[0].remote_value_id` or `$.custom_fields[0].value`: without it, `values[0].fieldValue` of"
        ),
        "{text}"
    );
    let nothing = refused("update-job", json!({ "id": "x" })).await;
    assert!(nothing.contains("it has nothing to write: `$.id` alone changes nothing"), "{nothing}");
}

pub fn fates(written: &Written) -> Vec<(&str, Fate)> {
    written.steps.iter().map(|made| (made.step.as_str(), made.fate)).collect()
}

#[tokio::test]
async fn a_refusal_stops_the_write_and_says_what_stands() {
    let refusal = json!({ "success": false, "errorInfo": { "code": "invalid_input", "message": "no" } });
    let server = server(move |asked| (asked.target == "/candidate.update").then(|| Reply::json(&refusal))).await;
    let written = make(&server, "create-candidate", &record("create-candidate")).await.unwrap();
    assert_eq!(
        fates(&written),
        [("definitions", Fate::LeftOut), ("created", Fate::Done), ("links", Fate::Failed), ("fields", Fate::NotBegun)]
    );
    assert!(written.has_changed());
    assert!(written.result["id"].is_string(), "the id of what was made is known: {}", written.result);
    assert_eq!(paths(&server), ["/candidate.create", "/candidate.update"]);
    let error = written.error.unwrap().to_string();
    assert!(error.contains("step: links") && error.contains("invalid_input"), "{error}");
}

#[tokio::test]
async fn what_may_have_happened_is_not_sent_again_and_is_told() {
    for reply in [
        Reply::status(502, "text/html", "<html>"),
        Reply::Truncated(b"{".to_vec()),
        Reply::Reset(b"{\"success\": true}".to_vec()),
        Reply::status(200, "text/html", "<html>"),
        Reply::json(&json!({ "success": false, "errorInfo": { "code": "generic_internal_error" } })),
    ] {
        let answer = reply.clone();
        let server = server(move |asked| (asked.target == "/candidate.create").then(|| answer.clone())).await;
        let written = make(&server, "create-candidate", &record("create-candidate")).await.unwrap();
        assert_eq!(
            fates(&written),
            [
                ("definitions", Fate::LeftOut),
                ("created", Fate::Unknown),
                ("links", Fate::NotBegun),
                ("fields", Fate::NotBegun)
            ],
            "{reply:?}"
        );
        assert!(written.has_changed());
        assert_eq!(paths(&server), ["/candidate.create"], "{reply:?}");
    }
}

#[tokio::test]
async fn an_answer_without_what_the_next_step_needs_ends_the_write() {
    let stages = json!({ "success": true, "results": [{ "id": "a", "type": "Active" }], "moreDataAvailable": false });
    let server = server(move |asked| (asked.target == "/interviewStage.list").then(|| Reply::json(&stages))).await;
    let written = make(&server, "reject-application", &record("reject-application")).await.unwrap();
    assert_eq!(fates(&written), [("application", Fate::Done), ("stages", Fate::Done), ("rejected", Fate::Failed)]);
    assert!(!written.has_changed(), "nothing but reading was done");
    assert_eq!(paths(&server), ["/application.info", "/interviewStage.list"]);
    let error = written.error.unwrap().to_string();
    assert!(error.contains("nothing comes of what `stages` gave for `$.id`, and `interview_stage_id` of"), "{error}");
}

#[tokio::test]
async fn a_file_goes_without_the_credential_and_only_over_encryption() {
    let server = server(|_| None).await;
    let written = make(&server, "upload-document", &record("upload-document")).await.unwrap();
    assert!(written.error.is_none(), "{:?}", written.error);
    for asked in server.asked() {
        let has_key = asked.headers.iter().any(|(name, _)| name == "authorization");
        assert_eq!(has_key, asked.target != "/uploads", "{}", asked.target);
    }
    for (url, told) in [("http://files.example.com/x?signature=s", "without encryption"), ("nowhere", "address")] {
        let handle = json!({ "success": true, "results": { "handle": "h", "url": url, "fields": {} } });
        let answers =
            move |asked: &Asked| (asked.target == "/file.createFileUploadHandle").then(|| Reply::json(&handle));
        let server = self::server(answers).await;
        let written = make(&server, "upload-resume", &record("upload-resume")).await.unwrap();
        assert_eq!(fates(&written)[2..], [("file", Fate::Failed), ("attached", Fate::NotBegun)]);
        let error = written.error.unwrap().to_string();
        assert!(error.contains(told) && !error.contains("signature"), "{error}");
    }
    let mut wrong = record("upload-resume");
    wrong["content"] = json!("SGVsbG8*");
    assert!(refused("upload-resume", wrong).await.contains("this is no base64"));
    let mut none = record("upload-resume");
    none["content"] = json!("");
    assert!(refused("upload-resume", none).await.contains("the file is empty"));
    // Lines of base64, as many programs write them, are the same file.
    let (whole, lines) = (self::server(|_| None).await, self::server(|_| None).await);
    let mut broken = record("upload-resume");
    assert!(make(&whole, "upload-resume", &broken).await.unwrap().error.is_none());
    let content = broken["content"].as_str().unwrap().to_owned();
    broken["content"] =
        json!(content.as_bytes().chunks(6).map(|line| String::from_utf8_lossy(line) + "\r\n").collect::<String>());
    assert!(make(&lines, "upload-resume", &broken).await.unwrap().error.is_none());
    assert_eq!(whole.asked().iter().map(sent).collect::<Vec<_>>(), lines.asked().iter().map(sent).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_file_that_is_refused_is_not_attached() {
    for (status, fate) in [(403, Fate::Failed), (429, Fate::Failed), (500, Fate::Unknown), (307, Fate::Unknown)] {
        let server =
            server(move |asked| (asked.target == "/uploads").then(|| Reply::status(status, "text/xml", "<no/>"))).await;
        let written = make(&server, "upload-resume", &record("upload-resume")).await.unwrap();
        assert_eq!(fates(&written)[2..], [("file", fate), ("attached", Fate::NotBegun)], "{status}");
        assert_eq!(paths(&server), ["/file.createFileUploadHandle", "/uploads"], "{status}");
    }
}

/// An answer to `offer.start` with a form that has fields of these types and titles.
fn form(fields: &[(&str, &str)]) -> Reply {
    let fields: Vec<Value> = fields
        .iter()
        .map(|(kind, title)| {
            let field = json!({
                "id": title, "type": kind, "path": format!("path of {title}"), "humanReadablePath": "", "title": title,
                "isNullable": true,
            });
            json!({ "isRequired": true, "field": field })
        })
        .collect();
    let sections = json!([{ "title": "Terms", "fields": [] }, { "title": null, "fields": fields }]);
    Reply::json(&json!({ "success": true, "results": { "id": "form", "formDefinition": { "sections": sections } } }))
}

/// Creates an offer with a salary and a start date where the form has these fields.
async fn offer(fields: &'static [(&str, &str)]) -> (Server, Written) {
    let server = server(move |asked| (asked.target == "/offer.start").then(|| form(fields))).await;
    let record = json!({ "application_id": "a", "salary": 1.50, "currency": "EUR", "start_date": "2026-09-01" });
    let written = make(&server, "create-offer", &record).await.unwrap();
    (server, written)
}

#[tokio::test]
async fn the_fields_of_a_form_are_found_by_type_and_title() {
    for fields in [
        &[("String", "Salary"), ("Currency", "Gehalt"), ("Date", "Eintritt"), ("Boolean", "Start")][..],
        &[("Currency", "Bonus"), ("Currency", "Yearly salary"), ("Date", "Expires"), ("Date", "Start date")],
        &[("Currency", "Bonus"), ("Currency", "SALARY"), ("Date", "Expires"), ("Date", "FIRST DAY")],
    ] {
        let (server, written) = offer(fields).await;
        assert!(written.error.is_none(), "{:?}", written.error);
        let sent = server.asked().pop().unwrap().json();
        let paths: Vec<&str> = sent["offerForm"]["fieldSubmissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["path"].as_str().unwrap())
            .collect();
        let wanted: Vec<String> = fields
            .iter()
            .filter(|(kind, title)| {
                let unclear = ["Bonus", "Expires"].contains(title);
                ["Currency", "Date"].contains(kind) && !unclear
            })
            .map(|(_, title)| format!("path of {title}"))
            .collect();
        assert_eq!(paths, wanted);
    }
}

#[tokio::test]
async fn a_form_that_is_not_clear_is_not_filled_in() {
    for (fields, told) in [
        (
            &[("Currency", "Fixed"), ("Currency", "Variable"), ("Date", "Start")][..],
            "finds 2: the text \"path of Fixed\"",
        ),
        (&[("Currency", "Salary"), ("Currency", "Salary of the first year"), ("Date", "Start")], "finds 2"),
        (
            &[("Number", "Salary"), ("Date", "Start")],
            "nothing comes of what `form` gave, and `offer_form.fieldSubmissions.path` of",
        ),
        (&[("Currency", "Salary")], "nothing comes of what `form` gave, and `offer_form.fieldSubmissions.path` of"),
    ] {
        let (server, written) = offer(fields).await;
        assert_eq!(fates(&written), [("process", Fate::Done), ("form", Fate::Done), ("created", Fate::Failed)]);
        assert!(written.has_changed() && written.steps[0].id.is_some());
        assert_eq!(paths(&server), ["/offerProcess.start", "/offer.start"]);
        let error = written.error.unwrap().to_string();
        assert!(error.contains(told), "{error}");
    }
}

#[tokio::test]
async fn an_offer_is_created_in_a_process_that_stands_already() {
    let server = server(|_| None).await;
    let custom = json!([{ "id": "_systemfield_salary", "value": { "value": 7, "currencyCode": "EUR" } }]);
    let record = json!({ "offer_process_id": "p", "custom_fields": custom });
    let written = make(&server, "create-offer", &record).await.unwrap();
    assert_eq!(fates(&written), [("process", Fate::LeftOut), ("form", Fate::Done), ("created", Fate::Done)]);
    assert_eq!(server.asked()[0].json(), json!({ "offerProcessId": "p" }));
    let sent = server.asked()[1].json();
    assert_eq!(
        sent["offerForm"]["fieldSubmissions"],
        json!([{ "path": "_systemfield_salary", "value": custom[0]["value"] }])
    );
    for (wrong, told) in [
        (
            json!({ "application_id": "a", "offer_process_id": "p", "start_date": "2026-09-01" }),
            "`$.offer_process_id` would not be sent",
        ),
        (json!({ "start_date": "2026-09-01" }), "the record needs `$.offer_process_id`"),
        (
            json!({ "application_id": "a" }),
            "the record needs `$.salary`, `$.start_date` or `$.custom_fields[*]`: without it",
        ),
        (json!({ "application_id": "a", "salary": 1 }), "the record needs `$.currency`"),
        (
            json!({ "application_id": "a", "currency": "EUR", "start_date": "2026-09-01" }),
            "`$.currency` would not be sent",
        ),
        (json!({ "application_id": "a", "start_date": "soon" }), "start_date`"),
        (
            json!({ "application_id": "a", "start_date": "2026-09-01", "offer_status": { "value": "created" } }),
            "decide it",
        ),
    ] {
        let text = refused("create-offer", wrong).await;
        assert!(text.contains(told), "{told}: {text}");
    }
}

/// Makes a write by the command, with the record in a file.
pub async fn by_command(server: &Server, name: &str, record: &Value, more: &[&str]) -> Finished {
    by_command_in(&root(""), server, name, record, more).await
}

/// A folder in which taking a tag away is something that nobody can bring back.
pub fn where_tags_are_destroyed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("connectors/ashby");
    std::fs::create_dir_all(&own).unwrap();
    for file in std::fs::read_dir(root("connectors/ashby")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let destroys = "path: /candidate.removeTag\n    access: destructive\n";
        let text = text.replace("path: /candidate.removeTag\n", destroys);
        std::fs::write(own.join(path.file_name().unwrap()), text).unwrap();
    }
    folder
}

/// The same, with the connectors of a folder.
pub async fn by_command_in(at: &Path, server: &Server, name: &str, record: &Value, more: &[&str]) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.json");
    std::fs::write(&file, record.to_string()).unwrap();
    let file = file.display().to_string();
    let all = [&["write", "ashby", name, &file, "--base-url", &server.url], more].concat();
    engine_beside(at, &all, &[("ASHBY_API_KEY", "secret-key")]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_prints_the_result_and_nothing_else() {
    let server = server(|_| None).await;
    let done = by_command(&server, "create-candidate", &record("create-candidate"), &[]).await;
    assert_eq!(done.code, 0, "{}", done.stderr);
    let result: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(result["id"], result["remote_id"]);
    assert!(done.stderr.contains("create-candidate: all is written, in 3 steps"), "{}", done.stderr);
    let refused = by_command(&server, "create-candidate", &json!({ "nam": "x" }), &[]).await;
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
    assert!(refused.stderr.contains("did you mean `name`?"), "{}", refused.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_tells_a_part_from_nothing() {
    let part =
        server(|asked| (asked.target == "/candidate.update").then(|| Reply::status(500, "text/plain", "no"))).await;
    let given = record("create-candidate");
    let half = by_command(&part, "create-candidate", &given, &[]).await;
    assert_eq!((half.code, half.stdout.as_str()), (12, ""), "{}", half.stderr);
    for line in [
        "created: done by create-candidate, gave id ",
        "links: sent by update-candidate; it may have been done",
        "fields: not begun",
    ] {
        assert!(half.stderr.contains(line), "{line}: {}", half.stderr);
    }
    let report = by_command(&part, "create-candidate", &given, &["--format", "json"]).await;
    assert_eq!(report.code, 12);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(report["complete"], json!(false));
    assert!(report["result"]["id"].is_string(), "{report}");
    let outcomes: Vec<&Value> = report["steps"].as_array().unwrap().iter().map(|step| &step["outcome"]).collect();
    assert_eq!(outcomes, ["left_out", "done", "unknown", "not_begun"]);
    let none = server(|_| Some(Reply::status(401, "text/plain", "no"))).await;
    let nothing = by_command(&none, "create-candidate", &given, &[]).await;
    assert_eq!(nothing.code, 4, "{}", nothing.stderr);
    assert!(nothing.stderr.contains("nothing was written"), "{}", nothing.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_destroys_wants_a_yes_and_a_dry_run_sends_nothing() {
    let server = server(|_| None).await;
    let tag = record("remove-candidate-tag");
    let folder = where_tags_are_destroyed();
    let refused = by_command_in(folder.path(), &server, "remove-candidate-tag", &tag, &[]).await;
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("destroys data") && refused.stderr.contains("--yes"), "{}", refused.stderr);
    let preview = by_command(&server, "create-candidate", &record("create-candidate"), &["--dry-run"]).await;
    assert_eq!(preview.code, 0, "{}", preview.stderr);
    assert!(
        preview.stdout.contains("/candidate.create") && preview.stdout.contains("<what created gives>"),
        "{}",
        preview.stdout
    );
    assert!(!preview.stdout.contains("secret-key"), "{}", preview.stdout);
    assert!(server.asked().is_empty());
    let done = by_command_in(folder.path(), &server, "remove-candidate-tag", &tag, &["--yes"]).await;
    assert_eq!(done.code, 0, "{}", done.stderr);
    let offer = record("create-offer");
    let unsure = by_command(&server, "create-offer", &offer, &[]).await;
    assert_eq!(unsure.code, 2);
    assert!(
        unsure.stderr.contains("`create-offer` is made with `--yes` only: starting the process"),
        "{}",
        unsure.stderr
    );
    assert_eq!(server.asked().len(), 1);
    let preview = by_command(&server, "create-offer", &offer, &["--dry-run"]).await;
    assert!(preview.code == 0 && preview.stdout.contains("<what form gives>"), "{}", preview.stdout);
    let sure = by_command(&server, "create-offer", &offer, &["--yes"]).await;
    assert_eq!(sure.code, 0, "{}", sure.stderr);
}

#[test]
fn writes_are_listed_described_and_tried_in_the_sandbox() {
    let list = engine(&["list", "ashby", "--writes", "--format", "json"]);
    let list: Value = serde_json::from_str(&list.stdout).unwrap();
    let create = list.as_array().unwrap().iter().find(|write| write["write"] == "create-candidate").unwrap();
    assert_eq!((&create["access"], &create["scopes"]), (&json!("write"), &json!(["candidates:write"])));
    let remove = list.as_array().unwrap().iter().find(|write| write["write"] == "remove-candidate-tag").unwrap();
    assert_eq!(remove["access"], json!("write"));
    let described = engine(&["describe", "ashby", "reject-application"]);
    assert!(described.stdout.contains("rejected_reason_id (string, required)"), "{}", described.stdout);
    let both = engine(&["describe", "ashby", "create-job"]);
    assert!(
        both.stdout.contains("POST /job.create") && both.stdout.contains("ashby write create-job"),
        "{}",
        both.stdout
    );
    let file = root("tests/writes/ashby/reject-application/record.json");
    let tried = engine(&["write", "ashby", "reject-application", &file.display().to_string(), "--sandbox"]);
    assert_eq!(tried.code, 0, "{}", tried.stderr);
    let unknown = engine(&["write", "ashby", "create-candidat"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("did you mean `create-candidate`?"), "{}", unknown.stderr);
}
