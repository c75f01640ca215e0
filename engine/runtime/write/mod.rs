//! A write: the steps of a plan in order, and how far they came. What writes is never sent twice: `execute` sees to it.

mod make;
mod prepare;
mod upload;

pub use prepare::{Prepared, prepare};

use std::collections::BTreeSet;

use engine_lang::plan::{Access, Action, Operation, Step, Write};
use serde_json::Value;

use crate::call::{Call, Given};
use crate::error::{ErrorKind, RunError};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::fetch::Notice;
use make::{Answers, Maker};

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was done.
    Done,
    /// The record has nothing for it.
    LeftOut,
    /// It was not done, and changed nothing.
    Failed,
    /// It was sent, and may have been done all the same.
    Unknown,
    /// It was not begun.
    NotBegun,
}

/// A step and what became of it.
#[derive(Debug)]
pub struct Made {
    /// The step's name.
    pub step: String,
    /// The operation's name, or `upload`.
    pub operation: String,
    /// What it does to the provider's data.
    pub access: Access,
    /// What became of it.
    pub fate: Fate,
    /// What it gave, if it was done.
    pub gave: Option<Value>,
}

/// What a write came to.
#[derive(Debug)]
pub struct Written {
    /// Every step of the write.
    pub steps: Vec<Made>,
    /// The record that is printed; after a failure, as far as it is known.
    pub result: Value,
    /// Fields of that record that cannot be what its schema demands, though all was written.
    pub problems: Vec<String>,
    /// What the provider said though it succeeded.
    pub warnings: BTreeSet<String>,
    /// Why not all was written.
    pub error: Option<RunError>,
}

impl Written {
    /// Whether something at the provider has changed, or may have.
    pub fn has_changed(&self) -> bool {
        let changes = |made: &&Made| made.access != Access::Read && matches!(made.fate, Fate::Done | Fate::Unknown);
        self.steps.iter().any(|made| changes(&made))
    }
}

/// Makes the steps for a record. An error is told before anything is sent; after that, the outcome says how far it got.
pub async fn write(
    session: &Session,
    write: &Write,
    record: &Value,
    notice: &mut dyn FnMut(&Notice),
) -> Result<Written, RunError> {
    let prepared = prepare(&session.plan, write, record)?;
    let mut written = Written {
        steps: Vec::new(),
        result: Value::Null,
        problems: Vec::new(),
        warnings: BTreeSet::new(),
        error: None,
    };
    let mut answers = Answers::new();
    for step in &write.steps {
        let access = match &step.action {
            Action::Operation(name) => operation(session, name)?.access,
            Action::Upload(_) => Access::Write,
        };
        let is_prepared = prepared.iter().any(|prepared| prepared.step.name == step.name);
        let (fate, gave) = match () {
            () if !is_prepared => (Fate::LeftOut, None),
            () if written.error.is_some() => (Fate::NotBegun, None),
            () => match made(session, step, record, &answers, &mut written.warnings, notice).await {
                Ok(gave) => {
                    answers.insert(step.name.clone(), gave.clone());
                    (Fate::Done, Some(gave))
                }
                Err(error) => {
                    let fate = fate(access, &error);
                    written.error = Some(error.note("step", &step.name));
                    (fate, None)
                }
            },
        };
        let (step, operation) = (step.name.clone(), step.called().to_owned());
        written.steps.push(Made { step, operation, access, fate, gave });
    }
    let mut maker = Maker::new(record, &answers);
    maker.keeps_nulls = true;
    written.result = Value::Object(maker.fields(&write.gives));
    // After a failure, fields without a value are no news.
    if written.error.is_none() {
        let problem = |mistake: make::Mistake| {
            let place = session.plan.location(mistake.span);
            format!("{place}: `{}` of the result: {}", mistake.field, mistake.reason)
        };
        written.problems = maker.mistakes.into_iter().map(problem).collect();
    }
    Ok(written)
}

/// What one operation gives for what the step makes of the record and of earlier answers.
async fn made(
    session: &Session,
    step: &Step,
    record: &Value,
    answers: &Answers,
    warnings: &mut BTreeSet<String>,
    notice: &mut dyn FnMut(&Notice),
) -> Result<Value, RunError> {
    let mut maker = Maker::new(record, answers);
    let inputs = maker.fields(&step.inputs);
    if !maker.mistakes.is_empty() {
        let of: Vec<&str> = step.inputs.iter().flat_map(|field| field.steps()).collect();
        let message = format!("what {} gave is not enough for the step", engine_lang::diagnostic::quoted_list(&of));
        // Nothing was sent for this step: the inputs are what is wrong.
        let error = RunError::new(ErrorKind::Answer, message).of_nothing_sent();
        let mistakes = maker.mistakes.iter().map(|mistake| prepare::told(&session.plan, step, mistake));
        return Err(mistakes.fold(error, RunError::help));
    }
    let operation = match &step.action {
        Action::Operation(name) => operation(session, name)?,
        Action::Upload(upload) => {
            upload::send(upload, &inputs, &session.plan.connector().limits).await?;
            return Ok(Value::Null);
        }
    };
    let given = inputs.into_iter().map(|(name, value)| (name, Given::Json(value))).collect();
    let call = Call::bind(operation, given)?;
    let mut records = Records { list: Vec::new(), notice };
    let options = Options { raw: true, ..Options::default() };
    let outcome = execute(session, &operation.name, &call, options, &mut records).await;
    warnings.extend(outcome.warnings);
    match outcome.ending {
        Ending::Complete if operation.records.value.is_singular() => Ok(records.list.pop().unwrap_or(Value::Null)),
        Ending::Complete => Ok(Value::Array(records.list)),
        Ending::Failed(error) => Err(error),
        Ending::Limited => Err(RunError::new(ErrorKind::Answer, "not everything was read")),
        Ending::Unknown(reason) => Err(RunError::new(ErrorKind::Answer, reason)),
    }
}

/// What became of a step that failed: only a refusal, or a request that was never sent, has surely changed nothing.
fn fate(access: Access, error: &RunError) -> Fate {
    let surely_nothing = access == Access::Read
        || error.is_unsent()
        || matches!(
            error.kind(),
            ErrorKind::Input | ErrorKind::Credential | ErrorKind::Permission | ErrorKind::Refused
        );
    if surely_nothing { Fate::Failed } else { Fate::Unknown }
}

fn operation<'s>(session: &'s Session, name: &str) -> Result<&'s Operation, RunError> {
    let operation = session.plan.operation(name);
    operation.ok_or_else(|| RunError::new(ErrorKind::Input, format!("there is no operation `{name}`")))
}

struct Records<'n> {
    list: Vec<Value>,
    notice: &'n mut dyn FnMut(&Notice),
}

impl Sink for Records<'_> {
    fn record(&mut self, record: &Value) -> std::io::Result<()> {
        self.list.push(record.clone());
        Ok(())
    }

    fn notice(&mut self, notice: &Notice) {
        (self.notice)(notice);
    }
}
