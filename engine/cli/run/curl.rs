//! A request as a curl command, without the credentials.

use engine_lang::plan::KeyPlace;
use engine_runtime::request::Request;

/// The command; pasted into a shell it sends the same request, once the `***` is replaced.
pub fn text(request: &Request) -> String {
    let mut url = request.url.to_string();
    for key in request.shown_in(KeyPlace::Query) {
        url.push_str(&format!("{}{}=***", if url.contains('?') { '&' } else { '?' }, key.name));
    }
    let mut lines = vec![format!("curl --request {} {}", request.method_name(), quoted(&url))];
    for key in request.shown_in(KeyPlace::Header) {
        lines.push(format!("--header {}", quoted(&format!("{}: ***", key.name))));
    }
    for (name, value) in &request.headers {
        lines.push(format!("--header {}", quoted(&format!("{name}: {value}"))));
    }
    if let Some(body) = &request.body {
        if request.headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
            lines.push("--header 'content-type: application/json'".to_owned());
        }
        lines.push(format!("--data {}", quoted(&body.to_string())));
    }
    format!("{}\n", lines.join(" \\\n  "))
}

/// In single quotes, as a POSIX shell reads them.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
