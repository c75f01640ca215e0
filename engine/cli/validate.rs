//! `engine validate`: the phases of a run up to the gate, and nothing sent.

use std::path::Path;

use super::command::Validate;
use super::exit::Exit;
use super::{Process, load, workspace};

/// Checks every target; one that fails does not hide the others.
pub fn validate(process: &mut Process, command: &Validate) -> Exit {
    if let Some(folder) = command.connectors.as_ref().filter(|folder| !folder.is_dir()) {
        process.say(format!("error: there is no folder `{}`", folder.display()));
        return Exit::Usage;
    }
    let all = workspace::catalog(command.connectors.as_deref());
    let targets = if command.targets.is_empty() { all.connectors() } else { command.targets.clone() };
    let mut exit = Exit::Done;
    for target in &targets {
        let path = Path::new(target);
        let is_path = target.contains(['/', '\\']) || path.join("connector.yaml").is_file();
        let loaded = match (is_path, path.file_name()) {
            (true, Some(name)) => {
                let catalog = workspace::catalog(Some(path.parent().unwrap_or(Path::new(""))));
                load(process, &catalog, &name.to_string_lossy())
            }
            _ => load(process, &all, target),
        };
        match loaded {
            Ok(loaded) => {
                let connector = loaded.plan.connector();
                let count = connector.operations.len();
                let word = if count == 1 { "operation" } else { "operations" };
                process.say(format!("{}: {count} {word}, no mistakes", connector.name));
            }
            Err(failed) => exit = failed,
        }
    }
    exit
}
