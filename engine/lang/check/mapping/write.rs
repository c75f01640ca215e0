//! Writes: every step can be called with what it is given, and nothing that a caller can give is lost on the way.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::sent::{Earlier, Purpose, sent};
use super::{Callables, Here, Mappings, Typing, scopes};
use crate::accept::Accept;
use crate::check::walk::{Reach, Walk};
use crate::conversion::{Target, TargetKind};
use crate::diagnostic::{Code, Diagnostic, Severity, quoted_list};
use crate::expression::Expression;
use crate::plan::{Access, Action, Field, Input, Placed, Step, Upload, Write};
use crate::reads::{Reads, Seen, source_fields};
use crate::resolve::{ResolvedAction, ResolvedField, ResolvedMapping, ResolvedRule, ResolvedStep, ResolvedWrite};
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

impl Mappings<'_> {
    /// A write, typed at both ends; `None` after a mistake, which is then reported.
    pub fn write(&mut self, resolved: &ResolvedWrite, walk: &mut Walk<'_>) -> Option<Write> {
        let callables = self.callables;
        let record = resolved.record?;
        let before = walk.diagnostics.count(Severity::Error);
        let here = Here::of(vec![record]);
        let (mut earlier, mut steps): (Vec<Earlier>, Vec<Step>) = (Vec::new(), Vec::new());
        for step in &resolved.steps {
            let mut typing = self.typing(Purpose::Request, &earlier, walk);
            steps.extend(typing.step(step, &here));
            let gives = match &step.action {
                ResolvedAction::Operation(name) => callables.get(&name.value).map(|callable| callable.gives.clone()),
                ResolvedAction::Upload(_) => None,
            };
            let gives = gives.unwrap_or_default();
            earlier.push(Earlier { name: step.name.clone(), gives, optional: step.is_optional() });
        }
        let mut typing = self.typing(Purpose::Record, &earlier, walk);
        let target = resolved.gives.target;
        let gives = target.map(|target| typing.fields(&resolved.gives.fields, &here, target, resolved.gives.span));
        let sound = resolved.has_all_steps && walk.diagnostics.count(Severity::Error) == before;
        // An input that is wrong may be the one that waits.
        if sound {
            reads_come_first(&steps, callables, walk);
        }
        // After an error, what takes something of it may be what failed.
        if sound && !walk.diagnostics.has_errors() {
            reads_are_used(&steps, gives.as_deref().unwrap_or_default(), callables, walk);
        }
        nothing_is_lost(resolved, record, self.written, sound, walk);
        let called = || steps.iter().filter_map(|step| callables.get(step.called()));
        let access = called().map(|callable| callable.access).max().unwrap_or(Access::Read);
        if access == Access::Read && resolved.has_all_steps && steps.len() == resolved.steps.len() {
            let message = format!("`{}` only reads", resolved.name);
            let help = "let a step call an operation that writes; what only reads is run by itself";
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, resolved.span, message).help(help));
        }
        let Some(accepts) = Accept::of(walk.shapes, record) else {
            let message = format!("`{}` holds itself, so that a record could go on without end", resolved.takes.value);
            let help = "write the levels out that a caller can give";
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSchema, resolved.takes.span, message).help(help));
            return None;
        };
        let scopes = scopes::all(&steps, self.callables);
        let only_for = scopes::only_for(&steps, self.callables);
        Some(Write {
            name: resolved.name.clone(),
            span: resolved.span,
            title: resolved.title.clone(),
            description: resolved.description.clone(),
            confirm: resolved.confirm.clone(),
            takes: resolved.takes.value.clone(),
            accepts,
            steps,
            unwritable: resolved.unwritable.iter().map(|(path, why)| (path.value.clone(), why.clone())).collect(),
            target: resolved.gives.target_name.clone(),
            gives: gives?,
            access,
            scopes,
            only_for,
        })
    }
}

/// A step that reads, for another step or to refuse, and waits for nothing that is written, stands before those that write:
/// what it does not find is then known before anything is changed. One that is for the result alone reads what came of it.
fn reads_come_first(steps: &[Step], callables: &Callables, walk: &mut Walk<'_>) {
    let mut writing: Vec<&str> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let later = steps[index + 1..].iter().flat_map(|later| &later.inputs);
        let is_awaited = !step.refuse.is_empty() || later.flat_map(Field::steps).any(|name| name == step.name);
        let reads = match &step.action {
            Action::Operation(name) => callables.get(name).is_some_and(|callable| callable.access == Access::Read),
            Action::Upload(_) => false,
        };
        let waits = step.inputs.iter().flat_map(Field::steps).any(|name| writing.contains(&name));
        if let Some(first) = writing.first().filter(|_| reads && is_awaited && !waits) {
            let message = format!("`{}` only reads, and stands after `{first}`, which writes", step.name);
            let help = "put it first: what it does not find is then known before anything is changed";
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, step.span, message).help(help));
        }
        if !reads || waits {
            writing.push(&step.name);
        }
    }
}

/// Of a step that reads something is taken, or refused: it would never be made otherwise.
fn reads_are_used(steps: &[Step], gives: &[Field], callables: &Callables, walk: &mut Walk<'_>) {
    let taken: HashSet<&str> = steps.iter().flat_map(|step| &step.inputs).chain(gives).flat_map(Field::steps).collect();
    for step in steps.iter().filter(|step| step.refuse.is_empty() && !taken.contains(step.name.as_str())) {
        if callables.get(step.called()).is_some_and(|callable| callable.access == Access::Read) {
            let message = format!("nothing is taken of what `{}` reads, so that it is never made", step.name);
            let help = "take something of it, name what it may not find under `refuse`, or leave it out";
            walk.diagnostics.push(Diagnostic::error(Code::Unused, step.span, message).help(help));
        }
    }
}

impl Typing<'_, '_> {
    /// A step whose operation exists and is given what it needs.
    fn step(&mut self, step: &ResolvedStep, here: &Here) -> Option<Step> {
        if let Some(again) = self.steps.iter().find(|earlier| earlier.name == step.name) {
            let message = format!("there are two steps called `{}`", again.name);
            self.walk.diagnostics.push(Diagnostic::error(Code::DuplicateName, step.span, message));
        }
        self.conditions(step, here);
        let operation = match &step.action {
            ResolvedAction::Operation(operation) => operation,
            ResolvedAction::Upload(part) => return Some(self.upload(step, part, here)),
        };
        let callables = self.callables;
        self.callable(operation)?;
        let callable = callables.get(&operation.value)?;
        let mut inputs: Vec<Field> = Vec::new();
        for field in &step.inputs {
            let Some(input) = callable.inputs.get(&field.name) else {
                let message = format!("`{}` has no input `{}`", operation.value, field.name);
                let names = callable.inputs.keys().map(String::as_str);
                let diagnostic = Diagnostic::error(Code::UnknownName, field.span, message);
                self.walk.diagnostics.push(diagnostic.suggest(field.span, &field.name, names));
                continue;
            };
            let Some(rule) = &field.rule else { continue };
            if !callable.whole.contains(&field.name) && !is_fixed(&rule.value) {
                let message = format!("`{}` does not send all of `{}` in every case", operation.value, field.name);
                let help =
                    "let the operation send the input as it is, and compute in the step, where it is seen what is lost";
                let diagnostic = Diagnostic::error(Code::UnwrittenMember, field.span, message);
                self.walk.diagnostics.push(diagnostic.help(help));
            }
            self.has_no_default(field, rule, input, here);
            let shape = callable.places.get(&field.name).copied();
            let target = self.taken(input, shape);
            let Some(filling) = self.filling_as(rule, here, shape, target) else { continue };
            inputs.push(sent(&field.name, filling, input.required && input.default.is_none()));
        }
        let needs = callable.inputs.iter().filter(|(_, input)| input.required && input.default.is_none());
        for (name, _) in needs.filter(|(name, _)| step.inputs.iter().all(|field| field.name != **name)) {
            let message = format!("`{}` needs `{name}`, and the step does not give it", operation.value);
            let help = format!("add `{name}: $.path` to its `inputs`");
            self.walk.diagnostics.push(Diagnostic::error(Code::MissingKey, step.span, message).help(help));
        }
        let refuse = self.refused(step, callable.access, &callable.gives);
        Some(Step {
            name: step.name.clone(),
            span: step.span,
            action: Action::Operation(operation.value.clone()),
            when: values(&step.when),
            unless: values(&step.unless),
            refuse,
            inputs,
        })
    }

    /// What decides whether a step is made; a boolean is there also if it is false, so the step has to send it.
    fn conditions(&mut self, step: &ResolvedStep, here: &Here) {
        let reads = Reads::of_step(step, self.mappings);
        let because = ", and the step does not send it";
        let wanted = (because, "let the step send it, or ask for what is there only if the step is wanted");
        let unwanted = ("", "ask for what is there only if the step is not wanted");
        let mut asked = Vec::new();
        for when in &step.when {
            match &when.value {
                Expression::Path(path) => asked.push((path, when.span, reads.finds(path), wanted)),
                other => drop(self.expression(other, when.span, here, &Target::ANY, None)),
            }
        }
        // What rules a step out is never sent by it.
        asked.extend(step.unless.iter().map(|unless| (&unless.value, unless.span, false, unwanted)));
        for (path, span, is_sent, (why, help)) in asked {
            let reach = self.walk.path(path, span, &here.dollar);
            let Some(Reach { shapes, .. }) = reach.filter(|_| !is_sent) else { continue };
            if shapes.is_empty() || shapes.iter().any(|id| self.walk.shapes.kinds(*id) != Kinds::BOOLEAN) {
                continue;
            }
            let message = format!("`{}` is there also if it is false{why}", path.text());
            self.walk.diagnostics.push(
                Diagnostic::error(Code::TypeMismatch, span, message)
                    .also(self.walk.shapes.get(shapes[0]).span, "boolean by this schema")
                    .help(help),
            );
        }
    }

    /// What the record has nothing for is not sent: a default in its place would change what nobody named.
    fn has_no_default(&mut self, field: &ResolvedField, rule: &Placed<ResolvedRule>, input: &Input, here: &Here) {
        let Some(default) = &input.default else { return };
        if !self.may_send_nothing(&rule.value, here) {
            return;
        }
        let message = format!("where this comes to nothing, the default {default} of `{}` is sent", field.name);
        let help = format!("write `{{ first: [..., {default}] }}` if that is meant; or leave the `default` out");
        self.walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, rule.span, message).help(help));
    }

    /// A step that uploads a file: everything is text but the fields of the form.
    fn upload(&mut self, step: &ResolvedStep, part: &str, here: &Here) -> Step {
        let refuse = self.refused(step, Access::Write, &Vec::new());
        let mut inputs = Vec::new();
        for field in &step.inputs {
            let is_form = field.name == "fields";
            let kind = if is_form { TargetKind::Several(Kinds::OBJECT) } else { TargetKind::Text };
            let target = Target { kind, choices: None, nullable: true };
            let rule = field.rule.as_ref();
            let filling = rule.and_then(|rule| self.filling_as(rule, here, None, target));
            inputs.extend(filling.map(|filling| sent(&field.name, filling, true)));
        }
        Step {
            name: step.name.clone(),
            span: step.span,
            action: Action::Upload(Upload { part: part.to_owned() }),
            when: values(&step.when),
            unless: values(&step.unless),
            refuse,
            inputs,
        }
    }
}

fn values<T: Clone>(placed: &[Placed<T>]) -> Vec<T> {
    placed.iter().map(|placed| placed.value.clone()).collect()
}

/// Whether a rule gives the same for every record, so that nothing of a record can be lost with it.
fn is_fixed(rule: &ResolvedRule) -> bool {
    matches!(rule, ResolvedRule::Constant(_) | ResolvedRule::Value(Expression::Literal(_)))
}

/// Every member that a caller can give is sent, or is called unwritable.
fn nothing_is_lost(
    resolved: &ResolvedWrite,
    record: ShapeId,
    mappings: &IndexMap<String, ResolvedMapping>,
    sound: bool,
    walk: &mut Walk<'_>,
) {
    for (path, _) in &resolved.unwritable {
        walk.path(&path.value, path.span, &[record]);
    }
    // A rule that is wrong may be the one that was to send it.
    if !sound || resolved.steps.iter().flat_map(|step| &step.inputs).any(|field| field.rule.is_none()) {
        return;
    }
    let reads = Reads::of_write(resolved, mappings);
    for path in reads.contradicted(&resolved.unwritable) {
        let message = format!("`{}` is called unwritable, and a step reads it", path.value.text());
        walk.diagnostics.push(Diagnostic::warning(Code::Unused, path.span, message).help("leave one of the two out"));
    }
    let fields = source_fields(walk.shapes, &[record], &reads);
    let lost: Vec<&str> =
        fields.iter().filter(|field| field.seen == Seen::Never).map(|field| field.path.as_str()).collect();
    if lost.is_empty() {
        return;
    }
    let message = format!("no step of `{}` sends {}", resolved.name, quoted_list(&lost));
    let mut diagnostic = Diagnostic::error(Code::UnwrittenMember, resolved.span, message);
    for place in lost.iter().filter_map(|way| named_at(way, record, walk)) {
        diagnostic = diagnostic.also(place, "a caller can give this");
    }
    walk.diagnostics.push(diagnostic.help("let a step send it, or name it under `unwritable` with the reason"));
}

/// Where the schema names the member that a way leads to.
fn named_at(way: &str, record: ShapeId, walk: &Walk<'_>) -> Option<Span> {
    let (mut shapes, mut place) = (vec![record], None);
    for part in way.split('.').skip(1) {
        let name = part.trim_end_matches("[*]");
        let properties = shapes.iter().flat_map(|id| walk.shapes.properties(*id));
        let found: Vec<_> = properties.filter(|(own, _)| *own == name).map(|(_, property)| property).collect();
        place = Some(found.first()?.span);
        shapes = found.iter().map(|property| property.shape).collect();
        for _ in 0..part.matches("[*]").count() {
            shapes = shapes.iter().filter_map(|id| walk.shapes.elements(*id)).flatten().collect();
        }
    }
    place
}
