//! Absence: what may be null or left out cannot fill a field that must have a value.

use super::{Here, Typing};
use crate::check::walk::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Hop, Path, Reference, Step};
use crate::plan::Placed;
use crate::resolve::{FieldsOf, ResolvedRule};
use crate::schema::{Kinds, Property, ShapeId};

/// A step on the way to a value.
enum Onward<'a> {
    /// To a member.
    Member(&'a str),
    /// To a member that is there.
    There(&'a str),
    /// To an element that is there.
    Element,
    /// To an element that need not be there.
    Perhaps,
}

impl Typing<'_, '_> {
    /// Reports a rule that may come to nothing, for a field that cannot.
    pub(super) fn is_filled(&mut self, name: &str, rule: &Placed<ResolvedRule>, here: &Here, property: &Property) {
        if self.walk.shapes.nullable(property.shape) || !self.may_be_absent(&rule.value, here) {
            return;
        }
        let message = format!("`{name}` cannot be null, and what fills it may be");
        self.walk.diagnostics.push(
            Diagnostic::error(Code::NullMismatch, rule.span, message)
                .also(property.span, "the field")
                .help("write `{ first: [..., a constant] }`, or an `otherwise` and no null in a table; or correct the provider's schema"),
        );
    }

    /// Whether a rule may come to nothing, as far as the shapes tell; what a template gives is known only in a run.
    pub(super) fn may_be_absent(&self, rule: &ResolvedRule, here: &Here) -> bool {
        match rule {
            ResolvedRule::Value(Expression::Path(path)) => self.path_may_be_absent(path, here),
            ResolvedRule::Value(Expression::Literal(value)) | ResolvedRule::Constant(value) => value.is_null(),
            ResolvedRule::Value(Expression::Template(_)) | ResolvedRule::List(_) => false,
            // A look-up is made only if it is asked for, a condition need not hold, and a list may be empty.
            ResolvedRule::LookUp { .. }
            | ResolvedRule::Unasked { .. }
            | ResolvedRule::One(_)
            | ResolvedRule::OneOf { .. }
            | ResolvedRule::When { .. }
            | ResolvedRule::FirstOf(_) => true,
            // What a step gives is looked at before anything is made of it.
            ResolvedRule::Step { name, matching, .. } => self.is_optional(&name.value) || !matching.is_empty(),
            ResolvedRule::Object { from, .. } => {
                from.as_ref().is_some_and(|from| self.path_may_be_absent(&from.value, here))
            }
            ResolvedRule::Each(elements) => self.path_may_be_absent(&elements.each.value, here),
            ResolvedRule::First(rules) => rules.iter().all(|rule| self.may_be_absent(&rule.value, here)),
            ResolvedRule::Table { from, entries, otherwise, .. } => {
                otherwise.as_ref().is_none_or(|value| value.value.is_null())
                    || entries.values().any(|(_, value)| value.value.is_null())
                    || self.may_be_absent(&from.value, here)
            }
        }
    }

    /// Whether nothing may be sent of a rule: a template may give nothing, and an object or a list of nothing is left out.
    pub(super) fn may_send_nothing(&self, rule: &ResolvedRule, here: &Here) -> bool {
        match rule {
            ResolvedRule::List(rules) | ResolvedRule::First(rules) => {
                rules.iter().all(|rule| self.may_send_nothing(&rule.value, here))
            }
            ResolvedRule::Object { from: None, fields: FieldsOf::Own(fields) } => {
                let mut rules = fields.iter().filter_map(|field| field.rule.as_ref());
                rules.all(|rule| self.may_send_nothing(&rule.value, here))
            }
            ResolvedRule::Value(Expression::Template(_)) | ResolvedRule::Object { .. } => true,
            ResolvedRule::Table { from, .. } => {
                self.may_send_nothing(&from.value, here) || self.may_be_absent(rule, here)
            }
            rule => self.may_be_absent(rule, here),
        }
    }

    /// Whether one of the members that a path begins with may be null or left out.
    fn path_may_be_absent(&self, path: &Path, here: &Here) -> bool {
        let way = path.lead().iter().map(|step| match step {
            Step::Member(name) => Onward::Member(name),
            Step::Element(_) => Onward::Perhaps,
        });
        self.may_be_absent_on(&here.dollar, way)
    }

    /// Whether one of the members of a chain in a template may be null or left out. An element is one of a loop more often
    /// than one by its number, and so is there.
    pub(super) fn reference_may_be_absent(&self, reference: &Reference, here: &Here) -> bool {
        let names = here.names();
        let Some((_, start)) = names.iter().find(|(name, _)| *name == reference.root) else { return false };
        let way = reference.hops.iter().enumerate().map(|(index, hop)| match hop {
            Hop::Member(name, _) if index < reference.there => Onward::There(name),
            Hop::Member(name, _) => Onward::Member(name),
            Hop::Element => Onward::Element,
        });
        self.may_be_absent_on(start, way)
    }

    fn may_be_absent_on<'h>(&self, start: &Known, way: impl Iterator<Item = Onward<'h>>) -> bool {
        let mut shapes = start.clone();
        for onward in way {
            let (name, is_there) = match onward {
                Onward::Member(name) => (name, false),
                Onward::There(name) => (name, true),
                Onward::Element => {
                    shapes = shapes.iter().filter_map(|id| self.walk.shapes.elements(*id)).flatten().collect();
                    continue;
                }
                Onward::Perhaps => return true,
            };
            let flat: Vec<ShapeId> = shapes.iter().flat_map(|id| self.walk.shapes.flat(*id)).collect();
            if flat.is_empty() || flat.iter().any(|id| self.walk.shapes.says_nothing(*id)) {
                return false;
            }
            // That the value itself may be null was judged by the member that it is.
            let flat: Vec<ShapeId> =
                flat.into_iter().filter(|id| self.walk.shapes.get(*id).kinds.meets(Kinds::OBJECT)).collect();
            let found: Vec<Property> =
                flat.iter().filter_map(|id| self.walk.shapes.get(*id).properties.get(name).copied()).collect();
            let is_sure = |property: &Property| property.required && !self.may_be_null(property.shape);
            if !is_there && (found.len() < flat.len() || !found.iter().all(is_sure)) {
                return true;
            }
            shapes = found.into_iter().map(|property| property.shape).collect();
        }
        false
    }

    /// Whether a shape names null; one that says nothing at all does not.
    fn may_be_null(&self, shape: ShapeId) -> bool {
        self.walk.shapes.nullable(shape) && !self.walk.shapes.flat(shape).any(|id| self.walk.shapes.says_nothing(id))
    }

    /// Whether every member on the way is required and none can be null, so that an absence is a surprise.
    pub(super) fn is_always_there(&self, rule: &ResolvedRule, here: &Here) -> bool {
        let ResolvedRule::Value(Expression::Path(path)) = rule else { return false };
        let [mut shape] = here.dollar[..] else { return false };
        path.is_singular()
            && (!path.lead().is_empty() || !self.walk.shapes.nullable(shape))
            && path.lead().iter().all(|step| {
                let Step::Member(name) = step else { return false };
                let property = self.walk.shapes.properties(shape).find(|(own, _)| own == name);
                property.is_some_and(|(_, property)| {
                    shape = property.shape;
                    property.required && !self.walk.shapes.nullable(property.shape)
                })
            })
    }
}
