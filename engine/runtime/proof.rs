//! Proves a credential: runs the operation that the connector names for it, and reads which scopes were granted.

use std::collections::BTreeSet;

use engine_lang::expression::{Found, Path};
use engine_lang::plan;
use serde_json::Value;

use crate::call::Call;
use crate::error::{ErrorKind, RunError, one_line};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::fetch::Notice;
use crate::hidden::Hidden;
use crate::request::plain_text;
use crate::warning::Warnings;

/// What is known of a credential that was not refused.
#[derive(Debug)]
pub struct Proof {
    /// Whether the provider accepted it; it was not asked if the connector names no operation to ask with.
    pub accepted: bool,
    /// The scopes that it was granted.
    pub granted: Granted,
    /// What the provider said though it accepted.
    pub warnings: Warnings,
}

/// The scopes of a credential.
#[derive(Debug)]
pub enum Granted {
    /// These, as the provider spells them.
    Scopes(Vec<String>),
    /// It cannot be told.
    Unknown {
        /// Why not.
        why: String,
        /// Scopes that are known to be missing.
        lacking: Vec<String>,
    },
}

impl Granted {
    fn unknown(why: impl Into<String>) -> Granted {
        Granted::Unknown { why: why.into(), lacking: Vec::new() }
    }
}

/// Asks the provider, and tells what it waits for. An error says that the credential is refused, or that the provider
/// cannot be asked.
pub async fn prove(session: &Session, notice: &mut dyn FnMut(&Notice)) -> Result<Proof, RunError> {
    let connector = session.plan.connector();
    let Some(plan::Proof { operation: name, granted, .. }) = &connector.connect.proof else {
        let granted = Granted::unknown("the connector names no operation that proves a credential");
        return Ok(Proof { accepted: false, granted, warnings: Warnings::default() });
    };
    let name = &name.value;
    let Some(operation) = session.plan.operation(name) else {
        return Err(RunError::new(ErrorKind::Input, format!("there is no operation `{name}`")));
    };
    let call = Call::bind(operation, Vec::new())?;
    // One record proves a credential, and all of them tell what it was granted.
    let limit = if granted.is_some() { None } else { Some(1) };
    let options = Options { raw: true, limit, ..Options::default() };
    let path = granted.as_ref().map(|granted| &granted.value);
    let mut scopes = Scopes { path, found: None, notice };
    let outcome = execute(session, name, &call, options, &mut scopes).await;
    let granted = match outcome.ending {
        Ending::Failed(error) if error.kind() == ErrorKind::Scope => {
            let why = format!("the credential is good, and may not call `{name}`, which would tell");
            Granted::Unknown { why, lacking: operation.scopes.clone() }
        }
        Ending::Failed(error) => return Err(error),
        Ending::Unknown(reason) => Granted::unknown(reason),
        Ending::Complete | Ending::Limited => match scopes.found {
            Some(found) => {
                let hidden = Hidden::of_call(connector, &session.credentials, &call);
                let found = found.iter().map(|scope| one_line(&hidden.hide(scope)));
                Granted::Scopes(found.collect())
            }
            None if path.is_none() => Granted::unknown("the connector does not say where to read them"),
            None => Granted::unknown(format!("the answer of `{name}` names none")),
        },
    };
    Ok(Proof { accepted: true, granted, warnings: outcome.warnings })
}

/// Collects the scopes that records name.
struct Scopes<'a> {
    path: Option<&'a Path>,
    /// None as long as no record had a place for them.
    found: Option<BTreeSet<String>>,
    notice: &'a mut dyn FnMut(&Notice),
}

impl Sink for Scopes<'_> {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        let found = match self.path.map(|path| path.find(record)) {
            Some(Found::Many(Some(found))) => found,
            Some(Found::One(Some(found))) => vec![found],
            _ => return Ok(()),
        };
        let texts = found.into_iter().filter(|scope| !scope.is_null()).map(plain_text);
        self.found.get_or_insert_default().extend(texts);
        Ok(())
    }

    fn notice(&mut self, notice: &Notice) {
        (self.notice)(notice);
    }
}
