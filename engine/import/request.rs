//! What a request is made of: parameters, and the body or its members.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::given::Given;
use crate::operation;
use crate::security::Access;
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
    /// Whether the provider needs it.
    pub required: bool,
    /// What stands between the elements of a list, where they are sent as one text.
    pub joined: Option<&'static str>,
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
    /// A header.
    Header,
    /// A member of the body.
    Body,
    /// The body itself.
    WholeBody,
}

/// Everything that the request of an operation carries, or why it cannot be made.
pub type Members = Result<Vec<Member>, String>;

/// The members of the request of an operation.
pub fn members(
    document: &Document,
    place: &operation::Place,
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
                required: true,
                joined: None,
                size: None,
                first: None,
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
    Ok(Ok(Member {
        place,
        name: word("name").to_owned(),
        given,
        required: place == Place::Path || parameter["required"] == true,
        joined,
        size: number(raw, ["maximum", "default"]),
        first: number(raw, ["default", "minimum"]),
    }))
}

/// The query parameters as one object; `None` if there are none.
pub fn query(
    document: &Document,
    place: &operation::Place,
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
fn parameters(document: &Document, place: &operation::Place, access: &Access) -> Result<Vec<String>, ImportError> {
    let mut found: Vec<Option<String>> = Vec::new();
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    for list in [format!("{}/parameters", place.item()), format!("{}/parameters", place.pointer)] {
        for index in 0..document.at(&list).as_array().map_or(0, Vec::len) {
            let pointer = document.follow(&format!("{list}/{index}"))?;
            let word = |key: &str| document.at(&pointer)[key].as_str().unwrap_or("").to_owned();
            let (name, place) = (word("name"), word("in"));
            let is_engines = place == "header"
                && ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str());
            if is_engines || access.sends(&place, &name) {
                continue;
            }
            if let Some(before) = known.insert((name, place), found.len()) {
                found[before] = None;
            }
            found.push(Some(pointer));
        }
    }
    Ok(found.into_iter().flatten().collect())
}

/// The members of the body, or of every form that it can have; what only some forms need is not required.
pub fn body(
    document: &Document,
    body: &str,
    needed: bool,
    converter: &mut Converter<'_>,
) -> Result<Members, ImportError> {
    let whole = converter.whole(body)?;
    let forms = converter.forms(&whole)?;
    let has_members = |form: &Value| form["properties"].as_object().is_some_and(|members| !members.is_empty());
    let is_empty = |form: &Value| form["properties"].is_object() && form.get("additionalProperties").is_none();
    if !forms.iter().any(has_members) {
        return if forms.iter().all(is_empty) {
            Ok(Ok(Vec::new()))
        } else {
            whole_body(&whole, body, needed, converter)
        };
    }
    if forms.iter().any(|form| form.get("additionalProperties").is_some() || !has_members(form) && !is_empty(form)) {
        converter.note(format!(
            "{body} takes more than its named members, and only these became inputs: send others by hand"
        ));
    }
    let hidden = read_only(document, body, converter)?;
    let needs: Vec<BTreeSet<&str>> = forms
        .iter()
        .map(|form| form["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect())
        .collect();
    let raw = document.at(&document.follow_schema(body)?)["properties"].clone();
    let mut shapes: Map<String, Value> = Map::new();
    for (name, shape) in forms.iter().flat_map(|form| form["properties"].as_object().into_iter().flatten()) {
        let all = shapes.entry(name.clone()).or_insert_with(|| json!({ "anyOf": [] }));
        if let Some(all) = all["anyOf"].as_array_mut().filter(|all| !all.contains(shape)) {
            all.push(shape.clone());
        }
    }
    let mut members: Vec<Member> = Vec::new();
    for (name, shape) in shapes.into_iter().filter(|(name, _)| !hidden.contains(name)) {
        let mut given = Given::of(&shape, converter)?;
        given.kind = given.kind.or(Some("object"));
        tell_of_others(&given, &format!("`{name}` ({body})"), converter);
        members.push(Member {
            place: Place::Body,
            required: needs.iter().all(|needs| needs.contains(name.as_str())),
            size: number(&raw[name.as_str()], ["maximum", "default"]),
            first: number(&raw[name.as_str()], ["default", "minimum"]),
            joined: None,
            name,
            given,
        });
    }
    Ok(Ok(members))
}

/// A body without members of its own is given as a whole.
fn whole_body(shape: &Value, body: &str, needed: bool, converter: &mut Converter<'_>) -> Result<Members, ImportError> {
    let mut given = Given::of(shape, converter)?;
    given.kind = given.kind.or(Some("object"));
    if given.items.as_ref().is_some_and(|items| items.kind == Some("array")) {
        return Ok(Err(format!("its body is a list of lists ({body})")));
    }
    tell_of_others(&given, &format!("the body ({body})"), converter);
    let required = needed || given.kind != Some("object");
    let (place, name) = (Place::WholeBody, "body".to_owned());
    Ok(Ok(vec![Member { place, name, given, required, joined: None, size: None, first: None }]))
}

/// The members of a schema that a provider sends and does not take.
pub fn read_only(
    document: &Document,
    pointer: &str,
    converter: &mut Converter<'_>,
) -> Result<BTreeSet<String>, ImportError> {
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![document.follow_schema(pointer)?];
    while let Some(part) = open.pop() {
        if !seen.insert(part.clone()) {
            continue;
        }
        converter.spend(1)?;
        for name in document.at(&part)["properties"].as_object().into_iter().flat_map(Map::keys) {
            let own = format!("{part}/properties/{}", escaped(name));
            if document.at(&document.follow_schema(&own)?)["readOnly"] == true || document.at(&own)["readOnly"] == true
            {
                found.insert(name.clone());
            }
        }
        open.extend(document.parts(&part)?);
    }
    Ok(found)
}

/// Notes the kinds that a value can have, and a caller cannot give.
fn tell_of_others(given: &Given, what: &str, converter: &mut Converter<'_>) {
    if let (Some(kind), false) = (given.kind, given.others.is_empty()) {
        let others = given.others.join(" or ");
        converter
            .note(format!("{what} may be {others} too, and is given as {kind} only: change its input to give another"));
    }
}

fn number(schema: &Value, keys: [&str; 2]) -> Option<u64> {
    keys.iter().find_map(|key| schema[*key].as_u64())
}
