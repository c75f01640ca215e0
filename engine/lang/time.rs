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

/// A date of the form `2026-01-31`.
pub fn parse_date(text: &str) -> Option<Date> {
    let dashes = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count() == 8;
    (dashes && digits).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::parse;

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
