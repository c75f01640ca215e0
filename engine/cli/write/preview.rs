//! `--dry-run`: the requests of a write, as far as they are known before the first answer.

use engine_lang::plan::Write;
use engine_runtime::call::{Call, Given};
use engine_runtime::error::RunError;
use engine_runtime::execute::Session;
use engine_runtime::request::Request;
use engine_runtime::write::{can_be_sent, prepare};
use serde_json::Value;

use crate::cli::run::curl;

/// A curl command for each step; a step that waits for an answer is named with its inputs.
pub fn text(session: &Session, write: &Write, record: &Value) -> Result<String, RunError> {
    let plan = &session.plan;
    let mut text = String::new();
    let all = prepare(plan, write, record)?;
    can_be_sent(session, &all)?;
    for prepared in all {
        let step = prepared.step;
        text.push_str(&format!("# {}: {}\n", step.name, step.called()));
        let operation = plan.operation(step.called()).filter(|_| !prepared.waits);
        let Some(operation) = operation else {
            let inputs = plan.operation(step.called()).map(|operation| &operation.inputs);
            for (name, value) in &prepared.inputs {
                let is_secret = inputs.and_then(|inputs| inputs.get(name)).is_some_and(|input| input.secret);
                let shown = if is_secret { "***".to_owned() } else { short(value) };
                text.push_str(&format!("#   {name} = {shown}\n"));
            }
            continue;
        };
        let given = prepared.inputs.into_iter().map(|(name, value)| (name, Given::Json(value))).collect();
        let call = Call::bind(operation, given)?.shown();
        let request = Request::first(plan, operation, &call, &session.credentials, session.base_url.as_ref())?;
        text.push_str(&curl::text(&request));
    }
    Ok(text)
}

/// A value on one line; a file is not written out.
fn short(value: &Value) -> String {
    const SHOWN: usize = 300;
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
