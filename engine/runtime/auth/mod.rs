//! How a request shows its credentials: one file and one line here for each kind.

mod basic;
mod bearer;

use engine_lang::expression::{Expression, Name, Scope};
use engine_lang::plan::{Auth, KeyPlace, Placed};
use serde_json::Value;

use crate::credentials::Credentials;
use crate::error::{ErrorKind, RunError};
use crate::request::plain_text;
use crate::secret::Secret;

/// What is added to a request when it is sent: a header or a query parameter with a secret value.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// Which of the two.
    pub place: KeyPlace,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
}

impl Authorization {
    /// All that a connector declares, with these credentials.
    pub fn all(auth: &[Auth], credentials: &Credentials) -> Result<Vec<Authorization>, RunError> {
        auth.iter().map(|auth| Authorization::of(auth, credentials)).collect()
    }

    /// One of them.
    pub fn of(auth: &Auth, credentials: &Credentials) -> Result<Authorization, RunError> {
        let secret = |expression: &Placed<Expression>| evaluate(expression, credentials);
        let (place, name) = auth.sent();
        let value = match auth {
            Auth::Basic { username, password } => basic::value(&secret(username)?, &secret(password)?),
            Auth::Bearer { token } => bearer::value(&secret(token)?),
            Auth::ApiKey { value, .. } => secret(value)?,
        };
        Ok(Authorization { place, name: name.to_owned(), value })
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
