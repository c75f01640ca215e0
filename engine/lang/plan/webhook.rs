//! What the provider sends by itself: how it is signed, where it says what happened, and what the events mean.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Encoding, Mapping, Placed};
use crate::expression::Path;
use crate::source::Span;

/// What the provider sends by itself.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Webhooks {
    /// The provider's page on them.
    pub docs: Option<String>,
    /// How a delivery shows whom it is from.
    pub signature: Signature,
    /// Where a delivery names its event.
    pub kind: Placed<Path>,
    /// Where a delivery has the id that it keeps when it is sent again.
    pub id: Option<Placed<Path>>,
    /// The events, by the provider's names.
    pub events: IndexMap<String, Event>,
}

/// How a delivery shows whom it is from.
#[derive(Debug, Clone)]
pub enum Signature {
    /// HMAC (RFC 2104) with SHA-256 over the body as it came.
    HmacSha256 {
        /// The request header that has it.
        header: String,
        /// What stands before it there.
        prefix: String,
        /// How its bytes are written.
        encoding: Encoding,
    },
}

impl Signature {
    /// The request header that has it.
    pub fn header(&self) -> &str {
        match self {
            Signature::HmacSha256 { header, .. } => header,
        }
    }
}

/// Something of which the provider sends word.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Event {
    /// The provider's name for it.
    pub name: String,
    /// Where it is defined.
    pub span: Span,
    /// What happened, in a few words.
    pub title: Option<String>,
    /// What happened, in sentences.
    pub description: Option<String>,
    /// The provider's page on it.
    pub docs: Option<String>,
    /// What its delivery holds; if nothing is said, the whole of it is one record.
    pub records: Vec<EventRecords>,
    /// The names that lead to what is known of a delivery: read, left out on purpose, or no record by its schema.
    pub known: Vec<Vec<String>>,
}

/// A record of a delivery, or a list of them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EventRecords {
    /// Where the delivery has it.
    pub from: Placed<Path>,
    /// Whether the delivery may come without it.
    pub optional: bool,
    /// The name of its shape.
    pub record: Option<String>,
    /// What makes a unified record of it.
    pub mapping: Option<Arc<Mapping>>,
}
