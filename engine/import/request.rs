//! What a request is made of: parameters and the members of its body.

use serde_json::{Map, Value, json};

use crate::ImportError;
use crate::document::Document;
use crate::operation;
use crate::shape::Converter;

/// A value that a request carries.
#[derive(Debug)]
pub struct Member {
    /// Where it goes.
    pub place: Place,
    /// The provider's name for it.
    pub name: String,
    /// What it is, without references at its top.
    pub shape: Value,
    /// Whether the provider needs it.
    pub required: bool,
    /// The largest value it can have, or else the one that it has when it is left out.
    pub size: Option<u64>,
    /// The value that it has when it is left out, or else the smallest one.
    pub first: Option<u64>,
}

/// A place in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A part of the path.
    Path,
    /// A query parameter.
    Query,
    /// A member of the body.
    Body,
}

/// Everything that the request of an operation carries.
pub fn members(
    document: &Document,
    place: &operation::Place,
    body: Option<&str>,
    converter: &mut Converter<'_>,
) -> Result<Vec<Member>, ImportError> {
    let mut members: Vec<Member> = Vec::new();
    for pointer in parameters(document, place)? {
        let parameter = document.at(&pointer);
        let place = match parameter["in"].as_str() {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            other => {
                if parameter["required"] == true {
                    let (name, place) = (parameter["name"].as_str().unwrap_or(""), other.unwrap_or("nowhere"));
                    converter.note(format!(
                        "the parameter `{name}` in the {place} is required, and has to be added by hand"
                    ));
                }
                continue;
            }
        };
        let schema = format!("{pointer}/schema");
        members.push(Member {
            place,
            name: parameter["name"].as_str().unwrap_or("").to_owned(),
            shape: opened(&converter.shape(&schema)?, converter)?,
            required: place == Place::Path || parameter["required"] == true,
            size: number(document.at(&schema), ["maximum", "default"]),
            first: number(document.at(&schema), ["default", "minimum"]),
        });
    }
    if let Some(body) = body {
        members.extend(body_members(document, body, converter)?);
    }
    Ok(members)
}

/// The query parameters as one object; `None` if there are none.
pub fn query(
    document: &Document,
    place: &operation::Place,
    converter: &mut Converter<'_>,
) -> Result<Option<Value>, ImportError> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for pointer in parameters(document, place)? {
        let parameter = document.at(&pointer);
        let Some(name) = parameter["name"].as_str().filter(|_| parameter["in"] == "query") else { continue };
        properties.insert(name.to_owned(), converter.shape(&format!("{pointer}/schema"))?);
        if parameter["required"] == true {
            required.push(name);
        }
    }
    Ok((!properties.is_empty()).then(|| match required.as_slice() {
        [] => json!({ "type": "object", "properties": properties }),
        required => json!({ "type": "object", "required": required, "properties": properties }),
    }))
}

/// The pointers of the parameters of an operation and of its path; the operation's own come last, and count.
fn parameters(document: &Document, place: &operation::Place) -> Result<Vec<String>, ImportError> {
    let shared = place.pointer.rsplit_once('/').map_or("", |(item, _)| item);
    let mut found: Vec<String> = Vec::new();
    for list in [format!("{shared}/parameters"), format!("{}/parameters", place.pointer)] {
        for index in 0..document.at(&list).as_array().map_or(0, Vec::len) {
            let pointer = document.follow(&format!("{list}/{index}"))?;
            let key = |pointer: &str| (document.at(pointer)["name"].clone(), document.at(pointer)["in"].clone());
            found.retain(|other| key(other) != key(&pointer));
            found.push(pointer);
        }
    }
    Ok(found)
}

/// The members of the body, or of every form that it can have; what only some forms need is not required.
fn body_members(document: &Document, body: &str, converter: &mut Converter<'_>) -> Result<Vec<Member>, ImportError> {
    let whole = converter.whole(body)?;
    let mut forms = Vec::new();
    for form in whole["anyOf"].as_array().unwrap_or(&vec![whole.clone()]) {
        forms.push(converter.expanded(form)?);
    }
    let needs =
        |form: &Value, name: &str| form["required"].as_array().is_some_and(|list| list.iter().any(|own| own == name));
    let raw = document.follow(body)?;
    let mut members: Vec<Member> = Vec::new();
    for (name, shape) in forms.iter().flat_map(|form| form["properties"].as_object().into_iter().flatten()) {
        if members.iter().all(|member| member.name != *name) {
            members.push(Member {
                place: Place::Body,
                name: name.clone(),
                shape: opened(shape, converter)?,
                required: forms.iter().all(|form| needs(form, name)),
                size: number(&document.at(&raw)["properties"][name.as_str()], ["maximum", "default"]),
                first: number(&document.at(&raw)["properties"][name.as_str()], ["default", "minimum"]),
            });
        }
    }
    Ok(members)
}

/// The shape with what it refers to at its top: itself, its first alternative that is not null, its elements.
fn opened(shape: &Value, converter: &mut Converter<'_>) -> Result<Value, ImportError> {
    let mut shape = converter.expanded(shape)?;
    if let Some(form) = shape["anyOf"].as_array().and_then(|forms| forms.iter().find(|form| form["type"] != "null")) {
        shape = converter.expanded(&form.clone())?;
    }
    if let Some(items) = shape.get("items").cloned() {
        shape["items"] = converter.expanded(&items)?;
    }
    Ok(shape)
}

fn number(schema: &Value, keys: [&str; 2]) -> Option<u64> {
    keys.iter().find_map(|key| schema[*key].as_u64())
}
