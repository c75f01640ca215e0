//! An operation: one thing that can be asked of the provider.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Access, Condition, ErrorPaths, Incremental, Method, Named, Text, Values};
use crate::yaml::{Any, Spanned};

/// One thing that can be asked of the provider.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What it does, in a few words.
    pub title: Option<Text>,
    /// What it does, in sentences.
    pub description: Option<Text>,
    /// The provider's page on it.
    pub docs: Option<Text>,
    /// Other names by which a caller may mean it, such as one that the provider gave it before.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// Whether it is newer than the description of the API that the connector was made from.
    pub newer: Option<Spanned<bool>>,
    /// The HTTP method.
    pub method: Option<Spanned<Method>>,
    /// The path; each part between slashes is a value, and is percent-encoded. Left out: nothing is asked of the provider,
    /// and the mapping makes the records of constants.
    pub path: Option<Text>,
    /// What it does to the provider's data. Left out: `read` for GET and HEAD, `destructive` for DELETE, otherwise what its
    /// scopes allow.
    pub access: Option<Spanned<Access>>,
    /// What the credential must be granted.
    #[serde(default)]
    pub scopes: Vec<Text>,
    /// What the caller gives.
    #[serde(default)]
    pub inputs: Named<Input>,
    /// The shape of the query, as an object: what parameters the provider takes.
    pub parameters: Option<Text>,
    /// Query parameters; a list is sent as a repeated parameter.
    #[serde(default)]
    pub query: Named<Any>,
    /// Request headers.
    #[serde(default)]
    pub headers: Named<Any>,
    /// The shape of the JSON body: what the provider takes.
    pub request: Option<Text>,
    /// The JSON body.
    pub body: Option<Spanned<Any>>,
    /// The shape of the whole answer.
    pub envelope: Option<Text>,
    /// A path that must be `true` in the answer, or paths that must each have one of some values there.
    pub success: Option<Spanned<Condition>>,
    /// Where a refusal keeps its words.
    pub error: Option<Spanned<ErrorPaths>>,
    /// Where a success that is not quite one keeps its words.
    pub warnings: Option<Spanned<Any>>,
    /// How a list goes on.
    pub pagination: Option<Spanned<Pagination>>,
    /// How only what changed is read.
    pub incremental: Option<Spanned<Incremental>>,
    /// Where the records are; left out: the whole answer is one record.
    pub records: Option<Spanned<Any>>,
    /// How the provider sends an empty list of records; left out: as an empty list.
    pub empty_list: Option<Spanned<EmptyList>>,
    /// What the answer has beside the records and is left out on purpose, as paths, each with the reason.
    #[serde(default)]
    pub ignored: Named<String>,
    /// The records that count, where the provider's list has others, too: a path into a record, and the values there.
    #[serde(default)]
    pub only: Values,
    /// Members of a record that nobody may see, as paths; `***` stands in their place.
    #[serde(default)]
    pub secrets: Vec<Spanned<Any>>,
    /// The shape of one record; left out: what `envelope` says of the place where the records are.
    pub record: Option<Text>,
    /// What makes a unified record of it.
    pub mapping: Option<Text>,
}

/// How a list without records is sent, where it is not as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmptyList {
    /// The answer leaves the list out, or has null in its place.
    Absent,
    /// The answer has status 204 and no body (RFC 9110, 15.3.5).
    NoContent,
}

/// Something that the caller gives.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What kind of value it is.
    #[serde(rename = "type")]
    pub kind: Spanned<InputType>,
    /// The elements of an array.
    pub items: Option<Spanned<InputItems>>,
    /// The shape of an object, or of a list of objects; left out: what `request` or `parameters` has at the place where all
    /// of it is sent.
    pub schema: Option<Text>,
    /// The values it may have.
    #[serde(rename = "enum")]
    pub choices: Option<Vec<Spanned<Any>>>,
    /// Whether the operation cannot be called without it.
    pub required: Option<Spanned<bool>>,
    /// Whether a caller may give null, which is sent as it is.
    pub nullable: Option<Spanned<bool>>,
    /// Whether nobody else may see it: text that is never an argument of a command, and is in no output.
    pub secret: Option<Spanned<bool>>,
    /// The value when the caller gives none.
    pub default: Option<Spanned<Any>>,
    /// What it means.
    pub description: Option<Text>,
}

/// The elements of an array.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputItems {
    /// What kind of value each is; text when left out.
    #[serde(rename = "type")]
    pub kind: Option<Spanned<InputType>>,
    /// The values each may have.
    #[serde(rename = "enum")]
    pub choices: Option<Vec<Spanned<Any>>>,
}

/// The kinds of value that a caller can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InputType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day, `2026-01-31`.
    Date,
    /// A time with its offset (RFC 3339), or a day for its midnight in UTC.
    DateTime,
    /// A list.
    Array,
    /// A JSON object.
    Object,
}

/// How a list goes on: exactly one kind, and the page size where the provider takes one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// The answer has a cursor that the next request sends.
    pub cursor: Option<Spanned<Cursor>>,
    /// The answer has the address of the next page.
    pub next_url: Option<Spanned<NextUrl>>,
    /// The `Link` header has the address of the next page (RFC 8288).
    pub link_header: Option<Spanned<LinkHeader>>,
    /// The request says how many records to skip.
    pub offset: Option<Spanned<Offset>>,
    /// The request numbers the pages.
    pub page: Option<Spanned<Page>>,
    /// The request names the last record that was read.
    pub last_id: Option<Spanned<LastId>>,
    /// One answer holds everything.
    pub whole: Option<Spanned<Whole>>,
    /// How many records a page has.
    pub page_size: Option<Spanned<PageSize>>,
}

/// The answer has a cursor that the next request sends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// Where the answer has the cursor.
    pub from: Spanned<Any>,
    /// Where the request sends it: `body.name`, `query.name` or `header.name`.
    pub to: Text,
    /// Values at `from` that the provider has there instead of one, on the last page.
    #[serde(default)]
    pub ends: Vec<Spanned<Any>>,
    /// Whether it is the same on every page, since the provider keeps the place; the list then ends with an empty page.
    pub stays: Option<Spanned<bool>>,
    /// A path that is true as long as there is more, or a path with the values that it has until then.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true on the last page, or a path with the values that it has there.
    pub until: Option<Spanned<Condition>>,
}

/// The answer has the address of the next page.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextUrl {
    /// Where the answer has the address.
    pub from: Spanned<Any>,
    /// Values at `from` that the provider has there instead of one, on the last page.
    #[serde(default)]
    pub ends: Vec<Spanned<Any>>,
    /// Whether every page has one, also the last; the list then ends with an empty page.
    pub stays: Option<Spanned<bool>>,
    /// A path that is true as long as there is more, or a path with the values that it has until then.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true on the last page, or a path with the values that it has there.
    pub until: Option<Spanned<Condition>>,
}

/// The `Link` header has the address of the next page (RFC 8288).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkHeader {
    /// Whether every page has such a link, also the last; the list then ends with an empty page.
    pub stays: Option<Spanned<bool>>,
    /// A path that is true as long as there is more, or a path with the values that it has until then.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true on the last page, or a path with the values that it has there.
    pub until: Option<Spanned<Condition>>,
}

/// The request says how many records to skip.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offset {
    /// Where the request sends the number: `body.name`, `query.name` or `header.name`.
    pub to: Text,
    /// The number of the first record; 0 when left out.
    pub first: Option<Spanned<u32>>,
    /// Where the answer says how many records there are.
    pub total: Option<Spanned<Any>>,
    /// A path that is true as long as there is more, or a path with the values that it has until then.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true on the last page, or a path with the values that it has there.
    pub until: Option<Spanned<Condition>>,
}

/// The request numbers the pages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Where the request sends the number: `body.name`, `query.name` or `header.name`.
    pub to: Text,
    /// The number of the first page; 1 when left out.
    pub first: Option<Spanned<u32>>,
    /// Where the answer says how many pages there are.
    pub total_pages: Option<Spanned<Any>>,
    /// A path that is true as long as there is more, or a path with the values that it has until then.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true on the last page, or a path with the values that it has there.
    pub until: Option<Spanned<Condition>>,
}

/// The request names the last record that was read.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LastId {
    /// Where a record has its id.
    pub from: Spanned<Any>,
    /// Where the request sends it: `body.name`, `query.name` or `header.name`.
    pub to: Text,
    /// A path that is true as long as there is more, or a path with the values that it has until then.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true on the last page, or a path with the values that it has there.
    pub until: Option<Spanned<Condition>>,
}

/// One answer holds everything.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// The most records that the provider answers with; that many may mean that there are more.
    pub at_most: Option<Spanned<u64>>,
    /// A path that is true, or finds a cursor or an address, if there is more than this answer; or a path with the values
    /// that say so.
    #[serde(rename = "while")]
    pub more: Option<Spanned<Condition>>,
    /// A path that is true if there is no more than this answer, or a path with the values that say so.
    pub until: Option<Spanned<Condition>>,
}

/// How many records a page has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageSize {
    /// Where the request sends the number: `body.name`, `query.name` or `header.name`.
    pub to: Text,
    /// How many are asked for.
    pub default: Spanned<u32>,
    /// How many the provider gives at most.
    pub max: Option<Spanned<u32>>,
}
