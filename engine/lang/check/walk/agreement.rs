//! Two values that are compared with each other: they can be the same, or one can come before the other.

use serde_json::Value;

use super::Walk;
use super::filter::NUMBERS;
use crate::conversion::same;
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::schema::{Choices, ShapeId};
use crate::source::Span;

impl Walk<'_> {
    /// Reports two values of which no comparison can hold: they are of different kinds, or their lists of values have none
    /// in common.
    pub fn can_agree(&mut self, left: &[ShapeId], right: &[ShapeId], ordered: bool, place: Span) -> Option<()> {
        let (kinds, others) = (self.kinds(left), self.kinds(right));
        let (Some(first), Some(second)) = (left.first(), right.first()) else { return Some(()) };
        let (first, second) = (self.shapes.get(*first).span, self.shapes.get(*second).span);
        if kinds.is_empty() || others.is_empty() {
            return Some(());
        }
        if !(kinds.meets(others) || kinds.meets(NUMBERS) && others.meets(NUMBERS)) {
            let message = format!("what is compared is {kinds}, and what it is compared with {others}");
            self.diagnostics.push(
                Diagnostic::error(Code::TypeMismatch, place, message)
                    .also(first, format!("{kinds} by this schema"))
                    .also(second, format!("{others} by this schema"))
                    .help("compare values of one type, or correct the schema"),
            );
            return None;
        }
        let (Some(choices), Some(other_choices)) = (self.words(left), self.words(right)) else { return Some(()) };
        if ordered || choices.iter().any(|choice| other_choices.iter().any(|other| same(choice, other))) {
            return Some(());
        }
        let shown = |choices: &[Value]| {
            let words: Vec<String> = choices.iter().map(super::shown).collect();
            quoted_list(&words.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let message = format!(
            "the values that are compared are never the same: {}, and {}",
            shown(&choices),
            shown(&other_choices)
        );
        self.diagnostics.push(
            Diagnostic::error(Code::EnumMismatch, place, message)
                .also(first, "listed by this schema")
                .also(second, "listed by this schema")
                .help("compare each with words of its own, or correct the schema"),
        );
        None
    }

    /// The values that shapes list, if all of them do.
    pub(super) fn words(&self, shapes: &[ShapeId]) -> Option<Vec<Value>> {
        let lists: Option<Vec<Choices>> = shapes.iter().map(|shape| self.shapes.choices(*shape)).collect();
        Some(lists?.concat())
    }
}
