//! One JSON array. It stays open after a failure, so that nobody takes a part for the whole.

use std::io::{Result, Write};

use serde_json::Value;

use super::Writer;

#[derive(Default)]
pub struct Json {
    begun: bool,
}

impl Json {
    fn next(&mut self, output: &mut dyn Write) -> Result<()> {
        let before: &[u8] = if self.begun { b",\n" } else { b"[\n" };
        self.begun = true;
        output.write_all(before)
    }
}

impl Writer for Json {
    fn record(&mut self, record: &Value, output: &mut dyn Write) -> Result<()> {
        self.next(output)?;
        Ok(serde_json::to_writer(&mut *output, record)?)
    }

    fn lines(&mut self, lines: &[u8], output: &mut dyn Write) -> Result<()> {
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            self.next(output)?;
            output.write_all(line)?;
        }
        Ok(())
    }

    fn end(&mut self, output: &mut dyn Write) -> Result<()> {
        output.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}
