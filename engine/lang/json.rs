//! JSON to values, as it is read wherever it comes from: an object that has a member twice is refused, and nobody has to
//! know which of the two counts (RFC 8259, 4).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

/// The one member of what `serde_json` shows in place of a number that is no small integer, so that its digits are kept.
const NUMBER: &str = "$serde_json::private::Number";

/// Why bytes are no value; said of "the answer" or of "this", as in `is not JSON: ...`.
#[derive(Debug)]
pub enum Unreadable {
    /// They are not JSON.
    NotJson(String),
    /// Values stand within values deeper than anything that is read.
    TooDeep(String),
    /// An object has a member that cannot be read: one that is there twice, or whose name means something else here.
    Member(String),
}

/// Reads JSON.
pub fn read(bytes: &[u8]) -> Result<Value, Unreadable> {
    // A byte order mark may be ignored (RFC 8259, 8.1).
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Unreadable::NotJson(format!("byte {} is not UTF-8", error.valid_up_to() + 1)))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| match error.to_string() {
        reason if error.is_data() => Unreadable::Member(reason),
        // `serde_json` has no category of its own for it.
        reason if reason.starts_with("recursion limit") => {
            Unreadable::TooDeep(format!("line {} column {}", error.line(), error.column()))
        }
        // All else that is wrong is wrong with the JSON itself.
        reason => Unreadable::NotJson(reason),
    })
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::NotJson(reason) => write!(formatter, "is not JSON: {reason}"),
            Unreadable::TooDeep(place) => write!(formatter, "is nested more than 127 levels deep at {place}"),
            Unreadable::Member(reason) => write!(formatter, "has {reason}"),
        }
    }
}

/// A value, and what `serde_json` would make of it, but for members that are there twice: they are an error. Reads any
/// format that has such values.
#[derive(Debug, Clone, Copy)]
pub struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u128<E: serde::de::Error>(self, number: u128) -> Result<Value, E> {
        Number::from_u128(number).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_i128<E: serde::de::Error>(self, number: i128) -> Result<Value, E> {
        Number::from_i128(number).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    // JSON has neither an infinity nor what is no number.
    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(Strict)? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let mut next = match access.next_key_seed(First)? {
            Some(Key::Number) => return access.next_value_seed(Digits).map(Value::Number),
            Some(Key::Name(name)) => Some(name),
            None => None,
        };
        while let Some(name) = next {
            match members.entry(name) {
                Entry::Vacant(place) => place.insert(access.next_value_seed(Strict)?),
                Entry::Occupied(place) => {
                    return Err(A::Error::custom(format_args!("the member `{}` twice", place.key())));
                }
            };
            next = access.next_key()?;
        }
        Ok(Value::Object(members))
    }
}

/// What the first key of an object, or of what is shown as one, says of it.
enum Key {
    Number,
    Name(String),
}

struct First;

impl<'de> DeserializeSeed<'de> for First {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for First {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        Ok(if name == NUMBER { Key::Number } else { Key::Name(name.to_owned()) })
    }
}

/// The digits of a number.
struct Digits;

impl<'de> DeserializeSeed<'de> for Digits {
    type Value = Number;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Number, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Digits {
    type Value = Number;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the digits of a number")
    }

    /// `serde_json` hands the digits of a number over as text of their own.
    fn visit_string<E: serde::de::Error>(self, digits: String) -> Result<Number, E> {
        digits.parse().map_err(E::custom)
    }

    /// Text of the JSON itself is that of a member which is called so.
    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Number, E> {
        Err(E::custom(format_args!("the member `{NUMBER}`, whose name stands for a number")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::read;

    fn told(text: &str) -> String {
        read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_member_that_is_there_twice_is_told_with_its_place() {
        assert_eq!(told(r#"{"a":1,"a":1}"#), "has the member `a` twice at line 1 column 10");
        assert_eq!(
            told("{\"list\":[{},\n{\"b\":{\"c\":0,\"\\u0063\":[]}}]}"),
            "has the member `c` twice at line 2 column 20"
        );
        assert!(read(br#"{"a":{"a":[{"a":1},{"a":2}]},"b":1}"#).is_ok());
        assert!(told("{\"a\":1").starts_with("is not JSON: EOF"));
        assert!(told("{} {}").starts_with("is not JSON: trailing"));
        assert_eq!(read(b"{\"\xFF").unwrap_err().to_string(), "is not JSON: byte 3 is not UTF-8");
    }

    #[test]
    fn what_cannot_be_read_is_told_as_what_it_is() {
        assert_eq!(
            told(r#"{"a":{"$serde_json::private::Number":"7"}}"#),
            "has the member `$serde_json::private::Number`, whose name stands for a number at line 1 column 40"
        );
        assert!(told(r#"{"$serde_json::private::Number":[]}"#).starts_with("has "));
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(told(&nested(128)), "is nested more than 127 levels deep at line 1 column 128");
        assert!(read(nested(127).as_bytes()).is_ok());
    }

    /// JSON of all kinds, with numbers of any length, and few names.
    fn texts() -> impl Strategy<Value = String> {
        let scalar = prop_oneof![
            "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,4})?",
            "\"(\\PC|\\\\n|\\\\u00e9|\\\\ud83d\\\\ude00)*\""
                .prop_filter("a text", |text| serde_json::from_str::<Value>(text).is_ok()),
            Just("null".to_owned()),
            Just("true".to_owned()),
        ];
        scalar.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|list| format!("[ {} ]", list.join(","))),
                prop::collection::vec(("[a-e]", inner), 0..4).prop_map(|members| {
                    let members: Vec<String> =
                        members.into_iter().map(|(name, value)| format!("\"{name}\" :{value}")).collect();
                    format!("{{{}}}", members.join(" , "))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn all_else_is_what_serde_json_reads(text in texts(), at in any::<prop::sample::Index>(), cut in 0..2_usize) {
            let mut spoilt = text.clone();
            let start = at.index(text.len());
            if text.is_char_boundary(start) && text.is_char_boundary(start + cut) {
                spoilt.replace_range(start..start + cut, "");
            }
            for text in [text, spoilt] {
                match (read(text.as_bytes()), serde_json::from_str::<Value>(&text)) {
                    (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours.to_string(), theirs.to_string()),
                    (Err(ours), Ok(_)) => prop_assert!(ours.to_string().contains("twice"), "{ours}: {text}"),
                    (Ok(_), Err(theirs)) => prop_assert!(false, "{theirs}: {text}"),
                    (Err(_), Err(_)) => {}
                }
            }
        }
    }
}
