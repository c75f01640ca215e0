//! What is sent: objects made for a request have members that the provider takes, and all that it needs.

use super::{Here, Typing};
use crate::check::walk::Known;
use crate::conversion::{Target, TargetKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Step};
use crate::plan::{Field, Filling, Input, Placed, Rule};
use crate::resolve::{ResolvedField, ResolvedRule};
use crate::schema::{Kinds, Property, ShapeId};
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
        properties: &[(String, Property)],
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
                TargetKind::List(element) => element.choices = Some(choices.clone()),
                _ => target.choices = Some(choices.clone()),
            }
        }
        target
    }

    /// A value made of what an earlier step gave.
    pub(super) fn of_step(
        &mut self,
        rule: &Placed<ResolvedRule>,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let ResolvedRule::Step { name, value } = &rule.value else { return None };
        let earlier = self.steps;
        let Some(step) = earlier.iter().find(|step| step.name == name.value) else {
            let message = format!("there is no step `{}` before this", name.value);
            let names = earlier.iter().map(|step| step.name.as_str());
            let diagnostic = Diagnostic::error(Code::UnknownName, name.span, message);
            let diagnostic = diagnostic.suggest(name.span, &name.value, names);
            self.walk.diagnostics.push(diagnostic.help("a step of a write uses what steps above it gave"));
            return None;
        };
        if step.gives.is_empty() {
            let message = format!("the shape of what `{}` gives is not known", name.value);
            let help = "give its operation an `envelope` that says what its records are";
            self.walk.diagnostics.push(Diagnostic::error(Code::MissingShape, name.span, message).help(help));
            return None;
        }
        let is_list = |id: &ShapeId| self.walk.shapes.kinds(*id).meets(Kinds::ARRAY);
        if self.purpose == Purpose::Request && step.gives.iter().any(is_list) {
            self.takes_no_place(&name.value, value);
        }
        let there = Here::found(step.gives.clone(), None);
        let value = self.filling_as(value, &there, shape, target.clone())?;
        let typed = Rule::Step { name: name.value.clone(), value: Box::new(value) };
        Some(Filling { rule: typed, target, span: rule.span, always: false })
    }

    /// Of several records that a step found, the one at a place is any of them, and would be written.
    fn takes_no_place(&mut self, step: &str, rule: &Placed<ResolvedRule>) {
        match &rule.value {
            ResolvedRule::Value(Expression::Path(path)) => {
                let Some(Step::Element(_)) = path.lead().first() else { return };
                let rest = path.text().split_once(']').map_or("", |(_, rest)| rest);
                let message =
                    format!("`{}` takes one of the records that `{step}` found, however many there are", path.text());
                let help = format!(
                    "write `{{ one: \"$[*]{rest}\" }}`, which refuses several; or `{{ first: \"$[*]{rest}\" }}`, if their order says which"
                );
                self.walk.diagnostics.push(Diagnostic::error(Code::ListMismatch, rule.span, message).help(help));
            }
            ResolvedRule::First(rules) | ResolvedRule::List(rules) => {
                rules.iter().for_each(|rule| self.takes_no_place(step, rule));
            }
            ResolvedRule::When { value: rule, .. } | ResolvedRule::Table { from: rule, .. } => {
                self.takes_no_place(step, rule);
            }
            _ => {}
        }
    }

    /// Whether a step may be left out.
    pub(super) fn is_optional(&self, name: &str) -> bool {
        self.steps.iter().any(|step| step.name == name && step.optional)
    }
}

/// A value that is sent. Whether one that the provider needs is there is looked at before anything is sent.
pub(super) fn sent(name: &str, mut filling: Filling, needed: bool) -> Field {
    filling.target.nullable = !needed;
    Field { name: name.to_owned(), filling: Some(filling) }
}
