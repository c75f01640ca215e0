//! `base64_size`: how many bytes a file has that is given as base64, which is asked for before the file itself is sent.

use minijinja::{Error, Value};

use super::{Filter, refused};

pub const FILTER: Filter = Filter {
    name: "base64_size",
    meaning: "the number of bytes that a text of base64 (RFC 4648) stands for",
    examples: &[
        ("'aGVsbG8=' | base64_size", "5"),
        ("'aGVsbG8h' | base64_size", "6"),
        ("'aGVs\\nbG8h\\n' | base64_size", "6"),
        ("missing | base64_size", "null"),
    ],
    register: |environment| environment.add_filter("base64_size", base64_size),
};

fn base64_size(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let text = value.as_str().ok_or_else(|| refused("base64 is text, and this is none".to_owned()))?;
    // Line breaks are no part of it.
    let letters = || text.bytes().rev().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let (size, padding) = (letters().count(), letters().take_while(|byte| *byte == b'=').count());
    if size % 4 != 0 || padding > 2 {
        return Err(refused("this is no base64: its length is no multiple of 4".to_owned()));
    }
    Ok(Value::from(size / 4 * 3 - padding))
}
