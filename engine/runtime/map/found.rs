//! What other requests gave for a record: steps of a write, and look-ups. Which of several nodes is meant is told likewise.

use std::sync::Arc;

use engine_lang::expression::Path;
use engine_lang::plan::{Filling, LookUp};
use serde_json::Value;

use super::Mapper;
use crate::here::Here;
use crate::lookup::Wanted;
use crate::write::found::only;

impl Mapper<'_> {
    /// The values by which a record is known; without one of them none is meant.
    pub(super) fn wanted<'m>(
        &mut self,
        matching: &'m [(Path, Filling)],
        here: Here<'_>,
    ) -> Option<Vec<(&'m Path, Value)>> {
        matching.iter().map(|(path, wanted)| Some((path, self.filling(wanted, here)?))).collect()
    }

    /// What becomes of all that was given, or of the one record of it that is meant.
    pub(super) fn made(
        &mut self,
        filling: &Filling,
        (name, given, wanted): (&str, &Value, &[(&Path, Value)]),
        value: &Filling,
        here: Here<'_>,
    ) -> Option<Value> {
        let meant = if wanted.is_empty() { Ok(given) } else { only(given.as_array().into_iter().flatten(), wanted) };
        match meant {
            Ok(meant) => self.filling(value, here.looked_up(meant)),
            Err(found) => {
                self.problem(filling, format!("`{name}` gave {found}"));
                None
            }
        }
    }

    /// What becomes of the only node that is meant.
    pub(super) fn one_of(
        &mut self,
        filling: &Filling,
        (nodes, matching, value): (&Path, &[(Path, Filling)], &Filling),
        here: Here<'_>,
    ) -> Option<Value> {
        let wanted = self.wanted(matching, here)?;
        match only(nodes.all(here.root), &wanted) {
            Ok(node) => self.filling(value, here.inside(node)),
            Err(found) => {
                self.problem(filling, format!("`{}` finds {found}", nodes.text()));
                None
            }
        }
    }

    /// What a look-up found; `None` if an input that it needs is absent.
    pub(super) fn look_up(&mut self, filling: &Filling, lookup: &LookUp, here: Here<'_>) -> Option<Arc<Value>> {
        let inputs = lookup.inputs.iter();
        let inputs = inputs.filter_map(|(name, filling)| Some((name.clone(), self.filling(filling, here)?)));
        let wanted = Wanted::new(lookup, inputs.collect())?;
        match self.lookups.found(&wanted) {
            None => {
                self.missing.insert(wanted);
                None
            }
            Some(found) if found.is_null() => {
                self.problem(filling, format!("`{}` finds no such record", lookup.operation));
                None
            }
            Some(found) => Some(found),
        }
    }
}
