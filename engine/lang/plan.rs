//! What a run needs, ready to use: nothing in it has to be parsed or looked up.
//!
//! A [`Plan`] comes only out of [`crate::plan()`], which makes it of a checked connector and in no other way:
//!
//! ```compile_fail
//! let plan = engine_lang::plan::Plan { connector: todo!(), sources: todo!() };
//! ```

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use serde_json::Value;

pub use crate::conversion::{Misfit, Target, TargetKind, convert};
pub use crate::definition::{Access, InputType, KeyPlace, Method, Refusal};
use crate::expression::{Expression, Path};
use crate::source::{Location, Sources, Span};

/// A connector that was checked, ready to run.
#[derive(Debug, Clone)]
pub struct Plan {
    connector: Arc<Connector>,
    sources: Arc<Sources>,
}

impl Plan {
    pub(crate) fn new(connector: Connector, sources: Sources) -> Self {
        Self { connector: Arc::new(connector), sources: Arc::new(sources) }
    }

    /// The connector.
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    /// An operation by name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.connector.operations.get(name)
    }

    /// The place of a span, so that what goes wrong in a run can point at the file.
    pub fn location(&self, span: Span) -> Location {
        self.sources.location(span)
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
    /// How requests show it.
    pub auth: Auth,
    /// What a credential can be granted.
    pub scopes: IndexMap<String, Scope>,
    /// What the provider's codes mean, in the order of the file.
    pub errors: Vec<ErrorKind>,
    /// How long and how often to try.
    pub limits: Limits,
    /// What can be asked.
    pub operations: IndexMap<String, Operation>,
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

/// How requests show a credential.
#[derive(Debug, Clone)]
pub enum Auth {
    /// Not at all.
    None,
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

/// Something that a credential can be granted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Scope {
    /// The part of the provider's product.
    pub module: Option<String>,
    /// What it allows.
    pub access: Access,
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

/// One thing that can be asked.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// Where it is defined.
    pub span: Span,
    /// What it does, in a few words.
    pub title: Option<String>,
    /// What it does, in sentences.
    pub description: Option<String>,
    /// The provider's page on it.
    pub docs: Option<String>,
    /// The HTTP method.
    pub method: Method,
    /// The parts of the path between slashes.
    pub path: Vec<Placed<Expression>>,
    /// The path as it was written.
    pub path_text: String,
    /// What it does to the provider's data.
    pub access: Access,
    /// What the credential must be granted.
    pub scopes: Vec<String>,
    /// What the caller gives.
    pub inputs: IndexMap<String, Input>,
    /// Query parameters.
    pub query: Vec<(String, Placed<Expression>)>,
    /// Request headers.
    pub headers: Vec<(String, Placed<Expression>)>,
    /// The JSON body.
    pub body: Option<Tree>,
    /// A path that must be `true` in the answer.
    pub success: Option<Placed<Path>>,
    /// Where a refusal keeps its words.
    pub error: ErrorPaths,
    /// How it goes on.
    pub pagination: Pagination,
    /// How many records a page has.
    pub page_size: Option<PageSize>,
    /// Where the records are.
    pub records: Placed<Path>,
    /// Whether the list of records may be null, which then stands for an empty one.
    pub records_nullable: bool,
    /// The name of the records' shape.
    pub record: Option<String>,
    /// What makes unified records.
    pub mapping: Option<Mapping>,
}

/// Something that the caller gives.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Input {
    /// What kind of value it is.
    pub kind: InputType,
    /// The kind of an array's elements.
    pub items: InputType,
    /// The values it, or each of its elements, may have.
    pub choices: Option<Vec<Value>>,
    /// Whether the operation cannot be called without it.
    pub required: bool,
    /// The value when the caller gives none.
    pub default: Option<Value>,
    /// What it means.
    pub description: Option<String>,
}

/// A JSON body with expressions at its leaves.
#[derive(Debug, Clone)]
pub enum Tree {
    /// A leaf.
    Value(Placed<Expression>),
    /// A list.
    List(Vec<Tree>),
    /// An object.
    Object(Vec<(String, Tree)>),
}

/// Where a refusal keeps its words; of several paths the first that finds a scalar counts.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ErrorPaths {
    /// The provider's code.
    pub code: Vec<Placed<Path>>,
    /// The provider's message.
    pub message: Vec<Placed<Path>>,
    /// The provider's id of the request.
    pub request_id: Vec<Placed<Path>>,
    /// The response header with the id of the request.
    pub request_id_header: Option<String>,
}

/// A place in a request that paging writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A query parameter.
    Query(String),
    /// A header.
    Header(String),
    /// A member of the body, through the objects that lead to it.
    Body(Vec<String>),
}

/// How a list goes on.
#[derive(Debug, Clone)]
pub enum Pagination {
    /// The operation reads one record.
    Single,
    /// One answer holds everything.
    Whole {
        /// That many records may mean that there are more.
        at_most: Option<u64>,
    },
    /// A cursor of the answer is sent with the next request.
    Cursor {
        /// Where the answer has it.
        from: Placed<Path>,
        /// Where the request sends it.
        to: Slot,
        /// True as long as there is more.
        more: Option<Placed<Path>>,
    },
    /// The answer has the address of the next page.
    NextUrl {
        /// Where it has it.
        from: Placed<Path>,
        /// True as long as there is more.
        more: Option<Placed<Path>>,
    },
    /// The `Link` header has the address of the next page (RFC 8288).
    LinkHeader,
    /// The request says how many records to skip.
    Offset {
        /// Where.
        to: Slot,
        /// Where the answer says how many records there are.
        total: Option<Placed<Path>>,
        /// True as long as there is more.
        more: Option<Placed<Path>>,
    },
    /// The request numbers the pages.
    Page {
        /// Where.
        to: Slot,
        /// The number of the first page.
        first: u32,
        /// Where the answer says how many pages there are.
        total_pages: Option<Placed<Path>>,
        /// True as long as there is more.
        more: Option<Placed<Path>>,
    },
    /// The request names the last record that was read.
    LastId {
        /// Where a record has its id.
        from: Placed<Path>,
        /// Where the request sends it.
        to: Slot,
        /// True as long as there is more.
        more: Option<Placed<Path>>,
    },
}

impl Pagination {
    /// The kind's name in connector files.
    pub fn name(&self) -> &'static str {
        match self {
            Pagination::Single => "single",
            Pagination::Whole { .. } => "whole",
            Pagination::Cursor { .. } => "cursor",
            Pagination::NextUrl { .. } => "next_url",
            Pagination::LinkHeader => "link_header",
            Pagination::Offset { .. } => "offset",
            Pagination::Page { .. } => "page",
            Pagination::LastId { .. } => "last_id",
        }
    }
}

/// How many records a page has.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PageSize {
    /// Where the request says it.
    pub to: Slot,
    /// How many are asked for.
    pub default: u32,
}

/// What makes a unified record of a provider's record.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// The name of the schema that the records follow.
    pub target: String,
    /// Every field of the target, in the target's order.
    pub fields: Vec<Field>,
}

/// A field of a mapped record.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What fills it; `None` if nothing does.
    pub filling: Option<Filling>,
}

/// A rule with what its result must become.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Filling {
    /// Where the value comes from.
    pub rule: Rule,
    /// What it must become.
    pub target: Target,
    /// Where the rule stands.
    pub span: Span,
    /// Whether the source's shape says that the value is always there, so that its absence is a surprise.
    pub always: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub enum Rule {
    /// An expression.
    Value(Expression),
    /// A list of values; what is absent is left out.
    List(Vec<Filling>),
    /// An object.
    Object {
        /// The node it is made from; the present one if there is none.
        from: Option<Path>,
        /// Its fields.
        fields: Vec<Field>,
    },
    /// A list with an element for each node.
    Each {
        /// The nodes.
        each: Path,
        /// What each becomes.
        element: Box<Filling>,
    },
    /// The first value that is there.
    First(Vec<Filling>),
    /// The table's value for the provider's one.
    Table {
        /// The provider's value.
        from: Box<Filling>,
        /// The provider's values and ours.
        entries: IndexMap<String, Option<Value>>,
        /// Ours for a value that the table does not have.
        otherwise: Option<Value>,
        /// The provider's value as it is kept beside ours, if the target has a place for it.
        kept: Option<Box<Filling>>,
    },
}
