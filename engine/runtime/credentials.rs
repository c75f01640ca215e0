//! What a person must have to use a connector, gathered before the first request.

use engine_lang::plan::Connector;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// Every credential of a connector.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    secret: IndexMap<String, Secret>,
    plain: IndexMap<String, String>,
}

impl Credentials {
    /// Asks `source` for each credential by its name and its environment variable; reports every one that is missing.
    /// Blanks at the ends come along when a key is copied or read from a file, and are no part of it.
    pub fn gather(
        connector: &Connector,
        mut source: impl FnMut(&str, &str) -> Option<String>,
    ) -> Result<Credentials, RunError> {
        let mut credentials = Credentials::default();
        let mut missing = Vec::new();
        for (name, credential) in &connector.credentials {
            let value = source(name, &credential.env).map(|value| value.trim().to_owned());
            match value.filter(|value| !value.is_empty()) {
                Some(value) if value.chars().any(char::is_control) => {
                    let message = "a line break or another control character is in it";
                    return Err(RunError::new(ErrorKind::Credential, format!("{}: {message}", credential.label)));
                }
                Some(value) if credential.secret => {
                    credentials.secret.insert(name.clone(), Secret::new(value));
                }
                Some(value) => {
                    credentials.plain.insert(name.clone(), value);
                }
                None => missing.push(credential),
            }
        }
        if missing.is_empty() {
            return Ok(credentials);
        }
        let names: Vec<String> = missing.iter().map(|credential| format!("`{}`", credential.env)).collect();
        let message = format!("{} needs a credential: set {}", connector.title, names.join(" and "));
        let mut error = RunError::new(ErrorKind::Credential, message);
        for credential in missing {
            if let Some(help) = &credential.help {
                error = error.help(format!("{}: {help}", credential.label));
            }
        }
        Err(error.help("`--sandbox` needs no account"))
    }

    /// Any values, for a server that only looks whether they are there.
    pub fn invented(connector: &Connector) -> Credentials {
        Self::gather(connector, |name, _| Some(format!("sandbox-{name}"))).unwrap_or_default()
    }

    /// Those that nobody may see.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.secret.values()
    }

    /// Those that anyone may see alone.
    pub(crate) fn without_secrets(&self) -> Credentials {
        Credentials { plain: self.plain.clone(), ..Credentials::default() }
    }

    /// The credentials that anyone may see, as expressions name them.
    pub(crate) fn visible(&self) -> Value {
        let plain = self.plain.iter().map(|(name, value)| (name.clone(), Value::String(value.clone())));
        Value::Object(plain.collect())
    }

    /// All credentials, for `auth` alone.
    pub(crate) fn all(&self) -> Value {
        let plain = self.plain.iter().map(|(name, value)| (name.clone(), value.as_str()));
        let secret = self.secret.iter().map(|(name, value)| (name.clone(), value.expose()));
        Value::Object(plain.chain(secret).map(|(name, value)| (name, Value::from(value))).collect::<Map<_, _>>())
    }
}
