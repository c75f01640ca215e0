//! What a file gives by name, by a look at its lines: `engine list` shows no more, and a run reads only the files it takes.
//!
//! That is right for files whose every line is plain: a key, or an element, whose value ends on the same line or is a block
//! below it. Then nothing is open where a line ends, and its indentation says alone what it belongs to. A file with any other
//! line is read.

/// The names of operations and writes that a file gives, in its order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The names of operations.
    pub operations: Vec<String>,
    /// The names of writes.
    pub writes: Vec<String>,
}

/// Something with a name, such as an operation.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'t> {
    /// The key that it stands below.
    pub section: &'t str,
    /// Its name.
    pub name: &'t str,
    /// Its lines.
    pub text: &'t str,
}

/// The names that a file beside `connector.yaml` gives; `None` if a line of it is not plain.
pub fn names(text: &str) -> Option<Names> {
    let entries = entries(text)?;
    let of = |section: &str| {
        let own = entries.iter().filter(|entry| entry.section == section);
        own.map(|entry| entry.name.to_owned()).collect()
    };
    Some(Names { operations: of("operations"), writes: of("writes") })
}

/// What a file beside `connector.yaml` gives; `None` if a line of it is not plain.
pub fn entries(text: &str) -> Option<Vec<Entry<'_>>> {
    let (mut reader, mut offset) = (Reader::default(), 0);
    for whole in text.split_inclusive('\n') {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        // What parts words or lines is a blank or a newline, and nothing that only looks like one.
        if line.contains(|letter: char| letter != ' ' && (letter.is_whitespace() || letter.is_control())) {
            return None;
        }
        let body = line.trim_matches(' ');
        let indent = line.len() - line.trim_start_matches(' ').len();
        if !body.is_empty() && reader.block.is_none_or(|column| indent <= column) {
            reader.block = None;
            if !body.starts_with('#') {
                reader.line(body, indent, offset)?;
            }
        }
        offset += whole.len();
    }
    reader.entries(text)
}

#[derive(Default)]
struct Reader<'t> {
    /// The section and the name of each entry, and where it begins.
    found: Vec<(&'t str, &'t str, usize)>,
    /// The keys of the first level that were read.
    sections: Vec<&'t str>,
    /// How far the names below the last of them are indented.
    level: Option<usize>,
    /// Whether there has to be something below the last section or name.
    waits: bool,
    /// Where the key stands whose block is being read.
    block: Option<usize>,
}

impl<'t> Reader<'t> {
    fn entries(self, text: &'t str) -> Option<Vec<Entry<'t>>> {
        let ends = self.found.iter().skip(1).map(|(_, _, start)| *start).chain([text.len()]);
        let all = self.found.iter().zip(ends);
        let all = all.map(|((section, name, start), end)| Entry { section, name, text: &text[*start..end] }).collect();
        (!self.waits && !self.found.is_empty()).then_some(all)
    }

    fn line(&mut self, body: &'t str, indent: usize, offset: usize) -> Option<()> {
        match (indent, self.level) {
            (0, _) => self.section(body),
            (_, None) => {
                (self.level, self.waits) = (Some(indent), false);
                self.name(body, offset)
            }
            (_, Some(level)) if indent == level => self.name(body, offset),
            (_, Some(level)) if indent > level => {
                self.waits = false;
                self.inside(body, indent)
            }
            _ => None,
        }
    }

    fn section(&mut self, body: &'t str) -> Option<()> {
        let word = body.strip_suffix(':')?;
        let is_known = ["operations", "mappings", "events", "writes"].contains(&word);
        if !is_known || self.sections.contains(&word) || self.waits {
            return None;
        }
        self.sections.push(word);
        (self.level, self.waits) = (None, true);
        Some(())
    }

    fn name(&mut self, body: &'t str, offset: usize) -> Option<()> {
        let (name, value) = key(body)?;
        let section = *self.sections.last()?;
        let is_there = self.found.iter().any(|(own, known, _)| (*own, *known) == (section, name));
        if !value.is_empty() || is_there || self.waits {
            return None;
        }
        self.found.push((section, name, offset));
        self.waits = true;
        Some(())
    }

    /// A line below a name, which must leave nothing open.
    fn inside(&mut self, body: &str, indent: usize) -> Option<()> {
        let element = body.trim_start_matches("- ").trim_start_matches(' ');
        let is_element = element.len() < body.len();
        let (has_key, value) = match key(element) {
            Some((_, value)) => (true, value),
            None if is_element => (false, element),
            None => return None,
        };
        let is_plain = match value.as_bytes().first() {
            // A block is further in than its key, or than the dash of its element.
            Some(b'|' | b'>') if has_key || body[..body.len() - element.len()].ends_with("- ") => {
                self.block = Some(indent + body.len() - element.len() - if has_key { 0 } else { 2 });
                value[1..].bytes().all(|byte| matches!(byte, b'-' | b'+' | b'1'..=b'9'))
            }
            Some(b'"') => is_quoted(value, '"'),
            Some(b'\'') => is_quoted(value, '\''),
            Some(b'{' | b'[') => is_closed(value),
            Some(b'|' | b'>' | b'!' | b'&' | b'*' | b'?') => false,
            Some(b'-') => !value.starts_with("- "),
            _ => true,
        };
        is_plain.then_some(())
    }
}

/// A key in quotes, or that begins like a word, and what stands behind it.
fn key(body: &str) -> Option<(&str, &str)> {
    if let Some(quote) = body.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let (name, behind) = body[1..].split_once(quote)?;
        let value = behind.strip_prefix(':')?;
        let is_key = value.is_empty() || value.starts_with(' ');
        return (is_key && !name.contains('\\')).then_some((name, value.trim_start_matches(' ')));
    }
    let (name, value) = body.split_once(": ").or_else(|| Some((body.strip_suffix(':')?, "")))?;
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '$'));
    (is_plain && !name.ends_with(' ') && !name.contains(" #")).then_some((name, value.trim_start_matches(' ')))
}

/// Whether a value that begins with a quote ends with it, and has none in between.
fn is_quoted(value: &str, quote: char) -> bool {
    let inside = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside.is_some_and(|inside| !(inside.contains(quote) || quote == '"' && inside.contains('\\')))
}

/// Whether a value that begins with a bracket ends with the one that closes it, but for a comment. A quote opens where a
/// value can begin.
fn is_closed(value: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for (place, letter) in value.char_indices() {
        match (letter, quote) {
            ('\\', Some('"')) | ('#', None) => return false,
            (_, Some(own)) => quote = quote.filter(|_| letter != own),
            ('"' | '\'', None) => {
                let before = &value[..place];
                if !before.ends_with(": ") && !before.trim_end_matches(' ').ends_with(['{', '[', ',']) {
                    return false;
                }
                quote = Some(letter);
            }
            ('{' | '[', None) => depth += 1,
            ('}' | ']', None) if depth == 1 => {
                let rest = &value[place + 1..];
                return rest.is_empty() || rest.starts_with(' ') && rest.trim_start_matches(' ').starts_with('#');
            }
            ('}' | ']', None) => depth -= 1,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::Nodes;

    /// The names that the reader of YAML finds; `None` for what is no YAML.
    fn read(text: &str) -> Option<[Vec<String>; 2]> {
        let mut sources = Sources::new();
        let source = sources.add_connector_file("a.yaml", text);
        let (mut nodes, mut diagnostics) = (Nodes::new(), Diagnostics::new());
        let root = crate::yaml::parse(source, &sources, &mut nodes, &mut diagnostics);
        let root = root.filter(|_| !diagnostics.has_errors())?;
        Some(["operations", "writes"].map(|section| {
            let entries = nodes.member(root, section).map_or(&[][..], |section| nodes.entries(section));
            entries.iter().map(|(name, _)| name.clone()).collect()
        }))
    }

    fn seen(text: &str) -> Option<[Vec<String>; 2]> {
        names(text).map(|names| [names.operations, names.writes])
    }

    const PLAIN: &str = "# One of each.\noperations:\n  a:\n    path: /a\n    title: It's \"one\" {\n    inputs:\n      \
        x: { type: string, description: \"A } here\", enum: ['[', b] }\n\n    description: >-\n      Any: \"text\n      \
        b: {\n    fields:\n      - $.a[?(@.b == 'c')]\n      - >-\n       '\n      - map: [1, { c: d }] # }\n        to that: '{\\'\n  \"b.c-d\":\n    \
        body: |2\n        x\nmappings:\n  m:\n    target: t\nwrites:\n    w:\n        takes: t\n";

    #[test]
    fn names_are_seen_in_plain_files() {
        let expected = [vec!["a".to_owned(), "b.c-d".to_owned()], vec!["w".to_owned()]];
        assert_eq!(read(PLAIN), Some(expected.clone()));
        assert_eq!(seen(PLAIN), Some(expected.clone()));
        assert_eq!(seen(&PLAIN.replace('\n', "\r\n")), Some(expected));
    }

    #[test]
    fn a_file_that_is_not_plain_is_left_to_the_reader() {
        for text in [
            "",
            "# Nothing.\n",
            "operations: {}\n",
            "operations:\n",
            "operations:\n  a:\n  b:\n    path: x\n",
            "operations:\n  a: { path: x }\n",
            "operations:\n  a:\n    path: \"x\n  b:\n    y\"\n",
            "operations:\n  a:\n    path: [\n  b:\n    y]\n",
            "operations:\n  a:\n    path: - x\n",
            "operations:\n  a:\n    path: { b: it's, c: it's }\n",
            "operations:\n  a:\n    path: x\n  a:\n    path: y\n",
            "operations:\n  a:\n    path: x\noperations:\n  b:\n    path: y\n",
            "operations:\n  \"a\\x20\":\n    path: x\n",
            "operations:\n  a:\n    path: x\rwrites:\r  b:\r    c: d\n",
            "operations:\n  a:\n\tpath: x\n",
            "{ operations: { a: { path: x } } }\n",
            "operations:\n  a:\n    path: x\n---\noperations:\n  b:\n    path: y\n",
        ] {
            assert_eq!(seen(text), None, "{text}");
        }
    }

    /// Lines that are plain, and some that leave something open or close it.
    fn line() -> impl Strategy<Value = String> {
        let pieces = [
            "a:",
            "b:",
            "c: d",
            "operations:",
            "writes:",
            "- ",
            "- a: ",
            "k: ",
            "x",
            "'",
            "\"",
            "{",
            "}",
            "[",
            "]",
            "{ a: ",
            ", ",
            ": ",
            ",",
            ":",
            " ",
            "#",
            " # c",
            ">-",
            "|",
            "|1",
            "\\",
            "''",
            "'a'",
            "\"b\"",
            "!literal ",
            "&a ",
            "? ",
            "-",
            "\t",
            "\r",
            "---",
            "...",
            "%",
            "\u{feff}",
            "\u{2028}",
            "é",
            "~",
            "<<: ",
        ];
        let words = proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..5);
        (0..9_usize, words).prop_map(|(indent, words)| format!("{}{}", " ".repeat(indent), words.concat()))
    }

    proptest! {
        /// Lines of any kind in place of some of a plain file, or between them.
        #[test]
        fn names_that_are_seen_are_those_that_are_read(
            odd in proptest::collection::vec((0..26_usize, 0..3_usize, line()), 0..5)
        ) {
            let mut lines: Vec<String> = PLAIN.lines().map(str::to_owned).collect();
            for (place, replaced, line) in odd {
                let place = place.min(lines.len());
                let end = (place + replaced).min(lines.len());
                lines.splice(place..end, [line]);
            }
            let text = lines.join("\n");
            if let (Some(seen), Some(read)) = (seen(&text), read(&text)) {
                prop_assert_eq!(seen, read, "{}", text);
            }
        }
    }
}
