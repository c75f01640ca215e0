//! What a connector is and what can be asked of it, as its own files say it: no schema and no expression is read.

use crate::definition::{self, ConnectorFile, Definition, Mapping, Named, Operation};
use crate::diagnostic::Diagnostics;
use crate::plan::{Access, Method};
use crate::resolve;
use crate::source::Sources;

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
    /// Its operations, in the order of the files.
    pub operations: Vec<OperationOutline>,
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
    /// The path as it was written.
    pub path: String,
    /// What the credential must be granted.
    pub scopes: Vec<String>,
    /// The unified record that it gives.
    pub gives: Option<String>,
    /// The names of its inputs, and whether it cannot be called without them.
    pub inputs: Vec<(String, bool)>,
}

/// A connector's outline, or the mistakes in the structure of its files.
pub fn outline(sources: &Sources) -> Result<Outline, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    match definition::read(sources, &mut diagnostics).filter(|_| !diagnostics.has_errors()) {
        Some(Definition { connector, operations, mappings, writes, .. }) => Ok(Outline {
            operations: operations
                .iter()
                .map(|(name, own)| operation(name, &own.value, &connector, &mappings))
                .collect(),
            name: connector.connector.value,
            title: connector.title.value,
            version: connector.version.value,
            category: connector.category.map(|category| category.value),
            writes: writes.into_keys().collect(),
        }),
        None => Err(diagnostics),
    }
}

fn operation(name: &str, own: &Operation, file: &ConnectorFile, mappings: &Named<Mapping>) -> OperationOutline {
    let mapping = own.mapping.as_ref().and_then(|mapping| mappings.get(&mapping.value));
    let required = |input: &definition::Input| input.required.as_ref().is_some_and(|required| required.value);
    let method = resolve::method(own, file);
    OperationOutline {
        name: name.to_owned(),
        access: own.access.as_ref().map_or_else(|| resolve::implied(own, method, file), |access| access.value),
        method,
        path: own.path.value.clone(),
        scopes: own.scopes.iter().map(|scope| scope.value.clone()).collect(),
        gives: mapping.map(|mapping| mapping.value.target.value.clone()),
        inputs: own.inputs.iter().map(|(name, input)| (name.clone(), required(&input.value))).collect(),
    }
}
