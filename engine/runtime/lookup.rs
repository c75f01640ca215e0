//! Look-ups: further requests for the records of a page, each made once for the same inputs and a few at a time.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use engine_lang::plan::{LookUp, Mapping};
use indexmap::IndexSet;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::call::{Call, Given};
use crate::error::{ErrorKind, RunError};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::map::missing;
use crate::problem::Problems;
use crate::records::is_one;
use crate::warning::Warnings;

/// So many look-ups are under way at once.
const AT_ONCE: usize = 4;

/// The look-ups of a run, with all that they found so far.
#[derive(Debug, Default)]
pub struct LookUps {
    /// The fields that they are made for.
    with: With,
    /// What was found for a request; null if there is no such record.
    found: HashMap<Wanted, Arc<Value>>,
    /// What the provider said beside what was found.
    pub warnings: Warnings,
    /// What their records have not, and should.
    pub problems: Problems,
}

/// Requests of which it is not known what they find.
pub type Missing = IndexSet<Wanted>;

/// One request that a record needs; the same inputs of the same operation are the same request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    operation: String,
    inputs: Vec<(String, Value)>,
}

impl Wanted {
    /// The request with these inputs; `None` if one is not there: without it, another question would be asked.
    pub fn new(lookup: &LookUp, inputs: Vec<(String, Value)>) -> Option<Wanted> {
        let is_there = |need: &String| inputs.iter().any(|(name, _)| name == need);
        lookup
            .inputs
            .iter()
            .map(|(name, _)| name)
            .chain(&lookup.needs)
            .all(is_there)
            .then(|| Wanted { operation: lookup.operation.clone(), inputs })
    }
}

impl LookUps {
    /// The look-ups that fill these fields.
    pub fn new(with: With) -> Self {
        Self { with, ..Self::default() }
    }

    /// Whether they are made for what is filled at the end of this way of fields. The list of the records that a mapping
    /// makes is asked for by whoever runs it; in its records, the field counts that they have.
    pub fn are_for(&self, way: &[String], several: bool) -> bool {
        match way {
            [_] if several => true,
            [_, field, ..] if several => self.with(field),
            [field, ..] => self.with(field),
            [] => false,
        }
    }

    fn with(&self, field: &str) -> bool {
        match &self.with {
            With::Nothing => false,
            With::Everything => true,
            With::Fields(fields) => fields.iter().any(|own| own == field),
        }
    }

    /// Whether a mapping needs any.
    pub fn any(&self, mapping: &Mapping) -> bool {
        mapping.several || mapping.by_lookup().into_iter().any(|field| self.with(field))
    }

    /// What a request found, if it was made; null if there is no such record.
    pub fn found(&self, wanted: &Wanted) -> Option<Arc<Value>> {
        self.found.get(wanted).cloned()
    }

    /// Makes the requests that mapping the records meets. What one finds may lead to another, so this goes on until
    /// nothing is missing.
    pub async fn gather(&mut self, session: &Session, mapping: &Mapping, records: &[&Value]) -> Result<(), RunError> {
        if !self.any(mapping) {
            return Ok(());
        }
        loop {
            let missing: Missing = records.iter().flat_map(|record| missing(mapping, record, self)).collect();
            if missing.is_empty() {
                return Ok(());
            }
            self.fetch(session, missing).await?;
        }
    }

    /// Gets what is missing, a few at a time.
    async fn fetch(&mut self, session: &Session, missing: Missing) -> Result<(), RunError> {
        let mut missing = missing.into_iter();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < AT_ONCE
                && let Some(wanted) = missing.next()
            {
                let read = read(session.clone(), wanted.clone());
                under_way.spawn(async move { (wanted, read.await) });
            }
            let Some(done) = under_way.join_next().await else { return Ok(()) };
            let (wanted, found) = done
                .map_err(|error| RunError::new(ErrorKind::Unreachable, format!("a look-up was called off: {error}")))?;
            let (found, warnings, problems) = match found {
                Ok(found) => found,
                Err(error) => return Err(error.note("look-up", &wanted.operation)),
            };
            self.warnings.extend(warnings);
            self.problems.of_record(1, &problems);
            self.found.insert(wanted, Arc::new(found));
        }
    }
}

/// Which fields are filled that need look-ups.
#[derive(Debug, Clone, Default)]
pub enum With {
    /// None.
    #[default]
    Nothing,
    /// These.
    Fields(Vec<String>),
    /// All.
    Everything,
}

/// What a look-up found, the provider's warnings beside it, and what its record has not.
type Found = (Value, Warnings, Problems);

/// The record that an operation reads, or the list of them. Boxed, since a run makes look-ups, which are runs.
fn read(session: Session, wanted: Wanted) -> Pin<Box<dyn Future<Output = Result<Found, RunError>> + Send>> {
    Box::pin(async move {
        let Wanted { operation, inputs } = wanted;
        let planned = session.plan.operation(&operation).cloned();
        let planned =
            planned.ok_or_else(|| RunError::new(ErrorKind::Input, format!("there is no operation `{operation}`")))?;
        let given = inputs.into_iter().map(|(name, value)| (name, Given::Json(value))).collect();
        let call = Call::bind(&planned, given)?;
        let mut records = Records(Vec::new());
        let options = Options { raw: true, ..Options::default() };
        let outcome = execute(&session, &operation, &call, options, &mut records).await;
        let found = match outcome.ending {
            Ending::Complete if planned.records.value.is_singular() => Ok(records.0.pop().unwrap_or(Value::Null)),
            Ending::Complete => Ok(Value::Array(records.0)),
            // Of a list that was begun, the rest is missing.
            Ending::Failed(error) if error.is_absence() && outcome.pages == 0 => Ok(Value::Null),
            Ending::Failed(error) => Err(error),
            Ending::Limited => Err(RunError::new(ErrorKind::Answer, "not everything was read")),
            Ending::Unknown(reason) => Err(RunError::new(ErrorKind::Answer, reason)),
        };
        if let Ok(Value::Array(records)) = &found {
            let mut records = records.iter().zip(1..);
            records.try_for_each(|(record, number)| is_one(&planned, record, number))?;
        }
        found.map(|found| (found, outcome.warnings, outcome.problems))
    })
}

struct Records(Vec<Value>);

impl Sink for Records {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        self.0.push(record.clone());
        Ok(())
    }
}
