//! The gate: types agree, names are in reach, lists can end. Only what passes without an error can become a plan.

mod aliases;
mod answer;
mod connect;
mod direction;
mod empty;
mod guard;
mod in_schema;
mod incremental;
mod mapping;
mod ordered;
mod outcome;
mod paging;
mod records;
mod request;
mod same_request;
mod secrets;
mod selection;
mod unread;
mod walk;
mod webhook;
mod whole;
mod word;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::plan::{Access, Connector, Mapping, Operation};
use crate::resolve::{Resolved, ResolvedMapping, ResolvedOperation};
use crate::schema::{ShapeId, Shapes};
use crate::source::{Sources, Span};
use mapping::Mappings;
use records::Records;
pub use unread::by_operation as unread_members;

/// A connector in which no phase found an error. It can be made by [`check`] alone.
#[derive(Debug)]
pub struct Checked {
    /// The connector.
    pub connector: Connector,
    /// The mappings as they were written.
    pub mappings: IndexMap<String, ResolvedMapping>,
    /// Every shape that is referred to.
    pub shapes: Shapes,
    /// Every use of a mapping for whole records.
    pub uses: Vec<Use>,
}

/// A use of a mapping for the records of an operation or an event.
#[derive(Debug)]
pub struct Use {
    /// The mapping's name.
    pub mapping: String,
    /// The name of the operation, or of the event.
    pub by: String,
    /// Whether it is an event.
    pub is_event: bool,
    /// The name of the records' shape.
    pub record: Option<String>,
    /// The records' shapes.
    pub shapes: Vec<ShapeId>,
}

/// Lets a connector through if no error was collected in this or any earlier phase.
pub fn check(resolved: Resolved, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Checked> {
    let Resolved {
        mut connector,
        defaults_span,
        scope_spans,
        credential_spans,
        operations,
        mappings,
        webhooks,
        writes,
        shapes,
        has_read_all,
    } = resolved;
    if !has_read_all {
        return None;
    }
    let mut walk =
        walk::Walk { shapes: &shapes, sources, diagnostics, doubtful: HashMap::new(), wordless: HashSet::new() };
    let mut used = request::connector(&connector, &mut walk);
    let mut callables = mapping::Callables::new();
    for resolved in operations.iter().filter(|resolved| !resolved.operation.asks_nothing()) {
        used.extend(request::operation(resolved, &connector, &mut walk));
    }
    let answers = all_answers(operations, defaults_span, &mut walk);
    for (resolved, records) in answers.iter().filter(|(resolved, _)| !resolved.operation.asks_nothing()) {
        callables.insert(resolved.operation.name.clone(), callable(resolved, records, &shapes));
    }
    same_request::check(&answers, &mut walk);
    answers.iter().for_each(|(resolved, _)| selection::check(resolved, &mappings, &mut walk));
    let named: Vec<&Operation> = answers.iter().map(|(resolved, _)| &resolved.operation).collect();
    aliases::check(&named, &mut walk);
    aliases::left_out(&connector.left_out, &named, &mut walk);
    let mut all = Mappings::new(&mappings, &callables);
    connect::check(&connector, &scope_spans, &answers, &mut walk);
    let mut checked: Vec<Operation> = Vec::new();
    let mut mapped = Vec::new();
    for (resolved, records) in answers {
        let mapping = all.operation(&resolved, &records, &mut walk);
        let needed = request::needed(&resolved, &shapes);
        let ResolvedOperation { mut operation, .. } = resolved;
        constant(&operation, mapping.as_deref(), &mut walk);
        operation.empty.nullable = records.nullable;
        operation.needed = needed;
        operation.members = records::members(&records.shapes, &shapes);
        operation.record =
            operation.record.or_else(|| records.shapes.first().and_then(|id| shapes.name(*id)).map(str::to_owned));
        operation.mapping = mapping;
        mapped.extend(use_by(&operation, records.shapes));
        checked.push(operation);
    }
    connector.webhooks = webhooks.map(|webhooks| webhook::check(webhooks, &mut all, &mut mapped, &mut walk));
    let writes = writes.iter().filter_map(|resolved| all.write(resolved, &mut walk));
    connector.writes = writes.map(|write| (write.name.clone(), write)).collect();
    mappings.values().for_each(|own| mapping::contradicted(own, &mappings, walk.diagnostics));
    walk.report_doubtful();
    unused_credentials(&connector, &credential_spans, &used, &mut walk);
    unused_scopes(&checked, scope_spans, &mut walk);
    no_operations(&connector, &checked, &mut walk);
    all.unused(&mut walk);
    connector.operations = checked.into_iter().map(|operation| (operation.name.clone(), operation)).collect();
    (!diagnostics.has_errors()).then_some(Checked { connector, mappings, shapes, uses: mapped })
}

/// Checks all answers: what is read of them, and what is not. Of an operation with a mistake, what it does not read may be
/// what the mistake is about.
fn all_answers(
    operations: Vec<ResolvedOperation>,
    defaults: Option<Span>,
    walk: &mut walk::Walk<'_>,
) -> Vec<(ResolvedOperation, Records)> {
    let (mut unheard, mut unread) = (outcome::Unheard::default(), unread::Unread::default());
    let mut answers = Vec::new();
    for mut resolved in operations {
        if resolved.operation.asks_nothing() {
            let records = Records::of(resolved.record.into_iter().collect());
            answers.push((resolved, records));
            continue;
        }
        let mistakes = walk.diagnostics.mistakes();
        let records = answer::operation(&resolved, walk);
        let pages = unread::pages(&resolved, walk.shapes);
        resolved.operation.empty.way = empty::way(&resolved.operation, &pages, walk.shapes);
        if walk.diagnostics.mistakes() == mistakes {
            empty::check(&resolved.operation, &pages, walk);
        }
        let is_sound = resolved.is_sound && walk.diagnostics.mistakes() == mistakes;
        if is_sound {
            unheard.note(&resolved, walk);
        }
        // The way to the records is there, or the answer fails; unless an empty list may be left out.
        let way = resolved.operation.records.value.names();
        let more = resolved.operation.pagination.more();
        let is_there = |way: &[String]| more.is_some_and(|more| word::is_always_there(more, way, &pages, walk.shapes));
        let is_there = [is_there(&way), is_there(&[])];
        [resolved.operation.beside.has_word_of_more, resolved.operation.beside.absent_has_word_of_more] = is_there;
        resolved.operation.beside.constants = unread.note(&resolved, is_sound, walk);
        answers.push((resolved, records));
    }
    unheard.report(defaults, walk);
    unread.report(walk);
    answers
}

/// The use that an operation makes of a mapping.
fn use_by(operation: &Operation, shapes: Vec<ShapeId>) -> Option<Use> {
    let (mapping, by) = (operation.mapping.as_ref()?.name.clone(), operation.name.clone());
    Some(Use { mapping, by, is_event: false, record: operation.record.clone(), shapes })
}

/// An operation that asks nothing has constants only.
fn constant(operation: &Operation, mapping: Option<&Mapping>, walk: &mut walk::Walk<'_>) {
    let looks_up = mapping.iter().flat_map(|mapping| &mapping.fields).any(|field| !field.lookups().is_empty());
    if operation.asks_nothing() && looks_up {
        let message = format!("`{}` asks nothing of the provider, and its mapping has look-ups", operation.name);
        let help = "write the `path` of the request that comes first";
        walk.diagnostics.push(Diagnostic::error(Code::MissingKey, operation.span, message).help(help));
    }
}

/// A connector of which nothing can be asked, and that takes no events: its files may have other names than are read.
fn no_operations(connector: &Connector, operations: &[Operation], walk: &mut walk::Walk<'_>) {
    let file = walk.sources.connector_files().iter().find(|file| {
        let path = walk.sources.path(**file);
        path.ends_with("connector.yaml") || path.ends_with("connector.yml")
    });
    let is_told = walk.diagnostics.has_errors();
    if let Some(file) = file.filter(|_| operations.is_empty() && connector.webhooks.is_none() && !is_told) {
        walk.diagnostics.push(
            Diagnostic::warning(Code::MissingKey, Span::new(*file, 0..0), "the connector has no operations")
                .help("write `operations` in it, or in a file beside it whose name ends in `.yaml` or `.yml`"),
        );
    }
}

/// What look-ups and steps of writes have to know of an operation.
fn callable(resolved: &ResolvedOperation, records: &Records, shapes: &Shapes) -> mapping::Callable {
    let Operation { inputs, access, scopes, secrets, .. } = &resolved.operation;
    mapping::Callable {
        inputs: inputs.clone(),
        whole: request::whole_inputs(resolved),
        masks: !secrets.is_empty(),
        reads: *access == Access::Read,
        access: *access,
        scopes: scopes.clone(),
        places: request::places(resolved, shapes),
        gives: records.whole.clone(),
    }
}

/// A scope that no operation needs would be granted for nothing.
fn unused_scopes(operations: &[Operation], spans: Vec<(String, Span)>, walk: &mut walk::Walk<'_>) {
    for (scope, span) in spans {
        // After an error, the operation that needs it may be the one that failed.
        let needed = operations.iter().any(|operation| operation.scopes.contains(&scope));
        if !needed && !walk.diagnostics.has_errors() {
            let message = format!("no operation needs the scope `{scope}`");
            let help = "name it in the `scopes` of the operations that need it, or leave it out";
            walk.diagnostics.push(Diagnostic::warning(Code::Unused, span, message).help(help));
        }
    }
}

/// A credential that nothing sends would be asked of every user, to no effect.
fn unused_credentials(
    connector: &Connector,
    spans: &[(String, Span)],
    used: &HashSet<String>,
    walk: &mut walk::Walk<'_>,
) {
    // After an error, the part that names it may be the one that failed.
    if walk.diagnostics.has_errors() {
        return;
    }
    for (name, span) in spans.iter().filter(|(name, _)| connector.credentials.contains_key(name)) {
        if !used.contains(&format!("credentials.{name}")) {
            let message = format!("the credential `{name}` is never used");
            walk.diagnostics
                .push(Diagnostic::warning(Code::Unused, *span, message).help("send it in `auth`, or leave it out"));
        }
    }
}
