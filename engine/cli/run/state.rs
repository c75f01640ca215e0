//! `--state FILE`: the token of the last whole read, so that the next one asks only for what changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use engine_lang::json;
use engine_lang::plan::Operation;
use engine_runtime::account::write_for_owner;
use engine_runtime::call::{Call, Given};
use engine_runtime::error::{ErrorKind, RunError};
use engine_runtime::execute::{Ending, Outcome, Session};
use engine_runtime::request::Request;
use serde_json::{Map, Value, json};

use crate::cli::Process;
use crate::cli::command::{Run, Server};

/// The state of an incremental read.
pub struct State {
    path: PathBuf,
    /// Whose token it is: a token means nothing to another server, or with another request.
    of: Value,
}

impl State {
    /// Reads the file, if it is there, and gives its token to the input that takes it.
    pub fn open(
        path: &Path,
        operation: &Operation,
        command: &Run,
        session: &Session,
        given: &mut Vec<(String, Given)>,
    ) -> Result<State, RunError> {
        let mistake = |reason: String| RunError::new(ErrorKind::Input, format!("--state {}: {reason}", path.display()));
        let Some(incremental) = &operation.incremental else {
            return Err(mistake(format!("`{}` cannot read only what changed", operation.name)));
        };
        if given.iter().any(|(name, _)| *name == incremental.input) {
            return Err(mistake(format!("the file and `{}` both say where to go on", incremental.input)));
        }
        let is_secret = |name: &String| operation.inputs.get(name).is_some_and(|input| input.secret);
        if let Some((name, _)) = given.iter().find(|(name, _)| is_secret(name)) {
            let message = format!("`{name}` is secret, and the file keeps nothing that tells one value from another");
            return Err(mistake(message).help("leave `--state` out, and read everything"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(mistake(format!("there is no folder {}", folder.display())));
        }
        let of = of(operation, command, session, given)?;
        match engine_runtime::bounded::file(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(mistake(error.to_string())),
            Ok(text) => {
                let stored = json::read(text.as_bytes())
                    .map_err(|unreadable| mistake(format!("this is no state: it {unreadable}")))?;
                let token =
                    stored["token"].as_str().ok_or_else(|| mistake("this is no state: it has no token".to_owned()))?;
                if stored["of"] != of {
                    let mut found = Vec::new();
                    differences(&stored["of"], &of, "", &mut found);
                    let error = mistake("it is the state of another read".to_owned());
                    let error = found.into_iter().fold(error, RunError::help);
                    return Err(error.help("a token leaves gaps with another request: use a file for each"));
                }
                given.push((incremental.input.clone(), Given::Text(token.to_owned())));
            }
        }
        Ok(State { path: path.to_owned(), of })
    }

    /// Keeps the token of a run that was done; after any other, the next one begins where this one did.
    pub fn close(&self, process: &mut Process, outcome: &Outcome, done: bool) -> Result<(), String> {
        let shown = self.path.display();
        match (&outcome.ending, &outcome.token) {
            _ if !done => process.say(format!("state: the run failed, {shown} is unchanged")),
            (Ending::Complete, Some(token)) => {
                let text = format!("{:#}\n", json!({ "of": self.of, "token": token }));
                // Renamed into place, so that a run that is cut off leaves the old one whole.
                write_for_owner(&self.path, text.as_bytes())?;
                process.say(format!("state: kept in {shown}"));
            }
            (Ending::Complete, None) => process.say(format!("state: there is no token to keep, {shown} is unchanged")),
            _ => process.say(format!("state: not everything was read, {shown} is unchanged")),
        }
        Ok(())
    }
}

/// What the state of another read has otherwise than this one, each place by itself.
fn differences(stored: &Value, own: &Value, place: &str, found: &mut Vec<String>) {
    match (stored, own) {
        (stored, own) if stored == own => {}
        (Value::Object(stored), Value::Object(own)) => {
            let names: BTreeSet<&String> = stored.keys().chain(own.keys()).collect();
            let of = |members: &Map<String, Value>, name: &String| members.get(name).cloned().unwrap_or_default();
            for name in names {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                differences(&of(stored, name), &of(own, name), &place, found);
            }
        }
        (stored, own) => found.push(format!("`{place}` was {}, and is {}", told(stored), told(own))),
    }
}

fn told(value: &Value) -> String {
    if value.is_null() { "nothing".to_owned() } else { value.to_string() }
}

/// The request without its token, its size of a page and its credential, so that a default or a constant that was
/// changed in the connector counts as much as an input.
fn of(operation: &Operation, command: &Run, session: &Session, given: &[(String, Given)]) -> Result<Value, RunError> {
    let call = Call::bind(operation, given.to_vec())?;
    let mut request =
        Request::first(&session.plan, operation, &call.shown(), &session.credentials, session.base_url.as_ref())?;
    if let Some(size) = &operation.page_size {
        request.set(&size.to, &Value::Null);
    }
    let address = match command.server {
        Server::Sandbox => format!("sandbox:{}", &request.url[url::Position::BeforePath..]),
        Server::Provider | Server::At(_) => request.url.to_string(),
    };
    // Records that did not count before would be missing for good.
    let only = operation.only.iter().map(|only| {
        let values: Vec<&Value> = only.values.iter().map(|value| &value.value).collect();
        json!([only.path.value.text(), values])
    });
    let mut of = json!({
        "connector": session.plan.connector().name,
        "operation": operation.name,
        "request": format!("{} {address}", request.method_name()),
        "headers": request.headers,
        "body": request.body,
        "records": operation.records.value.text(),
        "only": only.collect::<Vec<_>>(),
    });
    if let Some(account) = &command.account {
        of["account"] = account.as_str().into();
    }
    Ok(of)
}
