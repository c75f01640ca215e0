//! Finds connectors, their schemas and their recorded exchanges; the only reader of such files.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine_lang::{Diagnostics, OperationOutline, Outline, Planned, Reach, Sources};

/// A place that holds files under `connectors/`, `schemas/` and `exchanges/`.
pub trait Library: Send + Sync {
    /// The names of the folders below `connectors/` that hold a connector.
    fn connectors(&self) -> Vec<String>;
    /// The paths of all files below a folder.
    fn files(&self, folder: &str) -> Vec<String>;
    /// A file's text.
    fn read(&self, path: &str) -> std::io::Result<String>;
    /// The path as a person finds the file.
    fn shown(&self, path: &str) -> String;
}

/// A folder of connectors on disk. Its `schemas/` and `tests/resources/` (the recorded exchanges) are beside it.
#[derive(Debug, Clone)]
pub struct Folder {
    connectors: PathBuf,
}

impl Folder {
    /// The folder that holds connectors.
    pub fn new(connectors: impl Into<PathBuf>) -> Self {
        Self { connectors: connectors.into() }
    }

    fn path(&self, path: &str) -> PathBuf {
        // `connectors` alone has the empty parent, which stands for the current folder.
        let parent = self.connectors.parent().unwrap_or(Path::new(""));
        match path.split_once('/').unwrap_or((path, "")) {
            ("connectors", rest) => self.connectors.join(rest),
            ("exchanges", rest) => parent.join("tests/resources").join(rest),
            (folder, rest) => parent.join(folder).join(rest),
        }
    }
}

impl Library for Folder {
    fn connectors(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.connectors).into_iter().flatten().flatten();
        let holds = |entry: &std::fs::DirEntry| {
            ["connector.yaml", "connector.yml"].iter().any(|name| entry.path().join(name).is_file())
        };
        entries.filter(holds).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(self.path(&folder)).into_iter().flatten().flatten() {
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                // Links count as what they point at, but are not followed into folders, which could go in circles.
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => open.push(path),
                    Ok(kind) if !kind.is_file() && !kind.is_symlink() => {}
                    _ => found.push(path),
                }
            }
        }
        found.sort();
        found
    }

    fn read(&self, path: &str) -> std::io::Result<String> {
        crate::bounded::file(&self.path(path))
    }

    fn shown(&self, path: &str) -> String {
        self.path(path).display().to_string()
    }
}

/// All connectors that can be run. Earlier libraries come before later ones.
pub struct Catalog {
    libraries: Vec<Arc<dyn Library>>,
}

/// Why a connector cannot be had.
#[derive(Debug)]
pub enum CatalogError {
    /// There is no such connector; these are there.
    Unknown(Vec<String>),
    /// A file cannot be read.
    Unreadable(String),
    /// The connector has mistakes.
    Invalid(Box<Invalid>),
}

/// A connector that has mistakes.
#[derive(Debug)]
pub struct Invalid {
    /// The texts.
    pub sources: Sources,
    /// The mistakes.
    pub diagnostics: Diagnostics,
}

/// A connector that can run.
#[derive(Debug)]
pub struct Loaded {
    /// The plan.
    pub plan: engine_lang::Plan,
    /// The texts, to render the warnings.
    pub sources: Sources,
    /// What is odd about it without being wrong.
    pub warnings: Diagnostics,
}

impl Catalog {
    /// A catalog of libraries.
    pub fn new(libraries: Vec<Box<dyn Library>>) -> Self {
        Self { libraries: libraries.into_iter().map(Arc::from).collect() }
    }

    /// The names of all connectors.
    pub fn connectors(&self) -> Vec<String> {
        let names: BTreeSet<String> = self.libraries.iter().flat_map(|library| library.connectors()).collect();
        names.into_iter().collect()
    }

    /// The texts of a connector and of all schemas; each is read once it is needed.
    pub fn sources(&self, connector: &str) -> Result<Sources, CatalogError> {
        let mut sources = self.own_sources(connector)?;
        for (name, (library, path)) in self.schemas() {
            let (shown, library) = (library.shown(&path), Arc::clone(library));
            sources.promise_schema(name, shown, move || library.read(&path).map_err(|error| error.to_string()));
        }
        Ok(sources)
    }

    /// The texts of a connector's own files.
    fn own_sources(&self, connector: &str) -> Result<Sources, CatalogError> {
        let folder = format!("connectors/{connector}");
        let is_definition = |path: &String| {
            let name = path.strip_prefix(&folder).and_then(|rest| rest.strip_prefix('/')).unwrap_or("");
            let is_yaml = |end: &OsStr| end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml");
            // Editors and systems leave files of their own beside those that they hold, as `.#jobs.yaml` and `._jobs.yaml`.
            !name.contains('/') && !name.starts_with('.') && Path::new(name).extension().is_some_and(is_yaml)
        };
        let library = self.libraries.iter().find(|library| library.files(&folder).iter().any(is_definition));
        let Some(library) = library.filter(|_| !connector.contains(['/', '\\'])) else {
            return Err(CatalogError::Unknown(self.connectors()));
        };
        let mut sources = Sources::new();
        for path in library.files(&folder).into_iter().filter(is_definition) {
            let (shown, library) = (library.shown(&path), Arc::clone(library));
            sources.promise_connector_file(shown, move || library.read(&path).map_err(|error| error.to_string()));
        }
        Ok(sources)
    }

    /// The corrections to the provider's own document, which lie beside the connector's schemas, and their path.
    pub fn overlay(&self, connector: &str) -> Result<Option<(String, String)>, CatalogError> {
        let path = format!("schemas/{connector}/overlay.yaml");
        for library in &self.libraries {
            match library.read(&path) {
                Ok(text) => return Ok(Some((library.shown(&path), text))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(unreadable(library.as_ref(), &path, &error)),
            }
        }
        Ok(None)
    }

    fn schemas(&self) -> BTreeMap<String, (&Arc<dyn Library>, String)> {
        let mut schemas = BTreeMap::new();
        for library in &self.libraries {
            for path in library.files("schemas") {
                let name = path.strip_prefix("schemas/").and_then(|path| path.strip_suffix(".json"));
                // A schema lies in the folder of its family; what lies beside the folders is for editors.
                if let Some(name) = name.filter(|name| name.contains('/')) {
                    schemas.entry(name.to_owned()).or_insert((library, path));
                }
            }
        }
        schemas
    }

    /// What a connector is, and the names of what can be asked of it.
    pub fn outline(&self, connector: &str) -> Result<Outline, CatalogError> {
        let sources = self.own_sources(connector)?;
        engine_lang::outline(&sources).map_err(|diagnostics| invalid(sources, diagnostics))
    }

    /// The operations of a connector, as its own files say them.
    pub fn operations(&self, connector: &str) -> Result<Vec<OperationOutline>, CatalogError> {
        let sources = self.own_sources(connector)?;
        engine_lang::operations(&sources).map_err(|diagnostics| invalid(sources, diagnostics))
    }

    /// A connector, checked and planned.
    pub fn load(&self, connector: &str) -> Result<Loaded, CatalogError> {
        loaded(self.sources(connector)?, engine_lang::plan)
    }

    /// A connector, checked and planned as far as one operation needs it; all of it if there is no such operation.
    pub fn load_operation(&self, connector: &str, operation: &str, reach: Reach) -> Result<Loaded, CatalogError> {
        loaded(self.sources(connector)?, |sources| engine_lang::plan_operation(sources, operation, reach))
    }

    /// The recorded exchanges of an operation, in order, with the paths of their files.
    pub fn exchanges(&self, connector: &str, operation: &str) -> Result<Vec<(String, String)>, CatalogError> {
        let folder = format!("exchanges/{connector}/{operation}");
        for library in &self.libraries {
            let mut numbered: Vec<(u32, String)> = library
                .files(&folder)
                .into_iter()
                .filter_map(|path| {
                    let name = path.rsplit('/').next()?.strip_suffix(".json")?;
                    Some((name.parse().ok()?, path))
                })
                .collect();
            numbered.sort();
            if !numbered.is_empty() {
                return numbered
                    .into_iter()
                    .map(|(_, path)| Ok((library.shown(&path), read(library.as_ref(), &path)?)))
                    .collect();
            }
        }
        Ok(Vec::new())
    }
}

fn loaded(sources: Sources, plan: impl Fn(&Sources) -> Result<Planned, Diagnostics>) -> Result<Loaded, CatalogError> {
    match plan(&sources) {
        Ok(Planned { plan, warnings }) => Ok(Loaded { plan, sources, warnings }),
        Err(diagnostics) => Err(invalid(sources, diagnostics)),
    }
}

fn invalid(sources: Sources, diagnostics: Diagnostics) -> CatalogError {
    CatalogError::Invalid(Box::new(Invalid { sources, diagnostics }))
}

fn read(library: &dyn Library, path: &str) -> Result<String, CatalogError> {
    library.read(path).map_err(|error| unreadable(library, path, &error))
}

fn unreadable(library: &dyn Library, path: &str, error: &std::io::Error) -> CatalogError {
    CatalogError::Unreadable(format!("{}: {error}", library.shown(path)))
}
