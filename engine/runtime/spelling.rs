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

/// What HTML is escaped to beside `&`, `<` and `>`: each by some, and in ways of their own.
const IN_HTML: [(char, &[&str]); 4] = [
    ('"', &["\"", "&quot;", "&#34;"]),
    ('\'', &["'", "&#39;", "&#x27;"]),
    ('/', &["/", "&#x2F;"]),
    ('+', &["+", "&#43;", "&#x2B;"]),
];

/// The spellings of a text, itself among them; letters count in either case, and some are here twice.
pub fn spellings(plain: &str) -> Vec<String> {
    let mut all = vec![plain.to_owned()];
    all.extend(percent_encoded(plain));
    // JSON that is told inside JSON is quoted twice.
    all.extend(in_json(plain).into_iter().flat_map(|text| [quoted(&text), text]));
    all.extend(in_html(plain));
    let pairs = [plain.to_owned(), format!("{plain}:"), format!(":{plain}")];
    let alphabets = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    for base64 in pairs.iter().flat_map(|text| alphabets.iter().map(move |alphabet| alphabet.encode(text))) {
        all.extend(percent_encoded(&base64));
        all.extend(in_json(&base64));
        all.push(base64);
    }
    all.push(hex::encode(plain));
    all
}

/// As URLs have it, and with `+` for blanks as forms have it.
fn percent_encoded(plain: &str) -> Vec<String> {
    let sets = [NON_ALPHANUMERIC, UNRESERVED, COMPONENT, SEGMENTS, QUERY, PATH, USER];
    let encoded = sets.iter().map(|set| utf8_percent_encode(plain, set).to_string());
    let mut all: Vec<String> = encoded.flat_map(|text| [text.replace("%20", "+"), text]).collect();
    all.push(form_urlencoded::byte_serialize(plain.as_bytes()).collect());
    all
}

/// As the least is escaped, and with what some escape beside it: slashes, what HTML uses, all that is not ASCII, and what
/// .NET takes for unsafe.
fn in_json(plain: &str) -> Vec<String> {
    let escaped = |is_escaped: &dyn Fn(char) -> bool| -> String {
        plain
            .chars()
            .map(|letter| if is_escaped(letter) { unicode(letter) } else { quoted(&letter.to_string()) })
            .collect()
    };
    let mut all = vec![escaped(&|_| true), escaped(&|letter| !letter.is_alphanumeric())];
    all.push(escaped(&|letter| "\"&'+<>`".contains(letter) || !letter.is_ascii()));
    for [html, ascii] in [[false, false], [false, true], [true, false], [true, true]] {
        let text = escaped(&|letter| html && "<>&'".contains(letter) || ascii && !letter.is_ascii());
        all.extend([text.replace('/', "\\/"), text]);
    }
    all
}

/// The inside of a JSON string.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json[1..json.len() - 1].to_owned()
}

/// `\uXXXX`, for each unit of UTF-16.
fn unicode(letter: char) -> String {
    letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat()
}

fn in_html(plain: &str) -> Vec<String> {
    let escaped = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let there = IN_HTML.iter().filter(|(letter, _)| plain.contains(*letter));
    there.fold(vec![escaped], |all, (letter, ways)| {
        all.iter().flat_map(|text| ways.iter().map(|way| text.replace(*letter, way))).collect()
    })
}
