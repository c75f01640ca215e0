//! A table for a person: the columns that say something, long values cut. It is written at the end.
//!
//! A column is left out if it is empty, holds lists or objects, repeats another or does not fit; which ones is told
//! below the table.

use std::io::{Result, Write};

use comfy_table::{ContentArrangement, Table as Grid, presets};
use engine_runtime::error::printable;
use serde_json::Value;

use super::{Writer, cell};

/// The longest text of a cell, in characters.
const CELL: usize = 40;
/// The width in characters where no terminal has one.
const WIDTH: usize = 160;

pub struct Table {
    width: usize,
    rows: Vec<Vec<(String, String)>>,
    columns: Vec<String>,
    nested: Vec<String>,
}

impl Writer for Table {
    fn record(&mut self, record: &Value, _: &mut dyn Write) -> Result<()> {
        let cells: Vec<(String, String)> = match record {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), shortened(&cell(value), CELL))).collect()
            }
            other => vec![("value".to_owned(), shortened(&cell(other), CELL))],
        };
        for (name, text) in &cells {
            if !text.is_empty() && !self.columns.contains(name) {
                self.columns.push(name.clone());
            }
        }
        for (name, value) in record.as_object().into_iter().flatten() {
            if cell(value).starts_with(['[', '{']) && !value.is_string() && !self.nested.contains(name) {
                self.nested.push(name.clone());
            }
        }
        self.rows.push(cells);
        Ok(())
    }

    fn end(&mut self, output: &mut dyn Write) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut shown: Vec<(&str, Vec<String>)> = Vec::new();
        let (mut seen, mut used): (Vec<Vec<String>>, usize) = (Vec::new(), 0);
        for name in self.columns.iter().filter(|name| !self.nested.contains(name)) {
            let whole = self.column(name);
            if seen.contains(&whole) {
                continue;
            }
            // The first column, which is the id in most records, is not cut further: people copy it.
            let longest = if shown.is_empty() { CELL } else { (self.width / 3).clamp(8, CELL) };
            let cells: Vec<String> = whole.iter().map(|text| shortened(text, longest)).collect();
            let width = cells.iter().chain([name]).map(|text| text.chars().count()).max().unwrap_or(0) + 2;
            if used + width <= self.width + 2 || shown.is_empty() {
                used += width;
                shown.push((name, cells));
                seen.push(whole);
            }
        }
        let names: Vec<&str> = shown.iter().map(|(name, _)| *name).collect();
        let rows = (0..self.rows.len()).map(|row| shown.iter().map(|(_, cells)| cells[row].clone()).collect());
        output.write_all(plain_table(&names, rows).as_bytes())?;
        let left_out: Vec<&str> =
            self.columns.iter().map(String::as_str).filter(|name| !names.contains(name)).collect();
        if !left_out.is_empty() {
            writeln!(output, "not shown: {}", left_out.join(", "))?;
        }
        Ok(())
    }
}

impl Table {
    /// A table for a terminal of some width.
    pub fn new(width: Option<usize>) -> Self {
        Self { width: width.unwrap_or(WIDTH), rows: Vec::new(), columns: Vec::new(), nested: Vec::new() }
    }

    fn column(&self, name: &str) -> Vec<String> {
        let text = |cells: &Vec<(String, String)>| {
            cells.iter().find(|(own, _)| own == name).map_or(String::new(), |(_, text)| text.clone())
        };
        self.rows.iter().map(text).collect()
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

fn shortened(text: &str, longest: usize) -> String {
    let line = printable(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if line.chars().count() <= longest {
        return line;
    }
    line.chars().take(longest.saturating_sub(3)).chain("...".chars()).collect()
}
