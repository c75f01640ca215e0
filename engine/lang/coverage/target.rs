//! The target's fields, down to those of the objects that a mapping makes, and what fills them.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Filled, TargetField};
use crate::expression::Expression;
use crate::plan::Placed;
use crate::resolve::{FieldsOf, ResolvedElements, ResolvedField, ResolvedMapping, ResolvedRule};
use crate::schema::{ShapeId, Shapes};

/// Mappings within mappings end before this.
const MAX_DEPTH: usize = 32;

/// Every field of a mapping's target.
pub fn fields(
    shapes: &Shapes,
    mapping: &ResolvedMapping,
    mappings: &IndexMap<String, ResolvedMapping>,
) -> Vec<TargetField> {
    let mut walk = Walk { shapes, mappings, found: Vec::new(), depth: 0 };
    match (mapping.target, mapping.fields.first().and_then(|field| field.rule.as_ref())) {
        (Some(target), Some(rule)) if mapping.list.is_some() => walk.records(target, &rule.value, mapping),
        (Some(target), _) => walk.object("", target, &mapping.fields, Some(mapping)),
        (None, _) => {}
    }
    walk.found
}

struct Walk<'a> {
    shapes: &'a Shapes,
    mappings: &'a IndexMap<String, ResolvedMapping>,
    found: Vec<TargetField>,
    depth: usize,
}

impl Walk<'_> {
    fn object(&mut self, way: &str, shape: ShapeId, written: &[ResolvedField], mapping: Option<&ResolvedMapping>) {
        self.depth += 1;
        for (name, property) in self.shapes.properties(shape) {
            let path = if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
            let field = written.iter().find(|field| field.name == name).and_then(|field| field.rule.as_ref());
            match field {
                Some(rule) if self.depth < MAX_DEPTH => self.rule(path, property.shape, &rule.value),
                _ => {
                    let why = mapping.and_then(|mapping| mapping.impossible.get(name));
                    let filled = why.map_or(Filled::Nothing, |why| Filled::Impossible(why.value.clone()));
                    self.found.push(TargetField { path, filled, lookups: Vec::new() });
                }
            }
        }
        self.depth -= 1;
    }

    /// The fields of several records, of each that is made in another way in turn.
    fn records(&mut self, target: ShapeId, rule: &ResolvedRule, mapping: &ResolvedMapping) {
        match rule {
            ResolvedRule::List(rules) => {
                rules.iter().for_each(|rule| self.records(target, &rule.value, mapping));
                self.together();
            }
            ResolvedRule::Each(elements) => self.records(target, &elements.element.value, mapping),
            ResolvedRule::LookUp { name, value, .. } => {
                let before = self.found.len();
                self.records(target, &value.value, mapping);
                self.by_lookup(before, &name.value);
            }
            ResolvedRule::Object { fields: FieldsOf::Own(fields), .. } => {
                self.object("", target, fields, Some(mapping));
            }
            ResolvedRule::Object { fields: FieldsOf::Mapping(name, _), .. } => {
                if let Some(own) = self.mappings.get(name) {
                    self.object("", target, &own.fields, Some(own));
                }
            }
            rule => self.found.push(field(String::new(), rule)),
        }
    }

    /// Fields that several records of a list have are one field each, with the constants of all.
    fn together(&mut self) {
        let mut all: Vec<TargetField> = Vec::new();
        for field in std::mem::take(&mut self.found) {
            let known = all.iter_mut().find(|known| known.path == field.path);
            match (known.map(|known| &mut known.filled), field.filled.clone()) {
                (Some(Filled::Constant(values)), Filled::Constant(value)) if *values != value => {
                    values.push_str(" or ");
                    values.push_str(&value);
                }
                (Some(_), _) => {}
                (None, filled) => all.push(TargetField { filled, ..field }),
            }
        }
        self.found = all;
    }

    /// Says of fields that were found since that a look-up fills them.
    fn by_lookup(&mut self, since: usize, name: &str) {
        for field in &mut self.found[since..] {
            if let Filled::From(text) = &field.filled {
                field.filled = Filled::LookUp(format!("{name}: {text}"));
                field.lookups.push(name.to_owned());
            }
        }
    }

    fn rule(&mut self, path: String, shape: ShapeId, rule: &ResolvedRule) {
        let element = match rule {
            ResolvedRule::Each(elements) => Some(&elements.element.value),
            ResolvedRule::List(rules) if rules.len() == 1 => Some(&rules[0].value),
            _ => None,
        };
        let inner = match (rule, element) {
            (ResolvedRule::Object { fields, .. }, _) => Some((path.clone(), Some(shape), fields)),
            (_, Some(ResolvedRule::Object { fields, .. })) => Some((format!("{path}[*]"), self.element(shape), fields)),
            _ => None,
        };
        match inner {
            Some((path, Some(shape), FieldsOf::Own(fields))) => self.object(&path, shape, fields, None),
            Some((path, Some(shape), FieldsOf::Mapping(name, _))) => {
                if let Some(mapping) = self.mappings.get(name) {
                    self.object(&path, shape, &mapping.fields, Some(mapping));
                }
            }
            _ => self.found.push(field(path, rule)),
        }
    }

    fn element(&self, shape: ShapeId) -> Option<ShapeId> {
        self.shapes.elements(shape)?.first().copied()
    }
}

fn field(path: String, rule: &ResolvedRule) -> TargetField {
    let mut lookups = Vec::new();
    look_ups(rule, &mut lookups);
    TargetField { path, filled: filled(rule), lookups }
}

fn filled(rule: &ResolvedRule) -> Filled {
    let is_nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match rule {
        ResolvedRule::List(rules) if rules.is_empty() => Filled::Nothing,
        ResolvedRule::Value(Expression::Literal(value)) | ResolvedRule::Constant(value) if is_nothing(value) => {
            Filled::Nothing
        }
        ResolvedRule::Value(Expression::Literal(value)) | ResolvedRule::Constant(value) => {
            Filled::Constant(value.to_string())
        }
        ResolvedRule::LookUp { name, value, .. } => Filled::LookUp(format!("{}: {}", name.value, text(&value.value))),
        rule if ends_in_look_up(rule) => Filled::LookUp(text(rule)),
        rule => Filled::From(text(rule)),
    }
}

/// Whether a rule has nothing of its own left where it comes to a look-up.
fn ends_in_look_up(rule: &ResolvedRule) -> bool {
    match rule {
        ResolvedRule::LookUp { .. } => true,
        ResolvedRule::First(rules) => rules.last().is_some_and(|last| ends_in_look_up(&last.value)),
        ResolvedRule::Each(elements) | ResolvedRule::FirstOf(elements) => ends_in_look_up(&elements.element.value),
        ResolvedRule::When { value: inner, .. }
        | ResolvedRule::OneOf { value: inner, .. }
        | ResolvedRule::Table { from: inner, .. } => ends_in_look_up(&inner.value),
        ResolvedRule::List(rules) => !rules.is_empty() && rules.iter().all(|rule| ends_in_look_up(&rule.value)),
        _ => false,
    }
}

/// The names of the look-ups in a rule, each once.
fn look_ups(rule: &ResolvedRule, names: &mut Vec<String>) {
    let mut all = |rules: &[Placed<ResolvedRule>]| rules.iter().for_each(|rule| look_ups(&rule.value, names));
    match rule {
        ResolvedRule::LookUp { name, value, .. } => {
            if !names.contains(&name.value) {
                names.push(name.value.clone());
            }
            look_ups(&value.value, names);
        }
        ResolvedRule::First(rules) | ResolvedRule::List(rules) => all(rules),
        ResolvedRule::Each(elements) | ResolvedRule::FirstOf(elements) => look_ups(&elements.element.value, names),
        ResolvedRule::When { value: inner, .. }
        | ResolvedRule::OneOf { value: inner, .. }
        | ResolvedRule::Table { from: inner, .. } => {
            look_ups(&inner.value, names);
        }
        ResolvedRule::Object { fields: FieldsOf::Own(fields), .. } => {
            fields.iter().filter_map(|field| field.rule.as_ref()).for_each(|rule| look_ups(&rule.value, names));
        }
        _ => {}
    }
}

/// A rule in a line.
fn text(rule: &ResolvedRule) -> String {
    let all =
        |rules: &[Placed<ResolvedRule>]| rules.iter().map(|rule| text(&rule.value)).collect::<Vec<_>>().join(", ");
    match rule {
        ResolvedRule::Value(expression) => expression.text(),
        ResolvedRule::Constant(value) => value.to_string(),
        ResolvedRule::LookUp { name, value, .. } => format!("{} of the look-up {}", text(&value.value), name.value),
        ResolvedRule::Step { name, value, .. } => format!("{} of the step {}", text(&value.value), name.value),
        ResolvedRule::Unasked { .. } => "a look-up".to_owned(),
        ResolvedRule::One(path) => format!("the only one of {}", path.value.text()),
        ResolvedRule::OneOf { nodes, value, .. } => {
            format!("{} of the one that is meant of {}", text(&value.value), nodes.value.text())
        }
        ResolvedRule::When { when, value } => format!("{} if there is {}", text(&value.value), when.value.text()),
        ResolvedRule::List(rules) => format!("[{}]", all(rules)),
        ResolvedRule::First(rules) => format!("the first of {}", all(rules)),
        ResolvedRule::Object { from, .. } => from.as_ref().map_or(String::new(), |from| from.value.text().to_owned()),
        ResolvedRule::Each(elements) => elements_text(elements),
        ResolvedRule::FirstOf(elements) => format!("the first of {}", elements_text(elements)),
        ResolvedRule::Table { from, .. } => format!("a table over {}", text(&from.value)),
    }
}

fn elements_text(elements: &ResolvedElements) -> String {
    let nodes = elements.each.value.text();
    match &elements.element.value {
        ResolvedRule::Object { .. } => nodes.to_owned(),
        ResolvedRule::Value(Expression::Path(path)) if path.text() == "$" => nodes.to_owned(),
        element => format!("{} of {nodes}", text(element)),
    }
}
