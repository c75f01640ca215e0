//! The `Link` header (RFC 8288): finds the link to the next page.

/// The target of the first link with the relation `next`; an error is a value that holds anything but links.
pub fn next(values: &[String]) -> Result<Option<String>, Unreadable> {
    let mut next = None;
    for value in values {
        let found = links(value)?.into_iter().find(|(_, is_next)| *is_next).map(|(target, _)| target);
        next = next.or(found);
    }
    Ok(next)
}

/// A header in which a link to the next page could be overlooked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Each target of a header value, and whether its relations contain `next`.
fn links(value: &str) -> Result<Vec<(String, bool)>, Unreadable> {
    let mut links = Vec::new();
    let mut rest = value.trim_start_matches(is_gap);
    while !rest.is_empty() {
        let inside = rest.strip_prefix('<').ok_or_else(|| Unreadable(value.to_owned()))?;
        let (target, parameters) = inside.split_once('>').ok_or_else(|| Unreadable(value.to_owned()))?;
        let end = end_of_parameters(parameters);
        let is_next = is_next(&parameters[..end]).ok_or_else(|| Unreadable(value.to_owned()))?;
        links.push((target.trim().to_owned(), is_next));
        rest = parameters[end..].trim_start_matches(is_gap);
    }
    Ok(links)
}

fn is_gap(letter: char) -> bool {
    letter == ',' || letter.is_whitespace()
}

/// Parameters end at a comma outside quotes.
fn end_of_parameters(text: &str) -> usize {
    outside_quotes(text, ',').next().map_or(text.len(), |offset| offset + 1)
}

/// Where a letter stands that is not quoted.
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(offset, letter)| {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if letter == wanted && !quoted => return Some(offset),
            _ => {}
        }
        None
    })
}

/// Whether the relations have `next`; the first `rel` alone counts. `None` for relations in a form that links do not have.
fn is_next(parameters: &str) -> Option<bool> {
    let parameters = parameters.trim_end_matches(',');
    let ends = outside_quotes(parameters, ';').chain([parameters.len()]);
    let mut start = 0;
    for end in ends {
        let parameter = &parameters[start..end];
        start = end + 1;
        let Some((name, value)) = parameter.split_once('=') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "rel" if value.contains('\'') => return None,
            "rel" => {
                let mut relations = value.trim().trim_matches('"').split_whitespace();
                return Some(relations.any(|relation| relation.eq_ignore_ascii_case("next")));
            }
            "rel*" => return None,
            _ => {}
        }
    }
    Some(false)
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
            (" , </a>; rel=next ,", Some("/a")),
            ("</a>; rel=\"prev\"; title=\"x; rel=next\"", None),
            ("</a>; rel=prev; rel=next", None),
            ("", None),
        ] {
            assert_eq!(next(&[value.to_owned()]).unwrap().as_deref(), target, "{value}");
        }
    }

    #[test]
    fn what_is_no_list_of_links_is_not_the_end() {
        for value in [
            "<unclosed; rel=next",
            "/a; rel=next",
            "</a>; rel=prev, /b; rel=next",
            "</a>; rel='next'",
            "</a>; rel*=UTF-8''next",
        ] {
            assert!(next(&[value.to_owned()]).is_err(), "{value}");
        }
    }
}
