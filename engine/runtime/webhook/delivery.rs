//! What a delivery tells: its event, the id that it keeps when it is sent again, and its records, mapped.

use engine_lang::conversion::word;
use engine_lang::expression::Found;
use engine_lang::expression::Path;
use engine_lang::json;
use engine_lang::plan::{Event, EventRecords, Placed, Plan, Webhooks};
use engine_lang::unread::strange_to;
use serde_json::Value;

use crate::error::{ErrorKind, RunError};
use crate::lookup::LookUps;
use crate::map::map;
use crate::problem::Problems;
use crate::request::plain_text;

/// A delivery that is the provider's.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The provider's name for what happened.
    pub event: String,
    /// What the connector says of such an event.
    pub means: Means,
    /// The id that the delivery keeps when it is sent again, if it has one.
    pub id: Option<String>,
    /// What it holds.
    pub records: Vec<Delivered>,
    /// Values that could not become their target.
    pub problems: Problems,
    /// Members that are in no schema and that nothing reads: they may be records that the provider has added since.
    pub strange: Vec<String>,
}

/// What a connector says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// Where its records are.
    Known,
    /// Nothing: the provider has added it since.
    Unknown,
}

/// A record of a delivery.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// The schema that it follows; `None` for the provider's own record.
    pub target: Option<String>,
    /// The record.
    pub record: Value,
}

/// Reads a body whose signature was verified.
pub(super) fn read(plan: &Plan, webhooks: &Webhooks, body: &[u8], raw: bool) -> Result<Delivery, RunError> {
    let body = json::read(body)
        .map_err(|unreadable| RunError::new(ErrorKind::Answer, format!("the delivery {unreadable}")))?;
    let event = event_of(plan, webhooks, &body)?;
    let id = webhooks.id.as_ref().and_then(|id| scalar(&id.value, &body)).map(plain_text);
    // All that have a blank one would count as the same delivery.
    let id = id.filter(|id| !id.trim().is_empty());
    let (records, problems) = (Vec::new(), Problems::default());
    let mut delivery = Delivery { event, means: Means::Known, id, records, problems, strange: Vec::new() };
    match webhooks.events.get(&delivery.event) {
        Some(event) => {
            for own in &event.records {
                delivery.take(plan, event, own, &body, raw)?;
            }
            delivery.strange = strange_to(event, &body);
        }
        None => {
            delivery.means = Means::Unknown;
            delivery.records.push(Delivered { target: None, record: body });
        }
    }
    Ok(delivery)
}

impl Delivery {
    /// Adds the records at one place of the body.
    fn take(
        &mut self,
        plan: &Plan,
        event: &Event,
        own: &EventRecords,
        body: &Value,
        raw: bool,
    ) -> Result<(), RunError> {
        for record in found(plan, event, own, body)? {
            let number = self.records.len() as u64 + 1;
            let delivered = match own.mapping.as_ref().filter(|_| !raw) {
                None => Delivered { target: None, record: record.clone() },
                Some(mapping) if record.is_object() => {
                    let record = map(mapping, record, &LookUps::default(), number, &mut self.problems);
                    Delivered { target: Some(mapping.target.clone()), record }
                }
                Some(_) => {
                    let message = format!("record {number} is no object but {}", word(record));
                    return Err(wrong(plan, &own.from, message).note("event", &event.name));
                }
            };
            self.records.push(delivered);
        }
        Ok(())
    }
}

/// The records at one place; a failure where the provider's schema says that they are there, and they are not.
fn found<'a>(plan: &Plan, event: &Event, own: &EventRecords, body: &'a Value) -> Result<Vec<&'a Value>, RunError> {
    let path = &own.from.value;
    match path.find(body) {
        Found::One(Some(record)) if !record.is_null() => return Ok(vec![record]),
        Found::Many(Some(records)) => return Ok(records),
        // Left out, or null; anything else in its place is no delivery of this event.
        _ if own.optional && is_left_out(path, body) => return Ok(Vec::new()),
        _ => {}
    }
    let lost = path.lost(body);
    let message = format!("`{}` finds nothing in the delivery", path.text());
    let error = wrong(plan, &own.from, message).note("event", &event.name);
    Err(error.note("instead", format!("`{}` is {}", lost.path, word(lost.at))))
}

/// Whether there is nothing at a path, or null, and not something else than a record or a list of them.
fn is_left_out(path: &Path, body: &Value) -> bool {
    path.lead_of(body).is_none_or(Value::is_null)
}

fn event_of(plan: &Plan, webhooks: &Webhooks, body: &Value) -> Result<String, RunError> {
    let path = &webhooks.kind.value;
    if let Some(Value::String(event)) = scalar(path, body) {
        return Ok(event.clone());
    }
    let lost = path.lost(body);
    let message = format!("the delivery does not name its event: `{}` finds no text", path.text());
    Err(wrong(plan, &webhooks.kind, message).note("instead", format!("`{}` is {}", lost.path, word(lost.at))))
}

fn scalar<'a>(path: &Path, body: &'a Value) -> Option<&'a Value> {
    match path.find(body) {
        Found::One(Some(value)) if !value.is_null() && !value.is_object() && !value.is_array() => Some(value),
        _ => None,
    }
}

fn wrong(plan: &Plan, path: &Placed<Path>, message: String) -> RunError {
    RunError::new(ErrorKind::Answer, message).at(&plan.location(path.span))
}
