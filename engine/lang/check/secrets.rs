//! What nobody may see of a record: it is found without a search, and nothing that is shown, kept or compared is read of it.

use jsonpath_rust::parser::model::{Segment, Selector};

use super::answer::missing_record;
use super::records::Records;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Path, Step};
use crate::plan::{Pagination, Placed};
use crate::resolve::ResolvedOperation;

/// Checks the `secrets` of one operation.
pub fn check(resolved: &ResolvedOperation, records: &Records, walk: &mut Walk<'_>) {
    let secrets = &resolved.operation.secrets;
    if records.shapes.is_empty() && !secrets.is_empty() && !records.hidden {
        missing_record(resolved, walk);
    }
    if let (Some((name, span)), false) = (&resolved.mapping, secrets.is_empty()) {
        let message =
            format!("`{}` has `secrets`, and `{name}` would read `***` in place of them", resolved.operation.name);
        let diagnostic = Diagnostic::error(Code::SecretExposed, *span, message);
        walk.diagnostics.push(diagnostic.help("leave `mapping` out: the provider's own record is printed, masked"));
    }
    for secret in secrets {
        let steps = secret.value.lead();
        if !secret.value.is_singular() || !steps.iter().all(|step| matches!(step, Step::Member(_))) || steps.is_empty()
        {
            let message = format!("`{}` is no path of member names", secret.value.text());
            let diagnostic = Diagnostic::error(Code::InvalidPath, secret.span, message);
            walk.diagnostics.push(diagnostic.help("name the member of the record that is secret, as in `$.token`"));
        } else if !records.shapes.is_empty() {
            walk.path(&secret.value, secret.span, &records.shapes);
        }
    }
    read_elsewhere(resolved, walk);
}

/// Reports what is read of a record for another purpose than to be printed, where it is secret.
fn read_elsewhere(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    let (of_answer, of_record) = match &operation.pagination {
        Pagination::Cursor { from, .. } | Pagination::NextUrl { from, .. } => (Some(from), None),
        Pagination::LastId { from, .. } => (None, Some(from)),
        _ => (None, None),
    };
    let token = operation.incremental.as_ref().map(|incremental| &incremental.token);
    let error = &operation.error;
    let shown = error.code.iter().chain(&error.message).chain(&error.request_id).chain(&operation.warnings);
    let begin = operation.records.value.segments();
    let of_answer = of_answer.into_iter().chain(token).chain(shown);
    let of_answer = of_answer.filter_map(|path| Some((path, below(begin, path.value.segments())?)));
    let of_record = of_record.into_iter().map(|path| (path, path.value.segments()));
    for (path, way) in of_answer.chain(of_record) {
        report(&operation.secrets, path, way, walk);
    }
}

/// Reports a way into a record that leads to one of its secrets.
fn report(secrets: &[Placed<Path>], path: &Placed<Path>, way: &[Segment], walk: &mut Walk<'_>) {
    if secrets.iter().all(|secret| below(secret.value.segments(), way).is_none()) {
        return;
    }
    let message = format!("`{}` is one of the `secrets`, and what it finds is shown or kept", path.value.text());
    let diagnostic = Diagnostic::error(Code::SecretExposed, path.span, message);
    walk.diagnostics
        .push(diagnostic.help("read something else, such as an id, or leave it out of `secrets` if anyone may see it"));
}

/// Reports the scopes that a credential was granted, where they are one of the secrets: `***` would count as a scope.
pub fn granted(secrets: &[Placed<Path>], granted: &Placed<Path>, walk: &mut Walk<'_>) {
    report(secrets, granted, granted.value.segments(), walk);
}

/// What is left of a way behind its beginning, if it has that; one element is as good as all.
fn below<'w>(begin: &[Segment], way: &'w [Segment]) -> Option<&'w [Segment]> {
    let same = |begin: &Segment, way: &Segment| match (begin, way) {
        (Segment::Selector(Selector::Name(begin)), Segment::Selector(Selector::Name(way))) => begin == way,
        (Segment::Selector(Selector::Wildcard), way) => !matches!(way, Segment::Selector(Selector::Name(_))),
        _ => false,
    };
    let is_there = way.len() >= begin.len() && begin.iter().zip(way).all(|(begin, way)| same(begin, way));
    is_there.then(|| &way[begin.len()..])
}
