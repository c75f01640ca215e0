//! One JSON object a line.

use std::io::{Result, Write};

use serde_json::Value;

use super::Writer;

pub struct Ndjson;

impl Writer for Ndjson {
    fn record(&mut self, record: &Value, output: &mut dyn Write) -> Result<()> {
        serde_json::to_writer(&mut *output, record)?;
        output.write_all(b"\n")
    }

    fn lines(&mut self, lines: &[u8], output: &mut dyn Write) -> Result<()> {
        output.write_all(lines)
    }

    fn end(&mut self, _: &mut dyn Write) -> Result<()> {
        Ok(())
    }
}
