//! How requests show who asks: the credentials, and what is sent of them.

use super::scalar;
use crate::names::{Unique, snake};
use crate::security::{Sent, Way};

/// `credentials` and `auth`.
pub fn auth(ways: &[Sent], prefix: &str) -> String {
    if ways.is_empty() {
        return "auth: { none: {} }\n".to_owned();
    }
    let (mut credentials, mut unique) = (String::new(), Unique::default());
    let mut credential = |name: &str, label: &str| {
        let name = unique.name(name);
        let env = name.to_uppercase();
        credentials.push_str(&format!("  {name}: {{ label: {}, env: {prefix}_{env} }}\n", scalar(label)));
        format!("\"{{{{ credentials.{name} }}}}\"")
    };
    let kinds: Vec<String> = ways
        .iter()
        .map(|sent| match &sent.way {
            Way::Basic => {
                let (username, password) = (credential("username", "User name"), credential("password", "Password"));
                format!("basic: {{ username: {username}, password: {password} }}")
            }
            Way::Bearer => format!("bearer: {{ token: {} }}", credential("token", "Access token")),
            Way::ApiKey(place, name) => {
                let value = match ways.len() {
                    1 => credential("api_key", "API key"),
                    _ => credential(&identifier(&sent.name), &sent.name),
                };
                format!("api_key: {{ in: {place}, name: {}, value: {value} }}", scalar(name))
            }
        })
        .collect();
    let begin = if kinds.len() == 1 { "  " } else { "  - " };
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("{begin}{kind}\n")).collect();
    let kinds = kinds.concat();
    format!("credentials:\n{credentials}\nauth:\n{kinds}")
}

/// A name that a template and a variable of the environment can have.
fn identifier(name: &str) -> String {
    let name: String = snake(name).chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
    if name.starts_with(|letter: char| letter.is_ascii_alphabetic()) { name } else { format!("key_{name}") }
}
