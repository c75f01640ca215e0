//! What was asked for, in our own types: the argument parser's are not seen beyond its file.

use std::path::PathBuf;

/// One of the commands.
#[derive(Debug)]
pub enum Command {
    /// Runs an operation.
    Run(Box<Run>),
    /// Proves a credential and keeps it.
    Connect(Box<Connect>),
    /// Deletes a credential that is kept.
    Disconnect(Disconnect),
    /// Shows the accounts that are kept.
    Accounts {
        /// As JSON.
        json: bool,
    },
    /// Writes a unified record.
    Write(Box<Write>),
    /// Shows connectors or operations.
    List(List),
    /// Shows one operation.
    Describe(Describe),
    /// Checks connectors.
    Validate(Validate),
    /// Shows the scopes that operations need.
    Scopes(Scopes),
    /// Shows what of a provider's records is read, and what of the unified ones is filled.
    Coverage(Coverage),
    /// Makes schemas and operations of a provider's own document.
    Import(Import),
    /// Checks a delivery of a webhook, and shows what it tells.
    Verify(Verify),
    /// Shows the events of a connector.
    Events(List),
    /// Explains a kind of mistake; all of them are listed if none is named.
    Explain(Option<String>),
}

/// Runs an operation.
#[derive(Debug, Default)]
pub struct Run {
    /// The connector's name.
    pub connector: String,
    /// The operation's name.
    pub operation: String,
    /// Inputs as text.
    pub inputs: Vec<(String, String)>,
    /// A file of inputs, `-` for standard input.
    pub inputs_file: Option<PathBuf>,
    /// Inputs with the environment variables that they are taken from.
    pub inputs_env: Vec<(String, String)>,
    /// The provider's records instead of the unified ones.
    pub raw: bool,
    /// The most records that are wanted.
    pub limit: Option<u64>,
    /// How records are written; chosen by where they go if not given.
    pub format: Option<Format>,
    /// Which server is asked.
    pub server: Server,
    /// Show the request and send nothing.
    pub preview: bool,
    /// The fields that further requests fill; `all` for every one of them.
    pub with: Vec<String>,
    /// A file with the token of the last read, so that only what changed is read.
    pub state: Option<PathBuf>,
    /// Destroy what the operation destroys.
    pub yes: bool,
    /// Refuse what changes data.
    pub read_only: bool,
    /// Make values that do not fit a failure.
    pub strict: bool,
    /// A file of credentials.
    pub credentials: Option<PathBuf>,
    /// The account whose credentials are used.
    pub account: Option<String>,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// Proves a credential and keeps it.
#[derive(Debug)]
pub struct Connect {
    /// The connector's name.
    pub connector: String,
    /// The name under which the credential is kept.
    pub account: Option<String>,
    /// The operations that it is for; all of them if neither these nor scopes are named.
    pub operations: Vec<String>,
    /// The scopes that it must be granted.
    pub scopes: Vec<String>,
    /// Take the credential from standard input, whatever the environment has.
    pub stdin: bool,
    /// A file of credentials.
    pub credentials: Option<PathBuf>,
    /// The name of the store; the first that works if none is named.
    pub store: Option<String>,
    /// Which server proves the credential.
    pub server: Server,
    /// As JSON.
    pub json: bool,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// Deletes a credential that is kept.
#[derive(Debug)]
pub struct Disconnect {
    /// The connector's name.
    pub connector: String,
    /// The account's name.
    pub account: Option<String>,
}

/// Writes a unified record.
#[derive(Debug)]
pub struct Write {
    /// The file with the record; standard input if there is none.
    pub record: Option<PathBuf>,
    /// Print what became of each step, too.
    pub report: bool,
    /// What its operations are given beside their inputs; the operation is the write.
    pub run: Run,
}

/// Which server is asked.
#[derive(Debug, Default)]
pub enum Server {
    /// The provider's own.
    #[default]
    Provider,
    /// The one at this address.
    At(String),
    /// The sandbox.
    Sandbox,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person.
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values (RFC 4180).
    Csv,
}

/// Shows connectors or operations.
#[derive(Debug)]
pub struct List {
    /// The connector whose operations are shown.
    pub connector: Option<String>,
    /// Its writes in place of its operations.
    pub writes: bool,
    /// As JSON.
    pub json: bool,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// Shows one operation.
#[derive(Debug)]
pub struct Describe {
    /// The connector's name.
    pub connector: String,
    /// The operation's name.
    pub operation: String,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// Checks a delivery of a webhook.
#[derive(Debug)]
pub struct Verify {
    /// The connector's name.
    pub connector: String,
    /// The environment variables of the secrets, of which one must have signed.
    pub secrets: Vec<String>,
    /// The value of the header that has the signature.
    pub signature: String,
    /// The provider's records instead of the unified ones.
    pub raw: bool,
    /// As JSON on many lines; chosen by where it goes if not given.
    pub indented: Option<bool>,
    /// Make values that do not fit, and events that are not known, a failure.
    pub strict: bool,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// Checks connectors.
#[derive(Debug)]
pub struct Validate {
    /// Names of connectors, or paths of their folders; all connectors if there are none.
    pub targets: Vec<String>,
    /// For whom the mistakes are written.
    pub report: Report,
    /// A provider's document that the connector is compared with.
    pub against: Option<PathBuf>,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// For whom mistakes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// For a person.
    Human,
    /// For a program.
    Json,
    /// For GitHub Actions.
    Github,
    /// For code-scanning services (SARIF 2.1.0).
    Sarif,
}

/// Shows the scopes that operations need.
#[derive(Debug)]
pub struct Scopes {
    /// The connector's name.
    pub connector: String,
    /// The operations; all of them if none is named.
    pub operations: Vec<String>,
    /// As JSON.
    pub json: bool,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// Shows what a connector reads and fills.
#[derive(Debug)]
pub struct Coverage {
    /// The connector's name.
    pub connector: String,
    /// For whom it is written.
    pub format: CoverageFormat,
    /// The share of the target's fields that must be filled, in percent.
    pub min_filled: Option<u8>,
    /// The share of the provider's fields that must be read or ignored on purpose, in percent.
    pub min_seen: Option<u8>,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}

/// How coverage is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverageFormat {
    /// For a person at a terminal.
    Text,
    /// For a program.
    Json,
    /// For a page.
    Markdown,
}

/// Makes schemas and operations of a provider's document.
#[derive(Debug)]
pub struct Import {
    /// The document.
    pub file: PathBuf,
    /// The connector's name.
    pub connector: String,
    /// The operations that are wanted, by id or path; all of them if there are none.
    pub operations: Vec<String>,
    /// Corrections to the document.
    pub overlay: Option<PathBuf>,
    /// The folder of connectors.
    pub connectors: Option<PathBuf>,
}
