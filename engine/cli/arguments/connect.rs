//! The arguments of `engine connect`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{ListFormat, command, server};

#[derive(Args)]
pub struct ConnectArguments {
    /// The connector
    connector: String,
    /// The name under which the credential is kept; `default` if none is given
    #[arg(long, value_name = "NAME", conflicts_with = "sandbox")]
    account: Option<String>,
    /// Demand only the scopes that these operations and writes need
    #[arg(long, value_name = "OPERATION", value_delimiter = ',', num_args = 1..)]
    operations: Vec<String>,
    /// Demand only these scopes
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', num_args = 1..)]
    scopes: Vec<String>,
    /// Read the credential from standard input, whatever the environment has
    #[arg(long, conflicts_with = "credentials")]
    stdin: bool,
    /// A YAML or JSON file with a mapping of credentials' names to values
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    credentials: Option<PathBuf>,
    /// Where the credential is kept; the keyring if there is one, otherwise a file
    #[arg(long, value_name = "STORE", value_parser = stores(), conflicts_with = "sandbox")]
    store: Option<String>,
    /// Ask another server than the connector's; the credential is kept for it alone
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    base_url: Option<String>,
    /// Try it with a local server; asks for nothing and keeps nothing
    #[arg(long)]
    sandbox: bool,
    /// How the scopes are written
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

fn stores() -> PossibleValuesParser {
    PossibleValuesParser::new(engine_runtime::account::STORES.iter().map(|store| store.name()))
}

impl ConnectArguments {
    /// What they ask for.
    pub fn into_command(self, connectors: Option<PathBuf>) -> command::Connect {
        command::Connect {
            connector: self.connector,
            account: self.account,
            operations: self.operations,
            scopes: self.scopes,
            stdin: self.stdin,
            credentials: self.credentials,
            store: self.store,
            server: server(self.sandbox, self.base_url),
            json: self.format == ListFormat::Json,
            connectors,
        }
    }
}
