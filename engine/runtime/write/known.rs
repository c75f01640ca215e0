//! What is known in the middle of a write: the record, and what the steps that were made gave. Says before the next step
//! whether that is enough for all that follow, so that a write stops before it changes anything more. Pure.

use engine_lang::diagnostic::quoted_list;
use engine_lang::expression::{Expression, Found};
use engine_lang::plan::{Access, Field, Filling, Plan, Rule, Step, TargetKind, Write};
use indexmap::IndexSet;
use serde_json::{Map, Value};

use super::make::{Maker, is_nothing};
use super::mistake::choosing;
use super::prepare::{self, untaken};
use crate::error::{ErrorKind, RunError};
use crate::map::{self, Answers};
use crate::problem::Problems;
use crate::request::plain_text;
use crate::secret::Secret;

/// What is known by now.
pub struct Known<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The write.
    pub write: &'a Write,
    /// The record that the caller gave.
    pub record: &'a Value,
    /// The steps that the record leads to, in order.
    pub steps: &'a [&'a Step],
    /// What the steps that were made gave.
    pub answers: Answers,
}

impl Known<'_> {
    /// What a step is given; all steps that it waits for were made.
    pub fn inputs(&self, step: &Step) -> Result<Map<String, Value>, RunError> {
        let (inputs, mistakes) = self.made(step, &[]);
        if mistakes.told.is_empty() { Ok(inputs) } else { Err(not_enough(step, mistakes)) }
    }

    /// What is lacking after a step, though it gave something: for a step that follows, or for the result. The steps that
    /// are still `to_come` stand in for what they will give.
    pub fn lacking(&self, step: &Step, access: Access, to_come: &[&Step]) -> Option<RunError> {
        let of_steps = to_come.iter().find_map(|later| {
            let (_, mistakes) = self.made(later, to_come);
            (!mistakes.told.is_empty()).then(|| not_enough(later, mistakes))
        });
        let of_steps = of_steps.or_else(|| self.left_behind(step, to_come));
        if access == Access::Read || !self.says_nothing(step, to_come) {
            return of_steps;
        }
        // What changed something, and does not say what, cannot be gone on with.
        let (result, _) = self.result();
        let of_step = self.write.gives.iter().filter(|field| field.steps().contains(&step.name.as_str()));
        let of_result: Vec<String> = of_step
            .filter(|field| is_nothing(result.get(&field.name)))
            .map(|field| format!("`{}` of the result comes to nothing", field.name))
            .collect();
        let message = format!("`{}` may have been done, and its id is not known", step.called());
        let error = RunError::new(ErrorKind::Answer, message).note("step", &step.name);
        let error = of_steps.iter().flat_map(RunError::helps).cloned().chain(of_result).fold(error, RunError::help);
        Some(error.help("look at the provider before you repeat it"))
    }

    /// What of the record was to be sent with what a step gave, and is not, now that this is known.
    fn left_behind(&self, step: &Step, to_come: &[&Step]) -> Option<RunError> {
        let mut maker = self.maker(to_come);
        self.steps.iter().for_each(|step| drop(maker.fields(&step.inputs)));
        let left = untaken(&maker, self.record);
        let takes = |later: &&&Step| later.inputs.iter().flat_map(Field::steps).any(|name| name == step.name);
        let told: Vec<String> = left.iter().map(|way| format!("`{way}` would not be sent")).collect();
        let later = to_come.iter().find(takes).filter(|_| !told.is_empty())?;
        Some(not_enough(later, Mistakes { told, of_record: true }))
    }

    /// Whether nothing is there of all the single values, such as an id, that are taken from a step.
    fn says_nothing(&self, step: &Step, to_come: &[&Step]) -> bool {
        let fields = to_come.iter().flat_map(|later| &later.inputs).chain(&self.write.gives);
        let values = fields.flat_map(Field::answers).filter(|(name, _)| *name == step.name);
        let Some(answer) = self.answers.get(&step.name) else { return false };
        let mut silent = values.filter_map(|(_, filling)| self.is_silent(filling, answer)).peekable();
        silent.peek().is_some() && silent.all(|is_silent| is_silent)
    }

    /// Whether a value that is made of an answer is not there, if it is a single one and not always the same.
    fn is_silent(&self, filling: &Filling, answer: &Value) -> Option<bool> {
        match &filling.rule {
            Rule::Value(Expression::Path(path)) => {
                let Found::One(found) = path.find(answer) else { return None };
                Some(is_nothing(found) || found.is_some_and(|found| is_no_id(found, &filling.target.kind)))
            }
            Rule::Value(Expression::Literal(_)) | Rule::List(_) | Rule::Each(_) => None,
            Rule::Table { from, .. } => self.is_silent(from, answer),
            Rule::First(list) => {
                let values: Vec<bool> = list.iter().filter_map(|value| self.is_silent(value, answer)).collect();
                (!values.is_empty()).then(|| values.into_iter().all(|is_silent| is_silent))
            }
            _ => Some(is_nothing(Maker::new(self.record, &self.answers).of(filling, answer).as_ref())),
        }
    }

    /// What is printed, as far as it is known, and what is not as its schema demands.
    pub fn result(&self) -> (Value, Vec<String>) {
        let mut problems = Problems::default();
        let result = map::result(&self.write.gives, self.record, &self.answers, &mut problems);
        let problems = problems
            .list(self.plan)
            .into_iter()
            .map(|problem| format!("{}: `{}` of the result: {}", problem.location, problem.field, problem.reason));
        (result, problems.collect())
    }

    /// What a step is given, and what cannot be made of it. What it takes from a step that was made has to be there.
    fn made(&self, step: &Step, to_come: &[&Step]) -> (Map<String, Value>, Mistakes) {
        let mut maker = self.maker(to_come);
        let inputs = maker.fields(&step.inputs);
        let mut mistakes = std::mem::take(&mut maker.mistakes);
        let of_record = mistakes.iter_mut().map(|mistake| {
            mistake.origin.chosen_by = mistake.origin.step().map(|name| self.chosen_by(name)).unwrap_or_default();
            mistake.is_of_record()
        });
        let of_record = of_record.fold(false, |any, own| any | own);
        let told = mistakes.iter().map(|mistake| mistake.told(self.plan, step));
        (inputs, Mistakes { told: told.collect(), of_record })
    }

    /// What of the record says what a step read; nothing of what a step gave that changed something.
    fn chosen_by(&self, name: &str) -> Vec<String> {
        let reads = |step: &&Step| self.plan.operation(step.called()).is_some_and(|own| own.access == Access::Read);
        let Some(step) = self.steps.iter().find(|step| step.name == name).copied().filter(|step| reads(step)) else {
            return Vec::new();
        };
        let earlier = step.inputs.iter().flat_map(Field::steps).flat_map(|name| self.chosen_by(name));
        choosing(&step.inputs, self.record).into_iter().chain(earlier).collect()
    }

    fn maker(&self, to_come: &[&Step]) -> Maker<'_> {
        let mut maker = Maker::new(self.record, &self.answers);
        maker.pending = to_come.iter().map(|step| step.name.clone()).collect();
        maker
    }

    /// Everything that the steps are given and nobody may see, as far as it is known.
    pub fn secrets(&self) -> Vec<Secret> {
        let of_step = |step: &&Step| {
            let inputs = self.made(step, &[]).0.into_iter();
            let secret = inputs.filter(|(name, _)| prepare::is_secret(self.plan, step, name));
            secret.map(|(_, value)| Secret::new(plain_text(&value))).collect::<Vec<_>>()
        };
        self.steps.iter().flat_map(of_step).collect()
    }
}

/// Why a step cannot be made, in lines.
struct Mistakes {
    told: Vec<String>,
    /// Whether the record is to blame, and not what a step gave.
    of_record: bool,
}

/// Nothing was sent for such a step: what others gave is what is wrong, or what the record wants of that.
fn not_enough(step: &Step, mistakes: Mistakes) -> RunError {
    let of: IndexSet<&str> = step.inputs.iter().flat_map(Field::steps).collect();
    let of = quoted_list(&of.into_iter().collect::<Vec<_>>());
    let message = format!("what {of} gave is not enough for `{}`", step.name);
    let kind = if mistakes.of_record { ErrorKind::Input } else { ErrorKind::Answer };
    let error = RunError::new(kind, message).of_nothing_sent().note("step", &step.name);
    let error = mistakes.told.into_iter().fold(error, RunError::help);
    if !mistakes.of_record {
        return error;
    }
    error.help("change that in the record, or what it names at the provider")
}

/// Whether what is wanted as text or as a number is neither: an object, a list or a truth names nothing.
fn is_no_id(value: &Value, wanted: &TargetKind) -> bool {
    let is_scalar = matches!(wanted, TargetKind::Text | TargetKind::Integer | TargetKind::Number);
    is_scalar && !value.is_string() && !value.is_number()
}
