//! What a credential may do, held against what is demanded of it: scopes by module, and what each missing one costs.

use std::collections::BTreeSet;

use engine_lang::plan::{Plan, Scope};
use engine_runtime::account::Id;
use engine_runtime::proof::{Granted, Proof};
use serde_json::{Value, json};

use crate::cli::command::Connect;
use crate::cli::exit::Exit;
use crate::cli::format::plain_table;
use crate::cli::scopes::{Callable, Needing, names};

/// What is demanded of a credential.
pub struct Demand<'a> {
    plan: &'a Plan,
    /// What it is for.
    callables: Vec<Callable<'a>>,
    /// The scopes that it is asked about, in the connector's order.
    scopes: Vec<(&'a str, &'a Scope)>,
    /// Those without which it does not do.
    wanted: BTreeSet<&'a str>,
    /// Whether it is less than all that the connector knows.
    is_limited: bool,
}

impl<'a> Demand<'a> {
    /// The demand of a command; or what there is none of, its name, and the names there are.
    pub fn of(plan: &'a Plan, command: &Connect) -> Result<Self, (&'static str, String, Vec<String>)> {
        let connector = plan.connector();
        let mut wanted = BTreeSet::new();
        for scope in &command.scopes {
            let known = connector.scope_called(scope);
            wanted.insert(known.ok_or_else(|| ("scope", scope.clone(), connector.scopes.keys().cloned().collect()))?);
        }
        let mut callables =
            Callable::named(plan, &command.operations).map_err(|name| ("operation", name, names(plan)))?;
        wanted.extend(callables.iter().flat_map(|callable| callable.scopes()));
        let is_limited = !wanted.is_empty() || !callables.is_empty();
        if callables.is_empty() {
            callables = Callable::all(plan);
        }
        let scopes: Vec<_> = connector.scopes.iter().map(|(name, scope)| (name.as_str(), scope)).collect();
        if !is_limited {
            wanted.extend(scopes.iter().filter(|(_, scope)| !scope.optional).map(|(name, _)| *name));
        }
        let is_asked_about = |name: &str| {
            // What some records alone need is told, and demanded only by its name.
            let is_named = !command.operations.is_empty();
            !is_limited
                || wanted.contains(name)
                || is_named && callables.iter().any(|callable| !callable.only_for(name).is_empty())
        };
        let scopes = scopes.into_iter().filter(|(name, _)| is_asked_about(name)).collect();
        Ok(Demand { plan, callables, scopes, wanted, is_limited })
    }
}

impl Demand<'_> {
    /// The scopes without which a credential does not do, if they are less than all of them.
    pub fn names(&self) -> Option<String> {
        let names = self.scopes.iter().map(|(name, _)| *name).filter(|name| self.wanted.contains(name));
        let names: Vec<&str> = names.collect();
        self.is_limited.then(|| names.join(", "))
    }
}

/// One scope that a credential is asked about.
struct Row<'a> {
    scope: &'a str,
    module: Option<&'a str>,
    access: &'static str,
    demanded: bool,
    /// Unknown, if the provider does not say.
    granted: Option<bool>,
    needing: Needing<'a>,
}

impl Row<'_> {
    fn is_missing(&self) -> bool {
        self.granted == Some(false)
    }
}

/// What a credential may do.
pub struct Report<'a> {
    demand: &'a Demand<'a>,
    rows: Vec<Row<'a>>,
    /// Granted beyond what is demanded.
    beyond: Vec<&'a str>,
    /// Granted, and not a scope that the connector has.
    undeclared: Vec<String>,
    proof: Proof,
    id: &'a Id,
    store: Option<&'static str>,
}

impl<'a> Report<'a> {
    /// Holds what was granted against what is demanded.
    pub fn new(demand: &'a Demand<'a>, proof: Proof, id: &'a Id, store: Option<&'static str>) -> Self {
        let connector = demand.plan.connector();
        let (mut known, mut undeclared) = (BTreeSet::new(), Vec::new());
        if let Granted::Scopes(scopes) = &proof.granted {
            for scope in scopes {
                match connector.scope_called(scope) {
                    Some(name) => drop(known.insert(name)),
                    None => undeclared.push(scope.clone()),
                }
            }
        }
        let granted = |scope: &str| match &proof.granted {
            Granted::Scopes(_) => Some(known.contains(scope)),
            Granted::Unknown { lacking, .. } => lacking.iter().any(|own| own == scope).then_some(false),
        };
        let rows = demand.scopes.iter().map(|(name, scope)| Row {
            scope: name,
            module: scope.module.as_deref(),
            access: scope.access.name(),
            demanded: demand.wanted.contains(name),
            granted: granted(name),
            needing: Needing::of(&demand.callables, name),
        });
        let rows = rows.collect();
        let demanded = |name: &str| demand.scopes.iter().any(|(own, _)| *own == name);
        let beyond = known.iter().copied().filter(|name| !demanded(name)).collect();
        Report { demand, rows, beyond, undeclared, proof, id, store }
    }

    /// How the command ends.
    pub fn exit(&self) -> Exit {
        if self.rows.iter().any(|row| row.demanded && row.is_missing()) {
            Exit::Permission
        } else if !self.proof.accepted || self.rows.iter().any(|row| row.demanded && row.granted.is_none()) {
            Exit::Unknown
        } else {
            Exit::Done
        }
    }

    /// For a program.
    pub fn json(&self) -> String {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                json!({
                    "scope": row.scope,
                    "module": row.module,
                    "access": row.access,
                    "demanded": row.demanded,
                    "granted": row.granted,
                    "operations": row.needing.operations,
                    "writes": row.needing.writes,
                    "conditional": row.needing.conditional_json(),
                })
            })
            .collect();
        let value = json!({
            "connector": self.id.connector,
            "account": self.store.map(|_| &self.id.account),
            "store": self.store,
            "accepted": self.proof.accepted,
            "scopes": rows,
            "beyond": self.beyond,
            "undeclared": self.undeclared,
        });
        format!("{value:#}\n")
    }

    /// For a person: the operations are those that a scope that is not granted costs, of a kind at most so many.
    pub fn text(&self, at_most: usize) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let rows = self.rows.iter().map(|row| {
            let (granted, lost) = match row.granted {
                Some(true) => ("yes", String::new()),
                Some(false) if row.demanded => ("no", row.needing.text(at_most)),
                Some(false) => ("optional", row.needing.text(at_most)),
                None => ("unknown", String::new()),
            };
            let module = row.module.unwrap_or("").to_owned();
            vec![module, row.scope.to_owned(), row.access.to_owned(), granted.to_owned(), lost]
        });
        plain_table(&["module", "scope", "access", "granted", "not to be called without it"], rows)
    }

    /// How many scopes are missing of those that are demanded, or of the others, and what of all that costs.
    fn missing(&self, demanded: bool) -> Option<(usize, String)> {
        let rows = self.rows.iter().filter(|row| row.demanded == demanded && row.is_missing());
        let missing: Vec<&str> = rows.map(|row| row.scope).collect();
        let (mut lost, mut partly, mut all, mut writes) = (0, 0, 0, false);
        for callable in &self.demand.callables {
            all += 1;
            writes |= matches!(callable, Callable::Write(_));
            if callable.scopes().iter().any(|own| missing.contains(own)) {
                lost += 1;
            } else if missing.iter().any(|scope| !callable.only_for(scope).is_empty()) {
                partly += 1;
            }
        }
        let what = if writes { "operations and writes" } else { "operations" };
        let told = match (lost, partly) {
            (lost, 0) => format!("{lost} of {all} {what} cannot be called"),
            (0, partly) => format!("{partly} of {all} {what} can be called for some records only"),
            (lost, partly) => format!("{lost} of {all} {what} cannot be called, {partly} for some records only"),
        };
        (!missing.is_empty()).then_some((missing.len(), told))
    }

    /// What the person should know beside the list.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match &self.proof.granted {
            Granted::Unknown { why, .. } if !self.proof.accepted => {
                notes.push(format!("warning: the credential was not proved: {why}"));
            }
            Granted::Unknown { why, .. } if !self.rows.is_empty() => {
                notes.push(format!("warning: it cannot be told which scopes were granted: {why}"));
            }
            _ => {}
        }
        let demanded = self.rows.iter().filter(|row| row.demanded).count();
        if let Some((missing, lost)) = self.missing(true) {
            notes.push(format!("warning: {missing} of {demanded} scopes are not granted, and {lost}"));
        }
        if let Some((missing, lost)) = self.missing(false) {
            let optional = self.rows.len() - demanded;
            notes.push(format!("{missing} of {optional} optional scopes are not granted, and {lost}"));
        }
        if self.demand.is_limited && !self.beyond.is_empty() {
            notes.push(format!("granted beyond what is demanded: {}", self.beyond.join(", ")));
        }
        if !self.undeclared.is_empty() {
            notes.push(format!("granted, and unknown to the connector: {}", self.undeclared.join(", ")));
        }
        notes
    }
}
