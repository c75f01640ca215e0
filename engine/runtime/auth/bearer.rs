//! A bearer token in one header (RFC 6750).

use crate::secret::Secret;

pub fn value(token: &Secret) -> Secret {
    Secret::new(format!("Bearer {}", token.expose()))
}
