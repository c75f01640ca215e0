//! Sealed in the account's file, with a key that is made of a passphrase and kept nowhere.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::seal::{self, SALT};
use super::{AskPassphrase, Id, Store};
use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// A file that opens with a passphrase only.
pub struct Passphrase;

impl Store for Passphrase {
    fn name(&self) -> &'static str {
        "passphrase"
    }

    fn place(&self, file: &Path) -> String {
        format!("{}, which opens with the passphrase only", file.display())
    }

    fn keep(&self, _: &Path, _: &Id, text: &Secret, ask: AskPassphrase<'_>) -> Result<Value, RunError> {
        let failed = |reason| RunError::new(ErrorKind::Output, format!("the account cannot be kept: {reason}"));
        let salt: [u8; SALT] = seal::random().map_err(failed)?;
        let key = seal::key_of(&ask()?, &salt).map_err(failed)?;
        let mut kept = seal::seal(&key, text).map_err(failed)?;
        kept["salt"] = STANDARD.encode(salt).into();
        Ok(kept)
    }

    fn open(&self, _: &Path, _: &Id, kept: &Value, ask: AskPassphrase<'_>) -> Result<Secret, RunError> {
        let failed =
            |reason: &str| RunError::new(ErrorKind::Credential, format!("the account cannot be opened: {reason}"));
        let salt = seal::bytes(&kept["salt"]).filter(|salt| salt.len() == SALT);
        let salt = salt.ok_or_else(|| failed("the file is damaged"))?;
        let key = seal::key_of(&ask()?, &salt).map_err(|reason| failed(&reason))?;
        seal::open(&key, kept).ok_or_else(|| failed("the passphrase is wrong, or the file is damaged"))
    }
}
