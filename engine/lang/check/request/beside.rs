//! Text around an optional input: without the input it would be sent alone, and ask for something that nobody has.

use super::nulls::leaves;
use crate::check::walk::Walk;
use crate::definition::InputType;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Hop, Reference, Template};
use crate::plan::Placed;
use crate::resolve::ResolvedOperation;
use crate::source::Span;

/// Reports text that is sent whether or not the input beside it is given.
pub(super) fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let named = operation.query.iter().chain(&operation.headers).map(|(_, value)| value);
    let sent: Vec<&Placed<Expression>> = named.chain(operation.body.iter().flat_map(leaves)).collect();
    for Placed { value, span, .. } in sent {
        let Expression::Template(template) = value else { continue };
        for reference in &template.references().beside_text {
            if let Some(declared) = optional(reference, resolved) {
                report(template, reference, *span, declared, walk);
            }
        }
    }
}

/// An input that a template names, of which what is named may be absent.
#[derive(Clone, Copy)]
struct Declared {
    span: Span,
    /// Whether all of it is named.
    is_whole: bool,
    /// Whether a value of it may be `false` or 0, which a condition takes for nothing.
    may_be_false: bool,
}

/// The input that a template names, if what is named of it may be absent.
fn optional(reference: &Reference, resolved: &ResolvedOperation) -> Option<Declared> {
    let (Hop::Member(name, _), below) = reference.hops.split_first().filter(|_| reference.root == "inputs")? else {
        return None;
    };
    let input = resolved.operation.inputs.get(name)?;
    let is_whole = !below.iter().any(|hop| matches!(hop, Hop::Member(..)));
    let declared = resolved.input_spans.get(name).copied().unwrap_or(resolved.operation.span);
    let may_be_false = matches!(input.kind, InputType::Boolean | InputType::Integer | InputType::Number);
    (!is_whole || !input.required && input.default.is_none()).then_some(Declared {
        span: declared,
        is_whole,
        may_be_false,
    })
}

fn report(template: &Template, reference: &Reference, span: Span, declared: Declared, walk: &mut Walk<'_>) {
    let name = reference.text();
    let place = walk.sources.within(span, template.text(), reference.range.clone());
    let message = format!("a caller may leave out `{name}`, and what stands around it would be sent all the same");
    let text = template.text().trim();
    let asked = if declared.may_be_false { format!("{name} is defined") } else { name.clone() };
    let guarded = match text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}")) {
        Some(sole) if !template.is_text() => format!("{{{{ ({}) if {asked} }}}}", sole.trim()),
        _ => format!("{{% if {asked} %}}{text}{{% endif %}}"),
    };
    let diagnostic = Diagnostic::error(Code::OptionalInText, place, message).also(declared.span, "declared here");
    let other =
        if declared.is_whole { "add `required: true` or a `default` to the input" } else { "make an input of it" };
    walk.diagnostics.push(diagnostic.help(format!("write `{guarded}`, or {other}")));
}
