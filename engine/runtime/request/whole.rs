//! Whether a request is whole: what the provider needs is in it, and so is all that the caller gives.

use engine_lang::diagnostic::quoted_list;
use engine_lang::plan::{Operation, Slot};

use super::Request;
use crate::call::Call;
use crate::error::{ErrorKind, RunError};

impl Request {
    /// Refuses a request without what the provider needs.
    pub(super) fn has_what_is_needed(&self, operation: &Operation) -> Result<(), RunError> {
        let Some(needed) = operation.needed.iter().find(|needed| !self.has(&needed.at)) else { return Ok(()) };
        let name = match &needed.at {
            Slot::Query(name) | Slot::Header(name) => name.clone(),
            Slot::Body(path) => path.join("."),
        };
        let error = RunError::new(
            ErrorKind::Input,
            format!("the provider needs `{name}`, and what is given for it comes to nothing"),
        );
        let inputs: Vec<&str> = needed.inputs.iter().map(String::as_str).collect();
        Err(match inputs.as_slice() {
            [] => error,
            [input] => error.help(format!("give `{input}` a value that is not blank")),
            inputs => error.help(format!("it is made of {}: give a value that is not blank", quoted_list(inputs))),
        })
    }

    /// Whether anything stands at a place, a null as well.
    fn has(&self, slot: &Slot) -> bool {
        match slot {
            Slot::Query(name) => self.url.query_pairs().any(|(key, _)| key == name.as_str()),
            Slot::Header(name) => self.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name)),
            Slot::Body(path) => {
                let body = self.body.as_ref();
                body.and_then(|body| path.iter().try_fold(body, |at, name| at.get(name))).is_some()
            }
        }
    }

    /// Whether two requests ask for the same.
    fn is_like(&self, other: &Request) -> bool {
        (&self.url, &self.headers, &self.body) == (&other.url, &other.headers, &other.body)
    }
}

/// Refuses an input that would be sent if another one were not there: of two values for one place, one would be lost. Of
/// inputs that say the same, each would be sent without the others, and none is lost. `make` makes the request of a call.
pub(super) fn nothing_is_hidden(
    call: &Call,
    request: &Request,
    make: impl Fn(&Call) -> Option<Request>,
) -> Result<(), RunError> {
    let changes = |before: Option<&Request>, call: &Call| match (before, make(call)) {
        (Some(before), Some(after)) => !before.is_like(&after),
        (before, after) => before.is_some() != after.is_some(),
    };
    for name in call.given().filter(|name| !changes(Some(request), &call.without(name))) {
        let alone = call.names().filter(|other| *other != name).fold(call.clone(), |kept, other| {
            let rest = kept.without(other);
            if changes(Some(request), &rest) { kept } else { rest }
        });
        if changes(Some(request), &alone.without(name)) {
            continue;
        }
        let hides = |other: &&str| {
            let rest = alone.without(other);
            changes(make(&rest).as_ref(), &rest.without(name))
        };
        if let Some(other) = alone.names().filter(|other| *other != name).find(hides) {
            let message = format!("`{name}` would not be sent, since `{other}` is given, and takes its place");
            return Err(RunError::new(ErrorKind::Input, message).help("give one of the two"));
        }
    }
    Ok(())
}
