//! Names in parts: `queryOptions.page`, `pagination[limit]`, `paginate_page`, `recordStart`.

/// What stands before the last dot or bracket of a name, and what stands behind it.
pub fn part(name: &str) -> Option<(&str, &str)> {
    let at = name.rfind(['.', '['])?;
    both(&name[..at], name[at + 1..].trim_end_matches(']'))
}

/// What stands before each word of a name, and the rest from there; the shortest beginning first.
pub fn parts(name: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_between = |letter: char| !letter.is_alphanumeric();
    let bytes = name.as_bytes();
    let starts = (1..name.len()).filter(move |at| {
        let (before, letter) = (bytes[at - 1], bytes[*at]);
        letter.is_ascii_alphanumeric()
            && (before.is_ascii_punctuation() || letter.is_ascii_uppercase() && before.is_ascii_lowercase())
    });
    starts.filter_map(move |at| both(name[..at].trim_end_matches(is_between), name[at..].trim_end_matches(is_between)))
}

fn both<'a>(before: &'a str, rest: &'a str) -> Option<(&'a str, &'a str)> {
    (!before.is_empty() && !rest.is_empty()).then_some((before, rest))
}

#[cfg(test)]
mod tests {
    use super::{part, parts};

    #[test]
    fn a_name_is_taken_apart() {
        assert_eq!(part("a[b][page]"), Some(("a[b]", "page")));
        assert_eq!(part("page"), None);
        for (name, expected) in [
            ("search_criteria[currentPage]", vec!["criteria[currentPage", "currentPage", "Page"]),
            ("recordStart", vec!["Start"]),
            ("größe_n", vec!["n"]),
            ("page", vec![]),
            ("_page", vec![]),
        ] {
            assert_eq!(parts(name).map(|(_, rest)| rest).collect::<Vec<_>>(), expected, "{name}");
        }
    }
}
