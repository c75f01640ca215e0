//! The fast way through a page: its records are written as they are read, without values in between.
//!
//! What it gives is exactly what the general way gives (`serde_json`, `records.rs`, `map.rs`). Where anything
//! is unusual it gives up: on a record, which is then mapped the general way, or on the page, which is then read so from
//! its beginning. So there is one place that knows what a page means, and where its problems and errors come from.

#[cfg(any(test, fuzzing))]
pub mod agree;
mod copy;
#[cfg(test)]
mod made;
mod rule;
mod scan;
#[cfg(test)]
mod tests;
#[cfg(any(test, fuzzing))]
mod twice;
mod write;

use std::hash::BuildHasher;
use std::sync::Arc;

use engine_lang::json;
use engine_lang::plan::Mapping;
use engine_lang::plan::projection::{Branch, Each, Inner, Projection, WriteElement};
use foldhash::quality::FixedState;
use serde_json::{Map, Value};

use crate::lookup::LookUps;
use crate::map::map;
use crate::problem::Problems;
use crate::search::Searches;
use copy::{Names, copy};
use rule::Memory;
use scan::{Scan, Span};
use write::{Writer, close};

/// A page whose records were written.
#[derive(Debug)]
pub struct Projected {
    /// The answer with an empty list in place of its records.
    pub envelope: Value,
    /// Its records.
    pub lines: Lines,
    /// The first and the last record as they came, if paging needs them.
    pub ends: Option<[Value; 2]>,
}

/// Records that were written.
#[derive(Debug, Default)]
pub struct Lines {
    /// The records as JSON, each with a line end.
    pub text: Vec<u8>,
    /// How many there are.
    pub count: usize,
    /// How many took the general way.
    pub unusual: usize,
    /// What the mapping has to tell of some of them, by their numbers on the page, from zero.
    pub problems: Vec<(usize, Problems)>,
    /// What paths of the mapping have looked for so far.
    pub(crate) searches: Searches,
    /// A number that tells their bytes, as the provider sent them, from others.
    pub sent: u64,
    /// A number that tells them, as they were written, from others.
    pub written: u64,
}

impl Lines {
    /// The first of the records.
    pub fn first(&self, wanted: usize) -> &[u8] {
        if wanted >= self.count {
            return &self.text;
        }
        let ends = self.text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(place, _)| place + 1);
        &self.text[..ends.take(wanted).last().unwrap_or(0)]
    }
}

/// Reads the pages of one run; buffers are used again.
#[derive(Debug)]
pub struct Projector {
    projection: Projection,
    /// What makes the records; without it they are passed on as they come.
    mapping: Option<Arc<Mapping>>,
    names: Names,
    slots: Vec<Span>,
    lists: Vec<Vec<u8>>,
    memories: Vec<Memory>,
    /// How many bytes the last page came to.
    expected: usize,
}

impl Projector {
    /// What reads by the projection of a mapping, or by that of no mapping.
    pub fn new(projection: Projection, mapping: Option<Arc<Mapping>>) -> Self {
        let slots = vec![Span::default(); projection.slots];
        let lists = vec![Vec::new(); projection.lists];
        let memories = (0..projection.rules).map(|_| Memory::default()).collect();
        Self { projection, mapping, names: Names::default(), slots, lists, memories, expected: 0 }
    }

    /// Reads a page; `None` if anything in it is unusual.
    pub fn page(&mut self, page: &[u8]) -> Option<Projected> {
        std::str::from_utf8(page).ok()?;
        let Projector { projection, mapping, names, slots, lists, memories, expected } = self;
        let mapping = mapping.as_deref();
        let mut walk = Walk {
            page,
            projection,
            mapping,
            names,
            slots,
            lists,
            memories,
            first: Span::default(),
            last: Span::default(),
        };
        let mut lines = Lines { text: Vec::with_capacity(*expected), ..Lines::default() };
        let mut scan = Scan::new(page);
        let envelope = walk.envelope(&mut scan, &projection.list, &mut lines)?;
        if !scan.is_done() {
            return None;
        }
        lines.written = FixedState::default().hash_one(&lines.text);
        walk.memories.iter().for_each(|memory| lines.searches.add(&memory.searches));
        let ends = match [walk.first.of(page), walk.last.of(page)] {
            [first, last] if projection.needs_ends && !last.is_empty() => {
                Some([json::read(first).ok()?, json::read(last).ok()?])
            }
            _ => None,
        };
        *expected = lines.text.len() + lines.text.len() / 8;
        Some(Projected { envelope, lines, ends })
    }
}

struct Walk<'a> {
    page: &'a [u8],
    projection: &'a Projection,
    mapping: Option<&'a Mapping>,
    names: &'a mut Names,
    slots: &'a mut [Span],
    lists: &'a mut [Vec<u8>],
    memories: &'a mut [Memory],
    first: Span,
    last: Span,
}

impl Walk<'_> {
    /// What is around the records; its values are few.
    fn envelope(&mut self, scan: &mut Scan<'_>, way: &[String], lines: &mut Lines) -> Option<Value> {
        let page = self.page;
        let Some((next, rest)) = way.split_first() else {
            let list = scan.elements(|scan| self.record(scan, lines))?;
            lines.sent = FixedState::default().hash_one(list.of(page));
            return Some(Value::Array(Vec::new()));
        };
        let mut object = Map::new();
        scan.members(|scan, name| {
            let name = std::str::from_utf8(name).ok()?;
            if object.contains_key(name) {
                return None;
            }
            let value = if name == next {
                self.envelope(scan, rest, lines)?
            } else {
                json::read(scan.value()?.of(page)).ok()?
            };
            object.insert(name.to_owned(), value);
            Some(())
        })?;
        object.contains_key(next).then_some(Value::Object(object))
    }

    fn record(&mut self, scan: &mut Scan<'_>, lines: &mut Lines) -> Option<()> {
        let (start, written) = (*scan, lines.text.len());
        if self.usual(scan, &mut lines.text).is_none() {
            *scan = start;
            lines.text.truncate(written);
            self.unusual(scan, lines)?;
        }
        if lines.count == 0 {
            self.first = self.last;
        }
        lines.text.push(b'\n');
        lines.count += 1;
        Some(())
    }

    fn usual(&mut self, scan: &mut Scan<'_>, output: &mut Vec<u8>) -> Option<bool> {
        if self.mapping.is_none() {
            self.last = copy(scan, self.page, self.names, output)?;
            return Some(true);
        }
        if scan.peek()? != b'{' {
            return None;
        }
        self.slots.fill(Span::default());
        let projection = self.projection;
        self.branch(scan, &projection.record)?;
        self.last = *self.slots.get(projection.record.slot)?;
        // A record in which nothing is found may be none.
        let found = self.slots.iter().filter(|slot| !slot.is_empty()).nth(1);
        if found.is_none() && !projection.members.known.is_empty() {
            return None;
        }
        self.writer().fields(&projection.fields, output)
    }

    /// Reads a record as a value, and maps it so.
    fn unusual(&mut self, scan: &mut Scan<'_>, lines: &mut Lines) -> Option<()> {
        self.last = scan.value()?;
        let record = json::read(self.last.of(self.page)).ok()?;
        let mut problems = Problems::default();
        let written = match self.mapping {
            None => record,
            // A record is no object if one of its names is serde_json's own.
            Some(_) if !record.is_object() || self.projection.members.are_strange_to(&record) => return None,
            Some(mapping) => map(mapping, &record, &LookUps::default(), 1, &mut problems),
        };
        if problems.total() > 0 {
            lines.problems.push((lines.count, problems));
        }
        lines.unusual += 1;
        serde_json::to_writer(&mut lines.text, &written).ok()
    }

    /// Steps over a value, and keeps what is read of it.
    fn branch(&mut self, scan: &mut Scan<'_>, branch: &Branch) -> Option<()> {
        let value = match (&branch.inner, scan.peek()?) {
            (Inner::Members(node), b'{') => scan.members(|scan, name| match node.find(name) {
                Some(branch) => self.branch(scan, branch),
                None => scan.value().map(|_| ()),
            })?,
            (Inner::Elements(each), b'[') => self.each(scan, each)?,
            // A path goes on from here, and cannot: the general way tells it.
            (Inner::Members(_) | Inner::Elements(_), first) if first != b'n' => return None,
            _ => scan.value()?,
        };
        let slot = self.slots.get_mut(branch.slot)?;
        // A second member of the same name, which the general way refuses.
        if !slot.is_empty() {
            return None;
        }
        *slot = value;
        Some(())
    }

    fn each(&mut self, scan: &mut Scan<'_>, each: &Each) -> Option<Span> {
        for write in &each.writes {
            let list = self.lists.get_mut(write.list)?;
            list.clear();
            list.push(b'[');
        }
        let list = scan.elements(|scan| {
            self.forget(&each.element);
            let first = scan.peek()?;
            self.branch(scan, &each.element)?;
            each.writes.iter().try_for_each(|write| self.element(write, first))
        })?;
        each.writes.iter().for_each(|write| close(&mut self.lists[write.list]));
        Some(list)
    }

    /// Empties the slots of an element.
    fn forget(&mut self, branch: &Branch) {
        self.slots[branch.slot] = Span::default();
        match &branch.inner {
            Inner::Nothing => {}
            Inner::Members(node) => node.members().for_each(|(_, branch)| self.forget(branch)),
            Inner::Elements(each) => self.forget(&each.element),
        }
    }

    fn element(&mut self, write: &WriteElement, first: u8) -> Option<()> {
        if write.first && self.lists.get(write.list)?.len() > 1 {
            return Some(());
        }
        if write.objects && first != b'{' {
            // A null is left out, and anything else is told.
            return (first == b'n').then_some(());
        }
        let mut list = std::mem::take(self.lists.get_mut(write.list)?);
        let there = self.writer().write(&write.write, &mut list)?;
        if there {
            list.push(b',');
        }
        self.lists[write.list] = list;
        Some(())
    }

    fn writer(&mut self) -> Writer<'_> {
        Writer { page: self.page, slots: self.slots, lists: self.lists, memories: self.memories }
    }
}
