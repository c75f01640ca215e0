//! Writes when something goes wrong: nothing is sent twice, nothing is begun that cannot be finished, and what is told of
//! each step is true.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use engine_lang::Plan;
use engine_lang::plan::Access;
use engine_runtime::clock::SystemClock;
use engine_runtime::credentials::Credentials;
use engine_runtime::execute::Session;
use engine_runtime::fetch::Notice;
use engine_runtime::write::{Fate, Made, Written, write};
use serde_json::{Value, json};

use crate::support::{
    Finished, Reply, Server, Workspace, catalog, changed, engine_begun, engine_given, finished, on_the_side, plan, root,
};
use crate::writes::{
    by_command, by_command_in, fates, make, make_by, paths, record, refused, server, where_tags_are_destroyed,
};

/// The ways in which an answer is none, or says nothing.
fn faults() -> Vec<Reply> {
    let code = json!({ "success": false, "errorInfo": { "code": "invalid_input", "message": "no" } });
    let id = |id: Value| json!({ "success": true, "results": { "id": id } });
    let bodies = [
        code,
        json!({ "success": false }),
        json!({}),
        json!([]),
        json!({ "success": true }),
        json!({ "success": true, "results": null }),
        json!({ "success": true, "results": [] }),
        json!({ "success": true, "results": {} }),
        id(Value::Null),
        id(json!("")),
        id(json!({})),
        id(json!([])),
    ];
    let mut all: Vec<Reply> = bodies.iter().map(Reply::json).collect();
    all.push(Reply::Truncated(b"{".to_vec()));
    all.push(Reply::Reset(b"{\"success\": true}".to_vec()));
    all.push(Reply::status(500, "application/json", "{}"));
    all.push(Reply::status(503, "text/html", "<html>").header("retry-after", "1"));
    all.push(Reply::status(202, "application/json", "{}"));
    all.push(Reply::status(307, "text/plain", "").header("location", "/candidate.create"));
    all
}

/// Where a step's request goes.
fn target(plan: &Plan, made: &Made) -> String {
    match plan.operation(&made.operation) {
        Some(operation) => operation.path_text.clone(),
        None => "/uploads".to_owned(),
    }
}

#[tokio::test]
async fn a_fault_at_any_step_of_any_write_repeats_nothing_and_is_told_as_it_is() {
    let plan = plan("connectors", "ashby");
    let mut tried = 0;
    for name in plan.connector().writes.keys() {
        let given = record(name);
        let whole = server(|_| None).await;
        make_by(&plan, &whole, name, &given).await.unwrap();
        for (number, wrong) in paths(&whole).iter().enumerate() {
            let operation = plan.called(wrong.trim_start_matches('/'));
            let reads = operation.is_some_and(|operation| operation.access == Access::Read);
            for reply in faults() {
                let (wrong, answer) = (wrong.clone(), reply.clone());
                let server = server(move |asked| (asked.target == wrong).then(|| answer.clone())).await;
                let written = make_by(&plan, &server, name, &given).await.unwrap();
                judge(&plan, &written, &paths(&server), (number, reads), &format!("{name}: {number}: {reply:?}"));
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// Holds what is told of each step against what the server saw.
fn judge(plan: &Plan, written: &Written, asked: &[String], (number, reads): (usize, bool), case: &str) {
    let stopped: Vec<&Made> =
        written.steps.iter().filter(|made| matches!(made.fate, Fate::Failed | Fate::Unknown)).collect();
    assert_eq!(stopped.len(), usize::from(written.error.is_some()), "{case}: {:?}", fates(written));
    for made in &written.steps {
        let times = asked.iter().filter(|path| **path == target(plan, made)).count();
        let case = format!("{case}: {}: {:?}, {times} times", made.step, made.fate);
        match made.fate {
            Fate::Done | Fate::Unknown if made.access != Access::Read => assert_eq!(times, 1, "{case}"),
            Fate::Failed if made.access != Access::Read => assert!(times <= 1, "{case}"),
            // Of two steps that ask the same, one is left out.
            Fate::LeftOut
                if written
                    .steps
                    .iter()
                    .any(|other| other.step != made.step && target(plan, other) == target(plan, made)) => {}
            Fate::LeftOut | Fate::NotBegun => assert_eq!(times, 0, "{case}"),
            _ => {}
        }
    }
    let told = written.steps.iter().any(|made| made.access != Access::Read && asked.contains(&target(plan, made)));
    let was_refused = stopped.iter().any(|made| made.fate == Fate::Failed && asked.contains(&target(plan, made)));
    assert!(written.has_changed() || !told || was_refused, "{case}: {:?}", fates(written));
    // What was read in vain ends a write before anything is changed.
    assert!(!reads || !written.has_changed() || written.error.is_none(), "{case}: {:?}", fates(written));
    assert!(written.error.is_none() || reads || asked.len() == number + 1, "{case}: {asked:?}");
}

#[tokio::test]
async fn an_answer_without_an_id_may_have_been_done_and_nothing_follows() {
    for results in [json!({}), json!([]), json!({ "id": null }), json!({ "id": " " }), json!({ "name": "Ada" })] {
        let body = json!({ "success": true, "results": results });
        let server = server(move |asked| (asked.target == "/candidate.create").then(|| Reply::json(&body))).await;
        let written = make(&server, "create-candidate", &record("create-candidate")).await.unwrap();
        let wanted = [
            ("definitions", Fate::LeftOut),
            ("created", Fate::Unknown),
            ("links", Fate::NotBegun),
            ("fields", Fate::NotBegun),
        ];
        assert_eq!(fates(&written), wanted, "{results}");
        assert_eq!(paths(&server), ["/candidate.create"]);
        assert!(written.has_changed());
        let error = written.error.unwrap().to_string();
        assert!(error.contains("may have been done, and its id is not known"), "{error}");
        // Without a step that follows, the result is what lacks it.
        let short = json!({ "name": "Ada Byrne" });
        let written = make(&server, "create-candidate", &short).await.unwrap();
        assert_eq!(fates(&written)[1], ("created", Fate::Unknown), "{results}");
        let error = written.error.unwrap().to_string();
        assert!(error.contains("`id` of the result comes to nothing"), "{error}");
    }
}

#[tokio::test]
async fn an_id_is_text_or_a_number() {
    for id in [json!({}), json!({ "id": "c" }), json!(["c"]), json!(true)] {
        let body = json!({ "success": true, "results": { "id": id } });
        let server = server(move |asked| (asked.target == "/candidate.create").then(|| Reply::json(&body))).await;
        for given in [record("create-candidate"), json!({ "name": "Ada Byrne" })] {
            let written = make(&server, "create-candidate", &given).await.unwrap();
            assert_eq!(fates(&written)[1], ("created", Fate::Unknown), "{id}");
        }
        assert_eq!(paths(&server), ["/candidate.create", "/candidate.create"]);
    }
}

#[tokio::test]
async fn one_request_too_many_was_not_done_and_is_sent_again() {
    let many = || Reply::status(429, "application/json", "{}").header("retry-after", "1");
    let times = AtomicUsize::new(0);
    let server = server(move |asked| {
        let is_one_too_many = asked.target == "/candidate.update" && times.fetch_add(1, Ordering::SeqCst) < 2;
        is_one_too_many.then(many)
    });
    let server = server.await;
    let written = make(&server, "create-candidate", &record("create-candidate")).await.unwrap();
    assert!(written.error.is_none(), "{:?}", written.error);
    assert_eq!(paths(&server).iter().filter(|path| *path == "/candidate.update").count(), 3);
    for (wrong, name, fate) in [
        (
            "/candidate.create",
            "create-candidate",
            [Fate::LeftOut, Fate::Failed, Fate::NotBegun, Fate::NotBegun].as_slice(),
        ),
        ("/uploads", "upload-resume", &[Fate::LeftOut, Fate::Done, Fate::Failed, Fate::NotBegun]),
    ] {
        let server = self::server(move |asked| (asked.target == wrong).then(many)).await;
        let written = make(&server, name, &record(name)).await.unwrap();
        let fates: Vec<Fate> = written.steps.iter().map(|made| made.fate).collect();
        assert_eq!(fates, fate, "{name}: {:?}", written.error);
    }
}

#[tokio::test]
async fn a_missing_scope_has_changed_nothing() {
    let code = json!({ "success": false, "errorInfo": { "code": "missing_endpoint_permission" } });
    for status in [200, 403] {
        let reply = Reply::status(status, "application/json", code.to_string());
        let server = server(move |asked| (asked.target == "/candidate.create").then(|| reply.clone())).await;
        let written = make(&server, "create-candidate", &record("create-candidate")).await.unwrap();
        assert_eq!(fates(&written)[1], ("created", Fate::Failed), "{status}");
        assert!(!written.has_changed());
    }
}

/// What was not done for want of requests is tried again, also by what writes, and changes nothing if it never is.
#[tokio::test]
async fn too_many_requests_have_changed_nothing() {
    let too_many = || Reply::status(429, "application/json", "{}").header("retry-after", "1");
    let once = AtomicBool::new(false);
    let asked_once = server(move |asked| {
        let first = asked.target == "/candidate.update" && !once.swap(true, Ordering::SeqCst);
        first.then(too_many)
    });
    let asked_once = asked_once.await;
    let written = make(&asked_once, "create-candidate", &record("create-candidate")).await.unwrap();
    assert!(written.error.is_none(), "{:?}", written.error);
    assert_eq!(paths(&asked_once).iter().filter(|path| *path == "/candidate.update").count(), 2);
    let always = server(move |asked| (asked.target == "/candidate.create").then(too_many)).await;
    let written = make(&always, "create-candidate", &record("create-candidate")).await.unwrap();
    assert_eq!(fates(&written)[1], ("created", Fate::Failed));
    assert!(!written.has_changed());
    assert_eq!(paths(&always), ["/candidate.create"; 5]);
}

#[tokio::test]
async fn what_cannot_become_a_request_is_refused_before_anything_is_sent() {
    let ashby = catalog("connectors").sources("ashby").unwrap();
    let own = "    path: /candidate.create\n";
    let with_header = format!("{own}    headers: {{ x-name: $.inputs.name }}\n");
    let plan = engine_lang::plan(&changed(&ashby, |_, text| text.replace(own, &with_header))).unwrap().plan;
    let server = server(|_| None).await;
    let given = json!({ "name": "Ada\u{7}Byrne" });
    let error = make_by(&plan, &server, "create-candidate", &given).await.expect_err("a refusal").to_string();
    assert!(error.contains("the header `x-name` would hold") && error.contains("step: created"), "{error}");
    assert!(server.asked().is_empty());
}

#[test]
fn a_dry_run_refuses_what_cannot_become_a_request() {
    const CONNECTOR: &str = r"
operations:
  make:
    method: POST
    path: /things
    inputs: { name: { type: string, required: true } }
    headers: { x-name: $.inputs.name }
    envelope: demo/thing
writes:
  make-thing:
    takes: demo/thing
    steps: { made: { operation: make, inputs: { name: $.id } } }
    gives: { target: demo/thing, fields: { id: { step: made, value: $.id } } }
";
    let thing = json!({ "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] });
    let workspace = Workspace::demo(CONNECTOR, &[("demo/thing", thing)]);
    for (name, code) in [("Ada\u{7}Byrne", 2), ("Ada Byrne", 0)] {
        let (arguments, record) = (["write", "demo", "make-thing", "--dry-run"], json!({ "id": name }).to_string());
        let shown = engine_given(workspace.path(), &arguments, &[], record.as_bytes());
        assert_eq!(shown.code, code, "{shown:?}");
        assert_eq!(shown.stdout.is_empty(), code == 2, "{shown:?}");
        assert_eq!(shown.stderr.contains("the header `x-name` would hold"), code == 2, "{shown:?}");
    }
}

#[tokio::test]
async fn a_word_of_a_step_is_looked_up_once_it_is_known() {
    let ashby = catalog("connectors").sources("ashby").unwrap();
    let table = "object_type: { from: { step: created, value: $.name }, enum: { Ada: Candidate } }";
    let own = "object_id: { step: created, value: $.id }\n          object_type: Candidate";
    let with_table = own.replace("object_type: Candidate", table);
    let plan = engine_lang::plan(&changed(&ashby, |_, text| text.replace(own, &with_table))).unwrap().plan;
    let created = json!({ "success": true, "results": { "id": "c", "name": "Ada" } });
    let server = server(move |asked| (asked.target == "/candidate.create").then(|| Reply::json(&created))).await;
    let written = make_by(&plan, &server, "create-candidate", &record("create-candidate")).await.unwrap();
    assert_eq!(fates(&written)[3], ("fields", Fate::Done), "{:?}", written.error);
    assert_eq!(server.asked()[2].json()["objectType"], json!("Candidate"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_from_outside_is_no_line_of_the_report() {
    let id = json!({ "success": true, "results": { "id": "c\n  links: done\u{1b}[2K" } });
    let server = server(move |asked| match asked.target.as_str() {
        "/candidate.create" => Some(Reply::json(&id)),
        "/candidate.update" => Some(Reply::status(500, "text/plain", "no")),
        _ => None,
    });
    let half = by_command(&server.await, "create-candidate", &record("create-candidate"), &[]).await;
    assert_eq!(half.code, 12, "{}", half.stderr);
    assert!(half.stderr.contains("gave id c\\n  links: done\u{fffd}[2K\n"), "{}", half.stderr);
}

#[tokio::test]
async fn what_is_not_found_is_known_before_anything_is_written() {
    let posting = json!({ "success": true, "results": { "id": "p", "jobId": null } });
    let server = server(move |asked| (asked.target == "/jobPosting.info").then(|| Reply::json(&posting))).await;
    let written = make(&server, "create-application", &record("create-application")).await.unwrap();
    let made = fates(&written).into_iter().filter(|(_, fate)| *fate != Fate::LeftOut);
    let wanted =
        [("posting", Fate::Done), ("candidate", Fate::NotBegun), ("created", Fate::Failed), ("links", Fate::NotBegun)];
    assert_eq!(made.collect::<Vec<_>>(), wanted);
    assert!(!written.has_changed());
    assert_eq!(paths(&server), ["/jobPosting.info"]);
    let error = written.error.unwrap().to_string();
    assert!(error.contains("`posting` gave nothing at `$.jobId` for `$.job_posting_id`"), "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing_may_have_done_it() {
    let ashby = catalog("connectors").sources("ashby").unwrap();
    let sources = changed(&ashby, |_, text| text.replace("read_timeout: 60s", "read_timeout: 100ms"));
    let impatient = engine_lang::plan(&sources).unwrap().plan;
    assert_eq!(impatient.connector().limits.read_timeout, Duration::from_millis(100));
    let server = server(|asked| (asked.target == "/candidate.update").then_some(Reply::Silence)).await;
    let written = make_by(&impatient, &server, "create-candidate", &record("create-candidate")).await.unwrap();
    assert_eq!(
        fates(&written),
        [("definitions", Fate::LeftOut), ("created", Fate::Done), ("links", Fate::Unknown), ("fields", Fate::NotBegun)]
    );
    assert_eq!(paths(&server), ["/candidate.create", "/candidate.update"]);
}

#[tokio::test]
async fn a_template_has_sent_what_stands_in_its_text() {
    let ashby = catalog("connectors").sources("ashby").unwrap();
    for (template, left) in [
        ("{{ record.content[0].body }}", &["$.content[1].body", "$.content[2].body"][..]),
        ("{{ 'x' if record.content }}", &["$.content[0].body", "$.content[1].body", "$.content[2].body"]),
        ("{{ record.content | length }}", &["$.content[0].body", "$.content[1].body", "$.content[2].body"]),
        ("{{ (record.content | last).body }}", &["$.content[0].body", "$.content[1].body"]),
        ("{% for part in record.content %}{{ part.body if loop.first }}{% endfor %}", &["$.content[1].body"]),
    ] {
        let own = r#"{{ record.content | map(attribute="body") | join("\n\n") }}"#;
        let sources = changed(&ashby, |_, text| text.replace(own, &template.replace('\'', "''")));
        let plan = engine_lang::plan(&sources).unwrap_or_else(|error| panic!("{template}: {error:?}")).plan;
        let server = server(|_| None).await;
        let given =
            json!({ "candidate_id": "c", "content": [{ "body": "one" }, { "body": "two" }, { "body": "three" }] });
        let error = make_by(&plan, &server, "create-candidate-note", &given).await.expect_err(template).to_string();
        for way in left {
            assert!(error.contains(&format!("`{way}` would not be sent")), "{template}: {error}");
        }
        assert!(server.asked().is_empty());
    }
}

#[tokio::test]
async fn a_file_goes_nowhere_that_only_this_machine_sees_and_its_name_stays_a_name() {
    let refuses = async |url: &str, told: &str| {
        let handle = json!({ "success": true, "results": { "handle": "h", "url": url, "fields": {} } });
        let server =
            server(move |asked| (asked.target == "/file.createFileUploadHandle").then(|| Reply::json(&handle)));
        let server = server.await;
        let written = make(&server, "upload-resume", &record("upload-resume")).await.unwrap();
        assert_eq!(fates(&written)[2..], [("file", Fate::Failed), ("attached", Fate::NotBegun)], "{url}");
        let error = written.error.unwrap().to_string();
        assert!(error.contains(told) && !error.contains("s3cret"), "{url}: {error}");
        assert_eq!(paths(&server), ["/file.createFileUploadHandle"]);
    };
    refuses("ftp://127.0.0.1/x", "without encryption").await;
    refuses("file:///etc/passwd", "without encryption").await;
    refuses("http://10.0.0.1/x", "without encryption").await;
    refuses("https://u:s3cret@files.example.com/x", "has a user in it").await;
    let mut named = record("upload-document");
    for (name, wanted) in [
        ("a.pdf.notes", "filename=\"a.pdf.notes.pdf\""),
        ("CV.PDF", "filename=\"CV.PDF\""),
        ("say \"hi\"; x=\"y", "filename=\"say %22hi%22; x=%22y.pdf\""),
    ] {
        named["name"] = json!(name);
        let server = server(|_| None).await;
        let written = make(&server, "upload-document", &named).await.unwrap();
        assert!(written.error.is_none(), "{:?}", written.error);
        let form = server.asked().into_iter().find(|asked| asked.target == "/uploads").unwrap().body;
        assert!(form.contains(wanted), "{form}");
    }
    named["name"] = json!("a.pdf\"\r\nx-evil: 1\r\n");
    assert!(refused("upload-document", named).await.contains("no line breaks"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_printed_after_every_failure() {
    let server = server(|_| None).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.json");
    std::fs::write(&file, record("create-candidate").to_string()).unwrap();
    let path = file.display().to_string();
    let arguments = ["write", "ashby", "create-candidate", &path, "--format", "json", "--base-url", &server.url];
    let keyless = crate::support::engine(&arguments);
    assert_eq!(keyless.code, 3, "{}", keyless.stderr);
    assert_eq!(outcomes(&keyless), ["not_begun", "not_begun", "not_begun", "not_begun"]);
    let wrong = by_command(&server, "create-candidate", &json!({ "nam": "x" }), &["--format", "json"]).await;
    assert_eq!((wrong.code, outcomes(&wrong).len()), (2, 4), "{}", wrong.stderr);
    let tag = record("remove-candidate-tag");
    let folder = where_tags_are_destroyed();
    let unmeant = by_command_in(folder.path(), &server, "remove-candidate-tag", &tag, &["--format", "json"]).await;
    assert_eq!((unmeant.code, outcomes(&unmeant)), (2, vec!["not_begun".to_owned()]), "{}", unmeant.stderr);
    let missing = crate::support::engine(&["write", "ashby", "create-candidate", "nowhere.json", "--format", "json"]);
    assert_eq!((missing.code, outcomes(&missing).len()), (2, 4), "{}", missing.stderr);
    let short = by_command(&server, "create-candidate", &json!({ "name": "Ada" }), &[]).await;
    let told = "create-candidate: all is written, in 1 step; 3 had nothing to do";
    assert!(short.stderr.contains(told), "{}", short.stderr);
}

/// The outcomes of a report's steps.
fn outcomes(finished: &Finished) -> Vec<String> {
    let report: Value = serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{error}: {finished:?}"));
    assert!(report["error"].is_string() && report["complete"] == false, "{report}");
    let steps = report["steps"].as_array().unwrap().iter();
    steps.map(|step| step["outcome"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_waits_to_be_tried_again_was_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let plan = plan("connectors", "ashby");
    let session = Session {
        plan: plan.clone(),
        credentials: Credentials::gather(plan.connector(), |_, _| Some("key".to_owned())).unwrap(),
        base_url: Some(url.parse().unwrap()),
        clock: Arc::new(SystemClock),
    };
    let (stop, stopped) = tokio::sync::oneshot::channel::<String>();
    let mut stop = Some(stop);
    let mut notice = |_: &Notice| stop.take().into_iter().for_each(|stop| stop.send("enough".to_owned()).unwrap());
    let stopped = async { stopped.await.unwrap() };
    let name = "create-candidate";
    let written = write(&session, plan.write(name).unwrap(), &record(name), stopped, &mut notice).await.unwrap();
    assert_eq!(
        fates(&written),
        [
            ("definitions", Fate::LeftOut),
            ("created", Fate::Failed),
            ("links", Fate::NotBegun),
            ("fields", Fate::NotBegun)
        ]
    );
    assert!(!written.has_changed());
}

/// Begins a write, and sends it a signal once the server has seen a request that it does not answer.
#[cfg(unix)]
async fn signalled(signal: &'static str, name: &'static str, silent: &'static str, more: &[&'static str]) -> Finished {
    let seen = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&seen);
    let server = server(move |asked| {
        let is_silent = asked.target == silent;
        flag.fetch_or(is_silent, Ordering::SeqCst);
        is_silent.then_some(Reply::Silence)
    });
    let server: Server = server.await;
    let file = root("tests/writes/ashby").join(name).join("record.json").display().to_string();
    let url = server.url.clone();
    let arguments: Vec<String> = ["write", "ashby", name, &file, "--base-url", &url]
        .into_iter()
        .chain(more.iter().copied())
        .map(str::to_owned)
        .collect();
    let ended = on_the_side(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let child = engine_begun(&root(""), &arguments, &[("ASHBY_API_KEY", "secret-key")]);
        for _ in 0..2000 {
            if seen.load(Ordering::SeqCst) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let killed = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        finished(child)
    })
    .await;
    assert_eq!(paths(&server).iter().filter(|path| *path == silent).count(), 1);
    ended
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_in_the_middle_is_told_like_a_failure() {
    let half = signalled("-INT", "create-candidate", "/candidate.update", &[]).await;
    assert_eq!((half.code, half.stdout.as_str()), (12, ""), "{}", half.stderr);
    for line in [
        "error: SIGINT stopped the write",
        "created: done by create-candidate, gave id ",
        "links: sent by update-candidate; it may have been done",
        "fields: not begun",
    ] {
        assert!(half.stderr.contains(line), "{line}: {}", half.stderr);
    }
    let first = signalled("-TERM", "create-candidate", "/candidate.create", &["--format", "json"]).await;
    assert_eq!((first.code, outcomes(&first)[1].as_str()), (12, "unknown"), "{}", first.stderr);
    let read = signalled("-TERM", "reject-application", "/interviewStage.list", &["--format", "json"]).await;
    assert_eq!((read.code, outcomes(&read)), (130, ["done", "failed", "not_begun"].map(str::to_owned).to_vec()));
}
