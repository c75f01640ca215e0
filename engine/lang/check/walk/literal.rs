//! Literals that values are compared with: one that a value can never be makes a condition that never holds.

use serde_json::Value;

use super::filter::NUMBERS;
use super::{Known, Walk, shown};
use crate::conversion::{kind, same, word};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Format, Kinds, ShapeId};
use crate::source::Span;
use crate::time;

impl Walk<'_> {
    /// Reports a literal with which a value is compared, and which it never is.
    pub fn can_be(&mut self, literal: &Value, shapes: &[ShapeId], place: Span) -> Option<()> {
        self.is_kind(literal, shapes, place)?;
        match literal {
            Value::Null => return Some(()),
            Value::Array(list) => {
                let elements: Known = shapes.iter().filter_map(|id| self.shapes.elements(*id)).flatten().collect();
                return list.iter().try_for_each(|element| self.can_be(element, &elements, place));
            }
            _ => {}
        }
        self.is_time(literal, shapes, false, place)?;
        let Some(choices) = self.words(shapes).filter(|choices| !choices.is_empty()) else {
            self.is_word_for_nothing(literal, shapes, place);
            return Some(());
        };
        if choices.iter().any(|choice| same(choice, literal)) {
            return Some(());
        }
        let message = format!("the value that is compared is never `{}`", shown(literal));
        let diagnostic = Diagnostic::error(Code::EnumMismatch, place, message);
        let names = choices.iter().filter_map(Value::as_str);
        self.diagnostics.push(diagnostic.suggest(place, &shown(literal), names));
        None
    }

    /// Reports a literal of a kind that the value never is, so that no comparison of the two can hold.
    pub fn is_kind(&mut self, literal: &Value, shapes: &[ShapeId], place: Span) -> Option<()> {
        let kinds = self.kinds(shapes);
        let fits = match literal {
            Value::Null => shapes.iter().any(|id| self.shapes.nullable(*id) || self.shapes.says_nothing(*id)),
            _ => kinds.meets(kind(literal)),
        };
        if shapes.is_empty() || kinds.is_empty() || fits {
            return Some(());
        }
        let message = format!("what is compared is {kinds}, and never {}", word(literal));
        let also = self.shapes.get(shapes[0]).span;
        let help = match literal {
            Value::Null => {
                "write `!@.name` for one that is left out; or let the schema say that it can be null".to_owned()
            }
            Value::Array(_) => "write `in` for `==` where it may be one of several".to_owned(),
            _ => format!("compare it with a value that is {kinds}, written without quotes unless it is text"),
        };
        let diagnostic = Diagnostic::error(Code::TypeMismatch, place, message);
        self.diagnostics.push(diagnostic.also(also, format!("{kinds} by this schema")).help(help));
        None
    }

    /// Reports a literal with which the value has no order.
    pub fn comes_with(&mut self, literal: &Value, shapes: &[ShapeId], place: Span) -> Option<()> {
        // A whole number comes before or after one with a fraction, though it never is one.
        let is_number = literal.is_number() && self.kinds(shapes).meets(NUMBERS);
        if is_number {
            return Some(());
        }
        self.is_kind(literal, shapes, place)?;
        self.is_time(literal, shapes, true, place)
    }

    /// Reports a literal that is looked for in a value, and can be no element of a list and no part of text.
    pub fn can_hold(&mut self, literal: &Value, shapes: &[ShapeId], place: Span) -> Option<()> {
        if self.kinds(shapes) == Kinds::ARRAY {
            let elements: Known = shapes.iter().filter_map(|id| self.shapes.elements(*id)).flatten().collect();
            return self.can_be(literal, &elements, place);
        }
        let (Value::String(text), Some(choices)) = (literal, self.words(shapes)) else { return Some(()) };
        let holding: Vec<&str> = choices.iter().filter_map(Value::as_str).filter(|own| own.contains(text)).collect();
        let others: Vec<&str> = holding.iter().copied().filter(|own| own != text).collect();
        if choices.is_empty() || !holding.is_empty() && (others.is_empty() || others.len() == holding.len()) {
            return Some(());
        }
        let also = self.shapes.get(shapes[0]).span;
        let diagnostic = if holding.is_empty() {
            let message = format!("`{text}` is no part of any word that this can be");
            let names = choices.iter().filter_map(Value::as_str);
            Diagnostic::error(Code::EnumMismatch, place, message).suggest(place, text, names)
        } else {
            let message = format!("`in` looks for a part of text, and `{text}` is one of `{}`, too", others[0]);
            Diagnostic::error(Code::EnumMismatch, place, message).help(format!("write `== '{text}'`"))
        };
        self.diagnostics.push(diagnostic.also(also, "listed by this schema"));
        None
    }

    /// Reports text that is no time, compared with a value that always is one. Times come in the order of their text, so
    /// that it may be cut short where an order is asked for.
    fn is_time(&mut self, literal: &Value, shapes: &[ShapeId], is_order: bool, place: Span) -> Option<()> {
        let Value::String(text) = literal else { return Some(()) };
        let flat: Vec<ShapeId> = shapes.iter().flat_map(|id| self.shapes.flat(*id)).collect();
        let mut formats = flat.iter().map(|id| self.shapes.get(*id)).filter(|shape| shape.kinds != Kinds::default());
        let Some(format) = formats.next().and_then(|shape| shape.format) else { return Some(()) };
        let is_mixed = formats.any(|shape| shape.format != Some(format));
        let fits = match format {
            _ if is_order => begins_a_time(text),
            Format::Date => time::parse_date(text).is_some(),
            Format::DateTime => time::parse(text).is_some() && time::parse_date(text).is_none(),
        };
        if is_mixed || fits || text.is_empty() {
            return Some(());
        }
        let (what, example) = match format {
            Format::Date => ("a date", "2026-01-31"),
            Format::DateTime => ("a time", "2026-01-31T12:00:00Z"),
        };
        let also = self.shapes.get(flat[0]).span;
        self.diagnostics.push(
            Diagnostic::error(Code::TypeMismatch, place, format!("what is compared is {what}, and `{text}` is none"))
                .also(also, format!("{what} by this schema"))
                .help(format!(
                    "write one in full, such as `'{example}'`; with `<` and its like a part such as `'2026-01'` will do"
                )),
        );
        None
    }

    /// Warns of a word that is written where nothing is meant.
    fn is_word_for_nothing(&mut self, literal: &Value, shapes: &[ShapeId], place: Span) {
        let Some(word) = literal.as_str().filter(|word| matches!(*word, "None" | "none" | "null" | "undefined")) else {
            return;
        };
        if self.kinds(shapes) == Kinds::STRING {
            let message = format!("this compares with the text `{word}`, and what is null or left out is no text");
            self.diagnostics.push(
                Diagnostic::warning(Code::TypeMismatch, place, message)
                    .help("write `is none` in a template, and `== null` in a filter; if the provider sends this word, list its words as an `enum` in the schema"),
            );
        }
    }
}

/// Whether a text is a time, or begins as one does.
fn begins_a_time(text: &str) -> bool {
    let shape = b"0000-00-00T00:00:00";
    let is_as_in = |(byte, as_in): (&u8, &u8)| match as_in {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        mark => byte == mark,
    };
    text.len() >= 4 && text.as_bytes().iter().zip(shape).all(is_as_in)
}
