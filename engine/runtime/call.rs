//! A call: an operation and its inputs, checked against the plan.

use engine_lang::diagnostic::closest;
use engine_lang::input::kind_name;
use engine_lang::plan::{Input, Operation};
use serde_json::{Map, Value};

use crate::error::{ErrorKind, RunError};

/// The inputs of one call: each is known, of its type, and there if it is required.
#[derive(Debug, Clone)]
pub struct Call {
    inputs: Value,
}

/// A value as a caller gave it.
#[derive(Debug, Clone)]
pub enum Given {
    /// Text of a command line, still to be read as the input's type.
    Text(String),
    /// JSON.
    Json(Value),
}

impl Call {
    /// Checks everything that a caller gave; reports all mistakes together.
    pub fn bind(operation: &Operation, given: Vec<(String, Given)>) -> Result<Call, RunError> {
        let mut inputs = Map::new();
        let mut mistakes = Vec::new();
        for (name, value) in given {
            let Some(input) = operation.inputs.get(&name) else {
                mistakes.push(unknown(operation, &name));
                continue;
            };
            let value = match value {
                Given::Text(text) => input.from_text(&text),
                Given::Json(value) => input.accept(&value).map(|()| value),
            };
            match value {
                Ok(value) if inputs.contains_key(&name) => {
                    mistakes.push(format!("`{name}` is given twice; the second time as {value}"));
                }
                Ok(value) => {
                    inputs.insert(name, value);
                }
                Err(reason) => mistakes.push(format!("`{name}`: {reason}")),
            }
        }
        for (name, input) in &operation.inputs {
            if inputs.contains_key(name) {
                continue;
            }
            if let Some(default) = &input.default {
                inputs.insert(name.clone(), default.clone());
            } else if input.required {
                mistakes.push(missing(name, input));
            }
        }
        if mistakes.is_empty() {
            return Ok(Call { inputs: Value::Object(inputs) });
        }
        let mut error = RunError::new(ErrorKind::Input, format!("`{}` cannot be called like this", operation.name));
        for mistake in mistakes {
            error = error.help(mistake);
        }
        Err(error)
    }

    /// The inputs as expressions name them.
    pub fn inputs(&self) -> &Value {
        &self.inputs
    }
}

fn unknown(operation: &Operation, name: &str) -> String {
    let names: Vec<&str> = operation.inputs.keys().map(String::as_str).collect();
    match closest(name, names.iter().copied()) {
        Some(right) => format!("there is no input `{name}`; did you mean `{right}`?"),
        None if names.is_empty() => format!("there is no input `{name}`: the operation takes none"),
        None => format!("there is no input `{name}`; there are {}", engine_lang::diagnostic::quoted_list(&names)),
    }
}

fn missing(name: &str, input: &Input) -> String {
    let description = input.description.as_ref().map_or(String::new(), |text| format!(": {text}"));
    format!("`{name}` ({}) is required{description}", kind_name(input.kind))
}
