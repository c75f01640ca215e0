//! What a write makes of an earlier step's answer, and which values in it are refused.

use super::{Here, Purpose, Typing};
use crate::check::walk::Known;
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Access, Filling, Placed, Rule, Unwanted};
use crate::resolve::{ResolvedRule, ResolvedStep, ResolvedUnwanted};
use crate::schema::{Kinds, ShapeId};

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
        let is_list = |id: &ShapeId| self.walk.shapes.kinds(*id).meets(Kinds::ARRAY);
        if self.purpose == Purpose::Request && matching.is_empty() && step.gives.iter().any(is_list) {
            self.takes_no_place(&name.value, value);
        }
        let (matching, gives) = self.meant(name, matching, step.gives.clone(), here)?;
        let there = Here::found(&name.value, gives, Some(here.dollar.clone()));
        let value = Box::new(self.filling_as(value, &there, shape, target.clone())?);
        let typed = Rule::Step { name: name.value.clone(), matching, value };
        Some(Filling { rule: typed, target, span: rule.span, always: false })
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
            let names: Vec<String> =
                choices.iter().flat_map(|choices| choices.iter()).map(crate::check::walk::shown).collect();
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
