//! What a caller may give for an input: one rule for defaults in a file, for the command line and for JSON.

use serde_json::Value;

use crate::conversion::{Target, TargetKind};
use crate::definition::InputType;
use crate::diagnostic::quoted_list;
use crate::json;
use crate::plan::Input;
use crate::schema::Kinds;
use crate::time;

impl Input {
    /// The value as the operation takes it, or why it does not.
    pub fn accept(&self, value: &Value) -> Result<(), String> {
        match (self.kind, value) {
            (_, Value::Null) if self.nullable => Ok(()),
            (InputType::Array, Value::Array(list)) => list.iter().try_for_each(|item| {
                kind_fits(self.items, item)?;
                self.is_choice(item)
            }),
            (InputType::Array, _) => Err(format!("a list is wanted, and {} was given", crate::conversion::word(value))),
            (kind, value) => {
                kind_fits(kind, value)?;
                self.is_choice(value)
            }
        }
    }

    /// Text from a command line as a value: lists are divided at commas, objects are JSON. Empty text is what a variable of
    /// the shell that is not set leaves, and would ask for more than the caller meant.
    pub fn from_text(&self, text: &str) -> Result<Value, String> {
        let is_empty = match self.kind {
            InputType::Array => text.split(',').any(str::is_empty),
            _ => text.is_empty(),
        };
        if is_empty {
            let what =
                if text.is_empty() { "nothing stands behind the `=`" } else { "an element of the list is empty" };
            return Err(format!("{what}: leave it out, or give what is meant to be empty as JSON, with `--inputs`"));
        }
        let value = match self.kind {
            InputType::Array => {
                let items = text.split(',');
                items.map(|item| scalar_from_text(self.items, item)).collect::<Result<_, _>>().map(Value::Array)?
            }
            InputType::Object => json::read(text.as_bytes())
                .map_err(|unreadable| format!("a JSON object is wanted, and this {unreadable}"))?,
            kind => scalar_from_text(kind, text)?,
        };
        self.accept(&value).map(|()| value)
    }

    /// What a value that a connector makes for it must become.
    pub fn target(&self) -> Target {
        let of = |kind| match kind {
            InputType::String => TargetKind::Text,
            InputType::Integer => TargetKind::Integer,
            InputType::Number => TargetKind::Number,
            InputType::Boolean => TargetKind::Boolean,
            InputType::Date => TargetKind::Date,
            InputType::DateTime => TargetKind::DateTime,
            InputType::Array => TargetKind::Several(Kinds::ARRAY),
            InputType::Object => TargetKind::Several(Kinds::OBJECT),
        };
        let single = |kind| Target { kind: of(kind), choices: self.choices.clone().map(Into::into), nullable: true };
        match self.kind {
            InputType::Array => {
                Target { kind: TargetKind::List(Box::new(single(self.items))), choices: None, nullable: true }
            }
            kind => single(kind),
        }
    }

    fn is_choice(&self, value: &Value) -> Result<(), String> {
        let Some(choices) = &self.choices else { return Ok(()) };
        if choices.contains(value) {
            return Ok(());
        }
        let choices: Vec<String> = choices.iter().map(plain).collect();
        let names: Vec<&str> = choices.iter().map(String::as_str).collect();
        let hint = crate::diagnostic::closest(&plain(value), names.iter().copied());
        let hint = hint.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        Err(format!("`{}` is not one of {}{hint}", plain(value), quoted_list(&names)))
    }
}

/// The kind's name in connector files.
pub fn kind_name(kind: InputType) -> &'static str {
    match kind {
        InputType::String => "string",
        InputType::Integer => "integer",
        InputType::Number => "number",
        InputType::Boolean => "boolean",
        InputType::Date => "date",
        InputType::DateTime => "date-time",
        InputType::Array => "array",
        InputType::Object => "object",
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn scalar_from_text(kind: InputType, text: &str) -> Result<Value, String> {
    let wanted = |what: &str| format!("{what} is wanted, and `{text}` was given");
    match kind {
        InputType::Integer | InputType::Number => {
            let number = serde_json::from_str::<serde_json::Number>(text).map_err(|_| wanted(wanted_word(kind)))?;
            Ok(Value::Number(number))
        }
        InputType::Boolean => text.parse().map(Value::Bool).map_err(|_| wanted(wanted_word(kind))),
        _ => Ok(Value::String(text.to_owned())),
    }
}

fn kind_fits(kind: InputType, value: &Value) -> Result<(), String> {
    let fits = match (kind, value) {
        (InputType::String, Value::String(_))
        | (InputType::Number, Value::Number(_))
        | (InputType::Boolean, Value::Bool(_))
        | (InputType::Object, Value::Object(_)) => true,
        (InputType::Integer, Value::Number(number)) => !number.as_str().contains(['.', 'e', 'E']),
        (InputType::Date, Value::String(text)) => time::parse_date(text).is_some(),
        (InputType::DateTime, Value::String(text)) => time::parse(text).is_some(),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(format!("{} is wanted, and {} was given", wanted_word(kind), crate::conversion::word(value)))
}

fn wanted_word(kind: InputType) -> &'static str {
    match kind {
        InputType::String => "text",
        InputType::Integer => "a whole number",
        InputType::Number => "a number",
        InputType::Boolean => "`true` or `false`",
        InputType::Date => "a date such as 2026-01-31",
        InputType::DateTime => "a time with its offset such as 2026-01-31T08:00:00Z, or a date,",
        InputType::Array => "a list",
        InputType::Object => "a JSON object",
    }
}
