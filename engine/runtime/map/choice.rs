//! Rules that choose: a value under a condition, and the values of a list that is written out.

use engine_lang::expression::Expression;
use engine_lang::plan::{Filling, Rule};
use serde_json::Value;

use super::{Mapper, spread};
use crate::here::Here;

impl Mapper<'_> {
    /// A value under a condition.
    pub(super) fn when(
        &mut self,
        filling: &Filling,
        (when, value): (&Expression, &Filling),
        here: Here<'_>,
    ) -> Option<Value> {
        match here.holds(when) {
            Ok(holds) => holds.then(|| self.filling(value, here))?,
            Err(reason) => {
                self.problem(filling, format!("the template fails: {reason}"));
                None
            }
        }
    }

    /// A list that is written out. Without the elements that a look-up has, it would pass for the whole.
    pub(super) fn list(&mut self, list: &[Filling], here: Here<'_>) -> Option<Value> {
        let mut whole = true;
        let mut made = Vec::new();
        for filling in list {
            let value = self.filling(filling, here);
            let is_part = || filling.rule.makes_elements() && looks_up(&filling.rule, here);
            whole &= value.is_some() || !is_part();
            made.extend(spread(filling, value));
        }
        whole.then_some(Value::Array(made))
    }
}

/// Whether a rule leads to a look-up here. A condition that fails may have led to one.
fn looks_up(rule: &Rule, here: Here<'_>) -> bool {
    match rule {
        Rule::LookUp { .. } | Rule::Unasked { .. } => true,
        Rule::When { when, value } => here.holds(when) != Ok(false) && looks_up(&value.rule, here),
        _ => false,
    }
}
