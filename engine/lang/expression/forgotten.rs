//! Expressions without their marks: text that names what a path or a template would read, or that has lost a brace.

use super::looks_like_template;

/// The names that templates know.
const ROOTS: [&str; 6] = ["record", "item", "parent", "outer", "inputs", "credentials"];

/// What of a text reads like an expression whose marks were forgotten, such as `record.name` or `$.name` in words; of a
/// template, the text around what it computes.
pub fn forgotten(text: &str) -> Option<&str> {
    literal_parts(text).into_iter().find_map(|part| {
        let words = part.char_indices().map(|(at, _)| part.split_at(at));
        words
            .filter(|(before, word)| is_marked(before, word) || is_rooted(before, word))
            .map(|(_, w)| first_word(w))
            .next()
    })
}

/// What of a text leads on from a name that is known, as in `job.title`, or has it in single braces; of a template, the
/// text around what it computes.
pub fn named(text: &str, is_known: impl Fn(&str) -> bool) -> Option<&str> {
    literal_parts(text).into_iter().find_map(|part| {
        let mut words =
            part.char_indices().map(|(at, _)| part.split_at(at)).filter(|(before, _)| begins_behind(before));
        words.find(|(before, word)| names(before, word, &is_known)).map(|(_, word)| first_word(word))
    })
}

/// How a text is written in which this part of it is no expression. `!literal` would make text of a whole template.
pub fn as_text(text: &str, part: &str) -> String {
    if !looks_like_template(text) {
        return "`!literal` before the text".to_owned();
    }
    let in_braces = text.match_indices(part).any(|(at, _)| {
        let before = text[..at].trim_end();
        before.ends_with('{') && !before.ends_with("{{")
    });
    let part = if in_braces { format!("{{{part}}}") } else { part.to_owned() };
    let quote = if part.contains('\'') { '"' } else { '\'' };
    format!("`{{{{ {quote}{part}{quote} }}}}`")
}

/// The brace of a text that has no mate, or stands alone where two were meant.
pub fn lost_brace(text: &str) -> Option<&str> {
    let mut open = 0_usize;
    literal_parts(text).into_iter().find_map(|part| {
        let mut rest = part.char_indices();
        while let Some((at, letter)) = rest.next() {
            let here = &part[at..];
            match letter {
                '{' if pipes(&here[1..]) => return Some(&here[..1]),
                '{' => open += 1,
                '%' if here.starts_with("%}") => return Some(&here[..2]),
                '}' if here.starts_with("}}") => {
                    if open < 2 {
                        return Some(&here[..2]);
                    }
                    open -= 2;
                    rest.next();
                }
                '}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        None
    })
}

/// The text of a template around what it computes.
pub fn words_around(text: &str) -> String {
    literal_parts(text).join(" ")
}

/// Whether text behind a brace is a name that is given to a filter.
fn pipes(text: &str) -> bool {
    let is_way = |letter: char| letter.is_alphanumeric() || "_.[]'\"".contains(letter);
    let text = text.trim_start();
    let behind = text.trim_start_matches(is_way);
    let filter = behind.trim_start().strip_prefix('|');
    behind.len() < text.len() && filter.is_some_and(|filter| !filter.starts_with('|'))
}

/// Where a word can begin: behind a space or an opening bracket; in an address or a word it is part of that.
fn begins_behind(before: &str) -> bool {
    before.chars().next_back().is_none_or(|before| before.is_whitespace() || "{[($\"'“‘„«".contains(before))
}

/// `$.name` or `@.name`; before the first no mark but a letter or a digit gives it another meaning.
fn is_marked(before: &str, word: &str) -> bool {
    let is_apart = before.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    word.strip_prefix('$').is_some_and(|rest| is_apart && leads_on(rest))
        || word.strip_prefix('@').is_some_and(|rest| begins_behind(before) && leads_on(rest))
}

fn is_rooted(before: &str, word: &str) -> bool {
    begins_behind(before) && ROOTS.iter().any(|root| word.strip_prefix(root).is_some_and(leads_on))
}

fn leads_on(rest: &str) -> bool {
    let is_name = |rest: &str| rest.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    let rest = rest.strip_prefix('?').unwrap_or(rest);
    rest.strip_prefix('.').is_some_and(is_name)
        || rest.strip_prefix('[').is_some_and(|inner| inner.starts_with(['\'', '"']))
}

/// Whether a word leads on from what is known, or has it in single braces. A letter alone may be a `$` that slipped.
fn names(before: &str, word: &str, is_known: &impl Fn(&str) -> bool) -> bool {
    let (name, rest) = split_name(word);
    if name.is_empty() {
        return false;
    }
    if leads_on(rest) || rest.starts_with('[') {
        let slipped = || name.chars().count() == 1 && is_known(split_name(rest.trim_start_matches(['?', '.'])).0);
        return is_known(name) || slipped();
    }
    before.trim_end().ends_with('{') && rest.trim_start().starts_with('}') && is_known(name)
}

fn split_name(word: &str) -> (&str, &str) {
    let ends = |letter: char| !letter.is_alphanumeric() && !"_-".contains(letter);
    word.split_at(word.find(ends).unwrap_or(word.len()))
}

fn first_word(text: &str) -> &str {
    let ends = |letter: char| letter.is_whitespace() || "{}(),;”’“»".contains(letter);
    text.split(ends).next().unwrap_or(text).trim_end_matches(['"', '\''])
}

/// The text of a template that is written as it stands.
fn literal_parts(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(start) = start(rest) {
        parts.push(&rest[..start]);
        rest = behind(&rest[start + 1..]);
    }
    parts.push(rest);
    parts
}

/// Where an expression, a statement or a comment begins.
fn start(text: &str) -> Option<usize> {
    text.match_indices('{').map(|(at, _)| at).find(|at| text[at + 1..].starts_with(['{', '%', '#']))
}

/// What follows an expression, a statement or a comment that begins with this mark: text in quotes, and an object that the
/// expression makes, have braces of their own.
fn behind(inside: &str) -> &str {
    let mut letters = inside.char_indices();
    let mark = match letters.next() {
        Some((_, '{')) => '}',
        Some((_, mark)) => mark,
        None => return "",
    };
    let (mut quote, mut open) = (None, 0_usize);
    for (at, letter) in letters {
        let closes = open == 0 && letter == mark && inside[at + letter.len_utf8()..].starts_with('}');
        match (quote, letter) {
            (Some(own), _) if own == letter => quote = None,
            (None, _) if closes => return &inside[at + 2..],
            (None, '"' | '\'') if mark != '#' => quote = Some(letter),
            (None, '{') => open += 1,
            (None, '}') => open = open.saturating_sub(1),
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{as_text, forgotten, lost_brace, named};

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
            ("“$.title”", "$.title"),
            ("‘record.title’", "record.title"),
            ("-$.title", "$.title"),
            ("record?.title", "record?.title"),
            ("{{ '}}' }} record.title", "record.title"),
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

    #[test]
    fn a_name_that_is_known_leads_on() {
        let is_known = |name: &str| ["job", "title"].contains(&name);
        for (text, seen) in [
            ("job.title", Some("job.title")),
            ("“job.title”", Some("job.title")),
            ("job[0]", Some("job[0]")),
            ("S.title", Some("S.title")),
            ("4.title", Some("4.title")),
            ("{{ record.id }} ({job})", Some("job")),
            ("{ title }", Some("title")),
            ("{% for t in record.tags %}job.title {% endfor %}", Some("job.title")),
            ("the job. Then", None),
            ("job", None),
            ("my.job.title", None),
            ("my-job.title", None),
            ("{ job title }", None),
            ("{{ {'job': job.title} }}", None),
        ] {
            assert_eq!(named(text, is_known), seen, "{text}");
        }
    }

    #[test]
    fn a_template_stays_one_where_a_part_of_it_is_meant_as_text() {
        for (text, part, written) in [
            ("job.title", "job.title", "`!literal` before the text"),
            ("{{ record.id }} job.title", "job.title", "`{{ 'job.title' }}`"),
            ("{{ record.id }} {job.title}", "job.title", "`{{ '{job.title}' }}`"),
            ("{{ record.id }} ${ job }", "job", "`{{ '{job}' }}`"),
            ("{{ record.id }} job['a']", "job['a']", "`{{ \"job['a']\" }}`"),
        ] {
            assert_eq!(as_text(text, part), written, "{text}");
        }
    }

    #[test]
    fn a_brace_without_its_mate_is_seen() {
        for (text, seen) in [
            ("{ record.title }}", Some("}}")),
            ("{ record | selectattr('a') | first }", Some("{")),
            ("{{ record.title }} }}", Some("}}")),
            ("{ if record.title %}x", Some("%}")),
            ("{\"a\": {\"b\": {{ record.title }}}}", None),
            ("{\"a\": {\"b\": 1}}", None),
            ("{{ { 'a': { 'b': '}}' }} }}", None),
            ("{% if '%}' == record.title %}x{% endif %}", None),
            ("{ a || b }", None),
            ("{# }} #}", None),
        ] {
            assert_eq!(lost_brace(text), seen, "{text}");
        }
    }
}
