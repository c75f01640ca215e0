//! Keys that a text writes twice: a reader that takes the last one would lose the first without a word.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Any value, of which nothing is kept; a key that is written twice is an error at its place.
pub struct NothingTwice;

impl<'de> Deserialize<'de> for NothingTwice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Walk)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = NothingTwice;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NothingTwice, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if keys.contains(&key) {
                return Err(A::Error::custom(format!("the key `{key}` is written twice")));
            }
            keys.insert(key);
            map.next_value::<NothingTwice>()?;
        }
        Ok(NothingTwice)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<NothingTwice, A::Error> {
        while list.next_element::<NothingTwice>()?.is_some() {}
        Ok(NothingTwice)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<NothingTwice, D::Error> {
        NothingTwice::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_i64<E>(self, _: i64) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_i128<E>(self, _: i128) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_u64<E>(self, _: u64) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_u128<E>(self, _: u128) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_f64<E>(self, _: f64) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_str<E>(self, _: &str) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_unit<E>(self) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }

    fn visit_none<E>(self) -> Result<NothingTwice, E> {
        Ok(NothingTwice)
    }
}
