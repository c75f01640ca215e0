//! How a request shows its credential: one file and one line here for each kind.

mod api_key;
mod basic;
mod bearer;

use engine_lang::expression::{Expression, Name, Scope};
use engine_lang::plan::{Auth, Placed};
use serde_json::Value;

use crate::credentials::Credentials;
use crate::error::{ErrorKind, RunError};
use crate::request::plain_text;
use crate::secret::Secret;

/// What is added to a request when it is sent.
#[derive(Debug, Clone)]
pub enum Authorization {
    /// Nothing.
    None,
    /// A header with a secret value.
    Header(String, Secret),
    /// A query parameter with a secret value.
    Query(String, Secret),
}

impl Authorization {
    /// The authorization that a connector declares, with these credentials.
    pub fn of(auth: &Auth, credentials: &Credentials) -> Result<Authorization, RunError> {
        let secret = |expression: &Placed<Expression>| evaluate(expression, credentials);
        Ok(match auth {
            Auth::None => Authorization::None,
            Auth::Basic { username, password } => basic::authorization(&secret(username)?, &secret(password)?),
            Auth::Bearer { token } => bearer::authorization(&secret(token)?),
            Auth::ApiKey { place, name, value } => api_key::authorization(*place, name, secret(value)?),
        })
    }

    /// How it looks to a person: without the secret.
    pub fn shown(&self) -> Option<(&str, &'static str)> {
        match self {
            Authorization::None => None,
            Authorization::Header(name, _) | Authorization::Query(name, _) => Some((name, "***")),
        }
    }
}

fn evaluate(expression: &Placed<Expression>, credentials: &Credentials) -> Result<Secret, RunError> {
    let all = credentials.all();
    let names = [Name::new("credentials", &all)];
    let scope = Scope { root: &Value::Null, names: &names };
    // The reason is left out: it could quote the secret.
    let value = expression.value.evaluate(scope).map_err(|_| {
        RunError::new(ErrorKind::Credential, format!("`{}` cannot be computed", expression.value.text()))
    })?;
    Ok(Secret::new(value.map_or(String::new(), |value| plain_text(&value))))
}
