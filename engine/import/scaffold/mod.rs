//! Connector files to begin with: every operation with its request, answer and paging, and no mapping yet.

mod auth;
mod inputs;
mod outcome;
mod scope;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use engine_lang::expression::{forgotten, in_braces, looks_like_path, looks_like_template};
use engine_lang::{Sources, base_path, unread_members, whole_line};
use serde_json::Value;

use crate::Imported;
use crate::operation::{Connector, Operation};
use crate::records::Records;
use crate::request::Place;
use auth::auth;
use inputs::inputs;
use scope::only_reads;
pub use scope::tell_of_reading;

const HEAD: &str = "# yaml-language-server: $schema=../../schemas/connector.schema.json\n";

/// Files of a connector for what was imported.
pub struct Scaffold<'a> {
    imported: &'a Imported,
    /// What stands beside the records of each operation, as paths, and is set aside since its name tells nothing.
    ignored: BTreeMap<String, Vec<String>>,
}

impl<'a> Scaffold<'a> {
    /// Nobody has looked yet at what operations, as they are written, read nothing of: it is set aside.
    pub(crate) fn of(imported: &'a Imported) -> Self {
        let mut scaffold = Scaffold { imported, ignored: BTreeMap::new() };
        let mut sources = Sources::new();
        sources.add_connector_file("connector.yaml", scaffold.connector_file());
        for (name, text) in scaffold.operation_files(&[], "") {
            sources.add_connector_file(format!("{name}.yaml"), text);
        }
        for (name, text) in &imported.schemas {
            sources.add_schema(name, format!("{name}.json"), text);
        }
        scaffold.ignored = unread_members(&sources);
        scaffold.ignored.retain(|_, paths| !paths.is_empty());
        scaffold
    }

    /// What the import noted, and what has to be looked at in the files.
    pub fn notes(&self) -> BTreeSet<String> {
        let with = self.ignored.len();
        let aside = (with > 0).then(|| {
            format!("members of answers that no name tells of are set aside (operations: {with}): look at `ignored`, in case one says that there is more or that something failed")
        });
        self.imported.notes.iter().cloned().chain(aside).collect()
    }

    /// `connector.yaml` for a connector that does not exist yet.
    pub fn connector_file(&self) -> String {
        let Imported { name, title, connector, operations, .. } = self.imported;
        self::connector(name, title, connector, operations)
    }

    /// Files of operations by name, leaving out those that the connector has already: its request lines (see
    /// [`engine_lang::request_line`]), and the address that their paths are added to.
    pub fn operation_files(&self, existing: &[String], address: &str) -> BTreeMap<String, String> {
        let Imported { name, connector, operations, .. } = self.imported;
        let own = base_path(address);
        let base = connector.base.as_deref().map_or(own, base_path);
        let has = |line: &String| {
            let whole = whole_line(base, line);
            existing.iter().any(|known| known == line || whole_line(own, known) == whole)
        };
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        for operation in operations.iter().filter(|operation| !has(&operation.line())) {
            let file = files.entry(operation.tag.clone()).or_insert_with(|| format!("{HEAD}operations:\n"));
            if !file.ends_with("operations:\n") {
                file.push('\n');
            }
            let ignored = self.ignored.get(&operation.name).map_or(&[][..], Vec::as_slice);
            file.push_str(&one(name, operation, ignored));
        }
        files
    }
}

/// `connector.yaml`.
fn connector(name: &str, title: &str, connector: &Connector, operations: &[Operation]) -> String {
    let base = connector.base.as_deref().unwrap_or("");
    let base = if base.starts_with("http") && !base.contains(['{', '}']) {
        base.to_owned()
    } else {
        format!("https://api.example.com{}", if base.starts_with('/') { base } else { "" })
    };
    let mut text = format!(
        "{HEAD}connector: {}\ntitle: {}\nversion: 0.1.0\nbase_url: {}\n\n{}",
        scalar(name),
        scalar(if title.trim().is_empty() { name } else { title }),
        scalar(&base),
        auth(&connector.access.ways, &name.to_uppercase().replace('-', "_")),
    );
    let mut scopes: Vec<&String> = operations.iter().flat_map(|operation| &operation.scopes).collect();
    scopes.sort();
    scopes.dedup();
    if !scopes.is_empty() {
        text.push_str("\nscopes:\n");
        for scope in scopes {
            let access = if only_reads(scope) { "read" } else { "write" };
            let _ = writeln!(text, "  {}: {{ access: {access} }}", scalar(scope));
        }
    }
    text
}

fn one(connector: &str, operation: &Operation, ignored: &[String]) -> String {
    let (paging, paged) = operation.paging.as_ref().map_or(("", [].as_slice()), |paging| (&paging.lines, &paging.sent));
    let inputs = inputs(operation, paged);
    let mut path = operation.path.clone();
    for input in inputs.iter().filter(|input| input.member.place == Place::Path) {
        path = path.replace(&format!("{{{}}}", input.member.name), &input.template());
    }
    let mut text =
        format!("  {}:\n    method: {}\n    path: {}\n", scalar(&operation.name), operation.method, scalar(&path));
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(text, "    {key}: {value}");
    };
    if !operation.scopes.is_empty() {
        let scopes: Vec<String> = operation.scopes.iter().map(|scope| scalar(scope)).collect();
        line("scopes", &format!("[{}]", scopes.join(", ")));
    }
    if operation.reads {
        line("access", "read # by its name and its pages");
    }
    for (key, folder, shape) in [("parameters", "query", &operation.query), ("request", "request", &operation.request)]
    {
        if shape.is_some() {
            line(key, &format!("{connector}/{folder}/{}", operation.file));
        }
    }
    if !inputs.is_empty() {
        text.push_str("    inputs:\n");
        for input in &inputs {
            let _ = writeln!(text, "      {}: {}", scalar(&input.name), input.declaration());
        }
    }
    for (key, place) in [("query", Place::Query), ("headers", Place::Header), ("body", Place::Body)] {
        let sent: Vec<_> = inputs.iter().filter(|input| input.member.place == place).collect();
        if !sent.is_empty() {
            let _ = writeln!(text, "    {key}:");
            for input in sent {
                let _ = writeln!(text, "      {}: {}", scalar(&input.member.name), input.value());
            }
        } else if place == Place::Body && operation.request.is_some() {
            let whole = inputs.iter().find(|input| input.member.place == Place::WholeBody);
            let _ = writeln!(text, "    body: {}", whole.map_or("{}".to_owned(), inputs::Input::value));
        }
    }
    text.push_str(&answer(connector, operation, paging, ignored));
    text
}

/// What is read of the answer.
fn answer(connector: &str, operation: &Operation, paging: &str, ignored: &[String]) -> String {
    let mut text = String::new();
    if operation.answer.is_some() {
        let _ = writeln!(text, "    envelope: {connector}/answer/{}", operation.file);
    }
    if let Some(key) = outcome::key(operation) {
        let _ = writeln!(text, "    {key}");
    }
    text.push_str(paging);
    match &operation.records {
        Records::At(path) if operation.answer.is_some() => {
            let _ = writeln!(text, "    records: {path}");
        }
        Records::At(_) => {}
        // Nothing is guessed: the connector is refused until somebody chose.
        Records::Unclear(paths) => {
            let other = if paths.len() == 1 { ", or the path of a list" } else { "" };
            let _ = writeln!(text, "    records: # choose one: {}{other}", paths.join(" or "));
        }
    }
    if !ignored.is_empty() {
        text.push_str("    ignored: # look whether one says that there is more, or that something failed\n");
        for path in ignored {
            let _ = writeln!(text, "      {}: set aside by the import", in_braces(path));
        }
    }
    text
}

/// Text that is taken as it is, whatever it looks like.
fn literal(text: &str) -> String {
    let has_meaning = looks_like_path(text) || looks_like_template(text) || forgotten(text).is_some();
    format!("{}{}", if has_meaning { "!literal " } else { "" }, scalar(text))
}

/// Text as YAML takes it for text: plain where that is sure, quoted elsewhere.
pub fn scalar(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-/.".contains(letter);
    let begins = text.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '/');
    let is_word =
        matches!(text.to_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    let is_url = text.starts_with("https://") && text.chars().all(|letter| plain(letter) || letter == ':');
    if is_url || begins && !is_word && text.chars().all(|letter| plain(letter) || letter == ' ') && !text.ends_with(' ')
    {
        return text.to_owned();
    }
    Value::from(text).to_string()
}
