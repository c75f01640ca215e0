//! An operation: the defaults and its own keys together, with every name looked up.

use indexmap::IndexMap;

use super::access::method;
use super::pagination::{leaves_list_open, pagination};
use super::request::Request;
use super::sent::{Sent, sent, sizes};
use super::{Resolver, text};
use crate::definition::{ConnectorFile, Defaults, Input, InputType, Named, Operation};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::plan::{self, Placed, Slot};
use crate::schema::ShapeId;
use crate::source::Span;
use crate::yaml::Spanned;

/// An operation with the shapes that its paths walk.
#[derive(Debug)]
pub struct ResolvedOperation {
    /// The operation, still without its mapping.
    pub operation: plan::Operation,
    /// The shape of the whole answer.
    pub envelope: Option<ShapeId>,
    /// Whether a shape was named, even if it does not exist.
    pub names_envelope: bool,
    /// Whether it says nothing of its records, where the connector says how all its lists go on.
    pub leaves_list_open: bool,
    /// The shape of the body that the provider takes.
    pub request: Option<ShapeId>,
    /// The shape of the query that the provider takes.
    pub parameters: Option<ShapeId>,
    /// The places in the request that paging writes to.
    pub slots: Vec<Placed<Slot>>,
    /// Arguments that are called like those of paging.
    pub sent: Vec<Sent>,
    /// The shape of one record.
    pub record: Option<ShapeId>,
    /// Whether a shape was named, even if it does not exist.
    pub names_record: bool,
    /// Where each query parameter is named.
    pub query_spans: IndexMap<String, Span>,
    /// Where the body stands.
    pub body_span: Option<Span>,
    /// Whether no part of the request failed.
    pub request_is_sound: bool,
    /// Whether no part of it failed; what is missing from it may be what failed.
    pub is_sound: bool,
    /// Whether it changes something; a scope that does not exist leaves that open.
    pub writes: bool,
    /// Where pagination is written, even if it failed.
    pub pagination_span: Option<Span>,
    /// The mapping's name and place.
    pub mapping: Option<(String, Span)>,
    /// Where each input is declared.
    pub input_spans: IndexMap<String, Span>,
    /// The shapes that inputs name for what they hold; `None` for one that could not be read.
    pub input_shapes: IndexMap<String, Placed<Option<ShapeId>>>,
}

impl Resolver<'_> {
    /// One operation; `None` if a part fails without which nothing can be said of the rest.
    #[allow(clippy::too_many_lines, reason = "a line for each field")]
    pub(super) fn operation(
        &mut self,
        name: &str,
        Spanned { value: own, node }: &Spanned<Operation>,
        file: &ConnectorFile,
    ) -> Option<ResolvedOperation> {
        let (span, defaults) = (self.nodes.key_span(*node), file.defaults.as_ref().map(|defaults| &defaults.value));
        let Request { path, query, headers, body, is_sound: request_is_sound } = self.request(own, defaults);
        let (records, (access, writes)) = (self.records(own, span)?, self.access(own, method(own, file), file));
        let (paging, envelope) = (pagination(own, defaults, &records.value, writes), envelope(own, defaults));
        let (inputs, page_size) = (self.inputs(own), paging.and_then(|paging| self.page_size(paging)));
        let sent = sent(&query, &self.key_spans(&own.query), &headers, body.as_ref(), &inputs);
        Some(ResolvedOperation {
            operation: plan::Operation {
                name: name.to_owned(),
                span,
                title: text(own.title.as_ref()),
                description: text(own.description.as_ref()),
                docs: text(own.docs.as_ref()),
                aliases: self.aliases(own),
                newer: own.newer.as_ref().is_some_and(|newer| newer.value),
                method: method(own, file),
                path,
                path_text: text(own.path.as_ref()).unwrap_or_default(),
                access,
                scopes: self.scopes(own, file),
                inputs,
                query,
                headers,
                body,
                needed: Vec::new(),
                success: self.success(own, defaults),
                error: self.error_paths(own, defaults),
                warnings: self.warnings(own, defaults),
                expect_headers: self.expected(defaults),
                incremental: self.incremental(own, defaults),
                sizes: sizes(&sent, page_size.as_ref()),
                page_size,
                pagination: paging.and_then(|paging| self.pagination(paging)).unwrap_or(plan::Pagination::Single),
                records,
                empty: self.empty(own),
                beside: self.set_aside(own, defaults),
                only: self.values(&own.only, "a record"),
                secrets: own.secrets.iter().filter_map(|path| self.path(path.node)).collect(),
                record: text(own.record.as_ref()),
                members: plan::Members::default(),
                mapping: None,
            },
            envelope: self.shape(envelope),
            names_envelope: envelope.is_some(),
            leaves_list_open: leaves_list_open(own, defaults, writes),
            request: self.shape(own.request.as_ref()),
            parameters: self.shape(own.parameters.as_ref()),
            slots: std::mem::take(&mut self.slots),
            sent,
            record: self.shape(own.record.as_ref()),
            names_record: own.record.is_some(),
            query_spans: self.key_spans(&own.query),
            body_span: own.body.as_ref().map(|body| self.nodes.key_span(body.node)),
            request_is_sound,
            is_sound: true,
            writes,
            pagination_span: paging.map(|paging| self.nodes.key_span(paging.node)),
            mapping: self.mapping_name(own),
            input_spans: self.key_spans(&own.inputs),
            input_shapes: self.input_shapes(own),
        })
    }

    fn aliases(&self, own: &Operation) -> Vec<Placed<String>> {
        own.aliases.iter().map(|alias| Placed::new(alias.value.clone(), self.nodes.span(alias.node))).collect()
    }

    fn inputs(&mut self, own: &Operation) -> IndexMap<String, plan::Input> {
        own.inputs.iter().map(|(name, input)| (name.clone(), self.input(input))).collect()
    }

    fn input_shapes(&self, own: &Operation) -> IndexMap<String, Placed<Option<ShapeId>>> {
        let named = own.inputs.iter().filter_map(|(name, input)| {
            let schema = input.value.schema.as_ref()?;
            Some((name.clone(), Placed::new(self.shape(Some(schema)), self.nodes.span(schema.node))))
        });
        named.collect()
    }

    fn records(&mut self, own: &Operation, span: Span) -> Option<Placed<Path>> {
        match &own.records {
            Some(records) => self.path(records.node),
            None => Path::parse("$").ok().map(|whole| Placed::new(whole, span)),
        }
    }

    fn empty(&self, own: &Operation) -> plan::Empty {
        let list = own.empty_list.as_ref();
        let list = list.map(|list| Placed::new(list.value, self.nodes.span(list.node)));
        plan::Empty { list, ..plan::Empty::default() }
    }

    fn key_spans<T>(&self, named: &Named<T>) -> IndexMap<String, Span> {
        named.iter().map(|(name, value)| (name.clone(), self.nodes.key_span(value.node))).collect()
    }

    fn scopes(&mut self, own: &Operation, file: &ConnectorFile) -> Vec<String> {
        for scope in &own.scopes {
            if !file.scopes.contains_key(&scope.value) {
                let span = self.nodes.span(scope.node);
                let message = format!("the scope `{}` is not declared", scope.value);
                self.diagnostics.push(
                    Diagnostic::error(Code::UnknownName, span, message)
                        .suggest(span, &scope.value, file.scopes.keys().map(String::as_str))
                        .help("scopes are declared under `scopes` in `connector.yaml`"),
                );
            }
        }
        own.scopes.iter().map(|scope| scope.value.clone()).collect()
    }

    pub(super) fn mapping_name(&mut self, own: &Operation) -> Option<(String, Span)> {
        let mapping = own.mapping.as_ref()?;
        self.known_mapping(mapping)
    }

    /// A mapping that exists, by name.
    pub(super) fn known_mapping(&mut self, mapping: &Spanned<String>) -> Option<(String, Span)> {
        let span = self.nodes.span(mapping.node);
        if !self.mappings.contains_key(&mapping.value) {
            let message = format!("there is no mapping `{}`", mapping.value);
            let names = self.mappings.keys().map(String::as_str);
            self.diagnostics.push(Diagnostic::error(Code::UnknownName, span, message).suggest(
                span,
                &mapping.value,
                names,
            ));
            return None;
        }
        Some((mapping.value.clone(), span))
    }

    fn input(&mut self, input: &Spanned<Input>) -> plan::Input {
        let Input { kind, items, schema: _, choices, required, nullable, secret, default, description } = &input.value;
        let item_choices = items.as_ref().and_then(|items| items.value.choices.as_ref());
        let choices = choices.as_ref().or(item_choices);
        let items = items.as_ref().and_then(|items| items.value.kind.as_ref());
        plan::Input {
            kind: kind.value,
            items: items.map_or(InputType::String, |items| items.value),
            choices: choices.map(|choices| choices.iter().map(|choice| self.literal(choice.node)).collect()),
            required: required.as_ref().is_some_and(|required| required.value),
            nullable: nullable.as_ref().is_some_and(|nullable| nullable.value),
            secret: secret.as_ref().is_some_and(|secret| secret.value),
            default: default.as_ref().map(|default| self.literal(default.node)),
            description: description.as_ref().map(|description| description.value.clone()),
        }
    }
}

fn envelope<'a>(own: &'a Operation, defaults: Option<&'a Defaults>) -> Option<&'a Spanned<String>> {
    own.envelope.as_ref().or(defaults.and_then(|defaults| defaults.envelope.as_ref()))
}
