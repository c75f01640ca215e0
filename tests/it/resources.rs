//! A case for each operation: recorded exchanges are replayed, and what was sent and what was mapped are snapshots
//! that lie beside them.

use std::path::{Path, PathBuf};

use engine_lang::Plan;
use engine_runtime::exchange::Exchange;
use engine_runtime::execute::Options;
use serde_json::Value;

use crate::support::{Asked, Ran, Reply, Server, catalog, plan, root, run};

/// Folders of connectors, and the folders of their cases.
const WORKSPACES: [(&str, &str); 2] =
    [("connectors", "tests/resources"), ("tests/workspace/connectors", "tests/workspace/tests/resources")];

/// Headers that the HTTP library adds, and that differ from run to run.
const LIBRARY_HEADERS: [&str; 4] = ["host", "user-agent", "content-length", "accept-encoding"];

struct Case {
    plan: Plan,
    operation: String,
    folder: PathBuf,
    inputs: Value,
    exchanges: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (connectors, resources) in WORKSPACES {
        let catalog = catalog(connectors);
        // A connector beside the built-in ones is none of this workspace.
        for name in catalog.connectors() {
            let plan = plan(connectors, &name);
            let mut folders: Vec<PathBuf> =
                std::fs::read_dir(root(resources).join(&name)).unwrap().map(|entry| entry.unwrap().path()).collect();
            folders.sort();
            for folder in folders {
                let operation = folder.file_name().unwrap().to_string_lossy().into_owned();
                assert!(plan.operation(&operation).is_some(), "{} is a case of no operation", folder.display());
                let exchanges = catalog.exchanges(&name, &operation).unwrap().into_iter().map(|(_, text)| text);
                let inputs = inputs(&folder.join("call.yaml"));
                cases.push(Case { plan: plan.clone(), operation, exchanges: exchanges.collect(), folder, inputs });
            }
        }
    }
    cases
}

fn inputs(path: &Path) -> Value {
    let Ok(text) = std::fs::read_to_string(path) else { return Value::Null };
    let call: Value = serde_yaml::from_str(&text).unwrap();
    assert_eq!(call.as_object().unwrap().keys().collect::<Vec<_>>(), ["inputs"], "{}", path.display());
    call["inputs"].clone()
}

#[test]
fn every_operation_with_a_mapping_has_a_case() {
    let cases = cases();
    for (connectors, _) in WORKSPACES {
        for name in catalog(connectors).connectors() {
            let plan = plan(connectors, &name);
            for operation in plan.connector().operations.values().filter(|operation| operation.mapping.is_some()) {
                let found = cases.iter().find(|case| {
                    case.operation == operation.name && case.plan.connector().name == plan.connector().name
                });
                let exchanges = found.map_or(0, |case| case.exchanges.len());
                let is_case = found.is_some() && operation.asks_nothing() || exchanges > 0;
                assert!(is_case, "{name} {} has a mapping and no case", operation.name);
            }
        }
    }
}

#[tokio::test]
async fn requests_and_records() {
    for case in cases() {
        let exchanges = case.exchanges.clone();
        let count = exchanges.len();
        let server = Server::start(move |base, number, asked| replay(&exchanges, base, number, asked)).await;
        let ran = run(&case.plan, &case.operation, case.inputs.clone(), &server.url, Options::default()).await;
        let asked = server.asked();
        assert_eq!(asked.len(), count, "{}: {:?}", case.folder.display(), ran.outcome.ending);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case.folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            insta::assert_snapshot!("requests", requests_text(&asked, &server.url));
            insta::assert_snapshot!("records", records_text(&case.plan, &ran).replace(&server.url, "{base}"));
        });
    }
}

/// The answer that was recorded for this request; another request than the recorded one is told to the run as an error.
fn replay(exchanges: &[String], base: &str, number: usize, asked: &Asked) -> Reply {
    let Some(text) = exchanges.get(number) else {
        return Reply::status(410, "text/plain", "nothing more was recorded");
    };
    let exchange = Exchange::parse(text, base).unwrap();
    let line = format!("{} {}", asked.method, asked.target.split('?').next().unwrap());
    if line != exchange.request {
        return Reply::status(410, "text/plain", format!("`{}` was recorded, and `{line}` came", exchange.request));
    }
    let headers = exchange.response.header_pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Reply::Answer { status: exchange.response.status, headers: headers.collect(), body: exchange.response.bytes() }
}

fn requests_text(asked: &[Asked], url: &str) -> String {
    let mut text = String::new();
    for request in asked {
        text.push_str(&format!("{} {}\n", request.method, request.target));
        for (name, value) in request.headers.iter().filter(|(name, _)| !LIBRARY_HEADERS.contains(&name.as_str())) {
            let shown = if name == "authorization" {
                value.split(' ').next().unwrap().to_owned() + " ***"
            } else {
                value.clone()
            };
            text.push_str(&format!("{name}: {shown}\n"));
        }
        if !request.body.is_empty() {
            text.push_str(&format!("\n{:#}\n", request.json()));
        }
        text.push('\n');
    }
    text.replace(url, "{base}")
}

fn records_text(plan: &Plan, ran: &Ran) -> String {
    let mut text = format!("ending: {}\n", ran.outcome.ending.completeness());
    for problem in ran.outcome.problems.list(plan) {
        let problem = problem.to_string().replace(&format!("{}/", env!("CARGO_MANIFEST_DIR")), "");
        text.push_str(&format!("problem: {problem}\n"));
    }
    for record in &ran.records {
        text.push_str(&format!("\n{record:#}\n"));
    }
    text
}
