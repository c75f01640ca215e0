//! Expressions without their marks: text that names what a path or a template would read.

/// The names that templates know.
const ROOTS: [&str; 6] = ["record", "item", "parent", "outer", "inputs", "credentials"];

/// What of a text reads like an expression whose marks were forgotten, such as `record.name` or `$.name` in words; of a
/// template, the text around what it computes.
pub fn forgotten(text: &str) -> Option<&str> {
    literal_parts(text).into_iter().find_map(in_words)
}

/// What begins like an expression, behind a space or an opening bracket; in an address or a word it is part of that.
fn in_words(text: &str) -> Option<&str> {
    let begins = |(at, letter): &(usize, char)| {
        let before = text[..*at].chars().next_back();
        !letter.is_whitespace() && before.is_none_or(|before| before.is_whitespace() || "{[($\"'".contains(before))
    };
    let words = text.char_indices().filter(begins).map(|(at, _)| &text[at..]);
    words.filter(|word| is_expression(word)).map(first_word).next()
}

fn is_expression(text: &str) -> bool {
    let is_name = |rest: &str| rest.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let leads_on = |rest: &str| {
        rest.strip_prefix('.').is_some_and(is_name)
            || rest.strip_prefix('[').is_some_and(|inner| inner.starts_with(['\'', '"']))
    };
    ["$", "@"].iter().chain(&ROOTS).any(|root| text.strip_prefix(root).is_some_and(leads_on))
}

fn first_word(text: &str) -> &str {
    let ends = |letter: char| letter.is_whitespace() || "{}(),;".contains(letter);
    text.split(ends).next().unwrap_or(text).trim_end_matches(['"', '\''])
}

/// The text of a template that is written as it stands.
fn literal_parts(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((start, end)) = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
        .iter()
        .filter_map(|(open, close)| Some((rest.find(open)?, close)))
        .min_by_key(|(start, _)| *start)
    {
        parts.push(&rest[..start]);
        rest = rest[start..].split_once(end).map_or("", |(_, after)| after);
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::forgotten;

    #[test]
    fn an_expression_without_marks_is_seen_wherever_it_stands() {
        for (text, seen) in [
            ("record.title", "record.title"),
            ("{{ record.title }} record.status", "record.status"),
            ("{{ record.title }} { record.status }", "record.status"),
            ("{{ record.title }} ${record.status}", "record.status"),
            ("{{ record.title }} - $.status!", "$.status!"),
            ("{record.title}", "record.title"),
            (" $.title", "$.title"),
            ("@.title", "@.title"),
            ("record['title']", "record['title']"),
            ("[[ record.title ]]", "record.title"),
            ("{% if record.open %}item.x{% endif %}", "item.x"),
        ] {
            assert_eq!(forgotten(text), Some(seen), "{text}");
        }
    }

    #[test]
    fn what_is_text_is_let_alone() {
        for text in [
            "",
            "the record. Then",
            "item",
            "https://demo.test/item.json",
            "my-record.txt",
            "costs $.50",
            "ada@demo.test",
            "{{ record.title }} of {{ item.name }}",
            "{# record.title #}",
            "{{ 'record.title' }}",
            "recorder.name",
            "é record",
        ] {
            assert_eq!(forgotten(text), None, "{text}");
        }
    }
}
