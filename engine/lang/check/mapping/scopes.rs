//! What a credential must be granted for a write: for every record, or only for one that leads to certain steps.

use indexmap::{IndexMap, IndexSet};

use super::Callables;
use crate::plan::{Access, Action, Step};

/// All scopes of a write's operations.
pub fn all(steps: &[Step], callables: &Callables) -> Vec<String> {
    let all: IndexSet<&String> = steps.iter().flat_map(|step| of_step(step, callables)).collect();
    all.into_iter().cloned().collect()
}

/// Those that only steps need which may be left out, with these steps. Where none is always made, one that writes is, so
/// that what all of those need is needed.
pub fn only_for(steps: &[Step], callables: &Callables) -> IndexMap<String, Vec<String>> {
    let sure: Vec<&Step> = steps.iter().filter(|step| step.when.is_empty() && step.unless.is_empty()).collect();
    let needs = |step: &Step, scope: &String| of_step(step, callables).contains(scope);
    // Two steps that read the same way are taken for alternatives, of which one is made.
    let is_alternative = |step: &&Step| {
        let like = |other: &&Step| other.called() == step.called() && !writes(other, callables);
        matches!(step.action, Action::Operation(_)) && steps.iter().filter(like).count() > 1
    };
    let is_needed = |scope: &String| {
        let by_writing = || steps.iter().filter(|step| writes(step, callables)).all(|step| needs(step, scope));
        sure.iter().copied().chain(steps.iter().filter(is_alternative)).any(|step| needs(step, scope))
            || sure.is_empty() && by_writing()
    };
    let optional: Vec<String> = all(steps, callables).into_iter().filter(|scope| !is_needed(scope)).collect();
    let of_scope = |scope: String| {
        let steps = steps.iter().filter(|step| needs(step, &scope)).map(|step| step.name.clone()).collect();
        (scope, steps)
    };
    optional.into_iter().map(of_scope).collect()
}

fn of_step<'a>(step: &Step, callables: &'a Callables) -> &'a [String] {
    match &step.action {
        Action::Operation(name) => callables.get(name).map_or(&[], |callable| &callable.scopes),
        Action::Upload(_) => &[],
    }
}

fn writes(step: &Step, callables: &Callables) -> bool {
    match &step.action {
        Action::Operation(name) => callables.get(name).is_some_and(|callable| callable.access != Access::Read),
        Action::Upload(_) => false,
    }
}
