//! The requests of steps: made before the first one is sent as far as they are known, so that none stops a write halfway.

use engine_lang::diagnostic::quoted_list;
use engine_lang::plan::{Operation, Plan};
use serde_json::{Map, Value};

use super::prepare::{Prepared, is_secret};
use crate::call::{Call, Given};
use crate::error::{ErrorKind, RunError};
use crate::execute::Session;
use crate::hidden::HIDDEN;
use crate::request::Request;

impl Prepared<'_> {
    /// What is given for the inputs, as it may be shown.
    pub fn shown<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = (&'p str, Value)> {
        self.inputs.iter().map(|(name, value)| {
            let value = if is_secret(plan, self.step, name) { Value::from(HIDDEN) } else { value.clone() };
            (name.as_str(), value)
        })
    }

    /// The first request of an operation, as it may be shown, unless it waits for an answer; an error if it cannot be sent.
    pub fn request(&self, session: &Session) -> Result<Option<Request>, RunError> {
        let Some(operation) = session.plan.operation(self.step.called()) else { return Ok(None) };
        let tried = match bind(operation, &self.inputs) {
            // What stands for an answer may be of another type.
            Err(_) if self.waits => Ok(None),
            Err(error) => Err(error),
            Ok(call) => self.of_call(session, operation, &call),
        };
        tried.map_err(|error| error.note("step", &self.step.name).at(&session.plan.location(operation.span)))
    }

    fn of_call(&self, session: &Session, operation: &Operation, call: &Call) -> Result<Option<Request>, RunError> {
        whole(session, operation, call, &self.inputs)?;
        if self.waits {
            return Ok(None);
        }
        request(session, operation, call)?.headers_can_be_sent()?;
        request(session, operation, &call.shown()).map(Some)
    }
}

/// Whether each step that waits for no answer becomes a request.
pub fn can_be_sent(session: &Session, prepared: &[Prepared<'_>]) -> Result<(), RunError> {
    prepared.iter().try_for_each(|prepared| prepared.request(session).map(drop))
}

/// The call of an operation with what a step makes for it.
pub fn call(session: &Session, operation: &Operation, inputs: &Map<String, Value>) -> Result<Call, RunError> {
    let call = bind(operation, inputs)?;
    whole(session, operation, &call, inputs).map_err(RunError::of_nothing_sent)?;
    Ok(call)
}

fn bind(operation: &Operation, inputs: &Map<String, Value>) -> Result<Call, RunError> {
    Call::bind(operation, inputs.iter().map(|(name, value)| (name.clone(), Given::Json(value.clone()))).collect())
}

fn request(session: &Session, operation: &Operation, call: &Call) -> Result<Request, RunError> {
    Request::first(&session.plan, operation, call, &session.credentials, session.base_url.as_ref())
}

/// Refuses what an operation is given and leaves out: blank text in a template, an empty list in the query.
fn whole(session: &Session, operation: &Operation, call: &Call, inputs: &Map<String, Value>) -> Result<(), RunError> {
    let sent = |call: &Call| request(session, operation, call).ok().map(|sent| (sent.url, sent.headers, sent.body));
    let is_blank = |value: &Value| match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    };
    let Some(whole) = sent(call) else { return Ok(()) };
    let blank = inputs.iter().filter(|(_, value)| is_blank(value)).map(|(name, _)| name.as_str());
    let dropped: Vec<&str> = blank.filter(|name| sent(&call.without(name)).as_ref() == Some(&whole)).collect();
    if dropped.is_empty() {
        return Ok(());
    }
    let message = format!("`{}` sends nothing of {}, which is blank or empty", operation.name, quoted_list(&dropped));
    Err(RunError::new(ErrorKind::Input, message)
        .help("leave it out of the record, or name it by a path in the operation"))
}
