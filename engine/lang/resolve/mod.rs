//! Definition to resolved: every name becomes what it stands for, every expression is compiled.
//!
//! What fails is reported and left out as `None`, so that later phases stay silent about it.

mod access;
mod answer;
mod auth;
mod connect;
mod connector;
mod constant;
mod expression;
mod form;
mod mapping;
mod operation;
mod pagination;
mod request;
mod sent;
mod setting;
mod template;
mod values;
mod webhook;
mod word;
mod write;

pub use access::{implied, method};
pub use mapping::{FieldsOf, Matching, ResolvedElements, ResolvedField, ResolvedLookup, ResolvedMapping, ResolvedRule};
pub use operation::ResolvedOperation;
pub use sent::Sent;
pub use webhook::{ResolvedEvent, ResolvedWebhooks};
pub use write::{ResolvedAction, ResolvedStep, ResolvedUnwanted, ResolvedWrite};

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::definition::{Definition, Mapping, Named};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::{self, Placed, Slot};
use crate::schema::{Loader, Property, ShapeId, Shapes};
use crate::source::{Sources, Span};
use crate::yaml::{NodeId, Nodes, Spanned};

/// A connector in which every name stands for something.
#[derive(Debug)]
pub struct Resolved {
    /// The connector without its operations.
    pub connector: plan::Connector,
    /// Where `defaults` is written.
    pub defaults_span: Option<Span>,
    /// Where each scope is declared.
    pub scope_spans: Vec<(String, Span)>,
    /// Where each credential is declared.
    pub credential_spans: Vec<(String, Span)>,
    /// The operations.
    pub operations: Vec<ResolvedOperation>,
    /// The mappings.
    pub mappings: IndexMap<String, ResolvedMapping>,
    /// What the provider sends by itself.
    pub webhooks: Option<ResolvedWebhooks>,
    /// The writes.
    pub writes: Vec<ResolvedWrite>,
    /// Every shape that is referred to.
    pub shapes: Shapes,
    /// Whether every schema could be read; what one that could not would say, nobody knows.
    pub has_read_all: bool,
}

/// Resolves all of a definition.
pub fn resolve(definition: Definition, sources: &Sources, diagnostics: &mut Diagnostics) -> Resolved {
    let Definition { mut nodes, connector, operations, mappings, events, writes, is_whole } = definition;
    let mut loader = Loader::new(sources, &mut nodes);
    let mut shape_names: Vec<(String, NodeId)> = Vec::new();
    let mut want = |name: &Option<Spanned<String>>| {
        shape_names.extend(name.iter().map(|name| (name.value.clone(), name.node)));
    };
    connector.defaults.iter().for_each(|defaults| want(&defaults.value.envelope));
    connector.webhooks.iter().for_each(|webhooks| want(&Some(webhooks.value.envelope.clone())));
    for operation in operations.values() {
        want(&operation.value.envelope);
        want(&operation.value.request);
        want(&operation.value.parameters);
        want(&operation.value.record);
        operation.value.inputs.values().for_each(|input| want(&input.value.schema));
    }
    mappings.values().for_each(|mapping| want(&Some(mapping.value.target.clone())));
    for write in writes.values() {
        want(&Some(write.value.takes.clone()));
        want(&Some(write.value.gives.value.target.clone()));
    }
    let shape_ids = load_shapes(&mut loader, &shape_names, sources, diagnostics);
    let has_read_all = loader.has_read_all();
    let mut shapes = loader.finish();
    let lists = lists(&mappings, &shape_ids, &mut shapes);
    let nothing = operations.values().find(|own| own.value.path.is_none());
    let nothing = nothing.map(|own| shapes.object(nodes.key_span(own.node), IndexMap::new()));
    let slots = Vec::new();
    let mut resolver =
        Resolver { nodes: &nodes, sources, diagnostics, shape_ids, lists, nothing, mappings: &mappings, slots };
    let resolved_connector = resolver.connector(&connector);
    let takes_token = !is_whole || resolver.some_input_takes_the_token(connector.defaults.as_ref(), &operations);
    let mut resolved_operations = Vec::new();
    for (name, operation) in &operations {
        let mistakes = resolver.diagnostics.mistakes();
        let own = match operation.value.path {
            Some(_) => resolver.operation(name, operation, &connector),
            None => resolver.constant(name, operation),
        };
        // What it leaves unread may be the token that a misspelt input was to take.
        let is_sound = resolver.diagnostics.mistakes() == mistakes && takes_token;
        resolved_operations.extend(own.map(|own| ResolvedOperation { is_sound, ..own }));
    }
    let resolved_mappings = mappings.iter().map(|(name, mapping)| (name.clone(), resolver.mapping(mapping))).collect();
    let webhooks = resolver.webhooks(connector.webhooks.as_ref(), &events);
    let writes = writes.iter().map(|(name, write)| resolver.write(name, write)).collect();
    let scope_spans = connector.scopes.iter().map(|(name, scope)| (name.clone(), nodes.key_span(scope.node))).collect();
    let credentials = connector.credentials.iter();
    let credential_spans = credentials.map(|(name, own)| (name.clone(), nodes.key_span(own.node))).collect();
    let defaults_span = connector.defaults.as_ref().map(|defaults| nodes.key_span(defaults.node));
    Resolved {
        connector: resolved_connector,
        defaults_span,
        scope_spans,
        credential_spans,
        operations: resolved_operations,
        mappings: resolved_mappings,
        webhooks,
        writes,
        shapes,
        has_read_all,
    }
}

fn load_shapes(
    loader: &mut Loader<'_>,
    names: &[(String, NodeId)],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> HashMap<String, ShapeId> {
    let mut ids = HashMap::new();
    for (name, node) in names {
        if ids.contains_key(name) {
            continue;
        }
        match loader.load(name, diagnostics) {
            Some(id) => {
                ids.insert(name.clone(), id);
            }
            None if sources.schema(name).is_none() => {
                let span = loader.nodes().span(*node);
                diagnostics.push(
                    Diagnostic::error(Code::UnknownName, span, format!("there is no schema `{name}`"))
                        .help(format!("a schema is a file: `schemas/{name}.json`"))
                        .suggest(span, name, sources.schema_names()),
                );
            }
            None => {}
        }
    }
    ids
}

/// What mappings that make several records fill, by the name of the target: an object with the list of them.
fn lists(
    mappings: &Named<Mapping>,
    shape_ids: &HashMap<String, ShapeId>,
    shapes: &mut Shapes,
) -> HashMap<String, ShapeId> {
    let mut lists = HashMap::new();
    for target in mappings.values().filter(|own| own.value.records.is_some()).map(|own| &own.value.target.value) {
        if let Some(id) = shape_ids.get(target).filter(|_| !lists.contains_key(target)) {
            let (shape, span) = (shapes.list_of(*id), shapes.get(*id).span);
            let list = Property { shape, required: true, span };
            lists.insert(target.clone(), shapes.object(span, IndexMap::from([(plan::RECORDS.to_owned(), list)])));
        }
    }
    lists
}

/// The text, if there is one.
fn text(text: Option<&Spanned<String>>) -> Option<String> {
    text.map(|text| text.value.clone())
}

/// What every part of this phase works with.
struct Resolver<'a> {
    nodes: &'a Nodes,
    sources: &'a Sources,
    diagnostics: &'a mut Diagnostics,
    shape_ids: HashMap<String, ShapeId>,
    /// What mappings that make several records fill, by the name of the target.
    lists: HashMap<String, ShapeId>,
    /// The record of an operation that asks nothing, if there is one.
    nothing: Option<ShapeId>,
    mappings: &'a Named<Mapping>,
    /// The places in a request that paging writes to, of the operation that is being resolved.
    slots: Vec<Placed<Slot>>,
}

impl Resolver<'_> {
    fn error(&mut self, code: Code, node: NodeId, message: impl Into<String>, help: &str) {
        let diagnostic = Diagnostic::error(code, self.nodes.span(node), message);
        self.diagnostics.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn shape(&self, name: Option<&Spanned<String>>) -> Option<ShapeId> {
        self.shape_ids.get(&name?.value).copied()
    }
}
