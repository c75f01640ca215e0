//! One thing that can be asked: its request, its answer, and how it goes on.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::{Access, Beside, EmptyList, InputType, Mapping, Method, PageSize, Pagination, Placed};
use crate::conversion::same;
use crate::expression::{Expression, Found, Path};
use crate::source::Span;

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
    /// Other names by which a caller may mean it.
    pub aliases: Vec<Placed<String>>,
    /// Whether it is newer than the description of the API that the connector was made from.
    pub newer: bool,
    /// The HTTP method.
    pub method: Method,
    /// The parts of the path between slashes.
    pub path: Vec<Placed<Expression>>,
    /// The path as it was written; nothing if nothing is asked.
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
    /// What the provider needs of the query and the body.
    pub needed: Vec<Needed>,
    /// What an answer of success has, all of it; nothing if no part of it says so.
    pub success: Vec<OneOf>,
    /// Where a refusal keeps its words.
    pub error: ErrorPaths,
    /// Where a success that is not quite one keeps its words.
    pub warnings: Option<Placed<Path>>,
    /// Response headers, and the value that each has as long as all is well.
    pub expect_headers: Vec<(String, String)>,
    /// How it goes on.
    pub pagination: Pagination,
    /// How many records a page has.
    pub page_size: Option<PageSize>,
    /// The places of the request that say how many records are wanted.
    pub sizes: Vec<Slot>,
    /// How only what changed is read.
    pub incremental: Option<Incremental>,
    /// Where the records are.
    pub records: Placed<Path>,
    /// What an answer may have in place of a list that has no records.
    pub empty: Empty,
    /// What an answer has beside the records and says nothing.
    pub beside: Beside,
    /// The records that count, if not all of them do.
    pub only: Vec<OneOf>,
    /// Members of a record that nobody may see.
    pub secrets: Vec<Placed<Path>>,
    /// The name of the records' shape.
    pub record: Option<String>,
    /// What the records' shape calls their members.
    pub members: Members,
    /// What makes unified records.
    pub mapping: Option<Arc<Mapping>>,
}

/// The members of records, by their shape; none if it lets any be read.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Members {
    /// Those that a record can have.
    pub known: IndexSet<String>,
    /// Those that every record has.
    pub required: Vec<String>,
}

/// What an answer may have in place of a list that has no records.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Empty {
    /// How the provider sends it, if not as an empty list.
    pub list: Option<Placed<EmptyList>>,
    /// Whether the list may be null by its shape, which then stands for an empty one.
    pub nullable: bool,
    /// The objects that lead from the answer to the list.
    pub way: Vec<Holder>,
}

/// An object on the way to a list of records, by its shape.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Holder {
    /// Its members.
    pub members: Members,
    /// Whether the shape names the member that leads on.
    pub names_next: bool,
    /// Whether that member may be left out or null.
    pub may_lack_next: bool,
}

/// What stands at a path of an answer, or of a record, that counts: one of these values.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OneOf {
    /// Where the value is.
    pub path: Placed<Path>,
    /// The values that count, with their places.
    pub values: Vec<Placed<Value>>,
}

/// How only what changed since an earlier read is read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Incremental {
    /// Where the last page has the token that the next read sends.
    pub token: Placed<Path>,
    /// The input that takes the token.
    pub input: String,
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
    /// Whether it may be null, which is then sent.
    pub nullable: bool,
    /// Whether nobody else may see it.
    pub secret: bool,
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
    Object(Vec<Member>),
}

/// A member of a body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Member {
    /// Its name.
    pub name: Placed<String>,
    /// Its value.
    pub value: Tree,
}

/// A place of the request at which the provider needs something.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Needed {
    /// The place, in the query or the body.
    pub at: Slot,
    /// The inputs that fill it, together or one in place of another.
    pub inputs: Vec<String>,
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
    /// Whether it is said that no answer of success has an error: `error: {}`.
    pub is_none: bool,
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

impl ErrorPaths {
    /// Where an error is by which an answer is judged: its code, then its message.
    pub fn words(&self) -> impl Iterator<Item = &Placed<Path>> {
        self.code.iter().chain(&self.message)
    }

    /// All that is read of a refusal.
    pub fn all(&self) -> impl Iterator<Item = &Placed<Path>> {
        self.words().chain(&self.request_id)
    }
}

impl OneOf {
    /// What stands there, and whether it is one of the values; numbers are compared by value.
    pub fn of<'a>(&self, root: &'a Value) -> Option<(&'a Value, bool)> {
        let Found::One(Some(found)) = self.path.value.find(root) else { return None };
        Some((found, self.values.iter().any(|value| same(&value.value, found))))
    }
}

impl Members {
    /// Whether a record has none of them, though it has others, or should have some: it is no such record.
    pub fn are_strange_to(&self, record: &Value) -> bool {
        let Some(record) = record.as_object() else { return false };
        if self.known.is_empty() || record.keys().any(|name| self.known.contains(name)) {
            return false;
        }
        !record.is_empty() || !self.required.is_empty()
    }
}

impl Operation {
    /// Whether it sends nothing, and its mapping makes the records of constants.
    pub fn asks_nothing(&self) -> bool {
        self.path_text.is_empty()
    }

    /// The places in the request that paging writes to.
    pub fn slots(&self) -> Vec<&Slot> {
        self.page_size.iter().map(|size| &size.to).chain(self.pagination.to()).collect()
    }
}
