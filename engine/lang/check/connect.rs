//! The proof of a credential: its operation can be called with nothing but the credential, and says what was granted.

use super::answer;
use super::records::Records;
use super::secrets;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Access, Connector, Input, Operation, Placed, Proof, same_scope};
use crate::resolve::ResolvedOperation;
use crate::schema::Kinds;
use crate::source::Span;

/// Checks the proof that a connector names, if it names one.
pub fn check(
    connector: &Connector,
    scopes: &[(String, Span)],
    answers: &[(ResolvedOperation, Records)],
    walk: &mut Walk<'_>,
) {
    let Some(Proof { operation: name, granted }) = &connector.connect.proof else { return };
    if granted.is_some() {
        told_apart(scopes, walk);
    }
    let Some((resolved, records)) = answers.iter().find(|(resolved, _)| resolved.operation.name == name.value) else {
        let names = answers.iter().map(|(resolved, _)| resolved.operation.name.as_str());
        let diagnostic =
            Diagnostic::error(Code::UnknownName, name.span, format!("there is no operation `{}`", name.value));
        walk.diagnostics.push(diagnostic.suggest(name.span, &name.value, names));
        return;
    };
    // A scope that is not declared was reported, and may be what says that the operation only reads.
    if resolved.operation.scopes.iter().all(|scope| connector.scopes.contains_key(scope)) {
        callable(name, &resolved.operation, walk);
    }
    if let Some(granted) = granted {
        secrets::granted(&resolved.operation.secrets, granted, walk);
    }
    match granted {
        Some(granted) if !records.shapes.is_empty() => answer::kind(granted, &records.shapes, Kinds::STRING, walk),
        Some(_) if !records.hidden => answer::missing_record(resolved, walk),
        _ => {}
    }
}

/// Whoever has nothing but a credential can call the operation, and it changes nothing.
fn callable(name: &Placed<String>, operation: &Operation, walk: &mut Walk<'_>) {
    let needed = |input: &Input| input.required && input.default.is_none();
    let missing = operation.inputs.iter().find(|(_, input)| needed(input)).map(|(name, _)| name);
    let why = match missing {
        _ if operation.access != Access::Read => "it changes data".to_owned(),
        _ if operation.asks_nothing() => "it asks nothing of the provider".to_owned(),
        Some(input) => format!("it needs `{input}`, and there is nothing but the credential"),
        None => return,
    };
    let message = format!("`{}` cannot prove a credential: {why}", name.value);
    walk.diagnostics.push(
        Diagnostic::error(Code::WrongChoice, name.span, message)
            .help("name an operation of `access: read` without required inputs"),
    );
}

/// A provider's other spelling of a scope must mean one scope only.
fn told_apart(scopes: &[(String, Span)], walk: &mut Walk<'_>) {
    for (index, (name, span)) in scopes.iter().enumerate() {
        let Some((first, place)) = scopes[..index].iter().find(|(first, _)| same_scope(first, name)) else { continue };
        let message = format!("the scopes `{first}` and `{name}` differ in case or punctuation only");
        walk.diagnostics.push(
            Diagnostic::error(Code::DuplicateName, *span, message)
                .also(*place, "first here")
                .help("providers spell one scope in several ways, so letters and digits tell scopes apart"),
        );
    }
}
