//! Sealed in the account's file, with a random key in a file beside it. What guards both is that nobody else can read
//! them; the seal keeps the secret from whoever has the one file only, and from searches.

use std::path::Path;

use serde_json::Value;

use super::super::private;
use super::super::seal::{self, KEY, SealKey};
use super::{AskPassphrase, Id, Store};
use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// A file that its owner alone can read.
pub struct File;

impl Store for File {
    fn name(&self) -> &'static str {
        "file"
    }

    fn place(&self, file: &Path) -> String {
        format!("{}, which your user alone can read; what runs as your user can use it", file.display())
    }

    fn keep(&self, folder: &Path, _: &Id, text: &Secret, _: AskPassphrase<'_>) -> Result<Value, RunError> {
        let failed = |reason| RunError::new(ErrorKind::Output, format!("the account cannot be kept: {reason}"));
        let key = key(folder, true).map_err(failed)?;
        seal::seal(&key, text).map_err(failed)
    }

    fn open(&self, folder: &Path, _: &Id, kept: &Value, _: AskPassphrase<'_>) -> Result<Secret, RunError> {
        let failed = |reason| RunError::new(ErrorKind::Credential, format!("the account cannot be opened: {reason}"));
        let key = key(folder, false).map_err(failed)?;
        seal::open(&key, kept).ok_or_else(|| {
            failed("the file is damaged, or sealed with another key".to_owned()).help("`engine connect` makes it anew")
        })
    }
}

/// The key of a folder's files; made if it is not there. Of two processes that make it at once, both take the first.
fn key(folder: &Path, make: bool) -> Result<SealKey, String> {
    let path = folder.join("key");
    if make && !path.exists() {
        let fresh = SealKey::from(seal::random::<KEY>()?);
        private::write_first(&path, fresh.as_ref())?;
    }
    let bytes = private::read(&path)?.ok_or_else(|| format!("{} is not there", path.display()))?;
    let bytes: [u8; KEY] = bytes.try_into().map_err(|_| damaged(&path))?;
    Ok(SealKey::from(bytes))
}

fn damaged(path: &Path) -> String {
    format!("{} is damaged: delete it, and connect the accounts that are kept in files anew", path.display())
}
