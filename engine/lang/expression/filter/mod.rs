//! The filters of templates. Those that the engine adds have one file and one line here each.

mod absent;
mod base64_size;
mod built_in;
mod epoch_ms;
mod epoch_s;
mod from_epoch_ms;
mod from_epoch_s;
mod misuse;

pub use misuse::misuse;

use jiff::Timestamp;
use minijinja::{Environment, Error, ErrorKind, Value};

/// A filter of the engine.
pub struct Filter {
    /// The name in templates.
    pub name: &'static str,
    /// What it does, in a line.
    pub meaning: &'static str,
    /// Expressions and what they give, run as tests.
    pub examples: &'static [(&'static str, &'static str)],
    register: fn(&mut Environment<'static>),
}

/// All of them.
pub const FILTERS: &[Filter] =
    &[base64_size::FILTER, epoch_ms::FILTER, epoch_s::FILTER, from_epoch_ms::FILTER, from_epoch_s::FILTER];

/// Seconds and milliseconds since 1970 are told apart here: what is less is seconds, and what is more milliseconds. As
/// milliseconds it is a time in March 1973, as seconds one in the year 5138.
const SECONDS_END: u64 = 100_000_000_000;

/// minijinja's tests.
pub const TESTS: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "safe",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];
/// minijinja's functions.
pub const FUNCTIONS: &[&str] = &["dict", "namespace", "range"];

/// The names of all filters.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|filter| filter.name).chain(built_in::names())
}

/// Adds the filters to an environment.
pub fn register(environment: &mut Environment<'static>) {
    absent::register(environment);
    built_in::register(environment);
    for filter in FILTERS {
        (filter.register)(environment);
    }
}

/// The time that a filter is given, if there is one.
fn time(value: &Value) -> Result<Option<Timestamp>, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(None);
    }
    let text = value.as_str().ok_or_else(|| refused(format!("`{value}` is no time")))?;
    let time = crate::time::parse(text).ok_or_else(|| refused(format!("`{text}` is no time of RFC 3339")))?;
    Ok(Some(time))
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

#[cfg(test)]
mod tests {
    use super::super::Template;

    #[test]
    fn examples_hold() {
        for filter in super::FILTERS {
            for (expression, expected) in filter.examples {
                let template = Template::parse(&format!("{{{{ {expression} }}}}")).unwrap();
                let value = template.evaluate(&[]).unwrap().unwrap_or_default();
                assert_eq!(value.to_string(), *expected, "{expression}");
            }
        }
    }

    #[test]
    fn every_listed_name_exists() {
        for name in super::names() {
            let error = Template::parse(&format!("{{{{ 'x' | {name} }}}}")).unwrap().evaluate(&[]).err();
            assert!(!error.is_some_and(|error| error.contains("unknown")), "{name}");
        }
        for name in super::FUNCTIONS {
            let error = Template::parse(&format!("{{{{ {name}() }}}}")).unwrap().evaluate(&[]).err();
            assert!(!error.is_some_and(|error| error.contains("unknown")), "{name}");
        }
    }
}
