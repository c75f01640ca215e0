//! User name and password in one header (RFC 7617).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Authorization;
use crate::secret::Secret;

pub fn authorization(username: &Secret, password: &Secret) -> Authorization {
    let pair = format!("{}:{}", username.expose(), password.expose());
    Authorization::Header("Authorization".to_owned(), Secret::new(format!("Basic {}", STANDARD.encode(pair))))
}
