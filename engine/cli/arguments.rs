//! The arguments as they are written, and their way into a [`Command`]; clap stops here.

mod connect;
mod webhook;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::command::{self, Command, Server};
use super::write::arguments::WriteArguments;

/// What the arguments come to.
pub enum Parsed {
    /// A command.
    Command(Command),
    /// Help or the version, which were asked for.
    Help(String),
    /// A mistake, with what to do.
    Mistake(String),
}

/// Reads the arguments.
pub fn parse(arguments: &[OsString]) -> Parsed {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => Parsed::Command(arguments.into_command()),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Parsed::Help(error.to_string()),
            _ => Parsed::Mistake(error.to_string()),
        },
    }
}

/// Runs connectors: folders of YAML that say how an API is asked and what its records mean.
#[derive(Parser)]
#[command(name = "engine", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Commands,
    /// The folder of connectors; `connectors` in the current folder if it exists, then the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    connectors: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Commands {
    /// Runs an operation and writes its records
    Run(RunArguments),
    /// Shows how to get a credential, asks for it, proves it, and keeps it for later runs
    Connect(connect::ConnectArguments),
    /// Deletes a credential that is kept
    Disconnect {
        /// The connector
        connector: String,
        /// The account; `default` if none is named
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
    },
    /// Shows the accounts whose credentials are kept
    Accounts {
        /// How the list is written
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Writes a unified record, and prints what came of it
    Write(WriteArguments),
    /// Shows the connectors, or the operations of one
    List {
        /// The connector whose operations are shown
        connector: Option<String>,
        /// Show the connector's writes, which take unified records
        #[arg(long, requires = "connector")]
        writes: bool,
        /// How the list is written
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Shows what an operation or a write sends, reads, maps and needs
    Describe {
        /// The connector
        connector: String,
        /// The operation or the write; both if both have the name
        operation: String,
    },
    /// Checks connectors without sending anything
    Validate {
        /// Names of connectors, or paths of their folders; all connectors if there are none
        #[arg(value_name = "CONNECTOR|PATH")]
        targets: Vec<String>,
        /// For whom the mistakes are written: a person (on stderr), or a program (on stdout)
        #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
        format: ReportFormat,
        /// Compare with this OpenAPI document of the provider, and tell what drifted
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// Shows the smallest set of scopes that operations need
    Scopes {
        /// The connector
        connector: String,
        /// The operations; all of them if none is named
        operations: Vec<String>,
        /// How the list is written
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Shows which fields a connector reads of the provider's records, and fills of the unified ones
    Coverage {
        /// The name of a connector, or the path of its folder
        #[arg(value_name = "CONNECTOR|PATH")]
        connector: String,
        /// How the report is written
        #[arg(long, value_enum, default_value_t = CoverageFormat::Text)]
        format: CoverageFormat,
        /// Fail if fewer of the unified fields are filled, or known to be impossible
        #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
        min_filled: Option<u8>,
        /// Fail if fewer of the provider's fields are read, or ignored on purpose
        #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
        min_seen: Option<u8>,
    },
    /// Makes schemas, and operations to begin with, of a provider's document
    #[command(subcommand)]
    Import(ImportKind),
    /// Checks what a provider sends by itself, and maps it
    #[command(subcommand)]
    Webhook(webhook::WebhookKind),
    /// Explains a kind of mistake
    Explain {
        /// The code that a message shows in brackets; all codes are listed if none is given
        code: Option<String>,
    },
}

#[derive(Subcommand)]
enum ImportKind {
    /// Reads an OpenAPI document, 3.0 or 3.1, as JSON or YAML
    Openapi {
        /// The document
        file: PathBuf,
        /// The connector, which need not exist yet
        #[arg(long, value_name = "NAME")]
        connector: String,
        /// The operations that are wanted, by id or path; all of them if none is named
        #[arg(long, value_name = "OPERATION", value_delimiter = ',', num_args = 1..)]
        operations: Vec<String>,
        /// Corrections to the document (OpenAPI Overlay 1.0); `schemas/NAME/overlay.yaml` if it exists
        #[arg(long, value_name = "FILE")]
        overlay: Option<PathBuf>,
    },
}

#[derive(Args)]
struct RunArguments {
    /// The connector
    connector: String,
    /// The operation
    operation: String,
    /// Inputs; elements of a list are divided by commas
    #[arg(value_name = "KEY=VALUE", value_parser = input)]
    inputs: Vec<(String, String)>,
    /// A file with a JSON object of inputs; `-` for standard input
    #[arg(long = "inputs", value_name = "FILE")]
    inputs_file: Option<PathBuf>,
    /// An input that is taken from an environment variable, as a secret one must be
    #[arg(long, value_name = "KEY=VARIABLE", value_parser = input)]
    input_env: Vec<(String, String)>,
    /// Write the provider's records as they come, without the mapping
    #[arg(long)]
    raw: bool,
    /// Stop after this many records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// How records are written; a table on a terminal, NDJSON elsewhere
    #[arg(long, value_enum)]
    format: Option<RunFormat>,
    /// Ask another server than the connector's
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    base_url: Option<String>,
    /// Ask a local server with recorded answers; needs no account
    #[arg(long)]
    sandbox: bool,
    /// Show the first request as a curl command, without the credential, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Fill these fields, which need further requests; `all` for every such field
    #[arg(long, value_name = "FIELD", value_delimiter = ',', conflicts_with = "raw")]
    with: Vec<String>,
    /// Read only what changed since the last run with this file, which keeps the provider's token
    #[arg(long, value_name = "FILE", conflicts_with_all = ["limit", "dry_run"])]
    state: Option<PathBuf>,
    /// Run an operation that destroys data
    #[arg(long)]
    yes: bool,
    /// Refuse an operation that changes data
    #[arg(long, conflicts_with = "yes")]
    read_only: bool,
    /// Fail if a value cannot become what the target demands
    #[arg(long)]
    strict: bool,
    /// A YAML or JSON file with a mapping of credentials' names to values
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// Use the credential that `engine connect` kept under this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["credentials", "sandbox"])]
    account: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum RunFormat {
    Table,
    Json,
    Ndjson,
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
enum ReportFormat {
    Human,
    Json,
    Github,
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
enum CoverageFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

fn input(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "an input is written `key=value`".to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}

fn server(sandbox: bool, base_url: Option<String>) -> Server {
    match (sandbox, base_url) {
        (true, _) => Server::Sandbox,
        (false, Some(url)) => Server::At(url),
        (false, None) => Server::Provider,
    }
}

impl Arguments {
    fn into_command(self) -> Command {
        let connectors = self.connectors;
        match self.command {
            Commands::Run(run) => Command::Run(Box::new(run.into_command(connectors))),
            Commands::Connect(connect) => Command::Connect(Box::new(connect.into_command(connectors))),
            Commands::Disconnect { connector, account } => {
                Command::Disconnect(command::Disconnect { connector, account })
            }
            Commands::Accounts { format } => Command::Accounts { json: format == ListFormat::Json },
            Commands::Write(write) => Command::Write(Box::new(write.into_command(connectors))),
            Commands::List { connector, writes, format } => {
                Command::List(command::List { connector, writes, json: format == ListFormat::Json, connectors })
            }
            Commands::Describe { connector, operation } => {
                Command::Describe(command::Describe { connector, operation, connectors })
            }
            Commands::Validate { targets, format, against } => {
                let report = match format {
                    ReportFormat::Human => command::Report::Human,
                    ReportFormat::Json => command::Report::Json,
                    ReportFormat::Github => command::Report::Github,
                    ReportFormat::Sarif => command::Report::Sarif,
                };
                Command::Validate(command::Validate { targets, report, against, connectors })
            }
            Commands::Scopes { connector, operations, format } => {
                let json = format == ListFormat::Json;
                Command::Scopes(command::Scopes { connector, operations, json, connectors })
            }
            Commands::Coverage { connector, format, min_filled, min_seen } => {
                let format = match format {
                    CoverageFormat::Text => command::CoverageFormat::Text,
                    CoverageFormat::Json => command::CoverageFormat::Json,
                    CoverageFormat::Markdown => command::CoverageFormat::Markdown,
                };
                Command::Coverage(command::Coverage { connector, format, min_filled, min_seen, connectors })
            }
            Commands::Import(ImportKind::Openapi { file, connector, operations, overlay }) => {
                Command::Import(command::Import { file, connector, operations, overlay, connectors })
            }
            Commands::Webhook(webhook) => webhook.into_command(connectors),
            Commands::Explain { code } => Command::Explain(code),
        }
    }
}

impl RunArguments {
    fn into_command(self, connectors: Option<PathBuf>) -> command::Run {
        let server = server(self.sandbox, self.base_url);
        let format = self.format.map(|format| match format {
            RunFormat::Table => command::Format::Table,
            RunFormat::Json => command::Format::Json,
            RunFormat::Ndjson => command::Format::Ndjson,
            RunFormat::Csv => command::Format::Csv,
        });
        command::Run {
            connector: self.connector,
            operation: self.operation,
            inputs: self.inputs,
            inputs_file: self.inputs_file,
            inputs_env: self.input_env,
            raw: self.raw,
            limit: self.limit,
            format,
            server,
            preview: self.dry_run,
            with: self.with,
            state: self.state,
            yes: self.yes,
            read_only: self.read_only,
            strict: self.strict,
            credentials: self.credentials,
            account: self.account,
            connectors,
        }
    }
}
