//! What counts if nothing is sent, where that says which records come: kept in the schema of what the provider takes.

use engine_lang::paging::{Asked, Holds, asked};
use serde_json::{Value, json};

use super::{Member, Place};
use crate::paging::given;

/// The shape of a query or a body, with the defaults of page numbers, offsets and page sizes.
pub fn with_defaults(mut shape: Value, members: &[Member], place: Place) -> Value {
    let members: Vec<&Member> = members.iter().filter(|member| member.place == place).collect();
    let named: Vec<(&str, Holds)> = members.iter().map(|member| (member.name.as_str(), given(member))).collect();
    for (member, asked) in members.iter().zip(asked(&named)) {
        let counts = match asked {
            Some(Asked::Page | Asked::Offset) => member.default.or(member.described),
            Some(Asked::Size) => member.default,
            _ => None,
        };
        let Some(default) = counts else { continue };
        // What stands beside a reference counts for nothing.
        let property = shape["properties"].get_mut(&member.name).and_then(Value::as_object_mut);
        if let Some(property) = property.filter(|property| !property.contains_key("$ref")) {
            property.insert("default".to_owned(), json!(default));
        }
    }
    shape
}
