//! An OpenAPI document as a tree with pointers: references are followed, and shapes have names.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::ImportError;
use crate::names::{Unique, snake};

/// A chain of references longer than this goes in a circle.
const MAX_HOPS: usize = 64;
/// Keywords that say which values are right; beside a `$ref` they hold as well.
const FACTS: &[&str] = &[
    "type",
    "const",
    "enum",
    "format",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
];

/// A document with its corrections applied.
#[derive(Debug)]
pub struct Document {
    path: String,
    root: Value,
    /// The name of the shape at a pointer.
    names: BTreeMap<String, String>,
    /// The pointer of the shape of a name.
    pointers: BTreeMap<String, String>,
    /// The names of the shapes that have the one at a pointer among their parts.
    kinds: BTreeMap<String, Vec<String>>,
}

impl Document {
    /// A document of version 3, with the names of its shapes.
    pub fn new(root: Value, path: &str) -> Result<Self, ImportError> {
        match root["openapi"].as_str() {
            Some(version) if version.starts_with("3.") => {}
            Some(version) => {
                let message = format!("this is a document of OpenAPI {version}, and 3.0 or 3.1 is read");
                return Err(ImportError::new(path, "openapi", message));
            }
            None => {
                let message = "this is no OpenAPI document: it has no `openapi`";
                let help = "a document of Swagger 2.0 has to be converted to OpenAPI 3 first";
                return Err(ImportError::new(path, "", message).help(help));
            }
        }
        let mut document = Self {
            path: path.to_owned(),
            root,
            names: BTreeMap::new(),
            pointers: BTreeMap::new(),
            kinds: BTreeMap::new(),
        };
        document.names = document.shape_names()?;
        document.pointers = document.names.iter().map(|(pointer, name)| (name.clone(), pointer.clone())).collect();
        for (pointer, name) in &document.names {
            for part in document.parts(pointer)? {
                document.kinds.entry(part).or_default().push(name.clone());
            }
        }
        Ok(document)
    }

    /// The value at a pointer such as `#/paths/~1pets`, for what is known to be there.
    pub fn at(&self, pointer: &str) -> &Value {
        self.root.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null)
    }

    /// Where a pointer leads once every reference on the way is followed.
    pub fn follow(&self, pointer: &str) -> Result<String, ImportError> {
        self.follow_while(pointer, |_| true)
    }

    /// Where the pointer of a schema leads: as far as there is nothing beside the reference that counts.
    pub fn follow_schema(&self, pointer: &str) -> Result<String, ImportError> {
        self.follow_while(pointer, |value| FACTS.iter().all(|fact| value.get(fact).is_none()))
    }

    /// Where the reference at a pointer leads, without what follows.
    pub fn reference(&self, pointer: &str) -> Result<Option<String>, ImportError> {
        let Some(reference) = self.at(pointer)["$ref"].as_str() else { return Ok(None) };
        let decoded = percent_encoding::percent_decode_str(reference).decode_utf8_lossy().into_owned();
        if !decoded.starts_with('#') {
            let message = format!("`{reference}` refers to another file");
            return Err(self.error(pointer, message).help("put all of the document into one file first"));
        }
        if self.root.pointer(decoded.trim_start_matches('#')).is_none() {
            return Err(self.error(pointer, format!("`{reference}` refers to nothing")));
        }
        Ok(Some(decoded))
    }

    fn follow_while(&self, pointer: &str, goes_on: impl Fn(&Value) -> bool) -> Result<String, ImportError> {
        let mut pointer = pointer.to_owned();
        for _ in 0..MAX_HOPS {
            match self.reference(&pointer)?.filter(|_| goes_on(self.at(&pointer))) {
                Some(next) => pointer = next,
                None => return Ok(pointer),
            }
        }
        Err(self.error(&pointer, "references go in a circle"))
    }

    /// The pointers of what holds for the schema at a pointer too: its `allOf`, and the `$ref` beside its keywords.
    pub fn parts(&self, pointer: &str) -> Result<Vec<String>, ImportError> {
        let count = self.at(pointer)["allOf"].as_array().map_or(0, Vec::len);
        let parts = (0..count).map(|index| self.follow_schema(&format!("{pointer}/allOf/{index}")));
        let reference = self.reference(pointer)?.map(|reference| self.follow_schema(&reference));
        reference.into_iter().chain(parts).collect()
    }

    /// The names of the shapes that have the one at a pointer among their parts.
    pub fn kinds(&self, pointer: &str) -> &[String] {
        self.kinds.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// The name of the shape at a pointer, if it has one.
    pub fn name(&self, pointer: &str) -> Option<&str> {
        self.names.get(pointer).map(String::as_str)
    }

    /// The pointer of a named shape.
    pub fn named(&self, name: &str) -> Option<&str> {
        self.pointers.get(name).map(String::as_str)
    }

    /// An error at a pointer.
    pub fn error(&self, pointer: &str, message: impl Into<String>) -> ImportError {
        ImportError::new(&self.path, pointer, message)
    }

    /// Shapes under `components` have their names; one that only refers elsewhere names what it refers to.
    fn shape_names(&self) -> Result<BTreeMap<String, String>, ImportError> {
        const COMPONENTS: &str = "#/components/schemas/";
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut unique = Unique::default();
        let empty = Map::new();
        for name in self.at("#/components/schemas").as_object().unwrap_or(&empty).keys() {
            let own = format!("{COMPONENTS}{}", escaped(name));
            let target = self.follow_schema(&own)?;
            let is_other = target.strip_prefix(COMPONENTS).is_some_and(|rest| !rest.contains('/')) && target != own;
            if is_other || names.contains_key(&target) {
                continue;
            }
            names.insert(target, unique.name(&snake(name)));
        }
        Ok(names)
    }
}

/// A key as it stands in a JSON pointer (RFC 6901).
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
