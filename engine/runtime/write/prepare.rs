//! Before anything is sent: the record is what the write takes, and every part of it goes into a request.

use engine_lang::diagnostic::quoted_list;
use engine_lang::plan::{Access, Action, Plan, Step, Write};
use serde_json::{Map, Value};

use super::make::{Answers, Maker, Mistake, NOTHING, untaken};
use super::upload;
use crate::call::{Call, Given};
use crate::error::{ErrorKind, RunError};
use crate::execute::Session;
use crate::hidden::{HIDDEN, Hidden};
use crate::request::{Request, plain_text};
use crate::secret::Secret;

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
    let hidden = hidden(plan, write, record);
    let mut mistakes: Vec<String> = write.accepts.mistakes(record).iter().map(|mistake| hidden.hide(mistake)).collect();
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
    for step in steps(plan, write, record) {
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
    let left = untaken(&maker, record);
    if prepared.is_empty() && mistakes.is_empty() {
        let left: Vec<&str> = left.iter().map(String::as_str).collect();
        mistakes.push(match left.as_slice() {
            [] => "it has nothing to write".to_owned(),
            left => format!("it has nothing to write: {} alone changes nothing", quoted_list(left)),
        });
    } else if sound {
        // A value that does not fit was told already, and was not taken for that reason.
        mistakes.extend(left.iter().map(|way| format!("`{way}` would not be sent beside the rest: leave it out")));
    }
    if mistakes.is_empty() { Ok(prepared) } else { Err(refuse(mistakes)) }
}

/// Whether each step that waits for no answer becomes a request, so that a later one does not stop a write halfway.
pub fn can_be_sent(session: &Session, prepared: &[Prepared<'_>]) -> Result<(), RunError> {
    let plan = &session.plan;
    for Prepared { step, inputs, .. } in prepared.iter().filter(|prepared| !prepared.waits) {
        let Some(operation) = plan.operation(step.called()) else { continue };
        let given = inputs.iter().map(|(name, value)| (name.clone(), Given::Json(value.clone()))).collect();
        let tried = Call::bind(operation, given).and_then(|call| {
            let request = Request::first(plan, operation, &call, &session.credentials, session.base_url.as_ref())?;
            request.headers_can_be_sent()
        });
        tried.map_err(|error| error.note("step", &step.name).at(&plan.location(operation.span)))?;
    }
    Ok(())
}

/// Whether nobody may see what an input of a step is given.
pub fn is_secret(plan: &Plan, step: &Step, input: &str) -> bool {
    let operation = plan.operation(step.called());
    operation.and_then(|operation| operation.inputs.get(input)).is_some_and(|input| input.secret)
}

/// The texts of a record that leads to a secret input: what does not fit is not known to be none.
fn hidden(plan: &Plan, write: &Write, record: &Value) -> Hidden {
    let secret = |step: &Step| step.inputs.iter().any(|field| is_secret(plan, step, &field.name));
    let mut texts = Vec::new();
    if write.steps.iter().any(secret) {
        collect(record, &mut texts);
    }
    Hidden::of(&texts)
}

fn collect(value: &Value, texts: &mut Vec<Secret>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
        Value::Object(members) => members.values().for_each(|value| collect(value, texts)),
        Value::Null | Value::Bool(_) => {}
        // Shorter ones would be found in every word.
        scalar => texts.extend(Some(plain_text(scalar)).filter(|text| text.len() >= 4).map(Secret::new)),
    }
}

/// A value that cannot be made, in a line; without the value where it leads to a secret input.
pub fn told(plan: &Plan, step: &Step, mistake: &Mistake) -> String {
    let Mistake { span, field, reason, .. } = mistake;
    let input = field.split(['.', '[']).next().unwrap_or(field);
    if is_secret(plan, step, input) && reason != NOTHING {
        return format!("step `{}`, `{field}`: {HIDDEN} does not fit ({})", step.name, plan.location(*span));
    }
    format!("step `{}`, `{field}`: {reason} ({})", step.name, plan.location(*span))
}

/// The steps that a record leads to; of those that only read, the ones of whose answers something is needed.
fn steps<'p>(plan: &Plan, write: &'p Write, record: &Value) -> Vec<&'p Step> {
    let reads = |step: &Step| plan.operation(step.called()).is_some_and(|own| own.access == Access::Read);
    let mut steps: Vec<&Step> = write.steps.iter().filter(|step| is_made(step, record)).collect();
    loop {
        let answers = Answers::new();
        let mut maker = Maker::new(record, &answers);
        for step in &steps {
            maker.fields(&step.inputs);
            maker.pending.push(step.name.clone());
        }
        maker.fields(&write.gives);
        let (before, needed) = (steps.len(), maker.needed);
        steps.retain(|step| !reads(step) || !step.refuse.is_empty() || needed.contains(step.name.as_str()));
        // What is left out may have been all that needed another one.
        if steps.len() == before {
            return steps;
        }
    }
}

/// Whether a record has what a step is made for.
fn is_made(step: &Step, record: &Value) -> bool {
    step.when.is_empty() || step.when.iter().any(|path| path.finds(record))
}
