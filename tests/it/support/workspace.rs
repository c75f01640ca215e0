//! A folder with a connector `demo` of a few lines and its schemas, gone at the end of a test.

use std::path::Path;

use engine_lang::{Plan, Reach};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{catalog, plan};

/// What a connector has to say that asks for no credential.
const HEAD: &str = "connector: demo
title: Demo
version: 1.0.0
base_url: https://api.demo.test
auth: { none: {} }
";

/// The schema of an object with these members.
pub fn object(properties: impl Into<Value>) -> Value {
    json!({ "type": "object", "properties": properties.into() })
}

/// The schema of a list of such elements.
pub fn list(items: impl Into<Value>) -> Value {
    json!({ "type": "array", "items": items.into() })
}

pub struct Workspace(TempDir);

impl Workspace {
    /// Writes the connector's file, and schemas by their names.
    pub fn new(connector: &str, schemas: &[(&str, Value)]) -> Self {
        let workspace = Workspace(tempfile::tempdir().unwrap());
        workspace.write("connectors/demo/connector.yaml", connector);
        for (name, schema) in schemas {
            workspace.write(&format!("schemas/{name}.json"), &schema.to_string());
        }
        workspace
    }

    /// As [`Workspace::new`], of a connector that asks for no credential: what follows its head.
    pub fn demo(rest: &str, schemas: &[(&str, Value)]) -> Self {
        Self::new(&format!("{HEAD}{rest}"), schemas)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The connector's plan.
    pub fn plan(&self) -> Plan {
        plan(&self.path().join("connectors").display().to_string(), "demo")
    }

    /// The plan of one operation, as a run has it that asks for no look-ups.
    pub fn plan_of(&self, operation: &str) -> Plan {
        let folder = self.path().join("connectors").display().to_string();
        catalog(&folder).load_operation("demo", operation, Reach::Record).unwrap().plan
    }
}
