//! Requests: what they name exists, what the path needs is always there, and secrets stay in `auth`.

mod alone;
mod arguments;
mod beside;
mod comparisons;
mod held;
mod kinds;
mod names;
mod needed;
mod nulls;
mod objects;
mod optional;
mod places;
mod whole;

pub use needed::needed;
pub use places::places;
pub use whole::whole_inputs;

use std::collections::HashSet;

use serde_json::Value;

use names::Names;

use super::walk::Walk;
use crate::definition::{InputType, KeyPlace, Method};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::expression::{Expression, Hop};
use crate::plan::{Auth, Connector, Placed, Slot, Tree};
use crate::resolve::ResolvedOperation;

/// The parts that all operations share; returns the names of the credentials that they use.
pub fn connector(connector: &Connector, walk: &mut Walk<'_>) -> HashSet<String> {
    let mut used = HashSet::new();
    if let Expression::Template(template) = &connector.base_url.value {
        let mut names = Names { connector, inputs: None, secrets: false, address: false, used: HashSet::new() };
        names.template(template, connector.base_url.span, walk);
        used.extend(names.used);
    }
    for expression in connector.auth.iter().flat_map(Auth::expressions) {
        let mut names = Names { connector, inputs: None, secrets: true, address: false, used: HashSet::new() };
        names.expression(expression, walk);
        used.extend(names.used);
    }
    used
}

/// One operation's request; returns the names of the inputs and credentials that it uses.
pub fn operation(resolved: &ResolvedOperation, connector: &Connector, walk: &mut Walk<'_>) -> HashSet<String> {
    let operation = &resolved.operation;
    let before = walk.diagnostics.count(Severity::Error);
    let mut names = Names { connector, inputs: Some(resolved), secrets: false, address: true, used: HashSet::new() };
    for part in &operation.path {
        names.expression(part, walk);
        always_there(part, resolved, walk);
    }
    for (_, value) in &operation.query {
        names.expression(value, walk);
    }
    names.address = false;
    for (_, value) in &operation.headers {
        names.expression(value, walk);
    }
    if let Some(body) = &operation.body {
        names.tree(body, walk);
    }
    // A part that names what does not exist may be the one that was to use an input.
    let sound = resolved.request_is_sound && walk.diagnostics.count(Severity::Error) == before;
    inputs(resolved, sound.then_some(&names.used), walk);
    slots_fit(resolved, walk);
    leaves_auth_alone(resolved, connector, walk);
    method_fits(resolved, walk);
    arguments::check(resolved, walk);
    objects::check(resolved, walk);
    nulls::check(resolved, walk);
    beside::check(resolved, walk);
    alone::check(resolved, walk);
    names.used
}

/// Inputs can have the values that they declare, and are used, as far as `used` is known.
fn inputs(resolved: &ResolvedOperation, used: Option<&HashSet<String>>, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    for (name, input) in &operation.inputs {
        let span = resolved.input_spans.get(name).copied().unwrap_or(operation.span);
        if input.choices.as_ref().is_some_and(Vec::is_empty) {
            let message = format!("`{name}` can have no value at all: its `enum` is empty");
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, span, message));
        }
        let alone = crate::plan::Input { choices: None, ..input.clone() };
        for choice in input.choices.iter().flatten() {
            let one = if input.kind == InputType::Array { Value::Array(vec![choice.clone()]) } else { choice.clone() };
            if let Err(reason) = alone.accept(&one) {
                let message = format!("a value of `{name}` is not what the input takes: {reason}");
                walk.diagnostics
                    .push(Diagnostic::error(Code::TypeMismatch, span, message).help("change the value, or the `type`"));
            }
        }
        if let Some(default) = &input.default
            && let Err(reason) = input.accept(default)
        {
            let message = format!("the default of `{name}` is not what the input takes: {reason}");
            walk.diagnostics
                .push(Diagnostic::error(Code::TypeMismatch, span, message).help("change the value, or the `type`"));
        }
        let is_text = input.kind == InputType::String && !input.nullable;
        if input.secret && (!is_text || input.default.is_some() || input.choices.is_some()) {
            let message = format!(
                "`{name}` is secret, and has to be a string that is not null, without a `default` and an `enum`"
            );
            let help = "a secret that has one value is a credential of the connector";
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, span, message).help(help));
        }
        if used.is_some_and(|used| !used.contains(name)) {
            let message = format!("the input `{name}` is never used");
            walk.diagnostics.push(
                Diagnostic::error(Code::Unused, span, message)
                    .help(format!("send it, as in `name: $.inputs.{name}`, or leave it out")),
            );
        }
    }
}

/// Paging writes into the body by name, so the body must be an object: written here, or given by the caller.
fn slots_fit(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let operation = &resolved.operation;
    for (index, slot) in resolved.slots.iter().enumerate() {
        let body_has = match (&slot.value, &operation.body) {
            (Slot::Body(path), Some(tree @ Tree::Object(_))) => is_written(tree, path),
            (Slot::Query(name), _) => operation.query.iter().any(|(own, _)| own == name),
            _ => false,
        };
        if body_has || resolved.slots[..index].iter().any(|other| other.value == slot.value) {
            let message = "this place of the request is written twice, and only one value is sent";
            let help = "leave it out of the request: paging writes it";
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, slot.span, message).help(help));
        }
    }
    let writes_to_body = resolved.slots.iter().any(|slot| matches!(slot.value, Slot::Body(_)));
    let is_object = match &operation.body {
        None | Some(Tree::Object(_)) => true,
        Some(Tree::List(_)) => false,
        Some(Tree::Value(value)) => {
            let input = value.value.sole_input().and_then(|name| operation.inputs.get(name));
            input.is_some_and(|input| input.kind == InputType::Object && !input.nullable)
        }
    };
    if writes_to_body && !is_object {
        let message = "paging writes into the body, which is no object";
        walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, operation.span, message));
    }
}

/// Whether something stands at a place of the body, or at one on the way to it that would have to be an object.
fn is_written(tree: &Tree, path: &[String]) -> bool {
    let (Tree::Object(members), Some((name, rest))) = (tree, path.split_first()) else { return true };
    members.iter().any(|member| member.name.value == *name && is_written(&member.value, rest))
}

/// What `auth` sends is not written a second time.
fn leaves_auth_alone(resolved: &ResolvedOperation, connector: &Connector, walk: &mut Walk<'_>) {
    for (place, own) in connector.auth.iter().map(Auth::sent) {
        let (what, written) = match place {
            KeyPlace::Header => ("header", &resolved.operation.headers),
            KeyPlace::Query => ("parameter", &resolved.operation.query),
        };
        for (name, value) in written.iter().filter(|(name, _)| place.is_same(name, own)) {
            let message = format!("`{name}` is the {what} that `auth` sends");
            let diagnostic = Diagnostic::error(Code::InvalidSetting, value.span, message);
            walk.diagnostics.push(diagnostic.help("leave it to `auth`"));
        }
    }
}

/// What is sent is read by the server.
fn method_fits(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    if matches!(resolved.operation.method, Method::Get | Method::Head)
        && let Some(body) = resolved.body_span
    {
        let message = "a GET request has no body that a server reads";
        walk.diagnostics.push(
            Diagnostic::error(Code::InvalidSetting, body, message)
                .help("write the arguments under `query`, or `method: POST`"),
        );
    }
}

/// A part of the path cannot be left out, so what it is made of must be required or have a default.
fn always_there(part: &Placed<Expression>, resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    let Expression::Template(template) = &part.value else { return };
    for reference in template.references().members.iter().filter(|reference| reference.root == "inputs") {
        let Some(Hop::Member(name, _)) = reference.hops.first() else { continue };
        let Some(input) = resolved.operation.inputs.get(name) else { continue };
        if !input.required && input.default.is_none() {
            let message = format!("the path needs `{name}`, and a caller may leave it out");
            let declared = resolved.input_spans.get(name).copied().unwrap_or(part.span);
            walk.diagnostics.push(
                Diagnostic::error(Code::OptionalInPath, part.span, message)
                    .also(declared, "declared here")
                    .help("add `required: true` to the input"),
            );
        }
    }
}
