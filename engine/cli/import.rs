//! `engine import`: a provider's own document becomes schemas, and operations to begin with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine_import::{Imported, Scaffold};
use engine_lang::plan::Operation;
use engine_lang::request_line;
use engine_runtime::catalog::CatalogError;
use engine_runtime::request::method_name;

use super::command::{Import, Report, Validate};
use super::document::{imported, text};
use super::exit::Exit;
use super::{Process, tell, validate, workspace};

/// Writes what a document says, and checks the connector that comes out of it.
pub fn import(process: &mut Process, command: &Import) -> Exit {
    let folder = command.connectors.clone().unwrap_or_else(|| PathBuf::from("connectors"));
    let workspace = Workspace { folder, name: &command.connector };
    let imported = match read(process, command, &workspace) {
        Ok(imported) => imported,
        Err(exit) => return exit,
    };
    let scaffold = imported.scaffold();
    for note in scaffold.notes() {
        process.say(format!("note: {note}"));
    }
    // What the connector has is read before its schemas change.
    let existing = match workspace.existing(process) {
        Ok(existing) => existing,
        Err(exit) => return exit,
    };
    if let Err(exit) = workspace.write_schemas(process, &imported, command.operations.is_empty()) {
        return exit;
    }
    if let Err(exit) = workspace.write_connector(process, &scaffold, &existing) {
        return exit;
    }
    let targets = vec![workspace.connector_folder().display().to_string()];
    validate::validate(process, &Validate { targets, report: Report::Human, against: None, connectors: None })
}

/// The document with the connector's corrections, imported.
fn read(process: &mut Process, command: &Import, workspace: &Workspace<'_>) -> Result<Imported, Exit> {
    let name = &command.connector;
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-".contains(letter);
    if name.is_empty() || !name.chars().all(is_plain) {
        process.say(format!("error: `{name}` is no name for a connector: small letters, digits, `_` and `-` are"));
        return Err(Exit::Usage);
    }
    let overlay = match command.overlay.clone().or_else(|| workspace.overlay()) {
        Some(path) => Some((path.display().to_string(), text(process, &path)?)),
        None => None,
    };
    imported(process, &command.file, overlay.as_ref(), name, &command.operations)
}

/// What there is of a connector before an import.
enum Existing {
    /// No connector.
    Nothing,
    /// These request lines, and the address that their paths are added to.
    Operations(Vec<String>, String),
    /// A connector with mistakes.
    Broken,
}

/// Where the files of a connector are.
struct Workspace<'a> {
    /// The folder of connectors.
    folder: PathBuf,
    /// The connector's name.
    name: &'a str,
}

impl Workspace<'_> {
    fn connector_folder(&self) -> PathBuf {
        self.folder.join(self.name)
    }

    fn schemas(&self) -> PathBuf {
        self.folder.parent().unwrap_or(Path::new("")).join("schemas")
    }

    /// The corrections that lie beside the connector's schemas.
    fn overlay(&self) -> Option<PathBuf> {
        Some(self.schemas().join(self.name).join("overlay.yaml")).filter(|path| path.is_file())
    }

    /// What there is of the connector already.
    fn existing(&self, process: &mut Process) -> Result<Existing, Exit> {
        let names = ["connector.yaml", "connector.yml"];
        if !names.iter().any(|name| self.connector_folder().join(name).is_file()) {
            return Ok(Existing::Nothing);
        }
        let catalog = workspace::catalog(process, Some(&self.folder))?;
        match catalog.load(self.name) {
            Ok(loaded) => {
                let connector = loaded.plan.connector();
                let address = connector.base_url.value.text().trim_matches('"').to_owned();
                let operations = connector.operations.values();
                let line = |operation: &Operation| request_line(method_name(operation.method), &operation.path_text);
                Ok(Existing::Operations(operations.map(line).collect(), address))
            }
            // Its schemas may be what is missing.
            Err(CatalogError::Invalid(_)) => Ok(Existing::Broken),
            Err(error) => Err(tell(process, self.name, error)),
        }
    }

    /// Writes the schemas that are new or differ, and tells of those that the document no longer makes.
    fn write_schemas(&self, process: &mut Process, imported: &Imported, all: bool) -> Result<(), Exit> {
        let (mut new, mut changed) = (0, 0);
        for (name, text) in &imported.schemas {
            let path = self.schemas().join(format!("{name}.json"));
            match engine_runtime::bounded::file(&path) {
                Ok(old) if old == *text => continue,
                Ok(_) => changed += 1,
                Err(_) => new += 1,
            }
            write(process, &path, text)?;
        }
        let count = imported.schemas.len();
        process.say(format!("{count} schemas: {new} new, {changed} changed, {} as before", count - new - changed));
        for name in self.stored_schemas().into_iter().filter(|name| all && !imported.schemas.contains_key(name)) {
            process.say(format!(
                "note: `{}` is not made of this document",
                self.schemas().join(format!("{name}.json")).display()
            ));
        }
        Ok(())
    }

    fn stored_schemas(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![self.name.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(self.schemas().join(&folder)).into_iter().flatten().flatten() {
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                match name.strip_suffix(".json") {
                    Some(name) => names.push(name.to_owned()),
                    None if entry.path().is_dir() => open.push(name),
                    None => {}
                }
            }
        }
        names.sort();
        names
    }

    /// Writes operations that the connector does not have, into files that do not exist.
    fn write_connector(&self, process: &mut Process, scaffold: &Scaffold<'_>, existing: &Existing) -> Result<(), Exit> {
        let folder = self.connector_folder();
        let files: BTreeMap<String, String> = match existing {
            Existing::Nothing => {
                write(process, &folder.join("connector.yaml"), &scaffold.connector_file())?;
                scaffold.operation_files(&[], "")
            }
            Existing::Operations(lines, address) => scaffold.operation_files(lines, address),
            Existing::Broken => {
                process.say("note: no operations were added, since the connector had mistakes");
                return Ok(());
            }
        };
        for (name, text) in files {
            let numbered = (2..).map(|number| format!("{name}_{number}.yaml"));
            let mut paths = std::iter::once(format!("{name}.yaml")).chain(numbered).map(|file| folder.join(file));
            if let Some(path) = paths.find(|path| !path.exists()) {
                write(process, &path, &text)?;
                process.say(format!("wrote {}", path.display()));
            }
        }
        Ok(())
    }
}

fn write(process: &mut Process, path: &Path, text: &str) -> Result<(), Exit> {
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text)).map_err(|error| {
        process.say(format!("error: `{}` cannot be written: {error}", path.display()));
        Exit::Output
    })
}
