//! `engine accounts` and `engine disconnect`: what is kept, and how it goes away.

use engine_runtime::account::{Entry, Id};
use engine_runtime::error::{ErrorKind, RunError};
use serde_json::{Value, json};

use crate::cli::Process;
use crate::cli::command::Disconnect;
use crate::cli::credentials::{DEFAULT, accounts as kept_accounts};
use crate::cli::exit::Exit;
use crate::cli::format::plain_table;

/// Writes the accounts, without their secrets.
pub fn accounts(process: &mut Process, json: bool) -> Exit {
    let (entries, broken) = match kept_accounts(process).and_then(|accounts| accounts.list()) {
        Ok(listed) => listed,
        Err(error) => return fail(process, &error),
    };
    let text = if json { format!("{:#}\n", as_json(&entries)) } else { as_text(&entries) };
    let exit = process.print(&text);
    let worst = broken.iter().fold(Exit::Done, |_, error| fail(process, error));
    if exit == Exit::Done { worst } else { exit }
}

/// Deletes an account.
pub fn disconnect(process: &mut Process, command: &Disconnect) -> Exit {
    let name = command.account.as_deref().unwrap_or(DEFAULT);
    let forgotten = Id::new(&command.connector, name).and_then(|id| {
        let accounts = kept_accounts(process)?;
        let path = accounts.path(&id);
        if accounts.forget(&id)? {
            return Ok(format!("deleted: {id}, {}", path.display()));
        }
        let message = format!("there is no account `{name}` of `{}`", command.connector);
        Err(RunError::new(ErrorKind::Input, message).help("`engine accounts` shows those that there are"))
    });
    match forgotten {
        Ok(text) => {
            process.say(text);
            process.say("  the provider still accepts the credential: delete it there too if nobody is to use it");
            Exit::Done
        }
        Err(error) => fail(process, &error),
    }
}

fn as_json(entries: &[Entry]) -> Value {
    let entry = |entry: &Entry| {
        json!({
            "connector": entry.id.connector,
            "account": entry.id.account,
            "server": entry.server,
            "store": entry.store,
        })
    };
    entries.iter().map(entry).collect()
}

fn as_text(entries: &[Entry]) -> String {
    let rows = entries.iter().map(|entry| {
        vec![entry.id.connector.clone(), entry.id.account.clone(), entry.server.clone(), entry.store.clone()]
    });
    plain_table(&["connector", "account", "server", "store"], rows)
}

fn fail(process: &mut Process, error: &RunError) -> Exit {
    process.say(format!("error: {error}"));
    Exit::from(error)
}
