//! What changes data is done only when it is meant, and reads go on where the last one ended.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    Asked, Finished, Reply, Server, Workspace, engine, engine_begun, engine_beside, engine_in, finished, on_the_side,
    root,
};

/// Runs a command against a server, with a key.
async fn run_at(server: &Server, arguments: &[&str]) -> Finished {
    run_in(&root(""), server, arguments).await
}

/// As [`run_at`], in a folder.
async fn run_in(folder: &Path, server: &Server, arguments: &[&str]) -> Finished {
    let all = [arguments, &["--base-url", &server.url]].concat();
    engine_beside(folder, &all, &[("ASHBY_API_KEY", "key")]).await
}

fn page(asked: &Asked) -> Value {
    let token = if asked.json()["syncToken"].is_string() { "second" } else { "first" };
    json!({ "success": true, "results": [{ "id": "a", "name": "x" }], "moreDataAvailable": false, "syncToken": token })
}

#[test]
fn the_providers_own_name_works_too() {
    let ours = engine(&["run", "ashby", "list-jobs", "--sandbox"]);
    let theirs = engine(&["run", "ashby", "job.list", "--sandbox"]);
    assert_eq!((ours.code, theirs.code), (0, 0), "{}", theirs.stderr);
    assert_eq!(ours.stdout, theirs.stdout);
    assert_eq!(engine(&["describe", "ashby", "job.list"]).stdout, engine(&["describe", "ashby", "list-jobs"]).stdout);
    let scopes = engine(&["scopes", "ashby", "job.list", "list-users"]);
    assert!(scopes.stdout.contains("jobs:read") && scopes.stdout.contains("organization:read"), "{}", scopes.stdout);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_destroys_wants_a_yes() {
    let server = Server::start(|_, _, _| Reply::json(&json!({ "success": true, "results": {} }))).await;
    let delete = ["run", "ashby", "delete-webhook", "webhook_id=x"];
    let refused = run_at(&server, &delete).await;
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("destroys data") && refused.stderr.contains("--yes"), "{}", refused.stderr);
    assert!(server.asked().is_empty());
    let preview = run_at(&server, &[&delete[..], &["--dry-run"]].concat()).await;
    assert_eq!(preview.code, 0, "{}", preview.stderr);
    let done = run_at(&server, &[&delete[..], &["--yes"]].concat()).await;
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only_refuses_all_that_writes() {
    let server = Server::start(|_, _, asked| Reply::json(&page(asked))).await;
    for operation in ["delete-webhook", "create-candidate"] {
        let refused = run_at(&server, &["run", "ashby", operation, "--read-only", "webhook_id=x", "name=x"]).await;
        assert_eq!(refused.code, 2, "{}", refused.stderr);
        assert!(refused.stderr.contains("changes data"), "{}", refused.stderr);
    }
    assert!(server.asked().is_empty());
    let read = run_at(&server, &["run", "ashby", "list-departments", "--read-only"]).await;
    assert_eq!(read.code, 0, "{}", read.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_writes_and_may_have_been_done_is_told() {
    let create = ["run", "ashby", "create-candidate", "name=x"];
    let many = Reply::status(429, "application/json", "{}").header("retry-after", "100000");
    for (reply, code) in [
        (Reply::status(503, "text/plain", "no"), 12),
        (Reply::Reset(b"{".to_vec()), 12),
        (Reply::status(200, "text/html", "<html>"), 12),
        (Reply::status(401, "text/plain", "no"), 4),
        (Reply::status(400, "text/plain", "no"), 5),
        (many, 6),
    ] {
        let answer = reply.clone();
        let server = Server::start(move |_, _, _| answer.clone()).await;
        let ran = run_at(&server, &create).await;
        assert_eq!((ran.code, server.asked().len()), (code, 1), "{reply:?}: {}", ran.stderr);
        let told = "it may have been done, look at the provider before you repeat it";
        assert_eq!(ran.stderr.contains(told), code == 12, "{}", ran.stderr);
        let read = run_at(&server, &["run", "ashby", "get-candidate", "id=x"]).await;
        assert_ne!(read.code, 12, "{}", read.stderr);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_in_the_middle_of_what_writes_is_told() {
    let server = Server::start(|_, _, _| Reply::Silence).await;
    let arguments = ["run", "ashby", "create-candidate", "name=x", "--base-url", &server.url];
    let child = engine_begun(&root(""), &arguments, &[("ASHBY_API_KEY", "key")]);
    for _ in 0..2000 {
        if !server.asked().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = on_the_side(move || finished(child)).await;
    assert_eq!(ended.code, 12, "{}", ended.stderr);
    assert!(ended.stderr.contains("SIGINT") && ended.stderr.contains("may have been done"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_with_the_key_in_it_is_not_kept() {
    let server = Server::start(|_, _, _| {
        let token = "/next?api_key=a-key-nobody-may-see";
        Reply::json(&json!({ "success": true, "results": [], "moreDataAvailable": false, "syncToken": token }))
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("departments.state");
    let (file, url) = (path.display().to_string(), server.url.clone());
    let read = move || {
        let arguments = ["run", "ashby", "list-departments", "--state", &file, "--base-url", &url];
        engine_in(&root(""), &arguments, &[("ASHBY_API_KEY", "a-key-nobody-may-see")])
    };
    let read = on_the_side(read).await;
    assert!(read.code == 0 && !path.exists(), "{read:?}");
    assert!(read.stderr.contains("warning: the token for the next read has a secret in it"), "{read:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_read_goes_on_where_the_last_one_ended() {
    let server = Server::start(|_, number, asked| match number {
        2 => Reply::status(401, "text/plain", "no"),
        _ => Reply::json(&page(asked)),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("departments.state");
    let file = path.display().to_string();
    let read = ["run", "ashby", "list-departments", "--state", &file];
    let token = || serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap()).unwrap()["token"].clone();
    let first = run_at(&server, &read).await;
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(token(), "first");
    let second = run_at(&server, &read).await;
    assert_eq!(second.code, 0, "{}", second.stderr);
    assert_eq!(token(), "second");
    // A run that did not read everything leaves the state as it was.
    let failed = run_at(&server, &read).await;
    assert_eq!(failed.code, 4, "{}", failed.stderr);
    assert!(failed.stderr.contains("is unchanged"), "{}", failed.stderr);
    assert_eq!(token(), "second");
    let asked: Vec<Value> = server.asked().iter().map(|asked| asked.json()["syncToken"].clone()).collect();
    assert_eq!(asked, [Value::Null, json!("first"), json!("second")]);
    for (more, words) in [
        (
            vec!["include_archived=true"],
            "help: `body.includeArchived` was nothing, and is true\n  help: a token leaves gaps",
        ),
        (vec!["sync_token=x"], "both say where to go on"),
    ] {
        let refused = run_at(&server, &[&read[..], &more[..]].concat()).await;
        assert_eq!(refused.code, 2, "{}", refused.stderr);
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    let refused = run_at(&server, &["run", "ashby", "list-archive-reasons", "--state", &file]).await;
    assert!(refused.code == 2 && refused.stderr.contains("cannot read only what changed"), "{}", refused.stderr);
    fs::write(&path, "no state").unwrap();
    assert_eq!(run_at(&server, &read).await.code, 2);
}

/// With `--strict`, a run with problems is none to go on from.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_run_with_problems_leaves_the_state() {
    let server = Server::start(|_, _, asked| {
        let mut body = page(asked);
        body["results"][0]["name"] = json!({});
        Reply::json(&body)
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("departments.state");
    let file = path.display().to_string();
    let read = ["run", "ashby", "list-departments", "--state", &file];
    let strict = run_at(&server, &[&read[..], &["--strict"]].concat()).await;
    assert!(strict.code == 8 && strict.stderr.contains("is unchanged"), "{strict:?}");
    assert!(!path.exists());
    assert_eq!(run_at(&server, &read).await.code, 0);
    assert!(path.exists());
}

const PEOPLE: &str = r"
connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
auth: { none: {} }
operations:
  list-people:
    path: /people
    inputs: { token: { type: string } }
    query: { since: $.inputs.token }
    envelope: demo/people
    records: $.data[*]
    only: { $.kind: [Person] }
    incremental: { token: $.token, input: token }
    pagination: { whole: {} }
";

/// What did not count when the token was given would never come again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_not_used_when_other_records_count() {
    let text = json!({ "type": "string" });
    let record = json!({ "type": "object", "properties": { "kind": text } });
    let people = json!({ "data": { "type": "array", "items": record }, "token": text });
    let workspace = Workspace::new(PEOPLE, &[("demo/people", json!({ "type": "object", "properties": people }))]);
    let server = Server::start(|_, _, _| {
        Reply::json(&json!({ "data": [{ "kind": "Person" }, { "kind": "Robot" }], "token": "t" }))
    })
    .await;
    let read = ["run", "demo", "list-people", "--state", "people.state"];
    for only in ["only: { $.kind: [Person, Robot] }", "only: { $.kind: [Robot] }", ""] {
        workspace.write("connectors/demo/connector.yaml", PEOPLE);
        let _ = fs::remove_file(workspace.path().join("people.state"));
        for _ in 0..2 {
            let good = run_in(workspace.path(), &server, &read).await;
            assert!(good.code == 0 && good.stdout.lines().count() == 1, "{good:?}");
        }
        let asked = server.asked().len();
        workspace.write("connectors/demo/connector.yaml", &PEOPLE.replace("only: { $.kind: [Person] }", only));
        let refused = run_in(workspace.path(), &server, &read).await;
        assert!(refused.code == 2 && refused.stderr.contains("a token leaves gaps"), "{refused:?}");
        assert_eq!(server.asked().len(), asked);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_provider_says_beside_its_records_is_told() {
    let server = Server::start(|_, _, asked| {
        let mut body = page(asked);
        body["warnings"] = json!(["one thing was left out", "one thing was left out"]);
        Reply::json(&body).header("Ashby-Version-Status", "deprecated")
    })
    .await;
    let finished = run_at(&server, &["run", "ashby", "list-departments"]).await;
    assert_eq!(finished.code, 0, "{}", finished.stderr);
    assert_eq!(finished.stderr.matches("warning: the provider says: one thing was left out").count(), 1);
    assert!(finished.stderr.contains("`Ashby-Version-Status` is `deprecated`, and `active`"), "{}", finished.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_that_is_not_as_when_all_is_well_is_told_of_a_refusal_too() {
    for status in [200, 404, 410] {
        let server = Server::start(move |_, _, _| {
            let body = json!({ "success": false, "errors": ["version_removed"] });
            Reply::status(status, "application/json", body.to_string()).header("Ashby-Version-Status", "removed")
        })
        .await;
        let finished = run_at(&server, &["run", "ashby", "list-departments"]).await;
        assert_eq!(finished.code, 5, "{finished:?}");
        let told = "header: `Ashby-Version-Status` is `removed`, and `active` when all is well";
        assert!(finished.stderr.contains(told), "{finished:?}");
    }
}
