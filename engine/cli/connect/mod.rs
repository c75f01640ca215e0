//! `engine connect`: tells how to get a credential, asks for it, proves it, keeps it, and shows what it may do.

mod accounts;
mod ask;
mod report;

use std::sync::Arc;

use engine_lang::Plan;
use engine_runtime::account::{Id, STORES, Store, store};
use engine_runtime::catalog::Catalog;
use engine_runtime::clock::SystemClock;
use engine_runtime::credentials::Credentials;
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::execute::Session;
use engine_runtime::proof::{Proof, prove};
use engine_runtime::request;
use engine_runtime::sandbox::Sandbox;
use url::Url;

use super::command::{Connect, Server};
use super::credentials::{DEFAULT, accounts as kept_accounts, new_passphrase};
use super::drive::drive;
use super::exit::Exit;
use super::scopes::shown_names;
use super::server::base_url;
use super::{Process, open, unknown};
use report::{Demand, Report};

pub use accounts::{accounts, disconnect};

/// Connects an account.
pub fn connect(process: &mut Process, command: &Connect) -> Exit {
    let (catalog, plan) = match open(process, command.connectors.as_deref(), &command.connector) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let demand = match Demand::of(&plan, command) {
        Ok(demand) => demand,
        Err((what, name, names)) => {
            unknown(process, what, &name, &names);
            return Exit::Usage;
        }
    };
    match account(process, command, &catalog, &plan, &demand) {
        Ok(exit) => exit,
        Err(error) => {
            process.say(format!("error: {error}"));
            Exit::from(&error)
        }
    }
}

fn account(
    process: &mut Process,
    command: &Connect,
    catalog: &Catalog,
    plan: &Plan,
    demand: &Demand<'_>,
) -> Result<Exit, RunError> {
    let connector = plan.connector();
    if connector.credentials.is_empty() {
        return Err(RunError::new(ErrorKind::Input, format!("{} needs no credential", connector.title)));
    }
    let is_sandbox = matches!(command.server, Server::Sandbox);
    let id = Id::new(&connector.name, command.account.as_deref().unwrap_or(DEFAULT))?;
    // Whoever names a store learns that it does not work before a key is asked for.
    let chosen = if is_sandbox { None } else { Some(choose(process, command.store.as_deref())?) };
    let base_url = base_url(process, &command.server)?;
    demand.names().into_iter().for_each(|names| process.say(format!("demanded: {names}")));
    let credentials = if is_sandbox {
        ask::steps(process, connector);
        if command.stdin {
            ask::credentials(process, command, connector)?;
            process.say(
                "standard input is a credential; the sandbox is asked with one of its own, and sees nothing of it",
            );
        }
        Credentials::invented(connector)
    } else {
        ask::credentials(process, command, connector)?
    };
    let session = Session { plan: plan.clone(), credentials, base_url, clock: Arc::new(SystemClock) };
    let proof = proved(process, &session, catalog, is_sandbox).map_err(|error| error.help("nothing was kept"))?;
    if proof.accepted {
        let who = if is_sandbox { "the sandbox" } else { &connector.title };
        process.say(format!("{who} accepts the credential"));
    }
    proof.warnings.list().iter().for_each(|warning| process.say(format!("warning: {warning}")));
    if let Some(store) = chosen {
        let server = session
            .base_url
            .as_ref()
            .map_or_else(|| request::server(plan, &session.credentials), |url| Ok(url.clone()))?;
        keep(process, &id, &server, &session.credentials, store)?;
    }
    let report = Report::new(demand, proof, &id, chosen.map(Store::name));
    let exit = process.print(&if command.json { report.json() } else { report.text(shown_names(process)) });
    report.notes().into_iter().for_each(|note| process.say(note));
    Ok(if exit == Exit::Done { report.exit() } else { exit })
}

/// The store that was named, or the first that works and needs nothing of the person.
fn choose(process: &mut Process, named: Option<&str>) -> Result<&'static dyn Store, RunError> {
    if let Some(store) = named.and_then(store) {
        return store.works().map(|()| store).map_err(|reason| {
            let message = format!("nothing can be kept in the {}: {reason}", store.name());
            RunError::new(ErrorKind::Output, message).help("`--store file` needs nothing of the system")
        });
    }
    let mut reasons = Vec::new();
    for store in STORES {
        match store.works() {
            Ok(()) => {
                reasons.into_iter().for_each(|reason| process.say(reason));
                return Ok(*store);
            }
            Err(reason) => reasons.push(format!("no {} here: {reason}", store.name())),
        }
    }
    Err(RunError::new(ErrorKind::Output, reasons.join("; ")))
}

/// Asks the provider, or the sandbox.
fn proved(process: &mut Process, session: &Session, catalog: &Catalog, is_sandbox: bool) -> Result<Proof, RunError> {
    let failed = |reason: String| RunError::new(ErrorKind::Unreachable, reason);
    drive(async {
        if !is_sandbox {
            return prove(session, &mut |notice| process.say(notice.to_string())).await;
        }
        let sandbox = Sandbox::start(&session.plan, catalog).await;
        let sandbox = sandbox.map_err(|reason| failed(format!("the sandbox cannot be started: {reason}")))?;
        process.say(format!("sandbox at {}: nothing is asked for, and nothing kept", sandbox.url()));
        let session = Session { base_url: Some(sandbox.url().clone()), ..session.clone() };
        prove(&session, &mut |notice| process.say(notice.to_string())).await
    })?
}

fn keep(
    process: &mut Process,
    id: &Id,
    server: &Url,
    credentials: &Credentials,
    store: &dyn Store,
) -> Result<(), RunError> {
    let accounts = kept_accounts(process)?;
    accounts.keep(id, server, credentials, store, &mut || new_passphrase(process))?;
    process.say(format!("kept as `{}` for {server} in {}", id.account, store.place(&accounts.path(id))));
    Ok(())
}
