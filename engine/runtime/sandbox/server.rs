//! The socket: HTTP in, the provider's answer out.

use std::convert::Infallible;
use std::sync::Arc;

use engine_lang::Plan;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use super::provider::{Asked, Given, Provider};
use crate::catalog::{Catalog, CatalogError};
use crate::exchange::Exchange;

/// The largest request that is read, in bytes.
const REQUEST_SIZE: usize = 16 << 20;

/// A running sandbox; dropped, it stops.
#[derive(Debug)]
pub struct Sandbox {
    url: Url,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a server on a free port of this machine.
    pub async fn start(plan: &Plan, catalog: &Catalog) -> Result<Sandbox, String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let url = Url::parse(&format!("http://{address}")).map_err(|error| error.to_string())?;
        let provider = Arc::new(provider(plan, catalog, &format!("http://{address}"))?);
        Ok(Sandbox { url, task: tokio::spawn(serve(listener, provider)) })
    }

    /// The address of the server.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn provider(plan: &Plan, catalog: &Catalog, base: &str) -> Result<Provider, String> {
    let connector = plan.connector();
    let mut provider = Provider::new(plan.clone(), base)?;
    for operation in connector.operations.keys() {
        let files = catalog.exchanges(&connector.name, operation).map_err(|error| match error {
            CatalogError::Unreadable(reason) => reason,
            other => format!("{other:?}"),
        })?;
        let exchanges = files
            .into_iter()
            .map(|(path, text)| Exchange::parse(&text, base).map_err(|reason| format!("{path}: {reason}")));
        provider.add(operation, exchanges.collect::<Result<_, _>>()?);
    }
    Ok(provider)
}

async fn serve(listener: TcpListener, provider: Arc<Provider>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let provider = Arc::clone(&provider);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, Arc::clone(&provider)));
            // A client that goes away is no concern of the server's.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: hyper::Request<Incoming>,
    provider: Arc<Provider>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, REQUEST_SIZE).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return Ok(response(413, &[], error.to_string().into_bytes())),
    };
    let headers = parts.headers.iter();
    let asked = Asked {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: url::form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes()).into_owned().collect(),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
            .collect(),
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    };
    let Given { status, headers, body } = provider.answer(&asked);
    Ok(response(status, &headers, body))
}

fn response(status: u16, headers: &[(String, String)], body: Vec<u8>) -> hyper::Response<Full<Bytes>> {
    let mut builder = hyper::Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    builder.body(Full::new(Bytes::from(body))).unwrap_or_default()
}
