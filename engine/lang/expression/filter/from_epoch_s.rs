//! `from_epoch_s`: seconds since 1970 as a time.

use jiff::Timestamp;
use minijinja::{Error, Value};

use super::{Filter, SECONDS_END, refused};

pub const FILTER: Filter = Filter {
    name: "from_epoch_s",
    meaning: "seconds since 1970 as an RFC 3339 time in UTC; what is too large for seconds is an error, since it is milliseconds",
    examples: &[("1767319445 | from_epoch_s", "\"2026-01-02T02:04:05Z\""), ("missing | from_epoch_s", "null")],
    register: |environment| environment.add_filter("from_epoch_s", from_epoch_s),
};

fn from_epoch_s(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::UNDEFINED);
    }
    let number =
        i64::try_from(value.clone()).map_err(|_| refused(format!("`{value}` is no whole number of seconds")))?;
    // In seconds it would be a time after the year 5000.
    if number.unsigned_abs() > SECONDS_END {
        return Err(refused(format!(
            "`{number}` is too large for seconds since 1970: if it is milliseconds, write `from_epoch_ms`"
        )));
    }
    let time =
        Timestamp::from_second(number).map_err(|_| refused(format!("`{number}` is outside the range of times")))?;
    Ok(Value::from(time.to_string()))
}

#[cfg(test)]
mod tests {
    use minijinja::Value;

    #[test]
    fn milliseconds_are_no_seconds() {
        for (number, is_refused) in [
            (1_700_000_000_i64, false),
            (0, false),
            (100_000_000_000, false),
            (100_000_000_001, true),
            (-100_000_000_001, true),
        ] {
            assert_eq!(super::from_epoch_s(&Value::from(number)).is_err(), is_refused, "{number}");
        }
    }
}
