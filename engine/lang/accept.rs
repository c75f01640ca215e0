//! What a caller may give for a record: each member is one of the schema's, of its type, and there if it is required.

use indexmap::IndexMap;
use serde_json::Value;

use crate::conversion::kind;
use crate::diagnostic::{closest, quoted_list};
use crate::schema::{Choices, Format, Kinds, ShapeId, Shapes};
use crate::time;

/// What a value that is given may be: one of some forms, or null.
#[derive(Debug, Clone)]
pub struct Accept {
    forms: Vec<Form>,
    nullable: bool,
}

/// One form that a value may have.
#[derive(Debug, Clone)]
struct Form {
    kinds: Kinds,
    format: Option<Format>,
    choices: Option<Choices>,
    /// The members of an object, and whether each is required; any member if there are none.
    members: IndexMap<String, (Accept, bool)>,
    /// Whether an object may have other members.
    open: bool,
    items: Option<Box<Accept>>,
}

impl Accept {
    /// What a shape accepts; `None` if the shape holds itself.
    pub(crate) fn of(shapes: &Shapes, id: ShapeId) -> Option<Self> {
        Self::inside(shapes, id, &mut Vec::new())
    }

    fn inside(shapes: &Shapes, id: ShapeId, open: &mut Vec<ShapeId>) -> Option<Self> {
        if open.contains(&id) {
            return None;
        }
        open.push(id);
        let mut forms = Vec::new();
        for flat in shapes.flat(id) {
            let shape = shapes.get(flat);
            if shape.kinds.is_empty() {
                continue;
            }
            let mut members = IndexMap::new();
            for (name, property) in &shape.properties {
                let accept = Self::inside(shapes, property.shape, open)?;
                members.insert(name.clone(), (accept, property.required));
            }
            let items = match shape.items {
                Some(items) => Some(Box::new(Self::inside(shapes, items, open)?)),
                None => None,
            };
            let (kinds, format, choices) = (shape.kinds, shape.format, shape.choices.clone());
            forms.push(Form { kinds, format, choices, members, open: shape.open, items });
        }
        open.pop();
        Some(Self { forms, nullable: shapes.nullable(id) })
    }

    /// Every mistake in what is given, with the path to it; `told` says what a value is that does not fit.
    pub fn mistakes(&self, given: &Value, told: &dyn Fn(&Value) -> String) -> Vec<String> {
        self.at("$", given, told)
    }

    /// The members of the record, one a line, each with the kinds that it can be.
    pub fn lines(&self) -> Vec<String> {
        let members = self.forms.iter().flat_map(|form| &form.members);
        let line = |(name, (accept, required)): (&String, &(Accept, bool))| {
            let required = if *required { ", required" } else { "" };
            format!("{name} ({}{required})", accept.word())
        };
        members.map(line).collect()
    }

    fn word(&self) -> String {
        let kinds = self.forms.iter().fold(Kinds::default(), |kinds, form| kinds.with(form.kinds)).to_string();
        let choices: Vec<&Value> =
            self.forms.iter().flat_map(|form| form.choices.iter().flat_map(|choices| choices.iter())).collect();
        let names: Vec<&str> = choices.iter().filter_map(|choice| choice.as_str()).collect();
        let inside: Vec<&str> = self.forms.iter().flat_map(|form| form.members.keys()).map(String::as_str).collect();
        let items = self.forms.iter().find_map(|form| form.items.as_ref());
        match (items, names.is_empty(), inside.is_empty()) {
            (Some(items), _, _) => format!("array of {}", items.word()),
            (None, false, _) => format!("one of {}", names.join(", ")),
            (None, true, false) => format!("{kinds} of {}", inside.join(", ")),
            (None, true, true) => kinds,
        }
    }

    fn at(&self, way: &str, given: &Value, told: &dyn Fn(&Value) -> String) -> Vec<String> {
        if given.is_null() {
            let help = if self.nullable { return Vec::new() } else { "leave it out if nothing is meant" };
            return vec![format!("`{way}` cannot be null: {help}")];
        }
        let all = self.forms.iter().fold(Kinds::default(), |kinds, form| kinds.with(form.kinds));
        let fitting = self.forms.iter().filter(|form| form.kinds.meets(kind(given)));
        // Of several forms, the one that comes closest says what is wrong.
        let closest = fitting.map(|form| form.at(way, given, told)).min_by_key(Vec::len);
        closest.unwrap_or_else(|| vec![format!("`{way}`: {all} is wanted, and {} was given", told(given))])
    }
}

impl Form {
    fn at(&self, way: &str, given: &Value, told: &dyn Fn(&Value) -> String) -> Vec<String> {
        match given {
            Value::Object(_) if self.members.is_empty() => Vec::new(),
            Value::Object(object) => {
                let mut mistakes = Vec::new();
                for (name, value) in object {
                    match self.members.get(name) {
                        Some((accept, _)) => mistakes.extend(accept.at(&format!("{way}.{name}"), value, told)),
                        None if self.open => {}
                        None => mistakes.push(self.unknown(way, name)),
                    }
                }
                let missing =
                    self.members.iter().filter(|(name, (_, required))| *required && !object.contains_key(*name));
                mistakes.extend(missing.map(|(name, _)| format!("`{way}.{name}` is required")));
                mistakes
            }
            Value::Array(list) => {
                let items = self.items.iter().flat_map(|items| {
                    let element = move |(index, value)| items.at(&format!("{way}[{index}]"), value, told);
                    list.iter().enumerate().flat_map(element)
                });
                items.collect()
            }
            scalar => self.scalar(way, scalar, told),
        }
    }

    fn scalar(&self, way: &str, given: &Value, told: &dyn Fn(&Value) -> String) -> Vec<String> {
        if let Some(choices) = self.choices.as_ref().filter(|choices| !choices.contains(given)) {
            let names: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
            let hint = closest(given.as_str().unwrap_or(""), names.iter().copied());
            let hint = hint.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            return vec![format!("`{way}`: {} is not one of {}{hint}", told(given), quoted_list(&names))];
        }
        let wanted = match (self.format, given) {
            (Some(Format::DateTime), Value::String(text)) if time::parse(text).is_none() => {
                "a time with its offset such as 2026-01-31T08:00:00Z"
            }
            (Some(Format::Date), Value::String(text)) if time::parse_date(text).is_none() => {
                "a date such as 2026-01-31"
            }
            _ => return Vec::new(),
        };
        vec![format!("`{way}`: {wanted} is wanted, and {} was given", told(given))]
    }

    fn unknown(&self, way: &str, name: &str) -> String {
        let names: Vec<&str> = self.members.keys().map(String::as_str).collect();
        match closest(name, names.iter().copied()) {
            Some(right) => format!("there is no `{way}.{name}`; did you mean `{right}`?"),
            None => format!("there is no `{way}.{name}`; there are {}", quoted_list(&names)),
        }
    }
}
