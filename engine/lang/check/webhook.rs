//! Webhooks: each event is one that the provider sends, none is missing, and its records are where it says.

use serde_json::Value;

use super::Use;
use super::answer::{CURSORS, kind};
use super::in_schema::{self, InSchema};
use super::mapping::Mappings;
use super::records::{self, Records};
use super::walk::{Known, Reach, Walk};
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::{Path, Step, path_to};
use crate::paging::Member as _;
use crate::plan::{Event, EventRecords, Placed, Webhooks};
use crate::resolve::{ResolvedEvent, ResolvedWebhooks};
use crate::schema::{Kinds, ShapeId, Shapes};
use crate::source::Span;
use crate::unread::beside;

/// Checks every path of the webhooks, and types the mappings of their records.
pub fn check(
    resolved: ResolvedWebhooks,
    mappings: &mut Mappings<'_>,
    mapped: &mut Vec<Use>,
    walk: &mut Walk<'_>,
) -> Webhooks {
    let ResolvedWebhooks { mut webhooks, envelope, events } = resolved;
    // Where the event cannot be read, nothing is known of the deliveries of each.
    let envelope = envelope.filter(|id| walk.path(&webhooks.kind.value, webhooks.kind.span, &[*id]).is_some());
    if let Some(envelope) = envelope {
        kind(&webhooks.kind, &[envelope], Kinds::STRING, walk);
        webhooks.id.iter().for_each(|id| kind(id, &[envelope], CURSORS, walk));
        webhooks.id.iter().for_each(|id| is_its_own(id, &webhooks.kind, walk));
        complete(&webhooks.kind, envelope, &events, walk);
    }
    let read: Vec<_> = std::iter::once(&webhooks.kind).chain(&webhooks.id).cloned().collect();
    for ResolvedEvent { mut event, mappings: names, ignored } in events {
        let deliveries = envelope.and_then(|envelope| deliveries(&event, &webhooks.kind.value, envelope, walk));
        let mut sound = true;
        for (own, name) in event.records.iter_mut().zip(names) {
            let reached = deliveries.as_ref().and_then(|deliveries| reach(own, deliveries, walk));
            sound &= reached.is_some();
            if let Some((name, span)) = name {
                let hidden = Records { shapes: Vec::new(), whole: Vec::new(), hidden: true, nullable: false };
                let records = reached.unwrap_or(hidden);
                if records.shapes.is_empty() && !records.hidden {
                    let message = format!("`{}` maps what no schema describes", event.name);
                    let help = "let the `envelope` of `webhooks` say what members it has";
                    walk.diagnostics.push(Diagnostic::error(Code::MissingShape, span, message).help(help));
                }
                own.mapping = mappings.of_records(&name, &records.shapes, walk);
                if own.mapping.as_ref().is_some_and(|mapping| mapping.several) {
                    let message = format!("`{name}` makes several records, and an event has one at each place");
                    let help = "name a mapping that has `fields`";
                    walk.diagnostics.push(Diagnostic::error(Code::WrongChoice, span, message).help(help));
                }
                let (by, record) = (event.name.clone(), own.record.clone());
                mapped.push(Use { mapping: name, by, is_event: true, record, shapes: records.shapes });
            }
        }
        if let Some(deliveries) = deliveries.as_ref().filter(|_| sound) {
            event.known = nothing_is_left(&event, &ignored, &read, deliveries, walk);
        }
        webhooks.events.insert(event.name.clone(), event);
    }
    webhooks
}

/// What names the event is the same in every delivery of it: by that as their id, all but the first would be repeated ones.
fn is_its_own(id: &Placed<Path>, kind: &Placed<Path>, walk: &mut Walk<'_>) {
    if id.value.text() == kind.value.text() {
        let message = format!("`{}` names the event, and tells no delivery from another", id.value.text());
        let diagnostic =
            Diagnostic::error(Code::InvalidSetting, id.span, message).also(kind.span, "the event is read here");
        walk.diagnostics.push(diagnostic.help("name the member that each delivery has for itself, or leave `id` out"));
    }
}

/// Every event that the provider's schema lists is written, since an event that is forgotten is one that is not seen.
fn complete(kind: &Placed<Path>, envelope: ShapeId, events: &[ResolvedEvent], walk: &mut Walk<'_>) {
    let written = |name: &str| events.iter().any(|own| own.event.name == name);
    let sent = sent(&kind.value, envelope, walk.shapes);
    let mut missing: Vec<&str> = sent.iter().filter_map(Value::as_str).filter(|name| !written(name)).collect();
    missing.dedup();
    if missing.is_empty() {
        return;
    }
    let message = format!("the provider sends {}, and there is no such event", quoted_list(&missing));
    walk.diagnostics.push(
        Diagnostic::error(Code::EnumMismatch, kind.span, message)
            .also(walk.shapes.get(envelope).span, "the provider's events")
            .help(format!("write each under `events`; `{}: {{}}` gives its deliveries as they come", missing[0])),
    );
}

/// The events that the schema of deliveries lists.
fn sent(kind: &Path, envelope: ShapeId, shapes: &Shapes) -> Vec<Value> {
    let choices = shapes.flat(envelope).filter_map(|delivery| names(kind, delivery, shapes));
    choices.flatten().collect()
}

/// The events that a delivery of this shape can be of; `None` if the schema does not list them.
fn names(kind: &Path, delivery: ShapeId, shapes: &Shapes) -> Option<Vec<Value>> {
    let mut at = vec![delivery];
    for step in kind.lead() {
        let Step::Member(name) = step else { return None };
        at = shapes.members(&at, name);
    }
    at.into_iter().map(|id| shapes.choices(id)).collect::<Option<Vec<_>>>().map(|all| all.concat())
}

/// The shapes that deliveries of this event have; `None` if there are none, which is then reported.
fn deliveries(event: &Event, kind: &Path, envelope: ShapeId, walk: &mut Walk<'_>) -> Option<Known> {
    let is_of = |id: &ShapeId| {
        names(kind, *id, walk.shapes).is_none_or(|names| names.iter().any(|name| *name == event.name.as_str()))
    };
    let own: Known = walk.shapes.flat(envelope).filter(is_of).collect();
    if !own.is_empty() {
        return Some(own);
    }
    let sent = sent(kind, envelope, walk.shapes);
    let message = format!("the provider sends no event `{}`", event.name);
    walk.diagnostics.push(
        Diagnostic::error(Code::EnumMismatch, event.span, message)
            .also(walk.shapes.get(envelope).span, "the provider's events")
            .suggest(event.span, &event.name, sent.iter().filter_map(Value::as_str)),
    );
    None
}

/// What a delivery holds beside its records is ignored on purpose: a record that no line names would be missed by nobody.
/// Gives the names that lead to all that is known of it.
fn nothing_is_left(
    event: &Event,
    ignored: &[Placed<Path>],
    read: &[Placed<Path>],
    deliveries: &Known,
    walk: &mut Walk<'_>,
) -> Vec<Vec<String>> {
    for path in ignored {
        walk.path(&path.value, path.span, deliveries);
    }
    let paths = event.records.iter().map(|own| &own.from).chain(ignored).chain(read);
    let ways: Vec<Vec<String>> = paths.map(|path| path.value.names()).collect();
    let whole: Vec<InSchema<'_>> = deliveries.iter().map(|id| in_schema::whole(*id, walk.shapes)).collect();
    let (mut known, unnamed) = (ways.clone(), beside(&whole, &ways));
    known.extend(unnamed.iter().map(|(names, _)| names.clone()));
    let left = unnamed.into_iter().filter_map(|(names, forms)| {
        let form = forms.into_iter().find(|form| is_record(form.shape, walk.shapes))?;
        let star = if form.is_list() { "[*]" } else { "" };
        Some((path_to("$", names.iter().map(String::as_str)) + star, form.property?.span))
    });
    let left: Vec<(String, Span)> = left.collect();
    let Some((first, _)) = left.first() else { return known };
    let help = format!(
        "add `{{ from: \"{first}\", mapping: NAME }}` to `records`, or name it under `ignored` with the reason"
    );
    let places: Vec<&str> = left.iter().map(|(place, _)| place.as_str()).collect();
    let message = format!("deliveries of `{}` have {}, and nothing gives it", event.name, quoted_list(&places));
    let diagnostic = Diagnostic::error(Code::UnreadMember, event.span, message).help(help);
    let told = left.into_iter().fold(diagnostic, |told, (_, span)| told.also(span, "the provider sends this"));
    walk.diagnostics.push(told);
    known
}

/// Whether this may be an object of which something is known, or a list of such.
fn is_record(id: ShapeId, shapes: &Shapes) -> bool {
    let elements = shapes.elements(id).unwrap_or_default();
    let own = shapes.flat(id).chain(elements.into_iter().flat_map(|element| shapes.flat(element)));
    own.into_iter().any(|id| shapes.kinds(id).meets(Kinds::OBJECT) && !shapes.says_nothing(id))
}

/// Where a delivery has records, and whether it may come without them.
fn reach(own: &mut EventRecords, deliveries: &Known, walk: &mut Walk<'_>) -> Option<Records> {
    let Reach { shapes, .. } = records::reach(&own.from, deliveries, walk)?;
    own.optional = may_be_absent(&own.from.value, deliveries, walk.shapes);
    let shapes = records::described(shapes, walk);
    own.record = shapes.first().and_then(|id| walk.shapes.name(*id)).map(str::to_owned);
    Some(Records { shapes, whole: Vec::new(), hidden: false, nullable: false })
}

/// Whether one of the members that lead to the records may be null or left out.
fn may_be_absent(path: &Path, deliveries: &Known, shapes: &Shapes) -> bool {
    let mut at = deliveries.clone();
    path.lead().iter().any(|step| {
        let Step::Member(name) = step else { return true };
        let flat: Vec<ShapeId> = at.iter().flat_map(|id| shapes.flat(*id)).collect();
        let found: Vec<_> = flat.iter().map(|id| shapes.get(*id).properties.get(name).copied()).collect();
        at = found.iter().flatten().map(|property| property.shape).collect();
        found.iter().any(|property| property.is_none_or(|own| !own.required || shapes.nullable(own.shape)))
    })
}
