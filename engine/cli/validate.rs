//! `engine validate`: the phases of a run up to the gate, and nothing sent.

use std::path::Path;

use engine_lang::diagnostic::{github, json, quoted_list, render, sarif};
use engine_lang::{Diagnostics, Sources};
use engine_runtime::catalog::{Catalog, CatalogError};
use serde_json::Value;

use super::command::{Report, Validate};
use super::document::imported;
use super::exit::Exit;
use super::{Process, tell, workspace};

/// What was found in one connector.
struct Found {
    sources: Sources,
    diagnostics: Diagnostics,
}

/// Checks every target; one that fails does not hide the others.
pub fn validate(process: &mut Process, command: &Validate) -> Exit {
    let all = match workspace::catalog(process, command.connectors.as_deref()) {
        Ok(catalog) => catalog,
        Err(exit) => return exit,
    };
    workspace::tell_of_built_in(process, command.connectors.as_deref(), &command.targets);
    let targets = if command.targets.is_empty() { all.connectors() } else { command.targets.clone() };
    if command.against.is_some() && targets.len() != 1 {
        process.say("error: a document is compared with one connector");
        process.say(format!(
            "  help: name one of {}",
            quoted_list(&targets.iter().map(String::as_str).collect::<Vec<_>>())
        ));
        return Exit::Usage;
    }
    let mut exit = Exit::Done;
    let mut found = Vec::new();
    for target in &targets {
        let checked = match workspace::of_path(process, target) {
            Ok(Some((catalog, name))) => check(process, &catalog, &name, command, &mut found),
            Ok(None) => check(process, &all, target, command, &mut found),
            Err(failed) => failed,
        };
        exit = if checked == Exit::Done { exit } else { checked };
    }
    match report(process, command.report, &found) {
        Exit::Done => exit,
        failed => failed,
    }
}

/// Checks one connector.
fn check(process: &mut Process, catalog: &Catalog, name: &str, command: &Validate, found: &mut Vec<Found>) -> Exit {
    match catalog.load(name) {
        Ok(loaded) => {
            let count = loaded.plan.connector().operations.len();
            let word = if count == 1 { "operation" } else { "operations" };
            process.say(format!("{name}: {count} {word}, no mistakes"));
            let exit = match &command.against {
                Some(file) => against(process, catalog, name, file, &loaded.sources, found),
                None => Exit::Done,
            };
            found.push(Found { sources: loaded.sources, diagnostics: loaded.warnings });
            exit
        }
        Err(CatalogError::Invalid(invalid)) => {
            found.push(Found { sources: invalid.sources, diagnostics: invalid.diagnostics });
            Exit::Invalid
        }
        Err(error) => tell(process, name, error),
    }
}

/// Compares a connector with a document of its provider: what differs is a warning, what no longer works an error.
fn against(
    process: &mut Process,
    catalog: &Catalog,
    name: &str,
    file: &Path,
    sources: &Sources,
    found: &mut Vec<Found>,
) -> Exit {
    let overlay = match catalog.overlay(name) {
        Ok(overlay) => overlay,
        Err(error) => return tell(process, name, error),
    };
    let imported = match imported(process, file, overlay.as_ref(), name, &[]) {
        Ok(imported) => imported,
        Err(exit) => return exit,
    };
    let newer = imported.newer().named_as(sources);
    let known = newer.schemas.keys().filter(|name| sources.schema(name).is_some()).count();
    if known == 0 {
        process.say(format!("error: no schema of `{name}` has the name of one that `{}` gives", file.display()));
        process.say("  help: schemas are compared by name; `engine import openapi` makes those of a document");
        return Exit::Invalid;
    }
    let drift = engine_lang::drift(sources, &newer);
    let count = drift.sorted().len();
    let word = if count == 1 { "difference" } else { "differences" };
    process.say(format!("{name}: {count} {word} from `{}`", file.display()));
    let gone = drift.has_errors();
    found.push(Found { sources: sources.clone(), diagnostics: drift });
    let schemas = newer.schemas;
    let mut newer = sources.clone();
    for (name, text) in &schemas {
        newer.add_schema(name, format!("{} as {name}", file.display()), text);
    }
    match engine_lang::plan(&newer) {
        Ok(_) if gone => Exit::Invalid,
        Ok(_) => Exit::Done,
        Err(diagnostics) => {
            process.say(format!("{name}: does not work with `{}`", file.display()));
            found.push(Found { sources: newer, diagnostics });
            Exit::Invalid
        }
    }
}

/// Writes what was found: for a person to stderr, for a program to stdout.
fn report(process: &mut Process, report: Report, found: &[Found]) -> Exit {
    match report {
        Report::Human => {
            let style = process.style();
            let texts = found.iter().map(|Found { sources, diagnostics }| render(diagnostics, sources, style));
            let texts: Vec<String> =
                texts.map(|text| text.trim_end().to_owned()).filter(|text| !text.is_empty()).collect();
            if !texts.is_empty() {
                process.say(texts.join("\n\n"));
            }
            Exit::Done
        }
        Report::Json => {
            let all = found.iter().flat_map(|found| match json(&found.diagnostics, &found.sources) {
                Value::Array(list) => list,
                other => vec![other],
            });
            process.print(&format!("{:#}\n", all.collect::<Value>()))
        }
        Report::Github => {
            let lines: String = found.iter().map(|found| github(&found.diagnostics, &found.sources)).collect();
            process.print(&lines)
        }
        Report::Sarif => {
            let all: Vec<_> = found.iter().map(|found| (&found.diagnostics, &found.sources)).collect();
            process.print(&format!("{:#}\n", sarif(&all)))
        }
    }
}
