//! A secret: a text that reaches a request and nothing else.

use secrecy::{ExposeSecret, SecretString};

/// A text that cannot be printed.
///
/// ```compile_fail
/// println!("{}", engine_runtime::secret::Secret::new("key".to_owned()));
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// Whether it is the same text as another one.
    pub fn is_same(&self, other: &Secret) -> bool {
        self.expose() == other.expose()
    }

    /// The text; within this crate alone, for the request.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}
