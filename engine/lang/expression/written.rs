//! Paths as they are written in a file.

use serde_json::Value;

/// A path to a member, by its names from the root: `$.meta.next`, `$["next page"]`.
pub fn path_to<'a>(root: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().fold(root.to_owned(), |path, name| {
        if is_identifier(name) { format!("{path}.{name}") } else { format!("{path}[{}]", Value::from(name)) }
    })
}

/// Whether the name can stand behind a dot, in a path and in a template.
fn is_identifier(name: &str) -> bool {
    let begins = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    name.starts_with(begins) && name.chars().all(|letter| begins(letter) || letter.is_ascii_digit())
}

/// A path or a place as it stands inside braces: quoted where YAML would read it otherwise.
pub fn in_braces(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_-/.$*".contains(letter);
    if text.chars().all(plain) { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::{in_braces, path_to};

    #[test]
    fn paths_have_brackets_where_a_dot_does_not_do() {
        assert_eq!(path_to("$", ["meta", "next"]), "$.meta.next");
        assert_eq!(path_to("$", ["@odata.nextLink"]), "$[\"@odata.nextLink\"]");
        assert_eq!(path_to("inputs", ["2fa"]), "inputs[\"2fa\"]");
        assert_eq!(in_braces("$.meta.next"), "$.meta.next");
        assert_eq!(in_braces("$[\"a\"]"), "\"$[\\\"a\\\"]\"");
    }
}
