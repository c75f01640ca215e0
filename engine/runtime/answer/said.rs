//! Answers that say whether they succeeded, where the connector's `success` looks.

use engine_lang::conversion::word;
use engine_lang::outcome::is_refusal;
use engine_lang::plan::OneOf;
use serde_json::Value;

use super::{Failure, Judged};
use crate::error::ErrorKind;

impl Judged<'_> {
    /// What stands there must be one of the values that mean success. Another one of their kind is a refusal; anything
    /// else does not say.
    pub(super) fn success(&self, wanted: &OneOf, body: &Value) -> Result<(), Failure> {
        let found = match wanted.of(body) {
            Some((_, true)) => return Ok(()),
            Some((found, false)) => Some(found),
            None => None,
        };
        let place = self.plan.location(wanted.path.span);
        let path = wanted.path.value.text();
        let is_like = |found: &Value| {
            wanted.values.iter().any(|value| std::mem::discriminant(&value.value) == std::mem::discriminant(found))
        };
        match found {
            Some(found) if is_like(found) => {
                let message = match found {
                    Value::Bool(found) => format!("the provider refuses: `{path}` is {found}"),
                    found => format!("the provider refuses: `{path}` is {}", word(found)),
                };
                let mut failure = self.refused(&self.refusal(body), message, &place);
                if !found.is_boolean() && !is_refusal(found) {
                    // A word that is not for success may be one for a part of it.
                    failure.error = failure.error.of_an_answer();
                }
                Err(failure)
            }
            Some(found) => {
                let message = format!("the answer does not say whether it succeeded: `{path}` is {}", word(found));
                Err(Failure::lasting(self.error(ErrorKind::Answer, message).at(&place)))
            }
            None => {
                let message = format!("the answer does not say whether it succeeded: `{path}` finds nothing");
                let error = self.error(ErrorKind::Answer, message).at(&place).note("instead", word(body));
                Err(Failure::lasting(error))
            }
        }
    }
}
