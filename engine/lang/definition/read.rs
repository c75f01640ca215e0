//! Text to definition: parses every file of the connector, checks its structure, and makes the typed form.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::index::files_of;
use super::reach::Reach;
use super::structure::{self, PlaceId, Rules};
use super::{ConnectorFile, Event, Mapping, Named, Operation, Write};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};
use crate::yaml::{self, Nodes, Spanned};

/// What the author wrote: all files of one connector.
#[derive(Debug)]
pub struct Definition {
    /// Every value of every file, with its place.
    pub nodes: Nodes,
    /// `connector.yaml`.
    pub connector: ConnectorFile,
    /// The operations of all files.
    pub operations: Named<Operation>,
    /// The mappings of all files.
    pub mappings: Named<Mapping>,
    /// The events of all files.
    pub events: Named<Event>,
    /// The writes of all files.
    pub writes: Named<Write>,
    /// Whether it has every operation of the connector.
    pub is_whole: bool,
}

/// A file beside `connector.yaml`: the operations, mappings and events of one resource.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ResourceFile {
    /// What can be asked of the provider.
    #[serde(default)]
    operations: Named<Operation>,
    /// What makes unified records.
    #[serde(default)]
    mappings: Named<Mapping>,
    /// What the provider sends word of.
    #[serde(default)]
    events: Named<Event>,
    /// What becomes of unified records that a caller gives.
    #[serde(default)]
    writes: Named<Write>,
}

/// Made of the file, which a test holds equal to [`json_schema`]: to make the schema of the types at each start takes
/// longer, and a third of a mebibyte of code. The schema is not kept beside them.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let schema: Value =
        serde_json::from_str(include_str!("../../../schemas/connector.schema.json")).unwrap_or_default();
    Rules::of(&schema)
});

/// The JSON Schema of connector files, by which editors complete and check: `schemas/connector.schema.json`.
pub fn json_schema() -> Value {
    let mut generator = schemars::SchemaGenerator::default();
    let connector = generator.subschema_for::<ConnectorFile>();
    let resource = generator.subschema_for::<ResourceFile>();
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a connector",
        "if": { "required": ["connector"] },
        "then": connector,
        "else": resource,
        "$defs": generator.take_definitions(true),
    })
}

/// Reads every file; nothing is returned if one of them is so broken that later phases could only guess.
pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Definition> {
    read_some(|_| true, sources, diagnostics)
}

/// Reads `connector.yaml` and the files that say what one operation takes, or all where that is not known.
pub fn read_for(operation: &str, reach: Reach, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Definition> {
    let files = files_of(operation, reach, sources);
    let is_wanted = |file| files.as_ref().is_none_or(|files| files.contains(&file));
    read_some(is_wanted, sources, diagnostics)
}

/// Reads `connector.yaml` and those of the other files that are wanted.
pub fn read_some(
    is_wanted: impl Fn(SourceId) -> bool,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Definition> {
    let mut nodes = Nodes::new();
    let (mut connector, mut first) = (None, None);
    let mut resources = Vec::new();
    for file in sources.connector_files() {
        let name = sources.path(*file).rsplit(['/', '\\']).next();
        if name.is_some_and(|name| name == "connector.yaml" || name == "connector.yml") {
            if let Some(first) = first.replace(*file) {
                let message = "the folder has two files that say who the provider is";
                diagnostics.push(
                    Diagnostic::error(Code::DuplicateName, Span::new(*file, 0..0), message)
                        .also(Span::new(first, 0..0), "the other one")
                        .help("keep `connector.yaml`, and move what the other has into it"),
                );
            }
            connector = Some(file_of::<ConnectorFile>(*file, RULES.connector, sources, &mut nodes, diagnostics));
        } else if is_wanted(*file) {
            resources.push(file_of::<ResourceFile>(*file, RULES.resource, sources, &mut nodes, diagnostics));
        }
    }
    if connector.is_none()
        && let Some(first) = sources.connector_files().first()
    {
        let message = "the folder has no `connector.yaml`";
        diagnostics.push(
            Diagnostic::error(Code::MissingFile, Span::new(*first, 0..0), message)
                .help("write it: `connector`, `title`, `version`, `base_url` and `auth` are what it needs"),
        );
    }
    if diagnostics.has_errors() {
        return None;
    }
    let mut connector = connector??;
    let mut operations = std::mem::take(&mut connector.operations);
    let mut mappings = std::mem::take(&mut connector.mappings);
    let mut events = std::mem::take(&mut connector.events);
    let mut writes = std::mem::take(&mut connector.writes);
    for resource in resources.into_iter().flatten() {
        merge(&mut operations, resource.operations, "operation", &nodes, diagnostics);
        merge(&mut mappings, resource.mappings, "mapping", &nodes, diagnostics);
        merge(&mut events, resource.events, "event", &nodes, diagnostics);
        merge(&mut writes, resource.writes, "write", &nodes, diagnostics);
    }
    Some(Definition { nodes, connector, operations, mappings, events, writes, is_whole: true })
}

fn file_of<T: DeserializeOwned>(
    file: SourceId,
    place: PlaceId,
    sources: &Sources,
    nodes: &mut Nodes,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let before = diagnostics.count(crate::diagnostic::Severity::Error);
    let root = yaml::parse(file, sources, nodes, diagnostics)?;
    structure::check(root, &RULES, place, nodes, sources, diagnostics);
    if diagnostics.count(crate::diagnostic::Severity::Error) > before {
        return None;
    }
    match yaml::typed(nodes, root) {
        Ok(typed) => Some(typed),
        Err((node, message)) => {
            diagnostics.push(Diagnostic::error(Code::WrongKind, nodes.span(node), message));
            None
        }
    }
}

fn merge<T>(all: &mut Named<T>, more: Named<T>, word: &str, nodes: &Nodes, diagnostics: &mut Diagnostics) {
    for (name, value) in more {
        let place = nodes.key_span(value.node);
        match all.get(&name) {
            Some(Spanned { node, .. }) => diagnostics.push(
                Diagnostic::error(Code::DuplicateName, place, format!("there are two {word}s called `{name}`"))
                    .label("again here")
                    .also(nodes.key_span(*node), "first here")
                    .help("give one of them another name, or leave it out"),
            ),
            None => {
                all.insert(name, value);
            }
        }
    }
}
