//! Requests of a connector beside those of a newer document: operations are told apart by method and path, whatever
//! the document calls them.

use std::collections::BTreeMap;

use super::Newer;
use super::changes::{at_path, changes};
use crate::definition::{Definition, Operation};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

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
    /// The number that a place such as `query.page` has if it is left out, or else the smallest.
    pub first: Vec<(String, u64)>,
    /// Its lists in the query, with what stands between their elements; nothing if each is sent by itself.
    pub lists: Vec<(String, Option<String>)>,
    /// What the credential must be granted.
    pub scopes: Vec<String>,
    /// The status of success, if it says that the answer is not there yet, or is a part.
    pub partial: Option<String>,
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

/// The path of an address, such as `/v1` of `https://a.test/v1/`.
pub fn base_path(address: &str) -> &str {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => address,
    };
    path.trim_end_matches('/')
}

/// A request line with the path of the address that its own path is added to.
pub fn whole_line(base: &str, line: &str) -> String {
    let (method, path) = line.split_once(' ').unwrap_or(("", line));
    request_line(method, &format!("{base}{path}"))
}

/// The request of each operation, for those that the document still has: of the same address, or else the same below
/// another one.
pub fn paired<'a>(definition: &'a Definition, newer: &'a Newer) -> Vec<(&'a str, &'a Operation, Option<&'a Request>)> {
    let own_base = base_path(&definition.connector.base_url.value);
    let base = newer.base.as_deref().map_or(own_base, base_path);
    let operations = definition.operations.iter().filter_map(|(name, operation)| {
        let line = line(definition, &operation.value)?;
        let whole = whole_line(own_base, &line);
        let same = newer.requests.iter().find(|request| whole_line(base, &request.line) == whole);
        let request = same.or_else(|| newer.requests.iter().find(|request| request.line == line));
        Some((name.as_str(), &operation.value, request))
    });
    operations.collect()
}

/// What it sends, if it sends anything.
fn line(definition: &Definition, operation: &Operation) -> Option<String> {
    let shared = definition.connector.defaults.as_ref().and_then(|defaults| defaults.value.method.as_ref());
    let method = operation.method.as_ref().or(shared).map_or("GET".to_owned(), |method| format!("{:?}", method.value));
    Some(request_line(&method.to_uppercase(), &operation.path.as_ref()?.value))
}

/// The schemas that an operation names itself.
pub fn named(definition: &Definition, operation: &Operation) -> Vec<String> {
    let shared = definition.connector.defaults.as_ref().and_then(|defaults| defaults.value.envelope.as_ref());
    let own = [&operation.request, &operation.parameters, &operation.record].into_iter().flatten();
    own.chain(operation.envelope.as_ref().or(shared)).map(|name| name.value.clone()).collect()
}

/// Gives the schemas of an operation that has another id by now the names that the connector has for them.
pub fn rename(definition: &Definition, newer: &Newer, schemas: &mut BTreeMap<String, String>) {
    for (_, operation, request) in paired(definition, newer) {
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
pub fn compare(definition: &Definition, newer: &Newer) -> Diagnostics {
    let (mut differences, schemas) = (Diagnostics::new(), &newer.schemas);
    let speaks_of_scopes = newer.requests.iter().any(|request| !request.scopes.is_empty());
    let family = format!("{}/", definition.connector.connector.value);
    for (name, operation, request) in paired(definition, newer) {
        let all: Vec<String> = named(definition, operation);
        let own: Vec<&String> = all.iter().filter(|name| name.starts_with(&family)).collect();
        // Shapes of another family are those of operations that no document describes.
        let is_strange = !all.is_empty() && own.is_empty();
        // A schema that is gone is told where schemas are compared.
        let is_told = own.iter().any(|name| !schemas.contains_key(*name));
        let mut changed = Vec::new();
        match request {
            Some(request) => changed.extend(changes(definition, operation, request, speaks_of_scopes)),
            None if is_told || is_strange => {}
            None => changed.extend(at_path(operation, "its method and path are no longer described".to_owned())),
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

#[cfg(test)]
mod tests {
    use super::{base_path, request_line, whole_line};

    #[test]
    fn parameters_are_alike_in_documents_and_connectors() {
        let line = "GET /a/{}/b.{}";
        for path in ["/a/{id}/b.{kind}", "/a/{{ inputs.id }}/b.{{ inputs['k}'] | upper }}"] {
            assert_eq!(request_line("GET", path), line);
        }
    }

    #[test]
    fn an_address_is_the_same_wherever_its_path_is_cut() {
        for (base, path) in
            [("https://a.test/v1/", "/pets"), ("https://{{ credentials.site }}.a.test", "/v1/pets"), ("/v1", "/pets")]
        {
            assert_eq!(whole_line(base_path(base), &request_line("GET", path)), "GET /v1/pets");
        }
    }
}
