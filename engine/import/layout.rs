//! Schemas as text: short objects on one line, so that a person reads a field per line.

use serde_json::{Map, Value, json};

const WIDTH: usize = 110;

/// A schema file; references are written from the folder that the file is in.
pub fn schema(shape: &Value, name: &str) -> String {
    let up = "../".repeat(name.matches('/').count());
    let mut file = Map::new();
    file.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    if let Value::Object(members) = linked(shape, &up) {
        file.extend(members);
    }
    let mut text = String::new();
    write(&Value::Object(file), 0, 0, &mut text);
    text.push('\n');
    text
}

fn linked(shape: &Value, up: &str) -> Value {
    match shape {
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(name)) => (key.clone(), Value::String(format!("{up}{name}.json"))),
                _ => (key.clone(), linked(value, up)),
            });
            Value::Object(members.collect())
        }
        Value::Array(list) => list.iter().map(|value| linked(value, up)).collect(),
        scalar => scalar.clone(),
    }
}

/// Writes a value whose first line begins behind `used` columns.
fn write(value: &Value, depth: usize, used: usize, text: &mut String) {
    let line = one_line(value);
    let fits = depth > 0 && used + line.len() <= WIDTH;
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Object(members) if !fits && !members.is_empty() => {
            text.push_str("{\n");
            for (index, (key, member)) in members.iter().enumerate() {
                let key = Value::from(key.as_str()).to_string();
                text.push_str(&format!("{indent}{key}: "));
                write(member, depth + 1, indent.len() + key.len() + 3, text);
                text.push_str(if index + 1 < members.len() { ",\n" } else { "\n" });
            }
            text.push_str(&format!("{}}}", "  ".repeat(depth)));
        }
        Value::Array(list) if !fits && !list.is_empty() => {
            text.push_str("[\n");
            for (index, element) in list.iter().enumerate() {
                text.push_str(&indent);
                write(element, depth + 1, indent.len() + 1, text);
                text.push_str(if index + 1 < list.len() { ",\n" } else { "\n" });
            }
            text.push_str(&format!("{}]", "  ".repeat(depth)));
        }
        _ => text.push_str(&line),
    }
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members =
                members.iter().map(|(key, member)| format!("{}: {}", Value::from(key.as_str()), one_line(member)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}
