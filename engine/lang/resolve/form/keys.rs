//! The forms that a rule can have, by the keys that go together.

/// The keys of a form, in the order in which the forms name them.
pub(super) const KEYS: &[&str] = &[
    "lookup",
    "step",
    "where",
    "when",
    "from",
    "each",
    "distinct",
    "fields",
    "mapping",
    "value",
    "first",
    "one",
    "enum",
    "otherwise",
    "source",
];
/// The keys that go together.
pub(super) const FORMS: &[&[&str]] = &[
    &["fields"],
    &["from", "fields"],
    &["from", "mapping"],
    &["each", "fields"],
    &["each", "mapping"],
    &["each", "value"],
    &["each", "distinct", "fields"],
    &["each", "distinct", "mapping"],
    &["each", "distinct", "value"],
    &["lookup", "value"],
    &["lookup", "where", "value"],
    &["step", "value"],
    &["step", "where", "value"],
    &["when", "value"],
    &["first"],
    &["one"],
    &["where", "value", "one"],
    &["from", "enum"],
    &["from", "enum", "otherwise"],
    &["from", "enum", "source"],
    &["from", "enum", "otherwise", "source"],
];
