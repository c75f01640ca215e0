//! `--dry-run`: the requests of a write, as far as they are known before the first answer.

use engine_lang::plan::Write;
use engine_runtime::error::RunError;
use engine_runtime::execute::Session;
use engine_runtime::write::prepare;
use serde_json::Value;

use crate::cli::run::curl;

/// A curl command for each step; a step that waits for an answer is named with its inputs.
pub fn text(session: &Session, write: &Write, record: &Value) -> Result<String, RunError> {
    let plan = &session.plan;
    let mut text = String::new();
    for prepared in prepare(plan, write, record)? {
        text.push_str(&format!("# {}: {}\n", prepared.step.name, prepared.step.called()));
        match prepared.request(session)? {
            Some(request) => text.push_str(&curl::text(&request)),
            None => text.extend(prepared.shown(plan).map(|(name, value)| format!("#   {name} = {}\n", short(&value)))),
        }
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
