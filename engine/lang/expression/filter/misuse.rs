//! Arguments that a filter does not take, or lacks: told before there is a value, by trying it on values of every kind.

use std::sync::LazyLock;

use minijinja::value::Kwargs;
use minijinja::{Environment, ErrorKind, Value};
use serde_json::json;

/// One value of each kind that filters take.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let values =
        [json!("1"), json!([]), json!([1]), json!([{ "a": 1 }]), json!({ "a": 1 }), json!(1), json!("2026-01-01")];
    values.iter().map(Value::from_serialize).collect()
});
/// Filters that say nothing without arguments.
const NEEDY: &[&str] = &["attr", "batch", "groupby", "map", "rejectattr", "replace", "selectattr", "slice"];
/// How many arguments it takes, its text says.
const BY_TEXT: &str = "format";

/// The name of no argument.
const NO_NAME: &str = "no_such_argument";

/// Why a filter never takes these arguments; those with names come behind the others.
pub fn misuse(
    environment: &Environment<'static>,
    name: &str,
    arguments: &[Value],
    named: &[(String, Value)],
) -> Option<String> {
    if name == BY_TEXT || arguments.is_empty() && named.is_empty() && !NEEDY.contains(&name) {
        return None;
    }
    let state = environment.empty_state();
    let tried = |named: &[(String, Value)]| {
        let named = (!named.is_empty()).then(|| Value::from(named.iter().cloned().collect::<Kwargs>()));
        let given: Vec<Value> = arguments.iter().cloned().chain(named).collect();
        let all = VALUES.iter().map(move |value| [std::slice::from_ref(value), &given].concat());
        all.map(|all| state.apply_filter(name, &all)).collect::<Vec<_>>()
    };
    // What takes none by their names would take all of them for one value.
    let is_deaf = || tried(&[(NO_NAME.to_owned(), Value::from(1))]).iter().any(Result::is_ok);
    if !named.is_empty() && is_deaf() {
        return Some("it takes none by a name".to_owned());
    }
    let mut reason = None;
    for result in tried(named) {
        // A member that no value here has is a matter of shapes.
        let error = result.err().filter(|error| error.kind() != ErrorKind::UndefinedError)?;
        if matches!(error.kind(), ErrorKind::TooManyArguments | ErrorKind::MissingArgument) || !named.is_empty() {
            reason = Some(error.detail().map_or_else(|| error.kind().to_string(), str::to_owned));
        }
    }
    reason
}
