//! A provider's OpenAPI document to schema files and a scaffold of operations: text in, text out.
//!
//! Data flows one way: document -> overlay (our corrections) -> operations and shapes -> files.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod document;
mod error;
mod layout;
mod merge;
mod names;
mod operation;
mod overlay;
mod request;
mod scaffold;
mod shape;

pub use error::ImportError;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use document::Document;
pub use operation::request_line;

use operation::Operation;
use shape::Converter;

/// A text and the path it was read from, for messages.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The path.
    pub path: &'a str,
    /// The text.
    pub text: &'a str,
}

/// What is imported.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The OpenAPI document, 3.0 or 3.1, as JSON or YAML.
    pub document: Text<'a>,
    /// Our corrections (OpenAPI Overlay 1.0), if there are any.
    pub overlay: Option<Text<'a>>,
    /// The connector's name, which is also that of its family of schemas.
    pub connector: &'a str,
}

/// What an import comes to.
#[derive(Debug)]
pub struct Imported {
    /// Schema files by name, such as `pets/pet`.
    pub schemas: BTreeMap<String, String>,
    /// What the document says and schemas of connectors cannot, and what was left out.
    pub notes: BTreeSet<String>,
    connector: String,
    operations: Vec<Operation>,
    document: Document,
}

/// Imports the operations that are named, by id or path; all of them if none is named.
pub fn import(source: Source<'_>, operations: &[String]) -> Result<Imported, ImportError> {
    let mut root = document::parse(source.document)?;
    if let Some(text) = source.overlay {
        overlay::apply(text, &mut root)?;
    }
    let document = Document::new(root, source.document.path)?;
    let mut converter = Converter::new(&document);
    let chosen = operation::choose(&document, operations)?;
    let mut made = Vec::new();
    let mut files: BTreeMap<String, Value> = BTreeMap::new();
    for place in chosen {
        let Some(mut operation) = operation::read(&document, &place, &mut converter)? else { continue };
        let is_taken = |file: &String| made.iter().any(|other: &Operation| other.file == *file);
        if is_taken(&operation.file) {
            let mut numbered = (2..).map(|number| format!("{}_{number}", operation.file));
            operation.file = numbered.find(|file| !is_taken(file)).unwrap_or_default();
            operation.name = operation.file.replace('_', "-");
            converter.note(format!(
                "`{}` is the name of two operations: one is called `{}`",
                place.id(&document),
                operation.name
            ));
        }
        for (folder, shape) in operation.shapes() {
            files.insert(format!("{folder}/{}", operation.file), shape.clone());
        }
        made.push(operation);
    }
    if !document.at("#/servers/0/url").as_str().is_some_and(|url| url.starts_with("http")) {
        converter.note("the document names no server: write `base_url` in `connector.yaml`");
    }
    let (named, notes) = converter.finish()?;
    files.extend(named);
    let schemas = files.into_iter().map(|(name, shape)| {
        let text = layout::schema(&merge::with_known_required(shape), &name);
        (format!("{}/{name}", source.connector), text)
    });
    Ok(Imported {
        schemas: schemas.collect(),
        notes,
        connector: source.connector.to_owned(),
        operations: made,
        document,
    })
}

impl Imported {
    /// `connector.yaml` for a connector that does not exist yet.
    pub fn connector_file(&self) -> String {
        scaffold::connector(&self.connector, &self.document, &self.operations)
    }

    /// Files of operations by name, leaving out those that the connector has already (see [`request_line`]).
    pub fn operation_files(&self, existing: &[String]) -> BTreeMap<String, String> {
        let new: Vec<&Operation> =
            self.operations.iter().filter(|operation| !existing.contains(&operation.line())).collect();
        scaffold::operations(&self.connector, &new)
    }
}
