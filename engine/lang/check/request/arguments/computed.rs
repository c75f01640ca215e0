//! Arguments that a template makes: text is sent where the provider takes a number, if nothing makes a number of it.

use super::super::kinds::kinds;
use super::Arguments;
use crate::definition::InputType;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Hop, Reference, Template};
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

/// What no text is.
const NUMBERS: Kinds = Kinds::INTEGER.with(Kinds::NUMBER).with(Kinds::BOOLEAN);

impl Arguments<'_, '_, '_> {
    /// Reports an input that a template sends as it is, where the provider takes none of its kind. What a filter makes of it
    /// is known in a run.
    pub(super) fn computed(&mut self, template: &Template, span: Span, shapes: &[ShapeId]) {
        let taken = self.taken(shapes);
        if taken.is_empty() || taken.with(NUMBERS) != NUMBERS {
            return;
        }
        let references = template.references();
        let sent = if template.is_chain() { &references.members } else { &references.written };
        if let Some((name, kind)) = sent.iter().find_map(|reference| self.text_input(reference)) {
            let place = self.walk.shapes.get(shapes[0]).span;
            let message =
                format!("`inputs.{name}` is sent as it is, which is {}, and the provider takes {taken}", kinds(kind));
            let help = match kind {
                InputType::Date | InputType::DateTime => {
                    format!("write `inputs.{name} | epoch_ms`, or `epoch_s`, whichever the provider counts in")
                }
                _ => format!("send what is {taken}, such as an input of that `type`, or correct the schema"),
            };
            let diagnostic = Diagnostic::error(Code::TypeMismatch, span, message);
            self.walk.diagnostics.push(diagnostic.also(place, "what it takes").help(help));
        } else if self.part.name == "body" && template.is_text() {
            self.wrong(span, "text that a template makes", shapes);
        }
    }

    /// The name and the type of an input that is text.
    fn text_input<'r>(&self, reference: &'r Reference) -> Option<(&'r str, InputType)> {
        let [Hop::Member(name, _)] = reference.hops.as_slice() else { return None };
        let input = self.resolved.operation.inputs.get(name).filter(|_| reference.root == "inputs")?;
        (kinds(input.kind) == Kinds::STRING).then_some((name.as_str(), input.kind))
    }
}
