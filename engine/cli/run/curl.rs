//! A request as a curl command, without the credential.

use engine_runtime::auth::Authorization;
use engine_runtime::request::Request;

/// The command; pasted into a shell it sends the same request, once the `***` is replaced.
pub fn text(request: &Request) -> String {
    let mut url = request.url.to_string();
    if let Authorization::Query(name, _) = &request.authorization {
        url.push_str(&format!("{}{name}=***", if request.url.query().is_some() { '&' } else { '?' }));
    }
    let mut lines = vec![format!("curl --request {} {}", request.method_name(), quoted(&url))];
    if let (Authorization::Header(..), Some((name, hidden))) = (&request.authorization, request.authorization.shown()) {
        lines.push(format!("--header {}", quoted(&format!("{name}: {hidden}"))));
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
