//! One operation of the document: its request line, the shapes of what it takes and gives, and where its records are.

use serde_json::{Value, json};

use crate::ImportError;
use crate::document::{Document, escaped};
use crate::names::{kebab, snake};
use crate::request::{self, Member};
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
    path: String,
}

impl Place {
    /// The document's name for the operation, or else its request line.
    pub fn id(&self, document: &Document) -> String {
        let id = document.at(&self.pointer)["operationId"].as_str();
        id.map_or_else(|| format!("{} {}", self.method, self.path), str::to_owned)
    }
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
    /// The members of an answer that holds what was asked for.
    pub success: Value,
    /// Where the records are.
    pub records: String,
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
        self.records.ends_with("[*]")
    }
}

/// The operations that are named by id, name or path; all of them if none is named.
pub fn choose(document: &Document, wanted: &[String]) -> Result<Vec<Place>, ImportError> {
    let mut all = Vec::new();
    for (path, item) in document.at("#/paths").as_object().into_iter().flatten() {
        for method in METHODS {
            let pointer = format!("#/paths/{}/{method}", escaped(path));
            if item.get(method).is_some() && document.at(&pointer)["x-ignore"] != true {
                all.push(Place { pointer, method, path: path.clone() });
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
    converter: &mut Converter<'_>,
) -> Result<Option<Operation>, ImportError> {
    let Place { pointer, method, path } = place;
    let own = document.at(pointer);
    let id = place.id(document);
    let (body_pointer, is_json) = content(document, &format!("{pointer}/requestBody"))?;
    if body_pointer.is_some() && !is_json {
        converter.note(format!("`{id}` was left out: its body is no JSON"));
        return Ok(None);
    }
    let request = body_pointer.as_deref().map(|pointer| converter.shape(pointer)).transpose()?;
    let success = success(document, pointer)?;
    if success.is_none() {
        converter.note(format!("`{id}` answers no JSON that the document describes"));
    }
    let answer = success.as_deref().map(|pointer| converter.shape(pointer)).transpose()?;
    let whole = success.as_deref().map_or_else(|| Ok(json!({})), |pointer| converter.whole(pointer))?;
    let records = records(document, pointer, &whole, converter)?;
    if records == "$" && holds_list(&whole) {
        converter.note(format!(
            "`{id}` counts its whole answer as one record, and there is a list in it: look at `records`"
        ));
    }
    Ok(Some(Operation {
        name: kebab(&id),
        file: snake(&id),
        method: method.to_uppercase(),
        path: path.clone(),
        tag: snake(own["tags"][0].as_str().unwrap_or("operations")),
        scopes: scopes(document, own),
        members: request::members(document, place, body_pointer.as_deref(), converter)?,
        query: request::query(document, place, converter)?,
        request,
        answer,
        records,
        success: whole,
    }))
}

/// The JSON schema of a body; the second value is whether what there is, is JSON.
fn content(document: &Document, pointer: &str) -> Result<(Option<String>, bool), ImportError> {
    if document.at(pointer).is_null() {
        return Ok((None, true));
    }
    let pointer = document.follow(pointer)?;
    let kinds = document.at(&pointer)["content"].as_object();
    let json = kinds.into_iter().flatten().map(|(kind, _)| kind).find(|kind| kind.contains("json"));
    let schema = json.map(|kind| format!("{pointer}/content/{}/schema", escaped(kind)));
    let schema = schema.filter(|pointer| !document.at(pointer).is_null());
    Ok((schema.clone().or(kinds.map(|_| String::new())), schema.is_some() || kinds.is_none()))
}

/// The schema of success.
fn success(document: &Document, pointer: &str) -> Result<Option<String>, ImportError> {
    let statuses = document.at(pointer)["responses"].as_object().into_iter().flatten().map(|(status, _)| status);
    for status in statuses.filter(|status| status.starts_with('2')) {
        if let (Some(schema), true) = content(document, &format!("{pointer}/responses/{}", escaped(status)))? {
            return Ok(Some(schema));
        }
    }
    Ok(None)
}

/// Where the records are: as `x-records` says, else the only list of objects, else the answer itself.
fn records(
    document: &Document,
    pointer: &str,
    whole: &Value,
    converter: &mut Converter<'_>,
) -> Result<String, ImportError> {
    let told = document.at(pointer)["x-records"].as_str().or(document.at("#")["x-records"].as_str());
    let forms: Vec<Value> = whole["anyOf"].as_array().cloned().unwrap_or_else(|| vec![whole.clone()]);
    let mut found = None;
    for form in &forms {
        let form = converter.expanded(form)?;
        if let Some(told) = told {
            if let Some(shape) = reached(&form, told, converter)? {
                return Ok(format!("{told}{}", if is_list(&shape) { "[*]" } else { "" }));
            }
        } else if is_list(&form) {
            return Ok("$[*]".to_owned());
        } else if found.is_none() {
            let members = form["properties"].as_object().into_iter().flatten();
            let lists: Vec<&String> = members
                .filter(|(_, shape)| is_list(shape) && shape["items"]["type"] != "string")
                .map(|(name, _)| name)
                .collect();
            found = if let [only] = lists[..] { Some(format!("$.{only}[*]")) } else { None };
        }
    }
    // An object with an id of its own is the record, whatever lists it holds.
    let is_record = forms.iter().any(|form| form["properties"].get("id").is_some());
    Ok(found.filter(|_| !is_record).unwrap_or_else(|| "$".to_owned()))
}

/// The shape at a path of member names, if there is one.
fn reached(shape: &Value, path: &str, converter: &mut Converter<'_>) -> Result<Option<Value>, ImportError> {
    let mut at = shape.clone();
    for name in path.trim_start_matches('$').split('.').filter(|name| !name.is_empty()) {
        let Some(member) = at["properties"].get(name).cloned() else { return Ok(None) };
        at = converter.expanded(&member)?;
    }
    Ok(Some(at))
}

/// Whether an answer has a list of anything but text among its members, which may be the records.
fn holds_list(shape: &Value) -> bool {
    let forms = shape["anyOf"].as_array().cloned().unwrap_or_else(|| vec![shape.clone()]);
    let members = forms.iter().flat_map(|form| form["properties"].as_object().into_iter().flatten());
    members.into_iter().any(|(_, member)| is_list(member) && member["items"]["type"] != "string")
}

fn is_list(shape: &Value) -> bool {
    let is = |shape: &Value| shape["type"] == "array" || shape["type"][0] == "array";
    is(shape) || shape["anyOf"].as_array().is_some_and(|branches| branches.iter().any(is))
}

/// What the credential must be granted: `x-scopes`, else what the security requirements name.
fn scopes(document: &Document, own: &Value) -> Vec<String> {
    let security = own.get("security").unwrap_or(&document.at("#")["security"]);
    let named = security.as_array().and_then(|list| list.first()).and_then(Value::as_object);
    let named = named.into_iter().flatten().flat_map(|(_, scopes)| scopes.as_array().into_iter().flatten());
    let told = own["x-scopes"].as_array();
    let scopes: Vec<&Value> = told.map_or_else(|| named.collect(), |told| told.iter().collect());
    scopes.into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
