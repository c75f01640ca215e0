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
    let shown = operation.error.all().chain(&operation.warnings);
    let shown = shown.chain(operation.success.iter().map(|success| &success.path));
    let begin = operation.records.value.segments();
    for path in of_answer.into_iter().chain(token).chain(shown) {
        report(begin, &operation.secrets, path, walk);
    }
    if let Some(path) = of_record {
        report(&[], &operation.secrets, path, walk);
    }
}

/// Reports the scopes that a credential was granted, where they are one of the secrets: `***` would count as a scope.
pub fn granted(secrets: &[Placed<Path>], granted: &Placed<Path>, walk: &mut Walk<'_>) {
    report(&[], secrets, granted, walk);
}

/// Reports a path to a secret of the records at `begin`, to a part of one, or to what holds one.
fn report(begin: &[Segment], secrets: &[Placed<Path>], path: &Placed<Path>, walk: &mut Walk<'_>) {
    let meets = |secret: &Placed<Path>| {
        let way = begin.iter().chain(secret.value.segments());
        way.zip(path.value.segments()).all(|(secret, path)| same(secret, path))
    };
    if !secrets.iter().any(meets) {
        return;
    }
    let message = format!("`{}` finds one of the `secrets`, and what it finds is shown or kept", path.value.text());
    let diagnostic = Diagnostic::error(Code::SecretExposed, path.span, message);
    let help = "read something else, such as an id, or leave it out of `secrets` if anyone may see it";
    walk.diagnostics.push(diagnostic.help(help));
}

/// Whether two segments can lead to the same: only names tell places apart, and one element is as good as all.
fn same(secret: &Segment, path: &Segment) -> bool {
    match (secret, path) {
        (Segment::Selector(Selector::Name(secret)), Segment::Selector(Selector::Name(path))) => secret == path,
        (Segment::Selector(Selector::Wildcard), Segment::Selector(Selector::Name(_))) => false,
        _ => true,
    }
}
