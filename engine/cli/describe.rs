//! `engine describe`: what an operation sends, reads, maps and needs.

use engine_lang::Reach;
use engine_lang::input::kind_name;
use engine_lang::plan::{Auth, KeyPlace, Operation, Pagination, Plan, Slot, Tree};
use engine_runtime::request::method_name;

use super::command::Describe;
use super::exit::Exit;
use super::origin::source;
use super::write::shown;
use super::{Process, no_operation, open_operation};

/// Writes the description.
pub fn describe(process: &mut Process, command: &Describe) -> Exit {
    let folder = command.connectors.as_deref();
    let plan = match open_operation(process, folder, &command.connector, &command.operation, Reach::LookUps) {
        Ok((_, plan)) => plan,
        Err(exit) => return exit,
    };
    let operation = plan.called(&command.operation).map(|operation| text(&plan, operation));
    let write = plan.write(&command.operation).map(|write| shown::text(&plan, write));
    match (operation, write) {
        (Some(operation), Some(write)) => process.print(&format!("{operation}\n{write}")),
        (Some(text), None) | (None, Some(text)) => process.print(&text),
        (None, None) => {
            let connector = plan.connector();
            let names: Vec<String> = connector.operations.keys().chain(connector.writes.keys()).cloned().collect();
            no_operation(process, &plan, &command.operation, &names);
            Exit::Usage
        }
    }
}

fn text(plan: &Plan, operation: &Operation) -> String {
    let mut text = format!("{} {}", plan.connector().name, operation.name);
    if let Some(title) = &operation.title {
        text.push_str(&format!(": {title}"));
    }
    text.push('\n');
    let mut line = |name: &str, value: String| text.push_str(&format!("  {name:<11}{value}\n"));
    line("defined", plan.location(operation.span).to_string());
    if let Some(docs) = &operation.docs {
        line("docs", docs.clone());
    }
    if let Some(description) = &operation.description {
        line("about", description.clone());
    }
    if !operation.aliases.is_empty() {
        let aliases: Vec<&str> = operation.aliases.iter().map(|alias| alias.value.as_str()).collect();
        line("also called", aliases.join(", "));
    }
    if operation.newer {
        line("newer", "than the description of the API that the connector was made from".to_owned());
    }
    line("access", operation.access.name().to_owned());
    line("needs", if operation.scopes.is_empty() { "no scope".to_owned() } else { operation.scopes.join(", ") });
    if operation.asks_nothing() {
        line("sends", "nothing: its records are constants".to_owned());
        mapping_lines(operation, &mut line);
        return text;
    }
    line("sends", format!("{} {}", method_name(operation.method), operation.path_text));
    for (place, name) in plan.connector().auth.iter().map(Auth::sent) {
        let (place, is) = if place == KeyPlace::Header { ("header", ":") } else { ("query", " =") };
        line("", format!("{place} {name}{is} ***"));
    }
    for (name, value) in &operation.headers {
        line("", format!("header {name}: {}", value.value.text()));
    }
    for (name, value) in &operation.query {
        line("", format!("query {name} = {}", value.value.text()));
    }
    if let Some(body) = &operation.body {
        body_lines(body, "body", &mut |entry| line("", entry));
    }
    for (name, input) in &operation.inputs {
        let required = if input.required { ", required" } else { "" };
        let null = if input.nullable { " or null" } else { "" };
        let secret = if input.secret { ", secret" } else { "" };
        let default = input.default.as_ref().map_or(String::new(), |default| format!(", default {default}"));
        let about = input.description.as_ref().map_or(String::new(), |about| format!(": {about}"));
        line("takes", format!("{name} ({}{null}{required}{secret}{default}){about}", kind_name(input.kind)));
    }
    line(
        "reads",
        format!("{} as {}", operation.records.value.text(), operation.record.as_deref().unwrap_or("anything")),
    );
    line("goes on", paging(operation));
    if let Some(incremental) = &operation.incremental {
        line("changes", format!("{} is sent as {} the next time", incremental.token.value.text(), incremental.input));
    }
    mapping_lines(operation, &mut line);
    text
}

fn body_lines(tree: &Tree, place: &str, line: &mut dyn FnMut(String)) {
    match tree {
        Tree::Value(value) => line(format!("{place} = {}", value.value.text())),
        Tree::List(list) => {
            list.iter().enumerate().for_each(|(index, tree)| body_lines(tree, &format!("{place}[{index}]"), line));
        }
        Tree::Object(members) => {
            for member in members {
                body_lines(&member.value, &format!("{place}.{}", member.name.value), line);
            }
        }
    }
}

fn paging(operation: &Operation) -> String {
    let slot = |slot: &Slot| match slot {
        Slot::Query(name) => format!("query.{name}"),
        Slot::Header(name) => format!("header.{name}"),
        Slot::Body(path) => format!("body.{}", path.join(".")),
    };
    let kind = match &operation.pagination {
        Pagination::Single => "not at all: one record".to_owned(),
        Pagination::Whole { more: Some(more), .. } => {
            format!("not at all: one answer holds everything, unless {} tells of more", more.path.value.text())
        }
        Pagination::Whole { at_most: None, .. } => "not at all: one answer holds everything".to_owned(),
        Pagination::Whole { at_most: Some(most), .. } => format!("not at all: one answer, of at most {most} records"),
        Pagination::Cursor { from, to, .. } => format!("with the cursor at {} in {}", from.value.text(), slot(to)),
        Pagination::NextUrl { from, .. } => format!("at the address at {}", from.value.text()),
        Pagination::LinkHeader { .. } => "at the next link of the Link header".to_owned(),
        Pagination::Offset { to, first: 0, .. } => format!("with the number of records read in {}", slot(to)),
        Pagination::Offset { to, first, .. } => {
            format!("with the number of the next record in {}, counted from {first}", slot(to))
        }
        Pagination::Page { to, .. } => format!("with the number of the page in {}", slot(to)),
        Pagination::LastId { from, to, .. } => format!("with the last record's {} in {}", from.value.text(), slot(to)),
    };
    match &operation.page_size {
        Some(size) => format!("{kind}; {} records a page in {}", size.default, slot(&size.to)),
        None => kind,
    }
}

fn mapping_lines(operation: &Operation, line: &mut dyn FnMut(&str, String)) {
    let Some(mapping) = &operation.mapping else {
        line("maps", "nothing: records are written as they come".to_owned());
        return;
    };
    let many = if mapping.several { ", several of each record," } else { "" };
    line("maps", format!("to {}{many} by the mapping {}", mapping.target, mapping.name));
    for field in &mapping.fields {
        let source = field.filling.as_ref().map_or("always null".to_owned(), |filling| source(&filling.rule));
        line("", format!("{} <- {source}", field.name));
    }
}
