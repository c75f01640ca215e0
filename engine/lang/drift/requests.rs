//! Requests of a connector beside those of a newer document: operations are told apart by method and path, whatever
//! the document calls them.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Definition, Operation};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted_list};
use crate::yaml::NodeId;

/// Headers that a request has without being asked for.
const USUAL: &[&str] = &["accept", "authorization", "content-type"];

/// A request that a document describes.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Its method and path, as [`request_line`] writes them.
    pub line: String,
    /// The names of its schemas, such as `pets/answer/list_pets`.
    pub schemas: Vec<String>,
    /// Its headers, and whether the provider needs each.
    pub headers: Vec<(String, bool)>,
    /// The largest number that a place such as `query.limit` takes.
    pub most: Vec<(String, u64)>,
}

/// A request line as `GET /pets/{}`, whatever its parameters are called, in a document or in a connector.
pub fn request_line(method: &str, path: &str) -> String {
    let (mut line, mut rest) = (format!("{method} "), path);
    while let Some((before, parameter)) = rest.split_once('{') {
        line.push_str(before);
        line.push_str("{}");
        let end = if parameter.starts_with('{') { "}}" } else { "}" };
        rest = parameter.split_once(end).map_or("", |(_, after)| after);
    }
    line + rest
}

/// The request of each operation, for those that the document still has.
pub fn paired<'a>(
    definition: &'a Definition,
    requests: &'a [Request],
) -> Vec<(&'a str, &'a Operation, Option<&'a Request>)> {
    let operations = definition.operations.iter().map(|(name, operation)| {
        let line = line(definition, &operation.value);
        (name.as_str(), &operation.value, requests.iter().find(|request| request.line == line))
    });
    operations.collect()
}

fn line(definition: &Definition, operation: &Operation) -> String {
    let shared = definition.connector.defaults.as_ref().and_then(|defaults| defaults.value.method.as_ref());
    let method = operation.method.as_ref().or(shared).map_or("GET".to_owned(), |method| format!("{:?}", method.value));
    request_line(&method.to_uppercase(), &operation.path.value)
}

/// The schemas that an operation names itself.
pub fn named(definition: &Definition, operation: &Operation) -> Vec<String> {
    let shared = definition.connector.defaults.as_ref().and_then(|defaults| defaults.value.envelope.as_ref());
    let own = [&operation.request, &operation.parameters, &operation.record].into_iter().flatten();
    own.chain(operation.envelope.as_ref().or(shared)).map(|name| name.value.clone()).collect()
}

/// Gives the schemas of an operation that has another id by now the names that the connector has for them.
pub fn rename(definition: &Definition, requests: &[Request], schemas: &mut BTreeMap<String, String>) {
    for (_, operation, request) in paired(definition, requests) {
        for name in named(definition, operation) {
            let Some((folder, _)) = name.rsplit_once('/').filter(|(folder, _)| folder.contains('/')) else { continue };
            let is_its = |their: &&String| their.rsplit_once('/').is_some_and(|(own, _)| own == folder);
            let theirs = request.and_then(|request| request.schemas.iter().find(is_its));
            if let Some(text) = theirs.and_then(|theirs| schemas.get(theirs)).filter(|_| !schemas.contains_key(&name)) {
                schemas.insert(name, text.clone());
            }
        }
    }
}

/// Tells what requests have, beside their schemas, that the document says otherwise.
pub fn compare(definition: &Definition, requests: &[Request], schemas: &BTreeMap<String, String>) -> Diagnostics {
    let mut differences = Diagnostics::new();
    let family = format!("{}/", definition.connector.connector.value);
    for (name, operation, request) in paired(definition, requests) {
        let all: Vec<String> = named(definition, operation);
        let own: Vec<&String> = all.iter().filter(|name| name.starts_with(&family)).collect();
        // Shapes of another family are those of operations that no document describes.
        let is_strange = !all.is_empty() && own.is_empty();
        // A schema that is gone is told where schemas are compared.
        let is_told = own.iter().any(|name| !schemas.contains_key(*name));
        let mut changed = Vec::new();
        match request {
            Some(request) => changed.extend(changes(definition, operation, request)),
            None if is_told || is_strange => {}
            None => changed.push((operation.path.node, "its method and path are no longer described".to_owned())),
        }
        for (place, what) in changed {
            let message = format!("the provider's document says otherwise of `{name}`: {what}");
            let span = definition.nodes.span(place);
            let difference = if request.is_none() && !own.is_empty() {
                Diagnostic::error(Code::SchemaDrift, span, message)
            } else {
                Diagnostic::warning(Code::SchemaDrift, span, message)
            };
            differences.push(difference.help(format!("this touches `{name}`")));
        }
    }
    differences
}

fn changes(definition: &Definition, operation: &Operation, request: &Request) -> Vec<(NodeId, String)> {
    let mut changes = Vec::new();
    let shared = definition.connector.defaults.as_ref().map(|defaults| &defaults.value);
    let small = |name: &String| name.to_lowercase();
    let own: BTreeSet<String> = operation.headers.keys().map(small).collect();
    let mut sent: BTreeSet<String> = own.clone();
    sent.extend(shared.into_iter().flat_map(|shared| shared.headers.keys()).map(small));
    sent.extend(definition.connector.auth.value.api_key.iter().map(|key| small(&key.value.name.value)));
    sent.extend(USUAL.iter().map(|name| (*name).to_owned()));
    let taken: BTreeSet<String> = request.headers.iter().map(|(name, _)| small(name)).collect();
    let needed = request.headers.iter().filter(|(name, needed)| *needed && !sent.contains(&small(name)));
    let needed: Vec<&str> = needed.map(|(name, _)| name.as_str()).collect();
    if !needed.is_empty() {
        changes.push((operation.path.node, format!("it needs the header {}", quoted_list(&needed))));
    }
    for (name, value) in &operation.headers {
        if !taken.contains(&small(name)) && !USUAL.contains(&small(name).as_str()) {
            changes.push((value.node, format!("it no longer has the header `{name}`")));
        }
    }
    let has_query = request.schemas.iter().any(|name| name.contains("/query/"));
    if has_query && operation.parameters.is_none() && operation.query.is_empty() {
        changes.push((operation.path.node, "it has parameters in the query by now".to_owned()));
    }
    let paging = operation.pagination.as_ref().or(shared.and_then(|shared| shared.pagination.as_ref()));
    let size = paging.and_then(|paging| paging.value.page_size.as_ref()).map(|size| &size.value);
    if let Some(size) = size {
        let most = request.most.iter().find(|(place, _)| *place == size.to.value).map(|(_, most)| *most);
        if let Some(most) = most.filter(|most| u64::from(size.default.value) > *most) {
            let asked = size.default.value;
            changes.push((size.default.node, format!("a page has at most {most} records, and {asked} are asked for")));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::request_line;

    #[test]
    fn parameters_are_alike_in_documents_and_connectors() {
        let line = "GET /a/{}/b.{}";
        for path in ["/a/{id}/b.{kind}", "/a/{{ inputs.id }}/b.{{ inputs['k}'] | upper }}"] {
            assert_eq!(request_line("GET", path), line);
        }
    }
}
