//! Uploads: a file goes to the address that an earlier step gave, as a form (RFC 7578), and never with the credential.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine_lang::plan::{Limits, Upload};
use serde_json::{Map, Value};
use url::Url;

use crate::client::{Client, Form, is_loopback};
use crate::error::{ErrorKind, RunError};
use crate::request::plain_text;

/// The bytes of a file, or why its text is no base64.
pub fn bytes(text: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(text).map_err(|error| format!("this is no base64: {error}"))
}

/// Sends the file once. What came of it is known only by the status.
pub async fn send(upload: &Upload, made: &Map<String, Value>, limits: &Limits) -> Result<(), RunError> {
    let text = |name: &str| made.get(name).map(plain_text).unwrap_or_default();
    let unsent = |message: String| RunError::new(ErrorKind::Answer, message).of_nothing_sent();
    let url = Url::parse(&text("url")).map_err(|error| unsent(format!("the address to upload to is none: {error}")))?;
    if url.scheme() != "https" && !is_loopback(&url) {
        let message = format!("the file would go to {} without encryption", place(&url));
        return Err(unsent(message));
    }
    let fields = made.get("fields").and_then(Value::as_object).into_iter().flatten();
    let form = Form {
        fields: fields.map(|(name, value)| (name.clone(), plain_text(value))).collect(),
        part: upload.part.clone(),
        file: bytes(&text("content")).map_err(unsent)?,
        name: text("name"),
        media_type: text("type"),
    };
    let (status, excerpt) = Client::new(limits, &url)?.upload(&url, form).await?;
    let refused = |kind, meaning: &str| {
        let error = RunError::new(kind, format!("HTTP {status}: {meaning}"));
        let error = error.note("request", format!("POST {}", place(&url)));
        if excerpt.is_empty() { error } else { error.note("answer", &excerpt) }
    };
    match status {
        200..=299 => Ok(()),
        300..=399 => Err(refused(ErrorKind::Answer, "the server points elsewhere, and redirects are not followed")),
        408 | 425 | 429 | 500..=599 => Err(refused(ErrorKind::Unreachable, "the server did not take the file")),
        _ => Err(refused(ErrorKind::Refused, "the server refuses the file")),
    }
}

/// The address without its query, which may be a signature.
fn place(url: &Url) -> &str {
    &url[..url::Position::AfterPath]
}
