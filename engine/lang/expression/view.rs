//! JSON seen by templates: a view that copies nothing but scalars, in which null counts as undefined.

use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Value as TemplateValue};
use serde_json::Value;

use super::Step;

/// A list or an object somewhere inside a shared JSON value.
#[derive(Debug)]
struct View {
    root: Arc<Value>,
    /// The way from the root to this value.
    way: Vec<Step>,
}

/// A value under the name that templates know it by.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a> {
    /// The name.
    pub name: &'static str,
    /// The value.
    pub value: &'a Value,
}

impl<'a> Name<'a> {
    /// Names a value.
    pub fn new(name: &'static str, value: &'a Value) -> Self {
        Self { name, value }
    }

    /// The value as a template sees it that reads only these members of it; `None` stands for all of them.
    pub(super) fn seen(&self, members: Option<&[&str]>) -> TemplateValue {
        let value = match (members, self.value) {
            (Some(members), Value::Object(object)) => {
                let read = members.iter().filter_map(|name| Some(((*name).to_owned(), object.get(*name)?.clone())));
                Value::Object(read.collect())
            }
            (_, value) => value.clone(),
        };
        let root = Arc::new(value);
        wrap(&root, Vec::new(), &root)
    }
}

fn wrap(root: &Arc<Value>, way: Vec<Step>, value: &Value) -> TemplateValue {
    match value {
        Value::Null => TemplateValue::UNDEFINED,
        Value::Bool(value) => TemplateValue::from(*value),
        Value::Number(number) => number_value(number),
        Value::String(text) => TemplateValue::from(text.as_str()),
        Value::Array(_) | Value::Object(_) => TemplateValue::from_object(View { root: Arc::clone(root), way }),
    }
}

/// A number that a template cannot hold exactly is an error where it is used, rather than another number.
fn number_value(number: &serde_json::Number) -> TemplateValue {
    let text = number.as_str();
    if let Ok(integer) = text.parse::<i64>() {
        return TemplateValue::from(integer);
    }
    if let Ok(integer) = text.parse::<i128>() {
        return TemplateValue::from(integer);
    }
    // Fifteen significant digits pass through a 64-bit float unharmed.
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits = mantissa.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<f64>() {
        Ok(float) if digits <= 15 && float.is_finite() => TemplateValue::from(float),
        _ => {
            let message = format!("the number {text} has more digits than a template can hold");
            TemplateValue::from(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, message))
        }
    }
}

impl View {
    fn value(&self) -> &Value {
        self.way.iter().try_fold(self.root.as_ref(), |value, step| step.of(value)).unwrap_or(&Value::Null)
    }

    fn child(&self, step: Step, value: &Value) -> TemplateValue {
        let mut way = self.way.clone();
        way.push(step);
        wrap(&self.root, way, value)
    }
}

impl Object for View {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        if self.value().is_array() { ObjectRepr::Seq } else { ObjectRepr::Map }
    }

    fn get_value(self: &Arc<Self>, key: &TemplateValue) -> Option<TemplateValue> {
        match self.value() {
            Value::Array(list) => {
                let index = i64::try_from(key.clone()).ok()?;
                Some(self.child(Step::Element(index), list.get(usize::try_from(index).ok()?)?))
            }
            Value::Object(object) => {
                let name = key.as_str()?;
                Some(self.child(Step::Member(name.to_owned()), object.get(name)?))
            }
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.value() {
            Value::Array(list) => Enumerator::Seq(list.len()),
            Value::Object(object) => {
                Enumerator::Values(object.keys().map(|key| TemplateValue::from(key.as_str())).collect())
            }
            _ => Enumerator::NonEnumerable,
        }
    }
}
