//! `engine run`: load, bind, execute, write, and say how it ended.

pub mod curl;
mod given;
mod output;
mod state;

use std::sync::Arc;
use std::time::Instant;

use engine_lang::plan::{Access, Operation};
use engine_lang::{Plan, Reach};
use engine_runtime::call::Call;
use engine_runtime::catalog::Catalog;
use engine_runtime::clock::SystemClock;
use engine_runtime::credentials::Credentials;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::execute::{Ending, Options, Outcome, Session};
use engine_runtime::lookup::With;
use engine_runtime::request::Request;
use engine_runtime::sandbox::{NOT_IMITATED, Sandbox};
use engine_runtime::signal::execute_until;

use super::command::{Format, Run, Server};
use super::credentials::{Wanted, credentials, tell_of_others};
use super::drive::drive;
use super::exit::Exit;
use super::server::base_url;
use super::signal;
use super::{Process, no_operation, open_operation};
use output::Output;
use state::State;

/// Runs an operation.
pub fn run(process: &mut Process, command: &Run) -> Exit {
    let folder = command.connectors.as_deref();
    let reach = if command.with.is_empty() { Reach::Record } else { Reach::LookUps };
    let (catalog, plan) = match open_operation(process, folder, &command.connector, &command.operation, reach) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Some(operation) = plan.called(&command.operation) else {
        let names: Vec<String> = plan.connector().operations.keys().cloned().collect();
        no_operation(process, &plan, &command.operation, &names);
        return Exit::Usage;
    };
    let with = match allowed(command, operation).and_then(|()| given::with(command, operation)) {
        Ok(with) => with,
        Err(reason) => {
            process.say(format!("error: {reason}"));
            return Exit::Usage;
        }
    };
    let prepared = given::inputs(process, command).and_then(|mut given| {
        let session = session(process, command, &plan, !operation.asks_nothing())?;
        let state = command
            .state
            .as_ref()
            .map(|path| State::open(path, operation, command, &session, &mut given))
            .transpose()?;
        let names: Vec<String> = given.iter().map(|(name, _)| name.clone()).collect();
        let elsewhere = || given::elsewhere(&catalog, command, operation, &names);
        let call = Call::bind(operation, given).map_err(|error| elsewhere().into_iter().fold(error, RunError::help))?;
        Ok((call, state, session))
    });
    let (call, state, session) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return fail(process, &error),
    };
    if command.preview && operation.asks_nothing() {
        return process.print("nothing is sent: the records are constants\n");
    }
    if command.preview {
        let request = Request::first(&plan, operation, &call.shown(), &session.credentials, session.base_url.as_ref());
        return match request {
            Ok(mut request) => {
                request.fit_page(operation, command.limit);
                process.print(&curl::text(&request))
            }
            Err(error) => fail(process, &error),
        };
    }
    let started = Instant::now();
    match drive(send(process, command, &catalog, session, operation, &call, with)) {
        Ok(Ok(outcome)) => summary(process, command, &plan, operation, &outcome, state.as_ref(), started),
        Ok(Err(exit)) => exit,
        Err(error) => fail(process, &error),
    }
}

/// Whether the caller wants what the operation does to the provider's data.
fn allowed(command: &Run, operation: &Operation) -> Result<(), String> {
    let name = &operation.name;
    if command.read_only && operation.access != Access::Read {
        return Err(format!("`{name}` changes data, and `--read-only` was given"));
    }
    // Where nothing is sent, or nobody's data is meant, nothing is destroyed.
    let harmless = command.preview || matches!(command.server, Server::Sandbox);
    if operation.access == Access::Destructive && !command.yes && !harmless {
        let help = "  help: `--dry-run` shows the request; `--yes` says that it is meant";
        return Err(format!("`{name}` destroys data that cannot be brought back\n{help}"));
    }
    Ok(())
}

/// What the plan needs from the world; where nothing is asked of the provider, nobody is asked for a credential.
pub fn session(process: &mut Process, command: &Run, plan: &Plan, asks: bool) -> Result<Session, RunError> {
    let base_url = base_url(process, &command.server)?;
    let credentials = match &command.server {
        Server::Sandbox => Credentials::invented(plan.connector()),
        _ if !asks => Credentials::invented(plan.connector()),
        _ => {
            let (file, account) = (command.credentials.as_deref(), command.account.as_deref());
            tell_of_others(process, file);
            let wanted = Wanted { file, account, base_url: base_url.as_ref(), preview: command.preview };
            credentials(process, plan, &wanted)?
        }
    };
    Ok(Session { plan: plan.clone(), credentials, base_url, clock: Arc::new(SystemClock) })
}

async fn send(
    process: &mut Process,
    command: &Run,
    catalog: &Catalog,
    mut session: Session,
    operation: &Operation,
    call: &Call,
    with: With,
) -> Result<Outcome, Exit> {
    let mut sandbox = None;
    if matches!(command.server, Server::Sandbox) {
        // The plan of the run has one operation; records are looked for in all that was recorded, if it has no mistake.
        let whole = catalog.load(&command.connector).map_or_else(|_| session.plan.clone(), |loaded| loaded.plan);
        match Sandbox::start(&whole, catalog).await {
            Ok(started) => {
                session.base_url = Some(started.url().clone());
                process.say(format!("sandbox at {}: {NOT_IMITATED}", started.url()));
                sandbox = Some(started);
            }
            Err(reason) => {
                process.say(format!("error: the sandbox cannot be started: {reason}"));
                return Err(Exit::Unreachable);
            }
        }
    }
    // What only reads ends at once, as any command does.
    let signal = async {
        match operation.access {
            Access::Read => std::future::pending().await,
            Access::Write | Access::Destructive => signal::any().await,
        }
    };
    let default = if process.stdout_is_terminal { Format::Table } else { Format::Ndjson };
    let options = Options { raw: command.raw, with, limit: command.limit };
    let show_progress = process.stderr_is_terminal;
    let mut output = Output::new(process, command.format.unwrap_or(default), show_progress);
    let mut outcome = execute_until(&session, &operation.name, call, options, &mut output, signal).await;
    let whole = !matches!(outcome.ending, Ending::Failed(_));
    if let Err(error) = output.finish(whole) {
        outcome.ending = Ending::Failed(RunError::output(&error));
    }
    drop(sandbox);
    Ok(outcome)
}

/// Says how the run ended, and gives the exit code for it.
fn summary(
    process: &mut Process,
    command: &Run,
    plan: &Plan,
    operation: &Operation,
    outcome: &Outcome,
    state: Option<&State>,
    started: Instant,
) -> Exit {
    if let Ending::Failed(error) = &outcome.ending
        && error.is_broken_pipe()
    {
        return Exit::BrokenPipe;
    }
    for warning in outcome.warnings.list() {
        process.say(format!("warning: {warning}"));
    }
    for problem in outcome.problems.list(plan) {
        process.say(format!("problem: {problem}"));
    }
    let (why, exit) = match &outcome.ending {
        Ending::Complete => (String::new(), Exit::Done),
        Ending::Limited => (" at the limit".to_owned(), Exit::Done),
        Ending::Unknown(reason) if operation.access == Access::Read => (format!(": {reason}"), Exit::Unknown),
        // What it says of a list does not matter: it was done.
        Ending::Unknown(reason) => (format!(": {reason}"), Exit::Partial),
        Ending::Failed(error) => {
            process.say(format!("error: {error}"));
            (String::new(), failed(process, operation, error))
        }
    };
    let problems = outcome.problems.total();
    let left_out = match outcome.left_out {
        0 => String::new(),
        left_out => format!(" and {left_out} left out by `only`"),
    };
    process.say(format!(
        "{}: {}, {}{left_out}, {}, {}{why}, {:.2} s",
        operation.name,
        counted(outcome.pages, "page"),
        counted(outcome.records, "record"),
        counted(problems, "problem"),
        outcome.ending.completeness(),
        started.elapsed().as_secs_f64(),
    ));
    let exit = if exit == Exit::Done && command.strict && problems > 0 { Exit::Problems } else { exit };
    if let Some(Err(error)) = state.map(|state| state.close(process, outcome, exit == Exit::Done)) {
        process.say(format!("error: the state cannot be kept: {error}"));
        return Exit::Output;
    }
    exit
}

/// The exit code of a failure. What may have been done is not for a script to repeat.
fn failed(process: &mut Process, operation: &Operation, error: &RunError) -> Exit {
    if !error.may_have_been_done(operation.access) {
        return Exit::from(error);
    }
    process.say("  help: it may have been done, look at the provider before you repeat it");
    match error.kind() {
        ErrorKind::Output => Exit::from(error),
        _ => Exit::Partial,
    }
}

/// So many of something.
pub fn counted(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn fail(process: &mut Process, error: &RunError) -> Exit {
    process.say(format!("error: {error}"));
    if error.kind() == ErrorKind::Input {
        process.say("  help: `engine describe` shows what an operation takes");
    }
    Exit::from(error)
}
