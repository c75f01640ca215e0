//! What a caller gives: inputs, credentials and the server's address, from wherever they come.

use std::io::Read;

use engine_lang::diagnostic::{closest, quoted_list};
use engine_lang::plan::{Connector, Operation};
use engine_runtime::call::Given;
use engine_runtime::credentials::Credentials;
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
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| mistake(error.to_string()))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| mistake(format!("this is not JSON: {error}")))?;
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
    let fields = operation.mapping.iter().flat_map(|mapping| &mapping.fields);
    let filled: Vec<&str> =
        fields.filter(|field| !field.lookups().is_empty()).map(|field| field.name.as_str()).collect();
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

/// The credentials of the file if one is given, else of the environment.
pub fn credentials(process: &Process, command: &Run, connector: &Connector) -> Result<Credentials, RunError> {
    let Some(path) = &command.credentials else {
        // Nothing is sent by a dry run, so a credential that is missing is no obstacle.
        let stand_in = |variable: &str| command.preview.then(|| format!("<{variable}>"));
        return Credentials::gather(connector, |_, variable| {
            (process.variable)(variable).or_else(|| stand_in(variable))
        });
    };
    let mistake = |reason: &str| RunError::new(ErrorKind::Credential, format!("{}: {reason}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| mistake(&error.to_string()))?;
    // The parser's own message is left out: it could quote what stands in the file.
    let values: serde_yaml::Value =
        serde_yaml::from_str(&text).map_err(|_| mistake("a YAML or JSON mapping of names to values is needed"))?;
    if !values.is_mapping() {
        return Err(mistake("a YAML or JSON mapping of names to values is needed"));
    }
    Credentials::gather(connector, |name, _| values.get(name).and_then(serde_yaml::Value::as_str).map(str::to_owned))
        .map_err(|error| error.help(format!("{} has no text for it", path.display())))
}

/// The address of another server.
pub fn base_url(text: &str) -> Result<url::Url, RunError> {
    let mistake = |reason: &str| RunError::new(ErrorKind::Input, format!("--base-url: {reason}"));
    let url = url::Url::parse(text).map_err(|error| mistake(&format!("`{text}` is no address: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(mistake("an http or https address is needed"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(mistake("a credential is never given in an argument"));
    }
    Ok(url)
}
