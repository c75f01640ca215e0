//! A member that is written twice is refused, whoever wrote it: nobody has to know which of the two counts.

use std::fs;

use engine_runtime::error::ErrorKind;
use engine_runtime::execute::{Ending, Options};
use serde_json::json;

use crate::support::{Finished, Reply, Server, engine, engine_in, plan, root, run};

/// Runs a command with a file that has this text, in the place of `FILE`.
fn with_file(arguments: &[&str], text: &str) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("given");
    fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let arguments: Vec<&str> =
        arguments.iter().map(|argument| if *argument == "FILE" { file.as_str() } else { argument }).collect();
    engine_in(&root(""), &arguments, &[])
}

#[test]
fn what_a_user_gives_has_each_member_once() {
    let inputs = ["run", "ashby", "list-jobs", "--dry-run", "--inputs", "FILE"];
    let write = ["write", "ashby", "create-candidate-note", "FILE", "--sandbox"];
    let state = ["run", "ashby", "list-jobs", "--sandbox", "--state", "FILE"];
    for (arguments, text, told) in [
        (
            &inputs[..],
            "{ \"status\": [\"Open\"],\n \"status\": [] }",
            "given: this has the member `status` twice at line 2 column 9",
        ),
        (
            &write,
            "{ \"body\": \"a\",\n  \"body\": \"b\" }",
            "given: this has the member `body` twice at line 2 column 8",
        ),
        (&write, "{ \"a\": [{ \"b\": { \"c\": 1, \"c\": 1 } }] }", "this has the member `c` twice at line 1"),
        (&state, "{ \"of\": {}, \"token\": \"a\", \"token\": \"b\" }", "it has the member `token` twice"),
    ] {
        let finished = with_file(arguments, text);
        assert!(finished.code == 2 && finished.stderr.contains(told), "{told}: {finished:?}");
        assert_eq!(finished.stdout, "");
    }
    let input = r#"fields={"a":1,"a":2}"#;
    let harbour = ["run", "harbour", "create-ticket", "project=atlas", "title=x", input, "--dry-run"];
    let finished = engine_in(&root("tests/workspace"), &harbour, &[("HARBOUR_SITE", "north")]);
    assert!(finished.code == 2 && finished.stderr.contains("this has the member `a` twice"), "{finished:?}");
}

#[test]
fn a_credential_is_given_once() {
    let run = ["run", "ashby", "list-jobs", "--dry-run", "--credentials", "FILE"];
    for text in ["{ \"api_key\": \"one-key\", \"api_key\": \"other-key\" }", "api_key: one-key\napi_key: other-key\n"] {
        let finished = with_file(&run, text);
        assert!(finished.code == 3 && finished.stderr.contains("given: a name is there twice"), "{finished:?}");
        assert!(!finished.stderr.contains("-key"), "{finished:?}");
    }
    assert_eq!(with_file(&run, "{ \"api_key\": \"one-key\" }").code, 0);
    assert_eq!(with_file(&run, "api_key: [").code, 3);
}

/// Read as values, an answer has each member once, wherever it is; it is not asked for again.
#[tokio::test]
async fn a_raw_answer_has_each_member_once() {
    let harbour = plan("tests/workspace/connectors", "harbour");
    let body = r#"{ "people": [{ "id": "1", "extra": { "a": 1, "a": 2 } }], "pages": 1 }"#;
    let server = Server::start(move |_, _, _| Reply::status(200, "application/json", body)).await;
    let options = Options { raw: true, ..Options::default() };
    let ran = run(&harbour, "list-people", json!({}), &server.url, options).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    assert_eq!(error.kind(), ErrorKind::Answer);
    assert!(error.to_string().contains("the answer has the member `a` twice at line 1"), "{error}");
    assert!(ran.records.is_empty() && server.asked().len() == 1);
}

#[test]
fn what_is_there_once_is_taken() {
    let finished = engine(&["run", "ashby", "list-jobs", "--sandbox", "--raw", "--limit", "1"]);
    assert_eq!(finished.code, 0, "{finished:?}");
}
