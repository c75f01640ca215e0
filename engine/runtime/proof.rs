//! Proves a credential: runs the operation that the connector names for it, and reads which scopes were granted.

use std::collections::BTreeSet;

use engine_lang::expression::{Found, Path};
use engine_lang::plan;
use serde_json::{Value, json};

use crate::call::Call;
use crate::error::{ErrorKind, RunError, printable};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::request::plain_text;

/// What is known of a credential that was not refused.
#[derive(Debug)]
pub struct Proof {
    /// Whether the provider accepted it; it was not asked if the connector names no operation to ask with.
    pub accepted: bool,
    /// The scopes that it was granted.
    pub granted: Granted,
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

/// Asks the provider. An error says that the credential is refused, or that the provider cannot be asked.
pub async fn prove(session: &Session) -> Result<Proof, RunError> {
    let unknown = |accepted, why: String, lacking| Proof { accepted, granted: Granted::Unknown { why, lacking } };
    let connector = session.plan.connector();
    let Some(plan::Proof { operation: name, granted, .. }) = &connector.connect.proof else {
        return Ok(unknown(false, "the connector names no operation that proves a credential".to_owned(), vec![]));
    };
    let Some(operation) = session.plan.operation(&name.value) else {
        return Err(RunError::new(ErrorKind::Input, format!("there is no operation `{}`", name.value)));
    };
    let call = Call::bind(operation, Vec::new())?;
    // One record proves a credential, and all of them tell what it was granted.
    let limit = if granted.is_some() { None } else { Some(1) };
    let options = Options { raw: true, limit, ..Options::default() };
    let path = granted.as_ref().map(|granted| &granted.value);
    let mut scopes = Scopes { path, found: None };
    let outcome = execute(session, &name.value, &call, options, &mut scopes).await;
    match outcome.ending {
        Ending::Failed(error) if error.kind() == ErrorKind::Scope => {
            let why = format!("the credential is good, and may not call `{}`, which would tell", name.value);
            Ok(unknown(true, why, operation.scopes.clone()))
        }
        Ending::Failed(error) => Err(error),
        Ending::Unknown(reason) => Ok(unknown(true, reason, vec![])),
        Ending::Complete | Ending::Limited => Ok(match scopes.found {
            Some(found) => {
                let found = found.into_iter().map(|scope| printable(&session.credentials.hide(&scope)));
                Proof { accepted: true, granted: Granted::Scopes(found.collect()) }
            }
            None if path.is_none() => unknown(true, "the connector does not say where to read them".to_owned(), vec![]),
            None => unknown(true, format!("the answer of `{}` names none", name.value), vec![]),
        }),
    }
}

/// Collects the scopes that records name.
struct Scopes<'a> {
    path: Option<&'a Path>,
    /// None as long as no record had a place for them.
    found: Option<BTreeSet<String>>,
}

impl Sink for Scopes<'_> {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        let found = match self.path.map(|path| path.find(record)) {
            Some(Found::Many(Some(found))) => found,
            Some(Found::One(Some(found))) => vec![found],
            _ => return Ok(()),
        };
        let null = json!(null);
        let texts = found.into_iter().filter(|scope| **scope != null).map(plain_text);
        self.found.get_or_insert_default().extend(texts);
        Ok(())
    }
}
