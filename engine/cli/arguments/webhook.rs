//! The arguments of `engine webhook`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::ListFormat;
use crate::cli::command;

#[derive(Subcommand)]
pub enum WebhookKind {
    /// Reads a delivery on standard input, checks its signature, and writes its event and records
    Verify {
        /// The connector
        connector: String,
        /// The environment variable with the secret that signs; several while one replaces another
        #[arg(long, value_name = "NAME", required = true)]
        secret_env: Vec<String>,
        /// The value of the request header that has the signature; empty if there was none
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        signature: String,
        /// Write the provider's records as they come, without the mapping
        #[arg(long)]
        raw: bool,
        /// How the event is written; indented JSON on a terminal, one line elsewhere
        #[arg(long, value_enum)]
        format: Option<EventFormat>,
        /// Fail if a value cannot become what the target demands, or the connector does not know the event
        #[arg(long)]
        strict: bool,
    },
    /// Shows the events of a connector, and what their deliveries hold
    Events {
        /// The connector
        connector: String,
        /// How the list is written
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum EventFormat {
    Json,
    Ndjson,
}

impl WebhookKind {
    pub fn into_command(self, connectors: Option<PathBuf>) -> command::Command {
        match self {
            WebhookKind::Verify { connector, secret_env: secrets, signature, raw, format, strict } => {
                let indented = format.map(|format| format == EventFormat::Json);
                command::Command::Verify(command::Verify {
                    connector,
                    secrets,
                    signature,
                    raw,
                    indented,
                    strict,
                    connectors,
                })
            }
            WebhookKind::Events { connector, format } => {
                let json = format == ListFormat::Json;
                command::Command::Events(command::List { connector: Some(connector), writes: false, json, connectors })
            }
        }
    }
}
