//! A provider's OpenAPI document to schema files and a scaffold of operations: text in, text out.
//!
//! Data flows one way: document -> overlay (our corrections) -> operations and shapes -> files.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod answer;
mod content;
mod document;
mod error;
mod given;
mod keywords;
mod layout;
mod leftover;
mod names;
mod operation;
mod overlay;
mod paging;
mod place;
mod records;
mod request;
mod scaffold;
mod secret;
mod security;
mod server;
mod shape;
mod text;

pub use error::ImportError;
pub use scaffold::Scaffold;

use std::collections::{BTreeMap, BTreeSet};

use engine_lang::Newer;
use serde_json::Value;

use document::Document;
use names::Unique;
use operation::{Connector, Operation};
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
    name: String,
    title: String,
    connector: Connector,
    operations: Vec<Operation>,
}

/// Imports the operations that are named, by id or path; all of them if none is named.
pub fn import(source: Source<'_>, operations: &[String]) -> Result<Imported, ImportError> {
    let mut root = text::value(source.document, "neither JSON nor YAML")?;
    if let Some(overlay) = source.overlay {
        overlay::apply(overlay, &mut root)?;
    }
    let document = Document::new(root, source.document.path)?;
    let mut converter = Converter::new(&document);
    let chosen = place::choose(&document, operations, &mut converter)?;
    let base = server::base(&document, &mut converter);
    let access = security::read(&document, &chosen, &mut converter)?;
    let connector = Connector { base, access };
    let (mut made, mut unique) = (Vec::new(), Unique::default());
    let mut files: BTreeMap<String, Value> = BTreeMap::new();
    for place in &chosen {
        leftover::tell_of_operation(&document, place, &connector.access, &mut converter)?;
        answer::tell_of_refusals(&document, place, &mut converter)?;
        let Some(mut operation) = operation::read(&document, place, &connector, &mut converter)? else { continue };
        let file = unique.name(&operation.file);
        if file != operation.file {
            operation.name = file.replace('_', "-");
            operation.file = file;
            let (id, name, pointer) = (place.id(&document), &operation.name, &place.pointer);
            converter.note(format!("`{id}` is the name of two operations: the one at {pointer} is called `{name}`"));
        }
        for (folder, shape) in operation.shapes() {
            files.insert(format!("{folder}/{}", operation.file), shape.clone());
        }
        made.push(operation);
    }
    leftover::tell_of_document(&document, &mut converter);
    scaffold::tell_of_reading(&made, &mut converter);
    let (named, mut notes) = converter.finish()?;
    files.extend(named);
    let mut schemas = BTreeMap::new();
    for (file, shape) in files {
        let mut unknown = BTreeSet::new();
        let shape = shape::with_known_required(shape, &mut unknown);
        let name = format!("{}/{file}", source.connector);
        notes.extend(unknown.into_iter().map(|member| {
            format!("`{member}` is required in `{name}`, and described nowhere: describe it in the overlay to send or read it")
        }));
        schemas.insert(name, layout::schema(&shape, &file));
    }
    Ok(Imported {
        schemas,
        notes,
        name: source.connector.to_owned(),
        title: document.at("#/info/title").as_str().unwrap_or("").to_owned(),
        connector,
        operations: made,
    })
}

impl Imported {
    /// What the requests of a connector are compared with.
    pub fn newer(&self) -> Newer {
        let requests = self.operations.iter().map(|operation| operation.request(&self.name));
        Newer {
            schemas: self.schemas.clone(),
            requests: requests.collect(),
            base: self.connector.base.clone(),
            ways: self.connector.access.ways_in(),
        }
    }

    /// Files of a connector to begin with.
    pub fn scaffold(&self) -> Scaffold<'_> {
        Scaffold::of(self)
    }
}
