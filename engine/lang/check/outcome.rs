//! What an answer says of its outcome is heard: a refusal with a status of success would look like an empty list.

use indexmap::IndexMap;

use super::answer::{kind_or, one_of};
use super::walk::{Walk, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Step;
use crate::outcome::{Outcome, says_failure, unheard};
use crate::plan::OneOf;
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, Property, ShapeId};
use crate::source::Span;

/// Checks a value by which an answer says that it succeeded: it can be what is wanted, and that is no word for a failure.
pub fn success(wanted: &OneOf, start: &[ShapeId], walk: &mut Walk<'_>) {
    let OneOf { path, values, .. } = wanted;
    if matches!(values.as_slice(), [only] if only.value == true) {
        let help = "name a boolean, or write the values that mean success, as in `success: { $.status: [ok] }`";
        kind_or(path, start, Kinds::BOOLEAN, help, walk);
    } else {
        one_of(wanted, start, walk);
    }
    let (Some(Step::Member(name)), text) = (path.value.lead().last(), path.value.text()) else { return };
    for value in values.iter().filter(|value| says_failure(name, &value.value)) {
        let message = format!("`{}` at `{text}` says that it failed, and would count as success", shown(&value.value));
        let help = match value.value.as_bool() {
            Some(says) => format!("write `success: {{ {text}: [{}] }}`", !says),
            None => "name the values that an answer of success has there".to_owned(),
        };
        walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, value.span, message).help(help));
    }
}

/// What is not heard, and by whom.
#[derive(Default)]
pub struct Unheard {
    by_member: IndexMap<String, Own>,
}

struct Own {
    outcome: Outcome,
    property: Property,
    operation: String,
    span: Span,
    others: usize,
}

impl Unheard {
    /// Notes the first member by which the operation's answer tells its outcome, and nobody hears it.
    pub fn note(&mut self, resolved: &ResolvedOperation, walk: &Walk<'_>) {
        let operation = &resolved.operation;
        if !operation.success.is_empty() {
            return;
        }
        let mut found: Vec<(Outcome, String, Property)> = Vec::new();
        for (name, property) in resolved.envelope.iter().flat_map(|envelope| walk.shapes.properties(*envelope)) {
            let kinds = walk.shapes.kinds(property.shape);
            let outcome = unheard(operation, &[name]).filter(|own| *own == Outcome::Error || kinds == Kinds::BOOLEAN);
            found.extend(outcome.map(|outcome| (outcome, name.to_owned(), property)));
        }
        // One flag says more than all errors.
        found.sort_by_key(|(outcome, ..)| *outcome != Outcome::Flag);
        let Some((outcome, member, property)) = found.into_iter().next() else { return };
        let own = Own { outcome, property, operation: operation.name.clone(), span: operation.span, others: 0 };
        self.by_member.entry(member).and_modify(|known| known.others += 1).or_insert(own);
    }

    /// Reports each member once: one line of `defaults` mends it for all operations.
    pub fn report(self, walk: &mut Walk<'_>) {
        for (member, Own { outcome, property, operation, span, others }) in self.by_member {
            let also = match others {
                0 => String::new(),
                1 => ", as in one more operation".to_owned(),
                others => format!(", as in {others} more operations"),
            };
            let message =
                format!("`{operation}` does not hear `{member}`, by which an answer says that it failed{also}");
            let key = match outcome {
                Outcome::Flag => format!("success: $.{member}"),
                Outcome::Error => format!("error: {{ message: \"{}\" }}", walk.words_of(&member, property)),
            };
            walk.diagnostics.push(
                Diagnostic::error(Code::UnheardRefusal, span, message)
                    .also(property.span, "named by this schema")
                    .help(format!(
                        "write `{key}`, here or under `defaults`; or `error: {{}}`, if it is data like any other"
                    )),
            );
        }
    }
}

impl Walk<'_> {
    /// The path to the words of an error, as well as its shape tells.
    fn words_of(&self, member: &str, property: Property) -> String {
        let shape = self.shapes.get(property.shape);
        let (way, shape) = match shape.items {
            Some(items) => (format!("$.{member}[*]"), items),
            None => (format!("$.{member}"), property.shape),
        };
        match self.shapes.properties(shape).find(|(name, _)| matches!(*name, "message" | "detail")) {
            Some((name, _)) => format!("{way}.{name}"),
            None => way,
        }
    }
}
