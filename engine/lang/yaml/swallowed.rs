//! Keys that a line indented too deep has made part of the text above it.

use std::ops::Range;

/// The first line of a scalar, as it stands in its file, that reads like a key and its value, outside of templates.
pub fn swallowed(text: &str, is_key: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    if !text.contains('\n') {
        return None;
    }
    let (mut at, mut in_template) = (0, false);
    for line in text.split_inclusive('\n') {
        let shown = line.trim();
        let start = at + line.len() - line.trim_start().len();
        let key = shown.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with([' ', '\t']));
        if !in_template && key.is_some_and(|(key, _)| is_key(key.trim_matches(['"', '\'']))) {
            return Some(start..start + shown.len());
        }
        let last = |marks: [&str; 3]| marks.iter().filter_map(|mark| line.rfind(mark)).max();
        in_template = match (last(["{{", "{%", "{#"]), last(["}}", "%}", "#}"])) {
            (None, None) => in_template,
            (opened, closed) => opened > closed,
        };
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::swallowed;

    #[test]
    fn a_line_that_reads_like_a_key_is_seen() {
        let is_key = |key: &str| key == "confirm";
        for (text, seen) in [
            (">-\n  Makes one.\n  confirm: >-\n  Sure?", Some("confirm: >-")),
            (">-\n  Makes one.\n  confirm:\n", Some("confirm:")),
            ("|\n  {{ a }}\n  confirm: yes", Some("confirm: yes")),
            (">-\n  {{ {\n  confirm: a } }}", None),
            (">-\n  to confirm: it", None),
            (">-\n  confirm:it", None),
            ("confirm: yes", None),
        ] {
            assert_eq!(swallowed(text, is_key).map(|range| &text[range]), seen, "{text}");
        }
    }
}
