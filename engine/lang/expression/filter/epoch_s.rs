//! `epoch_s`: a time as the seconds since 1970 that some APIs filter by.

use minijinja::{Error, Value};

use super::{Filter, refused, time};

pub const FILTER: Filter = Filter {
    name: "epoch_s",
    meaning: "an RFC 3339 time, or a date for its midnight in UTC, as seconds since 1970; a part of a second is an error",
    examples: &[
        ("'2026-01-02T03:04:05+01:00' | epoch_s", "1767319445"),
        ("'1970-01-02' | epoch_s", "86400"),
        ("missing | epoch_s", "null"),
    ],
    register: |environment| environment.add_filter("epoch_s", epoch_s),
};

fn epoch_s(value: &Value) -> Result<Value, Error> {
    let Some(time) = time(value)? else { return Ok(Value::UNDEFINED) };
    // Cut to whole seconds, a filter up to that time would leave out what came in the last of them.
    let milliseconds = time.as_millisecond();
    if milliseconds % 1000 != 0 {
        return Err(refused(format!("`{value}` has a part of a second, which seconds since 1970 cannot say")));
    }
    Ok(Value::from(milliseconds / 1000))
}

#[cfg(test)]
mod tests {
    use minijinja::Value;

    #[test]
    fn a_part_of_a_second_is_refused() {
        for (time, is_refused) in
            [("2026-01-02T03:04:05.678Z", true), ("2026-01-02T03:04:05.000Z", false), ("1969-12-31T23:59:59.5Z", true)]
        {
            assert_eq!(super::epoch_s(&Value::from(time)).is_err(), is_refused, "{time}");
        }
    }
}
