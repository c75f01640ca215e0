//! The ordinary mistakes that other engines turn into missing rows and success: here each is an error before anything is
//! sent, or an error of the run. It names the file, the line, the column and the right spelling.

use engine_lang::diagnostic::Code;
use engine_lang::{Diagnostics, Sources};
use engine_runtime::execute::{Ending, Options};
use serde_json::json;

use crate::support::{Reply, Server, plan, root, run};

/// The Ashby connector with one text of one file replaced, everywhere that it stands there.
fn mutated(file: &str, right: &str, wrong: &str) -> Sources {
    let mut sources = Sources::new();
    let mut changed = false;
    for entry in std::fs::read_dir(root("connectors/ashby")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut text = std::fs::read_to_string(&path).unwrap();
        if name == file {
            changed = text.contains(right);
            text = text.replace(right, wrong);
        }
        sources.add_connector_file(format!("connectors/ashby/{name}"), text);
    }
    assert!(changed, "`{right}` is not in {file}");
    for folder in ["ats", "ashby"] {
        for entry in std::fs::read_dir(root("schemas").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_stem().unwrap().to_string_lossy());
            sources.add_schema(&name, format!("schemas/{name}.json"), std::fs::read_to_string(&path).unwrap());
        }
    }
    sources
}

/// The mutation gives errors of this code at each place of the wrong text and no others; each offers the right one.
fn check(file: &str, right: &str, wrong: &str, code: Code, word: &str, offer: &str) {
    let sources = mutated(file, right, wrong);
    let diagnostics: Diagnostics = engine_lang::plan(&sources).map(|_| ()).unwrap_err();
    for diagnostic in diagnostics.sorted() {
        assert_eq!(diagnostic.code, code, "{diagnostic:?}");
        let place = sources.location(diagnostic.primary.span);
        assert!(place.path.ends_with(file), "{place}");
        assert!(place.line > 1 && place.column > 1, "{place}");
        assert_eq!(sources.slice(diagnostic.primary.span), word, "{place}");
        let offered = diagnostic.replacement.as_ref().map(|(_, text)| text.as_str());
        assert_eq!(offered, Some(offer), "{place}");
    }
    assert!(diagnostics.has_errors());
}

#[test]
fn a_misspelt_record_path() {
    check("jobs.yaml", "records: $.results[*]", "records: $.result[*]", Code::UnknownMember, "result", "results");
}

#[test]
fn a_misspelt_cursor_path() {
    check("connector.yaml", "$.nextCursor", "$.next_cursor", Code::UnknownMember, "next_cursor", "nextCursor");
}

#[test]
fn a_misspelt_source_path() {
    check("jobs.yaml", "title: $.title", "title: $.titel", Code::UnknownMember, "titel", "title");
}

#[test]
fn a_misspelt_member_in_a_template() {
    check("users.yaml", "record.firstName", "record.firstname", Code::UnknownMember, "firstname", "firstName");
}

#[test]
fn a_misspelt_key() {
    check("jobs.yaml", "    records:", "    recrods:", Code::UnknownKey, "recrods", "records");
}

#[test]
fn a_misspelt_target_field() {
    check("jobs.yaml", "      updated_at:", "      updatedat:", Code::UnknownField, "updatedat", "updated_at");
}

#[test]
fn a_misspelt_end_of_the_list() {
    check("connector.yaml", "moreDataAvailable", "moreData", Code::UnknownMember, "moreData", "moreDataAvailable");
}

#[tokio::test]
async fn status_200_and_success_false() {
    let body = json!({ "success": false, "errorInfo": { "code": "missing_endpoint_permission" } });
    let server = Server::start(move |_, _, _| Reply::json(&body)).await;
    let ran = run(&plan("connectors", "ashby"), "list-jobs", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    let message = error.to_string();
    for part in ["code: missing_endpoint_permission", "scopes needed: jobs:read", "connectors/ashby/connector.yaml:"] {
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn a_list_without_its_records() {
    let body = json!({ "success": true, "result": [], "moreDataAvailable": false });
    let server = Server::start(move |_, _, _| Reply::json(&body)).await;
    let ran = run(&plan("connectors", "ashby"), "list-jobs", json!({}), &server.url, Options::default()).await;
    let Ending::Failed(error) = ran.outcome.ending else { panic!("{:?}", ran.outcome.ending) };
    let message = error.to_string();
    for part in ["`$.results[*]` finds no records", "`result`", "connectors/ashby/jobs.yaml:"] {
        assert!(message.contains(part), "{message}");
    }
}
