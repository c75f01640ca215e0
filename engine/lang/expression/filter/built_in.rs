//! minijinja's own filters. All but `default` give nothing for nothing, so that no number is made of a null; and none
//! takes an element of a list for another one, or for one that is there.

use minijinja::value::{Kwargs, Rest, ValueKind, from_args};
use minijinja::{Environment, Error, State, Value, filters};

use super::absent::is_absent;

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
/// What passes over the elements of a list that are absent: they come first in any order, and have no text.
const PASSING_OVER: [&str; 4] = ["join", "max", "min", "sort"];
/// What takes text for the same in either case, unless it is told otherwise: here it is.
const CASELESS: [&str; 2] = ["groupby", "unique"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

pub(super) fn register(environment: &mut Environment<'static>) {
    for (name, make) in BUILT_IN.iter().filter(|(name, _)| !DEFAULT.contains(name)) {
        let own = make();
        environment.add_filter(*name, move |state: &State<'_, '_>, arguments: Rest<Value>| match arguments.first() {
            Some(value) if is_absent(value) => Ok(Value::UNDEFINED),
            Some(value) if PASSING_OVER.contains(name) => {
                let arguments: Vec<Value> = std::iter::once(present(value)).chain(arguments[1..].to_vec()).collect();
                own.call(state, &arguments) as Result<Value, Error>
            }
            Some(_) if CASELESS.contains(name) => own.call(state, &with_case(&arguments)?),
            _ => own.call(state, &arguments),
        });
    }
}

/// A list without what is absent in it; any other value as it is.
fn present(value: &Value) -> Value {
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => value.try_iter().map_or_else(
            |_| value.clone(),
            |list| list.filter(|element| !is_absent(element)).collect::<Vec<_>>().into(),
        ),
        _ => value.clone(),
    }
}

/// The arguments of a filter that tells upper from lower case, unless they say otherwise.
fn with_case(arguments: &[Value]) -> Result<Vec<Value>, Error> {
    const CASE: &str = "case_sensitive";
    let (values, named): (&[Value], Kwargs) = from_args(arguments)?;
    let given = named.args().map(|name| Ok((name, named.peek::<Value>(name)?)));
    let mut all = vec![(CASE, Value::from(true))];
    all.extend(given.collect::<Result<Vec<_>, Error>>()?);
    let all: Kwargs = all.into_iter().collect();
    Ok(values.iter().cloned().chain([Value::from(all)]).collect())
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
    #[test]
    fn no_element_is_lost_or_taken_for_another() {
        let record = json!({
            "list": [{ "at": "b", "mail": "A@x" }, { "at": null, "mail": "a@x" }, { "mail": "A@x" }, { "at": "a" }],
            "none": [null, null],
        });
        let at = "record.list | map(attribute='at')";
        let mail = "record.list | map(attribute='mail')";
        for (text, expected) in [
            (format!("{at} | min"), json!("a")),
            (format!("{at} | max"), json!("b")),
            (format!("{at} | sort | first"), json!("a")),
            (format!("{at} | sort(reverse=true) | last"), json!("a")),
            (format!("{at} | join(', ')"), json!("b, a")),
            (format!("{mail} | select | unique | list"), json!(["A@x", "a@x"])),
            (format!("{mail} | select | unique(case_sensitive=false) | list"), json!(["A@x"])),
            ("record.list | selectattr('mail') | unique(attribute='mail') | list | length".to_owned(), json!(2)),
            ("record.list | selectattr('mail') | groupby('mail') | length".to_owned(), json!(2)),
            (
                "record.list | selectattr('mail') | groupby(attribute='mail', case_sensitive=false) | length"
                    .to_owned(),
                json!(1),
            ),
            ("[record.no, 'x'] | join('-')".to_owned(), json!("x")),
            ("record.none | min".to_owned(), Value::Null),
            ("record.none | join(', ')".to_owned(), Value::Null),
            ("[3, 1, 2] | sort | list".to_owned(), json!([1, 2, 3])),
        ] {
            let found =
                Template::parse(&format!("{{{{ {text} }}}}")).unwrap().evaluate(&[Name::new("record", &record)]);
            assert_eq!(found.unwrap().unwrap_or_default(), expected, "{text}");
        }
    }
}
