//! A write: the steps of a plan in order, and how far they came. What writes is never sent twice: `execute` sees to it.

pub(crate) mod found;
mod known;
mod make;
mod mistake;
mod prepare;
mod requests;
mod upload;

pub use prepare::{Prepared, prepare};

use std::cell::Cell;
use std::pin::{Pin, pin};

use engine_lang::conversion::word;
use engine_lang::expression::Found;
use engine_lang::plan::{Access, Action, Operation, Plan, Step, Write};
use serde_json::Value;

use crate::error::{ErrorKind, RunError};
use crate::execute::{Ending, Options, Session, Sink, execute};
use crate::fetch::Notice;
use crate::hidden::{HIDDEN, Hidden};
use crate::map::Answers;
use crate::request::plain_text;
use crate::signal::Watch;
use crate::warning::Warnings;
use known::Known;

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
    /// The id of what it gave, under the name that nearly everyone gives it, if it was done.
    pub id: Option<String>,
}

/// What a write came to.
#[derive(Debug)]
pub struct Written {
    /// Every step of the write.
    pub steps: Vec<Made>,
    /// The record that is printed; after a failure, as far as it is known.
    pub result: Value,
    /// Fields of that record that are not what its schema demands or what a step gave, though all was written.
    pub problems: Vec<String>,
    /// What the provider said though it succeeded.
    pub warnings: Warnings,
    /// Why not all was written.
    pub error: Option<RunError>,
}

impl Written {
    /// A write of which nothing was begun.
    fn not_begun(plan: &Plan, write: &Write) -> Self {
        let made = |step: &Step| {
            let access = match &step.action {
                Action::Operation(name) => plan.operation(name).map_or(Access::Write, |operation| operation.access),
                Action::Upload(_) => Access::Write,
            };
            let (step, operation) = (step.name.clone(), step.called().to_owned());
            Made { step, operation, access, fate: Fate::NotBegun, id: None }
        };
        Self {
            steps: write.steps.iter().map(made).collect(),
            result: Value::Null,
            problems: Vec::new(),
            warnings: Warnings::default(),
            error: None,
        }
    }

    /// A write that was refused before anything was sent.
    pub fn refused(plan: &Plan, write: &Write, error: RunError) -> Self {
        Self { error: Some(error), ..Self::not_begun(plan, write) }
    }

    /// The same with nothing in it that nobody may see: what one step sends, another may be told again.
    fn hiding(mut self, hidden: &Hidden) -> Self {
        let hide = |text: &str| hidden.hide(text);
        let mut repeated = Vec::new();
        let result = hidden.record(&self.result, "$", &mut repeated);
        for made in &mut self.steps {
            if made.id.as_ref().is_some_and(|id| hidden.is_repeated(id)) {
                made.id = Some(HIDDEN.to_owned());
                repeated.push(format!("id of the step {}", made.step));
            }
        }
        let repeated = repeated.iter().map(|way| format!("`{way}` repeats a secret: `{HIDDEN}` stands in its place"));
        Written {
            result,
            problems: self.problems.iter().map(|problem| hide(problem)).chain(repeated).collect(),
            steps: self.steps,
            warnings: self.warnings.hiding(hide),
            error: self.error.map(|error| error.hiding(hide)),
        }
    }

    /// Whether something at the provider has changed, or may have.
    pub fn has_changed(&self) -> bool {
        let changes = |made: &&Made| made.access != Access::Read && matches!(made.fate, Fate::Done | Fate::Unknown);
        self.steps.iter().any(|made| changes(&made))
    }
}

/// Makes the steps for a record. An error is told before anything is sent; after that, the outcome says how far it got.
/// When `signal` comes, nothing more is begun, and what is under way is called off; it gives the reason.
pub async fn write(
    session: &Session,
    write: &Write,
    record: &Value,
    signal: impl Future<Output = String>,
    notice: &mut dyn FnMut(&Notice),
) -> Result<Written, RunError> {
    let prepared = prepare(&session.plan, write, record)?;
    requests::can_be_sent(session, &prepared)?;
    let prepared: Vec<&Step> = prepared.iter().map(|prepared| prepared.step).collect();
    let mut written = Written::not_begun(&session.plan, write);
    let mut known = Known { plan: &session.plan, write, record, steps: &prepared, answers: Answers::new() };
    let hidden = |known: &Known<'_>| Hidden::new(session.plan.connector(), &session.credentials, &known.secrets());
    let before = hidden(&known);
    let mut notice = |told: &Notice| notice(&before.notice(told));
    let mut signal = pin!(signal);
    for (made, step) in written.steps.iter_mut().zip(&write.steps) {
        let Some(place) = prepared.iter().position(|own| own.name == step.name) else {
            made.fate = Fate::LeftOut;
            continue;
        };
        if let Some(error) = &written.error {
            let is_to_blame = error.is_unsent() && error.noted("step") == Some(&step.name);
            made.fate = if is_to_blame { Fate::Failed } else { Fate::NotBegun };
            continue;
        }
        let (begun, ended) =
            stoppable(session, step, &known, signal.as_mut(), &mut written.warnings, &mut notice).await;
        let error = match ended.and_then(|gave| refused(step, &gave).map_or(Ok(gave), Err)) {
            Ok(gave) => {
                known.answers.insert(step.name.clone(), gave.clone());
                let lacking = known.lacking(step, made.access, &prepared[place + 1..]);
                made.fate = match &lacking {
                    Some(error) if !error.is_unsent() => Fate::Unknown,
                    _ => Fate::Done,
                };
                let id = gave.get("id").filter(|id| made.fate == Fate::Done && (id.is_string() || id.is_number()));
                made.id = id.map(plain_text);
                lacking
            }
            Err(error) => {
                made.fate = match begun {
                    false => Fate::NotBegun,
                    true if error.may_have_been_done(made.access) => Fate::Unknown,
                    true => Fate::Failed,
                };
                Some(error)
            }
        };
        written.error = error.map(|error| error.note("step", &step.name));
    }
    let (result, problems) = known.result();
    written.result = result;
    // After a failure, fields without a value are no news.
    if written.error.is_none() {
        written.problems = problems;
    }
    Ok(written.hiding(&hidden(&known)))
}

/// Makes a step until it ends or is stopped; says whether it was begun.
async fn stoppable(
    session: &Session,
    step: &Step,
    known: &Known<'_>,
    signal: Pin<&mut dyn Future<Output = String>>,
    warnings: &mut Warnings,
    notice: &mut dyn FnMut(&Notice),
) -> (bool, Result<Value, RunError>) {
    let begun = Cell::new(false);
    let watch = Watch::new(&*session.clock);
    let calling = async {
        begun.set(true);
        let mut notice = |told: &Notice| {
            watch.waits(told);
            notice(told);
        };
        call(session, step, known, warnings, &mut notice).await
    };
    let ended = watch.until(signal, calling).await.and_then(|ended| ended);
    (begun.get(), ended)
}

/// What one operation gives for what the step makes of the record and of earlier answers.
async fn call(
    session: &Session,
    step: &Step,
    known: &Known<'_>,
    warnings: &mut Warnings,
    notice: &mut dyn FnMut(&Notice),
) -> Result<Value, RunError> {
    let inputs = known.inputs(step)?;
    let operation = match &step.action {
        Action::Operation(name) => operation(session, name)?,
        Action::Upload(upload) => {
            upload::send(session, upload, &inputs).await?;
            return Ok(Value::Null);
        }
    };
    let call = requests::call(session, operation, &inputs)?;
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

/// Why a write ends with what a step read.
fn refused(step: &Step, gave: &Value) -> Option<RunError> {
    step.refuse.iter().find_map(|unwanted| {
        let there = match unwanted.path.find(gave) {
            Found::One(Some(there)) if !(there.is_null() || there.is_array() || there.is_object()) => there,
            _ => {
                let message =
                    format!("`{}` has no value at `{}`, by which it may be refused", step.name, unwanted.path.text());
                return Some(RunError::new(ErrorKind::Answer, message).of_nothing_sent());
            }
        };
        let why = unwanted.values.get(&plain_text(there))?;
        let message = format!("`{}` gave {} at `{}`: {why}", step.name, word(there), unwanted.path.text());
        Some(RunError::new(ErrorKind::Input, message).of_nothing_sent())
    })
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
