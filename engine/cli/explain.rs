//! `engine explain`: what a kind of mistake is, from the page that documents all of them.

use engine_lang::diagnostic::Code;

use super::exit::Exit;
use super::{Process, unknown};

/// The page, inside the binary.
const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// Writes the section on a code, or the list of all codes.
pub fn explain(process: &mut Process, code: Option<&str>) -> Exit {
    let Some(name) = code else {
        let lines = Code::ALL.iter().map(|code| format!("{:<20}{}\n", code.name(), code.meaning()));
        return process.print(&lines.collect::<String>());
    };
    match section(name) {
        Some(text) => process.print(&text),
        None => {
            let names: Vec<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
            unknown(process, "code", name, &names);
            Exit::Usage
        }
    }
}

fn section(name: &str) -> Option<String> {
    let (_, rest) = PAGE.split_once(&format!("\n## {name}\n"))?;
    let section = rest.split("\n## ").next()?;
    Some(format!("{name}\n{}\n", section.trim_end()))
}
