//! Conversion: the target's type, format and enum decide what a value becomes, and what it can never become.

use serde_json::Value;

use crate::schema::{Choices, Format, Kinds, ShapeId, Shapes};
use crate::time;

/// Whether two values are the same, numbers by what they are and not by how they are spelt.
pub fn same(one: &Value, other: &Value) -> bool {
    let is_whole = |number: &serde_json::Number| !number.to_string().contains(['.', 'e', 'E']);
    match (one, other) {
        // Floats would call large neighbours equal.
        (Value::Number(one), Value::Number(other)) if !(is_whole(one) && is_whole(other)) => {
            one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

/// What a value must become.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The kind of value.
    pub kind: TargetKind,
    /// The values it may have.
    pub choices: Option<Choices>,
    /// Whether it may be null.
    pub nullable: bool,
}

/// The kinds of value that a target can ask for.
#[derive(Debug, Clone, PartialEq)]
pub enum TargetKind {
    /// Anything, as it is.
    Any,
    /// A value of one of these kinds, as it is.
    Several(Kinds),
    /// Text.
    Text,
    /// A time, written as RFC 3339 in UTC.
    DateTime,
    /// A day.
    Date,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List(Box<Target>),
    /// An object, which its own fields fill.
    Object,
}

/// A value that cannot become its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// What was wanted and what came, as a phrase.
    pub reason: String,
}

impl Target {
    /// No demand at all.
    pub const ANY: Target = Target { kind: TargetKind::Any, choices: None, nullable: true };

    /// What a shape demands.
    pub fn of(shapes: &Shapes, id: ShapeId) -> Target {
        let kinds = shapes.kinds(id);
        let only = |kind: Kinds| kinds == kind;
        let kind = if only(Kinds::STRING) {
            match shapes.format(id) {
                Some(Format::DateTime) => TargetKind::DateTime,
                Some(Format::Date) => TargetKind::Date,
                None => TargetKind::Text,
            }
        } else if only(Kinds::INTEGER) {
            TargetKind::Integer
        } else if only(Kinds::NUMBER) || only(Kinds::NUMBER.with(Kinds::INTEGER)) {
            TargetKind::Number
        } else if only(Kinds::BOOLEAN) {
            TargetKind::Boolean
        } else if only(Kinds::ARRAY) {
            let items = shapes.elements(id).unwrap_or_default();
            let element = items.first().map_or(Target::ANY, |item| Target::of(shapes, *item));
            TargetKind::List(Box::new(element))
        } else if only(Kinds::OBJECT) && shapes.properties(id).next().is_some() {
            TargetKind::Object
        } else if kinds == Kinds::ALL {
            TargetKind::Any
        } else {
            TargetKind::Several(kinds)
        };
        Target { kind, choices: shapes.choices(id), nullable: shapes.nullable(id) }
    }

    /// The kinds of JSON value that can become it.
    pub fn takes(&self) -> Kinds {
        match self.kind {
            TargetKind::Any => Kinds::ALL,
            TargetKind::Several(kinds) => kinds,
            TargetKind::Text => Kinds::SCALARS,
            TargetKind::DateTime | TargetKind::Date => Kinds::STRING,
            TargetKind::Integer | TargetKind::Number => Kinds::INTEGER.with(Kinds::NUMBER),
            TargetKind::Boolean => Kinds::BOOLEAN.with(Kinds::STRING),
            TargetKind::List(_) => Kinds::ARRAY,
            TargetKind::Object => Kinds::OBJECT,
        }
    }
}

impl std::fmt::Display for TargetKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            TargetKind::Several(kinds) => return kinds.fmt(formatter),
            TargetKind::Any => "any value",
            TargetKind::Text => "text",
            TargetKind::DateTime => "a time with its offset (RFC 3339)",
            TargetKind::Date => "a date such as 2026-01-31",
            TargetKind::Integer => "a whole number",
            TargetKind::Number => "a number",
            TargetKind::Boolean => "true or false",
            TargetKind::List(_) => "a list",
            TargetKind::Object => "an object",
        })
    }
}

/// Makes the value what the target demands. A null stays null.
pub fn convert(value: Value, target: &Target) -> Result<Value, Misfit> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let misfit = |value: &Value| Misfit { reason: format!("{} is wanted, and {} came", target.kind, word(value)) };
    let converted = match (&target.kind, value) {
        (TargetKind::Any, value)
        | (TargetKind::Text, value @ Value::String(_))
        | (TargetKind::Number, value @ Value::Number(_))
        | (TargetKind::Boolean, value @ Value::Bool(_)) => value,
        // The provider's own object would bring its own members.
        (TargetKind::Object, Value::Object(_)) => {
            let reason = "an object is made by `fields` or `mapping`, and the provider's own came".to_owned();
            return Err(Misfit { reason });
        }
        (TargetKind::Text, value @ (Value::Number(_) | Value::Bool(_))) => Value::String(value.to_string()),
        (TargetKind::DateTime, Value::String(text)) => match time::parse(&text) {
            Some(time) => Value::String(time.to_string()),
            None => return Err(misfit(&Value::String(text))),
        },
        (TargetKind::Date, Value::String(text)) => match time::parse_date(&text) {
            Some(_) => Value::String(text),
            None => return Err(misfit(&Value::String(text))),
        },
        (TargetKind::Integer, Value::Number(number)) => match whole(&number) {
            Some(number) => Value::Number(number),
            None => return Err(misfit(&Value::Number(number))),
        },
        (TargetKind::Boolean, Value::String(text)) => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err(misfit(&Value::String(text))),
        },
        (TargetKind::Several(kinds), value) if kinds.meets(kind(&value)) => value,
        (TargetKind::List(element), Value::Array(list)) => {
            let there = list.into_iter().filter(|value| element.nullable || !value.is_null());
            Value::Array(there.map(|value| convert(value, element)).collect::<Result<_, _>>()?)
        }
        (_, value) => return Err(misfit(&value)),
    };
    match &target.choices {
        Some(choices) if !choices.contains(&converted) => {
            Err(Misfit { reason: format!("{} is not one of the target's values", word(&converted)) })
        }
        _ => Ok(converted),
    }
}

/// The kind of a value; null has none.
pub fn kind(value: &Value) -> Kinds {
    match value {
        Value::Null => Kinds::default(),
        Value::Bool(_) => Kinds::BOOLEAN,
        Value::Number(number) if whole(number).is_some() => Kinds::INTEGER.with(Kinds::NUMBER),
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Array(_) => Kinds::ARRAY,
        Value::Object(_) => Kinds::OBJECT,
    }
}

/// The number without a fraction of zeros; `None` if it has another fraction.
fn whole(number: &serde_json::Number) -> Option<serde_json::Number> {
    let text = number.as_str();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match text.split_once('.') {
        None if digits(text) => Some(number.clone()),
        Some((integer, fraction)) if fraction.bytes().all(|byte| byte == b'0') && digits(integer) => {
            serde_json::from_str(integer).ok()
        }
        _ => None,
    }
}

/// A value for a message: short, with its kind.
pub fn word(value: &Value) -> String {
    const SHOWN: usize = 60;
    let kind = match value {
        Value::Null => return "null".to_owned(),
        Value::Bool(_) => "the boolean",
        Value::Number(_) => "the number",
        Value::String(_) => "the text",
        Value::Array(list) => return format!("a list of {}", list.len()),
        Value::Object(object) if object.is_empty() => return "an empty object".to_owned(),
        Value::Object(object) => {
            let keys: Vec<&str> = object.keys().map(String::as_str).collect();
            return format!("an object with {}", crate::diagnostic::quoted_list(&keys));
        }
    };
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{kind} {}...", &text[..end]),
        None => format!("{kind} {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, TargetKind, convert};
    use serde_json::{Value, json};

    #[test]
    fn nothing_is_guessed() {
        let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (kind, value, expected) in [
            (TargetKind::Text, json!("x"), Some(json!("x"))),
            (TargetKind::Text, number("1.10"), Some(json!("1.10"))),
            (TargetKind::Text, json!(true), Some(json!("true"))),
            (TargetKind::Text, json!([1]), None),
            (TargetKind::Object, json!({ "theirs": 1 }), None),
            (TargetKind::Integer, number("12345678901234567890123"), Some(number("12345678901234567890123"))),
            (TargetKind::Integer, number("5.0"), Some(json!(5))),
            (TargetKind::Integer, number("5.5"), None),
            (TargetKind::Integer, json!("5"), None),
            (TargetKind::Number, number("1e400"), Some(number("1e400"))),
            (TargetKind::Number, json!("1.5"), None),
            (TargetKind::Boolean, json!("true"), Some(json!(true))),
            (TargetKind::Boolean, json!("yes"), None),
            (TargetKind::Boolean, json!(1), None),
            (TargetKind::DateTime, json!("2026-01-02T01:00:00+01:00"), Some(json!("2026-01-02T00:00:00Z"))),
            (TargetKind::DateTime, json!(1_767_319_445), None),
            (TargetKind::Date, json!("2026-01-02"), Some(json!("2026-01-02"))),
            (TargetKind::Date, json!("2026-01-02T00:00:00Z"), None),
            (TargetKind::Any, json!({ "a": 1 }), Some(json!({ "a": 1 }))),
        ] {
            let target = Target { kind, choices: None, nullable: true };
            assert_eq!(convert(value.clone(), &target).ok(), expected, "{value} to {}", target.kind);
        }
    }
}
