//! What became of a write: a line for each step, or all of it as JSON.

use engine_lang::plan::{Access, Write};
use engine_runtime::error::one_line;
use engine_runtime::write::{Fate, Made, Written};
use serde_json::{Value, json};

use crate::cli::run::counted;

/// A line for the write, and after a failure one for each step.
pub fn text(write: &Write, written: &Written) -> String {
    if written.error.is_none() {
        let count = |fate| written.steps.iter().filter(|made| made.fate == fate).count() as u64;
        let done = counted(count(Fate::Done), "step");
        return match count(Fate::LeftOut) {
            0 => format!("{}: all is written, in {done}", write.name),
            left_out => format!("{}: all is written, in {done}; {left_out} had nothing to do", write.name),
        };
    }
    let is_done = written.steps.iter().any(|made| made.access != Access::Read && made.fate == Fate::Done);
    let word = match (is_done, written.has_changed()) {
        (true, _) => "written in part",
        (false, true) => "it may have been written",
        (false, false) => "nothing was written",
    };
    let steps = written.steps.iter().map(|made| format!("  {}: {}", made.step, line(made)));
    std::iter::once(format!("{}: {word}", write.name)).chain(steps).collect::<Vec<_>>().join("\n")
}

fn line(made: &Made) -> String {
    let operation = &made.operation;
    match made.fate {
        Fate::Done => format!(
            "done by {operation}{}",
            made.id.as_ref().map_or(String::new(), |id| format!(", gave id {}", one_line(id)))
        ),
        Fate::LeftOut => "left out, since the record has nothing for it".to_owned(),
        Fate::Failed => format!("failed in {operation}, which changed nothing"),
        Fate::Unknown => format!("sent by {operation}; it may have been done, look before you repeat it"),
        Fate::NotBegun => "not begun".to_owned(),
    }
}

/// The write with all that is known of it.
pub fn json(write: &Write, written: &Written) -> Value {
    let steps = written.steps.iter().map(
        |made| json!({ "step": made.step, "operation": made.operation, "outcome": outcome(made.fate), "id": made.id }),
    );
    json!({
        "write": write.name,
        "complete": written.error.is_none(),
        "result": written.result,
        "steps": steps.collect::<Vec<_>>(),
        "warnings": written.warnings.list(),
        "problems": written.problems,
        "error": written.error.as_ref().map(ToString::to_string),
    })
}

fn outcome(fate: Fate) -> &'static str {
    match fate {
        Fate::Done => "done",
        Fate::LeftOut => "left_out",
        Fate::Failed => "failed",
        Fate::Unknown => "unknown",
        Fate::NotBegun => "not_begun",
    }
}
