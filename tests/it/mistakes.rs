//! The ordinary mistakes that other engines turn into missing rows and success: here each is an error before anything is
//! sent, or an error of the run. It names the file, the line, the column and the right spelling.

use engine_lang::diagnostic::Code;
use engine_lang::source::SourceId;
use engine_lang::{Diagnostics, Sources};
use engine_runtime::execute::{Ending, Options};
use serde_json::json;

use crate::support::{Reply, Server, catalog, changed, plan, run};

/// The Ashby connector with one text of one file replaced, everywhere that it stands there.
fn mutated(file: &str, right: &str, wrong: &str) -> Sources {
    let original = catalog("connectors").sources("ashby").unwrap();
    let sources =
        changed(&original, |path, text| if path.ends_with(file) { text.replace(right, wrong) } else { text.into() });
    let differs = |id: &SourceId| original.text(*id) != sources.text(*id);
    assert!(original.connector_files().iter().any(differs), "`{right}` is not in {file}");
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

#[test]
fn a_misspelt_argument() {
    check("jobs.yaml", "      openedAfter:", "      openAfter:", Code::UnknownMember, "openAfter", "openedAfter");
}

#[test]
fn a_misspelt_place_for_the_cursor() {
    check("connector.yaml", "to: body.cursor", "to: body.curser", Code::UnknownMember, "curser", "cursor");
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
