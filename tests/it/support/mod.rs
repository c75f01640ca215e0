//! What tests share: folders, a clock that waits for nothing, servers on loopback, and a run with all its records.

mod clock;
mod process;
mod server;
pub mod shapes;
mod workspace;

use std::path::PathBuf;
use std::sync::Arc;

use engine_lang::{Plan, Sources};
use engine_runtime::call::{Call, Given};
use engine_runtime::catalog::{Catalog, CatalogError, Folder};
use engine_runtime::credentials::Credentials;
use engine_runtime::execute::{Options, Outcome, Session, Sink, execute};
use serde_json::Value;

pub use clock::TestClock;
pub use process::{Finished, engine, engine_begun, engine_beside, engine_given, engine_in, finished, on_the_side};
pub use server::{Asked, Reply, Server};
pub use workspace::{Workspace, list, object};

/// A path in the repository.
pub fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All files below a folder of the repository whose name has this end, in order; there is at least one.
pub fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} has no {end}");
    found
}

/// The catalog of the connectors in a folder of the repository.
pub fn catalog(connectors: &str) -> Catalog {
    Catalog::new(vec![Box::new(Folder::new(root(connectors)))])
}

/// A connector's plan; its mistakes fail the test.
pub fn plan(connectors: &str, name: &str) -> Plan {
    match catalog(connectors).load(name) {
        Ok(loaded) => loaded.plan,
        Err(CatalogError::Invalid(invalid)) => {
            let style = engine_lang::diagnostic::Style::Plain;
            panic!("{}", engine_lang::diagnostic::render(&invalid.diagnostics, &invalid.sources, style))
        }
        Err(error) => panic!("{error:?}"),
    }
}

/// The same texts, each file of the connector changed by its path and text.
pub fn changed(original: &Sources, change: impl Fn(&str, &str) -> String) -> Sources {
    let mut sources = Sources::new();
    for file in original.connector_files() {
        let path = original.path(*file);
        sources.add_connector_file(path, change(path, original.text(*file)));
    }
    for name in original.schema_names() {
        let schema = original.schema(name).expect("a schema that was named");
        sources.add_schema(name, original.path(schema), original.text(schema));
    }
    sources
}

/// A run, and every record that it gave.
pub struct Ran {
    pub outcome: Outcome,
    pub records: Vec<Value>,
    pub clock: Arc<TestClock>,
}

/// Runs an operation against a server, with credentials that say what they are.
pub async fn run(plan: &Plan, operation: &str, inputs: Value, url: &str, options: Options) -> Ran {
    let credentials =
        Credentials::gather(plan.connector(), |name, _| Some(format!("credential-{name}"))).expect("all are given");
    run_as(plan, operation, inputs, url, options, credentials).await
}

/// Runs an operation against a server, with some credentials.
pub async fn run_as(
    plan: &Plan,
    operation: &str,
    inputs: Value,
    url: &str,
    options: Options,
    credentials: Credentials,
) -> Ran {
    let clock = Arc::new(TestClock::new());
    let session = Session {
        plan: plan.clone(),
        credentials,
        base_url: Some(url.parse().expect("an address")),
        clock: clock.clone(),
    };
    let inputs = inputs.as_object().cloned().unwrap_or_default();
    let given = inputs.into_iter().map(|(name, value)| (name, Given::Json(value))).collect();
    let call = Call::bind(plan.operation(operation).expect("an operation"), given).expect("inputs");
    let mut records = Records(Vec::new());
    let outcome = execute(&session, operation, &call, options, &mut records).await;
    Ran { outcome, records: records.0, clock }
}

struct Records(Vec<Value>);

impl Sink for Records {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        self.0.push(record.clone());
        Ok(())
    }
}
