//! Copies a value of a page as `serde_json` would write it: without spaces, each text and number in one spelling.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use serde_json::Value;

use super::scan::{Scan, Span};
use super::write::is_spelt;

/// Nesting that is surely within the limit of `serde_json`.
const DEPTH: u8 = 64;
/// Members of one object, of which each is compared with those before it.
const MEMBERS: usize = 256;

/// The names of the objects that are open, as numbers; kept to be used again.
#[derive(Debug, Default)]
pub struct Names(Vec<u64>);

/// Steps over a value and writes it. `None` gives up: a name is there twice or has escapes, or there is no JSON.
pub fn copy(scan: &mut Scan<'_>, page: &[u8], names: &mut Names, output: &mut Vec<u8>) -> Option<Span> {
    names.0.clear();
    Copier { page, names: &mut names.0, output }.value(scan, DEPTH)
}

struct Copier<'a> {
    page: &'a [u8],
    names: &'a mut Vec<u64>,
    output: &'a mut Vec<u8>,
}

impl Copier<'_> {
    fn value(&mut self, scan: &mut Scan<'_>, depth: u8) -> Option<Span> {
        match scan.peek()? {
            b'{' => {
                let (inner, outer) = (depth.checked_sub(1)?, self.names.len());
                self.output.push(b'{');
                let object = scan.members(|scan, name| {
                    self.name(outer, name)?;
                    self.value(scan, inner)?;
                    self.output.push(b',');
                    Some(())
                })?;
                self.names.truncate(outer);
                self.close(b'}');
                Some(object)
            }
            b'[' => {
                let inner = depth.checked_sub(1)?;
                self.output.push(b'[');
                let list = scan.elements(|scan| {
                    self.value(scan, inner)?;
                    self.output.push(b',');
                    Some(())
                })?;
                self.close(b']');
                Some(list)
            }
            _ => {
                let scalar = scan.value()?;
                self.scalar(scalar.of(self.page))?;
                Some(scalar)
            }
        }
    }

    fn name(&mut self, outer: usize, name: &[u8]) -> Option<()> {
        let number = FixedState::default().hash_one(name);
        let before = self.names.get(outer..)?;
        if before.len() == MEMBERS || before.contains(&number) || name.iter().any(|byte| is_escaped(*byte)) {
            return None;
        }
        self.names.push(number);
        self.output.push(b'"');
        self.output.extend_from_slice(name);
        self.output.extend_from_slice(b"\":");
        Some(())
    }

    fn scalar(&mut self, json: &[u8]) -> Option<()> {
        if is_spelt(json) {
            self.output.extend_from_slice(json);
            return Some(());
        }
        let value: Value = serde_json::from_slice(json).ok()?;
        serde_json::to_writer(&mut *self.output, &value).ok()
    }

    fn close(&mut self, byte: u8) {
        if self.output.last() == Some(&b',') {
            self.output.pop();
        }
        self.output.push(byte);
    }
}

/// Whether a byte of a text is written as an escape.
fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, b'"' | b'\\')
}
