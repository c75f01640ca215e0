//! A bearer token in one header (RFC 6750).

use super::Authorization;
use crate::secret::Secret;

pub fn authorization(token: &Secret) -> Authorization {
    Authorization::Header("Authorization".to_owned(), Secret::new(format!("Bearer {}", token.expose())))
}
