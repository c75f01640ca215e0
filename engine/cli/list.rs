//! `engine list`: the connectors, or the operations of one.

use engine_lang::input::kind_name;
use engine_lang::plan::{Operation, Plan};
use engine_lang::{OperationOutline, Outline};
use engine_runtime::catalog::{Catalog, Loaded};
use engine_runtime::request::method_name;
use serde_json::{Value, json};

use super::command::List;
use super::exit::Exit;
use super::format::plain_table;
use super::write::shown;
use super::{Process, load, tell, workspace};

/// Writes the list.
pub fn list(process: &mut Process, command: &List) -> Exit {
    match workspace::catalog(process, command.connectors.as_deref()) {
        Ok(catalog) => match &command.connector {
            Some(name) => operations(process, command, &catalog, name),
            None => connectors(process, command, &catalog),
        },
        Err(exit) => exit,
    }
}

fn operations(process: &mut Process, command: &List, catalog: &Catalog, name: &str) -> Exit {
    if !command.writes && !command.json {
        return match catalog.operations(name) {
            Ok(operations) => process.print(&operations_text(&operations)),
            Err(error) => tell(process, name, error),
        };
    }
    match load(process, catalog, name) {
        Ok(Loaded { plan, .. }) if command.writes && command.json => process.print(&pretty(&shown::json(&plan))),
        Ok(Loaded { plan, .. }) if command.writes => process.print(&shown::table(&plan)),
        Ok(Loaded { plan, .. }) => process.print(&pretty(&operations_json(&plan))),
        Err(exit) => exit,
    }
}

fn connectors(process: &mut Process, command: &List, catalog: &Catalog) -> Exit {
    let mut outlines = Vec::new();
    let mut exit = Exit::Done;
    for name in catalog.connectors() {
        match catalog.outline(&name) {
            Ok(outline) => outlines.push(outline),
            Err(error) => exit = tell(process, &name, error),
        }
    }
    let json = || pretty(&outlines.iter().map(connector_json).collect());
    match process.print(&if command.json { json() } else { connectors_text(&outlines) }) {
        Exit::Done => exit,
        failed => failed,
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn connectors_text(outlines: &[Outline]) -> String {
    let rows = outlines.iter().map(|outline| {
        vec![
            outline.name.clone(),
            outline.title.clone(),
            outline.version.clone(),
            outline.category.clone().unwrap_or_default(),
            outline.operations.len().to_string(),
        ]
    });
    plain_table(&["connector", "title", "version", "category", "operations"], rows)
}

fn operations_text(operations: &[OperationOutline]) -> String {
    let rows = operations.iter().map(|operation| {
        let inputs =
            operation.inputs.iter().map(|(name, required)| if *required { format!("{name}!") } else { name.clone() });
        vec![
            operation.name.clone(),
            operation.access.name().to_owned(),
            operation
                .path
                .as_ref()
                .map_or("nothing".to_owned(), |path| format!("{} {path}", method_name(operation.method))),
            operation.scopes.join(" "),
            operation.gives.clone().unwrap_or_default(),
            inputs.collect::<Vec<_>>().join(" "),
        ]
    });
    plain_table(&["operation", "access", "request", "scopes", "gives", "inputs (! required)"], rows)
}

fn target(operation: &Operation) -> Option<String> {
    operation.mapping.as_ref().map(|mapping| mapping.target.clone())
}

fn connector_json(outline: &Outline) -> Value {
    json!({
        "connector": outline.name,
        "title": outline.title,
        "version": outline.version,
        "category": outline.category,
        "operations": outline.operations,
        "writes": outline.writes,
    })
}

fn operations_json(plan: &Plan) -> Value {
    plan.connector().operations.values().map(operation_json).collect()
}

fn operation_json(operation: &Operation) -> Value {
    let inputs: serde_json::Map<String, Value> = operation
        .inputs
        .iter()
        .map(|(name, input)| {
            let value = json!({
                "type": kind_name(input.kind),
                "required": input.required,
                "nullable": input.nullable,
                "secret": input.secret,
                "default": input.default,
                "enum": input.choices,
                "description": input.description,
            });
            (name.clone(), value)
        })
        .collect();
    json!({
        "operation": operation.name,
        "title": operation.title,
        "aliases": operation.aliases.iter().map(|alias| &alias.value).collect::<Vec<_>>(),
        "newer": operation.newer,
        "method": (!operation.asks_nothing()).then(|| method_name(operation.method)),
        "path": (!operation.asks_nothing()).then_some(&operation.path_text),
        "access": operation.access.name(),
        "scopes": operation.scopes,
        "pagination": operation.pagination.name(),
        "record": operation.record,
        "target": target(operation),
        "inputs": inputs,
    })
}
