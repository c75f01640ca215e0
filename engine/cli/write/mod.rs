//! `engine write`: a unified record in, the steps of a write made with it, and the result out.

pub mod arguments;
mod preview;
mod report;
pub mod shown;

use engine_lang::Reach;
use engine_lang::json;
use engine_lang::plan::{Access, Write};
use engine_runtime::bounded;
use engine_runtime::catalog::Catalog;
use engine_runtime::error::{ErrorKind, RunError, one_line};
use engine_runtime::execute::Session;
use engine_runtime::fetch::Notice;
use engine_runtime::sandbox::{NOT_IMITATED, Sandbox};
use engine_runtime::write::{self, Fate, Written};
use serde_json::Value;

use super::command::{self, Server};
use super::drive::drive;
use super::exit::Exit;
use super::signal;
use super::{Process, open_operation, run, unknown};

/// Makes a write.
pub fn write(process: &mut Process, command: &command::Write) -> Exit {
    let run = &command.run;
    let folder = run.connectors.as_deref();
    let (catalog, plan) = match open_operation(process, folder, &run.connector, &run.operation, Reach::LookUps) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Some(planned) = plan.write(&run.operation) else {
        let names: Vec<String> = plan.connector().writes.keys().cloned().collect();
        unknown(process, "write", &run.operation, &names);
        return Exit::Usage;
    };
    let tried = allowed(command, planned)
        .and_then(|()| Ok((record(command)?, run::session(process, run, &plan, true)?)))
        .and_then(|(record, session)| made(process, command, &catalog, session, planned, &record));
    match tried {
        Ok(Made::Written(written)) => ended(process, command, planned, &written),
        Ok(Made::Preview(text)) => process.print(&text),
        Err(error) => ended(process, command, planned, &Written::refused(&plan, planned, error)),
    }
}

/// What came of it.
enum Made {
    /// The requests are shown.
    Preview(String),
    /// They were sent.
    Written(Written),
}

/// Makes the steps, or shows them. An error says that nothing was sent.
fn made(
    process: &mut Process,
    command: &command::Write,
    catalog: &Catalog,
    session: Session,
    planned: &Write,
    record: &Value,
) -> Result<Made, RunError> {
    let made = if command.run.preview {
        preview::text(&session, planned, record).map(Made::Preview)
    } else {
        drive(send(process, command, catalog, session, planned, record)).and_then(|sent| sent).map(Made::Written)
    };
    made.map_err(|error| match error.kind() {
        ErrorKind::Input => error.help("`engine describe` shows what a write takes; nothing was sent"),
        _ => error,
    })
}

/// Whether the caller wants what the write does to the provider's data.
fn allowed(command: &command::Write, write: &Write) -> Result<(), RunError> {
    let harmless = command.run.preview || matches!(command.run.server, Server::Sandbox);
    if command.run.yes || harmless {
        return Ok(());
    }
    let why = match &write.confirm {
        Some(why) => format!("`{}` is made with `--yes` only: {why}", write.name),
        None if write.access == Access::Destructive => {
            format!("`{}` destroys data that cannot be brought back", write.name)
        }
        None => return Ok(()),
    };
    let help = "`--dry-run` shows the requests; `--yes` says that it is meant";
    Err(RunError::new(ErrorKind::Input, why).help(help))
}

/// The record of the file, or of standard input.
fn record(command: &command::Write) -> Result<Value, RunError> {
    let shown = command.record.as_ref().map_or("standard input".to_owned(), |path| path.display().to_string());
    let mistake = |reason: String| RunError::new(ErrorKind::Input, format!("{shown}: {reason}"));
    let text = match &command.record {
        Some(path) => bounded::file(path),
        None => bounded::stdin(std::io::stdin()),
    };
    let text = text.map_err(|error| mistake(error.to_string()))?;
    json::read(text.as_bytes()).map_err(|unreadable| mistake(format!("this {unreadable}")))
}

async fn send(
    process: &mut Process,
    command: &command::Write,
    catalog: &Catalog,
    mut session: Session,
    planned: &Write,
    record: &Value,
) -> Result<Written, RunError> {
    let mut sandbox = None;
    if matches!(command.run.server, Server::Sandbox) {
        let started = Sandbox::start(&session.plan, catalog).await.map_err(|reason| {
            RunError::new(ErrorKind::Unreachable, format!("the sandbox cannot be started: {reason}"))
        })?;
        session.base_url = Some(started.url().clone());
        process.say(format!("sandbox at {}: {NOT_IMITATED}", started.url()));
        sandbox = Some(started);
    }
    let mut notice = |notice: &Notice| {
        process.say(format!("waiting {:.1} s: {}", notice.wait.as_secs_f64(), notice.reason));
    };
    let written = write::write(&session, planned, record, signal::any(), &mut notice).await;
    drop(sandbox);
    written
}

/// Says what became of the write, and gives the exit code for it.
fn ended(process: &mut Process, command: &command::Write, planned: &Write, written: &Written) -> Exit {
    for warning in &written.warnings.list() {
        process.say(format!("warning: {}", one_line(warning)));
    }
    for problem in &written.problems {
        process.say(format!("problem: {}", one_line(problem)));
    }
    let exit = match &written.error {
        None if written.problems.is_empty() => Exit::Done,
        None => Exit::Problems,
        Some(error) => {
            process.say(format!("error: {error}"));
            if written.has_changed() { Exit::Partial } else { Exit::from(error) }
        }
    };
    // What was refused before anything was sent has no steps to tell of.
    if written.error.is_none() || written.steps.iter().any(|made| made.fate != Fate::NotBegun) {
        process.say(report::text(planned, written));
    }
    let output = match (command.report, &written.error) {
        (true, _) => report::json(planned, written),
        (false, None) => written.result.clone(),
        (false, Some(_)) => return exit,
    };
    match process.print(&format!("{output}\n")) {
        Exit::Done => exit,
        // What was written stays written, whoever reads of it.
        failed => failed,
    }
}
