//! Nulls that a caller gives: each is sent as it is, so it stands alone in the body and nowhere else.

use crate::check::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Hop, Step};
use crate::plan::{Placed, Tree};
use crate::resolve::ResolvedOperation;

/// Reports places where an input that can be null would be taken for absent.
pub(super) fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    if operation.inputs.values().all(|input| !input.nullable) {
        return;
    }
    let named = operation.query.iter().chain(&operation.headers).map(|(_, value)| value);
    let mut lossy: Vec<&Placed<Expression>> = operation.path.iter().chain(named).collect();
    if let Some(body) = &operation.body {
        lossy.extend(leaves(body).into_iter().filter(|leaf| leaf.value.sole_input().is_none()));
    }
    for (name, _) in operation.inputs.iter().filter(|(_, input)| input.nullable) {
        for leaf in lossy.iter().filter(|leaf| names(&leaf.value, name)) {
            let message =
                format!("`{name}` can be null, and a null is sent only where the input stands alone in the body");
            let help = format!("write `$.inputs.{name}` in the body, or leave out `nullable`");
            walk.diagnostics.push(Diagnostic::error(Code::NullMismatch, leaf.span, message).help(help));
        }
    }
}

pub(super) fn leaves(tree: &Tree) -> Vec<&Placed<Expression>> {
    match tree {
        Tree::Value(value) => vec![value],
        Tree::List(list) => list.iter().flat_map(leaves).collect(),
        Tree::Object(members) => members.iter().flat_map(|member| leaves(&member.value)).collect(),
    }
}

/// Whether an expression reads an input.
pub(super) fn names(expression: &Expression, input: &str) -> bool {
    match expression {
        Expression::Literal(_) => false,
        Expression::Path(path) => {
            matches!(path.lead(), [Step::Member(root), Step::Member(name), ..] if root == "inputs" && name == input)
        }
        Expression::Template(template) => template.references().members.iter().any(|reference| {
            let name = reference.hops.first();
            reference.root == "inputs" && matches!(name, Some(Hop::Member(name, _)) if name == input)
        }),
    }
}
