//! Look-ups: further requests for the records of a page, each made once for the same inputs and a few at a time.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use engine_lang::expression::{Name, Scope};
use engine_lang::plan::{LookUp, Mapping};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use tokio::task::JoinSet;

use crate::call::{Call, Given};
use crate::error::{ErrorKind, RunError};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::problem::{Misfitting, Problems};

/// So many look-ups are under way at once.
const AT_ONCE: usize = 4;

/// What the look-ups of one record found, by their names.
pub type Gathered = IndexMap<String, Arc<Value>>;

/// The look-ups of a run, with all that they found so far.
#[derive(Debug, Default)]
pub struct LookUps {
    /// The names of those that are made.
    wanted: Vec<String>,
    /// What was found for an operation and its inputs; null if there is no such record.
    found: HashMap<String, Arc<Value>>,
}

/// One request that a record needs.
struct Wanted {
    key: String,
    inputs: Map<String, Value>,
}

impl LookUps {
    /// The look-ups that fill the fields that are asked for.
    pub fn of(mapping: Option<&Mapping>, fields: &With) -> Self {
        let asked = |name: &String| match fields {
            With::Nothing => false,
            With::Everything => true,
            With::Fields(fields) => fields.contains(name),
        };
        let filled = mapping.into_iter().flat_map(|mapping| &mapping.fields).filter(|field| asked(&field.name));
        let mut wanted: Vec<String> = filled.flat_map(|field| field.lookups()).map(str::to_owned).collect();
        wanted.sort();
        wanted.dedup();
        Self { wanted, found: HashMap::new() }
    }

    /// What the look-ups find for each of the records; `first` is the number of the first of them.
    pub async fn gather(
        &mut self,
        session: &Session,
        mapping: &Mapping,
        records: &[&Value],
        first: u64,
        problems: &mut Problems,
    ) -> Result<Vec<Gathered>, RunError> {
        let mut gathered: Vec<Gathered> = vec![Gathered::new(); records.len()];
        let made: Vec<&LookUp> = mapping.lookups.iter().filter(|lookup| self.wanted.contains(&lookup.name)).collect();
        for lookup in made {
            let wanted: Vec<Option<Wanted>> =
                records.iter().map(|record| Wanted::of(lookup, record)).collect::<Result<_, _>>()?;
            self.fetch(session, lookup, wanted.iter().flatten()).await?;
            for (index, wanted) in wanted.into_iter().enumerate() {
                let Some(value) = wanted.and_then(|wanted| self.found.get(&wanted.key)) else { continue };
                if value.is_null() {
                    problems.add(Misfitting {
                        span: lookup.span,
                        field: lookup.name.clone(),
                        source: lookup.operation.clone(),
                        reason: "the provider has no such record".to_owned(),
                        record: first + index as u64,
                    });
                } else {
                    gathered[index].insert(lookup.name.clone(), Arc::clone(value));
                }
            }
        }
        Ok(gathered)
    }

    /// Gets what is not known yet, a few at a time.
    async fn fetch(
        &mut self,
        session: &Session,
        lookup: &LookUp,
        wanted: impl Iterator<Item = &Wanted>,
    ) -> Result<(), RunError> {
        let mut missing: IndexMap<String, Map<String, Value>> = IndexMap::new();
        for wanted in wanted.filter(|wanted| !self.found.contains_key(&wanted.key)) {
            missing.insert(wanted.key.clone(), wanted.inputs.clone());
        }
        let mut missing = missing.into_iter();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < AT_ONCE
                && let Some((key, inputs)) = missing.next()
            {
                let read = read(session.clone(), lookup.operation.clone(), inputs);
                under_way.spawn(async move { (key, read.await) });
            }
            let Some(done) = under_way.join_next().await else { return Ok(()) };
            let (key, found) = done
                .map_err(|error| RunError::new(ErrorKind::Unreachable, format!("a look-up was called off: {error}")))?;
            let found = match found {
                Err(error) if error.is_absence() => Value::Null,
                found => found.map_err(|error| error.note("look-up", &lookup.name))?,
            };
            self.found.insert(key, Arc::new(found));
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

impl Wanted {
    /// The request for a record; `None` if it lacks what the operation needs.
    fn of(lookup: &LookUp, record: &Value) -> Result<Option<Wanted>, RunError> {
        let names = [Name::new("record", record)];
        let scope = Scope { root: record, names: &names };
        let mut inputs = Map::new();
        for (name, expression) in &lookup.inputs {
            let value = expression.evaluate(scope).map_err(|reason| {
                RunError::new(ErrorKind::Answer, format!("the input `{name}` cannot be made: {reason}"))
                    .note("look-up", &lookup.name)
            })?;
            inputs.extend(value.map(|value| (name.clone(), value)));
        }
        let complete = lookup.needs.iter().all(|need| inputs.contains_key(need));
        let key = format!("{} {}", lookup.operation, Value::Object(inputs.clone()));
        Ok(complete.then_some(Wanted { key, inputs }))
    }
}

/// The record that an operation reads, or the list of them. Boxed, since a run makes look-ups, which are runs.
fn read(
    session: Session,
    operation: String,
    inputs: Map<String, Value>,
) -> Pin<Box<dyn Future<Output = Result<Value, RunError>> + Send>> {
    Box::pin(async move {
        let planned = session.plan.operation(&operation).cloned();
        let planned =
            planned.ok_or_else(|| RunError::new(ErrorKind::Input, format!("there is no operation `{operation}`")))?;
        let given = inputs.into_iter().map(|(name, value)| (name, Given::Json(value))).collect();
        let call = Call::bind(&planned, given)?;
        let mut records = Records(Vec::new());
        let options = Options { raw: true, ..Options::default() };
        match execute(&session, &operation, &call, options, &mut records).await.ending {
            Ending::Complete if planned.records.value.is_singular() => Ok(records.0.pop().unwrap_or(Value::Null)),
            Ending::Complete => Ok(Value::Array(records.0)),
            Ending::Failed(error) => Err(error),
            Ending::Limited => Err(RunError::new(ErrorKind::Answer, "not everything was read")),
            Ending::Unknown(reason) => Err(RunError::new(ErrorKind::Answer, reason)),
        }
    })
}

struct Records(Vec<Value>);

impl Sink for Records {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        self.0.push(record.clone());
        Ok(())
    }
}
