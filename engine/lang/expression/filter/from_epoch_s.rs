//! `from_epoch_s`: seconds since 1970 as a time.

use jiff::Timestamp;
use minijinja::{Error, Value};

use super::{Filter, refused};

pub const FILTER: Filter = Filter {
    name: "from_epoch_s",
    meaning: "seconds since 1970 as an RFC 3339 time in UTC",
    examples: &[("1767319445 | from_epoch_s", "\"2026-01-02T02:04:05Z\""), ("missing | from_epoch_s", "null")],
    register: |environment| environment.add_filter("from_epoch_s", from_epoch_s),
};

fn from_epoch_s(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let number =
        i64::try_from(value.clone()).map_err(|_| refused(format!("`{value}` is no whole number of seconds")))?;
    let time =
        Timestamp::from_second(number).map_err(|_| refused(format!("`{number}` is outside the range of times")))?;
    Ok(Value::from(time.to_string()))
}
