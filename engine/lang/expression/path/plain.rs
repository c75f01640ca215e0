//! Paths of member names, indexes and `[*]`, which nearly all are: read without the library's grammar, to the same query.

use jsonpath_rust::parser::model::{JpQuery, Segment, Selector};

/// The query of such a path; `None` for every other, mistakes among them.
pub(super) fn parse(text: &str) -> Option<JpQuery> {
    let mut rest = text.strip_prefix('$')?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let selector;
        (selector, rest) = match rest.strip_prefix('.') {
            Some(after) => {
                let (name, after) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
                (Selector::Name(is_name(name).then(|| name.to_owned())?), after)
            }
            None => {
                let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
                (if inside == "*" { Selector::Wildcard } else { Selector::Index(index(inside)?) }, after)
            }
        };
        segments.push(Segment::Selector(selector));
    }
    Some(JpQuery::new(segments))
}

fn is_name(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let mut bytes = text.bytes();
    bytes.next().is_some_and(is_letter) && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

fn index(text: &str) -> Option<i64> {
    let is_index = text == "0" || (text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0'));
    text.parse::<u32>().ok().filter(|_| is_index).map(i64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_paths_are_what_the_library_reads(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "$", ".", ".a", ".first_name", ".b2", "[*]", "[0]", "[17]", "[", "]", "*", "_", "é", "0", "-", "'a'", " ",
                ]),
                0..8,
            ),
        ) {
            for text in [pieces.concat(), format!("${}", pieces.concat())] {
                if let Some(query) = super::parse(&text) {
                    prop_assert_eq!(Some(query), jsonpath_rust::parser::parse_json_path(&text).ok());
                }
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_library() {
        for text in ["$.a", "$", "$.a[*].b_2[10]"] {
            assert!(super::parse(text).is_some(), "{text}");
        }
        for text in ["$.a.", "$.2a", "$[01]", "$[-1]", "$[]", "$..a", "$['a']", "$.a ", "a", "$[4294967296]", "$[+1]"] {
            assert!(super::parse(text).is_none(), "{text}");
        }
    }
}
