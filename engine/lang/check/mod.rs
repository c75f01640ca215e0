//! The gate: types agree, names are in reach, lists can end. Only what passes without an error can become a plan.

mod answer;
mod mapping;
mod records;
mod request;
mod walk;

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::{Connector, Operation};
use crate::resolve::{Resolved, ResolvedOperation};
use crate::source::Sources;

/// A connector in which no phase found an error. It can be made by [`check`] alone.
#[derive(Debug)]
pub struct Checked(Connector);

impl Checked {
    /// The connector.
    pub fn into_connector(self) -> Connector {
        self.0
    }
}

/// Lets a connector through if no error was collected in this or any earlier phase.
pub fn check(resolved: Resolved, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Checked> {
    let Resolved { mut connector, scope_spans, operations, mappings, shapes } = resolved;
    let mut walk = walk::Walk { shapes: &shapes, sources, diagnostics };
    let mut used_mappings = HashSet::new();
    request::connector(&connector, &mut walk);
    let mut checked: Vec<Operation> = Vec::new();
    for resolved in operations {
        request::operation(&resolved, &connector, &mut walk);
        let nullable = answer::operation(&resolved, &mut walk);
        let mapping = mapping::operation(&resolved, &mappings, &mut used_mappings, &mut walk);
        let ResolvedOperation { mut operation, .. } = resolved;
        operation.records_nullable = nullable;
        operation.mapping = mapping;
        checked.push(operation);
    }
    for (scope, span) in scope_spans {
        // After an error, the operation that needs it may be the one that failed.
        let needed = checked.iter().any(|operation| operation.scopes.contains(&scope));
        if !needed && !walk.diagnostics.has_errors() {
            let message = format!("no operation needs the scope `{scope}`");
            walk.diagnostics.push(Diagnostic::warning(Code::Unused, span, message));
        }
    }
    let unused: Vec<&String> = mappings.keys().filter(|name| !used_mappings.contains(*name)).collect();
    for name in unused {
        mapping::unused(name, &mappings, &mut used_mappings, &mut walk);
    }
    connector.operations = checked.into_iter().map(|operation| (operation.name.clone(), operation)).collect();
    (!diagnostics.has_errors()).then_some(Checked(connector))
}
