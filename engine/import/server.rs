//! Where the operations are: the address of the document, and what some of them have of their own.

use serde_json::Value;

use crate::document::Document;
use crate::place::Place;
use crate::shape::Converter;

/// The address that a document names first, if it names one.
pub fn base(document: &Document, converter: &mut Converter<'_>) -> Option<String> {
    let servers = document.at("#/servers").as_array().map_or(0, Vec::len);
    if servers == 0 {
        converter.note("the document names no server: write `base_url` in `connector.yaml`");
        return None;
    }
    let url = address(document, "#/servers", converter);
    if servers > 1 {
        converter.note(format!("#/servers has {servers} addresses: `{url}` is taken; look at `base_url`"));
    }
    if !url.starts_with("http") || url.contains(['{', '}']) {
        converter
            .note(format!("#/servers/0 is `{url}`, which is no whole address: write `base_url` in `connector.yaml`"));
    }
    Some(url)
}

/// What the path of an operation begins with, if its server is below the document's; or why it cannot be reached.
pub fn prefix(
    document: &Document,
    place: &Place,
    base: Option<&str>,
    converter: &mut Converter<'_>,
) -> Result<String, String> {
    let own = [format!("{}/servers", place.pointer), format!("{}/servers", place.item())];
    let Some(own) = own.into_iter().find(|pointer| document.at(pointer)[0].is_object()) else {
        return Ok(String::new());
    };
    let url = address(document, &own, converter);
    let base = base.unwrap_or("").trim_end_matches('/');
    match url.strip_prefix(base) {
        Some(rest) if !base.is_empty() && (rest.is_empty() || rest.starts_with('/')) => Ok(rest.to_owned()),
        _ => Err(format!(
            "its server is `{url}` ({own}), and that of the connector `{base}`: import it as another connector"
        )),
    }
}

/// The first of some servers, with the defaults of its variables.
fn address(document: &Document, servers: &str, converter: &mut Converter<'_>) -> String {
    let pointer = format!("{servers}/0");
    let server = document.at(&pointer);
    let mut url = server["url"].as_str().unwrap_or("").to_owned();
    for (name, variable) in server["variables"].as_object().into_iter().flatten() {
        let place = format!("{{{name}}}");
        let Some(default) = variable["default"].as_str().filter(|_| url.contains(&place)) else { continue };
        url = url.replace(&place, default);
        let others: Vec<String> = variable["enum"].as_array().into_iter().flatten().map(Value::to_string).collect();
        let others = if others.is_empty() { String::new() } else { format!(" (of {})", others.join(", ")) };
        converter
            .note(format!("{pointer} has the variable `{name}`: `{default}`{others} is taken; look at `base_url`"));
    }
    // An address without a scheme takes that of what it stands in (RFC 3986, 4.2), and credentials go nowhere but by HTTPS.
    let url = if url.starts_with("//") { format!("https:{url}") } else { url };
    url.trim_end_matches('/').to_owned()
}
