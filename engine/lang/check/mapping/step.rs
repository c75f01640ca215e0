//! What a write makes of an earlier step's answer: which of its records is meant, and which values are refused.

use super::{Here, Purpose, Typing};
use crate::check::walk::Known;
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path, Step};
use crate::plan::{Access, Filling, Placed, Rule, Unwanted};
use crate::resolve::{FieldsOf, ResolvedElements, ResolvedRule, ResolvedStep, ResolvedUnwanted};
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

impl Typing<'_, '_> {
    /// A value made of what an earlier step gave; there, `outer` is the node that the rule stands at.
    pub(super) fn of_step(
        &mut self,
        rule: &Placed<ResolvedRule>,
        here: &Here,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let ResolvedRule::Step { name, matching, value } = &rule.value else { return None };
        let earlier = self.steps;
        let Some(step) = earlier.iter().find(|step| step.name == name.value) else {
            let message = format!("there is no step `{}` before this", name.value);
            let names = earlier.iter().map(|step| step.name.as_str());
            let diagnostic = Diagnostic::error(Code::UnknownName, name.span, message);
            let diagnostic = diagnostic.suggest(name.span, &name.value, names);
            self.walk.diagnostics.push(diagnostic.help("a step of a write uses what steps above it gave"));
            return None;
        };
        if step.gives.is_empty() {
            self.unknown_shape(name);
            return None;
        }
        let mut gives = step.gives.clone();
        let mut typed = Vec::new();
        let is_list = |id: &ShapeId| self.walk.shapes.kinds(*id).meets(Kinds::ARRAY);
        if self.purpose == Purpose::Request && matching.is_empty() && gives.iter().any(is_list) {
            self.takes_no_place(&name.value, value);
        }
        if !matching.is_empty() {
            gives = self.records(name, &gives)?;
            let pairs: Vec<_> =
                matching.iter().map(|(path, wanted)| self.matched(path, wanted, here, &gives)).collect();
            typed = pairs.into_iter().collect::<Option<_>>()?;
        }
        let there = Here::found(&name.value, gives, Some(here.dollar.clone()));
        let value = Box::new(self.filling_as(value, &there, shape, target.clone())?);
        let typed = Rule::Step { name: name.value.clone(), matching: typed, value };
        Some(Filling { rule: typed, target, span: rule.span, always: false })
    }

    /// Of several records that a step or a look-up found, the one at a place is any of them: of a filter that the provider
    /// does not know, it is the first of all that there are.
    pub(super) fn takes_no_place(&mut self, step: &str, rule: &Placed<ResolvedRule>) {
        match &rule.value {
            ResolvedRule::Value(Expression::Path(path)) => self.takes_an_element(step, path, rule.span),
            ResolvedRule::Object { from: Some(path), .. }
            | ResolvedRule::One(path)
            | ResolvedRule::Each(ResolvedElements { each: path, .. })
            | ResolvedRule::FirstOf(ResolvedElements { each: path, .. }) => {
                self.takes_an_element(step, &path.value, path.span);
            }
            ResolvedRule::Object { from: None, fields: FieldsOf::Own(fields) } => {
                fields.iter().filter_map(|field| field.rule.as_ref()).for_each(|rule| self.takes_no_place(step, rule));
            }
            ResolvedRule::First(rules) | ResolvedRule::List(rules) => {
                rules.iter().for_each(|rule| self.takes_no_place(step, rule));
            }
            ResolvedRule::When { value: rule, .. } | ResolvedRule::Table { from: rule, .. } => {
                self.takes_no_place(step, rule);
            }
            _ => {}
        }
    }

    fn takes_an_element(&mut self, step: &str, path: &Path, span: Span) {
        let Some(Step::Element(_)) = path.lead().first() else { return };
        let rest = path.text().split_once(']').map_or("", |(_, rest)| rest);
        let message = format!("`{}` takes one of the records that `{step}` found, however many there are", path.text());
        let help = format!(
            "write `{{ one: \"$[*]{rest}\" }}`, which refuses several; or `{{ first: \"$[*]{rest}\" }}`, if their order says which"
        );
        self.walk.diagnostics.push(Diagnostic::error(Code::ListMismatch, span, message).help(help));
    }

    /// The records of a step that gives a list of them.
    fn records(&mut self, name: &Placed<String>, gives: &[ShapeId]) -> Option<Known> {
        let lists: Vec<Known> = gives.iter().filter_map(|shape| self.walk.shapes.elements(*shape)).collect();
        if lists.is_empty() {
            let message = format!("`{}` gives one record, and `where` finds one of many", name.value);
            let help = "leave `where` out, or let the step call an operation that reads a list";
            self.walk.diagnostics.push(Diagnostic::error(Code::ListMismatch, name.span, message).help(help));
            return None;
        }
        Some(lists.into_iter().flatten().collect())
    }

    /// What the record that is meant has at a path: a value that can stand there, made where the rule stands.
    fn matched(
        &mut self,
        path: &Placed<Path>,
        wanted: &Placed<ResolvedRule>,
        here: &Here,
        records: &[ShapeId],
    ) -> Option<(Path, Filling)> {
        let shapes = self.walk.path(&path.value, path.span, records)?.shapes;
        self.is_scalar_at(path, &shapes)?;
        let shape = shapes.first().copied().filter(|_| shapes.len() == 1);
        let target = shape.map_or(Target::ANY, |shape| Target::of(self.walk.shapes, shape));
        let wanted = self.filling_as(wanted, here, shape, Target { nullable: true, ..target })?;
        Some((path.value.clone(), wanted))
    }

    fn is_scalar_at(&mut self, path: &Placed<Path>, shapes: &[ShapeId]) -> Option<()> {
        let kinds = self.walk.kinds(shapes);
        if shapes.is_empty() || kinds.meets(Kinds::SCALARS) {
            return Some(());
        }
        let message = format!("`{}` is {kinds}, and only text, numbers and booleans are compared", path.value.text());
        let place = self.walk.shapes.get(shapes[0]).span;
        let diagnostic = Diagnostic::error(Code::TypeMismatch, path.span, message);
        let diagnostic = diagnostic.also(place, format!("{kinds} by this schema"));
        self.walk.diagnostics.push(diagnostic.help("name a member that is one of them"));
        None
    }

    /// The values that a step may not have read; one that writes has been made by then.
    pub(super) fn refused(&mut self, step: &ResolvedStep, access: Access, gives: &Known) -> Vec<Unwanted> {
        let Some(first) = step.refuse.first() else { return Vec::new() };
        if access != Access::Read {
            let message = format!("`{}` writes, and is done when its answer could be refused", step.name);
            let help = "let a step before it read the value, and refuse it there";
            self.walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, first.path.span, message).help(help));
            return Vec::new();
        }
        if gives.is_empty() {
            self.unknown_shape(&Placed::new(step.name.clone(), step.span));
            return Vec::new();
        }
        step.refuse.iter().filter_map(|unwanted| self.unwanted(unwanted, gives)).collect()
    }

    fn unwanted(&mut self, unwanted: &ResolvedUnwanted, gives: &Known) -> Option<Unwanted> {
        let ResolvedUnwanted { path, values } = unwanted;
        let shapes = self.walk.path(&path.value, path.span, gives)?.shapes;
        self.is_scalar_at(path, &shapes)?;
        let choices: Option<Vec<_>> = shapes.iter().map(|shape| self.walk.shapes.choices(*shape)).collect();
        if let Some(choices) = choices.filter(|choices| !choices.is_empty()) {
            let names: Vec<String> = choices.iter().flatten().map(crate::check::walk::shown).collect();
            for (value, _) in values.iter().filter(|(value, _)| !names.contains(&value.value)) {
                let message = format!("`{}` is never `{}`", path.value.text(), value.value);
                let diagnostic = Diagnostic::error(Code::EnumMismatch, value.span, message);
                let names = names.iter().map(String::as_str);
                self.walk.diagnostics.push(diagnostic.suggest(value.span, &value.value, names));
            }
        }
        let values = values.iter().map(|(value, why)| (value.value.clone(), why.clone())).collect();
        Some(Unwanted { path: path.value.clone(), values })
    }

    fn unknown_shape(&mut self, name: &Placed<String>) {
        let message = format!("the shape of what `{}` gives is not known", name.value);
        let help = "give its operation an `envelope` that says what its records are";
        self.walk.diagnostics.push(Diagnostic::error(Code::MissingShape, name.span, message).help(help));
    }

    /// Whether a step may be left out.
    pub(super) fn is_optional(&self, name: &str) -> bool {
        self.steps.iter().any(|step| step.name == name && step.optional)
    }
}
