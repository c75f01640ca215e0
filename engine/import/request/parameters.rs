//! What a request carries in its path, its query and its headers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Member, Members, Place, described, is_size, number, tell_of_others};
use crate::ImportError;
use crate::document::Document;
use crate::given::Given;
use crate::place;
use crate::secret::{is_hidden, is_key};
use crate::security::Access;
use crate::shape::Converter;

/// Headers that the engine or its HTTP client writes by itself.
const ENGINES: &[&str] =
    &["accept", "content-type", "authorization", "content-length", "host", "connection", "transfer-encoding"];

/// What is told of a secret in the address.
const SHOWN: &str = "the parameter is secret by its format or its name, and messages show addresses: send it by `auth` if it shows who asks, and give no secret for it else";

/// The members of the request of an operation.
pub fn members(
    document: &Document,
    place: &place::Place,
    access: &Access,
    converter: &mut Converter<'_>,
) -> Result<Members, ImportError> {
    let mut members: Vec<Member> = Vec::new();
    for pointer in parameters(document, place, access)? {
        match parameter(document, &pointer, converter)? {
            Ok(member) if member.place == Place::Path && !place.path.contains(&format!("{{{}}}", member.name)) => {
                converter.note(format!("{pointer} is in no place of `{}`, and was left out", place.path));
            }
            Ok(member) => members.push(member),
            Err(reason) if document.at(&pointer)["required"] == true => {
                return Ok(Err(format!("{pointer} cannot be sent: {reason}")));
            }
            Err(reason) => {
                let name = document.at(&pointer)["name"].as_str().unwrap_or("");
                converter.note(format!("the parameter `{name}` was left out: {reason} ({pointer})"));
            }
        }
    }
    for name in place.path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name) {
        if !members.iter().any(|member| member.place == Place::Path && member.name == name) {
            let pointer = &place.pointer;
            converter.note(format!("`{name}` in the path is no parameter of {pointer}, and is taken to be text"));
            let given = Given { kind: Some("string"), items: None, choices: Vec::new(), others: Vec::new() };
            members.push(Member {
                place: Place::Path,
                name: name.to_owned(),
                given,
                is_object: false,
                is_secret: false,
                required: true,
                joined: None,
                most: None,
                size: None,
                first: None,
                described: None,
                default: None,
            });
        }
    }
    Ok(Ok(members))
}

/// A parameter, or why it cannot be sent.
fn parameter(
    document: &Document,
    pointer: &str,
    converter: &mut Converter<'_>,
) -> Result<Result<Member, String>, ImportError> {
    let parameter = document.at(pointer);
    let word = |key: &str| parameter[key].as_str().unwrap_or("");
    let (place, usual) = match word("in") {
        "path" => (Place::Path, "simple"),
        "query" => (Place::Query, "form"),
        "header" if !is_token(word("name")) => return Ok(Err("its name is none of a header".to_owned())),
        "header" => (Place::Header, "simple"),
        other => return Ok(Err(format!("it is in the {other}, where a connector sends nothing"))),
    };
    if parameter.get("content").is_some() {
        return Ok(Err("it is written in a format of its own (`content`)".to_owned()));
    }
    let schema = format!("{pointer}/schema");
    let mut given = Given::of(&converter.shape(&schema)?, converter)?;
    given.kind = given.kind.or(Some("string"));
    let style = parameter["style"].as_str().unwrap_or(usual);
    let explode = parameter["explode"].as_bool().unwrap_or(style == "form");
    let items = given.items.as_ref().map(|items| items.kind);
    let joined = match (given.kind, style) {
        (Some("object"), _) => {
            return Ok(Err("it is an object, and a connector sends single values and lists of them".to_owned()));
        }
        (Some("array"), _) if matches!(items, Some(Some("object" | "array"))) => {
            return Ok(
                Err("it is a list of objects or lists, and a connector sends lists of single values".to_owned()),
            );
        }
        (_, "label" | "matrix") => return Ok(Err(format!("it has the style `{style}`"))),
        (Some("array"), "deepObject") => return Ok(Err("it has the style `deepObject`".to_owned())),
        (Some("array"), "form") if !explode => Some(","),
        (Some("array"), "simple") => Some(","),
        (Some("array"), "spaceDelimited") if !explode => Some(" "),
        (Some("array"), "pipeDelimited") if !explode => Some("|"),
        _ => None,
    };
    tell_of_others(&given, &format!("`{}` ({pointer})", word("name")), converter);
    let raw = document.at(&document.follow_schema(&schema)?);
    let described = described([parameter, raw]);
    let hides = is_hidden(raw) || is_key(word("name"));
    if hides && place != Place::Header {
        converter.tell(SHOWN, pointer);
    }
    Ok(Ok(Member {
        place,
        name: word("name").to_owned(),
        is_secret: hides && place == Place::Header && given.can_be_secret(),
        given,
        is_object: false,
        required: place == Place::Path || parameter["required"] == true,
        joined,
        most: raw["maximum"].as_u64(),
        size: number(raw, ["maximum", "default"]).filter(|size| is_size(*size)),
        first: raw["default"].as_u64().or(described).or(raw["minimum"].as_u64()),
        described,
        default: raw["default"].as_u64(),
    }))
}

/// Whether a header can have this name (RFC 9110, 5.1).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The query parameters as one object; `None` if there are none.
pub fn query(
    document: &Document,
    place: &place::Place,
    access: &Access,
    converter: &mut Converter<'_>,
) -> Result<Option<Value>, ImportError> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for pointer in parameters(document, place, access)? {
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

/// The pointers of the parameters of an operation and of its path, without what the engine sends by itself; the
/// operation's own come last, and count.
fn parameters(document: &Document, place: &place::Place, access: &Access) -> Result<Vec<String>, ImportError> {
    let mut found: Vec<Option<String>> = Vec::new();
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for pointer in place.parameters(document)? {
        let word = |key: &str| document.at(&pointer)[key].as_str().unwrap_or("").to_owned();
        let (name, sent) = (word("name"), word("in"));
        let is_engines = sent == "header" && ENGINES.contains(&name.to_lowercase().as_str());
        if is_engines || access.sends(&sent, &name) {
            continue;
        }
        if let Some(before) = known.insert((name, sent), found.len()) {
            found[before] = None;
        }
        found.push(Some(pointer));
    }
    Ok(found.into_iter().flatten().collect())
}
