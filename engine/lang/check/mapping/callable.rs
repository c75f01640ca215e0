//! Operations as look-ups and steps of writes see them.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::check::walk::Known;
use crate::plan::{Access, Input};
use crate::schema::ShapeId;

/// What look-ups and steps of writes can call, by name.
pub type Callables = IndexMap<String, Callable>;

/// An operation as those see it that call it.
#[derive(Debug)]
pub struct Callable {
    /// What it takes.
    pub inputs: IndexMap<String, Input>,
    /// The inputs that its request carries with all that they hold.
    pub whole: HashSet<String>,
    /// Whether something in its records is masked.
    pub masks: bool,
    /// Whether it changes nothing.
    pub reads: bool,
    /// What it does to the provider's data.
    pub access: Access,
    /// What the credential must be granted.
    pub scopes: Vec<String>,
    /// What the provider takes for inputs that go straight into the body.
    pub places: IndexMap<String, ShapeId>,
    /// The shapes of what it finds: its record, or the list of them.
    pub gives: Known,
}
