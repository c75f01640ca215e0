//! Several records of one: what a mapping with `records` makes of a record, or of nothing.

use engine_lang::plan::{Mapping, Operation, RECORDS};
use serde_json::{Map, Value};

use super::{Ending, Run, Sink};
use crate::error::{ErrorKind, RunError};
use crate::lookup::LookUps;
use crate::map::map;
use crate::problem::Problems;

impl Run {
    /// The records of an operation that asks nothing.
    pub(super) fn constants<S: Sink + ?Sized>(
        &mut self,
        operation: &Operation,
        sink: &mut S,
    ) -> Result<Ending, RunError> {
        if self.options.raw {
            let message = format!("`{}` asks nothing of the provider, so that no record is as it came", operation.name);
            return Err(RunError::new(ErrorKind::Input, message));
        }
        self.give(operation, &Value::Object(Map::new()), sink)?;
        sink.page_done().map_err(|error| RunError::output(&error))?;
        Ok(if self.cut { Ending::Limited } else { Ending::Complete })
    }

    /// The mapping that is run, if it makes several records of each.
    pub(super) fn several<'o>(&self, operation: &'o Operation) -> Option<&'o Mapping> {
        operation.mapping.as_deref().filter(|mapping| mapping.several && !self.options.raw)
    }

    /// Gives what one record makes, as far as it is wanted.
    pub(super) fn give_several<S: Sink + ?Sized>(
        &mut self,
        mapping: &Mapping,
        record: &Value,
        number: u64,
        sink: &mut S,
    ) -> Result<(), RunError> {
        let Some(made) = map_several(mapping, record, &self.lookups, number, &mut self.problems) else {
            let message = format!("`records` of the mapping `{}` finds no list", mapping.name);
            return Err(self.on_page(RunError::new(ErrorKind::Answer, message)));
        };
        for record in made.iter().filter(|record| !record.is_null()) {
            if self.options.limit.is_some_and(|limit| self.records >= limit) {
                self.cut = true;
                return Ok(());
            }
            sink.record(record).map_err(|error| RunError::output(&error))?;
            self.records += 1;
        }
        Ok(())
    }
}

/// The unified records that a mapping makes of one; `None` if it finds no list of them.
fn map_several(
    mapping: &Mapping,
    record: &Value,
    lookups: &LookUps,
    number: u64,
    problems: &mut Problems,
) -> Option<Vec<Value>> {
    match map(mapping, record, lookups, number, problems).get_mut(RECORDS).map(Value::take) {
        Some(Value::Array(records)) => Some(records),
        _ => None,
    }
}
