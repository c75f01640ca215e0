//! Files that their owner alone can read: written whole or not at all, and refused once others can read them.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// More than an account ever needs.
const MAX_SIZE: u64 = 64 << 10;

/// Makes a folder that its owner alone can enter; one that others can enter is refused.
pub fn folder(path: &Path) -> Result<(), String> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(path).and_then(|()| path.metadata());
    let made = made.map_err(|error| format!("the folder {} cannot be made: {error}", path.display()))?;
    owned(&made, path, "700")
}

/// Writes a file beside its place and moves it there, so that no reader meets a half of it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    beside(path, bytes)?.persist(path).map(|_| ()).map_err(|error| error.error.to_string())
}

/// As [`write()`], unless the file is there already; says whether it was written.
pub fn write_first(path: &Path, bytes: &[u8]) -> Result<bool, String> {
    match beside(path, bytes)?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error.to_string()),
    }
}

/// Reads a file; `None` if it is not there.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    // Asked of the open file, which nobody can exchange between the question and the reading.
    owned(&file.metadata().map_err(|error| error.to_string())?, path, "600")?;
    let mut bytes = Vec::new();
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_SIZE { Err("the file is too large".to_owned()) } else { Ok(Some(bytes)) }
}

/// Who else can read a file, in words; `None` where nobody can, where it is no plain file, or where there is none.
pub fn open_to_others(path: &Path) -> Option<String> {
    let metadata = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    owned(&metadata, path, "600").err()
}

/// A temporary file is made with mode 0600 by its library.
fn beside(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, String> {
    let folder = path.parent().ok_or("the file has no folder")?;
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    });
    written.map_err(|error| error.to_string())
}

#[cfg(unix)]
fn owned(metadata: &std::fs::Metadata, path: &Path, right: &str) -> Result<(), String> {
    let mode = std::os::unix::fs::MetadataExt::mode(metadata) & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    Err(format!("others can read {} (mode {mode:o}): `chmod {right}` it, and replace the keys in it", path.display()))
}

/// Elsewhere the user's own folder is closed to others by the system.
#[cfg(not(unix))]
fn owned(_: &std::fs::Metadata, _: &Path, _: &str) -> Result<(), String> {
    Ok(())
}
