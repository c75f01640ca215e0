//! minijinja's own filters. All but `default` give nothing for nothing, so that no number is made of a null.

use minijinja::value::Rest;
use minijinja::{Environment, Error, State, Value, filters};

type Make = fn() -> Value;

/// Those that templates may use.
const BUILT_IN: &[(&str, Make)] = &[
    ("abs", || Value::from_function(filters::abs)),
    ("attr", || Value::from_function(filters::attr)),
    ("batch", || Value::from_function(filters::batch)),
    ("bool", || Value::from_function(filters::bool)),
    ("capitalize", || Value::from_function(filters::capitalize)),
    ("chain", || Value::from_function(filters::chain)),
    ("count", || Value::from_function(filters::length)),
    ("d", || Value::from_function(filters::default)),
    ("default", || Value::from_function(filters::default)),
    ("dictsort", || Value::from_function(filters::dictsort)),
    ("e", || Value::from_function(filters::escape)),
    ("escape", || Value::from_function(filters::escape)),
    ("first", || Value::from_function(filters::first)),
    ("float", || Value::from_function(filters::float)),
    ("format", || Value::from_function(filters::format)),
    ("groupby", || Value::from_function(filters::groupby)),
    ("indent", || Value::from_function(filters::indent)),
    ("int", || Value::from_function(filters::int)),
    ("items", || Value::from_function(filters::items)),
    ("join", || Value::from_function(filters::join)),
    ("last", || Value::from_function(filters::last)),
    ("length", || Value::from_function(filters::length)),
    ("lines", || Value::from_function(filters::lines)),
    ("list", || Value::from_function(filters::list)),
    ("lower", || Value::from_function(filters::lower)),
    ("map", || Value::from_function(filters::map)),
    ("max", || Value::from_function(filters::max)),
    ("min", || Value::from_function(filters::min)),
    ("pprint", || Value::from_function(filters::pprint)),
    ("reject", || Value::from_function(filters::reject)),
    ("rejectattr", || Value::from_function(filters::rejectattr)),
    ("replace", || Value::from_function(filters::replace)),
    ("reverse", || Value::from_function(filters::reverse)),
    ("round", || Value::from_function(filters::round)),
    ("safe", || Value::from_function(filters::safe)),
    ("select", || Value::from_function(filters::select)),
    ("selectattr", || Value::from_function(filters::selectattr)),
    ("slice", || Value::from_function(filters::slice)),
    ("sort", || Value::from_function(filters::sort)),
    ("split", || Value::from_function(filters::split)),
    ("string", || Value::from_function(filters::string)),
    ("sum", || Value::from_function(filters::sum)),
    ("title", || Value::from_function(filters::title)),
    ("tojson", || Value::from_function(filters::tojson)),
    ("trim", || Value::from_function(filters::trim)),
    ("unique", || Value::from_function(filters::unique)),
    ("upper", || Value::from_function(filters::upper)),
    ("zip", || Value::from_function(filters::zip)),
];

/// What stands for nothing.
const DEFAULT: [&str; 2] = ["d", "default"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

pub(super) fn register(environment: &mut Environment<'static>) {
    for (name, make) in BUILT_IN.iter().filter(|(name, _)| !DEFAULT.contains(name)) {
        let own = make();
        environment.add_filter(*name, move |state: &State<'_, '_>, arguments: Rest<Value>| match arguments.first() {
            Some(value) if value.is_undefined() || value.is_none() => Ok(Value::UNDEFINED),
            _ => own.call(state, &arguments) as Result<Value, Error>,
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::{Name, Template};

    #[test]
    fn nothing_is_made_of_nothing() {
        let record = json!({ "no": null });
        for name in super::names().filter(|name| !super::DEFAULT.contains(name)) {
            for text in [format!("{{{{ record.no | {name} }}}}"), format!("{{{{ record.missing | {name} }}}}")] {
                let found = Template::parse(&text).unwrap().evaluate(&[Name::new("record", &record)]);
                assert_eq!(found, Ok(None), "{text}");
            }
        }
        let found =
            Template::parse("{{ record.no | default('x') }}").unwrap().evaluate(&[Name::new("record", &record)]);
        assert_eq!(found, Ok(Some(Value::from("x"))));
    }
}
