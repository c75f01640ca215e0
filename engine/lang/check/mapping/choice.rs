//! Rules that choose: the one node of many, also by its values, a value under a condition, and the values of a list that is written out.

use super::sent::Purpose;
use super::{Here, Typing};
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Expression;
use crate::plan::{Filling, Placed, Rule};
use crate::resolve::ResolvedRule;
use crate::schema::ShapeId;

impl Typing<'_, '_> {
    /// The only node of a path, what becomes of one that is known by its values, or a value under a condition.
    pub(super) fn choice(
        &mut self,
        rule: &Placed<ResolvedRule>,
        here: &Here,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let typed = match &rule.value {
            ResolvedRule::One(path) => {
                let shapes = self.walk.path(&path.value, path.span, &here.dollar)?.shapes;
                self.reads_whole_lists(&path.value, path.span, here);
                self.fits(path.value.text(), &shapes, rule.span, &target)?;
                Rule::One(path.value.clone())
            }
            ResolvedRule::OneOf { nodes, matching, value } => {
                let shapes = self.walk.path(&nodes.value, nodes.span, &here.dollar)?.shapes;
                self.reads_whole_lists(&nodes.value, nodes.span, here);
                let pairs = self.by_values(matching, here, &shapes);
                let inside = here.inside(&nodes.value, shapes);
                let value = self.filling_as(value, &inside, shape, target.clone());
                Rule::OneOf { nodes: nodes.value.clone(), matching: pairs?, value: Box::new(value?) }
            }
            ResolvedRule::When { when, value } => {
                let condition = self.condition(when, here);
                let value = self.filling_as(value, here, shape, target.clone());
                condition?;
                Rule::When { when: when.value.clone(), value: Box::new(value?) }
            }
            _ => return None,
        };
        Some(Filling { rule: typed, target, span: rule.span, always: false })
    }

    /// What decides whether there is a value: a path that may find something, or a template.
    fn condition(&mut self, when: &Placed<Expression>, here: &Here) -> Option<()> {
        match &when.value {
            Expression::Path(path) => {
                let reach = self.walk.path(path, when.span, &here.dollar)?;
                self.walk.presence(&reach.shapes, when.span)
            }
            template => self.expression(template, when.span, here, &Target::ANY, None),
        }
    }

    /// The values of a list that is written out; the elements of one that `each` makes are its own.
    pub(super) fn listed(
        &mut self,
        rules: &[Placed<ResolvedRule>],
        here: &Here,
        (element_shape, element): (Option<ShapeId>, &Target),
        shape: Option<ShapeId>,
        target: &Target,
    ) -> Vec<Filling> {
        let fillings = rules.iter().filter_map(|rule| match &rule.value {
            listed if listed.makes_elements() => self.filling_as(rule, here, shape, target.clone()),
            _ => self.filling_as(rule, here, element_shape, element.clone()),
        });
        fillings.collect()
    }

    /// Reports the first of several values that comes after one that is always there.
    pub(super) fn unreachable(&mut self, rules: &[Placed<ResolvedRule>], target: &Target) {
        let is_sure = |rule: &Placed<ResolvedRule>| match &rule.value {
            ResolvedRule::Value(Expression::Literal(value)) | ResolvedRule::Constant(value) => {
                !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty())
            }
            // What a write would send of them may come to nothing, and so may an object where null can stand.
            ResolvedRule::List(_) => self.purpose == Purpose::Record,
            ResolvedRule::Object { from: None, .. } => self.purpose == Purpose::Record && !target.nullable,
            _ => false,
        };
        let sure = rules.iter().position(is_sure);
        let Some((sure, after)) = sure.and_then(|index| Some((&rules[index], rules.get(index + 1)?))) else { return };
        let (before, after) = (sure.span, after.span);
        self.walk.diagnostics.push(
            Diagnostic::error(Code::Unused, after, "this is never reached: what stands before it is always there")
                .also(before, "always there")
                .help("leave it out, or write it before"),
        );
    }
}
