//! How records are written: one file and one line here for each format.

mod csv;
mod json;
mod ndjson;
mod table;

use std::io::{Result, Write};

use serde_json::Value;

use super::command::Format;

pub use table::plain_table;

/// Writes records of one format.
pub trait Writer {
    /// Takes one record.
    fn record(&mut self, record: &Value, output: &mut dyn Write) -> Result<()>;
    /// Takes records that are JSON already, each with a line end.
    fn lines(&mut self, lines: &[u8], output: &mut dyn Write) -> Result<()> {
        lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .try_for_each(|line| self.record(&serde_json::from_slice(line)?, output))
    }
    /// Writes what belongs after the last record; not called after a failure, so that a cut list is no valid one.
    fn end(&mut self, output: &mut dyn Write) -> Result<()>;
}

/// The writer of a format, for a terminal of some width.
pub fn writer(format: Format, width: Option<usize>) -> Box<dyn Writer> {
    match format {
        Format::Table => Box::new(table::Table::new(width)),
        Format::Json => Box::new(json::Json::default()),
        Format::Ndjson => Box::new(ndjson::Ndjson),
        Format::Csv => Box::new(csv::Csv::default()),
    }
}

/// A value in one cell: text as it is, nothing for null, a pair of our and the provider's value as ours, the rest as JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(pair) if pair.len() == 2 && pair.contains_key("source_value") && pair.contains_key("value") => {
            cell(&pair["value"])
        }
        other => other.to_string(),
    }
}
