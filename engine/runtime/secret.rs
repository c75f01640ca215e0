//! A secret: a text that reaches a request and nothing else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
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

    /// A text that came from outside, without the secret in any of the ways in which others write it: as it is,
    /// percent-encoded, inside JSON, and as Basic authentication sends it alone.
    pub(crate) fn hide(&self, text: &str) -> String {
        let plain = self.expose();
        if plain.is_empty() {
            return text.to_owned();
        }
        let quoted = serde_json::Value::from(plain).to_string();
        let spellings = [
            STANDARD.encode(format!("{plain}:")),
            STANDARD.encode(format!(":{plain}")),
            utf8_percent_encode(plain, NON_ALPHANUMERIC).to_string(),
            quoted[1..quoted.len() - 1].to_owned(),
            plain.to_owned(),
        ];
        spellings.iter().fold(text.to_owned(), |text, spelling| text.replace(spelling, "***"))
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

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_hidden_however_it_is_spelt() {
        let secret = Secret::new("ab+c\"d/=".to_owned());
        for text in ["ab+c\"d/=", "at ?key=ab%2Bc%22d%2F%3D", "Basic YWIrYyJkLz06", r#"{"key":"ab+c\"d/="}"#] {
            let hidden = secret.hide(text);
            assert!(hidden.contains("***") && !hidden.contains("ab") && !hidden.contains("YWIr"), "{hidden}");
        }
        assert_eq!(Secret::new(String::new()).hide("as it is"), "as it is");
    }
}
