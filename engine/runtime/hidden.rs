//! What nobody may see of a call: its secrets, what `auth` makes of them, and everything told without them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use engine_lang::plan::Connector;
use serde_json::Value;

use crate::auth::Authorization;
use crate::call::Call;
use crate::credentials::Credentials;
use crate::fetch::Notice;
use crate::request::plain_text;
use crate::secret::Secret;
use crate::spelling::spellings;

/// What stands in place of a secret.
pub const HIDDEN: &str = "***";
/// The marks of a text that was cut, or of which a part was hidden.
const CUTS: [&str; 3] = ["...", "\u{2026}", "**"];
/// Fewer letters of a secret than these, where a text was cut, tell nothing.
const TELLING: usize = 4;
/// Fewer letters than these may stand in a value of data by chance.
const UNLIKELY: usize = 8;
/// Nobody reads more of a text than so many letters.
const READ: usize = 20_000;

/// The secrets, spelt out when the first text is looked at: most calls have nothing to tell.
#[derive(Debug, Clone, Default)]
pub struct Hidden(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    secrets: Vec<Secret>,
    spelt: OnceLock<Vec<Secret>>,
}

impl Hidden {
    /// What nobody may see of these; others may leave out the blanks at their ends.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Hidden {
        // A key may have been given with what stands before it, as in `Bearer key` or `user:key`.
        let parts = |secret: &'a Secret| {
            let parts = secret.expose().split([' ', ':']).filter(|part| part.len() >= UNLIKELY);
            parts.map(|part| Secret::new(part.to_owned())).chain([Secret::new(secret.expose().trim().to_owned())])
        };
        let secrets = secrets.into_iter().flat_map(|secret| parts(secret).chain([secret.clone()]));
        let secrets = secrets.filter(|secret| !secret.expose().is_empty()).collect();
        Hidden(Arc::new(Known { secrets, spelt: OnceLock::new() }))
    }

    /// The credentials, what is sent of them, and the secret inputs of calls.
    pub fn new<'a>(
        connector: &Connector,
        credentials: &'a Credentials,
        inputs: impl IntoIterator<Item = &'a Secret>,
    ) -> Hidden {
        let mut secrets: Vec<Secret> = inputs.into_iter().chain(credentials.secrets()).cloned().collect();
        let plain = credentials.without_secrets();
        for auth in &connector.auth {
            let Ok(Authorization { value: sent, .. }) = Authorization::of(auth, credentials) else { continue };
            // What is sent of plain settings alone is no secret: it is the same without one.
            if Authorization::of(auth, &plain).is_ok_and(|plain| plain.value.is_same(&sent)) {
                continue;
            }
            // The scheme before it is no secret.
            let own = sent.expose().split_once(' ').map(|(_, own)| Secret::new(own.to_owned()));
            secrets.extend(own);
            secrets.push(sent);
        }
        Hidden::of(&secrets)
    }

    /// The same for one call.
    pub fn of_call(connector: &Connector, credentials: &Credentials, call: &Call) -> Hidden {
        Hidden::new(connector, credentials, call.secrets())
    }

    /// A text that came from outside, without any secret that it repeats, also where it was cut within one.
    pub fn hide(&self, text: &str) -> String {
        let text = match text.char_indices().nth(READ) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text.to_owned(),
        };
        // Some write keys in one case, and hexadecimal digits have two.
        let letters = text.to_ascii_lowercase();
        let mut found: Vec<Range<usize>> =
            self.spelt().iter().flat_map(|spelling| places(&letters, spelling.expose())).collect();
        found.extend(self.cut(&letters));
        found.sort_by_key(|range| range.start);
        found.dedup_by(|next, last| {
            let joins = next.start <= last.end;
            last.end = if joins { last.end.max(next.end) } else { last.end };
            joins
        });
        let (mut hidden, mut end) = (String::with_capacity(text.len()), 0);
        for range in found {
            hidden.push_str(&text[end..range.start]);
            hidden.push_str(HIDDEN);
            end = range.end;
        }
        hidden + &text[end..]
    }

    /// What was told while waiting.
    pub fn notice(&self, notice: &Notice) -> Notice {
        Notice { reason: self.hide(&notice.reason), wait: notice.wait }
    }

    /// A record without the values that repeat a secret; the ways to them are told. A short secret is looked for as a
    /// whole value only, since it may stand in others by chance.
    pub fn record(&self, value: &Value, way: &str, told: &mut Vec<String>) -> Value {
        match value {
            Value::Array(list) => {
                let elements = list.iter().enumerate();
                elements.map(|(index, value)| self.record(value, &format!("{way}[{index}]"), told)).collect()
            }
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| {
                    (name.clone(), self.record(value, &format!("{way}.{name}"), told))
                };
                members.iter().map(member).collect()
            }
            Value::String(_) | Value::Number(_) if self.is_repeated(&plain_text(value)) => {
                told.push(way.to_owned());
                Value::from(HIDDEN)
            }
            scalar => scalar.clone(),
        }
    }

    /// Whether a value of data is a secret, or has a long one in it.
    pub fn is_repeated(&self, text: &str) -> bool {
        let letters = text.to_ascii_lowercase();
        self.spelt()
            .iter()
            .map(Secret::expose)
            .any(|spelling| letters == spelling || spelling.len() >= UNLIKELY && letters.contains(spelling))
    }

    /// Every spelling of every secret, in small letters.
    fn spelt(&self) -> &[Secret] {
        self.0.spelt.get_or_init(|| {
            let all = self.0.secrets.iter().map(Secret::expose).flat_map(spellings);
            let all: BTreeSet<String> = all.map(|spelling| spelling.to_ascii_lowercase()).collect();
            all.into_iter().map(Secret::new).collect()
        })
    }

    /// The parts of secrets that stand before and after the marks of a cut.
    fn cut(&self, text: &str) -> Vec<Range<usize>> {
        let marks = CUTS.iter().flat_map(|mark| text.match_indices(*mark));
        let parts = marks.flat_map(|(end, _)| {
            let start = text.len() - text[end..].trim_start_matches(['.', '\u{2026}', '*']).len();
            let spelt = || self.spelt().iter().map(Secret::expose);
            let begun = spelt().filter_map(|spelling| begun(spelling, &text[..end])).max();
            let ended = spelt().filter_map(|spelling| ended(spelling, &text[start..])).max();
            [begun.map(|length| end - length..end), ended.map(|length| start..start + length)]
        });
        parts.flatten().collect()
    }
}

/// Where a spelling stands, also where it begins within itself.
fn places<'t>(text: &'t str, spelling: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find(spelling)?;
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        Some(at..at + spelling.len())
    })
}

/// How many bytes at the end of a text are the beginning of a spelling.
fn begun(spelling: &str, text: &str) -> Option<usize> {
    let lengths = (TELLING..spelling.len()).rev().filter(|length| spelling.is_char_boundary(*length));
    lengths.into_iter().find(|length| text.ends_with(&spelling[..*length]))
}

/// How many bytes at the beginning of a text are the end of a spelling.
fn ended(spelling: &str, text: &str) -> Option<usize> {
    let starts = (1..spelling.len()).filter(|start| spelling.is_char_boundary(*start));
    let ends = starts.map(|start| &spelling[start..]).take_while(|end| end.len() >= TELLING);
    ends.into_iter().find(|end| text.starts_with(end)).map(str::len)
}

#[cfg(test)]
mod tests {
    use super::Hidden;
    use crate::secret::Secret;
    use crate::spelling::spellings;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;
    use url::Url;

    fn hidden(secret: &str) -> Hidden {
        Hidden::of([&Secret::new(secret.to_owned())])
    }

    #[test]
    fn a_secret_is_hidden_where_a_text_was_cut() {
        let hidden = hidden("k3y-that-nobody-may-see");
        assert_eq!(hidden.hide("the text \"bad k3y-that-nobody-may-se..."), "the text \"bad ***...");
        assert_eq!(hidden.hide("wait... azN5LXRoYXQ... and k3..."), "wait... ***... and k3...");
        assert_eq!(Hidden::default().hide("as it is..."), "as it is...");
        for (text, told) in [
            ("key K3Y-That-nob\u{2026} is bad", "key ***\u{2026} is bad"),
            ("key k3y-that-********", "key ***********"),
            ("key ...body-may-see", "key ...***"),
            ("key k3y-***-may-see", "key *********"),
        ] {
            assert_eq!(hidden.hide(text), told);
        }
        assert_eq!(self::hidden("k3y-that-nobody\n").hide("no k3y-that-nobody."), "no ***.");
        assert_eq!(self::hidden("Bearer k3y-that-nobody").hide("Bearer: no k3y-that-nobody."), "Bearer: no ***.");
        assert_eq!(self::hidden("user:k3y-that-nobody").hide("no k3y-that-nobody of user"), "no *** of user");
        // A secret with the mark of a cut in it, that was cut.
        assert_eq!(self::hidden("tok...en-long-secret").hide("is tok...en-lon..."), "is ***...");
    }

    #[test]
    fn a_secret_that_is_a_part_of_another_spoils_neither() {
        let secrets = ["abcd", "abcdefgh"].map(|text| Secret::new(text.to_owned()));
        assert_eq!(Hidden::of(&secrets).hide("abcdefgh abcd"), "*** ***");
        let secrets = ["abcdXYefgh", "XYefghTAIL"].map(|text| Secret::new(text.to_owned()));
        assert_eq!(Hidden::of(&secrets).hide("is abcdXYefghTAIL"), "is ***");
        assert_eq!(hidden("abcab").hide("abcabcab."), "***.");
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let text = hidden("k3y-that-nobody-may-see").hide(&"k3y-...".repeat(1_000_000));
        assert!(text.len() < 50_000 && text.ends_with("..."), "{}", text.len());
    }

    proptest! {
        #[test]
        fn a_secret_is_hidden_however_it_is_spelt(secret in "[ -~\u{a1}-\u{17f}\u{1f600}]{4,24}") {
            let hidden = hidden(&secret);
            let json = serde_json::to_string(&secret).unwrap();
            let json = &json[1..json.len() - 1];
            let units = secret.encode_utf16();
            let escaped: Vec<String> = units.map(|unit| format!("\\u{unit:04x}")).collect();
            let percent = utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string();
            let mut url = Url::parse("https://a.test/").unwrap();
            url.query_pairs_mut().append_pair("key", &secret);
            let in_query = url.query().unwrap().trim_start_matches("key=").to_owned();
            for spelt in [
                secret.clone(),
                json.to_owned(),
                json.replace('/', "\\/"),
                escaped.concat(),
                percent.clone(),
                in_query,
                STANDARD.encode(&secret),
                STANDARD.encode(format!("{secret}:")),
            ].into_iter().chain(spellings(&secret)) {
                prop_assert_eq!(hidden.hide(&format!("\u{1}{spelt}\u{1}")), "\u{1}***\u{1}");
            }
        }
    }
}
