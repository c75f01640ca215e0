//! What to do about a failure that says nothing of that itself: a sentence for each kind.

use engine_lang::plan::Access;

use crate::error::{ErrorKind, RunError};

/// The failure of a request, with a word on what to do. Of what may have been done, the caller says it: to look first.
pub fn advised(error: RunError, access: Access) -> RunError {
    if !error.helps().is_empty() || error.may_have_been_done(access) {
        return error;
    }
    let advice = match error.kind() {
        ErrorKind::Refused if error.absence().is_some() => {
            "check the ids that were given: another try of the same call gives the same answer"
        }
        ErrorKind::Input | ErrorKind::Refused => {
            "change what is asked for: another try of the same call gives the same answer"
        }
        ErrorKind::Credential | ErrorKind::Permission => "check the credential, or give another one",
        ErrorKind::Scope => "grant the credential the scopes that are needed, or give another one",
        ErrorKind::Throttled => "try again later, or ask for less at a time",
        ErrorKind::Unreachable => "try again later",
        ErrorKind::Answer => "compare the answer with the connector: it is wrong, or the provider has changed",
        ErrorKind::Signature | ErrorKind::Output | ErrorKind::Stopped => return error,
    };
    error.help(advice)
}
