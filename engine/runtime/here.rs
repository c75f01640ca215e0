//! Where a rule stands: what its paths begin at, and what its templates can name.

use engine_lang::expression::{Expression, Name, Scope};
use serde_json::Value;

/// What names in a rule stand for.
#[derive(Debug, Clone, Copy)]
pub struct Here<'a> {
    /// Where paths begin.
    pub root: &'a Value,
    record: &'a Value,
    item: Option<&'a Value>,
    parent: Option<&'a Value>,
    outer: Option<&'a Value>,
}

impl<'a> Here<'a> {
    /// At a whole record.
    pub fn of(record: &'a Value) -> Self {
        Self { root: record, record, item: Some(record), parent: None, outer: None }
    }

    /// At a node of the record.
    pub fn inside(self, node: &'a Value) -> Self {
        Self { root: node, item: Some(node), parent: Some(self.root), ..self }
    }

    /// At what another request gave.
    pub fn found(gave: &'a Value) -> Self {
        Self::of(gave)
    }

    /// At what was found for the node here.
    pub fn looked_up<'b>(self, found: &'b Value) -> Here<'b>
    where
        'a: 'b,
    {
        Here { outer: Some(self.root), ..Here::found(found) }
    }

    /// Whether a condition holds: its path finds something, or its template gives something that is not `false`.
    pub fn holds(self, when: &Expression) -> Result<bool, String> {
        match when {
            Expression::Path(path) => Ok(path.finds(self.root)),
            when => {
                let given = when.evaluate(Scope { root: self.root, names: &self.names() });
                given.map(|value| value.is_some_and(|value| value != Value::Bool(false)))
            }
        }
    }

    /// What templates can name. What has no value here was refused when the template was checked.
    pub fn names(self) -> [Name<'a>; 4] {
        let name = |name, value: Option<&'a Value>| Name::new(name, value.unwrap_or(&Value::Null));
        [("record", Some(self.record)), ("item", self.item), ("parent", self.parent), ("outer", self.outer)]
            .map(|(own, value)| name(own, value))
    }
}
