//! What nobody may see of a call: its secrets, what `auth` makes of them, and everything told without them.

use std::sync::{Arc, OnceLock};

use engine_lang::plan::Connector;
use serde_json::Value;

use crate::auth::Authorization;
use crate::call::Call;
use crate::credentials::Credentials;
use crate::fetch::Notice;
use crate::secret::Secret;
use crate::spelling::spellings;

/// What stands in place of a secret.
pub const HIDDEN: &str = "***";
/// The mark of a text that was cut.
const CUT: &str = "...";
/// Fewer letters of a secret than these, where a text was cut, tell nothing.
const TELLING: usize = 4;

/// The secrets, spelt out when the first text is looked at: most calls have nothing to tell.
#[derive(Debug, Clone, Default)]
pub struct Hidden(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    secrets: Vec<Secret>,
    spelt: OnceLock<Vec<Secret>>,
}

impl Hidden {
    /// What nobody may see of these.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Hidden {
        let secrets = secrets.into_iter().filter(|secret| !secret.expose().is_empty()).cloned().collect();
        Hidden(Arc::new(Known { secrets, spelt: OnceLock::new() }))
    }

    /// The credentials, what is sent of them, and the secret inputs of calls.
    pub fn new<'a>(
        connector: &Connector,
        credentials: &'a Credentials,
        inputs: impl IntoIterator<Item = &'a Secret>,
    ) -> Hidden {
        let mut secrets: Vec<Secret> = inputs.into_iter().chain(credentials.secrets()).cloned().collect();
        // Where only plain settings are sent, nothing is secret.
        if !secrets.is_empty()
            && let Ok(Authorization::Header(_, sent) | Authorization::Query(_, sent)) =
                Authorization::of(&connector.auth, credentials)
        {
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
        let mut text = text.to_owned();
        for spelling in self.spelt().iter().map(Secret::expose).filter(|spelling| spelling != &HIDDEN) {
            if text.contains(spelling) {
                text = text.replace(spelling, HIDDEN);
            }
        }
        self.hide_cut(&text)
    }

    /// What was told while waiting.
    pub fn notice(&self, notice: &Notice) -> Notice {
        Notice { reason: self.hide(&notice.reason), wait: notice.wait }
    }

    /// A value in which every text is hidden.
    pub fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.hide(text)),
            Value::Array(list) => list.iter().map(|value| self.value(value)).collect(),
            Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), self.value(value))).collect(),
            Value::Number(number) => match self.hide(&number.to_string()) {
                text if text.contains(HIDDEN) => Value::String(text),
                _ => value.clone(),
            },
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    /// Every spelling of every secret, the longest first.
    fn spelt(&self) -> &[Secret] {
        self.0.spelt.get_or_init(|| {
            let mut all: Vec<String> = self.0.secrets.iter().map(Secret::expose).flat_map(spellings).collect();
            all.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
            all.dedup();
            all.into_iter().map(Secret::new).collect()
        })
    }

    fn hide_cut(&self, text: &str) -> String {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(end) = rest.find(CUT) {
            let (piece, after) = (&rest[..end], &rest[end + CUT.len()..]);
            let cut = self.spelt().iter().filter_map(|spelling| begun(spelling.expose(), piece)).max();
            match cut {
                Some(length) => pieces.push(format!("{}{HIDDEN}", &piece[..piece.len() - length])),
                None => pieces.push(piece.to_owned()),
            }
            rest = after;
        }
        pieces.push(rest.to_owned());
        pieces.join(CUT)
    }
}

/// How many bytes at the end of a text are the beginning of a spelling.
fn begun(spelling: &str, text: &str) -> Option<usize> {
    let lengths = (TELLING..spelling.len()).rev().filter(|length| spelling.is_char_boundary(*length));
    lengths.into_iter().find(|length| text.ends_with(&spelling[..*length]))
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
    }

    #[test]
    fn a_secret_that_is_a_part_of_another_spoils_neither() {
        let secrets = ["abcd", "abcdefgh"].map(|text| Secret::new(text.to_owned()));
        assert_eq!(Hidden::of(&secrets).hide("abcdefgh abcd"), "*** ***");
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
