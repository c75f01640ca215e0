//! Where a rule stands: what its names and paths begin at.

use super::part::way_on;
use crate::check::walk::Known;
use crate::expression::Path;

/// What names in a rule stand for.
#[derive(Debug, Clone)]
pub(super) struct Here {
    /// Where paths begin.
    pub dollar: Known,
    /// `record`
    pub record: Known,
    /// `item`: the node that `from` or `each` points at; outside of them the record
    pub item: Option<Known>,
    /// `parent`, inside `from` or `each`: the node that their path begins at
    pub parent: Option<Known>,
    /// `outer`, inside the `value` of a look-up or a step: the node that it is made for.
    pub outer: Option<Known>,
    /// The way to where paths begin, as `Reads` writes it, if it is one.
    pub way: Option<String>,
    /// The way to `record`.
    pub root: String,
    /// The way to where the paths of the mapping begin, unless it is not the mapping's record that is read.
    pub base: Option<String>,
}

impl Here {
    /// In a whole record of these shapes.
    pub fn of(record: Known) -> Here {
        let root = "$".to_owned();
        let (way, base) = (Some(root.clone()), Some(root.clone()));
        Here { dollar: record.clone(), item: Some(record.clone()), record, parent: None, outer: None, way, root, base }
    }

    /// In what a path finds here.
    pub fn inside(&self, path: &Path, shapes: Known) -> Here {
        let way = way_on(self.way.as_deref(), path);
        Here { dollar: shapes.clone(), item: Some(shapes), parent: Some(self.dollar.clone()), way, ..self.clone() }
    }

    /// In what another request of this name gave, for the node that `outer` is, where it is one.
    pub fn found(name: &str, gives: Known, outer: Option<Known>) -> Here {
        let root = format!("({name})");
        let (way, base) = (Some(root.clone()), None);
        Here { dollar: gives.clone(), record: gives.clone(), item: Some(gives), parent: None, outer, way, root, base }
    }

    pub fn names(&self) -> Vec<(&'static str, Known)> {
        let Here { record, item, parent, outer, .. } = self;
        let names =
            [("record", Some(record)), ("item", item.as_ref()), ("parent", parent.as_ref()), ("outer", outer.as_ref())];
        names.into_iter().filter_map(|(name, known)| Some((name, known?.clone()))).collect()
    }
}
