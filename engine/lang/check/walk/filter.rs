//! Filters of a path: the members that they name exist, and can be what is asked of them.

use jsonpath_rust::parser::model::Filter;
use serde_json::Value;

use super::{Known, Trail, Walk, shown};
use crate::conversion::{same, word};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Asked, FilterMember, Step, equal_members, filter_members, needed_members};
use crate::schema::{Kinds, Member, ShapeId};
use crate::source::Span;

pub(super) const NUMBERS: Kinds = Kinds::INTEGER.with(Kinds::NUMBER);

impl Walk<'_> {
    /// What a filter lets through of these elements.
    pub(super) fn filter(&mut self, filter: &Filter, elements: Known, trail: &mut Trail<'_>) -> Option<Known> {
        let mut before = Vec::new();
        for member in filter_members(filter) {
            before = self.filter_member(&member, &elements, &before, trail)?;
        }
        self.are_one(filter, trail)?;
        let needed = needed_members(filter);
        let flat = elements.iter().flat_map(|id| self.shapes.flat(*id));
        let passing: Known = flat.filter(|id| needed.iter().all(|member| self.can_have(*id, member))).collect();
        // Where all can pass, the shapes keep their names.
        Some(if needed.is_empty() || passing.is_empty() { elements } else { passing })
    }

    /// Reports two different values that one member would have to be at once.
    fn are_one(&mut self, filter: &Filter, trail: &Trail<'_>) -> Option<()> {
        let equal = equal_members(filter);
        let other = |(at, member): (usize, &FilterMember)| {
            let differs = |own: &&FilterMember| {
                own.from_root == member.from_root
                    && own.steps == member.steps
                    && matches!((&own.asked, &member.asked), (Asked::Equal(own), Asked::Equal(other)) if !same(own, other))
            };
            equal[..at].iter().find(differs).map(|own| (own.clone(), member.clone()))
        };
        let Some((first, second)) = equal.iter().enumerate().find_map(other) else { return Some(()) };
        let (Asked::Equal(one), Asked::Equal(two)) = (first.asked, second.asked) else { return Some(()) };
        let place = trail.whole().span(self.sources);
        let message = format!("nothing is both {} and {}, so that this filter never holds", word(&one), word(&two));
        let help = "write `||` where one of several is meant";
        self.diagnostics.push(Diagnostic::error(Code::EnumMismatch, place, message).help(help));
        None
    }

    /// The shapes of a member, which can be what is asked of it; `before` are those of the member before it.
    fn filter_member(
        &mut self,
        member: &FilterMember,
        elements: &[ShapeId],
        before: &[ShapeId],
        trail: &mut Trail<'_>,
    ) -> Option<Known> {
        let mut at = if member.from_root { trail.root.to_vec() } else { elements.to_vec() };
        let (mut place, sources) = (trail.rest(), self.sources);
        for step in &member.steps {
            at = match step {
                Step::Member(name) => {
                    place = trail.next(name);
                    self.member(name, &at, || place.clone().span(sources))?
                }
                Step::Element(_) => self.elements(&at, trail)?,
            };
        }
        for segment in &member.rest {
            at = self.segment(segment, &at, trail)?;
        }
        let place = place.span(sources);
        match &member.asked {
            Asked::Presence => self.presence(&at, place),
            Asked::Same { ordered } => self.can_agree(before, &at, *ordered, place),
            Asked::Equal(literal) => {
                let place = trail.next(&shown(literal)).span(sources);
                self.can_be(literal, &at, place)
            }
            Asked::Order(literal) => {
                let place = trail.next(&shown(literal)).span(sources);
                self.comes_with(literal, &at, place)
            }
            Asked::Pattern => self.holds(&at, Kinds::STRING, "`match` and `search` read text", place),
            Asked::Length => {
                let kinds = Kinds::STRING.with(Kinds::ARRAY).with(Kinds::OBJECT);
                self.holds(&at, kinds, "text, lists and objects have a `length`", place)
            }
            Asked::Other => Some(()),
        }?;
        Some(at)
    }

    /// Reports a question whether a value is there, where it is surely meant whether it is true.
    pub fn presence(&mut self, shapes: &[ShapeId], place: Span) -> Option<()> {
        if shapes.is_empty() || shapes.iter().any(|id| self.shapes.kinds(*id) != Kinds::BOOLEAN) {
            return Some(());
        }
        let message = "this asks whether it is there, and `false` is there too";
        self.diagnostics.push(
            Diagnostic::error(Code::TypeMismatch, place, message)
                .also(self.shapes.get(shapes[0]).span, "boolean by this schema")
                .help("write `== true` or `== false` in a filter; elsewhere a table, as in `{ from: $.path, enum: { true: ..., false: ... } }`, or a template, as in `{{ record.name if record.flag }}`"),
        );
        None
    }

    /// Reports a function of values that it has nothing to say of.
    fn holds(&mut self, shapes: &[ShapeId], wanted: Kinds, what: &str, place: Span) -> Option<()> {
        let kinds = self.kinds(shapes);
        if shapes.is_empty() || kinds.meets(wanted) {
            return Some(());
        }
        let message = format!("{what}, and this is {kinds}");
        self.diagnostics.push(
            Diagnostic::error(Code::TypeMismatch, place, message)
                .also(self.shapes.get(shapes[0]).span, format!("{kinds} by this schema"))
                .help("name a member of that kind, or compare the value itself"),
        );
        None
    }

    /// Whether a value of the shape can have a member that the filter needs, and as it needs it.
    fn can_have(&self, id: ShapeId, member: &FilterMember) -> bool {
        let mut at = vec![id];
        for step in &member.steps {
            let Step::Member(name) = step else { return true };
            let found = at.iter().filter_map(|id| match self.shapes.member(*id, name) {
                Member::Found(found) => Some(found),
                _ => None,
            });
            let found: Vec<Known> = found.collect();
            if found.is_empty() {
                return false;
            }
            at = found.into_iter().flatten().collect();
            if at.is_empty() {
                return true;
            }
        }
        // What `value` finds further down was walked.
        if !member.rest.is_empty() {
            return true;
        }
        let kinds = self.kinds(&at);
        match &member.asked {
            Asked::Pattern => kinds.meets(Kinds::STRING),
            Asked::Order(Value::Number(_)) => kinds.meets(NUMBERS),
            Asked::Equal(literal) | Asked::Order(literal) => kinds.meets(crate::conversion::kind(literal)),
            Asked::Presence | Asked::Same { .. } | Asked::Length | Asked::Other => true,
        }
    }
}
