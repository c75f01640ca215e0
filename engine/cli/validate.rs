//! `engine validate`: the phases of a run up to the gate, and nothing sent.

use std::path::Path;

use engine_lang::diagnostic::{github, json, render, sarif};
use engine_lang::{Diagnostics, Sources};
use engine_runtime::catalog::CatalogError;
use serde_json::Value;

use super::command::{Report, Validate};
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
    let targets = if command.targets.is_empty() { all.connectors() } else { command.targets.clone() };
    let mut exit = Exit::Done;
    let mut found = Vec::new();
    for target in &targets {
        // `.` has no name; the folder that it stands for has.
        let path = match Path::new(target) {
            path if path.file_name().is_none() => path.canonicalize().unwrap_or_default(),
            path => path.to_path_buf(),
        };
        let is_path = target.contains(['/', '\\']) || path.join("connector.yaml").is_file();
        let (name, loaded) = match path.file_name().filter(|_| is_path) {
            Some(name) => {
                if !path.is_dir() {
                    process.say(format!("error: there is no folder `{target}`"));
                    exit = Exit::Usage;
                    continue;
                }
                let catalog = match workspace::catalog(process, path.parent()) {
                    Ok(catalog) => catalog,
                    Err(failed) => return failed,
                };
                let name = name.to_string_lossy().into_owned();
                (name.clone(), catalog.load(&name))
            }
            None => (target.clone(), all.load(target)),
        };
        match loaded {
            Ok(loaded) => {
                let count = loaded.plan.connector().operations.len();
                let word = if count == 1 { "operation" } else { "operations" };
                process.say(format!("{name}: {count} {word}, no mistakes"));
                found.push(Found { sources: loaded.sources, diagnostics: loaded.warnings });
            }
            Err(CatalogError::Invalid(invalid)) => {
                found.push(Found { sources: invalid.sources, diagnostics: invalid.diagnostics });
                exit = Exit::Invalid;
            }
            Err(error) => exit = tell(process, &name, error),
        }
    }
    match report(process, command.report, &found) {
        Exit::Done => exit,
        failed => failed,
    }
}

/// Writes what was found: for a person to stderr, for a program to stdout.
fn report(process: &mut Process, report: Report, found: &[Found]) -> Exit {
    match report {
        Report::Human => {
            let style = process.style();
            for Found { sources, diagnostics } in found {
                let text = render(diagnostics, sources, style);
                if !text.is_empty() {
                    process.say(text.trim_end());
                }
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
