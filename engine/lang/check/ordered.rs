//! Orders: what may be absent would come before everything else, and a condition that compares it would hold.

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Hop, Reference, Template};
use crate::source::Span;

/// A value that comes first if it is absent, and that nothing asks for.
pub fn first_if_absent(reference: &Reference, template: &Template, span: Span, walk: &Walk<'_>) -> Diagnostic {
    let name = reference.text();
    let place = walk.sources.within(span, template.text(), reference.range.start..reference.end());
    let member = reference.hops.last();
    let help = match member {
        Some(Hop::Member(member, _)) if reference.hops.contains(&Hop::Element) => format!(
            "leave out the elements without it: `selectattr('{member}', 'defined')` before `sort`, or `if` in the loop"
        ),
        _ => format!("ask for it first: `{name} is defined and ...`"),
    };
    let message = format!("`{name}` may be absent, and would come before everything else then");
    Diagnostic::error(Code::TypeMismatch, place, message).help(help)
}
