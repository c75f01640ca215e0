//! Times as the language reads them: RFC 3339 with an offset, or a date for its midnight in UTC.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A time with its offset, or a date; nothing else, since a time without an offset could be any of 26 hours.
pub fn parse(text: &str) -> Option<Timestamp> {
    if let Some(date) = parse_date(text) {
        return Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    }
    let bytes = text.as_bytes();
    let separated = matches!(bytes.get(10), Some(b'T' | b't' | b' '));
    (separated && parse_date(text.get(..10)?).is_some()).then(|| text.parse().ok()).flatten()
}

/// Whether a text is a time just as it would be written after it was read: in UTC, with no zero too many.
pub fn is_written(text: &[u8]) -> bool {
    let [date @ .., b'Z'] = text else { return false };
    let Some((date, fraction)) = date.split_at_checked(19) else { return false };
    let shape = b"0000-00-00T00:00:00";
    let shaped = date.iter().zip(shape).all(|(byte, as_in)| match as_in {
        b'0' => byte.is_ascii_digit(),
        mark => byte == mark,
    });
    let number = |from: usize, to: usize| {
        date[from..to].iter().fold(0, |number: u32, digit| number * 10 + u32::from(digit.wrapping_sub(b'0')))
    };
    let days = match shaped.then(|| number(5, 7)) {
        Some(4 | 6 | 9 | 11) => 30,
        Some(2) => 28,
        Some(1..=12) => 31,
        _ => return false,
    };
    // Rare times (leap days, the ends of the calendar) are left to those who know the calendar.
    let usual = (1000..=9000).contains(&number(0, 4)) && (1..=days).contains(&number(8, 10));
    let clock = number(11, 13) < 24 && number(14, 16) < 60 && number(17, 19) < 60;
    let fraction = match fraction {
        [] => true,
        [b'.', digits @ .., last] => {
            digits.len() < 9 && digits.iter().all(u8::is_ascii_digit) && (b'1'..=b'9').contains(last)
        }
        _ => false,
    };
    usual && clock && fraction
}

/// A date of the form `2026-01-31`.
pub fn parse_date(text: &str) -> Option<Date> {
    let dashes = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count() == 8;
    (dashes && digits).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{is_written, parse};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_called_written_is_written_so(
            text in "(19|20|00|99)[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,10})?[Zz]",
        ) {
            let time = parse(&text).map(|time| time.to_string());
            prop_assert!(!is_written(text.as_bytes()) || time == Some(text));
        }
    }

    #[test]
    fn usual_times_are_known_as_written() {
        for text in ["2026-01-02T03:04:05Z", "2025-12-31T23:59:59.999Z", "1999-10-10T00:00:00.000000001Z"] {
            assert!(is_written(text.as_bytes()), "{text}");
        }
        for text in
            ["", "Z", "2026-01-02", "2026-01-02T03:04:05.10Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+00:00"]
        {
            assert!(!is_written(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn only_what_names_one_moment_is_a_time() {
        for (text, expected) in [
            ("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05Z")),
            ("2026-01-02T03:04:05.100+02:00", Some("2026-01-02T01:04:05.1Z")),
            ("2026-01-02", Some("2026-01-02T00:00:00Z")),
            ("2026-01-02T03:04:05", None),
            ("20260102", None),
            ("2026-13-02", None),
            ("soon", None),
            ("1767319445", None),
        ] {
            assert_eq!(parse(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }
}
