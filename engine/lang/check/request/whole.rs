//! Inputs that a request carries with all that they hold, for those who must know that nothing of them is lost.

use std::collections::HashSet;

use super::nulls::leaves;
use crate::expression::Expression;
use crate::plan::Placed;
use crate::resolve::ResolvedOperation;

/// The inputs that are sent whole somewhere in the request, whatever else is given.
pub fn whole_inputs(resolved: &ResolvedOperation) -> HashSet<String> {
    let parts = parts(resolved);
    let is_whole = |name: &&String| parts.iter().any(|part| part.value.gives_whole(name));
    resolved.operation.inputs.keys().filter(is_whole).cloned().collect()
}

/// Every expression of a request.
pub(super) fn parts(resolved: &ResolvedOperation) -> Vec<&Placed<Expression>> {
    let operation = &resolved.operation;
    let named = operation.query.iter().chain(&operation.headers).map(|(_, value)| value);
    operation.path.iter().chain(named).chain(operation.body.iter().flat_map(leaves)).collect()
}
