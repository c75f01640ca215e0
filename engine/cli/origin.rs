//! Where a value comes from, in words: for those who look at a mapping or a write.

use engine_lang::expression::Path;
use engine_lang::plan::{Filling, Rule};

/// Where a rule takes its value from, in a line.
pub fn source(rule: &Rule) -> String {
    match rule {
        Rule::Value(expression) => expression.text(),
        Rule::List(list) => {
            format!("[{}]", list.iter().map(|filling| source(&filling.rule)).collect::<Vec<_>>().join(", "))
        }
        Rule::One(path) => format!("the only one of {}", path.text()),
        Rule::OneOf { nodes, matching, value } => {
            format!("{} of the one of {} where {}", source(&value.rule), nodes.text(), known_by(matching))
        }
        Rule::When { when, value } => format!("{} if there is {}", source(&value.rule), when.text()),
        Rule::First(list) => list.iter().map(|filling| source(&filling.rule)).collect::<Vec<_>>().join(", else "),
        Rule::Object { from: Some(from), fields } => format!("{} (an object of {} fields)", from.text(), fields.len()),
        Rule::Object { from: None, fields } => format!("an object of {} fields", fields.len()),
        Rule::Step { name, matching, value } if matching.is_empty() => {
            format!("{} of what the step {name} gave", source(&value.rule))
        }
        Rule::Step { name, matching, value } => {
            format!("{} of the record that the step {name} gave where {}", source(&value.rule), known_by(matching))
        }
        Rule::LookUp { lookup, matching, value } if matching.is_empty() => {
            format!("{} of the look-up {}", source(&value.rule), lookup.name)
        }
        Rule::LookUp { lookup, matching, value } => {
            let value = source(&value.rule);
            format!("{value} of the record that the look-up {} found where {}", lookup.name, known_by(matching))
        }
        Rule::Unasked { .. } => "a look-up that nobody asks for".to_owned(),
        Rule::Each(elements) => format!("each of {}", elements.each.text()),
        Rule::FirstOf(elements) => format!("the first of {}", elements.each.text()),
        Rule::Table { from, entries, .. } => format!("{} by a table of {} values", source(&from.rule), entries.len()),
    }
}

/// What the record that is meant has, in words.
fn known_by(matching: &[(Path, Filling)]) -> String {
    let by = matching.iter().map(|(path, wanted)| format!("{} is {}", path.text(), source(&wanted.rule)));
    by.collect::<Vec<_>>().join(" and ")
}
