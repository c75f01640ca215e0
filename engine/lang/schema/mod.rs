//! Shapes: what the schemas in `schemas/` say of a value, ready to be walked by paths and filled by mappings.
//!
//! The schemas are JSON Schema 2020-12, in the part of it that says what members a value has and of which types.

mod load;
mod made;
mod same;

pub use load::Loader;

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::source::Span;

/// The name of the schema that a file names by its path from there, as in `../job.json`.
pub fn referred(file: &str, path: &str) -> String {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.strip_suffix(".json").unwrap_or(path).split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// One shape of [`Shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(u32);

/// All shapes that a connector refers to.
#[derive(Debug, Default)]
pub struct Shapes {
    list: Vec<Shape>,
}

/// The values that a schema lists; shared, since they can be a thousand and many places ask for them.
pub type Choices = Arc<[Value]>;

/// What is known of a value.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The name of the schema, where the shape is a whole file: `ats/job`.
    pub name: Option<String>,
    /// Where the schema says it.
    pub span: Span,
    /// Which kinds the value can be; all of them if nothing was said.
    pub kinds: Kinds,
    /// Whether the value can be null.
    pub nullable: bool,
    /// The format of text.
    pub format: Option<Format>,
    /// The values it can have beside null.
    pub choices: Option<Choices>,
    /// What counts where nothing is sent.
    pub default: Option<Box<Value>>,
    /// The members of an object.
    pub properties: IndexMap<String, Property>,
    /// Whether an object can have other members.
    pub open: bool,
    /// The shape of those other members, if the schema says it.
    pub others: Option<ShapeId>,
    /// The elements of a list.
    pub items: Option<ShapeId>,
    /// The shapes of which the value has one.
    pub alternatives: Vec<ShapeId>,
    /// The shapes without alternatives that it comes to, itself or others; known once all are loaded.
    flat: Vec<ShapeId>,
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// Its shape.
    pub shape: ShapeId,
    /// Whether it is always there.
    pub required: bool,
    /// Where the schema names it.
    pub span: Span,
}

/// Formats that change what a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A time with its offset (RFC 3339).
    DateTime,
    /// A day.
    Date,
}

/// A set of JSON's kinds of value, null left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// Text.
    pub const STRING: Kinds = Kinds(1);
    /// A whole number.
    pub const INTEGER: Kinds = Kinds(2);
    /// A number.
    pub const NUMBER: Kinds = Kinds(4);
    /// `true` or `false`.
    pub const BOOLEAN: Kinds = Kinds(8);
    /// A list.
    pub const ARRAY: Kinds = Kinds(16);
    /// An object.
    pub const OBJECT: Kinds = Kinds(32);
    /// Every kind that holds no others.
    pub const SCALARS: Kinds = Kinds(15);
    /// Every kind.
    pub const ALL: Kinds = Kinds(63);

    const NAMES: [(Kinds, &'static str); 6] = [
        (Kinds::STRING, "string"),
        (Kinds::INTEGER, "integer"),
        (Kinds::NUMBER, "number"),
        (Kinds::BOOLEAN, "boolean"),
        (Kinds::ARRAY, "array"),
        (Kinds::OBJECT, "object"),
    ];

    /// The kind of JSON Schema's name for it.
    pub fn named(name: &str) -> Option<Kinds> {
        Kinds::NAMES.iter().find(|(_, own)| *own == name).map(|(kind, _)| *kind)
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Whether the two have a kind in common.
    pub fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no kind.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for Kinds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Kinds::ALL {
            return formatter.write_str("any value");
        }
        if self.is_empty() {
            return formatter.write_str("null");
        }
        let names: Vec<&str> =
            Kinds::NAMES.iter().filter(|(kind, _)| self.meets(*kind)).map(|(_, name)| *name).collect();
        formatter.write_str(&names.join(" or "))
    }
}

/// What a look-up of a member comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// The shapes that the member can have.
    Found(Vec<ShapeId>),
    /// There is no such member.
    Unknown,
    /// The value is no object.
    NoObject,
}

impl Shapes {
    /// A shape.
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.list[id.0 as usize]
    }

    /// The shape without alternatives: itself, or the ones it can be.
    pub fn flat(&self, id: ShapeId) -> impl ExactSizeIterator<Item = ShapeId> + Clone {
        self.get(id).flat.iter().copied()
    }

    fn flattened(&self, id: ShapeId) -> Vec<ShapeId> {
        // A shape may lead back to itself.
        let (mut open, mut seen) = (vec![id], Vec::new());
        let mut flat = Vec::new();
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let shape = self.get(id);
            if shape.alternatives.is_empty() {
                flat.push(id);
            } else {
                open.extend(shape.alternatives.iter().rev());
            }
        }
        flat
    }

    /// The kinds that a value of the shape can have.
    pub fn kinds(&self, id: ShapeId) -> Kinds {
        self.flat(id).fold(Kinds::default(), |kinds, id| kinds.with(self.get(id).kinds))
    }

    /// Whether a value of the shape can be anything.
    pub fn says_nothing(&self, id: ShapeId) -> bool {
        let shape = self.get(id);
        shape.alternatives.is_empty()
            && shape.kinds == Kinds::ALL
            && shape.properties.is_empty()
            && shape.items.is_none()
    }

    /// Whether a value of the shape can be null.
    pub fn nullable(&self, id: ShapeId) -> bool {
        // A shape may lead back to itself.
        let (mut open, mut seen) = (vec![id], Vec::new());
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let shape = self.get(id);
            if shape.nullable {
                return true;
            }
            open.extend(&shape.alternatives);
        }
        false
    }

    /// Looks up a member of an object.
    pub fn member(&self, id: ShapeId, name: &str) -> Member {
        let mut found = Vec::new();
        let mut is_object = false;
        let mut open = false;
        for id in self.flat(id) {
            let shape = self.get(id);
            if !shape.kinds.meets(Kinds::OBJECT) {
                continue;
            }
            is_object = true;
            open |= shape.open;
            match shape.properties.get(name) {
                Some(property) => found.push(property.shape),
                None => found.extend(shape.others),
            }
        }
        match (is_object, found.is_empty()) {
            (false, _) => Member::NoObject,
            (true, true) if !open => Member::Unknown,
            (true, _) => Member::Found(found),
        }
    }

    /// The shapes that a member of any of these can have; none where nothing is known of such a member.
    pub fn members(&self, of: &[ShapeId], name: &str) -> Vec<ShapeId> {
        let members = of.iter().map(|id| self.member(*id, name));
        members.flat_map(|member| if let Member::Found(found) = member { found } else { Vec::new() }).collect()
    }

    /// The properties of all objects that the shape can be.
    pub fn properties(&self, id: ShapeId) -> impl Iterator<Item = (&str, Property)> {
        let flat = self.flat(id);
        flat.flat_map(|id| self.get(id).properties.iter().map(|(name, property)| (name.as_str(), *property)))
    }

    /// The shapes of a list's elements; `None` if the value is no list.
    pub fn elements(&self, id: ShapeId) -> Option<Vec<ShapeId>> {
        let mut lists = self.flat(id).map(|id| self.get(id)).filter(|shape| shape.kinds.meets(Kinds::ARRAY)).peekable();
        lists.peek()?;
        Some(lists.filter_map(|shape| shape.items).collect())
    }

    /// The values that text of this shape can have, if the schema lists them.
    pub fn choices(&self, id: ShapeId) -> Option<Choices> {
        let mut lists = Vec::new();
        for id in self.flat(id) {
            let shape = self.get(id);
            match &shape.choices {
                Some(choices) => lists.push(choices),
                None if shape.kinds.is_empty() => {}
                None => return None,
            }
        }
        lists.retain(|list| !list.is_empty());
        match lists.as_slice() {
            [] => None,
            [only] => Some(Choices::clone(only)),
            several => Some(several.iter().flat_map(|list| list.iter().cloned()).collect()),
        }
    }

    /// The format of the text, if every alternative that is text has the same.
    pub fn format(&self, id: ShapeId) -> Option<Format> {
        let mut formats = self
            .flat(id)
            .map(|id| self.get(id))
            .filter(|shape| shape.kinds.meets(Kinds::STRING))
            .map(|shape| shape.format);
        let first = formats.next()??;
        formats.all(|format| format == Some(first)).then_some(first)
    }

    /// The name of the schema file that the shape is, null aside.
    pub fn name(&self, id: ShapeId) -> Option<&str> {
        match self.get(id).flat.as_slice() {
            [only] => self.get(*only).name.as_deref(),
            several => {
                let mut named = several.iter().filter(|id| !self.get(**id).kinds.is_empty());
                match (named.next(), named.next()) {
                    (Some(only), None) => self.get(*only).name.as_deref(),
                    _ => None,
                }
            }
        }
    }
}
