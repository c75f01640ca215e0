//! What an import makes, run as it is: pages in the styles of well-known APIs, and every record of them comes.

use engine_runtime::catalog::{Catalog, Folder};
use engine_runtime::execute::{Ending, Options};
use serde_json::{Value, json};

use crate::support::{Asked, Reply, Server, engine_in, root, run};

const RECORDS: usize = 5;
/// The most records that a page has, whatever is asked for.
const PAGE: usize = 2;

/// The records from one on, and the number of those up to their end.
fn cut(from: usize) -> (Value, usize) {
    let end = (from + PAGE).min(RECORDS);
    ((from..end).map(|number| json!({ "id": format!("r{number}") })).collect(), end)
}

fn query(asked: &Asked, name: &str) -> Option<String> {
    let (_, query) = asked.target.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).map(str::to_owned)
}

fn number(asked: &Asked, name: &str) -> usize {
    query(asked, name).map_or(0, |text| text.trim_start_matches('r').parse().unwrap())
}

/// Answers as the provider of `tests/import/pages` does.
fn reply(asked: &Asked) -> Reply {
    match asked.target.split('?').next().unwrap() {
        "/scim/Users" => {
            // 0 is taken for 1 (RFC 7644, 3.4.2.4).
            let (page, _) = cut(number(asked, "startIndex").max(1) - 1);
            Reply::json(&json!({ "totalResults": RECORDS, "Resources": page }))
        }
        "/rows" => {
            let (page, _) = cut(number(asked, "start") - 1);
            Reply::json(&json!({ "response": { "numFound": RECORDS, "docs": page } }))
        }
        "/charges" => {
            let (page, end) = cut(query(asked, "starting_after").map_or(0, |_| number(asked, "starting_after") + 1));
            Reply::json(&json!({ "data": page, "has_more": end < RECORDS }))
        }
        "/contacts" => {
            let (page, end) = cut(number(asked, "after"));
            let paging = if end < RECORDS { json!({ "next": { "after": end.to_string() } }) } else { json!({}) };
            Reply::json(&json!({ "results": page, "paging": paging }))
        }
        "/issues" => {
            let (page, end) = cut(number(asked, "at"));
            let reply = Reply::json(&page);
            if end < RECORDS { reply.header("link", &format!("</issues?at={end}>; rel=\"next\"")) } else { reply }
        }
        "/articles" => {
            let (page, end) = cut(number(asked, "at"));
            let next = if end < RECORDS { json!({ "href": format!("/articles?at={end}") }) } else { json!({}) };
            Reply::json(&json!({ "data": page, "links": { "next": next } }))
        }
        "/postings" => {
            let (page, end) =
                cut(query(asked, "offset").map_or(0, |text| text.trim_start_matches("%5B").parse().unwrap()));
            let mut answer = json!({ "data": page, "hasNext": end < RECORDS });
            if end < RECORDS {
                answer["next"] = json!(format!("[{end}"));
            }
            Reply::json(&answer)
        }
        "/found" => {
            let (page, end) = cut(number(asked, "page"));
            let next = if end < RECORDS { json!(end.to_string()) } else { Value::Null };
            Reply::json(&json!({ "data": page, "has_more": end < RECORDS, "next_page": next }))
        }
        "/people" => {
            let (page, end) = cut(number(asked, "starting_after"));
            let next = if end < RECORDS { json!({ "starting_after": end.to_string() }) } else { Value::Null };
            Reply::json(&json!({ "data": page, "pages": { "next": next } }))
        }
        "/tables" => {
            let (page, end) = cut(number(asked, "offset"));
            let mut answer = json!({ "records": page });
            if end < RECORDS {
                answer["offset"] = json!(end.to_string());
            }
            Reply::json(&answer)
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_record_of_an_imported_list_comes() {
    let folder = tempfile::tempdir().unwrap();
    let document = root("tests/import/pages/openapi.yaml").display().to_string();
    let made = engine_in(folder.path(), &["import", "openapi", &document, "--connector", "demo"], &[]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let catalog = Catalog::new(vec![Box::new(Folder::new(folder.path().join("connectors")))]);
    let plan = catalog.load("demo").unwrap().plan;
    for operation in [
        "list-users",
        "list-rows",
        "list-charges",
        "list-contacts",
        "list-issues",
        "list-articles",
        "list-tables",
        "list-postings",
        "list-found",
        "list-people",
    ] {
        let server = Server::start(|_, _, asked| reply(asked)).await;
        let ran = run(&plan, operation, json!({}), &server.url, Options { raw: true, ..Options::default() }).await;
        assert!(matches!(ran.outcome.ending, Ending::Complete), "{operation}: {:?}", ran.outcome.ending);
        let ids: Vec<&str> = ran.records.iter().map(|record| record["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["r0", "r1", "r2", "r3", "r4"], "{operation}");
    }
}
