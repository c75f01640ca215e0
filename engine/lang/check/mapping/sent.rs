//! What is sent: objects made for a request have members that the provider takes, and all that it needs.

use super::{Here, Typing};
use crate::check::walk::Known;
use crate::conversion::{Target, TargetKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Field, Filling, Input};
use crate::resolve::ResolvedField;
use crate::schema::{Property, ShapeId};
use crate::source::Span;

/// What the fields of an object are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A record that is printed: every field of its target, null where nothing fills it.
    Record,
    /// A request: what is written, without what is absent.
    Request,
}

/// An earlier step of a write.
#[derive(Debug)]
pub(super) struct Earlier {
    /// The step's name.
    pub name: String,
    /// The shapes of what it gives.
    pub gives: Known,
    /// Whether it may be left out.
    pub optional: bool,
}

impl Typing<'_, '_> {
    /// The members that are written of an object that is sent.
    pub(super) fn members(
        &mut self,
        written: &[ResolvedField],
        here: &Here,
        target: ShapeId,
        properties: &[(&str, Property)],
        place: Span,
    ) -> Vec<Field> {
        for (name, property) in properties.iter().filter(|(_, property)| property.required) {
            if written.iter().all(|field| field.name != *name) {
                let message = format!("the provider needs `{name}`, and nothing fills it");
                let diagnostic = Diagnostic::error(Code::MissingKey, place, message);
                let help = format!("add `{name}: $.path` to the fields");
                self.walk.diagnostics.push(diagnostic.also(property.span, "needed by this schema").help(help));
            }
        }
        self.unknown_fields(written, target, properties);
        let fields = written.iter().filter_map(|field| {
            let (_, property) = properties.iter().find(|(name, _)| *name == field.name)?;
            let rule = field.rule.as_ref()?;
            let target = Target::of(self.walk.shapes, property.shape);
            let filling = self.filling_as(rule, here, Some(property.shape), target)?;
            Some(sent(&field.name, filling, property.required))
        });
        fields.collect()
    }

    /// What an input takes, by its own type and by the shape of its place in the body.
    pub(super) fn taken(&self, input: &Input, shape: Option<ShapeId>) -> Target {
        let mut target = match shape.map(|shape| Target::of(self.walk.shapes, shape)) {
            Some(target) if !matches!(target.kind, TargetKind::Any | TargetKind::Several(_)) => target,
            _ => return input.target(),
        };
        if let Some(choices) = &input.choices {
            match &mut target.kind {
                TargetKind::List(element) => element.choices = Some(choices.as_slice().into()),
                _ => target.choices = Some(choices.as_slice().into()),
            }
        }
        target
    }
}

/// A value that is sent. Whether one that the provider needs is there is looked at before anything is sent.
pub(super) fn sent(name: &str, mut filling: Filling, needed: bool) -> Field {
    filling.target.nullable = !needed;
    Field { name: name.to_owned(), filling: Some(filling) }
}
