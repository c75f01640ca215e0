//! Where the secrets of an account are kept: one file and one line here for each kind.

mod file;
#[cfg(feature = "keyring")]
mod keyring;
mod passphrase;

use std::path::Path;

use serde_json::Value;

use super::{AskPassphrase, Id};
use crate::error::RunError;
use crate::secret::Secret;

/// Keeps the secret text of accounts.
pub trait Store: Sync {
    /// What it is called in files and on the command line.
    fn name(&self) -> &'static str;

    /// Where a secret goes and what keeps others from it, for the person who just gave it.
    fn place(&self, file: &Path) -> String;

    /// Whether it works on this system, found out by using it; and why it does not.
    fn works(&self) -> Result<(), String> {
        Ok(())
    }

    /// Keeps a text; gives what the account's file has to hold for it.
    fn keep(&self, folder: &Path, id: &Id, text: &Secret, ask: AskPassphrase<'_>) -> Result<Value, RunError>;

    /// Gives the text back.
    fn open(&self, folder: &Path, id: &Id, kept: &Value, ask: AskPassphrase<'_>) -> Result<Secret, RunError>;

    /// Deletes what it has outside of the account's file.
    fn forget(&self, _id: &Id) -> Result<(), RunError> {
        Ok(())
    }
}

/// Every kind; of those that ask for nothing, the first that works is taken if a person names none.
pub const STORES: &[&dyn Store] = &[
    #[cfg(feature = "keyring")]
    &keyring::Keyring,
    &file::File,
    &passphrase::Passphrase,
];

/// The kind of that name.
pub fn store(name: &str) -> Option<&'static dyn Store> {
    STORES.iter().find(|store| store.name() == name).copied()
}
