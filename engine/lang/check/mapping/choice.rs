//! Rules that choose: the one node of many, a value under a condition, and the values of a list that is written out.

use super::{Here, Typing};
use crate::conversion::Target;
use crate::plan::{Filling, Placed, Rule};
use crate::resolve::ResolvedRule;
use crate::schema::ShapeId;

impl Typing<'_, '_> {
    /// The only node of a path, or a value under a condition.
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
                self.fits(path.value.text(), &shapes, rule.span, &target)?;
                Rule::One(path.value.clone())
            }
            ResolvedRule::When { when, value } => {
                let condition = self.walk.path(&when.value, when.span, &here.dollar);
                let value = self.filling_as(value, here, shape, target.clone());
                condition?;
                Rule::When { when: when.value.clone(), value: Box::new(value?) }
            }
            _ => return None,
        };
        Some(Filling { rule: typed, target, span: rule.span, always: false })
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
            ResolvedRule::Each(_) => self.filling_as(rule, here, shape, target.clone()),
            _ => self.filling_as(rule, here, element_shape, element.clone()),
        });
        fillings.collect()
    }
}
