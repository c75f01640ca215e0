//! Accounts: credentials that are kept for later runs, each bound to the connector and the server that it was given for.

mod private;
mod seal;
mod store;

use std::path::{Path, PathBuf};

use engine_lang::plan::Connector;
use serde_json::{Map, Value, json};
use url::Url;

pub use private::{open_to_others, write as write_for_owner};
pub use store::{STORES, Store, store};

use crate::credentials::Credentials;
use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// The form of an account's file.
const FORM: &str = "engine account 1";

/// Asks a person, or the environment, for the passphrase of an account.
pub type AskPassphrase<'a> = &'a mut dyn FnMut() -> Result<Secret, RunError>;

/// Which account is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id {
    /// The connector's name.
    pub connector: String,
    /// The account's name.
    pub account: String,
}

impl Id {
    /// An account by name; both names become those of files.
    pub fn new(connector: &str, account: &str) -> Result<Id, RunError> {
        let sound = |name: &str| {
            let known = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '@');
            (1..=64).contains(&name.len()) && name.chars().all(known) && !name.starts_with(['.', '-'])
        };
        match [connector, account].into_iter().find(|name| !sound(name)) {
            None => Ok(Id { connector: connector.to_owned(), account: account.to_owned() }),
            Some(name) => {
                let message = format!("`{name}` cannot be the name of an account");
                let help = "names are made of letters, digits, `-`, `_`, `.` and `@`, and begin with a letter or digit";
                Err(RunError::new(ErrorKind::Input, message).help(help))
            }
        }
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.connector, self.account)
    }
}

/// What can be told of an account without its secrets.
#[derive(Debug)]
pub struct Entry {
    /// Which account it is.
    pub id: Id,
    /// The server that its credentials are for; as the file says, which nothing relies on.
    pub server: String,
    /// The name of the store that has its secrets.
    pub store: String,
}

/// The accounts of a user: a folder with a file for each, which has the secrets sealed or says where they are.
#[derive(Debug)]
pub struct Accounts {
    folder: PathBuf,
}

impl Accounts {
    /// The accounts in a folder, which need not exist.
    pub fn new(folder: PathBuf) -> Accounts {
        Accounts { folder }
    }

    /// The file of an account.
    pub fn path(&self, id: &Id) -> PathBuf {
        self.folder.join(&id.connector).join(format!("{}.json", id.account))
    }

    /// Keeps an account in place of an earlier one of that name.
    pub fn keep(
        &self,
        id: &Id,
        server: &Url,
        credentials: &Credentials,
        store: &dyn Store,
        passphrase: AskPassphrase<'_>,
    ) -> Result<(), RunError> {
        let path = self.path(id);
        let failed = |reason: String| RunError::new(ErrorKind::Output, format!("{}: {reason}", path.display()));
        private::folder(&self.folder).map_err(&failed)?;
        private::folder(&self.folder.join(&id.connector)).map_err(&failed)?;
        // What cannot be read is replaced; what another store has is forgotten once the new one is kept.
        let earlier = self.record(id).ok().flatten();
        // The binding is inside of what is sealed: whoever edits the file cannot send the credential elsewhere.
        let text = json!({
            "connector": id.connector,
            "account": id.account,
            "server": shown(server),
            "credentials": credentials.all(),
        });
        let kept = store.keep(&self.folder, id, &Secret::new(text.to_string()), passphrase)?;
        let record = json!({ "form": FORM, "server": shown(server), "store": store.name(), "kept": kept });
        private::write(&path, format!("{record:#}\n").as_bytes()).map_err(&failed)?;
        let left = earlier.filter(|earlier| earlier["store"] != store.name());
        match left.and_then(|earlier| crate::account::store(earlier["store"].as_str()?)) {
            Some(former) => former.forget(id),
            None => Ok(()),
        }
    }

    /// The credentials of an account, if they are for that server; `None` if there is no such account.
    pub fn open(
        &self,
        id: &Id,
        connector: &Connector,
        server: impl FnOnce(&Credentials) -> Result<Url, RunError>,
        passphrase: AskPassphrase<'_>,
    ) -> Result<Option<Credentials>, RunError> {
        let Some(record) = self.record(id)? else { return Ok(None) };
        let Some(store) = record["store"].as_str().and_then(store) else {
            return Err(self.unusable(id, "it is kept in a way that is not known here"));
        };
        let text = store
            .open(&self.folder, id, &record["kept"], passphrase)
            .map_err(|error| error.note("account", id.to_string()).note("file", self.path(id).display().to_string()))?;
        let value: Value =
            serde_json::from_str(text.expose()).map_err(|_| self.unusable(id, "what was kept is no account"))?;
        if value["connector"] != id.connector.as_str() || value["account"] != id.account.as_str() {
            return Err(self.unusable(id, "it is the file of another account"));
        }
        let credentials =
            Credentials::gather(connector, |name, _| value["credentials"][name].as_str().map(str::to_owned))
                .map_err(|error| error.help(format!("the account `{}` has none", id.account)))?;
        let server = server(&credentials)?;
        let bound = value["server"].as_str().unwrap_or("");
        if bound != shown(&server) {
            let message = format!("the account `{}` is for {bound}, and this goes to {}", id.account, shown(&server));
            return Err(RunError::new(ErrorKind::Credential, message)
                .help("a kept credential is sent to the server that it was given for, and to no other"));
        }
        Ok(Some(credentials))
    }

    /// Every account; beside it, what is there and is none.
    pub fn list(&self) -> Result<(Vec<Entry>, Vec<RunError>), RunError> {
        let (mut entries, mut broken) = (Vec::new(), Vec::new());
        for folder in names(&self.folder)?.iter().filter(|name| self.folder.join(name).is_dir()) {
            for file in names(&self.folder.join(folder))? {
                let Some(Ok(id)) = file.strip_suffix(".json").map(|account| Id::new(folder, account)) else { continue };
                match self.record(&id) {
                    Ok(Some(record)) => {
                        let word = |key: &str| record[key].as_str().unwrap_or("").to_owned();
                        entries.push(Entry { server: word("server"), store: word("store"), id });
                    }
                    Ok(None) => {}
                    Err(error) => broken.push(error),
                }
            }
        }
        Ok((entries, broken))
    }

    /// Deletes an account with its secrets; says whether there was one.
    pub fn forget(&self, id: &Id) -> Result<bool, RunError> {
        let path = self.path(id);
        if !path.exists() {
            return Ok(false);
        }
        let record = self.record(id).ok().flatten();
        match record.as_ref().and_then(|record| store(record["store"].as_str()?)) {
            Some(store) => store.forget(id)?,
            // A file that cannot be read may stand for a secret in any of them, and in those that do not work for none.
            None => STORES.iter().for_each(|store| drop(store.forget(id))),
        }
        std::fs::remove_file(&path)
            .map_err(|error| RunError::new(ErrorKind::Output, format!("{}: {error}", path.display())))?;
        Ok(true)
    }

    /// What the file of an account says, if there is one.
    fn record(&self, id: &Id) -> Result<Option<Value>, RunError> {
        let Some(bytes) = private::read(&self.path(id)).map_err(|reason| self.unusable(id, &reason))? else {
            return Ok(None);
        };
        // The parser's words are left out: they could quote the file.
        let record: Map<String, Value> =
            serde_json::from_slice(&bytes).map_err(|_| self.unusable(id, "the file is damaged"))?;
        match record.get("form").and_then(Value::as_str) {
            Some(FORM) => Ok(Some(Value::Object(record))),
            _ => Err(self.unusable(id, "the file has another form than this program writes")),
        }
    }

    fn unusable(&self, id: &Id, reason: &str) -> RunError {
        RunError::new(ErrorKind::Credential, format!("the account `{}` cannot be used: {reason}", id.account))
            .note("file", self.path(id).display().to_string())
    }
}

/// An address as it is compared: without the slash at its end.
fn shown(server: &Url) -> &str {
    server.as_str().trim_end_matches('/')
}

fn names(folder: &Path) -> Result<Vec<String>, RunError> {
    let failed =
        |error: &std::io::Error| RunError::new(ErrorKind::Credential, format!("{}: {error}", folder.display()));
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(&error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(|error| failed(&error))?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
