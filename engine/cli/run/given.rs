//! What a caller gives: inputs, and the fields that further requests fill.

use engine_lang::diagnostic::{closest, quoted_list};
use engine_lang::json;
use engine_lang::plan::{Mapping, Operation};
use engine_runtime::bounded;
use engine_runtime::call::Given;
use engine_runtime::catalog::Catalog;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::lookup::With;
use engine_runtime::secret::Secret;
use serde_json::Value;

use crate::cli::Process;
use crate::cli::command::Run;

/// The inputs of the arguments, of the environment and of the file.
pub fn inputs(process: &Process, command: &Run) -> Result<Vec<(String, Given)>, RunError> {
    let mut given: Vec<(String, Given)> =
        command.inputs.iter().map(|(name, text)| (name.clone(), Given::Text(text.clone()))).collect();
    for (name, variable) in &command.inputs_env {
        let message = || format!("the variable `{variable}`, which `{name}` is taken from, is not set");
        let text = (process.variable)(variable).ok_or_else(|| RunError::new(ErrorKind::Credential, message()))?;
        given.push((name.clone(), Given::Secret(Secret::new(text))));
    }
    let Some(path) = &command.inputs_file else { return Ok(given) };
    let mistake = |reason: String| RunError::new(ErrorKind::Input, format!("{}: {reason}", path.display()));
    let text = if path.as_os_str() == "-" { bounded::stdin(std::io::stdin()) } else { bounded::file(path) };
    let text = text.map_err(|error| mistake(error.to_string()))?;
    let value = json::read(text.as_bytes()).map_err(|unreadable| mistake(format!("this {unreadable}")))?;
    let Value::Object(members) = value else { return Err(mistake("a JSON object is needed".to_owned())) };
    given.extend(members.into_iter().map(|(name, value)| (name, Given::Json(value))));
    Ok(given)
}

/// The fields that further requests fill.
pub fn with(command: &Run, operation: &Operation) -> Result<With, String> {
    if command.with.is_empty() {
        return Ok(With::Nothing);
    }
    if command.with.iter().any(|name| name == "all") {
        return Ok(With::Everything);
    }
    let filled = operation.mapping.as_deref().map_or(Vec::new(), Mapping::by_lookup);
    match command.with.iter().find(|name| !filled.contains(&name.as_str())) {
        None => Ok(With::Fields(command.with.clone())),
        Some(name) if filled.is_empty() => {
            Err(format!("`{}` has no field that needs another request: `{name}`", operation.name))
        }
        Some(name) => {
            let hint = closest(name, filled.iter().copied())
                .map_or(String::new(), |right| format!("; did you mean `{right}`?"));
            Err(format!("`{name}` is no field that needs another request; there are {}{hint}", quoted_list(&filled)))
        }
    }
}

/// Where the provider has one path for several operations, an input of one may be given to another: who takes it.
pub fn elsewhere(catalog: &Catalog, command: &Run, operation: &Operation, names: &[String]) -> Vec<String> {
    let strangers: Vec<&String> = names.iter().filter(|name| !operation.inputs.contains_key(*name)).collect();
    if strangers.is_empty() || operation.asks_nothing() {
        return Vec::new();
    }
    // The plan of the run has one operation.
    let Ok(loaded) = catalog.load(&command.connector) else { return Vec::new() };
    let all = loaded.plan.connector().operations.values();
    let alike = all.filter(|own| own.path_text == operation.path_text && own.name != operation.name);
    let alike: Vec<&Operation> = alike.collect();
    let takers = strangers.into_iter().flat_map(|name| {
        let taking = alike.iter().filter(move |own| own.inputs.contains_key(name));
        taking.map(move |own| format!("`{}` takes `{name}`: it asks for the same by it", own.name))
    });
    takers.collect()
}
