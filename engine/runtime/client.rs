//! The HTTP client: sends one request, reads one answer within its limits, and says how far it got when it fails.

use std::sync::Once;

use engine_lang::plan::Limits;
use url::{Host, Url, form_urlencoded};

use engine_lang::plan::KeyPlace;

use crate::auth::Authorization;
use crate::error::{ErrorKind, RunError};
use crate::request::Request;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body after decompression.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Broken {
    /// The connection was never made: the server has seen nothing.
    Unsent(String),
    /// The connection failed later: the server may have acted.
    Cut(String),
    /// The answer is larger than the limit.
    TooLarge(u64),
    /// The request cannot be built.
    Unsendable(String),
}

/// A form with a file (RFC 7578).
#[derive(Debug)]
pub struct Form {
    /// The fields before the file.
    pub fields: Vec<(String, String)>,
    /// The name of the part that is the file.
    pub part: String,
    /// The file.
    pub file: Vec<u8>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
}

/// Sends requests; connections are kept and used again.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    response_size: u64,
}

impl Client {
    /// A client with the connector's limits, for the server at `url`.
    pub fn new(limits: &Limits, url: &Url) -> Result<Client, RunError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // It fails only if another part of the program has installed one, which serves as well.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("engine/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect_timeout)
            .read_timeout(limits.read_timeout)
            // A redirect could carry the credential to another server.
            .redirect(reqwest::redirect::Policy::none())
            // Tries are counted in one place, and not in two.
            .retry(reqwest::retry::never());
        if is_loopback(url) {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| {
            RunError::new(ErrorKind::Unreachable, format!("the HTTP client cannot be set up: {}", chain(&error)))
        })?;
        Ok(Client { http, response_size: limits.response_size })
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: &Request) -> Result<Response, Broken> {
        let built = self.build(request)?;
        let answer = self.http.execute(built).await;
        let mut answer = answer.map_err(|error| {
            // Only a failure to connect proves that nothing was sent.
            let unsent = error.is_connect();
            let reason = chain(&error.without_url());
            if unsent { Broken::Unsent(reason) } else { Broken::Cut(reason) }
        })?;
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let (status, headers) = (answer.status().as_u16(), headers.collect());
        // What is promised is made room for at once, within the limit; a promise that is not kept costs no memory.
        let promised = answer.content_length().unwrap_or(0).min(self.response_size);
        let mut body = Vec::with_capacity(usize::try_from(promised).unwrap_or(0));
        while let Some(chunk) = answer.chunk().await.map_err(|error| Broken::Cut(chain(&error.without_url())))? {
            if (body.len() + chunk.len()) as u64 > self.response_size {
                return Err(Broken::TooLarge(self.response_size));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body })
    }

    /// Sends a file as a form, with nothing that tells who sends it; gives the status. The answer is not
    /// told: it may repeat the fields, which are a signature.
    pub async fn upload(&self, url: &Url, form: Form) -> Result<u16, RunError> {
        let unsendable = |error: reqwest::Error| {
            let message = format!("the form cannot be built: {}", chain(&error));
            RunError::new(ErrorKind::Input, message).of_nothing_sent()
        };
        // A quote would end the name in the header of the part (WHATWG HTML, multipart/form-data encoding).
        let file = reqwest::multipart::Part::bytes(form.file).file_name(form.name.replace('"', "%22"));
        let file = file.mime_str(&form.media_type).map_err(unsendable)?;
        let fields = form.fields.into_iter();
        let parts = fields.fold(reqwest::multipart::Form::new(), |parts, (name, value)| parts.text(name, value));
        let sent = self.http.post(url.clone()).multipart(parts.part(form.part, file)).send().await;
        let answer = sent.map_err(|error| {
            let unsent = error.is_connect();
            let message = format!("the file cannot be sent: {}", chain(&error.without_url()));
            let error = RunError::new(ErrorKind::Unreachable, message);
            if unsent { error.of_nothing_sent() } else { error }
        })?;
        Ok(answer.status().as_u16())
    }

    fn build(&self, request: &Request) -> Result<reqwest::Request, Broken> {
        let mut url = request.url.clone();
        request.headers_can_be_sent().map_err(|error| Broken::Unsendable(error.message().to_owned()))?;
        for Authorization { name, value, .. } in request.shown_in(KeyPlace::Query) {
            // The address of a next page may repeat it.
            leave_out(&mut url, name);
            url.query_pairs_mut().append_pair(name, value.expose());
        }
        let method = reqwest::Method::from_bytes(request.method_name().as_bytes())
            .map_err(|error| Broken::Unsendable(error.to_string()))?;
        let mut builder = self.http.request(method, url);
        for (name, value) in &request.headers {
            let value = reqwest::header::HeaderValue::from_str(value)
                .map_err(|_| Broken::Unsendable(format!("the header `{name}` holds a character that none can")))?;
            builder = builder.header(name, value);
        }
        for Authorization { name, value, .. } in request.shown_in(KeyPlace::Header) {
            let mut value = reqwest::header::HeaderValue::from_str(value.expose())
                .map_err(|_| Broken::Unsendable(format!("the credential holds a character that `{name}` cannot")))?;
            value.set_sensitive(true);
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            if request.headers.iter().all(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
                builder = builder.header("content-type", "application/json");
            }
            builder = builder.body(body.to_string());
        }
        builder.build().map_err(|error| Broken::Unsendable(chain(&error.without_url())))
    }
}

/// Takes a parameter out of an address, and leaves the spelling of the others as it is.
fn leave_out(url: &mut Url, name: &str) {
    let is_other = |pair: &&str| form_urlencoded::parse(pair.as_bytes()).all(|(own, _)| own != name);
    let Some(query) = url.query() else { return };
    let others = query.split('&').filter(is_other).collect::<Vec<_>>().join("&");
    url.set_query(Some(others.as_str()).filter(|others| !others.is_empty()));
}

/// Whether the server is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The message with those of its causes: the outermost says only that a request failed.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
