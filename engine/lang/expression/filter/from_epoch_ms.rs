//! `from_epoch_ms`: milliseconds since 1970 as a time.

use jiff::Timestamp;
use minijinja::{Error, Value};

use super::{Filter, SECONDS_END, refused};

pub const FILTER: Filter = Filter {
    name: "from_epoch_ms",
    meaning: "milliseconds since 1970 as an RFC 3339 time in UTC; a time within three years of 1970 is an error, since it is seconds",
    examples: &[("1767319445678 | from_epoch_ms", "\"2026-01-02T02:04:05.678Z\""), ("missing | from_epoch_ms", "null")],
    register: |environment| environment.add_filter("from_epoch_ms", from_epoch_ms),
};

fn from_epoch_ms(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let number =
        i64::try_from(value.clone()).map_err(|_| refused(format!("`{value}` is no whole number of milliseconds")))?;
    // In milliseconds it would be a time before March 1973.
    if number.unsigned_abs() < SECONDS_END {
        return Err(refused(format!(
            "`{number}` is too small for milliseconds since 1970: if it is seconds, write `from_epoch_s`"
        )));
    }
    let time = Timestamp::from_millisecond(number)
        .map_err(|_| refused(format!("`{number}` is outside the range of times")))?;
    Ok(Value::from(time.to_string()))
}

#[cfg(test)]
mod tests {
    use minijinja::Value;

    #[test]
    fn seconds_are_no_milliseconds() {
        for (number, is_refused) in [
            (1_700_000_000_i64, true),
            (-99_999_999_999, true),
            (0, true),
            (100_000_000_000, false),
            (-100_000_000_000, false),
        ] {
            assert_eq!(super::from_epoch_ms(&Value::from(number)).is_err(), is_refused, "{number}");
        }
    }
}
