//! `--dry-run`: the requests of a write, as far as they are known before the first answer.

use engine_lang::plan::Write;
use engine_runtime::call::{Call, Given};
use engine_runtime::error::RunError;
use engine_runtime::execute::Session;
use engine_runtime::request::Request;
use engine_runtime::write::prepare;
use serde_json::Value;

use crate::cli::run::curl;

/// A curl command for each step; a step that waits for an answer is named with its inputs.
pub fn text(session: &Session, write: &Write, record: &Value) -> Result<String, RunError> {
    let plan = &session.plan;
    let mut text = String::new();
    for prepared in prepare(plan, write, record)? {
        let step = prepared.step;
        text.push_str(&format!("# {}: {}\n", step.name, step.operation));
        if prepared.waits {
            for (name, value) in &prepared.inputs {
                text.push_str(&format!("#   {name} = {value}\n"));
            }
            continue;
        }
        let Some(operation) = plan.operation(&step.operation) else { continue };
        let given = prepared.inputs.into_iter().map(|(name, value)| (name, Given::Json(value))).collect();
        let call = Call::bind(operation, given)?;
        let request = Request::first(plan, operation, &call, &session.credentials, session.base_url.as_ref())?;
        text.push_str(&curl::text(&request));
    }
    Ok(text)
}
