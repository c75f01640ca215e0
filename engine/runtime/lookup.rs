//! Look-ups: further requests for the records of a page, each made once for the same inputs and a few at a time.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use engine_lang::plan::{LookUp, Mapping};
use indexmap::IndexSet;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::call::{Call, Given};
use crate::error::{Absence, ErrorKind, RunError};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::map::missing;
use crate::problem::Problems;
use crate::records::is_one;
use crate::warning::{Kind, Warnings};

/// So many look-ups are under way at once.
const AT_ONCE: usize = 4;

/// So many look-ups that all find nothing are more often a wrong path than the truth.
const MANY: usize = 5;

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
    /// What became of each operation's, by its name.
    ends: BTreeMap<String, Ends>,
}

/// How many look-ups of an operation ended in a status of 404 alone, and in anything else.
#[derive(Debug, Default)]
struct Ends {
    not_found: usize,
    others: usize,
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
            let Found { value, warnings, problems, by_status } =
                found.map_err(|error| error.note("look-up", &wanted.operation))?;
            self.warnings.extend(warnings);
            self.problems.of_record(1, &problems);
            let ends = self.ends.entry(wanted.operation.clone()).or_default();
            *(if by_status { &mut ends.not_found } else { &mut ends.others }) += 1;
            self.found.insert(wanted, Arc::new(value));
        }
    }

    /// Operations of which every look-up ended in a status of 404, as all do if their path is wrong: told as a warning of
    /// a few, and of many as the reason why it is not known whether everything was read.
    pub fn doubt(&mut self) -> Option<String> {
        let all = self.ends.iter().filter(|(_, ends)| ends.others == 0);
        let (many, few): (Vec<_>, Vec<_>) = all.partition(|(_, ends)| ends.not_found >= MANY);
        few.into_iter().for_each(|(operation, ends)| {
            self.warnings.add(Kind::Found, never_found(operation, ends.not_found));
        });
        many.first().map(|(operation, ends)| never_found(operation, ends.not_found))
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

fn never_found(operation: &str, times: usize) -> String {
    let all = if times == 1 { "the only look-up".to_owned() } else { format!("all {times} look-ups") };
    format!(
        "{all} of `{operation}` ended in HTTP 404, as with a wrong `path`; if the records are gone, name the code of such an answer under `errors`, as `kind: not_found`"
    )
}

/// What a look-up found.
struct Found {
    /// The record, or the list of them; null if there is no such record.
    value: Value,
    /// The provider's warnings beside it.
    warnings: Warnings,
    /// What its record has not.
    problems: Problems,
    /// Whether a status alone says that there is no such record.
    by_status: bool,
}

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
        let mut by_status = false;
        let value = match outcome.ending {
            Ending::Complete if planned.records.value.is_singular() => Ok(records.0.pop().unwrap_or(Value::Null)),
            Ending::Complete => Ok(Value::Array(records.0)),
            // Of a list that was begun, the rest is missing.
            Ending::Failed(error) if error.absence().is_some() && outcome.pages == 0 => {
                by_status = error.absence() == Some(Absence::Status);
                Ok(Value::Null)
            }
            Ending::Failed(error) => Err(error),
            Ending::Limited => Err(RunError::new(ErrorKind::Answer, "not everything was read")),
            Ending::Unknown(reason) => Err(RunError::new(ErrorKind::Answer, reason)),
        };
        if let Ok(Value::Array(records)) = &value {
            let mut records = records.iter().zip(1..);
            records.try_for_each(|(record, number)| is_one(&planned, record, number))?;
        }
        value.map(|value| Found { value, warnings: outcome.warnings, problems: outcome.problems, by_status })
    })
}

struct Records(Vec<Value>);

impl Sink for Records {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        self.0.push(record.clone());
        Ok(())
    }
}
