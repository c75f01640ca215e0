//! Schema files to shapes: follows references, and refuses keywords that it could only ignore.

mod keywords;

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::{Choices, Format, Kinds, Property, Shape, ShapeId, Shapes, referred};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources};
use crate::yaml::{self, NodeId, NodeKind, Nodes};

/// Loads schemas by name, each once.
pub struct Loader<'a> {
    sources: &'a Sources,
    nodes: &'a mut Nodes,
    shapes: Shapes,
    files: HashMap<SourceId, Option<NodeId>>,
    made: HashMap<NodeId, ShapeId>,
}

impl<'a> Loader<'a> {
    /// Nothing loaded yet; the schemas' nodes join those of the connector.
    pub fn new(sources: &'a Sources, nodes: &'a mut Nodes) -> Self {
        Self { sources, nodes, shapes: Shapes::default(), files: HashMap::new(), made: HashMap::new() }
    }

    /// The shapes that were loaded.
    pub fn finish(self) -> Shapes {
        let mut shapes = self.shapes;
        for index in 0..shapes.list.len() {
            shapes.list[index].flat = shapes.flattened(ShapeId(u32::try_from(index).unwrap_or(u32::MAX)));
        }
        shapes
    }

    /// Whether each file that was asked for could be read.
    pub fn has_read_all(&self) -> bool {
        self.files.values().all(Option::is_some)
    }

    /// The nodes, to which each loaded schema adds its own.
    pub fn nodes(&self) -> &Nodes {
        self.nodes
    }

    /// The shape of that name; `None` if there is no such schema or it is no JSON.
    pub fn load(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<ShapeId> {
        let root = self.root(name, diagnostics)?;
        Some(self.shape(root, name, Some(name), diagnostics))
    }

    fn root(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Option<NodeId> {
        let source = self.sources.schema(name)?;
        if let Some(root) = self.files.get(&source) {
            return *root;
        }
        let root = yaml::parse(source, self.sources, self.nodes, diagnostics);
        self.files.insert(source, root);
        root
    }

    /// The shape of a schema node; `file` is the name of the file it is in, and `name` its own if it is the whole file.
    fn shape(&mut self, node: NodeId, file: &str, name: Option<&str>, diagnostics: &mut Diagnostics) -> ShapeId {
        if let Some(made) = self.made.get(&node) {
            return *made;
        }
        // The place is taken first, since a schema may refer to itself.
        let id = ShapeId(u32::try_from(self.shapes.list.len()).unwrap_or(u32::MAX));
        self.made.insert(node, id);
        let place = self.nodes.key_span(node);
        self.shapes.list.push(Shape {
            name: name.map(str::to_owned),
            span: place,
            kinds: Kinds::ALL,
            nullable: true,
            format: None,
            choices: None,
            default: None,
            properties: IndexMap::new(),
            open: true,
            others: None,
            items: None,
            alternatives: Vec::new(),
            flat: Vec::new(),
        });
        if matches!(self.nodes.get(node).kind, NodeKind::Mapping(_)) {
            self.keywords(node, diagnostics);
            self.fill(id, node, file, diagnostics);
        } else if self.nodes.json(node) != true {
            let message = "a schema is an object or `true`";
            diagnostics.push(Diagnostic::error(Code::InvalidSchema, self.nodes.span(node), message));
        }
        id
    }

    fn fill(&mut self, id: ShapeId, node: NodeId, file: &str, diagnostics: &mut Diagnostics) {
        if let Some(reference) = self.nodes.member(node, "$ref") {
            let target = self.reference(reference, file, diagnostics);
            let shape = &mut self.shapes.list[id.0 as usize];
            shape.nullable = false;
            shape.alternatives = target.into_iter().collect();
            return;
        }
        if let Some(branches) = self.nodes.member(node, "anyOf").or(self.nodes.member(node, "oneOf")) {
            self.is_list(branches, diagnostics);
            let branches = self.nodes.elements(branches).to_vec();
            let alternatives = branches.into_iter().map(|branch| self.shape(branch, file, None, diagnostics)).collect();
            let shape = &mut self.shapes.list[id.0 as usize];
            shape.nullable = false;
            shape.alternatives = alternatives;
            return;
        }
        self.types(id, node, diagnostics);
        self.members(id, node, file, diagnostics);
        self.others(id, node, file, diagnostics);
        if let Some(items) = self.nodes.member(node, "items") {
            let items = self.shape(items, file, None, diagnostics);
            self.shapes.list[id.0 as usize].items = Some(items);
        }
    }

    fn types(&mut self, id: ShapeId, node: NodeId, diagnostics: &mut Diagnostics) {
        let (mut kinds, mut nullable) = (Kinds::ALL, true);
        if let Some(types) = self.nodes.member(node, "type") {
            (kinds, nullable) = (Kinds::default(), false);
            let mut names = self.nodes.elements(types).to_vec();
            if names.is_empty() {
                names.push(types);
            }
            for name in names {
                let text = self.nodes.scalar(name).map(|scalar| scalar.text.clone()).unwrap_or_default();
                match Kinds::named(&text) {
                    Some(kind) => kinds = kinds.with(kind),
                    None if text == "null" => nullable = true,
                    None => diagnostics.push(
                        Diagnostic::error(
                            Code::InvalidSchema,
                            self.nodes.span(name),
                            format!("there is no type `{text}`"),
                        )
                        .help("the types are `string`, `integer`, `number`, `boolean`, `array`, `object` and `null`"),
                    ),
                }
            }
        }
        let choices = match (self.nodes.member(node, "enum"), self.nodes.member(node, "const")) {
            (Some(list), _) => {
                Some(self.nodes.elements(list).iter().map(|choice| self.nodes.json(*choice)).collect::<Vec<_>>())
            }
            (None, Some(only)) => Some(vec![self.nodes.json(only)]),
            (None, None) => None,
        };
        self.format_is_known(node, diagnostics);
        self.nodes.member(node, "enum").iter().for_each(|list| self.is_list(*list, diagnostics));
        let format = self.nodes.member(node, "format").and_then(|format| self.nodes.scalar(format));
        let format = format.and_then(|format| match format.text.as_str() {
            "date-time" => Some(Format::DateTime),
            "date" => Some(Format::Date),
            _ => None,
        });
        let default = self.nodes.member(node, "default").map(|default| Box::new(self.nodes.json(default)));
        let shape = &mut self.shapes.list[id.0 as usize];
        shape.default = default;
        let choices = choices.map(|mut choices| {
            nullable = nullable && choices.contains(&Value::Null);
            choices.retain(|choice| !choice.is_null());
            Choices::from(choices)
        });
        (shape.kinds, shape.nullable, shape.choices, shape.format) = (kinds, nullable, choices, format);
    }

    fn members(&mut self, id: ShapeId, node: NodeId, file: &str, diagnostics: &mut Diagnostics) {
        let Some(properties) = self.nodes.member(node, "properties") else {
            return;
        };
        let required = self.nodes.member(node, "required").map_or(&[][..], |list| self.nodes.elements(list)).iter();
        let required: Vec<&str> =
            required.filter_map(|name| self.nodes.scalar(*name)).map(|scalar| scalar.text.as_str()).collect();
        let entries = self.nodes.entries(properties).iter();
        let entries: Vec<(String, NodeId, bool)> =
            entries.map(|(name, value)| (name.clone(), *value, required.contains(&name.as_str()))).collect();
        let mut made = IndexMap::with_capacity(entries.len());
        for (name, value, required) in entries {
            let span = self.nodes.key_span(value);
            let shape = self.shape(value, file, None, diagnostics);
            made.insert(name, Property { shape, required, span });
        }
        if let Some(list) = self.nodes.member(node, "required") {
            for name in self.nodes.elements(list) {
                let text = self.nodes.scalar(*name).map_or("", |scalar| scalar.text.as_str());
                if !made.contains_key(text) {
                    let span = self.nodes.within(*name, 0..text.len());
                    diagnostics.push(
                        Diagnostic::error(Code::InvalidSchema, span, format!("`{text}` is required and no property"))
                            .suggest(span, text, made.keys().map(String::as_str)),
                    );
                }
            }
        }
        self.shapes.list[id.0 as usize].properties = made;
    }

    /// Members that `properties` does not name: nobody may read them, unless the schema speaks of them.
    fn others(&mut self, id: ShapeId, node: NodeId, file: &str, diagnostics: &mut Diagnostics) {
        let written = self.nodes.member(node, "additionalProperties");
        let json = written.map(|value| self.nodes.json(value));
        if let Some(wrong) = json.as_ref().filter(|value| !value.is_boolean() && !value.is_object()) {
            let message = format!("`additionalProperties` is true, false or a schema, and not {wrong}");
            diagnostics.push(Diagnostic::error(Code::InvalidSchema, self.nodes.span(node), message));
        }
        let others = written.filter(|_| json.as_ref().is_some_and(Value::is_object));
        let others = others.map(|others| self.shape(others, file, None, diagnostics));
        let named = self.nodes.member(node, "properties").is_some();
        let shape = &mut self.shapes.list[id.0 as usize];
        shape.others = others;
        shape.open = if named { json.is_some_and(|json| json != false) } else { shape.open };
    }

    fn reference(&mut self, node: NodeId, file: &str, diagnostics: &mut Diagnostics) -> Option<ShapeId> {
        let text = self.nodes.scalar(node)?.text.clone();
        let (path, pointer) = text.split_once('#').unwrap_or((&text, ""));
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = match path.strip_suffix(".json").unwrap_or(path) {
            "" => file.to_owned(),
            _ => referred(file, path),
        };
        let Some(mut target) = self.root(&name, diagnostics) else {
            // One that is there and is no schema was told.
            self.sources.schema(&name).is_none().then_some(())?;
            let span = self.nodes.within(node, 0..path.len());
            let names: Vec<String> = self
                .sources
                .schema_names()
                .filter_map(|name| name.strip_prefix(folder)?.strip_prefix('/'))
                .map(|name| format!("{name}.json"))
                .collect();
            diagnostics.push(
                Diagnostic::error(Code::InvalidSchema, span, format!("there is no schema `{path}` beside this one"))
                    .suggest(span, path, names.iter().map(String::as_str)),
            );
            return None;
        };
        for part in pointer.split('/').filter(|part| !part.is_empty()) {
            let Some(next) = self.nodes.member(target, part) else {
                let message = format!("`{text}` points at nothing");
                diagnostics.push(Diagnostic::error(Code::InvalidSchema, self.nodes.span(node), message));
                return None;
            };
            target = next;
        }
        let whole = pointer.split('/').all(str::is_empty);
        Some(self.shape(target, &name, whole.then_some(name.as_str()), diagnostics))
    }
}
