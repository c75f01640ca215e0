//! JSON to the same tree. JSON is YAML as well, but what reads JSON alone is many times as fast.

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::parse::{MAX_DEPTH, MAX_MEMBERS, no_text};
use super::{Node, NodeId, NodeKind, Nodes, Scalar};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};

/// The root of a JSON file's tree. `None` for what is no JSON, is too deep, has a key twice or escapes in one: of all but
/// the first, the reader of YAML says what is wrong and where, if anything is.
pub(super) fn parse(source: SourceId, text: &str, nodes: &mut Nodes) -> Option<NodeId> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut reader = Reader { source, text, nodes, at: 0 };
    let root = reader.value(None, 0).deserialize(&mut json).ok()?;
    json.end().ok().map(|()| root)
}

/// What is wrong with a text that is no JSON; nothing of one that is, though [`parse`] does not read it.
pub(super) fn mistake(source: SourceId, text: &str) -> Option<Diagnostic> {
    // A byte order mark may be ignored (RFC 8259, 8.1).
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &text[mark..];
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let is_empty = text.trim().is_empty();
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let start = (0..=start.min(text.len())).rev().find(|start| text.is_char_boundary(*start)).unwrap_or_default();
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    let (before, rest) = (text[..start].trim_end(), &text[start..]);
    let help = if is_empty {
        "fill it, or delete it"
    } else if rest.starts_with(['/', '#']) {
        "JSON has no comments; a schema has `description` and `$comment` for words"
    } else if before.ends_with(',') && rest.starts_with(['}', ']']) {
        "leave out the comma before it"
    } else {
        "names and text stand in double quotes, a comma between two values, and none behind the last"
    };
    let end = start + rest.chars().next().map_or(0, char::len_utf8);
    let message = if is_empty { "the file is empty".to_owned() } else { format!("this is not JSON: {reason}") };
    Some(Diagnostic::error(Code::YamlSyntax, Span::new(source, mark + start..mark + end), message).help(help))
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    nodes: &'a mut Nodes,
    /// How far the text was read; the library does not tell where a list or an object begins.
    at: usize,
}

impl<'a> Reader<'a> {
    fn value<'r>(&'r mut self, key: Option<Span>, depth: usize) -> Inner<'r, 'a> {
        Inner { reader: self, key, depth }
    }

    /// Goes on to the next value, or to the end of what holds it.
    fn skip(&mut self) -> u8 {
        let rest = &self.text.as_bytes()[self.at..];
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b':');
        self.at += rest.iter().take_while(|byte| is_between(byte)).count();
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    /// Goes on behind the bracket that closes a list or an object.
    fn close(&mut self) {
        self.skip();
        self.at += 1;
    }

    /// The place of a slice of the file's text: where it lies in memory, counted from where the text lies.
    fn place(&self, slice: &str) -> Span {
        let start = slice.as_ptr().addr() - self.text.as_ptr().addr();
        Span::new(self.source, start..start + slice.len())
    }
}

/// The value that comes next.
struct Inner<'r, 'a> {
    reader: &'r mut Reader<'a>,
    key: Option<Span>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Inner<'_, 'de> {
    type Value = NodeId;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NodeId, D::Error> {
        let Inner { reader, key, depth } = self;
        let first = reader.skip();
        let start = reader.at;
        let kind = match first {
            b'{' | b'[' if depth == MAX_DEPTH => return Err(Error::custom("too deep")),
            b'{' => deserializer.deserialize_map(Within { reader, depth: depth + 1 })?,
            b'[' => deserializer.deserialize_seq(Within { reader, depth: depth + 1 })?,
            _ => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                reader.at = start + raw.get().len();
                NodeKind::Scalar(scalar(raw.get(), start).ok_or_else(|| Error::custom("no scalar"))?)
            }
        };
        let span = Span::new(reader.source, start..reader.at);
        Ok(reader.nodes.add(Node { span, key, kind }))
    }
}

/// What a list or an object holds.
struct Within<'r, 'a> {
    reader: &'r mut Reader<'a>,
    depth: usize,
}

impl<'de> Visitor<'de> for Within<'_, 'de> {
    type Value = NodeKind;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<NodeKind, A::Error> {
        let mut elements = Vec::new();
        self.reader.at += 1;
        while let Some(element) = access.next_element_seed(self.reader.value(None, self.depth))? {
            elements.push(element);
        }
        self.reader.close();
        Ok(NodeKind::Sequence(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<NodeKind, A::Error> {
        let mut entries = Vec::new();
        self.reader.at += 1;
        // A key with escapes is no slice of the text, and so an error here.
        while let Some(name) = access.next_key::<&str>()? {
            let inside = self.reader.place(name).range();
            let key = Span::new(self.reader.source, inside.start - 1..inside.end + 1);
            self.reader.at = inside.end + 1;
            entries.push((name.to_owned(), access.next_value_seed(self.reader.value(Some(key), self.depth))?));
        }
        self.reader.close();
        if entries.len() > MAX_MEMBERS || has_twice(&entries) {
            return Err(Error::custom("too many members, or one of them twice"));
        }
        Ok(NodeKind::Mapping(entries))
    }
}

fn has_twice(entries: &[(String, NodeId)]) -> bool {
    let mut names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

/// A scalar that begins at `start` of the file; without quotes it is what YAML takes it for.
fn scalar(raw: &str, start: usize) -> Option<Scalar> {
    let quoted = raw.starts_with('"');
    let text: String = if quoted { serde_json::from_str(raw).ok()? } else { raw.to_owned() };
    let other = if quoted { None } else { no_text(raw) };
    let inside = usize::from(quoted);
    let verbatim = raw[inside..].starts_with(&text).then_some(start + inside);
    Some(Scalar::new(text, other, false, verbatim))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;
    use crate::yaml::{NodeId, NodeKind, Nodes};

    /// The tree of a text in a file of this name, with all its places; `None` if it has mistakes.
    fn tree(path: &str, text: &str) -> Option<String> {
        let mut sources = Sources::new();
        let source = sources.add_connector_file(path, text);
        let (mut nodes, mut diagnostics) = (Nodes::new(), Diagnostics::new());
        let root = crate::yaml::parse(source, &sources, &mut nodes, &mut diagnostics);
        root.filter(|_| !diagnostics.has_errors()).map(|root| shown(&nodes, root))
    }

    fn shown(nodes: &Nodes, id: NodeId) -> String {
        let node = nodes.get(id);
        let inside: Vec<String> = match &node.kind {
            NodeKind::Scalar(scalar) => vec![format!("{scalar:?}")],
            NodeKind::Sequence(elements) => elements.iter().map(|element| shown(nodes, *element)).collect(),
            NodeKind::Mapping(entries) => {
                entries.iter().map(|(name, value)| format!("{name:?}: {}", shown(nodes, *value))).collect()
            }
        };
        format!("{:?} {:?} {} [{}]", node.span, node.key, node.kind.word(), inside.join(" "))
    }

    /// What a JSON text is made of, and some that it is not.
    fn pieces() -> impl Strategy<Value = String> {
        let words = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"a\"",
            "\"b\"",
            "\"\"",
            "\"é\\n\"",
            "\"\\u0041\"",
            "\"a b: c\"",
            "\"$ref\"",
            "true",
            "false",
            "null",
            "0",
            "-1",
            "1.50",
            "2E3",
            "-0",
            "1e400",
            "123456789012345678901234567890",
            "x",
            "'a'",
            "#",
        ];
        proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..24).prop_map(|words| words.concat())
    }

    fn document() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<bool>().prop_map(|value| value.to_string()),
            any::<i64>().prop_map(|value| value.to_string()),
            any::<f64>()
                .prop_filter("JSON has no such number", |value| value.is_finite())
                .prop_map(|value| format!("{value:?}")),
            "[ -~é😀\n\t\"]{0,8}".prop_map(|text| serde_json::Value::from(text).to_string()),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let member = ("[a-f \n]{0,2}", inner.clone());
            prop_oneof![
                proptest::collection::vec(inner, 0..4).prop_map(|list| format!("[{}]", list.join(" ,\n"))),
                proptest::collection::vec(member, 0..4).prop_map(|members| {
                    let member = |(name, value): &(String, String)| {
                        format!("{} : {value}", serde_json::Value::from(name.as_str()))
                    };
                    format!("{{\n{}}}", members.iter().map(member).collect::<Vec<_>>().join(",\n  "))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_the_tree_that_it_is_as_yaml(text in prop_oneof![document(), pieces()]) {
            let (json, yaml) = (tree("a.json", &text), tree("a.yaml", &text));
            // Some JSON is no YAML; all else is one tree with the same places.
            if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
                prop_assert_eq!(json, None);
            } else if yaml.is_some() {
                prop_assert_eq!(json, yaml);
            }
        }
    }

    #[test]
    fn what_is_no_json_is_refused_and_what_is_odd_is_left_to_the_reader_of_yaml() {
        let no_json = ["{\"a\": 1,, }", "[\"a\n\"", "", "{ a: 1 }", "[1, ]", "[1] # one", "[é]", "\"é", "{ // a\n}"];
        for text in no_json.into_iter().chain(["{\"a\": 1, \"a\": 2}", &"[".repeat(1 << 19), &"[".repeat(64)]) {
            assert_eq!(tree("a.json", text), None, "{text:.20}");
        }
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(tree("a.json", &deep(65)), None);
        assert!(tree("a.json", &deep(64)).is_some());
        assert_eq!(tree("a.json", "{ \"a\\n\": 1 }"), tree("a.yaml", "{ \"a\\n\": 1 }"));
    }
}
