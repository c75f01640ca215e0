//! What a request is made of: parameters, and the body or its members.

mod body;
mod default;
mod parameters;

pub use body::{body, read_only};
pub use default::with_defaults;
pub use parameters::{members, query};

use engine_lang::paging::counted_from;
use serde_json::Value;

use crate::given::Given;
use crate::shape::Converter;

/// A value that a request carries.
#[derive(Debug)]
pub struct Member {
    /// Where it goes.
    pub place: Place,
    /// The provider's name for it.
    pub name: String,
    /// What a caller gives for it.
    pub given: Given,
    /// Whether it is an object, whose own members are no inputs.
    pub is_object: bool,
    /// Whether nobody may see it.
    pub is_secret: bool,
    /// Whether the provider needs it.
    pub required: bool,
    /// What stands between the elements of a list, where they are sent as one text.
    pub joined: Option<&'static str>,
    /// The largest value it can have.
    pub most: Option<u64>,
    /// The largest value it can have, or else the one that it has when it is left out.
    pub size: Option<u64>,
    /// The value that it has when it is left out, or else where its description counts from, or else the smallest one.
    pub first: Option<u64>,
    /// Where its description says that pages or records are counted from.
    pub described: Option<u64>,
    /// The value that it has when it is left out.
    pub default: Option<u64>,
}

/// A place in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A part of the path.
    Path,
    /// A query parameter.
    Query,
    /// A header.
    Header,
    /// A member of the body.
    Body,
    /// The body itself.
    WholeBody,
}

/// Everything that the request of an operation carries, or why it cannot be made.
pub type Members = Result<Vec<Member>, String>;

/// Notes the kinds that a value can have, and a caller cannot give.
fn tell_of_others(given: &Given, what: &str, converter: &mut Converter<'_>) {
    if let (Some(kind), false) = (given.kind, given.others.is_empty()) {
        let others = given.others.join(" or ");
        converter
            .note(format!("{what} may be {others} too, and is given as {kind} only: change its input to give another"));
    }
}

/// Where the words of the document say that pages or records are counted from.
fn described(places: [&Value; 2]) -> Option<u64> {
    places.iter().find_map(|place| counted_from(place["description"].as_str()?))
}

fn number(schema: &Value, keys: [&str; 2]) -> Option<u64> {
    keys.iter().find_map(|key| schema[*key].as_u64())
}

/// Whether a page can have so many records; larger numbers say that there is no limit.
fn is_size(size: u64) -> bool {
    (1..=u64::from(u32::MAX)).contains(&size)
}
