//! `engine list`: the connectors, or the operations of one.

use engine_lang::input::kind_name;
use engine_lang::plan::{Access, Operation, Plan};
use engine_runtime::request::method_name;
use serde_json::{Value, json};

use super::command::List;
use super::exit::Exit;
use super::format::plain_table;
use super::{Process, load, workspace};

/// Writes the list.
pub fn list(process: &mut Process, command: &List) -> Exit {
    let catalog = match workspace::catalog(process, command.connectors.as_deref()) {
        Ok(catalog) => catalog,
        Err(exit) => return exit,
    };
    let names = match &command.connector {
        Some(name) => vec![name.clone()],
        None => catalog.connectors(),
    };
    let mut plans = Vec::new();
    let mut exit = Exit::Done;
    for name in &names {
        match load(process, &catalog, name) {
            Ok(loaded) => plans.push(loaded.plan),
            Err(failed) => exit = failed,
        }
    }
    let text = match (&command.connector, command.json) {
        (Some(_), true) => plans.first().map(|plan| pretty(&operations_json(plan))),
        (Some(_), false) => plans.first().map(operations_text),
        (None, true) => Some(pretty(&plans.iter().map(connector_json).collect())),
        (None, false) => Some(connectors_text(&plans)),
    };
    match process.print(&text.unwrap_or_default()) {
        Exit::Done => exit,
        failed => failed,
    }
}

/// The word that connector files use.
pub fn access_name(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Destructive => "destructive",
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn connectors_text(plans: &[Plan]) -> String {
    let rows = plans.iter().map(|plan| {
        let connector = plan.connector();
        vec![
            connector.name.clone(),
            connector.title.clone(),
            connector.version.clone(),
            connector.category.clone().unwrap_or_default(),
            connector.operations.len().to_string(),
        ]
    });
    plain_table(&["connector", "title", "version", "category", "operations"], rows)
}

fn operations_text(plan: &Plan) -> String {
    let rows = plan.connector().operations.values().map(|operation| {
        let inputs =
            operation.inputs.iter().map(|(name, input)| if input.required { format!("{name}!") } else { name.clone() });
        vec![
            operation.name.clone(),
            access_name(operation.access).to_owned(),
            format!("{} {}", method_name(operation.method), operation.path_text),
            operation.scopes.join(" "),
            target(operation).unwrap_or_default(),
            inputs.collect::<Vec<_>>().join(" "),
        ]
    });
    plain_table(&["operation", "access", "request", "scopes", "gives", "inputs (! required)"], rows)
}

fn target(operation: &Operation) -> Option<String> {
    operation.mapping.as_ref().map(|mapping| mapping.target.clone())
}

fn connector_json(plan: &Plan) -> Value {
    let connector = plan.connector();
    json!({
        "connector": connector.name,
        "title": connector.title,
        "version": connector.version,
        "category": connector.category,
        "operations": connector.operations.keys().collect::<Vec<_>>(),
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
        "method": method_name(operation.method),
        "path": operation.path_text,
        "access": access_name(operation.access),
        "scopes": operation.scopes,
        "pagination": operation.pagination.name(),
        "record": operation.record,
        "target": target(operation),
        "inputs": inputs,
    })
}
