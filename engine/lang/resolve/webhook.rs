//! Webhooks: the kind of signature, and every path of the events compiled.

use super::{Resolver, text};
use crate::definition::{Event, EventRecords, Named, Signature, Webhooks};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::plan::{self, Placed};
use crate::schema::ShapeId;
use crate::source::Span;
use crate::yaml::Spanned;

/// What the provider sends by itself, with the shape that its paths walk.
#[derive(Debug)]
pub struct ResolvedWebhooks {
    /// The webhooks, still without their events.
    pub webhooks: plan::Webhooks,
    /// The shape of every delivery, if it exists.
    pub envelope: Option<ShapeId>,
    /// The events.
    pub events: Vec<ResolvedEvent>,
}

/// An event with the names of its mappings.
#[derive(Debug)]
pub struct ResolvedEvent {
    /// The event, still without its mappings.
    pub event: plan::Event,
    /// The name and place of the mapping of each of its records.
    pub mappings: Vec<Option<(String, Span)>>,
    /// What is left out on purpose.
    pub ignored: Vec<Placed<Path>>,
}

impl Resolver<'_> {
    /// Webhooks and their events; `None` if there are none, or a part fails without which nothing can be said of them.
    pub(super) fn webhooks(
        &mut self,
        webhooks: Option<&Spanned<Webhooks>>,
        events: &Named<Event>,
    ) -> Option<ResolvedWebhooks> {
        let Some(Spanned { value: own, .. }) = webhooks else {
            self.events_of_nothing(events);
            return None;
        };
        let signature = self.signature(&own.signature);
        let kind = self.single(own.kind.node);
        let id = own.id.as_ref().and_then(|id| self.single(id.node));
        let events = events.iter().map(|(name, event)| self.event(name, event)).collect();
        let webhooks = plan::Webhooks {
            docs: text(own.docs.as_ref()),
            signature: signature?,
            kind: kind?,
            id,
            events: indexmap::IndexMap::new(),
        };
        Some(ResolvedWebhooks { webhooks, envelope: self.shape(Some(&own.envelope)), events })
    }

    fn events_of_nothing(&mut self, events: &Named<Event>) {
        let Some(event) = events.values().next() else { return };
        let message = "there are events, and `connector.yaml` does not say how they are sent";
        let span = self.nodes.key_span(event.node);
        self.diagnostics.push(
            Diagnostic::error(Code::MissingKey, span, message)
                .help("write `webhooks` in `connector.yaml`: `signature`, `envelope` and `type`"),
        );
    }

    fn signature(&mut self, signature: &Spanned<Signature>) -> Option<plan::Signature> {
        let Signature { hmac_sha256 } = &signature.value;
        let Some(Spanned { value: own, .. }) = hmac_sha256 else {
            let message = "a delivery that is not signed could be from anyone";
            self.error(Code::WrongChoice, signature.node, message, "write exactly one kind: `hmac_sha256`");
            return None;
        };
        Some(plan::Signature::HmacSha256 {
            header: own.header.value.clone(),
            prefix: text(own.prefix.as_ref()).unwrap_or_default(),
            encoding: own.encoding.value,
        })
    }

    fn event(&mut self, name: &str, event: &Spanned<Event>) -> ResolvedEvent {
        let Spanned { value: own, node } = event;
        let span = self.nodes.key_span(*node);
        let mut records: Vec<_> = own.records.iter().filter_map(|records| self.event_records(records)).collect();
        if own.records.is_empty() {
            let whole = Path::parse("$").ok().map(|whole| Placed::new(whole, span));
            records.extend(whole.map(|whole| (bare(whole), None)));
        }
        let ignored =
            own.ignored.iter().filter_map(|(path, why)| self.ignored(path, why)).map(|(path, _)| path).collect();
        let (records, mappings) = records.into_iter().unzip();
        let event = plan::Event {
            name: name.to_owned(),
            span,
            title: text(own.title.as_ref()),
            description: text(own.description.as_ref()),
            docs: text(own.docs.as_ref()),
            records,
            known: Vec::new(),
        };
        ResolvedEvent { event, mappings, ignored }
    }

    fn event_records(
        &mut self,
        records: &Spanned<EventRecords>,
    ) -> Option<(plan::EventRecords, Option<(String, Span)>)> {
        let EventRecords { from, mapping } = &records.value;
        let mapping = mapping.as_ref().and_then(|mapping| self.known_mapping(mapping));
        Some((bare(self.path(from.node)?), mapping))
    }
}

/// Records of which no more is known than where they are.
fn bare(from: Placed<Path>) -> plan::EventRecords {
    plan::EventRecords { from, optional: false, record: None, mapping: None }
}
