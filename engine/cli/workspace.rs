//! Where connectors come from: a folder that was named, else `connectors` here, then those inside the binary.

use std::path::{Path, PathBuf};

use engine_runtime::catalog::{Catalog, Folder, Library};
use rust_embed::RustEmbed;

use super::Process;
use super::exit::Exit;

#[derive(RustEmbed)]
#[folder = "connectors"]
#[include = "*.yaml"]
struct Connectors;

#[derive(RustEmbed)]
#[folder = "schemas"]
#[include = "*.json"]
#[include = "*/overlay.yaml"]
struct Schemas;

#[derive(RustEmbed)]
#[folder = "tests/resources"]
#[include = "*.json"]
struct Exchanges;

/// The files inside the binary.
struct BuiltIn;

impl Library for BuiltIn {
    fn connectors(&self) -> Vec<String> {
        Connectors::iter().filter_map(|path| Some(path.strip_suffix("/connector.yaml")?.to_owned())).collect()
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let all: Vec<String> = match folder.split('/').next() {
            Some("connectors") => Connectors::iter().map(|path| format!("connectors/{path}")).collect(),
            Some("schemas") => Schemas::iter().map(|path| format!("schemas/{path}")).collect(),
            Some("exchanges") => Exchanges::iter().map(|path| format!("exchanges/{path}")).collect(),
            _ => Vec::new(),
        };
        let inside = format!("{folder}/");
        all.into_iter().filter(|path| path.starts_with(&inside)).collect()
    }

    fn read(&self, path: &str) -> std::io::Result<String> {
        let file = match path.split_once('/') {
            Some(("connectors", rest)) => Connectors::get(rest),
            Some(("schemas", rest)) => Schemas::get(rest),
            Some(("exchanges", rest)) => Exchanges::get(rest),
            _ => None,
        };
        let file = file.ok_or(std::io::ErrorKind::NotFound)?;
        String::from_utf8(file.data.into_owned())
            .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
    }

    fn shown(&self, path: &str) -> String {
        format!("<built-in>/{path}")
    }
}

/// All connectors that a command can use. A folder that was named must exist: the built-in ones would stand in for it.
pub fn catalog(process: &mut Process, named: Option<&Path>) -> Result<Catalog, Exit> {
    if let Some(folder) = named.filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        process.say(format!("error: there is no folder `{}`", folder.display()));
        return Err(Exit::Usage);
    }
    // The folder of one connector has none in it, and the built-in ones would stand in for it.
    if let Some(folder) = named.filter(|folder| folder.join("connector.yaml").is_file()) {
        let around = folder.parent().filter(|around| !around.as_os_str().is_empty()).unwrap_or(Path::new("."));
        process.say(format!("error: `{}` is the folder of one connector", folder.display()));
        process.say(format!("  help: name the folder around it: `--connectors {}`", around.display()));
        return Err(Exit::Usage);
    }
    let here = PathBuf::from("connectors");
    let folder = named.map(Path::to_path_buf).or_else(|| here.is_dir().then_some(here));
    let mut libraries: Vec<Box<dyn Library>> = Vec::new();
    if let Some(folder) = folder {
        libraries.push(Box::new(Folder::new(folder)));
    }
    libraries.push(Box::new(BuiltIn));
    Ok(Catalog::new(libraries))
}

/// Says that only connectors inside the program can be meant, where none lies here: somebody may be in another folder than
/// they think.
pub fn tell_of_built_in(process: &mut Process, named: Option<&Path>, targets: &[String]) {
    let folder = named.unwrap_or(Path::new("connectors"));
    let is_path = |target: &String| target.contains(['/', '\\', '.']);
    if !targets.is_empty() && targets.iter().all(is_path) || !Folder::new(folder).connectors().is_empty() {
        return;
    }
    let what = if folder.is_dir() { "no connector in the folder" } else { "no folder" };
    process.say(format!("note: there is {what} `{}` here: what is inside the program is checked", folder.display()));
}

/// The catalog and the name of a target that is a path; `None` if it is the name of a connector.
pub fn of_path(process: &mut Process, target: &str) -> Result<Option<(Catalog, String)>, Exit> {
    // `.` has no name; the folder that it stands for has.
    let path = match Path::new(target) {
        path if path.file_name().is_none() => path.canonicalize().unwrap_or_default(),
        path => path.to_path_buf(),
    };
    let is_path = target.contains(['/', '\\']) || path.join("connector.yaml").is_file();
    let Some(name) = path.file_name().filter(|_| is_path) else { return Ok(None) };
    if !path.is_dir() {
        process.say(format!("error: there is no folder `{target}`"));
        return Err(Exit::Usage);
    }
    let catalog = catalog(process, path.parent())?;
    Ok(Some((catalog, name.to_string_lossy().into_owned())))
}
