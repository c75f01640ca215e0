//! A provider's own document, read from its file and imported.

use std::path::Path;

use engine_import::{Imported, Source, Text};

use super::Process;
use super::exit::Exit;

/// Reads a document and imports it with corrections, which come with the path that they were read from.
pub fn imported(
    process: &mut Process,
    file: &Path,
    overlay: Option<&(String, String)>,
    connector: &str,
    operations: &[String],
) -> Result<Imported, Exit> {
    let document = text(process, file)?;
    let path = file.display().to_string();
    let source = Source {
        document: Text { path: &path, text: &document },
        overlay: overlay.map(|(path, text)| Text { path, text }),
        connector,
    };
    engine_import::import(source, operations).map_err(|error| {
        process.say(format!("error: {error}"));
        Exit::Invalid
    })
}

/// All of a file.
pub fn text(process: &mut Process, path: &Path) -> Result<String, Exit> {
    engine_runtime::bounded::file(path).map_err(|error| {
        process.say(format!("error: `{}` cannot be read: {error}", path.display()));
        // It is there, and is no text that can be used.
        if error.kind() == std::io::ErrorKind::InvalidData { Exit::Invalid } else { Exit::Usage }
    })
}
