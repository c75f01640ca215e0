//! One operation of the document: its request line, the shapes of what it takes and gives, and where its records are.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::names::{kebab, snake};
use crate::records::{Answer, Records};
use crate::request::{self, Member};
use crate::security::{self, Access};
use crate::server;
use crate::shape::Converter;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head"];

/// A request line as `GET /pets/{}`, whatever its parameters are called.
pub fn request_line(method: &str, path: &str) -> String {
    let mut parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    let first = parts.next().unwrap_or("").to_owned();
    format!("{method} {}", parts.fold(first, |path, part| format!("{path}/{part}")))
}

/// Where an operation stands in the document.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its pointer.
    pub pointer: String,
    method: &'static str,
    /// The path that it is reached at.
    pub path: String,
}

impl Place {
    /// The document's name for the operation, or else its request line.
    pub fn id(&self, document: &Document) -> String {
        let id = document.at(&self.pointer)["operationId"].as_str();
        id.map_or_else(|| format!("{} {}", self.method, self.path), str::to_owned)
    }

    /// The pointer of the path item that it stands in.
    pub fn item(&self) -> &str {
        self.pointer.rsplit_once('/').map_or("", |(item, _)| item)
    }
}

/// What the operations of a connector share.
#[derive(Debug)]
pub struct Connector {
    /// The address that paths are added to, if the document names one.
    pub base: Option<String>,
    /// How requests show who asks.
    pub access: Access,
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the connector, `list-pets`.
    pub name: String,
    /// The name of its schema files, `list_pets`.
    pub file: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path with its parameters in braces.
    pub path: String,
    /// The group that the document puts it in.
    pub tag: String,
    /// What the credential must be granted.
    pub scopes: Vec<String>,
    /// What the request is made of.
    pub members: Vec<Member>,
    /// The query parameters, as an object.
    pub query: Option<Value>,
    /// The body.
    pub request: Option<Value>,
    /// The whole answer.
    pub answer: Option<Value>,
    /// The forms of an answer that holds what was asked for, with their members written out.
    pub success: Value,
    /// Where the records are.
    pub records: Records,
}

impl Operation {
    /// The request line, by which operations are compared.
    pub fn line(&self) -> String {
        request_line(&self.method, &self.path)
    }

    /// The shapes that become files of their own, with the folders they go to.
    pub fn shapes(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let shapes = [("request", &self.request), ("query", &self.query), ("answer", &self.answer)];
        shapes.into_iter().filter_map(|(folder, shape)| Some((folder, shape.as_ref()?)))
    }

    /// Whether it reads a list.
    pub fn reads_list(&self) -> bool {
        matches!(&self.records, Records::At(path) if path.ends_with("[*]"))
    }
}

/// The operations that are named by id, name or path; all of them if none is named.
pub fn choose(
    document: &Document,
    wanted: &[String],
    converter: &mut Converter<'_>,
) -> Result<Vec<Place>, ImportError> {
    let mut all = Vec::new();
    for path in document.at("#/paths").as_object().into_iter().flat_map(|paths| paths.keys()) {
        let own = format!("#/paths/{}", escaped(path));
        let target = document.follow(&own)?;
        let items = if target == own { vec![own] } else { vec![own, target] };
        for method in METHODS {
            let pointers = items.iter().map(|item| format!("{item}/{method}"));
            let pointer = pointers.into_iter().find(|pointer| document.at(pointer).is_object());
            if let Some(pointer) = pointer.filter(|pointer| document.at(pointer)["x-ignore"] != true) {
                all.push(Place { pointer, method, path: path.clone() });
            }
        }
        for (method, item) in
            ["options", "trace", "query"].iter().flat_map(|method| items.iter().map(move |item| (method, item)))
        {
            if document.at(&format!("{item}/{method}")).is_object() {
                converter.note(format!(
                    "{item}/{method} was left out: a connector does not send `{}`",
                    method.to_uppercase()
                ));
            }
        }
    }
    let is = |place: &Place, name: &String| {
        let id = document.at(&place.pointer)["operationId"].as_str().unwrap_or("");
        id == name || kebab(id) == *name || place.path.trim_matches('/') == name.trim_matches('/')
    };
    if let Some(unknown) = wanted.iter().find(|name| !all.iter().any(|place| is(place, name))) {
        let error = document.error("#/paths", format!("there is no operation `{unknown}`"));
        return Err(error.help("operations are named by `operationId` or by path"));
    }
    all.retain(|place| wanted.is_empty() || wanted.iter().any(|name| is(place, name)));
    Ok(all)
}

/// Reads an operation; `None` if the engine cannot make such a request, which is then noted.
pub fn read(
    document: &Document,
    place: &Place,
    connector: &Connector,
    converter: &mut Converter<'_>,
) -> Result<Option<Operation>, ImportError> {
    let Place { pointer, method, path } = place;
    let (own, id) = (document.at(pointer), place.id(document));
    let request = match requested(document, place, connector, converter)? {
        Ok(request) => request,
        Err(reason) => {
            converter.note(format!("`{id}` was left out: {reason}"));
            return Ok(None);
        }
    };
    let success = success(document, place, converter)?;
    if success.is_none() {
        converter.note(format!(
            "`{id}` answers no JSON that the document describes ({pointer}/responses): what it answers is not read"
        ));
    }
    let answer = success.as_deref().map(|pointer| converter.shape(pointer)).transpose()?;
    let forms = match success.as_deref() {
        Some(pointer) => forms(pointer, converter)?,
        None => Vec::new(),
    };
    let found = Answer {
        id: &id,
        pointer: success.as_deref().unwrap_or(""),
        told: [own["x-records"].as_str().filter(|_| success.is_some()), document.at("#")["x-records"].as_str()],
        by_name: path.ends_with('}'),
        is_read: *method == "get",
        forms: &forms,
        request: &request.members,
    };
    Ok(Some(Operation {
        name: kebab(&id),
        file: snake(&id),
        method: method.to_uppercase(),
        path: request.path,
        tag: snake(own["tags"][0].as_str().unwrap_or("operations")),
        scopes: security::scopes(document, own, &connector.access),
        records: found.records(converter)?,
        members: request.members,
        query: request.query,
        request: request.body,
        answer,
        success: json!({ "anyOf": forms }),
    }))
}

/// What an operation sends.
struct Requested {
    path: String,
    members: Vec<Member>,
    query: Option<Value>,
    body: Option<Value>,
}

/// What an operation sends, or why the engine cannot send it.
fn requested(
    document: &Document,
    place: &Place,
    connector: &Connector,
    converter: &mut Converter<'_>,
) -> Result<Result<Requested, String>, ImportError> {
    let prefix = match server::prefix(document, place, connector.base.as_deref(), converter) {
        Ok(prefix) => prefix,
        Err(reason) => return Ok(Err(reason)),
    };
    if place.path.contains(['?', '#']) {
        return Ok(Err(format!("its path is `{}`, and a connector writes parameters under `query`", place.path)));
    }
    let body = content(document, &format!("{}/requestBody", place.pointer))?;
    if let (Content::Json(pointer), "get" | "head") = (&body, place.method) {
        return Ok(Err(format!("it is a GET request with a body ({pointer})")));
    }
    if let Content::Other = body {
        return Ok(Err("its body is no JSON".to_owned()));
    }
    let mut members = match request::members(document, place, &connector.access, converter)? {
        Ok(members) => members,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut shape = None;
    if let Content::Json(pointer) = &body {
        let needed = document.at(&document.follow(&format!("{}/requestBody", place.pointer))?)["required"] == true;
        match request::body(document, pointer, needed, converter)? {
            Ok(own) => members.extend(own),
            Err(reason) => return Ok(Err(reason)),
        }
        let hidden = request::read_only(document, pointer, converter)?;
        shape = Some(if hidden.is_empty() {
            converter.shape(pointer)?
        } else {
            without(converter.whole(pointer)?, &hidden)
        });
    }
    let query = request::query(document, place, &connector.access, converter)?;
    let slash = if place.path.starts_with('/') { "" } else { "/" };
    Ok(Ok(Requested { path: format!("{prefix}{slash}{}", place.path), members, query, body: shape }))
}

/// A shape without some of its members.
fn without(mut shape: Value, names: &BTreeSet<String>) -> Value {
    if let Some(members) = shape.get_mut("properties").and_then(Value::as_object_mut) {
        members.retain(|name, _| !names.contains(name));
    }
    if let Some(required) = shape.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_none_or(|name| !names.contains(name)));
    }
    shape
}

/// The forms of an answer, and what their members refer to.
fn forms(pointer: &str, converter: &mut Converter<'_>) -> Result<Vec<Value>, ImportError> {
    let whole = converter.whole(pointer)?;
    let mut forms = converter.forms(&whole)?;
    for member in
        forms.iter_mut().filter_map(|form| form.get_mut("properties")?.as_object_mut()).flat_map(Map::values_mut)
    {
        *member = converter.expanded(member)?;
    }
    Ok(forms)
}

/// What there is of a body.
enum Content {
    Nothing,
    /// The pointer of its schema.
    Json(String),
    /// Something that is no JSON, or JSON without a schema.
    Other,
}

/// What is sent in a body, or answered in it.
fn content(document: &Document, pointer: &str) -> Result<Content, ImportError> {
    let pointer = document.follow(pointer)?;
    let Some(kinds) = document.at(&pointer)["content"].as_object() else { return Ok(Content::Nothing) };
    if kinds.is_empty() {
        return Ok(Content::Nothing);
    }
    let plain = |kind: &str| kind.split(';').next().unwrap_or("").trim().to_lowercase();
    let exact = kinds.keys().find(|kind| plain(kind) == "application/json");
    let similar = kinds.keys().find(|kind| {
        let kind = plain(kind);
        kind.ends_with("/json") || kind.ends_with("+json") || kind == "*/*" || kind == "application/*"
    });
    let schema = exact.or(similar).map(|kind| format!("{pointer}/content/{}/schema", escaped(kind)));
    Ok(schema.filter(|pointer| !document.at(pointer).is_null()).map_or(Content::Other, Content::Json))
}

/// The schema of success; what other answers look like is noted.
fn success(document: &Document, place: &Place, converter: &mut Converter<'_>) -> Result<Option<String>, ImportError> {
    let responses = format!("{}/responses", place.pointer);
    let mut found: Option<String> = None;
    for status in
        document.at(&responses).as_object().into_iter().flat_map(Map::keys).filter(|status| status.starts_with('2'))
    {
        let Content::Json(schema) = content(document, &format!("{responses}/{}", escaped(status)))? else { continue };
        match &found {
            None => found = Some(schema),
            Some(first) if document.at(first) != document.at(&schema) => converter.note(format!(
                "{responses}/{status} is another answer than the first, and was left out: add it to the first as `anyOf` in the overlay if it is met"
            )),
            Some(_) => {}
        }
    }
    Ok(found)
}

/// Whether an operation describes a refusal in JSON.
pub fn describes_refusals(document: &Document, place: &Place) -> Result<bool, ImportError> {
    let responses = format!("{}/responses", place.pointer);
    for status in
        document.at(&responses).as_object().into_iter().flat_map(Map::keys).filter(|status| !status.starts_with('2'))
    {
        if let Content::Json(_) = content(document, &format!("{responses}/{}", escaped(status)))? {
            return Ok(true);
        }
    }
    Ok(false)
}
