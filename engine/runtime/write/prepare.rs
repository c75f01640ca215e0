//! Before anything is sent: the record is what the write takes, and every part of it goes into a request.

use engine_lang::conversion::word;
use engine_lang::diagnostic::quoted_list;
use engine_lang::plan::{Access, Action, Plan, Step, Write};
use serde_json::{Map, Value};

use super::make::{Maker, sent};
use super::upload;
use crate::error::{ErrorKind, RunError};
use crate::here::Here;
use crate::hidden::HIDDEN;
use crate::map::Answers;

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
    // What does not fit is not known to be no secret.
    let is_secret = write.steps.iter().any(|step| step.inputs.iter().any(|field| is_secret(plan, step, &field.name)));
    let mut mistakes = write.accepts.mistakes(record, &|value| if is_secret { HIDDEN.to_owned() } else { word(value) });
    mistakes.extend(failing(plan, write, record, is_secret));
    if !mistakes.is_empty() {
        return Err(refuse(mistakes));
    }
    let answers = Answers::new();
    let mut maker = Maker::new(record, &answers);
    for (path, why) in write.unwritable.iter().filter(|(path, _)| path.finds(record)) {
        mistakes.push(format!("`{}` cannot be written: {why}", path.text()));
        maker.take(sent(path, record));
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
        mistakes.extend(maker.mistakes.drain(..).map(|mistake| mistake.told(plan, step)));
        prepared.push(Prepared { step, inputs, waits });
    }
    let left = untaken(&maker, record);
    if prepared.is_empty() && mistakes.is_empty() {
        let left: Vec<&str> = left.iter().map(String::as_str).collect();
        mistakes.push(match left.as_slice() {
            [] => "it has nothing to write".to_owned(),
            left => format!("it has nothing to write: {} alone changes nothing", quoted_list(left)),
        });
    } else if sound && !prepared.is_empty() {
        // A value that does not fit was told already, and was not taken for that reason. Where no step is made, there is no
        // rest beside which something is too much.
        mistakes.extend(left.iter().map(|way| format!("`{way}` would not be sent beside the rest: leave it out")));
    }
    if mistakes.is_empty() { Ok(prepared) } else { Err(refuse(mistakes)) }
}

/// Whether nobody may see what an input of a step is given.
pub fn is_secret(plan: &Plan, step: &Step, input: &str) -> bool {
    let operation = plan.operation(step.called());
    operation.and_then(|operation| operation.inputs.get(input)).is_some_and(|input| input.secret)
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

/// The conditions of steps that fail, each in a line; without the reason, which may repeat a value, if one of them is secret.
fn failing(plan: &Plan, write: &Write, record: &Value, is_secret: bool) -> Vec<String> {
    let steps = write.steps.iter().filter(|step| !is_ruled_out(step, record));
    let conditions = steps.flat_map(|step| step.when.iter().map(move |when| (step, Here::of(record).holds(when))));
    let failing = conditions.filter_map(|(step, holds)| Some((step, holds.err()?)));
    let told = failing.map(|(step, reason)| {
        let reason = if is_secret { String::new() } else { format!(": {reason}") };
        format!("step `{}`, `when`: the template fails{reason} ({})", step.name, plan.location(step.span))
    });
    told.collect()
}

/// Whether a record has what a step is made for, and nothing that rules it out.
fn is_made(step: &Step, record: &Value) -> bool {
    let holds = |when| Here::of(record).holds(when) == Ok(true);
    (step.when.is_empty() || step.when.iter().any(holds)) && !is_ruled_out(step, record)
}

fn is_ruled_out(step: &Step, record: &Value) -> bool {
    step.unless.iter().any(|path| path.finds(record))
}

/// The paths to what is given and was not taken.
pub fn untaken(maker: &Maker<'_>, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    left(maker, value, "$".to_owned(), &mut found);
    found
}

fn left(maker: &Maker<'_>, value: &Value, way: String, found: &mut Vec<String>) {
    if value.is_null() || maker.has_taken(value) {
        return;
    }
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| left(maker, value, format!("{way}.{name}"), found));
        }
        Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().for_each(|(index, value)| left(maker, value, format!("{way}[{index}]"), found));
        }
        _ => found.push(way),
    }
}
