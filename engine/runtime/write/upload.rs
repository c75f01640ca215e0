//! Uploads: a file goes to the address that an earlier step gave, as a form (RFC 7578), and never with the credential.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine_lang::plan::Upload;
use serde_json::{Map, Value};
use url::{Host, Position, Url};

use crate::client::{Client, Form, is_loopback};
use crate::error::{ErrorKind, RunError};
use crate::execute::Session;
use crate::request::{plain_text, server};

/// The bytes of a file, or why its text is no base64.
pub fn bytes(text: &str) -> Result<Vec<u8>, String> {
    // Many programs break it into lines (RFC 2045, 6.8).
    let text: String = text.chars().filter(|letter| !matches!(letter, '\r' | '\n')).collect();
    match STANDARD.decode(text) {
        Ok(bytes) if bytes.is_empty() => Err("the file is empty".to_owned()),
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(format!("this is no base64: {error}")),
    }
}

/// Why a file cannot have this name: a line break would end the header of its part.
pub fn misnamed(name: &str) -> Option<&'static str> {
    name.chars().any(char::is_control).then_some("a file's name has no line breaks or other control characters")
}

/// Sends the file once. What came of it is known only by the status.
pub async fn send(session: &Session, upload: &Upload, made: &Map<String, Value>) -> Result<(), RunError> {
    let text = |name: &str| made.get(name).map(plain_text).unwrap_or_default();
    let unsent = |message: String| RunError::new(ErrorKind::Answer, message).of_nothing_sent();
    let own = match &session.base_url {
        Some(url) => url.clone(),
        None => server(&session.plan, &session.credentials)?,
    };
    let url = address(&text("url"), &own).map_err(unsent)?;
    if let Some(reason) = misnamed(&text("name")) {
        return Err(unsent(reason.to_owned()));
    }
    let fields = made.get("fields").and_then(Value::as_object).into_iter().flatten();
    let form = Form {
        fields: fields.map(|(name, value)| (name.clone(), plain_text(value))).collect(),
        part: upload.part.clone(),
        file: bytes(&text("content")).map_err(unsent)?,
        name: text("name"),
        media_type: text("type"),
    };
    let status = Client::new(&session.plan.connector().limits, &url)?.upload(&url, form).await?;
    let refused = |kind, meaning: &str| {
        let error = RunError::new(kind, format!("HTTP {status}: {meaning}"));
        error.note("request", format!("POST {}", place(&url)))
    };
    match status {
        200..=299 => Ok(()),
        300..=399 => Err(refused(ErrorKind::Answer, "the server points elsewhere, and redirects are not followed")),
        429 => Err(refused(ErrorKind::Throttled, "the server asks for fewer requests").of_nothing_sent()),
        408 | 425 | 500..=599 => Err(refused(ErrorKind::Unreachable, "the server did not take the file")),
        _ => Err(refused(ErrorKind::Refused, "the server refuses the file")),
    }
}

/// The address that a provider gave, if the file may go there: encrypted, and into no network that only this machine sees,
/// unless the provider's own server is there.
fn address(text: &str, own: &Url) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("the address to upload to is none: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("the address to upload to has a user in it, at {}", url.host_str().unwrap_or_default()));
    }
    if is_loopback(own) && is_loopback(&url) && url.scheme() == "http" {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(format!("the file would go to {} without encryption", place(&url)));
    }
    if is_inside(&url) && !is_inside(own) {
        return Err(format!("the file would go to {}, which is inside this machine's own network", place(&url)));
    }
    Ok(url)
}

/// Whether an address is of this machine or of a private network, as far as it says so itself. What a name stands for is
/// not looked up.
fn is_inside(url: &Url) -> bool {
    let of_v4 = |address: Ipv4Addr| {
        let [first, second, ..] = address.octets();
        let is_shared = first == 100 && second & 0xc0 == 64;
        first == 0 || address.is_loopback() || address.is_private() || address.is_link_local() || is_shared
    };
    match url.host() {
        Some(Host::Ipv4(address)) => of_v4(address),
        Some(Host::Ipv6(address)) => {
            let is_own = address.is_unique_local() || address.is_unicast_link_local();
            is_own || inner(address).is_some_and(of_v4)
        }
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => true,
    }
}

/// The address of version 4 that one of version 6 leads to. Of `::` and `::1` it is one of this machine's, too.
fn inner(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        // Compatible and mapped ones (RFC 4291, 2.5.5), NAT64 (RFC 6052, 2.1) and 6to4 (RFC 3056, 2).
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, _, _, _, _, _] => Some(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low))),
        _ => None,
    }
}

/// The address without its query, which may be a signature.
fn place(url: &Url) -> &str {
    &url[..Position::AfterPath]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inside_is_seen_in_every_spelling() {
        let inside = |host: &str| is_inside(&Url::parse(&format!("https://{host}/put")).unwrap());
        for host in [
            "127.0.0.1",
            "10.1.2.3",
            "100.64.0.1",
            "localhost.",
            "[::]",
            "[::1]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:192.168.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::10.0.0.1]",
            "[2002:a9fe:a9fe::1]",
        ] {
            assert!(inside(host), "{host}");
        }
        for host in ["93.184.216.34", "files.test", "[2606::1]", "[64:ff9b::93.184.216.34]", "[2002:5db8:d822::1]"] {
            assert!(!inside(host), "{host}");
        }
    }
}
