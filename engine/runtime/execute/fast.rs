//! Which pages are read the fast way.

use std::sync::{Arc, Mutex};

use engine_lang::plan::Operation;
use engine_lang::plan::projection::Projection;

use super::Run;
use crate::project::Projector;

impl Run {
    /// What reads pages the fast way: those of a mapping without look-ups, and those of no mapping.
    pub(super) fn projector(&self, operation: &Operation) -> Option<Arc<Mutex<Projector>>> {
        if !operation.secrets.is_empty() {
            return None;
        }
        let mapping = operation.mapping.as_ref().filter(|_| !self.options.raw);
        let projection = match mapping {
            Some(mapping) if self.lookups.any(mapping) => return None,
            Some(_) => Projection::of(operation)?,
            None => Projection::raw(operation)?,
        };
        Some(Arc::new(Mutex::new(Projector::new(projection, mapping.cloned()))))
    }
}
