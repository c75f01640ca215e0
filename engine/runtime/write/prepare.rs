//! Before anything is sent: the record is what the write takes, and every part of it goes into a request.

use engine_lang::plan::{Action, Plan, Step, Write};
use serde_json::{Map, Value};

use super::make::{Answers, Maker, Mistake, untaken};
use super::upload;
use crate::error::{ErrorKind, RunError};

/// A step that is going to be made, as far as that is known before.
#[derive(Debug)]
pub struct Prepared<'p> {
    /// The step.
    pub step: &'p Step,
    /// Its inputs; what earlier steps give is written `<what NAME gives>`.
    pub inputs: Map<String, Value>,
    /// Whether one of the inputs is made of what an earlier step gives.
    pub waits: bool,
}

/// The steps that a record leads to, in order; every mistake in the record is told together.
pub fn prepare<'p>(plan: &Plan, write: &'p Write, record: &Value) -> Result<Vec<Prepared<'p>>, RunError> {
    let refuse = |mistakes: Vec<String>| {
        let error = RunError::new(ErrorKind::Input, format!("`{}` cannot write this record", write.name));
        mistakes.into_iter().fold(error, RunError::help)
    };
    if !record.is_object() {
        return Err(refuse(vec![format!("a JSON object is wanted, one record of `{}`", write.takes)]));
    }
    let mut mistakes = write.accepts.mistakes(record);
    if !mistakes.is_empty() {
        return Err(refuse(mistakes));
    }
    let answers = Answers::new();
    let mut maker = Maker::new(record, &answers);
    for (path, why) in write.unwritable.iter().filter(|(path, _)| path.finds(record)) {
        mistakes.push(format!("`{}` cannot be written: {why}", path.text()));
        maker.take_path(path, record);
    }
    let (mut prepared, mut sound) = (Vec::new(), true);
    for step in write.steps.iter().filter(|step| is_made(step, record)) {
        let inputs = maker.fields(&step.inputs);
        let waits =
            step.inputs.iter().flat_map(|field| field.steps()).any(|name| maker.pending.iter().any(|own| own == name));
        maker.pending.push(step.name.clone());
        if let Action::Upload(_) = &step.action {
            let text = |name: &str| inputs.get(name).and_then(Value::as_str);
            let content = text("content").and_then(|text| upload::bytes(text).err());
            mistakes.extend(content.map(|reason| format!("step `{}`, `content`: {reason}", step.name)));
            let name = text("name").and_then(upload::misnamed);
            mistakes.extend(name.map(|reason| format!("step `{}`, `name`: {reason}", step.name)));
        }
        sound &= maker.mistakes.is_empty();
        mistakes.extend(maker.mistakes.drain(..).map(|mistake| told(plan, step, &mistake)));
        prepared.push(Prepared { step, inputs, waits });
    }
    // A value that does not fit was told already, and was not taken for that reason.
    if sound {
        let left = untaken(&maker, record).into_iter();
        mistakes.extend(left.map(|way| format!("`{way}` would not be sent beside the rest: leave it out")));
    }
    if mistakes.is_empty() && prepared.is_empty() {
        mistakes.push("it has nothing to write".to_owned());
    }
    if mistakes.is_empty() { Ok(prepared) } else { Err(refuse(mistakes)) }
}

/// A value that cannot be made, in a line.
pub fn told(plan: &Plan, step: &Step, mistake: &Mistake) -> String {
    let Mistake { span, field, reason } = mistake;
    format!("step `{}`, `{field}`: {reason} ({})", step.name, plan.location(*span))
}

/// Whether a step is made for this record.
fn is_made(step: &Step, record: &Value) -> bool {
    step.when.is_empty() || step.when.iter().any(|path| path.finds(record))
}
