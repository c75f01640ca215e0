//! Text around an optional input: without the input it would be sent alone, and ask for something that nobody has.

use super::nulls::leaves;
use super::optional::{Optional, may_be_false};
use crate::check::guard::Sent;
use crate::check::ordered::first_if_absent;
use crate::check::walk::Walk;
use crate::definition::InputType;
use crate::expression::{Expression, Hop, Reference};
use crate::plan::{Input, Placed};
use crate::resolve::ResolvedOperation;

/// Reports text that is sent whether or not the input beside it is given, and what a condition leaves out that is given.
pub(super) fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let named = operation.query.iter().chain(&operation.headers).map(|(_, value)| value);
    let sent: Vec<&Placed<Expression>> = named.chain(operation.body.iter().flat_map(leaves)).collect();
    for Placed { value, span, .. } in sent {
        let Expression::Template(template) = value else { continue };
        let sent = Sent { template, span: *span };
        for reference in &template.references().beside_text {
            if let Some(optional) = Optional::named(reference, resolved) {
                let diagnostic = sent.lonely(reference, optional.may_be_false, optional.other(), walk);
                walk.diagnostics.push(diagnostic.also(optional.declared, "declared here"));
            }
        }
        for reference in &template.references().first_if_absent {
            if let Some(optional) = Optional::named(reference, resolved) {
                let diagnostic = first_if_absent(reference, template, *span, walk);
                walk.diagnostics.push(diagnostic.also(optional.declared, "declared here"));
            }
        }
        for reference in template.references().judged.iter().filter(|own| is_judged(own, resolved)) {
            let diagnostic = sent.judged(reference, "sent", walk);
            walk.diagnostics.push(diagnostic);
        }
        for passed in template.references().passed.iter().filter(|own| is_judged(&own.value, resolved)) {
            if !passed.others.as_ref().is_some_and(|others| others.iter().all(|own| is_boolean(own, resolved))) {
                let diagnostic = sent.passed_over(&passed.value, walk);
                walk.diagnostics.push(diagnostic);
            }
        }
        for reference in &template.references().blank {
            if let Some(optional) = Optional::named(reference, resolved) {
                let diagnostic = sent.blank(reference, walk);
                walk.diagnostics.push(diagnostic.also(optional.declared, "declared here"));
            }
        }
    }
}

/// Whether a condition takes a value of this input for nothing.
fn is_judged(reference: &Reference, resolved: &ResolvedOperation) -> bool {
    input(reference, resolved).is_some_and(may_be_false)
}

fn is_boolean(reference: &Reference, resolved: &ResolvedOperation) -> bool {
    input(reference, resolved).is_some_and(|input| input.kind == InputType::Boolean)
}

fn input<'a>(reference: &Reference, resolved: &'a ResolvedOperation) -> Option<&'a Input> {
    let [Hop::Member(name, _)] = reference.hops.as_slice() else { return None };
    resolved.operation.inputs.get(name).filter(|_| reference.root == "inputs")
}
