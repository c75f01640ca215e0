//! Comma-separated values (RFC 4180): the members of the first record are the columns; nested values are JSON in a cell.

use std::io::{Error, Result, Write};

use serde_json::Value;

use super::{Writer, cell};

#[derive(Default)]
pub struct Csv {
    columns: Option<Vec<String>>,
}

impl Writer for Csv {
    fn record(&mut self, record: &Value, output: &mut dyn Write) -> Result<()> {
        let Some(members) = record.as_object() else {
            return Err(Error::other("a record is no object, and has no columns: use --format ndjson"));
        };
        let mut csv = csv::Writer::from_writer(output);
        if self.columns.is_none() {
            let columns: Vec<String> = members.keys().cloned().collect();
            csv.write_record(&columns)?;
            self.columns = Some(columns);
        }
        let columns = self.columns.as_deref().unwrap_or_default();
        // A provider's own records can have members that the first of them had not; a column cannot be added any more.
        if let Some(late) = members.keys().find(|name| !columns.contains(name)) {
            let message =
                format!("the member `{late}` was not in the first record, and has no column: use --format ndjson");
            return Err(Error::other(message));
        }
        csv.write_record(columns.iter().map(|name| members.get(name).map_or(String::new(), cell)))?;
        csv.flush()
    }

    fn end(&mut self, _: &mut dyn Write) -> Result<()> {
        Ok(())
    }
}
