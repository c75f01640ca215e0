//! Answers with an error in them: where nothing says success, one that has none is a success; and beside a word for
//! success, an error speaks of a part that is missing.

use engine_lang::conversion::word;
use engine_lang::expression::{Found, Path, in_braces};
use engine_lang::outcome::{Outcome, judged, outcome, says_no_error, says_nothing, unheard_refusal, unread_error};
use engine_lang::plan::Placed;
use serde_json::Value;

use super::{Failure, Judged};
use crate::error::{ErrorKind, one_line};

impl Judged<'_> {
    /// An answer with an error in it is a refusal, or a part of what was asked for, whatever else it says.
    pub(super) fn no_refusal(&self, body: &Value) -> Result<(), Failure> {
        let paths = &self.operation.error;
        // Text or a list in place of an error's object is an error in another form; a whole answer that is a list is none.
        let in_place = |path: &Placed<Path>| {
            let astray = path.value.astray(body).map(|astray| astray.at);
            astray.is_some_and(|at| !at.is_object() && !says_no_error(at) && !std::ptr::eq(at, body))
        };
        let is_there = |path: &Placed<Path>| match path.value.find(body) {
            Found::Many(Some(found)) => !found.is_empty(),
            Found::One(Some(_)) => true,
            Found::One(None) | Found::Many(None) => in_place(path),
        };
        // Beside a code, also one that says that all is well, the message may have a word for success.
        let has_code = paths.code.iter().any(is_there);
        let decisive = if has_code { &paths.code } else { &paths.message };
        let says_error = |path: &&Placed<Path>| match path.value.find(body) {
            Found::One(Some(found)) => !says_no_error(found),
            Found::Many(Some(found)) => found.into_iter().any(|found| !says_no_error(found)),
            Found::One(None) | Found::Many(None) => in_place(path),
        };
        let Some(path) = judged(self.operation, decisive).find(says_error) else {
            return self.no_unheard_refusal(body, has_code);
        };
        let text = path.value.text();
        let message = if self.says_success() {
            format!("the provider says success, and the answer has an error at `{text}`")
        } else {
            format!("the provider refuses: the answer has an error at `{text}`")
        };
        let mut failure = self.refused(&self.refusal(body), message, &self.plan.location(path.span));
        if self.says_success() || self.gives_something(body) {
            // A part was done, and what the error is about was not.
            failure.error = failure.error.of_an_answer();
        }
        if self.says_success() {
            let code = match path.value.find(body) {
                Found::One(Some(code)) if has_code && (code.is_string() || code.is_number()) => Some(code.to_string()),
                _ => None,
            };
            let code = code.map(|code| {
                format!(
                    "; if it means success, name it there: `success: {{ {}: [{}] }}`",
                    in_braces(text),
                    one_line(&code)
                )
            });
            let help = "if it is a word beside a success, name it under `warnings`";
            failure.error = failure.error.help(format!("{help}{}", code.unwrap_or_default()));
        }
        Err(failure)
    }

    /// Whether the answer said so where the connector asks for it.
    fn says_success(&self) -> bool {
        !self.operation.success.is_empty()
    }

    /// Whether what was asked for stands in the answer all the same.
    fn gives_something(&self, body: &Value) -> bool {
        let records = &self.operation.records.value;
        match records.find(body) {
            _ if records.lead().is_empty() => false,
            Found::One(found) => found.is_some_and(|found| !says_nothing(found)),
            Found::Many(found) => found.is_some_and(|found| !found.is_empty()),
        }
    }

    /// What no path finds, and no schema spoke of: it cannot be told from success, and does not look like it. An error
    /// with a code that is known to say nothing has told all.
    fn no_unheard_refusal(&self, body: &Value, has_code: bool) -> Result<(), Failure> {
        let in_other_words = || unread_error(self.operation, body).filter(|_| !has_code);
        let Some((member, value)) = unheard_refusal(self.operation, body).or_else(in_other_words) else {
            return Ok(());
        };
        let is_flag = member.rsplit('.').next().and_then(outcome) == Some(Outcome::Flag);
        let (message, keys) = match (self.says_success(), is_flag) {
            (true, true) => ("the provider says success, and the answer says otherwise", "`success`"),
            (true, false) => ("the provider says success, and the answer has an error", "`warnings` or `error`"),
            (false, _) => ("the provider seems to refuse", "`success` or `error`"),
        };
        let error = self.error(ErrorKind::Refused, format!("{message}: `{member}` is {}", word(value))).help(format!(
            "name it under {keys}, so that it is known; or write `error: {{}}`, if it is data like any other"
        ));
        // It is a guess, and so no proof that nothing was done.
        Err(Failure::lasting(error.of_an_answer().at(&self.plan.location(self.operation.span))))
    }
}
