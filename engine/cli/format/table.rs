//! A table for a person: the columns that have a value in some record, long values cut. It is written at the end.

use std::io::{Result, Write};

use comfy_table::{ContentArrangement, Table as Grid, presets};
use engine_runtime::error::printable;
use serde_json::Value;

use super::{Writer, cell};

/// The longest text of a cell, in characters.
const CELL: usize = 40;
/// The most columns; what is left out is told.
const COLUMNS: usize = 8;

#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<(String, String)>>,
    columns: Vec<String>,
}

impl Writer for Table {
    fn record(&mut self, record: &Value, _: &mut dyn Write) -> Result<()> {
        let cells: Vec<(String, String)> = match record {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), shortened(&cell(value)))).collect()
            }
            other => vec![("value".to_owned(), shortened(&cell(other)))],
        };
        for (name, text) in &cells {
            if !text.is_empty() && text != "[]" && !self.columns.contains(name) {
                self.columns.push(name.clone());
            }
        }
        self.rows.push(cells);
        Ok(())
    }

    fn end(&mut self, output: &mut dyn Write) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let (shown, left_out) = self.columns.split_at(self.columns.len().min(COLUMNS));
        let names: Vec<&str> = shown.iter().map(String::as_str).collect();
        let rows = self.rows.iter().map(|cells| {
            let text = |name: &String| {
                cells.iter().find(|(own, _)| own == name).map_or(String::new(), |(_, text)| text.clone())
            };
            shown.iter().map(text).collect()
        });
        output.write_all(plain_table(&names, rows).as_bytes())?;
        if !left_out.is_empty() {
            writeln!(output, "not shown: {}", left_out.join(", "))?;
        }
        Ok(())
    }
}

/// Rows under a heading, without lines.
pub fn plain_table(names: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    grid.set_header(names.iter().map(|name| name.to_uppercase()));
    for row in rows {
        grid.add_row(row);
    }
    let lines: Vec<String> = grid.lines().map(|line| line.trim().to_owned()).collect();
    format!("{}\n", lines.join("\n"))
}

fn shortened(text: &str) -> String {
    let line = printable(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    match line.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line,
    }
}
