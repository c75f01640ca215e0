//! What a connector is and what can be asked of it, as its own files say it: no schema and no expression is read.

use crate::definition::{self, Definition};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// A connector and the names of what can be asked of it.
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

/// A connector's outline, or the mistakes in the structure of its files.
pub fn outline(sources: &Sources) -> Result<Outline, Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    match definition::read(sources, &mut diagnostics).filter(|_| !diagnostics.has_errors()) {
        Some(Definition { connector, operations, writes, .. }) => Ok(Outline {
            name: connector.connector.value,
            title: connector.title.value,
            version: connector.version.value,
            category: connector.category.map(|category| category.value),
            operations: operations.into_keys().collect(),
            writes: writes.into_keys().collect(),
        }),
        None => Err(diagnostics),
    }
}
