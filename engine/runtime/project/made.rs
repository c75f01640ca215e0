//! Pages for tests, made along a projection: usual ones, and such as no provider should send.

use std::collections::HashMap;

use engine_lang::plan::projection::{Branch, Fit, Inner, Numbers, Projection, Texts, Write, WriteField};

/// Pages made along a projection, of what a test hands in as chance.
struct Maker<'c> {
    chance: std::slice::Iter<'c, u8>,
    /// JSON that suits a slot.
    suits: HashMap<usize, Vec<String>>,
    /// Of 256 values, how many are strange.
    strange: u8,
    /// One value that is strange, by the number of values before it.
    replaced: Option<(usize, &'static str)>,
    text: String,
}

/// Scalars and more, of every kind; not all of them are JSON.
pub const STRANGE: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "1.10",
    "5.0",
    "12345678901234567890123",
    "1e400",
    "1E5",
    "-1.5e-3",
    "01",
    "-",
    "1.",
    ".5",
    "\"\"",
    "\" \"",
    "\"x\"",
    "\"ünï🦀\"",
    "\"a\\\"b\\\\c\"",
    "\"a\\/b\"",
    "\"\\u00e9\\n\\u000a\"",
    "\"\\ud83e\\udd80\"",
    "\"\\ud83e\"",
    "\"\\udd80\"",
    "\"\\ud83e\\u0041\"",
    "\"\\x\"",
    "\"\\u12g4\"",
    "\"tab\there\"",
    "\"open",
    "nul",
    "tru e",
    "\"2026-01-02T03:04:05Z\"",
    "\"2026-01-02T03:04:05.120Z\"",
    "\"2026-02-29T00:00:00Z\"",
    "\"2024-02-29T00:00:00.5Z\"",
    "\"2026-13-01T00:00:00Z\"",
    "\"2026-01-02T24:00:00Z\"",
    "\"2026-01-02T03:04:60Z\"",
    "\"2026-01-02T03:04:05+02:00\"",
    "\"2026-01-02 03:04:05Z\"",
    "\"2026-01-02\"",
    "\"true\"",
    "[]",
    "{}",
    "[1,\"x\",null,{\"a\":[]}]",
    "[ 1 , 2 ]",
    "[1,]",
    "{\"a\":1,\"a\":2}",
    "{ \"a\" : \"b\" }",
    "{\"$serde_json::private::Number\":\"7\"}",
    "{\"\\u0024serde_json::private::Number\":\"7\"}",
    "{\"$serde_json::private::RawValue\":\"[7]\"}",
    "{\"$serde_json::private::RawValue\":\"[7\"}",
    "{\"\\u0024serde_json::private::RawValue\":\"{\\\"id\\\":\\\"x\\\"}\"}",
    "[[[[[[[[]]]]]]]]",
    "{\"a\" 1}",
    "",
];

impl<'c> Maker<'c> {
    fn new(projection: &Projection, chance: &'c [u8], strange: u8, replaced: Option<(usize, &'static str)>) -> Self {
        let mut found = HashMap::new();
        suits(&projection.fields, &mut found);
        each_of(&projection.record, &mut found);
        Maker { chance: chance.iter(), suits: found, strange, replaced, text: String::new() }
    }

    fn chance(&mut self) -> u8 {
        self.chance.next().copied().unwrap_or(0)
    }

    fn strange(&mut self) -> bool {
        self.chance() < self.strange
    }

    fn one_of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[usize::from(self.chance()) % list.len()]
    }

    fn page(mut self, projection: &Projection) -> Vec<u8> {
        let before = [
            "{",
            "{\"success\":true,",
            "{\"success\":false,\"x\":[{}],",
            " { \"nextCursor\" : \"c\" , ",
            "{\"a\":\"\\ud800\",",
        ];
        let after = [
            "}",
            ",\"success\":true,\"moreDataAvailable\":false}",
            "}\n",
            ",\"a\":{\"b\":1e5}}",
            ",\"results\":[]}",
            "} x",
            "",
        ];
        for name in &projection.list {
            let before = if self.strange() { self.one_of(&before) } else { before[0] };
            self.text.push_str(&format!("{before}\"{name}\":"));
        }
        let count = self.chance() % 4;
        self.list(&projection.record, usize::from(count));
        for _ in &projection.list {
            let after = if self.strange() { self.one_of(&after) } else { after[0] };
            self.text.push_str(after);
        }
        self.text.into_bytes()
    }

    fn list(&mut self, element: &Branch, count: usize) {
        self.text.push('[');
        for index in 0..count {
            self.text.push_str(if index == 0 { "" } else { "," });
            self.value(element);
        }
        self.text.push(']');
    }

    fn value(&mut self, branch: &Branch) {
        if let Some((0, strange)) = self.replaced {
            self.replaced = None;
            self.text.push_str(strange);
            return;
        }
        self.replaced = self.replaced.map(|(before, strange)| (before - 1, strange));
        if self.strange() {
            let value = self.one_of(STRANGE);
            self.text.push_str(value);
            return;
        }
        match &branch.inner {
            Inner::Nothing => {
                let suits = self.suits.get(&branch.slot).cloned().unwrap_or_else(|| vec!["\"some text\"".to_owned()]);
                let value = suits[usize::from(self.chance()) % suits.len()].clone();
                self.text.push_str(&value);
            }
            Inner::Members(node) => {
                self.text.push('{');
                let mut members: Vec<(&str, &Branch)> = node.members().collect();
                let turn = usize::from(self.chance()) % members.len().max(1);
                members.rotate_left(turn);
                if self.strange() {
                    members.push(members[0]);
                }
                for (index, (name, branch)) in members.into_iter().enumerate() {
                    self.text.push_str(if index == 0 { "" } else { "," });
                    if self.strange() {
                        self.text.push_str("\"other\": { \"k\": [\"\\u0041\", 1.5] },");
                    }
                    let name = if self.strange() { name.replacen('e', "\\u0065", 1) } else { name.to_owned() };
                    self.text.push_str(&format!("\"{name}\":"));
                    self.value(branch);
                }
                self.text.push('}');
            }
            Inner::Elements(each) => {
                let count = self.chance() % 3;
                self.list(&each.element, usize::from(count));
            }
        }
    }
}

/// What suits the slots of some fields.
fn suits(fields: &[WriteField], found: &mut HashMap<usize, Vec<String>>) {
    fields.iter().filter_map(|field| field.value.as_ref()).for_each(|write| suits_of(write, found));
}

fn suits_of(write: &Write, found: &mut HashMap<usize, Vec<String>>) {
    match write {
        Write::Slot { slot, fit, .. } => {
            found.entry(*slot).or_insert_with(|| suiting(fit));
        }
        Write::List(list) | Write::First(list) => list.iter().for_each(|write| suits_of(write, found)),
        Write::Object { fields, .. } => suits(fields, found),
        Write::Table { from, entries, kept } => {
            if let Write::Slot { slot, .. } = from.as_ref() {
                let mut keys: Vec<String> =
                    entries.keys().map(|key| format!("\"{}\"", String::from_utf8_lossy(key))).collect();
                keys.sort();
                found.insert(*slot, keys);
            }
            kept.iter().for_each(|kept| suits_of(kept, found));
        }
        Write::Absent | Write::Literal(_) | Write::Each { .. } | Write::FirstOf { .. } | Write::Rule(_) => {}
    }
}

fn suiting(fit: &Fit) -> Vec<String> {
    if let Some(choices) = &fit.choices {
        return choices.iter().map(|choice| String::from_utf8_lossy(choice).into_owned()).collect();
    }
    let texts: &[&str] = match (fit.texts, fit.numbers, fit.booleans, &fit.elements) {
        (Texts::All, _, _, _) => &["\"x\"", "\"ü \\\"q\\\" \\n\"", "\"\\u00fc\"", "\"\""],
        (Texts::Times, _, _, _) => &["\"2026-01-02T03:04:05.678Z\"", "\"2026-01-02T03:04:05.6+01:00\""],
        (_, Numbers::All | Numbers::Whole, _, _) => &["0", "5", "5.0", "12345678901234567890123"],
        (_, _, true, _) => &["true", "false", "\"true\""],
        (_, _, _, Some(_)) => &["[]", "[\"x\",\"\\/\"]", "null"],
        _ => &["null"],
    };
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A page of what a test hands in as chance; so many of 256 values are strange.
pub fn page(projection: &Projection, chance: &[u8], strange: u8) -> Vec<u8> {
    Maker::new(projection, chance, strange, None).page(projection)
}

/// A page of one record, in which one value is strange: that with so many before it.
pub fn page_with(projection: &Projection, before: usize, strange: &'static str) -> Vec<u8> {
    Maker::new(projection, &[1; 500], 0, Some((before, strange))).page(projection)
}

/// The values below a branch and itself.
pub fn branches(branch: &Branch) -> usize {
    match &branch.inner {
        Inner::Nothing => 1,
        Inner::Members(node) => 1 + node.members().map(|(_, branch)| branches(branch)).sum::<usize>(),
        Inner::Elements(each) => 1 + branches(&each.element),
    }
}

/// What suits the slots within lists.
fn each_of(branch: &Branch, found: &mut HashMap<usize, Vec<String>>) {
    match &branch.inner {
        Inner::Nothing => {}
        Inner::Members(node) => node.members().for_each(|(_, branch)| each_of(branch, found)),
        Inner::Elements(each) => {
            each.writes.iter().for_each(|write| suits_of(&write.write, found));
            each_of(&each.element, found);
        }
    }
}
