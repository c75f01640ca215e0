//! The `Link` header (RFC 8288): finds the link to the next page.

/// The target of the first link with the relation `next`.
pub fn next(values: &[String]) -> Option<String> {
    values.iter().find_map(|value| links(value).into_iter().find(|(_, next)| *next).map(|(target, _)| target))
}

/// Each target of a header value, and whether its relations contain `next`.
fn links(value: &str) -> Vec<(String, bool)> {
    let mut links = Vec::new();
    let mut rest = value;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else { break };
        let target = rest[start + 1..start + length].trim().to_owned();
        rest = &rest[start + length + 1..];
        let end = end_of_parameters(rest);
        links.push((target, is_next(&rest[..end])));
        rest = &rest[end..];
    }
    links
}

/// Parameters end at a comma outside quotes.
fn end_of_parameters(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (offset, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => return offset + 1,
            _ => {}
        }
    }
    text.len()
}

fn is_next(parameters: &str) -> bool {
    parameters.trim_end_matches(',').split(';').any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else { return false };
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("rel")
            && value.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn the_next_link_is_found_among_others() {
        for (value, target) in [
            ("<https://a/?p=2>; rel=\"next\"", Some("https://a/?p=2")),
            ("</a?x=1,2>; title=\"a, b\"; rel=prev, </b>; rel=\"last next\"", Some("/b")),
            ("</a>; REL=Next", Some("/a")),
            ("</a>; rel=prev", None),
            ("</a>; rel=nextish", None),
            ("<unclosed; rel=next", None),
            ("", None),
        ] {
            assert_eq!(next(&[value.to_owned()]).as_deref(), target, "{value}");
        }
    }
}
