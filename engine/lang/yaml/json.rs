//! JSON to the same tree. JSON is YAML as well, but what reads JSON alone is many times as fast.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::parse::{MAX_DEPTH, MAX_MEMBERS, no_text};
use super::{Node, NodeId, NodeKind, Nodes, Scalar};
use crate::source::{SourceId, Span};

/// The root of a JSON file's tree. `None` for what is no JSON, is too deep, has a key twice or escapes in one: the reader
/// of YAML takes that over, and says what is wrong and where.
pub(super) fn parse(source: SourceId, text: &str, nodes: &mut Nodes) -> Option<NodeId> {
    Reader { source, text, nodes }.value(serde_json::from_str(text).ok()?, None, 0)
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    nodes: &'a mut Nodes,
}

/// The members of an object, all of them slices of the file's text.
struct Members<'a>(Vec<(&'a str, &'a RawValue)>);

impl Reader<'_> {
    fn value(&mut self, raw: &RawValue, key: Option<Span>, depth: usize) -> Option<NodeId> {
        let text = raw.get();
        let span = self.place(text);
        let kind = match text.as_bytes().first()? {
            b'{' | b'[' if depth == MAX_DEPTH => return None,
            b'{' => self.members(text, depth + 1)?,
            b'[' => {
                let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                let elements = elements.into_iter().map(|element| self.value(element, None, depth + 1));
                NodeKind::Sequence(elements.collect::<Option<_>>()?)
            }
            _ => NodeKind::Scalar(scalar(text, span.range().start)?),
        };
        Some(self.nodes.add(Node { span, key, kind }))
    }

    fn members(&mut self, text: &str, depth: usize) -> Option<NodeKind> {
        let Members(members) = serde_json::from_str(text).ok()?;
        let mut names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        if members.len() > MAX_MEMBERS || names.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        let mut entries = Vec::with_capacity(members.len());
        for (name, value) in members {
            let inside = self.place(name).range();
            let key = Span::new(self.source, inside.start - 1..inside.end + 1);
            entries.push((name.to_owned(), self.value(value, Some(key), depth)?));
        }
        Some(NodeKind::Mapping(entries))
    }

    /// The place of a slice of the file's text: where it lies in memory, counted from where the text lies.
    fn place(&self, slice: &str) -> Span {
        let start = slice.as_ptr().addr() - self.text.as_ptr().addr();
        Span::new(self.source, start..start + slice.len())
    }
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

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                // A key with escapes is no slice of the text, and so an error here.
                while let Some(member) = access.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
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
            if yaml.is_some() || serde_json::from_str::<serde_json::Value>(&text).is_err() {
                prop_assert_eq!(json, yaml);
            }
        }
    }

    #[test]
    fn what_is_no_json_is_left_to_the_reader_of_yaml() {
        for text in ["{\"a\": 1, \"a\": 2}", "{\"a\": 1,, }", "[\"a\n\"", "", &"[".repeat(1 << 19), &"[".repeat(64)] {
            assert_eq!(tree("a.json", text), None, "{text:.20}");
        }
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(tree("a.json", &deep(65)), None);
        assert!(tree("a.json", &deep(64)).is_some());
        assert_eq!(tree("a.json", "{ a: 1 }"), tree("a.yaml", "{ a: 1 }"));
        assert_eq!(tree("a.json", "{ \"a\\n\": 1 }"), tree("a.yaml", "{ \"a\\n\": 1 }"));
    }
}
