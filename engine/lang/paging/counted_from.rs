//! Where pages and records are counted from, as the words of a provider's description say it: `0-based`, `first page is 1`.

/// The number of the first page or record, where a description says that it is 0 or 1, and does not say both.
pub fn counted_from(description: &str) -> Option<u64> {
    let text = description.to_lowercase();
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut said = (0..words.len()).filter_map(|at| begins(&words[at..]));
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// The number that these words begin to say.
fn begins(words: &[&str]) -> Option<u64> {
    match words {
        [number, "based" | "indexed", ..] => first(number),
        ["first", "page" | "record" | "result" | "row" | "item" | "element", rest @ ..]
        | ["default" | "defaults" | "defaulting", rest @ ..]
        | ["start" | "starts" | "starting" | "begin" | "begins" | "beginning", "at" | "from" | "with", rest @ ..]
        | ["counted" | "counting" | "numbered", "from", rest @ ..] => behind(rest),
        _ => None,
    }
}

/// The number behind words that say nothing else. One that goes on, as `1.5` and `0-100` do, is another.
fn behind(words: &[&str]) -> Option<u64> {
    const BETWEEN: &[&str] = &[
        "a", "at", "be", "by", "has", "index", "is", "number", "of", "page", "starting", "the", "to", "value", "with",
    ];
    let between = words.iter().take(4).take_while(|word| BETWEEN.contains(word)).count();
    let number = first(words.get(between)?)?;
    let goes_on = words.get(between + 1).is_some_and(|next| next.bytes().all(|byte| byte.is_ascii_digit()));
    (!goes_on).then_some(number)
}

fn first(word: &str) -> Option<u64> {
    match word {
        "0" | "zero" => Some(0),
        "1" | "one" => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::counted_from;

    #[test]
    fn a_description_says_where_counting_begins() {
        for (text, expected) in [
            ("Page numbers are 0-based (so for the first page pass pagenumber=0). Default value is 0.", Some(0)),
            ("Index of first element to read (default is 0)", Some(0)),
            ("The page, starts at and defaults to 0", Some(0)),
            ("The first page is 0", Some(0)),
            ("Zero based index", Some(0)),
            ("A zero-indexed page", Some(0)),
            ("Page number, starting from 1.", Some(1)),
            ("The page (one-based)", Some(1)),
            ("Default: 1", Some(1)),
            ("The page. Default: 0, and the first page is 1", None),
            ("Default is 10", None),
            ("Default is 0.5", None),
            ("The number of the page", None),
            ("If set to 1, the first page is sorted", None),
        ] {
            assert_eq!(counted_from(text), expected, "{text}");
        }
    }
}
