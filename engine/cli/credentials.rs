//! Whose credential a command uses: that of a file, of an account that is named, of the environment, or of the account
//! `default`. It is all of one of these, so that no key meets the site of another.

use std::collections::HashMap;
use std::path::Path;

use engine_lang::Plan;
use engine_lang::plan::Connector;
use engine_runtime::account::{Accounts, Id, open_to_others};
use engine_runtime::credentials::Credentials;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::request::server;
use engine_runtime::secret::Secret;
use url::Url;

use super::Process;

/// The account that is meant where none is named.
pub const DEFAULT: &str = "default";
/// The variable with the passphrase of accounts that have one.
const PASSPHRASE: &str = "ENGINE_PASSPHRASE";

/// What a command was told of its credential.
pub struct Wanted<'a> {
    /// A file of credentials.
    pub file: Option<&'a Path>,
    /// The account that was named.
    pub account: Option<&'a str>,
    /// The server that was named.
    pub base_url: Option<&'a Url>,
    /// Nothing is sent, so that a credential that is missing is no obstacle.
    pub preview: bool,
}

/// The credentials of a command.
pub fn credentials(process: &Process, plan: &Plan, wanted: &Wanted<'_>) -> Result<Credentials, RunError> {
    let connector = plan.connector();
    if let Some(path) = wanted.file {
        return of_file(connector, path);
    }
    let stand_in = |variable: &str| wanted.preview.then(|| format!("<{variable}>"));
    let needs_none = wanted.preview || connector.credentials.is_empty();
    if wanted.account.is_none() && (needs_none || in_environment(process, connector)) {
        return Credentials::gather(connector, |_, variable| {
            (process.variable)(variable).or_else(|| stand_in(variable))
        });
    }
    let name = wanted.account.unwrap_or(DEFAULT);
    if let Some(kept) = of_account(process, plan, name, wanted.base_url)? {
        return Ok(kept);
    }
    let connect = |name: &str| format!("`engine connect {}{name}` asks for it, and keeps it", connector.name);
    if wanted.account.is_some() {
        let message = format!("there is no account `{name}` of {}", connector.title);
        return Err(RunError::new(ErrorKind::Credential, message).help(connect(&format!(" --account {name}"))));
    }
    Credentials::gather(connector, |_, _| None).map_err(|error| error.help(connect("")))
}

/// Whether the environment has one of a connector's credentials.
pub fn in_environment(process: &Process, connector: &Connector) -> bool {
    let has = |variable: &str| (process.variable)(variable).is_some_and(|value| !value.is_empty());
    connector.credentials.values().any(|credential| has(&credential.env))
}

/// The credentials of a file, which is a mapping of names to values.
pub fn of_file(connector: &Connector, path: &Path) -> Result<Credentials, RunError> {
    let text = engine_runtime::bounded::file(path)
        .map_err(|error| RunError::new(ErrorKind::Credential, format!("{}: {error}", path.display())))?;
    of_text(connector, &text, &path.display().to_string())
}

/// Says when others can read a file of credentials. It is taken all the same: in containers files are often given so.
pub fn tell_of_others(process: &mut Process, path: Option<&Path>) {
    if let Some(reason) = path.and_then(open_to_others) {
        process.say(format!("warning: {reason}"));
    }
}

/// The credentials of a YAML or JSON mapping of names to values.
pub fn of_text(connector: &Connector, text: &str, from: &str) -> Result<Credentials, RunError> {
    // The parser's own message is left out: it could quote what stands in the file.
    let values: Option<HashMap<String, serde_yaml::Value>> = serde_yaml::from_str(text).ok();
    let mistake = |reason: &str| RunError::new(ErrorKind::Credential, format!("{from}: {reason}"));
    let values = values.ok_or_else(|| mistake("a YAML or JSON mapping of names to values is needed"))?;
    // Which a mapping of any values refuses, and nothing else.
    if serde_yaml::from_str::<serde_yaml::Mapping>(text).is_err() {
        return Err(mistake("a name is there twice"));
    }
    Credentials::gather(connector, |name, _| values.get(name).and_then(serde_yaml::Value::as_str).map(str::to_owned))
        .map_err(|error| error.help(format!("{from} has no text for it")))
}

/// The accounts of the user, who may have no home.
pub fn accounts(process: &Process) -> Result<Accounts, RunError> {
    let folder = process.data.as_ref().ok_or_else(|| {
        RunError::new(ErrorKind::Credential, "there is no folder to keep accounts in: set `HOME` or `XDG_DATA_HOME`")
    })?;
    Ok(Accounts::new(folder.join("accounts")))
}

fn of_account(
    process: &Process,
    plan: &Plan,
    name: &str,
    base_url: Option<&Url>,
) -> Result<Option<Credentials>, RunError> {
    if process.data.is_none() && name == DEFAULT {
        return Ok(None);
    }
    let id = Id::new(&plan.connector().name, name)?;
    let to = |credentials: &Credentials| base_url.map_or_else(|| server(plan, credentials), |url| Ok(url.clone()));
    accounts(process)?.open(&id, plan.connector(), to, &mut || passphrase(process, &format!("Passphrase of {id}: ")))
}

/// The passphrase of the environment, or of the person at the terminal.
pub fn passphrase(process: &Process, prompt: &str) -> Result<Secret, RunError> {
    let missing = |message: String| {
        RunError::new(ErrorKind::Credential, message).help(format!("without a terminal, set `{PASSPHRASE}`"))
    };
    let given = match (process.variable)(PASSPHRASE).filter(|text| !text.is_empty()) {
        Some(text) => text,
        None if process.stdin_is_terminal => rpassword::prompt_password(prompt)
            .map_err(|error| missing(format!("the passphrase cannot be asked for: {error}")))?,
        None => return Err(missing("a passphrase is needed".to_owned())),
    };
    if given.is_empty() { Err(missing("a passphrase is needed".to_owned())) } else { Ok(Secret::new(given)) }
}

/// A new passphrase, which a person types twice.
pub fn new_passphrase(process: &Process) -> Result<Secret, RunError> {
    let first = passphrase(process, "New passphrase: ")?;
    let asked = (process.variable)(PASSPHRASE).is_none_or(|text| text.is_empty());
    if asked && !first.is_same(&passphrase(process, "The same again: ")?) {
        return Err(RunError::new(ErrorKind::Input, "the two passphrases differ"));
    }
    Ok(first)
}
