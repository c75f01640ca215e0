//! `engine scopes`: the smallest set of scopes that operations need, and which of them needs which.

use engine_lang::plan::{Operation, Plan};
use serde_json::{Value, json};

use super::command::Scopes;
use super::exit::Exit;
use super::format::plain_table;
use super::{Process, open, unknown};

/// Writes the scopes.
pub fn scopes(process: &mut Process, command: &Scopes) -> Exit {
    let plan = match open(process, command.connectors.as_deref(), &command.connector) {
        Ok((_, plan)) => plan,
        Err(exit) => return exit,
    };
    let all = &plan.connector().operations;
    let names: Vec<String> = all.keys().cloned().collect();
    if let Some(name) = command.operations.iter().find(|name| plan.called(name).is_none()) {
        unknown(process, "operation", name, &names);
        return Exit::Usage;
    }
    let wanted: Vec<&Operation> = command.operations.iter().filter_map(|name| plan.called(name)).collect();
    let chosen = if wanted.is_empty() { all.values().collect() } else { wanted };
    let needed = needed(&plan, &chosen);
    process.print(&if command.json { format!("{needed:#}\n") } else { text(&needed) })
}

/// Each scope that one of the operations names, in the connector's order, with the operations that do.
fn needed(plan: &Plan, operations: &[&Operation]) -> Value {
    let scopes = plan.connector().scopes.iter().filter_map(|(name, scope)| {
        let needing = needing(operations, name);
        (!needing.is_empty()).then(
            || json!({ "scope": name, "module": scope.module, "access": scope.access.name(), "operations": needing }),
        )
    });
    scopes.collect()
}

/// The operations that need a scope.
pub fn needing<'a>(operations: &[&'a Operation], scope: &str) -> Vec<&'a str> {
    let need = operations.iter().filter(|operation| operation.scopes.iter().any(|own| own == scope));
    need.map(|operation| operation.name.as_str()).collect()
}

fn text(needed: &Value) -> String {
    let rows = needed.as_array().into_iter().flatten().map(|scope| {
        let word = |key: &str| scope[key].as_str().unwrap_or("").to_owned();
        let operations: Vec<&str> =
            scope["operations"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        vec![word("scope"), word("module"), word("access"), operations.join(" ")]
    });
    plain_table(&["scope", "module", "access", "needed by"], rows)
}
