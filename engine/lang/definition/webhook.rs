//! Webhooks: what the provider sends by itself, how it is signed, and what the events mean.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Named, Text};
use crate::yaml::{Any, Spanned};

/// What the provider sends by itself: how it is signed, and where it says what happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// The provider's page on them.
    pub docs: Option<Text>,
    /// How a delivery shows whom it is from; exactly one kind.
    pub signature: Spanned<Signature>,
    /// The shape of every delivery: an `anyOf`, in which `type` tells the events apart.
    pub envelope: Text,
    /// Where a delivery names its event.
    #[serde(rename = "type")]
    pub kind: Spanned<Any>,
    /// Where a delivery has the id that it keeps when it is sent again.
    pub id: Option<Spanned<Any>>,
}

/// How a delivery shows whom it is from; exactly one kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// HMAC (RFC 2104) with SHA-256 over the body as it came.
    pub hmac_sha256: Option<Spanned<HmacSha256>>,
}

/// HMAC (RFC 2104) with SHA-256 over the body as it came.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HmacSha256 {
    /// The request header that has the signature.
    pub header: Text,
    /// What stands before the signature in the header.
    pub prefix: Option<Text>,
    /// How the bytes of the signature are written.
    pub encoding: Spanned<Encoding>,
}

/// How bytes are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// Two hexadecimal digits for each byte, in either case.
    Hex,
    /// Base64 with padding (RFC 4648, 4).
    Base64,
}

/// Something that happens at the provider, and of which it sends word.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happened, in a few words.
    pub title: Option<Text>,
    /// What happened, in sentences.
    pub description: Option<Text>,
    /// The provider's page on it.
    pub docs: Option<Text>,
    /// What the delivery holds; left out: the whole of it is one record, as it comes.
    #[serde(default)]
    pub records: Vec<Spanned<EventRecords>>,
    /// What it holds beside them and is left out on purpose, as paths, each with the reason.
    #[serde(default)]
    pub ignored: Named<String>,
}

/// A record of a delivery, or a list of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventRecords {
    /// Where the delivery has it.
    pub from: Spanned<Any>,
    /// What makes a unified record of it; left out: it is given as it comes.
    pub mapping: Option<Text>,
}
