//! What `engine run` tells of an operation that writes: code 12 where it may have been done, and no other code then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::support::{
    Finished, Reply, Server, Workspace, engine_begun, engine_beside, engine_in, finished, object, on_the_side,
};

const DEMO: &str = r#"
limits: { attempts: 2 }
errors: { slow_down: { kind: rate_limit }, later: { kind: retry } }
operations:
  create-thing:
    method: POST
    path: /things
    inputs: { name: { type: string } }
    body: { name: $.inputs.name }
    envelope: demo/thing
    error: { code: $.code }
    mapping: thing
  read-owner: { path: /owner, envelope: demo/owner }
  delete-thing:
    method: DELETE
    path: "/things/{{ inputs.id }}"
    inputs: { id: { type: string, required: true } }
  hide-thing:
    method: DELETE
    access: write
    path: "/shown/{{ inputs.id }}"
    inputs: { id: { type: string, required: true } }
mappings:
  thing:
    target: unified/thing
    lookups: { owner: { operation: read-owner, inputs: {} } }
    fields: { id: $.id, owner: { lookup: owner, value: $.name } }
"#;

const PERHAPS: &str = "it may have been done, look at the provider before you repeat it";

fn demo() -> Workspace {
    let text = json!({ "type": "string" });
    let nullable = json!({ "type": ["string", "null"] });
    Workspace::demo(
        DEMO,
        &[
            ("demo/thing", object(json!({ "id": text, "code": text }))),
            ("demo/owner", object(json!({ "name": text }))),
            ("unified/thing", object(json!({ "id": nullable, "owner": nullable }))),
        ],
    )
}

/// Runs an operation against a server.
async fn run_at(workspace: &Workspace, url: &str, arguments: &[&str]) -> Finished {
    let all = [&["run", "demo"][..], arguments, &["--base-url", url]].concat();
    engine_beside(workspace.path(), &all, &[]).await
}

fn thing() -> Reply {
    Reply::json(&json!({ "id": "t" }))
}

fn too_many() -> Reply {
    Reply::status(429, "application/json", "{}").header("retry-after", "0")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_have_been_done_is_no_failure_to_try_again() {
    let workspace = demo();
    for (reply, code) in [
        (Reply::status(503, "text/plain", "later").header("retry-after", "0"), 12),
        (Reply::status(500, "text/plain", "no"), 12),
        (Reply::Reset(b"{}".to_vec()), 12),
        (Reply::Truncated(b"{".to_vec()), 12),
        (Reply::status(200, "text/html", "<html>"), 12),
        (Reply::status(307, "text/plain", "").header("location", "/other"), 12),
        (Reply::status(207, "application/json", "{\"id\": \"t\"}"), 12),
        (Reply::status(207, "application/json", "{\"code\": \"slow_down\"}"), 12),
        (Reply::status(400, "application/json", "{}"), 5),
        (Reply::status(401, "application/json", "{}"), 4),
        (Reply::json(&json!({ "code": "no" })), 5),
    ] {
        let case = format!("{reply:?}");
        let server = Server::start(move |_, _, _| reply.clone()).await;
        let ended = run_at(&workspace, &server.url, &["create-thing", "name=a"]).await;
        assert_eq!((ended.code, server.asked().len()), (code, 1), "{case}: {}", ended.stderr);
        assert_eq!(ended.stderr.contains(PERHAPS), code == 12, "{case}: {}", ended.stderr);
    }
    // What only reads is told as before.
    let server = Server::start(|_, _, _| Reply::status(503, "text/plain", "later")).await;
    let read = run_at(&workspace, &server.url, &["read-owner"]).await;
    assert_eq!((read.code, server.asked().len()), (6, 2), "{}", read.stderr);
    assert!(!read.stderr.contains(PERHAPS), "{}", read.stderr);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let unsent = run_at(&workspace, &nobody, &["create-thing", "name=a"]).await;
    assert!(unsent.code == 6 && !unsent.stderr.contains(PERHAPS), "{unsent:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_requests_have_done_nothing() {
    let workspace = demo();
    let server = Server::start(|_, number, _| if number == 0 { too_many() } else { thing() }).await;
    let again = run_at(&workspace, &server.url, &["create-thing", "name=a"]).await;
    assert_eq!((again.code, server.asked().len()), (0, 2), "{}", again.stderr);
    let server = Server::start(|_, _, _| too_many()).await;
    let never = run_at(&workspace, &server.url, &["create-thing", "name=a"]).await;
    assert_eq!((never.code, server.asked().len()), (6, 2), "{}", never.stderr);
    assert!(never.stderr.contains("HTTP 429") && !never.stderr.contains(PERHAPS), "{}", never.stderr);
    // The same in the provider's own words, with whatever status; of another failure in passing it is not known.
    for (status, code, exit, tries) in
        [(200, "slow_down", 6, 2), (400, "slow_down", 6, 2), (503, "slow_down", 12, 1), (200, "later", 12, 1)]
    {
        let refused = Reply::status(status, "application/json", json!({ "code": code }).to_string());
        let server = Server::start(move |_, _, _| refused.clone().header("retry-after", "0")).await;
        let ended = run_at(&workspace, &server.url, &["create-thing", "name=a"]).await;
        assert_eq!((ended.code, server.asked().len()), (exit, tries), "{status} {code}: {}", ended.stderr);
        assert_eq!(ended.stderr.contains(PERHAPS), exit == 12, "{}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_behind_the_answer_does_not_undo_it() {
    let workspace = demo();
    for reply in [Reply::status(400, "text/plain", "no"), too_many(), Reply::status(503, "text/plain", "later")] {
        let case = format!("{reply:?}");
        let answer = move |target: &str| if target == "/owner" { reply.clone() } else { thing() };
        let server = Server::start(move |_, _, asked| answer(&asked.target)).await;
        let ended = run_at(&workspace, &server.url, &["create-thing", "name=a", "--with", "owner"]).await;
        assert!(ended.code == 12 && ended.stderr.contains(PERHAPS), "{case}: {}", ended.stderr);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_in_the_middle_is_told() {
    let workspace = demo();
    // It says nothing, or asks for a long wait before the request is sent again.
    let waits = Reply::status(429, "application/json", "{}").header("retry-after", "600");
    for (reply, code) in [(Reply::Silence, 12), (waits, 130)] {
        let seen = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&seen);
        let server = Server::start(move |_, _, _| {
            flag.store(true, Ordering::SeqCst);
            reply.clone()
        })
        .await;
        let (folder, url) = (workspace.path().to_owned(), server.url.clone());
        let ended = on_the_side(move || {
            let child = engine_begun(&folder, &["run", "demo", "create-thing", "name=a", "--base-url", &url], &[]);
            for _ in 0..2000 {
                if seen.load(Ordering::SeqCst) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            // The answer is judged, and what waits is told.
            std::thread::sleep(Duration::from_millis(300));
            let killed = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
            assert!(killed.success());
            finished(child)
        })
        .await;
        assert_eq!(ended.code, code, "{}", ended.stderr);
        assert!(ended.stderr.contains("error: SIGTERM stopped the write"), "{}", ended.stderr);
        assert_eq!(ended.stderr.contains(PERHAPS), code == 12, "{}", ended.stderr);
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_deletes_is_destructive_unless_it_says_otherwise() {
    let workspace = demo();
    let server = Server::start(|_, _, _| Reply::json(&json!({}))).await;
    let refused = run_at(&workspace, &server.url, &["delete-thing", "id=t"]).await;
    assert!(refused.code == 2 && refused.stderr.contains("destroys data"), "{refused:?}");
    assert!(server.asked().is_empty());
    for meant in [&["delete-thing", "id=t", "--yes"], &["hide-thing", "id=t", "--raw"]] {
        let done = run_at(&workspace, &server.url, meant).await;
        assert_eq!(done.code, 0, "{}", done.stderr);
    }
    let listed = engine_in(workspace.path(), &["list", "demo"], &[]).stdout;
    let access = |name: &str| listed.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(access("delete-thing").contains("destructive"), "{listed}");
    assert!(!access("hide-thing").contains("destructive"), "{listed}");
}
