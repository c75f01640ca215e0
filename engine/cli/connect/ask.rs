//! Where a credential comes from: a file, standard input, the environment, or a person who is told how to get it.

use std::collections::HashMap;
use std::io::{BufRead, Read, Write};

use engine_lang::plan::{self, Connector};
use engine_runtime::credentials::Credentials;
use engine_runtime::error::{ErrorKind, RunError};

use crate::cli::Process;
use crate::cli::command::Connect;
use crate::cli::credentials::{in_environment, of_file, of_text, tell_of_others};

/// More than credentials ever need.
const MAX_SIZE: u64 = 64 << 10;

/// The credentials that are to be kept.
pub fn credentials(process: &mut Process, command: &Connect, connector: &Connector) -> Result<Credentials, RunError> {
    if let Some(path) = &command.credentials {
        tell_of_others(process, Some(path));
        return of_file(connector, path);
    }
    if !command.stdin && in_environment(process, connector) {
        process.say("the credential is taken from the environment");
        return Credentials::gather(connector, |_, variable| (process.variable)(variable));
    }
    if command.stdin || !process.stdin_is_terminal {
        let mut text = String::new();
        let read = std::io::stdin().lock().take(MAX_SIZE).read_to_string(&mut text);
        read.map_err(|error| mistake(format!("standard input: {error}")))?;
        if command.stdin && text.trim().is_empty() {
            return Err(mistake("standard input is empty, and `--stdin` takes the credential from there".to_owned()));
        }
        return of_stdin(connector, text.trim());
    }
    steps(process, connector);
    let has_steps = !connector.connect.steps.is_empty();
    let mut values = HashMap::new();
    for (name, credential) in &connector.credentials {
        values.insert(name.as_str(), typed(process, credential, has_steps)?);
    }
    Credentials::gather(connector, |name, _| values.remove(name))
}

/// What a person does at the provider.
pub fn steps(process: &mut Process, connector: &Connector) {
    if connector.connect.steps.is_empty() {
        return;
    }
    process.say(format!("To connect {}:", connector.title));
    for (index, step) in connector.connect.steps.iter().enumerate() {
        process.say(format!("{:3}. {step}", index + 1));
    }
}

/// The text itself if there is one credential, a mapping of names to values if there are several.
fn of_stdin(connector: &Connector, text: &str) -> Result<Credentials, RunError> {
    let mut all = connector.credentials.values();
    match (all.next(), all.next()) {
        (Some(_), None) => Credentials::gather(connector, |_, _| Some(text.to_owned())),
        _ => of_text(connector, text, "standard input"),
    }
}

/// What a person types; a secret is not shown. Where it is had is said here, unless the steps said it.
fn typed(process: &mut Process, credential: &plan::Credential, has_steps: bool) -> Result<String, RunError> {
    if let Some(help) = credential.help.as_ref().filter(|_| !has_steps) {
        process.say(format!("{}: {help}", credential.label));
    }
    let failed = |error: std::io::Error| mistake(format!("the {} cannot be asked for: {error}", credential.label));
    if credential.secret {
        return rpassword::prompt_password(format!("{} (not shown): ", credential.label)).map_err(failed);
    }
    write!(process.stderr, "{}: ", credential.label).and_then(|()| process.stderr.flush()).map_err(failed)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
    Ok(line)
}

fn mistake(message: String) -> RunError {
    RunError::new(ErrorKind::Credential, message)
}
