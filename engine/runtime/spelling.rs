//! How others write a text: every spelling in which a provider, a proxy or a log may repeat what it was sent.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

/// RFC 3986, 2.3: what never needs to be encoded.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// `encodeURIComponent` of ECMAScript.
const COMPONENT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');
/// Segments of a path that are encoded together.
const SEGMENTS: &AsciiSet = &UNRESERVED.remove(b'/');
/// The query of the URL standard.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');
/// The path of the URL standard.
const PATH: &AsciiSet = &QUERY.remove(b'\'').add(b'?').add(b'^').add(b'`').add(b'{').add(b'}');
/// The user of the URL standard.
const USER: &AsciiSet =
    &PATH.add(b'/').add(b':').add(b';').add(b'=').add(b'@').add(b'[').add(b'\\').add(b']').add(b'|');

/// The spellings of a text, itself among them, the longest first: a shorter one may be a part of a longer one.
pub fn spellings(plain: &str) -> Vec<String> {
    let mut all = vec![plain.to_owned()];
    all.extend(percent_encoded(plain));
    let in_json = in_json(plain);
    // JSON that is told inside JSON is quoted twice.
    all.extend(in_json.iter().map(|text| quoted(text)));
    all.extend(in_json);
    all.extend(in_html(plain));
    let pairs = [plain.to_owned(), format!("{plain}:"), format!(":{plain}")];
    let base64 = pairs.iter().flat_map(|text| {
        [STANDARD.encode(text), STANDARD_NO_PAD.encode(text), URL_SAFE.encode(text), URL_SAFE_NO_PAD.encode(text)]
    });
    let base64: Vec<String> = base64.collect();
    all.extend(base64.iter().flat_map(|text| percent_encoded(text)));
    all.extend(base64.iter().map(|text| text.replace('/', "\\/")));
    all.extend(base64);
    all.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    all.dedup();
    all
}

/// With hexadecimal digits in either case, and with `+` for blanks as forms have it.
fn percent_encoded(plain: &str) -> Vec<String> {
    let sets = [NON_ALPHANUMERIC, UNRESERVED, COMPONENT, SEGMENTS, QUERY, PATH, USER];
    let mut upper: Vec<String> = sets.iter().map(|set| utf8_percent_encode(plain, set).to_string()).collect();
    upper.extend(upper.clone().iter().map(|text| text.replace("%20", "+")));
    upper.push(form_urlencoded::byte_serialize(plain.as_bytes()).collect());
    let lower: Vec<String> = upper.iter().map(|text| lower_hex(text)).collect();
    upper.into_iter().chain(lower).collect()
}

fn lower_hex(text: &str) -> String {
    let mut digits = 0;
    let lower = |letter: char| match letter {
        '%' => {
            digits = 2;
            letter
        }
        _ if digits > 0 => {
            digits -= 1;
            letter.to_ascii_lowercase()
        }
        _ => letter,
    };
    text.chars().map(lower).collect()
}

/// As the least is escaped, and with what some escape beside it: slashes, what HTML uses, and all that is not ASCII.
fn in_json(plain: &str) -> Vec<String> {
    let mut all = vec![plain.chars().map(|letter| unicode(letter, false)).collect()];
    all.push(
        plain
            .chars()
            .map(|letter| if letter.is_alphanumeric() { letter.into() } else { unicode(letter, false) })
            .collect(),
    );
    for variant in 0..16 {
        let [slash, html, ascii, upper] = [1, 2, 4, 8].map(|bit| variant & bit != 0);
        let escaped = plain.chars().map(|letter| match letter {
            '/' if slash => "\\/".to_owned(),
            '<' | '>' | '&' | '\'' if html => unicode(letter, upper),
            _ if ascii && !letter.is_ascii() => unicode(letter, upper),
            _ => match quoted(&letter.to_string()) {
                text if upper && text.starts_with("\\u") => unicode(letter, true),
                text => text,
            },
        });
        all.push(escaped.collect());
    }
    all.sort();
    all.dedup();
    all
}

/// The inside of a JSON string.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

/// `\uXXXX`, for each unit of UTF-16.
fn unicode(letter: char, upper: bool) -> String {
    let mut units = [0; 2];
    let units = letter.encode_utf16(&mut units).iter();
    units.map(|unit| if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") }).collect()
}

fn in_html(plain: &str) -> [String; 2] {
    let escaped = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let all = escaped.replace('"', "&quot;");
    [all.replace('\'', "&#39;"), all.replace('\'', "&#x27;").replace('/', "&#x2F;")]
}
