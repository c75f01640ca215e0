//! What the request of one operation has, beside its schemas, that a newer document says otherwise.

use std::collections::BTreeSet;

use super::requests::Request;
use crate::definition::{Access, Definition, InputType, Operation, Pagination};
use crate::diagnostic::quoted_list;
use crate::resolve::{implied, method};
use crate::yaml::NodeId;

/// Headers that a request has without being asked for.
const USUAL: &[&str] = &["accept", "authorization", "content-type"];

/// Each difference with its place in the connector.
pub type Changes = Vec<(NodeId, String)>;

/// A difference that is told at the path.
pub fn at_path(operation: &Operation, what: String) -> Option<(NodeId, String)> {
    operation.path.as_ref().map(|path| (path.node, what))
}

/// Every difference; scopes count if the document speaks of scopes at all.
pub fn changes(definition: &Definition, operation: &Operation, request: &Request, speaks_of_scopes: bool) -> Changes {
    let shared = definition.connector.defaults.as_ref().map(|defaults| &defaults.value);
    let paging = operation.pagination.as_ref().or(shared.and_then(|shared| shared.pagination.as_ref()));
    let mut changes = headers(definition, operation, request);
    let has_query = request.schemas.iter().any(|name| name.contains("/query/"));
    if has_query && operation.parameters.is_none() && operation.query.is_empty() {
        changes.extend(at_path(operation, "it has parameters in the query by now".to_owned()));
    }
    if let Some(paging) = paging {
        changes.extend(pages(&paging.value, request));
    }
    changes.extend(lists(definition, operation, request));
    if speaks_of_scopes {
        changes.extend(scopes(operation, request));
    }
    let way = method(operation, &definition.connector);
    let access =
        operation.access.as_ref().map_or_else(|| implied(operation, way, &definition.connector), |own| own.value);
    if let Some(status) = request.partial.as_ref().filter(|_| access == Access::Read) {
        let what = format!("it is answered with status {status} by now, which a run takes for a failure");
        changes.extend(at_path(operation, what));
    }
    changes
}

fn headers(definition: &Definition, operation: &Operation, request: &Request) -> Changes {
    let mut changes = Vec::new();
    let shared = definition.connector.defaults.as_ref().map(|defaults| &defaults.value);
    let small = |name: &String| name.to_lowercase();
    let mut sent: BTreeSet<String> = operation.headers.keys().map(small).collect();
    sent.extend(shared.into_iter().flat_map(|shared| shared.headers.keys()).map(small));
    let keys = definition.connector.auth.value.all().into_iter().filter_map(|way| way.api_key.as_ref());
    sent.extend(keys.map(|key| small(&key.value.name.value)));
    sent.extend(USUAL.iter().map(|name| (*name).to_owned()));
    let taken: BTreeSet<String> = request.headers.iter().map(|(name, _)| small(name)).collect();
    let needed = request.headers.iter().filter(|(name, needed)| *needed && !sent.contains(&small(name)));
    let needed: Vec<&str> = needed.map(|(name, _)| name.as_str()).collect();
    if !needed.is_empty() {
        changes.extend(at_path(operation, format!("it needs the header {}", quoted_list(&needed))));
    }
    for (name, value) in &operation.headers {
        if !taken.contains(&small(name)) && !USUAL.contains(&small(name).as_str()) {
            changes.push((value.node, format!("it no longer has the header `{name}`")));
        }
    }
    changes
}

/// How large pages are, and where they are counted from.
fn pages(paging: &Pagination, request: &Request) -> Changes {
    let mut changes = Vec::new();
    let at =
        |places: &[(String, u64)], to: &String| places.iter().find(|(place, _)| place == to).map(|(_, number)| *number);
    if let Some(size) = paging.page_size.as_ref().map(|size| &size.value)
        && let Some(most) = at(&request.most, &size.to.value).filter(|most| u64::from(size.default.value) > *most)
    {
        let asked = size.default.value;
        changes.push((size.default.node, format!("a page has at most {most} records, and {asked} are asked for")));
    }
    let page = paging.page.as_ref().map(|page| (&page.value.to, &page.value.first, 1));
    let offset = paging.offset.as_ref().map(|offset| (&offset.value.to, &offset.value.first, 0));
    for (to, first, usual) in page.into_iter().chain(offset) {
        let own = first.as_ref().map_or(usual, |first| u64::from(first.value));
        // Any other number is not where a list begins.
        if let Some(theirs) = at(&request.first, &to.value).filter(|theirs| *theirs <= 1 && *theirs != own) {
            let what = format!("`{}` counts from {theirs} by now, and from {own} here", to.value);
            changes.push((first.as_ref().map_or(to.node, |first| first.node), what));
        }
    }
    changes
}

/// How lists are sent in the query.
fn lists(definition: &Definition, operation: &Operation, request: &Request) -> Changes {
    let mut changes = Vec::new();
    for (name, value) in &operation.query {
        let Some((_, theirs)) = request.lists.iter().find(|(own, _)| own == name) else { continue };
        let Some(text) = definition.nodes.scalar(value.node).map(|scalar| scalar.text.as_str()) else { continue };
        let input = text.strip_prefix("$.inputs.").and_then(|input| operation.inputs.get(input));
        let is_repeated = input.is_some_and(|input| input.value.kind.value == InputType::Array);
        let joined = text.split_once("| join(").and_then(|(_, rest)| rest.split(['\'', '"']).nth(1));
        match (joined, theirs.as_deref()) {
            (None, Some(theirs)) if is_repeated => {
                changes
                    .push((value.node, format!("`{name}` is one text by now, with `{theirs}` between its elements")));
            }
            (Some(_), None) => {
                changes.push((value.node, format!("`{name}` is sent once for each of its elements by now")));
            }
            (Some(ours), Some(theirs)) if ours != theirs => {
                changes.push((value.node, format!("the elements of `{name}` have `{theirs}` between them by now")));
            }
            _ => {}
        }
    }
    changes
}

fn scopes(operation: &Operation, request: &Request) -> Changes {
    let mut changes = Vec::new();
    let own: Vec<&String> = operation.scopes.iter().map(|scope| &scope.value).collect();
    let new: Vec<&str> = request.scopes.iter().filter(|scope| !own.contains(scope)).map(String::as_str).collect();
    if !new.is_empty() {
        changes.extend(at_path(operation, format!("it needs the scope {}", quoted_list(&new))));
    }
    for scope in operation.scopes.iter().filter(|scope| !request.scopes.contains(&scope.value)) {
        changes.push((scope.node, format!("it no longer needs the scope `{}`", scope.value)));
    }
    changes
}
