//! minijinja's tests, for a language in which null and absent are the same: `none` holds for both, and what is absent
//! comes neither before nor after anything.

use std::cmp::Ordering;

use minijinja::{Environment, Value};

type Holds = fn(Ordering) -> bool;

/// The tests that ask for an order, under each of their names.
const ORDERING: &[(&[&str], Holds)] = &[
    (&["<", "lessthan", "lt"], Ordering::is_lt),
    (&["<=", "le"], Ordering::is_le),
    (&[">", "greaterthan", "gt"], Ordering::is_gt),
    (&[">=", "ge"], Ordering::is_ge),
];

pub(super) fn register(environment: &mut Environment<'static>) {
    environment.add_test("none", |value: Value| is_absent(&value));
    for (names, holds) in ORDERING {
        for name in *names {
            environment.add_test(*name, |value: Value, other: Value| {
                !is_absent(&value) && !is_absent(&other) && holds(value.cmp(&other))
            });
        }
    }
}

/// Whether a value is null, or is not there.
pub(super) fn is_absent(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}
