//! User name and password in one header (RFC 7617).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::secret::Secret;

pub fn value(username: &Secret, password: &Secret) -> Secret {
    let pair = format!("{}:{}", username.expose(), password.expose());
    Secret::new(format!("Basic {}", STANDARD.encode(pair)))
}
