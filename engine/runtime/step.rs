//! What a run does behind a page: it makes the next request, or ends.

use crate::error::RunError;
use crate::outcome::Ending;
use crate::page::Next;
use crate::request::Request;

/// What comes behind a page.
pub enum Step {
    /// Another request.
    GoOn,
    /// Nothing.
    End(Ending),
}

/// Makes the request for the next page, if there is one.
pub fn step(following: Result<Next, RunError>, request: &mut Request) -> Result<Step, RunError> {
    match following? {
        Next::End => return Ok(Step::End(Ending::Complete)),
        Next::Unknown(reason) => return Ok(Step::End(Ending::Unknown(reason))),
        Next::Set(slot, value) => request.set(&slot, &value),
        Next::Go(url) => request.url = url,
    }
    Ok(Step::GoOn)
}
