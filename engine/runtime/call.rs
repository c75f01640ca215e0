//! A call: an operation and its inputs, checked against the plan.

use engine_lang::diagnostic::closest;
use engine_lang::input::kind_name;
use engine_lang::plan::{Input, Operation};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// The inputs of one call: each is known, of its type, and there if it is required.
#[derive(Debug, Clone)]
pub struct Call {
    /// Those that anyone may see.
    inputs: Value,
    secret: IndexMap<String, Secret>,
    /// The names of those that the caller gave.
    given: Vec<String>,
}

/// A value as a caller gave it.
#[derive(Debug, Clone)]
pub enum Given {
    /// Text of a command line, still to be read as the input's type.
    Text(String),
    /// JSON.
    Json(Value),
    /// Text that nobody else has seen.
    Secret(Secret),
}

impl Call {
    /// Checks everything that a caller gave; reports all mistakes together.
    pub fn bind(operation: &Operation, given: Vec<(String, Given)>) -> Result<Call, RunError> {
        let (mut inputs, mut secret) = (Map::new(), IndexMap::new());
        let mut mistakes = Vec::new();
        for (name, value) in given {
            let Some(input) = operation.inputs.get(&name) else {
                mistakes.push(unknown(operation, &name));
                continue;
            };
            if input.secret {
                match hidden(value) {
                    Ok(_) if secret.contains_key(&name) => mistakes.push(format!("`{name}` is given twice")),
                    Ok(value) => {
                        secret.insert(name, value);
                    }
                    Err(reason) => mistakes.push(format!("`{name}`: {reason}")),
                }
                continue;
            }
            let value = match value {
                Given::Text(text) => input.from_text(&text),
                Given::Json(value) => input.accept(&value).map(|()| value),
                Given::Secret(text) => input.from_text(text.expose()),
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
        let names = inputs.keys().chain(secret.keys()).cloned().collect();
        for (name, input) in &operation.inputs {
            if inputs.contains_key(name) || secret.contains_key(name) {
                continue;
            }
            if let Some(default) = &input.default {
                inputs.insert(name.clone(), default.clone());
            } else if input.required {
                mistakes.push(missing(name, input));
            }
        }
        if mistakes.is_empty() {
            return Ok(Call { inputs: Value::Object(inputs), secret, given: names });
        }
        let mut error = RunError::new(ErrorKind::Input, format!("`{}` cannot be called like this", operation.name));
        for mistake in mistakes {
            error = error.help(mistake);
        }
        Err(error)
    }

    /// The same call with `***` in place of each secret, for a request that is shown and not sent.
    #[must_use]
    pub fn shown(&self) -> Call {
        let hidden = self.secret.keys().map(|name| (name.clone(), Secret::new("***".to_owned())));
        Call { inputs: self.inputs.clone(), secret: hidden.collect(), given: self.given.clone() }
    }

    /// The same call without an input.
    pub(crate) fn without(&self, name: &str) -> Call {
        let mut call = self.clone();
        call.inputs.as_object_mut().map(|inputs| inputs.remove(name));
        call.secret.shift_remove(name);
        call
    }

    /// The names of the inputs that the caller gave.
    pub(crate) fn given(&self) -> impl Iterator<Item = &str> {
        self.given.iter().map(String::as_str)
    }

    /// The names of all inputs that have a value.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let inputs = self.inputs.as_object().into_iter().flat_map(|inputs| inputs.keys());
        inputs.chain(self.secret.keys()).map(String::as_str)
    }

    /// The inputs as expressions name them, for the request alone.
    pub(crate) fn all(&self) -> Value {
        let mut all = self.inputs.clone();
        for (name, secret) in &self.secret {
            all[name.as_str()] = Value::from(secret.expose());
        }
        all
    }

    /// The secret inputs.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.secret.values()
    }
}

/// What was given for a secret input; an argument of a command was seen by others already.
fn hidden(given: Given) -> Result<Secret, String> {
    let secret = match given {
        Given::Secret(secret) => secret,
        Given::Json(Value::String(text)) => Secret::new(text),
        Given::Json(_) => return Err("text is wanted".to_owned()),
        Given::Text(_) => {
            return Err("it is secret, and arguments are not: give it by `--input-env`, or with `--inputs`".to_owned());
        }
    };
    if secret.expose().is_empty() { Err("it is empty".to_owned()) } else { Ok(secret) }
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
