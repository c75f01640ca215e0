//! Writes a record from its slots. Every function says whether a value was there; `None` gives up.

use std::collections::HashMap;

use engine_lang::conversion::convert;
use engine_lang::plan::projection::{Fit, Numbers, Texts, Write, WriteField};
use engine_lang::time::is_written;

use super::rule::Memory;
use super::scan::{Scan, Span};

/// What was read of a record.
#[derive(Debug)]
pub struct Writer<'a> {
    pub page: &'a [u8],
    pub slots: &'a [Span],
    pub lists: &'a [Vec<u8>],
    pub memories: &'a mut [Memory],
}

impl Writer<'_> {
    /// Writes an object; says whether one of its members is there.
    pub fn fields(&mut self, fields: &[WriteField], output: &mut Vec<u8>) -> Option<bool> {
        let mut has_any = false;
        for field in fields {
            output.extend_from_slice(&field.before);
            let there = match &field.value {
                Some(write) => self.write(write, output)?,
                None => false,
            };
            if !there {
                if !field.nullable {
                    return None;
                }
                output.extend_from_slice(b"null");
            }
            has_any |= there;
        }
        output.push(b'}');
        Some(has_any)
    }

    fn object(&mut self, fields: &[WriteField], stays: bool, output: &mut Vec<u8>) -> Option<bool> {
        let start = output.len();
        let there = self.fields(fields, output)? || stays;
        if !there {
            output.truncate(start);
        }
        Some(there)
    }

    pub fn write(&mut self, write: &Write, output: &mut Vec<u8>) -> Option<bool> {
        match write {
            Write::Absent => Some(false),
            Write::Literal(json) => {
                output.extend_from_slice(json);
                Some(true)
            }
            Write::Slot { slot, fit, always } => {
                let there = value(self.json(*slot), fit, output)?;
                (there || !always).then_some(there)
            }
            Write::List(list) => {
                output.push(b'[');
                for write in list {
                    let there = self.write(write, output)?;
                    if there {
                        output.push(b',');
                    }
                }
                close(output);
                Some(true)
            }
            Write::First(list) => {
                for write in list {
                    if self.write(write, output)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Write::Object { from: None, fields, stays } => self.object(fields, *stays, output),
            Write::Object { from: Some(slot), fields, stays } => match self.json(*slot) {
                b"" | b"null" => Some(false),
                [b'{', ..] => self.object(fields, *stays, output),
                _ => None,
            },
            Write::Each { slot, list } => match self.json(*slot) {
                b"" | b"null" => Some(false),
                [b'[', ..] => {
                    output.extend_from_slice(self.lists.get(*list)?);
                    Some(true)
                }
                _ => None,
            },
            Write::FirstOf { slot, list } => match self.json(*slot) {
                b"" | b"null" => Some(false),
                [b'[', ..] => {
                    let [b'[', only @ .., b']'] = self.lists.get(*list)?.as_slice() else { return None };
                    output.extend_from_slice(only);
                    Some(!only.is_empty())
                }
                _ => None,
            },
            Write::Table { from, entries, kept } => self.table(from, entries, kept.as_deref(), output),
            Write::Rule(rule) => self.memories.get_mut(rule.index)?.write(rule, self.page, self.slots, output),
        }
    }

    fn table(
        &mut self,
        from: &Write,
        entries: &HashMap<Box<[u8]>, Option<Box<[u8]>>>,
        kept: Option<&Write>,
        output: &mut Vec<u8>,
    ) -> Option<bool> {
        let start = output.len();
        if !self.write(from, output)? {
            return Some(false);
        }
        let ours = match output.get(start..)? {
            [b'"', text @ .., b'"'] => entries.get(text)?,
            [b'[' | b'{', ..] => return None,
            scalar => entries.get(scalar)?,
        };
        output.truncate(start);
        if let Some(kept) = kept {
            return self.pair(ours.as_deref(), kept, output);
        }
        output.extend_from_slice(ours.as_deref().unwrap_or_default());
        Some(ours.is_some())
    }

    /// Our value, with the provider's beside it.
    fn pair(&mut self, ours: Option<&[u8]>, kept: &Write, output: &mut Vec<u8>) -> Option<bool> {
        output.extend_from_slice(b"{\"value\":");
        output.extend_from_slice(ours.unwrap_or(b"null"));
        output.extend_from_slice(b",\"source_value\":");
        if !self.write(kept, output)? {
            output.extend_from_slice(b"null");
        }
        output.push(b'}');
        Some(true)
    }

    fn json(&self, slot: usize) -> &[u8] {
        self.slots.get(slot).map(|span| span.of(self.page)).unwrap_or_default()
    }
}

/// Writes a value as its target demands it.
fn value(json: &[u8], fit: &Fit, output: &mut Vec<u8>) -> Option<bool> {
    let start = output.len();
    if let ([b'[', ..], Some((element, nullable))) = (json, &fit.elements) {
        return list(json, element, *nullable, output);
    }
    match json {
        b"" | b"null" => return Some(false),
        [b'"', ..] if stays_text(json, fit.texts) => output.extend_from_slice(json),
        [b'-' | b'0'..=b'9', ..] if stays_number(json, fit.numbers) => output.extend_from_slice(json),
        b"true" | b"false" if fit.booleans => output.extend_from_slice(json),
        _ => {
            let value = engine_lang::json::read(json).ok()?;
            serde_json::to_writer(output, &convert(value, &fit.target).ok()?).ok()?;
            return Some(true);
        }
    }
    match &fit.choices {
        Some(choices) if !choices.iter().any(|choice| **choice == output[start..]) => None,
        _ => Some(true),
    }
}

fn list(json: &[u8], element: &Fit, nullable: bool, output: &mut Vec<u8>) -> Option<bool> {
    output.push(b'[');
    Scan::new(json).elements(|scan| {
        let there = value(scan.value()?.of(json), element, output)?;
        if there || nullable {
            output.extend_from_slice(if there { b"," } else { b"null," });
        }
        Some(())
    })?;
    close(output);
    Some(true)
}

/// Whether a text is written as it stands; escapes have several spellings, and are left to `serde_json`.
fn stays_text(json: &[u8], texts: Texts) -> bool {
    match texts {
        Texts::None => false,
        Texts::Times => json.get(1..json.len() - 1).is_some_and(is_written),
        Texts::All => is_plain(json),
    }
}

/// Whether the escapes of a text, if it has any, are those that this engine writes.
fn is_plain(json: &[u8]) -> bool {
    if !json.contains(&b'\\') {
        return true;
    }
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        if *byte == b'\\' && matches!(bytes.next(), Some(b'/' | b'u') | None) {
            return false;
        }
    }
    true
}

/// Whether a number is written as it stands; exponents have several spellings.
fn stays_number(json: &[u8], numbers: Numbers) -> bool {
    match numbers {
        Numbers::None => false,
        Numbers::Whole => json.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-'),
        Numbers::All => !json.iter().any(|byte| matches!(byte, b'e' | b'E')),
    }
}

/// Whether a scalar is written as it stands, whatever is wanted of it.
pub fn is_spelt(json: &[u8]) -> bool {
    match json {
        [b'"', ..] => is_plain(json),
        [b'-' | b'0'..=b'9', ..] => stays_number(json, Numbers::All),
        _ => true,
    }
}

/// Ends a list whose elements have a comma after them.
pub fn close(output: &mut Vec<u8>) {
    if output.last() == Some(&b',') {
        output.pop();
    }
    output.push(b']');
}
