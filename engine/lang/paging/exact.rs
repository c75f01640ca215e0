//! Whether a total is exact: beside some stands a word that says that there are at least as many.

use serde_json::Value;

use crate::vocabulary::{Meaning, plain};

/// Whether a member says how exact the total is that it stands beside, or in.
pub fn tells_exactness(name: &str, within: Option<&str>) -> bool {
    let name = plain(name);
    let is_total = |around: &str| Meaning::Total.is_of(around) || Meaning::TotalRecords.is_of(around);
    Meaning::Exact.is_of(&name) || name == "relation" && within.is_some_and(|within| is_total(&plain(within)))
}

/// Whether an answer says of the total to which these names lead that there may be more.
pub fn is_lower_bound(answer: &Value, names: &[String]) -> bool {
    let Some((_, before)) = names.split_last() else { return false };
    let around = before.iter().try_fold(answer, |value, name| value.get(name)).and_then(Value::as_object);
    let mut beside = around.into_iter().flatten();
    beside.any(|(name, value)| match value {
        Value::Bool(is_exact) => !is_exact && tells_exactness(name, None),
        Value::String(relation) => {
            tells_exactness(name, before.last().map(String::as_str))
                && ["gte", "gt"].contains(&plain(relation).as_str())
        }
        _ => false,
    })
}
