//! What an answer says of its outcome is heard: a refusal with a status of success would look like an empty list.

use indexmap::IndexMap;
use serde_json::Value;

use super::answer::{kind_or, one_of};
use super::walk::{Walk, shown};
use crate::diagnostic::{Code, Diagnostic, as_in_others};
use crate::expression::{Step, in_braces, path_to};
use crate::outcome::{Outcome, error_words, says_failure, unheard};
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
    /// By the member, and by what is asked for success in its place.
    by_member: IndexMap<(String, String), Own>,
}

struct Own {
    outcome: Outcome,
    property: Property,
    operation: String,
    /// Where success is asked for, or where the operation is defined.
    span: Span,
    others: usize,
}

impl Unheard {
    /// Notes the first member by which the operation's answer tells its outcome, and nobody hears it.
    pub fn note(&mut self, resolved: &ResolvedOperation, walk: &Walk<'_>) {
        let operation = &resolved.operation;
        let mut found: Vec<(Outcome, String, Property)> = Vec::new();
        for (name, property) in resolved.envelope.iter().flat_map(|envelope| walk.shapes.properties(*envelope)) {
            let counts = |outcome: &Outcome| match outcome {
                Outcome::Flag => walk.shapes.kinds(property.shape) == Kinds::BOOLEAN,
                // Beside a success, any error that comes is one.
                Outcome::Error => operation.success.is_empty(),
            };
            let outcome = unheard(operation, &[name]).filter(counts);
            found.extend(outcome.map(|outcome| (outcome, name.to_owned(), property)));
        }
        // One flag says more than all errors.
        found.sort_by_key(|(outcome, ..)| *outcome != Outcome::Flag);
        let Some((outcome, member, property)) = found.into_iter().next() else { return };
        let span = operation.success.first().map_or(operation.span, |success| success.path.span);
        let own = Own { outcome, property, operation: operation.name.clone(), span, others: 0 };
        let asked = asked(&operation.success);
        self.by_member.entry((member, asked)).and_modify(|known| known.others += 1).or_insert(own);
    }

    /// Reports each member once: one line of `defaults`, if there are any, mends it for all operations.
    pub fn report(self, defaults: Option<Span>, walk: &mut Walk<'_>) {
        for ((member, asked), Own { outcome, property, operation, span, others }) in self.by_member {
            let also = as_in_others(others);
            let message =
                format!("`{operation}` does not hear `{member}`, by which an answer says that it failed{also}");
            let path = path_to("$", [member.as_str()]);
            let key = match outcome {
                Outcome::Flag if asked.is_empty() => format!("success: {path}"),
                Outcome::Flag => format!("success: {{ {asked}, {}: [true] }}", in_braces(&path)),
                Outcome::Error => {
                    format!("error: {{ message: {} }}", Value::from(walk.words_of(&member, property)))
                }
            };
            let shared = defaults.filter(|_| asked.is_empty() && others > 0);
            let place = if asked.is_empty() && shared.is_none() { ", here or under `defaults`" } else { "" };
            let diagnostic = Diagnostic::error(Code::UnheardRefusal, shared.unwrap_or(span), message)
                .also(property.span, "named by this schema")
                .help(format!("write `{key}`{place}; or `error: {{}}`, if it is data like any other"));
            walk.diagnostics.push(match shared {
                Some(_) => diagnostic.also(span, "the first of them"),
                None => diagnostic,
            });
        }
    }
}

/// What is asked for success, as it stands inside the braces of `success`.
fn asked(success: &[OneOf]) -> String {
    let asked = success.iter().map(|OneOf { path, values, .. }| {
        let values: Vec<String> = values.iter().map(|value| value.value.to_string()).collect();
        format!("{}: [{}]", in_braces(path.value.text()), values.join(", "))
    });
    asked.collect::<Vec<_>>().join(", ")
}

impl Walk<'_> {
    /// The path to the words of an error, as well as its shape tells.
    fn words_of(&self, member: &str, property: Property) -> String {
        let items = self.shapes.get(property.shape).items;
        let shape = items.unwrap_or(property.shape);
        error_words(member, items.is_some(), |name| self.shapes.properties(shape).any(|(own, _)| own == name))
    }
}
