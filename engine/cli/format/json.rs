//! One JSON array. It stays open after a failure, so that nobody takes a part for the whole.

use std::io::{Result, Write};

use serde_json::Value;

use super::Writer;

#[derive(Default)]
pub struct Json {
    begun: bool,
}

impl Writer for Json {
    fn record(&mut self, record: &Value, output: &mut dyn Write) -> Result<()> {
        output.write_all(if self.begun { b",\n" } else { b"[\n" })?;
        self.begun = true;
        Ok(serde_json::to_writer(&mut *output, record)?)
    }

    fn end(&mut self, output: &mut dyn Write) -> Result<()> {
        output.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}
