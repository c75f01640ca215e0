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

    /// What the credential must be granted, whatever is given.
    pub fn scopes(self) -> Vec<&'a str> {
        match self {
            Callable::Operation(operation) => operation.scopes.iter().map(String::as_str).collect(),
            Callable::Write(write) => write.always_needed().map(String::as_str).collect(),
        }
    }

    /// The steps that need a scope, and that a write may leave out.
    pub fn only_for(self, scope: &str) -> &'a [String] {
        match self {
            Callable::Operation(_) => &[],
            Callable::Write(write) => write.only_for.get(scope).map_or(&[], Vec::as_slice),
        }
    }
}

/// How many names of a kind a line has: a terminal has no place for all of them.
pub fn shown_names(process: &Process) -> usize {
    const FEW: usize = 3;
    if process.stdout_is_terminal { FEW } else { usize::MAX }
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
    /// Writes of which only some steps need it, which may be left out, with these steps.
    pub conditional: Vec<(&'a str, &'a [String])>,
}

impl<'a> Needing<'a> {
    /// Those of some that need a scope.
    pub fn of(all: &[Callable<'a>], scope: &str) -> Self {
        let mut needing = Needing { operations: Vec::new(), writes: Vec::new(), conditional: Vec::new() };
        for callable in all {
            let is_needed = callable.scopes().contains(&scope);
            match callable {
                Callable::Operation(operation) if is_needed => needing.operations.push(operation.name.as_str()),
                Callable::Write(write) if is_needed => needing.writes.push(write.name.as_str()),
                Callable::Write(write) => {
                    let steps = callable.only_for(scope);
                    needing.conditional.extend((!steps.is_empty()).then_some((write.name.as_str(), steps)));
                }
                Callable::Operation(_) => {}
            }
        }
        needing
    }

    /// Whether nothing needs it.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.writes.is_empty() && self.conditional.is_empty()
    }

    /// For a person, at most so many of a kind: a write may be called like an operation.
    pub fn text(&self, at_most: usize) -> String {
        let conditional = self.conditional.iter().map(|(write, steps)| format!("{write} ({})", steps.join(", ")));
        let kinds = [
            ("", self.operations.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()),
            ("writes: ", self.writes.iter().map(|name| (*name).to_owned()).collect()),
            ("only for steps of: ", conditional.collect()),
        ];
        let told = kinds.iter().filter(|(_, names)| !names.is_empty()).map(|(kind, names)| match names.len() {
            count if count > at_most => format!("{kind}{} and {} more", names[..at_most].join(" "), count - at_most),
            _ => format!("{kind}{}", names.join(" ")),
        });
        told.collect::<Vec<_>>().join("; ")
    }

    /// For a program: the steps by the names of their writes.
    pub fn conditional_json(&self) -> Value {
        let steps = self.conditional.iter().map(|(write, steps)| ((*write).to_owned(), json!(steps)));
        Value::Object(steps.collect())
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
        (!needing.is_empty()).then_some((name, scope, needing))
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
                "conditional": needing.conditional_json(),
            })
        });
        return process.print(&format!("{:#}\n", rows.collect::<Value>()));
    }
    let at_most = shown_names(process);
    let rows = needed.iter().map(|(name, scope, needing)| {
        let module = scope.module.clone().unwrap_or_default();
        vec![(*name).clone(), module, scope.access.name().to_owned(), needing.text(at_most)]
    });
    process.print(&plain_table(&["scope", "module", "access", "needed by"], rows))
}

#[cfg(test)]
mod tests {
    use super::Needing;

    #[test]
    fn a_line_has_a_few_names_and_counts_the_rest() {
        let steps = ["definitions".to_owned(), "sources".to_owned()];
        let needing = Needing {
            operations: vec!["a", "b", "c", "d", "e"],
            writes: vec!["f"],
            conditional: vec![("g", &steps), ("h", &steps[..1])],
        };
        let whole = "a b c d e; writes: f; only for steps of: g (definitions, sources) h (definitions)";
        assert_eq!(needing.text(usize::MAX), whole);
        let few = "a and 4 more; writes: f; only for steps of: g (definitions, sources) and 1 more";
        assert_eq!(needing.text(1), few);
    }
}
