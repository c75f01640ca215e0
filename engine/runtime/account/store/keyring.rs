//! The system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use keyring::Entry;
use serde_json::Value;

use super::super::seal;
use super::{AskPassphrase, Id, Store};
use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// The name under which the keyring shows what is kept here.
const SERVICE: &str = "engine";
/// A keyring that is locked asks the person; where there is none, it may wait for an answer for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// The system's keyring.
pub struct Keyring;

impl Store for Keyring {
    fn name(&self) -> &'static str {
        "keyring"
    }

    fn place(&self, _: &Path) -> String {
        "the system's keyring".to_owned()
    }

    /// Keeps something, reads it and deletes it: a keyring may be there and refuse.
    fn works(&self) -> Result<(), String> {
        let word = u128::from_le_bytes(seal::random()?).to_string();
        patiently(move || {
            let entry = Entry::new(SERVICE, &format!("probe-{word}"))?;
            entry.set_password(&word)?;
            let read = entry.get_password();
            entry.delete_credential()?;
            Ok(read? == word)
        })
        .and_then(|same| if same { Ok(()) } else { Err("it gives back something else than was kept".to_owned()) })
    }

    fn keep(&self, _: &Path, id: &Id, text: &Secret, _: AskPassphrase<'_>) -> Result<Value, RunError> {
        let (user, text) = (id.to_string(), text.clone());
        patiently(move || Entry::new(SERVICE, &user)?.set_password(text.expose()))
            .map_err(|reason| failed(ErrorKind::Output, &reason))?;
        Ok(Value::Null)
    }

    fn open(&self, _: &Path, id: &Id, _: &Value, _: AskPassphrase<'_>) -> Result<Secret, RunError> {
        let user = id.to_string();
        let text = patiently(move || Entry::new(SERVICE, &user)?.get_password().map(Secret::new));
        text.map_err(|reason| failed(ErrorKind::Credential, &reason))
    }

    fn forget(&self, id: &Id) -> Result<(), RunError> {
        let user = id.to_string();
        let forgotten = patiently(move || match Entry::new(SERVICE, &user)?.delete_credential() {
            // Deleted by another program: it is what was wanted.
            Err(keyring::Error::NoEntry) => Ok(()),
            other => other,
        });
        forgotten.map_err(|reason| failed(ErrorKind::Output, &reason))
    }
}

fn failed(kind: ErrorKind, reason: &str) -> RunError {
    RunError::new(kind, format!("the keyring: {reason}"))
}

/// Does something with the keyring, and waits for it only so long.
fn patiently<T: Send + 'static>(work: impl FnOnce() -> keyring::Result<T> + Send + 'static) -> Result<T, String> {
    let (done, result) = channel();
    std::thread::spawn(move || done.send(work()));
    match result.recv_timeout(PATIENCE) {
        Ok(result) => result.map_err(|error| reason(&error)),
        Err(RecvTimeoutError::Timeout) => Err(format!("it does not answer within {} s", PATIENCE.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("it cannot be asked".to_owned()),
    }
}

/// The library's words; those that could quote what was kept are left out.
fn reason(error: &keyring::Error) -> String {
    match error {
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => "it gives back no text".to_owned(),
        keyring::Error::NoEntry => "it has no such entry".to_owned(),
        keyring::Error::NoDefaultStore => match Entry::store_status() {
            Err(error) => error.to_string(),
            Ok(()) => error.to_string(),
        },
        other => other.to_string(),
    }
}
