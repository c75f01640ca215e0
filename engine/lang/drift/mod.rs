//! Drift: where the schemas and requests of a connector and those of a newer document of its provider no longer agree.

mod changes;
mod requests;
mod way_in;

pub use requests::{Request, base_path, request_line, whole_line};
pub use way_in::WayIn;

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{self, Definition};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, quoted_list};
use crate::source::Sources;
use crate::yaml::{self, NodeId, Nodes};

/// What a newer document comes to.
#[derive(Debug, Clone)]
pub struct Newer {
    /// Its schemas by name.
    pub schemas: BTreeMap<String, String>,
    /// Its requests.
    pub requests: Vec<Request>,
    /// The address that their paths are added to, if it names one.
    pub base: Option<String>,
    /// The ways in of which it asks for one, each of them all that is sent at once.
    pub ways: Vec<Vec<WayIn>>,
}

impl Newer {
    /// With the schemas of requests that the connector has under other names under those names, too.
    #[must_use]
    pub fn named_as(mut self, ours: &Sources) -> Self {
        if let Some(definition) = definition::read(ours, &mut Diagnostics::new()) {
            let mut schemas = std::mem::take(&mut self.schemas);
            requests::rename(&definition, &self, &mut schemas);
            self.schemas = schemas;
        }
        self
    }
}

/// Every difference between the connector's schemas and `newer`'s, by name, that an operation of the connector meets, and
/// between their requests, by method and path.
pub fn drift(ours: &Sources, newer: &Newer) -> Diagnostics {
    let theirs = &newer.schemas;
    let mut mistakes = Diagnostics::new();
    // A connector that is wrong in itself is reported on by its own check.
    let Some(definition) = definition::read(ours, &mut mistakes) else { return Diagnostics::new() };
    let mut sources = ours.clone();
    for (name, text) in theirs {
        sources.add_schema(their(name), name, text);
    }
    let mut nodes = Nodes::new();
    let mut trees = Trees { sources: &sources, nodes: &mut nodes, roots: BTreeMap::new() };
    let (touched, named) = touched(&definition, &mut trees);
    let family = format!("{}/", definition.connector.connector.value);
    let mut compare = Compare { differences: Vec::new() };
    for (name, operations) in &touched {
        let Some(own) = trees.root(name) else { continue };
        let before = compare.differences.len();
        match trees.root(&their(name)) {
            Some(new) => compare.schema(trees.nodes, own, new, name),
            None if name.starts_with(&family) => {
                compare.at(own, format!("`{name}` is no longer described"));
                // What an operation names itself is what the provider took away or calls otherwise.
                if let Some(gone) = compare.differences.last_mut().filter(|_| named.contains(name)) {
                    gone.severity = Severity::Error;
                }
            }
            None => {}
        }
        let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
        for difference in &mut compare.differences[before..] {
            difference.operations = quoted_list(&operations);
        }
    }
    let mut differences = requests::compare(&definition, newer);
    if let Some(difference) = way_in::compare(&definition, &newer.ways) {
        differences.push(difference);
    }
    compare.report(trees.nodes, &mut differences);
    differences
}

/// The name under which a schema of the newer document is kept beside ours.
fn their(name: &str) -> String {
    format!("their {name}")
}

/// Schemas by name, each parsed once.
struct Trees<'a> {
    sources: &'a Sources,
    nodes: &'a mut Nodes,
    roots: BTreeMap<String, Option<NodeId>>,
}

impl Trees<'_> {
    fn root(&mut self, name: &str) -> Option<NodeId> {
        if let Some(root) = self.roots.get(name) {
            return *root;
        }
        let root = self
            .sources
            .schema(name)
            .and_then(|source| yaml::parse(source, self.sources, self.nodes, &mut Diagnostics::new()));
        self.roots.insert(name.to_owned(), root);
        root
    }
}

/// Which operations meet a schema, for each that one does, and the schemas that operations name themselves.
fn touched(definition: &Definition, trees: &mut Trees<'_>) -> (BTreeMap<String, BTreeSet<String>>, BTreeSet<String>) {
    let mut all = BTreeSet::new();
    let mut touched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (operation, own) in &definition.operations {
        let mut open = requests::named(definition, &own.value);
        all.extend(open.iter().cloned());
        while let Some(name) = open.pop() {
            if touched.entry(name.clone()).or_default().insert(operation.clone())
                && let Some(root) = trees.root(&name)
            {
                references(trees.nodes, root, &name, &mut open);
            }
        }
    }
    (touched, all)
}

/// The names of the schemas that a schema refers to.
fn references(nodes: &Nodes, node: NodeId, file: &str, names: &mut Vec<String>) {
    if let Some(reference) = nodes.member(node, "$ref").and_then(|reference| nodes.scalar(reference)) {
        let path = reference.text.split('#').next().unwrap_or("");
        if !path.is_empty() {
            names.push(crate::schema::referred(file, path));
        }
    }
    let inner = nodes.entries(node).iter().map(|(_, inner)| inner).chain(nodes.elements(node));
    inner.for_each(|inner| references(nodes, *inner, file, names));
}

struct Difference {
    place: NodeId,
    message: String,
    severity: Severity,
    operations: String,
}

struct Compare {
    differences: Vec<Difference>,
}

impl Compare {
    fn at(&mut self, place: NodeId, message: String) {
        self.differences.push(Difference { place, message, severity: Severity::Warning, operations: String::new() });
    }

    fn report(self, nodes: &Nodes, diagnostics: &mut Diagnostics) {
        for Difference { place, message, severity, operations } in self.differences {
            // A whole file has no key; its members are where a reader looks.
            let is_file = nodes.get(place).key.is_none();
            let place = nodes.member(place, "properties").filter(|_| is_file).unwrap_or(place);
            let warning = Diagnostic::warning(Code::SchemaDrift, nodes.key_span(place), message);
            diagnostics.push(
                Diagnostic { severity, ..warning }
                    .help(format!("this touches {operations}"))
                    .help("import the document again, or correct it in the overlay if the schema is right"),
            );
        }
    }

    /// Compares what two schemas say of the value called `name`.
    fn schema(&mut self, nodes: &Nodes, ours: NodeId, theirs: NodeId, name: &str) {
        let said = |node, keyword| nodes.member(node, keyword).map(|value| nodes.json(value));
        let mut changes = Vec::new();
        for keyword in ["type", "format", "const", "$ref", "additionalProperties"] {
            let (old, new) = (said(ours, keyword), said(theirs, keyword));
            if old != new {
                let shown =
                    |value: Option<serde_json::Value>| value.map_or("not said".to_owned(), |value| value.to_string());
                changes.push(format!("its `{keyword}` was {} and is {}", shown(old), shown(new)));
            }
        }
        for (keyword, what) in [("enum", "value"), ("required", "required member")] {
            let words = |node| nodes.member(node, keyword).map_or(Vec::new(), |list| elements(nodes, list));
            let (old, new) = (words(ours), words(theirs));
            changes.extend(changed_words(&old, &new, what));
        }
        let properties =
            |node| nodes.member(node, "properties").map_or(Vec::new(), |node| nodes.entries(node).to_vec());
        let (old, new) = (properties(ours), properties(theirs));
        let names = |list: &[(String, NodeId)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        changes.extend(changed_words(&names(&old), &names(&new), "member"));
        if !changes.is_empty() {
            self.at(ours, format!("the provider's document says otherwise of `{name}`: {}", changes.join("; ")));
        }
        for (name, ours) in old {
            if let Some((_, theirs)) = new.iter().find(|(own, _)| *own == name) {
                self.schema(nodes, ours, *theirs, &name);
            }
        }
        if let (Some(ours), Some(theirs)) = (nodes.member(ours, "items"), nodes.member(theirs, "items")) {
            self.schema(nodes, ours, theirs, &format!("{name}[*]"));
        }
        self.alternatives(nodes, ours, theirs, name);
    }

    fn alternatives(&mut self, nodes: &Nodes, ours: NodeId, theirs: NodeId, name: &str) {
        let branches = |node| ["anyOf", "oneOf"].iter().find_map(|keyword| nodes.member(node, keyword));
        match (branches(ours), branches(theirs)) {
            (None, None) => {}
            (Some(own), Some(new)) if nodes.elements(own).len() == nodes.elements(new).len() => {
                for (own, new) in nodes.elements(own).iter().zip(nodes.elements(new)) {
                    self.schema(nodes, *own, *new, name);
                }
            }
            (Some(place), _) | (None, Some(place)) => {
                let place = if branches(ours).is_some() { place } else { ours };
                self.at(place, format!("the provider's document gives `{name}` other alternatives"));
            }
        }
    }
}

fn elements(nodes: &Nodes, list: NodeId) -> Vec<String> {
    nodes
        .elements(list)
        .iter()
        .map(|element| {
            let value = nodes.json(*element);
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        })
        .collect()
}

fn changed_words(old: &[String], new: &[String], what: &str) -> Vec<String> {
    let missing =
        |all: &[String], of: &[String]| all.iter().filter(|word| !of.contains(word)).cloned().collect::<Vec<String>>();
    let (gone, added) = (missing(old, new), missing(new, old));
    let say = |words: Vec<String>, how: &str| {
        let names: Vec<&str> = words.iter().map(String::as_str).collect();
        (!names.is_empty())
            .then(|| format!("{how} {what}{} {}", if names.len() > 1 { "s" } else { "" }, quoted_list(&names)))
    };
    say(gone, "no longer has the").into_iter().chain(say(added, "has the new")).collect()
}
