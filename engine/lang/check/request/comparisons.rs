//! Comparisons in the templates of a request: an input is compared with what it can be.

use indexmap::IndexMap;
use serde_json::Value;

use super::kinds::kinds;
use crate::check::walk::{Walk, shown};
use crate::conversion::{same, word};
use crate::definition::InputType;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Hop, Reference, Relation, Template};
use crate::plan::Input;
use crate::schema::Kinds;
use crate::source::Span;

/// Reports comparisons that never hold: with a literal that an input cannot be, or of two inputs that are never the same.
pub(super) fn check(inputs: &IndexMap<String, Input>, template: &Template, span: Span, walk: &mut Walk<'_>) {
    for comparison in &template.references().comparisons {
        let Some(compared) = Compared::of(&comparison.value, inputs) else { continue };
        for (literal, range) in &comparison.literals {
            let place = walk.sources.within(span, template.text(), range.clone());
            match comparison.relation {
                Relation::Order => compared.has_order(literal, place, walk),
                Relation::Part if compared.kind != InputType::Array => {}
                Relation::Same | Relation::Part => compared.can_be(literal, place, walk),
            }
        }
        if let Some(other) = &comparison.other
            && let Some(other_compared) = Compared::of(other, inputs)
        {
            let place = walk.sources.within(span, template.text(), other.range.start..other.end());
            compared.can_agree(&other_compared, comparison.relation == Relation::Order, place, walk);
        }
    }
}

/// An input that is compared, or an element of it.
struct Compared<'a> {
    /// The input, in words.
    name: String,
    kind: InputType,
    /// The values that it can have.
    choices: Option<&'a [Value]>,
}

impl<'a> Compared<'a> {
    fn of(reference: &Reference, inputs: &'a IndexMap<String, Input>) -> Option<Compared<'a>> {
        let (Hop::Member(name, _), below) = reference.hops.split_first().filter(|_| reference.root == "inputs")? else {
            return None;
        };
        let input = inputs.get(name)?;
        let choices = input.choices.as_deref();
        match below {
            [] => Some(Compared { name: format!("the input `{name}`"), kind: input.kind, choices }),
            [Hop::Element] if input.kind == InputType::Array => {
                Some(Compared { name: format!("an element of the input `{name}`"), kind: input.items, choices })
            }
            _ => None,
        }
    }

    /// Reports a literal that it never is.
    fn can_be(&self, literal: &Value, place: Span, walk: &mut Walk<'_>) {
        if let Value::Array(elements) = literal {
            if self.kind == InputType::Array {
                elements.iter().for_each(|element| self.can_be(element, place, walk));
                return;
            }
            let message = format!("{} is {}, and never a list", self.name, kinds(self.kind));
            let help = "write `in` for `==` where it may be one of several";
            walk.diagnostics.push(Diagnostic::error(Code::TypeMismatch, place, message).help(help));
            return;
        }
        let Some(choices) = self.choices.filter(|choices| !choices.contains(literal)) else { return };
        let literal = shown(literal);
        let diagnostic = Diagnostic::error(Code::EnumMismatch, place, format!("{} is never `{literal}`", self.name));
        walk.diagnostics.push(diagnostic.suggest(place, &literal, choices.iter().filter_map(Value::as_str)));
    }

    /// Reports a literal with which it has no order.
    fn has_order(&self, literal: &Value, place: Span, walk: &mut Walk<'_>) {
        let (fits, kind) = match self.kind {
            InputType::Integer | InputType::Number => (literal.is_number(), "a number"),
            InputType::String => (literal.is_string(), "text"),
            _ => return,
        };
        if !fits {
            let message = format!("{} is {kind}, and has no order with {}", self.name, word(literal));
            walk.diagnostics.push(
                Diagnostic::error(Code::TypeMismatch, place, message)
                    .help("write a number without quotes, and text in quotes"),
            );
        }
    }

    /// Reports another input with which it has no value in common.
    fn can_agree(&self, other: &Compared<'_>, ordered: bool, place: Span, walk: &mut Walk<'_>) {
        let numbers = Kinds::INTEGER.with(Kinds::NUMBER);
        let (kind, other_kind) = (kinds(self.kind), kinds(other.kind));
        let (code, message, help) = if !(kind.meets(other_kind) || kind.meets(numbers) && other_kind.meets(numbers)) {
            let message = format!("{} is {kind}, and {} is {other_kind}", self.name, other.name);
            (Code::TypeMismatch, message, "compare inputs of one type")
        } else if let (Some(choices), Some(others), false) = (self.choices, other.choices, ordered)
            && !choices.iter().any(|choice| others.iter().any(|other| same(choice, other)))
        {
            let message =
                format!("{} and {} are never the same: their `enum`s have nothing in common", self.name, other.name);
            (Code::EnumMismatch, message, "compare each with words of its own, or mend an `enum`")
        } else {
            return;
        };
        walk.diagnostics.push(Diagnostic::error(code, place, message).help(help));
    }
}
