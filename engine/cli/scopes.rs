//! `engine scopes`: the smallest set of scopes that operations and writes need, and which of them needs which.

use engine_lang::plan::{Operation, Plan, Write};
use serde_json::{Value, json};

use super::command::Scopes;
use super::exit::Exit;
use super::format::plain_table;
use super::{Process, no_operation, open};

/// An operation or a write, as far as scopes are concerned.
#[derive(Clone, Copy)]
pub enum Callable<'a> {
    /// An operation.
    Operation(&'a Operation),
    /// A write.
    Write(&'a Write),
}

impl<'a> Callable<'a> {
    /// What has one of these names, and where an operation and a write have it, both; or a name that nothing has.
    pub fn named(plan: &'a Plan, names: &[String]) -> Result<Vec<Callable<'a>>, String> {
        let mut found = Vec::new();
        for name in names {
            let operation = plan.called(name).map(Callable::Operation);
            let both = operation.into_iter().chain(plan.write(name).map(Callable::Write));
            let before = found.len();
            found.extend(both);
            if found.len() == before {
                return Err(name.clone());
            }
        }
        Ok(found)
    }

    /// All of a connector.
    pub fn all(plan: &'a Plan) -> Vec<Callable<'a>> {
        let connector = plan.connector();
        let operations = connector.operations.values().map(Callable::Operation);
        operations.chain(connector.writes.values().map(Callable::Write)).collect()
    }

    /// What the credential must be granted.
    pub fn scopes(self) -> &'a [String] {
        match self {
            Callable::Operation(operation) => &operation.scopes,
            Callable::Write(write) => &write.scopes,
        }
    }

    fn needs(self, scope: &str) -> bool {
        self.scopes().iter().any(|own| own == scope)
    }
}

/// Names of what can be called.
pub fn names(plan: &Plan) -> Vec<String> {
    let connector = plan.connector();
    let writes = connector.writes.keys().filter(|name| !connector.operations.contains_key(*name));
    connector.operations.keys().chain(writes).cloned().collect()
}

/// What needs a scope: operations, and writes.
pub struct Needing<'a> {
    /// The operations, by their names.
    pub operations: Vec<&'a str>,
    /// The writes.
    pub writes: Vec<&'a str>,
}

impl<'a> Needing<'a> {
    /// Those of some that need a scope.
    pub fn of(all: &[Callable<'a>], scope: &str) -> Self {
        let (mut operations, mut writes) = (Vec::new(), Vec::new());
        for callable in all.iter().filter(|callable| callable.needs(scope)) {
            match callable {
                Callable::Operation(operation) => operations.push(operation.name.as_str()),
                Callable::Write(write) => writes.push(write.name.as_str()),
            }
        }
        Needing { operations, writes }
    }

    /// For a person: a write may be called like an operation.
    pub fn text(&self) -> String {
        match (self.operations.join(" "), self.writes.join(" ")) {
            (operations, writes) if writes.is_empty() => operations,
            (operations, writes) if operations.is_empty() => format!("writes: {writes}"),
            (operations, writes) => format!("{operations}; writes: {writes}"),
        }
    }
}

/// Writes the scopes.
pub fn scopes(process: &mut Process, command: &Scopes) -> Exit {
    let plan = match open(process, command.connectors.as_deref(), &command.connector) {
        Ok((_, plan)) => plan,
        Err(exit) => return exit,
    };
    let wanted = match Callable::named(&plan, &command.operations) {
        Ok(wanted) => wanted,
        Err(name) => {
            no_operation(process, &plan, &name, &names(&plan));
            return Exit::Usage;
        }
    };
    let chosen = if wanted.is_empty() { Callable::all(&plan) } else { wanted };
    let needed = plan.connector().scopes.iter().filter_map(|(name, scope)| {
        let needing = Needing::of(&chosen, name);
        (!needing.operations.is_empty() || !needing.writes.is_empty()).then_some((name, scope, needing))
    });
    let needed: Vec<_> = needed.collect();
    if command.json {
        let rows = needed.iter().map(|(name, scope, needing)| {
            json!({
                "scope": name,
                "module": scope.module,
                "access": scope.access.name(),
                "operations": needing.operations,
                "writes": needing.writes,
            })
        });
        return process.print(&format!("{:#}\n", rows.collect::<Value>()));
    }
    let rows = needed.iter().map(|(name, scope, needing)| {
        let module = scope.module.clone().unwrap_or_default();
        vec![(*name).clone(), module, scope.access.name().to_owned(), needing.text()]
    });
    process.print(&plain_table(&["scope", "module", "access", "needed by"], rows))
}
