//! What a connector is and what can be asked of it, as its own files say it: no schema and no expression is read.

use std::collections::{BTreeMap, HashSet};

use crate::definition::{self, ConnectorFile, Definition, Mapping, Named, Names, Operation, names};
use crate::diagnostic::Diagnostics;
use crate::plan::{Access, Method};
use crate::resolve;
use crate::source::{SourceId, Sources};
use crate::yaml::Nodes;

/// A connector and what can be asked of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outline {
    /// The connector's name.
    pub name: String,
    /// The provider's name as people know it.
    pub title: String,
    /// The version of the connector.
    pub version: String,
    /// The kind of system.
    pub category: Option<String>,
    /// The names of its operations, in the order of the files.
    pub operations: Vec<String>,
    /// The names of its writes.
    pub writes: Vec<String>,
}

/// One operation, as far as its own file says it.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationOutline {
    /// Its name.
    pub name: String,
    /// What it does to the provider's data.
    pub access: Access,
    /// The HTTP method.
    pub method: Method,
    /// The path as it was written, if anything is asked.
    pub path: Option<String>,
    /// What the credential must be granted.
    pub scopes: Vec<String>,
    /// The unified record that it gives.
    pub gives: Option<String>,
    /// The names of its inputs, and whether it cannot be called without them.
    pub inputs: Vec<(String, bool)>,
}

/// A connector's outline, or the mistakes that keep it from being made. Files whose lines show the names are not read.
pub fn outline(sources: &Sources) -> Result<Outline, Diagnostics> {
    let files = sources.connector_files();
    let mut seen: BTreeMap<SourceId, Names> =
        files.iter().filter_map(|file| Some((*file, names(sources.text(*file))?))).collect();
    let definition = read(|diagnostics| definition::read_some(|file| !seen.contains_key(&file), sources, diagnostics))?;
    let mut all = Names::default();
    for file in files {
        let Names { operations, writes } = seen.remove(file).unwrap_or_else(|| names_in(*file, &definition));
        all.operations.extend(operations);
        all.writes.extend(writes);
    }
    if has_twice(&all.operations) || has_twice(&all.writes) {
        read(|diagnostics| definition::read(sources, diagnostics))?;
    }
    let ConnectorFile { connector, title, version, category, .. } = definition.connector;
    Ok(Outline {
        name: connector.value,
        title: title.value,
        version: version.value,
        category: category.map(|category| category.value),
        operations: all.operations,
        writes: all.writes,
    })
}

/// The names that a file gives which was read.
fn names_in(file: SourceId, definition: &Definition) -> Names {
    fn of<T>(named: &Named<T>, file: SourceId, nodes: &Nodes) -> Vec<String> {
        let here = named.iter().filter(|(_, value)| nodes.span(value.node).source() == file);
        here.map(|(name, _)| name.clone()).collect()
    }
    let Definition { nodes, operations, writes, .. } = definition;
    Names { operations: of(operations, file, nodes), writes: of(writes, file, nodes) }
}

/// The operations of a connector in the order of the files, or the mistakes in the structure of these.
pub fn operations(sources: &Sources) -> Result<Vec<OperationOutline>, Diagnostics> {
    let Definition { connector, operations, mappings, .. } =
        read(|diagnostics| definition::read(sources, diagnostics))?;
    Ok(operations.iter().map(|(name, own)| operation(name, &own.value, &connector, &mappings)).collect())
}

fn read(by: impl FnOnce(&mut Diagnostics) -> Option<Definition>) -> Result<Definition, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    match by(&mut diagnostics).filter(|_| !diagnostics.has_errors()) {
        Some(definition) => Ok(definition),
        None => Err(diagnostics),
    }
}

fn has_twice(names: &[String]) -> bool {
    let mut known = HashSet::new();
    !names.iter().all(|name| known.insert(name))
}

fn operation(name: &str, own: &Operation, file: &ConnectorFile, mappings: &Named<Mapping>) -> OperationOutline {
    let mapping = own.mapping.as_ref().and_then(|mapping| mappings.get(&mapping.value));
    let required = |input: &definition::Input| input.required.as_ref().is_some_and(|required| required.value);
    let method = resolve::method(own, file);
    OperationOutline {
        name: name.to_owned(),
        access: match (&own.access, &own.path) {
            (Some(access), _) => access.value,
            (None, Some(_)) => resolve::implied(own, method, file),
            (None, None) => Access::Read,
        },
        method,
        path: own.path.as_ref().map(|path| path.value.clone()),
        scopes: own.scopes.iter().map(|scope| scope.value.clone()).collect(),
        gives: mapping.map(|mapping| mapping.value.target.value.clone()),
        inputs: own.inputs.iter().map(|(name, input)| (name.clone(), required(&input.value))).collect(),
    }
}
