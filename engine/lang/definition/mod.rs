//! What the author wrote, as Rust types: nothing is looked up yet, and every value knows its place.
//!
//! These types *are* the language: the structure of a file is checked against the JSON Schema that is made from them,
//! and their comments are the descriptions that editors show.

mod auth;
mod condition;
mod connect;
mod connector;
mod index;
mod lines;
mod mapping;
mod operation;
mod reach;
mod read;
mod structure;
mod webhook;
mod write;

pub use auth::*;
pub use condition::*;
pub use connect::*;
pub use connector::*;
pub use lines::{Names, names};
pub use mapping::*;
pub use operation::*;
pub use reach::Reach;
pub use read::{Definition, json_schema, read, read_for, read_some};
pub use structure::line_of_text;
pub use webhook::*;
pub use write::*;

use indexmap::IndexMap;

use crate::yaml::Spanned;

/// Names and what they stand for, in the order of the file.
pub type Named<T> = IndexMap<String, Spanned<T>>;
/// Text with its place.
pub type Text = Spanned<String>;
