//! JSON for tests, of which the first of two members of one name counts, where `serde_json` takes the last.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value with the first of two members of one name.
pub struct First(pub Value);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(First)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        std::iter::from_fn(|| access.next_element::<First>().transpose()).map(|element| Ok(element?.0)).collect()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, First(value))) = access.next_entry::<String, First>()? {
            // What `serde_json` shows in place of a number that is no small integer, so that its digits are kept.
            if let ("$serde_json::private::Number", Value::String(digits)) = (name.as_str(), &value) {
                return digits.parse().map(Value::Number).map_err(serde::de::Error::custom);
            }
            members.entry(name).or_insert(value);
        }
        Ok(Value::Object(members))
    }
}
