//! One operation of the document: its request line, the shapes of what it takes and gives, and where its records are.

use std::collections::BTreeSet;

use engine_lang::request_line;
use serde_json::Value;

use crate::ImportError;
use crate::answer::{Success, forms, success};
use crate::content::{self, Content, content};
use crate::document::Document;
use crate::names::{kebab, snake};
use crate::paging::{Paging, Signs};
use crate::place::Place;
use crate::records::{Answer, Records};
use crate::request::{self, Member};
use crate::security::{self, Access};
use crate::server;
use crate::shape::Converter;

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
    pub success: Vec<Value>,
    /// The status of success, if it says that the answer is not there yet, or is a part.
    pub partial: Option<String>,
    /// Where the records are.
    pub records: Records,
    /// How a list goes on; `None` if it reads no list.
    pub paging: Option<Paging>,
    /// Whether it is taken to only read, though its method could write.
    pub reads: bool,
}

impl Operation {
    /// The request line, by which operations are compared.
    pub fn line(&self) -> String {
        request_line(&self.method, &self.path)
    }

    /// What the request of a connector is compared with.
    pub fn request(&self, family: &str) -> engine_lang::Request {
        let headers = self.members.iter().filter(|member| member.place == request::Place::Header);
        let at = |number: fn(&Member) -> Option<u64>| {
            let numbers = self.members.iter().filter_map(move |member| {
                let place = match member.place {
                    request::Place::Query => "query",
                    request::Place::Body => "body",
                    _ => return None,
                };
                Some((format!("{place}.{}", member.name), number(member)?))
            });
            numbers.collect()
        };
        let is_list = |member: &&Member| member.place == request::Place::Query && member.given.kind == Some("array");
        let lists = self.members.iter().filter(is_list);
        engine_lang::Request {
            line: self.line(),
            schemas: self.shapes().map(|(folder, _)| format!("{family}/{folder}/{}", self.file)).collect(),
            headers: headers.map(|member| (member.name.clone(), member.required)).collect(),
            most: at(|member| member.most),
            first: at(|member| member.first),
            lists: lists.map(|member| (member.name.clone(), member.joined.map(str::to_owned))).collect(),
            scopes: self.scopes.clone(),
            partial: self.partial.clone(),
        }
    }

    /// The shapes that become files of their own, with the folders they go to.
    pub fn shapes(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let shapes = [("request", &self.request), ("query", &self.query), ("answer", &self.answer)];
        shapes.into_iter().filter_map(|(folder, shape)| Some((folder, shape.as_ref()?)))
    }
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
    let Success { schema: success, headers, partial } = success(document, place, converter)?;
    if success.is_none() {
        converter.note(format!(
            "`{id}` answers no JSON that the document describes ({pointer}/responses): what it answers is not read"
        ));
    }
    let answer = success.as_deref().map(|pointer| converter.shape(pointer)).transpose()?;
    let forms = success.as_deref().map_or(Ok(Vec::new()), |pointer| forms(pointer, converter))?;
    let signs = Signs::of(&request.members, &forms, &headers);
    let found = Answer {
        id: &id,
        pointer: success.as_deref().unwrap_or(""),
        told: [own["x-records"].as_str().filter(|_| success.is_some()), document.at("#")["x-records"].as_str()],
        by_name: path.ends_with('}') || path.ends_with("}.json"),
        is_read: *method == "get",
        forms: &forms,
        address: path,
        signs: &signs,
    };
    let records = found.records(converter)?;
    let speak_of_pages = signs.speak_of_pages(|_| true);
    let paging = match &records {
        Records::At(path) if path.ends_with("[*]") => Some(signs.paging(path, &id, pointer, converter)?),
        _ => None,
    };
    let scopes = security::scopes(document, own, &connector.access);
    let has_verb = is_read(&kebab(&id)) || is_read(&kebab(path.rsplit('/').next().unwrap_or("")));
    Ok(Some(Operation {
        reads: *method == "post" && scopes.is_empty() && paging.is_some() && speak_of_pages && has_verb,
        name: kebab(&id),
        file: snake(&id),
        method: method.to_uppercase(),
        path: request.path,
        tag: snake(own["tags"][0].as_str().unwrap_or("operations")),
        scopes,
        partial,
        records,
        paging,
        members: request.members,
        query: request.query,
        request: request.body,
        answer,
        success: forms,
    }))
}

/// Whether a name such as `search-pets` or `pet-list` is that of something that reads.
fn is_read(name: &str) -> bool {
    const VERBS: &[&str] = &["fetch", "find", "get", "list", "query", "search"];
    let mut words = name.split('-');
    let (first, last) = (words.next(), words.next_back());
    [first, last].into_iter().flatten().any(|word| VERBS.contains(&word))
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
    let body_pointer = format!("{}/requestBody", place.pointer);
    let mut body = content(document, &body_pointer)?;
    let needed = document.at(&document.follow(&body_pointer)?)["required"] == true;
    let is_read = matches!(place.method, "get" | "head");
    let is_left_out = match &body {
        Content::Nothing => false,
        Content::Json(_) => is_read,
        Content::Other => is_read || content::is_empty(document, &body_pointer)?,
    };
    if is_left_out && !needed {
        converter.tell(
            "the body, which nobody has to send, is not sent: it is that of a GET, or has no members",
            &body_pointer,
        );
        body = Content::Nothing;
    }
    if let (Content::Json(pointer), "get" | "head") = (&body, place.method) {
        return Ok(Err(format!("it is a GET request with a body ({pointer})")));
    }
    if let Content::Other = body {
        return Ok(Err("its body is no JSON".to_owned()));
    }
    if let Content::Json(_) = body {
        content::tell_of_others(document, &body_pointer, converter)?;
    }
    let mut members = match request::members(document, place, &connector.access, converter)? {
        Ok(members) => members,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut shape = None;
    if let Content::Json(pointer) = &body {
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
    let shape = shape.map(|shape| request::with_defaults(shape, &members, request::Place::Body));
    let query = request::query(document, place, &connector.access, converter)?;
    let query = query.map(|query| request::with_defaults(query, &members, request::Place::Query));
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
