//! The arguments of `engine write`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::command::{self, Server};

#[derive(Args)]
pub struct WriteArguments {
    /// The connector
    connector: String,
    /// The write; `engine list CONNECTOR --writes` shows them
    write: String,
    /// A file with the unified record, a JSON object; `-` or nothing for standard input
    #[arg(value_name = "FILE")]
    record: Option<PathBuf>,
    /// What is printed: the result, or a report with what became of each step
    #[arg(long, value_enum, default_value_t = WriteFormat::Result)]
    format: WriteFormat,
    /// Ask another server than the connector's
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    base_url: Option<String>,
    /// Ask a local server with recorded answers; needs no account
    #[arg(long)]
    sandbox: bool,
    /// Show the requests as curl commands, without the credential, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Make a write that destroys data
    #[arg(long)]
    yes: bool,
    /// A YAML or JSON file with a mapping of credentials' names to values
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// Use the credential that `engine connect` kept under this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["credentials", "sandbox"])]
    account: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum WriteFormat {
    /// The result, if all was written
    Result,
    /// The result, every step and what became of it, also after a failure
    Json,
}

impl WriteArguments {
    /// What they come to.
    pub fn into_command(self, connectors: Option<PathBuf>) -> command::Write {
        let server = match (self.sandbox, self.base_url) {
            (true, _) => Server::Sandbox,
            (false, Some(url)) => Server::At(url),
            (false, None) => Server::Provider,
        };
        command::Write {
            record: self.record.filter(|path| path.as_os_str() != "-"),
            report: self.format == WriteFormat::Json,
            run: command::Run {
                connector: self.connector,
                operation: self.write,
                server,
                preview: self.dry_run,
                yes: self.yes,
                credentials: self.credentials,
                account: self.account,
                connectors,
                ..command::Run::default()
            },
        }
    }
}
