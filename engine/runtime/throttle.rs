//! Fewer requests: how a provider asks for them, and how long it wants to be left alone.

use std::time::{Duration, SystemTime};

use crate::client::Response;

/// Whether a 403 is what others say with 429.
pub fn is_meant(response: &Response) -> bool {
    let none_left = response.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
    none_left || response.header("retry-after").is_some()
}

/// How long the server asks to wait.
pub fn wait(response: &Response, wall: SystemTime) -> Option<Duration> {
    response.header("retry-after").and_then(|text| retry_after(text, wall))
}

/// `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); a part of a second, which some send, is a whole one.
fn retry_after(text: &str, wall: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        let seconds = text.parse::<f64>().ok()?;
        // More than can be told is longer than any deadline.
        return Some(Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(wall).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use std::time::{Duration, SystemTime};

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (text, seconds) in [
            ("120", Some(120)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:40:00 GMT", Some(0)),
            ("soon", None),
            ("2.0", Some(2)),
            ("2.1", Some(3)),
            (".", None),
            ("", None),
            ("-1", None),
            ("inf", None),
            ("1e3", None),
        ] {
            assert_eq!(retry_after(text, now), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
