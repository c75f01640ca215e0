//! The command line: arguments to a command, a command to an exit code.

mod arguments;
mod command;
mod connect;
mod coverage;
mod credentials;
mod describe;
mod document;
mod drive;
mod exit;
mod explain;
mod format;
mod import;
mod list;
mod origin;
mod run;
mod scopes;
mod server;
mod signal;
mod validate;
mod webhook;
mod workspace;
mod write;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use engine_lang::diagnostic::{Style, closest, quoted_list, render};
use engine_lang::{Plan, Reach};
use engine_runtime::catalog::{Catalog, CatalogError, Loaded};

use arguments::Parsed;
use command::Command;
use exit::Exit;

/// Reads an environment variable.
pub type Variable = Box<dyn Fn(&str) -> Option<String>>;

/// What a process is given; nothing else of it is read anywhere.
pub struct Process {
    /// The arguments, the program's name first.
    pub arguments: Vec<OsString>,
    /// Reads an environment variable.
    pub variable: Variable,
    /// Where data goes.
    pub stdout: Box<dyn Write>,
    /// Where everything else goes.
    pub stderr: Box<dyn Write>,
    /// Whether a person can be asked.
    pub stdin_is_terminal: bool,
    /// Whether a person reads the data.
    pub stdout_is_terminal: bool,
    /// Whether a person reads the rest.
    pub stderr_is_terminal: bool,
    /// The columns of the terminal, if there is one.
    pub width: Option<usize>,
    /// The folder for what is kept for the user, if the user has a home.
    pub data: Option<PathBuf>,
}

impl Process {
    /// Says something to the person, who may not be there.
    fn say(&mut self, text: impl AsRef<str>) {
        let _ = writeln!(self.stderr, "{}", text.as_ref());
    }

    /// Writes data.
    fn print(&mut self, text: &str) -> Exit {
        match self.stdout.write_all(text.as_bytes()).and_then(|()| self.stdout.flush()) {
            Ok(()) => Exit::Done,
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::BrokenPipe,
            Err(error) => {
                self.say(format!("error: the output cannot be written: {error}"));
                Exit::Output
            }
        }
    }

    fn style(&self) -> Style {
        let plain = (self.variable)("NO_COLOR").is_some_and(|value| !value.is_empty());
        if self.stderr_is_terminal && !plain { Style::Coloured } else { Style::Plain }
    }
}

/// Runs what the arguments ask for.
pub fn main(process: &mut Process) -> Exit {
    let command = match arguments::parse(&process.arguments) {
        Parsed::Command(command) => command,
        Parsed::Help(text) => return process.print(&text),
        Parsed::Mistake(text) => {
            process.say(text.trim_end());
            return Exit::Usage;
        }
    };
    match command {
        Command::Run(run) => run::run(process, &run),
        Command::Connect(connect) => connect::connect(process, &connect),
        Command::Disconnect(disconnect) => connect::disconnect(process, &disconnect),
        Command::Accounts { json } => connect::accounts(process, json),
        Command::Write(write) => write::write(process, &write),
        Command::List(list) => list::list(process, &list),
        Command::Describe(describe) => describe::describe(process, &describe),
        Command::Validate(validate) => validate::validate(process, &validate),
        Command::Scopes(scopes) => scopes::scopes(process, &scopes),
        Command::Coverage(coverage) => coverage::coverage(process, &coverage),
        Command::Import(import) => import::import(process, &import),
        Command::Verify(delivery) => webhook::verify(process, &delivery),
        Command::Events(list) => webhook::events(process, &list),
        Command::Explain(code) => explain::explain(process, code.as_deref()),
    }
}

/// The catalog and a connector of it, or why they cannot be had.
fn open(process: &mut Process, folder: Option<&Path>, connector: &str) -> Result<(Catalog, Plan), Exit> {
    let catalog = workspace::catalog(process, folder)?;
    let loaded = load(process, &catalog, connector)?;
    Ok((catalog, loaded.plan))
}

/// The catalog and as much of a connector's plan as an operation needs; all of it if there is no such operation.
fn open_operation(
    process: &mut Process,
    folder: Option<&Path>,
    connector: &str,
    operation: &str,
    reach: Reach,
) -> Result<(Catalog, Plan), Exit> {
    let catalog = workspace::catalog(process, folder)?;
    match catalog.load_operation(connector, operation, reach) {
        Ok(loaded) => Ok((catalog, loaded.plan)),
        Err(error) => Err(tell(process, connector, error)),
    }
}

/// Loads a connector, or says why it cannot be had.
fn load(process: &mut Process, catalog: &Catalog, connector: &str) -> Result<Loaded, Exit> {
    match catalog.load(connector) {
        Ok(loaded) => {
            let warnings = render(&loaded.warnings, &loaded.sources, process.style());
            if !warnings.is_empty() {
                process.say(warnings.trim_end());
            }
            Ok(loaded)
        }
        Err(error) => Err(tell(process, connector, error)),
    }
}

/// Says why a connector cannot be had.
fn tell(process: &mut Process, connector: &str, error: CatalogError) -> Exit {
    match error {
        CatalogError::Unknown(names) => {
            unknown(process, "connector", connector, &names);
            Exit::Usage
        }
        CatalogError::Unreadable(reason) => {
            process.say(format!("error: a file cannot be read: {reason}"));
            Exit::Invalid
        }
        CatalogError::Invalid(invalid) => {
            let text = render(&invalid.diagnostics, &invalid.sources, process.style());
            process.say(text.trim_end());
            Exit::Invalid
        }
    }
}

/// Says that a connector has no operation of this name; of what it leaves out, why.
fn no_operation(process: &mut Process, plan: &Plan, name: &str, names: &[String]) {
    match plan.connector().left_out.get(name) {
        Some(why) => process.say(format!("error: `{name}` cannot be called\n  help: {}", why.value)),
        None => unknown(process, "operation", name, names),
    }
}

/// Says that a name does not exist, and which one may have been meant.
fn unknown(process: &mut Process, what: &str, name: &str, names: &[String]) {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    process.say(format!("error: there is no {what} `{name}`"));
    match closest(name, names.iter().copied()) {
        Some(right) => process.say(format!("  help: did you mean `{right}`?")),
        None if names.is_empty() => {}
        None => process.say(format!("  help: there are {}", quoted_list(&names))),
    }
}
