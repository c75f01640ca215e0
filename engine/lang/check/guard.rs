//! Guards: what is sent around a value that may be absent stands under a condition which asks for the value, and for that
//! alone.

use serde_json::Value;

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Hop, Reference, Template};
use crate::source::Span;

/// A template that is sent, and its place.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The template.
    pub template: &'a Template,
    /// Where it stands.
    pub span: Span,
}

impl Sent<'_> {
    /// What stands around a value that may be absent.
    pub fn lonely(&self, reference: &Reference, may_be_false: bool, other: &str, walk: &Walk<'_>) -> Diagnostic {
        let name = reference.text();
        let text = self.template.text().trim();
        let asked = asked(&name, may_be_false);
        let guarded = match text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}")) {
            Some(sole) if !self.template.is_text() => format!("{{{{ ({}) if {asked} }}}}", sole.trim()),
            _ => format!("{{% if {asked} %}}{text}{{% endif %}}"),
        };
        // What a loop names is asked for inside of it.
        let guarded = if reference.hops.contains(&Hop::Element) {
            "an `if` around that text which asks for it".to_owned()
        } else {
            format!("`{guarded}`")
        };
        let message = match reference.root.as_str() {
            "inputs" => {
                format!("a caller may leave out `{name}`, and what stands around it would be sent all the same")
            }
            _ => format!("`{name}` may be absent, and what stands around it would be sent all the same"),
        };
        Diagnostic::error(Code::OptionalInText, self.place(reference, walk), message)
            .help(format!("write {guarded}, or {other}"))
    }

    /// A value that is there, and not sent where it is `false` or 0.
    pub fn judged(&self, reference: &Reference, done: &str, walk: &Walk<'_>) -> Diagnostic {
        let name = reference.text();
        let message = format!("`{name}` is {done} only where it is true, and not where it is `false` or 0");
        Diagnostic::error(Code::TypeMismatch, self.place(reference, walk), message)
            .help(format!("ask whether it is there: `if {}`", asked(&name, true)))
    }

    /// A value that is there, and in whose place another one is given where it is `false` or 0.
    pub fn passed_over(&self, reference: &Reference, walk: &Walk<'_>) -> Diagnostic {
        let name = reference.text();
        let message = format!("`{name}` is passed over where it is `false` or 0, though it is there");
        Diagnostic::error(Code::TypeMismatch, self.place(reference, walk), message)
            .help(format!("ask whether it is there: `{name} if {name} is defined else ...`"))
    }

    /// A value that may be absent, of which it is asked only whether it is empty.
    pub fn blank(&self, reference: &Reference, walk: &Walk<'_>) -> Diagnostic {
        let name = reference.text();
        let message = format!("`{name}` may be absent, and is taken for one that is not empty then");
        Diagnostic::error(Code::TypeMismatch, self.place(reference, walk), message).help(format!(
            "write `not {name}` for what is empty or absent and `{name}` for the rest, or ask first: `{name} is defined and ...`"
        ))
    }

    fn place(&self, reference: &Reference, walk: &Walk<'_>) -> Span {
        walk.sources.within(self.span, self.template.text(), reference.range.clone())
    }
}

/// Whether a condition takes a value for nothing, though it is one.
pub fn is_nothing(value: &Value) -> bool {
    *value == Value::Bool(false) || value.as_f64() == Some(0.0)
}

/// The condition that holds where a value is there.
pub fn asked(name: &str, may_be_false: bool) -> String {
    if may_be_false { format!("{name} is defined") } else { name.to_owned() }
}
