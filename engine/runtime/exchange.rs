//! A recorded exchange: what a provider answered to a request; the sandbox serves it, tests replay it.

use serde::Deserialize;
use serde_json::Value;

/// A recorded exchange, as a JSON file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Method and path of the request, such as `POST /job.list`.
    pub request: String,
    /// The answer.
    pub response: RecordedResponse,
}

/// A recorded answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    #[serde(default)]
    pub headers: serde_json::Map<String, Value>,
    /// The body: JSON, or text that is sent as it is.
    #[serde(default)]
    pub body: Value,
}

impl Exchange {
    /// Reads a file; `{base}` in its strings stands for the address of the server that serves it.
    pub fn parse(text: &str, base: &str) -> Result<Exchange, String> {
        serde_json::from_str(&text.replace("{base}", base)).map_err(|error| error.to_string())
    }
}

impl RecordedResponse {
    /// The body as it is sent.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.body {
            Value::Null => Vec::new(),
            Value::String(text) => text.clone().into_bytes(),
            body => body.to_string().into_bytes(),
        }
    }

    /// Names and values of the headers.
    pub fn header_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }
}
