//! Rules that are run as they are: on a record with only what they read. What came of the same before is remembered.

use std::collections::HashMap;

use engine_lang::plan::projection::RuleOn;
use foldhash::quality::RandomState;
use serde_json::{Map, Value};

use super::scan::Span;
use crate::map::fill;
use crate::problem::Problems;
use crate::search::Searches;

type Json = Box<[u8]>;

/// The results that are kept of one rule.
const KEPT: usize = 1024;

/// What a rule gave, by the JSON that it read.
#[derive(Debug, Default)]
pub struct Memory {
    results: HashMap<Json, Option<Json>, RandomState>,
    key: Vec<u8>,
    /// How often a result was found since the last time that all were forgotten.
    hits: usize,
    /// Too many results were of use once only.
    off: bool,
    /// What its paths looked for.
    pub searches: Searches,
}

impl Memory {
    /// Writes what a rule gives, if it gives anything; `None` if the mapping has something to tell of it.
    pub fn write(&mut self, rule: &RuleOn, page: &[u8], slots: &[Span], output: &mut Vec<u8>) -> Option<bool> {
        self.key.clear();
        for read in &rule.reads {
            // What is no object has none of the members on the way, and a template may stumble over it.
            let blocked = |slot: &usize| !matches!(json(page, slots, *slot), b"" | b"null" | [b'{', ..]);
            if read.above.iter().any(blocked) {
                return None;
            }
            self.key.extend_from_slice(json(page, slots, read.slot));
            // No byte of UTF-8.
            self.key.push(0xFF);
        }
        if let Some(result) = self.results.get(self.key.as_slice()) {
            self.hits += 1;
            output.extend_from_slice(result.as_deref().unwrap_or_default());
            return Some(result.is_some());
        }
        let start = output.len();
        let there = run(rule, page, slots, &mut self.searches, output)?;
        if !self.off {
            self.keep(there.then(|| output[start..].into()));
        }
        Some(there)
    }

    fn keep(&mut self, result: Option<Json>) {
        if self.results.len() == KEPT {
            self.off = self.hits < KEPT;
            self.hits = 0;
            if self.off {
                self.results = HashMap::default();
                return;
            }
            self.results.clear();
        }
        self.results.insert(self.key.as_slice().into(), result);
    }
}

/// Runs the mapping's own rule, and writes what it gives.
fn run(rule: &RuleOn, page: &[u8], slots: &[Span], searches: &mut Searches, output: &mut Vec<u8>) -> Option<bool> {
    let (mut record, mut item) = (Value::Object(Map::new()), Value::Object(Map::new()));
    for read in &rule.reads {
        let json = json(page, slots, read.slot);
        if !json.is_empty() {
            let value = engine_lang::json::read(json).ok()?;
            put(if read.item { &mut item } else { &mut record }, &read.way, value);
        }
    }
    let mut problems = Problems::default();
    let value = fill(&rule.filling, &record, rule.inside.then_some(&item), &mut problems);
    if problems.total() > 0 {
        return None;
    }
    searches.add(&problems.searches);
    if let Some(value) = &value {
        serde_json::to_writer(output, value).ok()?;
    }
    Some(value.is_some())
}

fn json<'p>(page: &'p [u8], slots: &[Span], slot: usize) -> &'p [u8] {
    slots.get(slot).map(|span| span.of(page)).unwrap_or_default()
}

fn put(root: &mut Value, way: &[String], value: Value) {
    let mut at = root;
    for name in way {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name.as_str()];
    }
    *at = value;
}
