//! A schema of the document to a schema of ours: names, types, enums, required and nullable; facts, and no prose.

mod merge;

pub use merge::with_known_required;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Value, json};

use crate::ImportError;
use crate::document::Document;
use crate::leftover::tell_of_schema;
use merge::{merge, null_allowed};

/// So many shapes may stand in each other.
const MAX_DEPTH: usize = 128;
/// So many parts may be read and merged, all in all; a document of 700 KiB with 160 operations comes to 24,000.
const MAX_WORK: usize = 1_000_000;

/// Converts shapes; named ones are kept apart and referred to.
pub struct Converter<'a> {
    pub(crate) document: &'a Document,
    named: BTreeMap<String, Value>,
    /// Pointers of named shapes that are still to be converted.
    waiting: Vec<String>,
    /// Pointers of the shapes that are being converted, to find one that is made of itself.
    open: Vec<String>,
    /// Those from here on say something of the same value; the ones before it are around it.
    same_value: usize,
    /// The alternatives that were followed, by the pointers of their lists.
    branches: BTreeMap<String, Rc<BTreeMap<String, usize>>>,
    work: usize,
    notes: BTreeSet<String>,
    /// What is told once, with the places that it is true of.
    told: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Converter<'a> {
    /// Nothing converted yet.
    pub fn new(document: &'a Document) -> Self {
        Self {
            document,
            named: BTreeMap::new(),
            waiting: Vec::new(),
            open: Vec::new(),
            same_value: 0,
            branches: BTreeMap::new(),
            work: 0,
            notes: BTreeSet::new(),
            told: BTreeMap::new(),
        }
    }

    /// Something that the reader of an import should know.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.insert(note.into());
    }

    /// Something that the reader should know once, whatever number of places it is true of.
    pub fn tell(&mut self, what: impl Into<String>, place: &str) {
        self.told.entry(what.into()).or_default().insert(place.to_owned());
    }

    /// The place that is being converted.
    pub fn place(&self) -> String {
        self.open.last().cloned().unwrap_or_default()
    }

    /// Counts the parts that are about to be made, and ends an import that would not end.
    pub fn spend(&mut self, parts: usize) -> Result<(), ImportError> {
        self.work = self.work.saturating_add(parts);
        let message = if self.work > MAX_WORK {
            format!("the shapes of this document come to more than {MAX_WORK} parts once its references are followed")
        } else if self.open.len() > MAX_DEPTH {
            format!("more than {MAX_DEPTH} shapes stand in each other")
        } else {
            return Ok(());
        };
        let help = "give what is referred to a name under `components.schemas`, or import fewer operations";
        Err(self.document.error(&self.place(), message).help(help))
    }

    /// The named shapes that were reached, and the notes.
    pub fn finish(mut self) -> Result<(BTreeMap<String, Value>, BTreeSet<String>), ImportError> {
        while let Some(pointer) = self.waiting.pop() {
            let Some(name) = self.document.name(&pointer).map(str::to_owned) else { continue };
            if !self.named.contains_key(&name) {
                self.named.insert(name.clone(), Value::Null);
                let shape = self.whole(&pointer)?;
                self.named.insert(name, shape);
            }
        }
        for (what, places) in self.told {
            let first = places.first().map_or("", String::as_str);
            let count = if places.len() == 1 { String::new() } else { format!(" and {} more", places.len() - 1) };
            self.notes.insert(format!("{first}{count}: {what}"));
        }
        Ok((self.named, self.notes))
    }

    /// The shape at a pointer: a reference if it has a name, else what it says.
    pub fn shape(&mut self, pointer: &str) -> Result<Value, ImportError> {
        let nullable = self.document.at(pointer)["nullable"].as_bool();
        let target = self.document.follow_schema(pointer)?;
        let shape = match self.document.name(&target) {
            Some(name) => {
                let reference = json!({ "$ref": name });
                self.waiting.push(target);
                reference
            }
            None => self.unnamed(&target)?,
        };
        Ok(match nullable {
            Some(nullable) => null_allowed(shape, nullable),
            None => shape,
        })
    }

    /// A shape without a name, or the one that it refers to if it adds nothing to that.
    fn unnamed(&mut self, pointer: &str) -> Result<Value, ImportError> {
        let whole = self.whole(pointer)?;
        let Some(reference) = self.document.reference(pointer)? else { return Ok(whole) };
        let target = self.document.follow_schema(&reference)?;
        match self.document.name(&target) {
            Some(name) if self.whole(&target)? == whole => {
                self.waiting.push(target.clone());
                Ok(json!({ "$ref": name }))
            }
            _ => Ok(whole),
        }
    }

    /// The shape at a pointer, of a value inside the one that is being converted.
    pub fn inner(&mut self, pointer: &str) -> Result<Value, ImportError> {
        self.inside(|converter| converter.shape(pointer))
    }

    /// Does something with a value inside the one that is being converted.
    pub fn inside<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.same_value, self.open.len());
        let done = work(self);
        self.same_value = before;
        done
    }

    /// What the shape at a pointer says itself; what it refers to further down stays a reference.
    pub fn whole(&mut self, pointer: &str) -> Result<Value, ImportError> {
        self.spend(1)?;
        let pointer = self.document.follow_schema(pointer)?;
        if let Some(place) = self.open.iter().position(|open| *open == pointer) {
            let name = self.document.name(&pointer).filter(|_| place < self.same_value);
            if let Some(name) = name {
                self.waiting.push(pointer.clone());
                return Ok(json!({ "$ref": name }));
            }
            self.note(if place < self.same_value {
                format!("{pointer} is made of itself without having a name: the inner one may be anything")
            } else {
                format!("{pointer} is made of itself: that part was left out, since it says nothing")
            });
            return Ok(json!({}));
        }
        self.open.push(pointer.clone());
        let shape = self.said(&pointer);
        self.open.pop();
        shape
    }

    /// A reference replaced by what it stands for.
    pub fn expanded(&mut self, shape: &Value) -> Result<Value, ImportError> {
        let pointer = shape["$ref"].as_str().and_then(|name| self.document.named(name)).map(str::to_owned);
        pointer.map_or_else(|| Ok(shape.clone()), |pointer| self.whole(&pointer))
    }

    /// The forms that a shape can have, each written out.
    pub fn forms(&mut self, shape: &Value) -> Result<Vec<Value>, ImportError> {
        let (mut forms, mut open, mut seen) = (Vec::new(), vec![shape.clone()], BTreeSet::new());
        while let Some(shape) = open.pop() {
            self.spend(1)?;
            if let Some(name) = shape["$ref"].as_str() {
                if seen.insert(name.to_owned()) {
                    open.push(self.expanded(&shape)?);
                }
            } else if let Some(branches) = shape["anyOf"].as_array() {
                open.extend(branches.iter().rev().cloned());
            } else {
                forms.push(shape);
            }
        }
        Ok(forms)
    }

    fn said(&mut self, pointer: &str) -> Result<Value, ImportError> {
        let document = self.document;
        let Some(schema) = document.at(pointer).as_object() else {
            if document.at(pointer) == false {
                self.note(format!("{pointer} allows no value at all, and was imported as any value"));
            }
            return Ok(json!({}));
        };
        tell_of_schema(schema, pointer, self);
        let mut shape = Value::Object(self.own(pointer, schema)?);
        for part in document.parts(pointer)? {
            let part = self.whole(&part)?;
            shape = merge(shape, part, self)?;
        }
        shape = self.alternatives(shape, pointer)?;
        let kinds = document.kinds(pointer);
        if schema.contains_key("discriminator")
            && !schema.contains_key("oneOf")
            && !schema.contains_key("anyOf")
            && !kinds.is_empty()
        {
            let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
            self.note(format!(
                "{pointer} has a `discriminator` and no `oneOf`: what only its kinds have ({}) was left out; add `oneOf` in the overlay to read it",
                kinds.join(", ")
            ));
        }
        Ok(match schema.get("nullable").and_then(Value::as_bool) {
            Some(nullable) => null_allowed(shape, nullable),
            None => shape,
        })
    }

    /// The shape with its alternatives.
    fn alternatives(&mut self, shape: Value, pointer: &str) -> Result<Value, ImportError> {
        let (mut kinds, mut rest) = (Vec::new(), Some(shape));
        for keyword in ["oneOf", "anyOf"] {
            // Where a kind of this shape is read, and this shape is a part of it, the choice is made.
            let branches = self.branches(pointer, keyword)?;
            if branches.is_empty() || self.open[self.same_value..].iter().any(|open| branches.contains_key(open)) {
                continue;
            }
            let mut others = Vec::new();
            let mut indexes: Vec<(usize, String)> =
                branches.iter().map(|(target, index)| (*index, target.clone())).collect();
            indexes.sort();
            for (index, target) in indexes {
                // A kind that has this shape among its parts says all of it by itself.
                let is_kind = self.document.name(&target).is_some() && self.extends(&target, pointer)?;
                let branch = self.shape(&format!("{pointer}/{keyword}/{index}"))?;
                if is_kind { kinds.push(branch) } else { others.push(branch) }
            }
            rest = match rest.filter(|_| !others.is_empty()) {
                Some(shape) => Some(merge(shape, json!({ "anyOf": others }), self)?),
                None => None,
            };
        }
        if kinds.is_empty() {
            return Ok(rest.unwrap_or_else(|| json!({})));
        }
        let rest = rest.map_or_else(Vec::new, |rest| match rest["anyOf"].as_array() {
            Some(branches) => branches.clone(),
            None => vec![rest],
        });
        Ok(json!({ "anyOf": kinds.into_iter().chain(rest).collect::<Vec<_>>() }))
    }

    /// Where the alternatives of a shape lead, each with its place among them; the first time they are followed.
    fn branches(&mut self, pointer: &str, keyword: &str) -> Result<Rc<BTreeMap<String, usize>>, ImportError> {
        let list = format!("{pointer}/{keyword}");
        if let Some(known) = self.branches.get(&list) {
            return Ok(known.clone());
        }
        let mut found = BTreeMap::new();
        for index in 0..self.document.at(&list).as_array().map_or(0, Vec::len) {
            found.entry(self.document.follow_schema(&format!("{list}/{index}"))?).or_insert(index);
        }
        let found = Rc::new(found);
        self.branches.insert(list, found.clone());
        Ok(found)
    }

    /// Whether all that the schema `base` says holds for the one at a pointer too, since it is among its parts.
    pub fn extends(&mut self, pointer: &str, base: &str) -> Result<bool, ImportError> {
        let mut seen = BTreeSet::new();
        let mut open = self.document.parts(pointer)?;
        while let Some(part) = open.pop() {
            self.spend(1)?;
            if part == base {
                return Ok(true);
            }
            if seen.insert(part.clone()) {
                open.extend(self.document.parts(&part)?);
            }
        }
        Ok(false)
    }
}
