//! `connector.yaml`: who the provider is and what all its operations share.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Condition, Connect, Event, Mapping, Named, OneOrMany, Operation, Pagination, Text, Ways, Webhooks, Write};
use crate::yaml::{Any, Spanned};

/// `connector.yaml`: who the provider is, how it authenticates, and what all its operations share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectorFile {
    /// The connector's name, which is also the name of its folder.
    pub connector: Text,
    /// The provider's name as people know it.
    pub title: Text,
    /// The version of this connector.
    pub version: Text,
    /// The kind of system, such as `ats`.
    pub category: Option<Text>,
    /// The provider's documentation.
    pub docs: Option<Text>,
    /// The address that every operation's path is added to.
    pub base_url: Text,
    /// What a person must have to use the connector.
    #[serde(default)]
    pub credentials: Named<Credential>,
    /// How a request shows its credential: one kind, or a list of all that it shows.
    pub auth: Spanned<Ways>,
    /// What a credential can be granted, named as the provider names it.
    #[serde(default)]
    pub scopes: Named<Scope>,
    /// What the provider names beside the operations and a caller cannot call, each with the reason.
    #[serde(default)]
    pub left_out: Named<String>,
    /// How a person comes by a credential, and how it is proved.
    pub connect: Option<Spanned<Connect>>,
    /// What every operation starts from.
    pub defaults: Option<Spanned<Defaults>>,
    /// What the provider's error codes mean; a code may begin with `*`.
    #[serde(default)]
    pub errors: Named<ErrorKind>,
    /// How long and how often to try.
    pub limits: Option<Spanned<Limits>>,
    /// What the provider sends by itself.
    pub webhooks: Option<Spanned<Webhooks>>,
    /// Operations, if they are not in files of their own.
    #[serde(default)]
    pub operations: Named<Operation>,
    /// Mappings, if they are not in files of their own.
    #[serde(default)]
    pub mappings: Named<Mapping>,
    /// Events, if they are not in files of their own.
    #[serde(default)]
    pub events: Named<Event>,
    /// What becomes of unified records that a caller gives.
    #[serde(default)]
    pub writes: Named<Write>,
}

/// One value that a person must have to use the connector.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// What it is called where a person finds it.
    pub label: Text,
    /// Whether nobody else may see it; true when left out.
    pub secret: Option<Spanned<bool>>,
    /// The environment variable it is read from.
    pub env: Text,
    /// Where a person gets it.
    pub help: Option<Text>,
}

/// Something that a credential can be granted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The part of the provider's product.
    pub module: Option<Text>,
    /// What it allows.
    pub access: Spanned<Access>,
    /// Whether a credential is good without it: `engine connect` demands it only where it is asked for.
    #[serde(default)]
    pub optional: bool,
}

/// What an operation does to the provider's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Changes nothing, so that it may be repeated.
    Read,
    /// Creates or changes.
    Write,
    /// Removes what cannot be brought back.
    Destructive,
}

impl Access {
    /// The word of connector files.
    pub fn name(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
            Access::Destructive => "destructive",
        }
    }
}

/// What every operation starts from; an operation's own keys come before these.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// The HTTP method; GET when left out.
    pub method: Option<Spanned<Method>>,
    /// Request headers; an operation's own are added to them.
    #[serde(default)]
    pub headers: Named<Any>,
    /// The shape of the whole answer.
    pub envelope: Option<Text>,
    /// A path that must be `true` in the answer, or paths that must each have one of some values there.
    pub success: Option<Spanned<Condition>>,
    /// Where a refusal keeps its words.
    pub error: Option<Spanned<ErrorPaths>>,
    /// Where a success that is not quite one keeps its words.
    pub warnings: Option<Spanned<Any>>,
    /// Response headers, and the value that each has as long as all is well.
    #[serde(default)]
    pub expect_headers: Named<String>,
    /// What answers have beside the records and is left out on purpose, as paths, each with the reason; an operation's own
    /// are added to them.
    #[serde(default)]
    pub ignored: Named<String>,
    /// How a list goes on.
    pub pagination: Option<Spanned<Pagination>>,
    /// How only what changed is read; for the operations that have the input.
    pub incremental: Option<Spanned<Incremental>>,
}

/// How only what changed since an earlier read is read.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incremental {
    /// Where the last page has the token that the next read sends.
    pub token: Spanned<Any>,
    /// The input that takes the token.
    pub input: Text,
}

/// An HTTP method (RFC 9110).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

/// Where a refusal keeps its words; of several paths the first that finds a scalar counts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorPaths {
    /// The provider's code.
    pub code: Option<Spanned<OneOrMany>>,
    /// The provider's message.
    pub message: Option<Spanned<OneOrMany>>,
    /// The provider's id of the request.
    pub request_id: Option<Spanned<OneOrMany>>,
    /// The response header with the id of the request.
    pub request_id_header: Option<Text>,
}

/// What a code of the provider means.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorKind {
    /// What to do about it.
    pub kind: Spanned<Refusal>,
    /// Advice for the person who reads the message.
    pub help: Option<Text>,
}

/// Why a provider refuses, and so what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// An input is wrong.
    Input,
    /// The credential is wrong.
    Auth,
    /// A scope is missing.
    Scope,
    /// There is no such record.
    NotFound,
    /// Try again, if the operation may be repeated.
    Retry,
    /// One request too many: nothing was done, and whatever it was may be sent again.
    RateLimit,
    /// Paging has to begin again.
    Restart,
    /// An incremental token leads no further: read everything.
    Resync,
    /// None of these.
    Other,
}

/// How long and how often to try. Durations are written `500ms`, `10s`, `15m` or `1h`, sizes `64KiB` or `64MiB`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The tries of one request, the first included; 5 when left out.
    pub attempts: Option<Spanned<u32>>,
    /// The time one request may take with all its waiting; 15m when left out.
    pub deadline: Option<Text>,
    /// The time to connect; 10s when left out.
    pub connect_timeout: Option<Text>,
    /// The longest silence while an answer is read; 60s when left out.
    pub read_timeout: Option<Text>,
    /// The size of one answer after decompression; 64MiB when left out.
    pub response_size: Option<Text>,
}
