//! `epoch_ms`: a time as the milliseconds since 1970 that many APIs filter by.

use minijinja::{Error, Value};

use super::{Filter, time};

pub const FILTER: Filter = Filter {
    name: "epoch_ms",
    meaning: "an RFC 3339 time, or a date for its midnight in UTC, as milliseconds since 1970",
    examples: &[
        ("'2026-01-02T03:04:05.678+01:00' | epoch_ms", "1767319445678"),
        ("'1970-01-02' | epoch_ms", "86400000"),
        ("missing | epoch_ms", "null"),
    ],
    register: |environment| environment.add_filter("epoch_ms", epoch_ms),
};

fn epoch_ms(value: &Value) -> Result<Value, Error> {
    let Some(time) = time(value)? else { return Ok(Value::UNDEFINED) };
    Ok(Value::from(time.as_millisecond()))
}
