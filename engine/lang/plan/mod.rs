//! What a run needs, ready to use: nothing in it has to be parsed or looked up.
//!
//! A [`Plan`] comes only out of [`crate::plan()`], which makes it of a checked connector and in no other way:
//!
//! ```compile_fail
//! fn made<T>() -> T { loop {} }
//! let plan = engine_lang::plan::Plan { connector: made(), places: made() };
//! ```

mod beside;
mod connect;
mod mapping;
mod operation;
mod pagination;
pub mod projection;
mod webhook;
mod write;

pub use beside::Beside;
pub(crate) use connect::same_scope;
pub use connect::{Connect, Proof};
pub use mapping::{Elements, Field, Filling, LookUp, Mapping, RECORDS, Rule};
pub use operation::{
    Empty, ErrorPaths, Holder, Incremental, Input, Member, Members, Needed, OneOf, Operation, Slot, Tree,
};
pub use pagination::{PageSize, Pagination, Word};
pub use webhook::{Event, EventRecords, Signature, Webhooks};
pub use write::{Action, Step, Unwanted, Upload, Write};

use std::sync::Arc;
use std::time::Duration;

pub use crate::conversion::{Misfit, Target, TargetKind, convert};
pub use crate::definition::{Access, EmptyList, Encoding, InputType, KeyPlace, Method, Refusal};
use crate::expression::Expression;
use crate::source::{Location, Places, Sources, Span};
use indexmap::IndexMap;

/// A connector that was checked, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    connector: Arc<Connector>,
    places: Arc<Places>,
}

impl Plan {
    pub(crate) fn new(connector: Connector, sources: &Sources) -> Self {
        Self { connector: Arc::new(connector), places: Arc::new(sources.places()) }
    }

    /// The connector.
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    /// An operation by name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.connector.operations.get(name)
    }

    /// An operation by its own name, by the provider's, or by an alias. The provider's is the path: of several operations
    /// that have it, such as `item.list`, the first is meant.
    pub fn called(&self, name: &str) -> Option<&Operation> {
        let all = || self.connector.operations.values();
        let is_theirs = |operation: &&Operation| operation.path_text.strip_prefix('/') == Some(name);
        let is_alias = |operation: &&Operation| operation.aliases.iter().any(|alias| alias.value == name);
        self.operation(name).or_else(|| all().find(is_theirs)).or_else(|| all().find(is_alias))
    }

    /// A write by name.
    pub fn write(&self, name: &str) -> Option<&Write> {
        self.connector.writes.get(name)
    }

    /// The place of a span, so that what goes wrong in a run can point at the file.
    pub fn location(&self, span: Span) -> Location {
        self.places.location(span)
    }
}

/// A value and where the connector says it.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Placed<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Who the provider is and what can be asked of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Connector {
    /// The connector's name.
    pub name: String,
    /// The provider's name as people know it.
    pub title: String,
    /// The version of the connector.
    pub version: String,
    /// The kind of system.
    pub category: Option<String>,
    /// The provider's documentation.
    pub docs: Option<String>,
    /// The address that paths are added to.
    pub base_url: Placed<Expression>,
    /// What a person must have.
    pub credentials: IndexMap<String, Credential>,
    /// How requests show it: all of these are sent.
    pub auth: Vec<Auth>,
    /// What a credential can be granted.
    pub scopes: IndexMap<String, Scope>,
    /// What the provider names beside the operations and a caller cannot call, with the reason.
    pub left_out: IndexMap<String, Placed<String>>,
    /// How a person comes by a credential, and how it is proved.
    pub connect: Connect,
    /// What the provider's codes mean, in the order of the file.
    pub errors: Vec<ErrorKind>,
    /// How long and how often to try.
    pub limits: Limits,
    /// What can be asked.
    pub operations: IndexMap<String, Operation>,
    /// What the provider sends by itself.
    pub webhooks: Option<Webhooks>,
    /// What becomes of unified records that a caller gives.
    pub writes: IndexMap<String, Write>,
}

/// One value that a person must have.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Credential {
    /// What it is called where a person finds it.
    pub label: String,
    /// Whether nobody else may see it.
    pub secret: bool,
    /// The environment variable it is read from.
    pub env: String,
    /// Where a person gets it.
    pub help: Option<String>,
}

/// One way in which requests show a credential.
#[derive(Debug, Clone)]
pub enum Auth {
    /// `Authorization: Basic` (RFC 7617).
    Basic {
        /// The user name.
        username: Placed<Expression>,
        /// The password.
        password: Placed<Expression>,
    },
    /// `Authorization: Bearer` (RFC 6750).
    Bearer {
        /// The token.
        token: Placed<Expression>,
    },
    /// A key in a header or in the query.
    ApiKey {
        /// Which of the two.
        place: KeyPlace,
        /// The header's or parameter's name.
        name: String,
        /// The key.
        value: Placed<Expression>,
    },
}

impl Auth {
    /// Where it is sent, and the header's or parameter's name.
    pub fn sent(&self) -> (KeyPlace, &str) {
        match self {
            Auth::Basic { .. } | Auth::Bearer { .. } => (KeyPlace::Header, "Authorization"),
            Auth::ApiKey { place, name, .. } => (*place, name),
        }
    }

    /// What it is made of.
    pub fn expressions(&self) -> Vec<&Placed<Expression>> {
        match self {
            Auth::Basic { username, password } => vec![username, password],
            Auth::Bearer { token } => vec![token],
            Auth::ApiKey { value, .. } => vec![value],
        }
    }
}

impl KeyPlace {
    /// Whether two names are one there: case makes no difference in headers (RFC 9110, 5.1).
    pub fn is_same(self, one: &str, other: &str) -> bool {
        match self {
            KeyPlace::Header => one.eq_ignore_ascii_case(other),
            KeyPlace::Query => one == other,
        }
    }
}

/// Something that a credential can be granted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Scope {
    /// The part of the provider's product.
    pub module: Option<String>,
    /// What it allows.
    pub access: Access,
    /// Whether it is demanded only where somebody asks for it.
    pub optional: bool,
}

/// What a code of the provider means.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ErrorKind {
    /// The code; one that begins with `*` stands for every code with that end.
    pub code: String,
    /// What to do about it.
    pub kind: Refusal,
    /// Advice.
    pub help: Option<String>,
}

impl ErrorKind {
    /// Whether it speaks of this code.
    pub fn covers(&self, code: &str) -> bool {
        match self.code.strip_prefix('*') {
            Some(end) => code.ends_with(end),
            None => self.code == code,
        }
    }
}

/// How long and how often to try.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// The tries of one request, the first included.
    pub attempts: u32,
    /// The time one request may take with all its waiting.
    pub deadline: Duration,
    /// The time to connect.
    pub connect_timeout: Duration,
    /// The longest silence while an answer is read.
    pub read_timeout: Duration,
    /// The size of one answer after decompression, in bytes.
    pub response_size: u64,
}
