//! `--base-url`: another server than the connector's.

use engine_runtime::client::is_loopback;
use engine_runtime::error::{ErrorKind, RunError};
use url::Url;

use super::Process;
use super::command::Server;

/// The address that was given instead of the connector's, if one was.
pub fn base_url(process: &mut Process, server: &Server) -> Result<Option<Url>, RunError> {
    let Server::At(text) = server else { return Ok(None) };
    let mistake = |reason: &str| RunError::new(ErrorKind::Input, format!("--base-url: {reason}"));
    let url = Url::parse(text).map_err(|error| mistake(&format!("`{text}` is no address: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(mistake("an http or https address is needed"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(mistake("a credential is never given in an argument"));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        process.say(format!("warning: the credential goes to {url} without encryption"));
    }
    Ok(Some(url))
}
