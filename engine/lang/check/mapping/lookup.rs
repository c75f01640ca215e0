//! Look-ups: the operation exists and reads, its inputs are given what they take, and what it finds is known.

use super::{Callable, Here, Typing};
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Filling, LookUp, Placed, Rule};
use crate::resolve::{ResolvedLookup, ResolvedMapping, ResolvedRule};
use crate::schema::ShapeId;

impl Typing<'_, '_> {
    /// The look-ups of the mapping of an operation; after a mistake, which is then reported, those that are right.
    pub(super) fn lookups(&mut self, mapping: &ResolvedMapping, here: &Here) -> Vec<LookUp> {
        let lookups = mapping.lookups.iter().filter_map(|(name, lookup)| self.lookup(name, lookup, here));
        lookups.collect()
    }

    fn lookup(&mut self, name: &str, lookup: &ResolvedLookup, here: &Here) -> Option<LookUp> {
        let operation = &lookup.operation;
        let callable = self.callable(operation)?;
        let (inputs, reads) = (callable.inputs.clone(), callable.reads);
        if !reads {
            let message = format!("`{}` changes data, and a look-up only reads", operation.value);
            self.walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, operation.span, message));
        }
        for (input, (span, value)) in &lookup.inputs {
            if inputs.contains_key(input) {
                if let Some(value) = value {
                    self.expression(&value.value, value.span, here, &Target::ANY, None);
                }
            } else {
                let message = format!("`{}` has no input `{input}`", operation.value);
                let names = inputs.keys().map(String::as_str);
                let diagnostic = Diagnostic::error(Code::UnknownName, *span, message);
                self.walk.diagnostics.push(diagnostic.suggest(*span, input, names));
            }
        }
        let needs = inputs.iter().filter(|(_, input)| input.required && input.default.is_none());
        let needs: Vec<String> = needs.map(|(name, _)| name.clone()).collect();
        for missing in needs.iter().filter(|need| !lookup.inputs.contains_key(*need)) {
            let message = format!("`{}` needs `{missing}`, and the look-up does not give it", operation.value);
            self.walk.diagnostics.push(Diagnostic::error(Code::MissingKey, lookup.span, message));
        }
        if !self.used_lookups.contains(name) {
            let message = format!("the look-up `{name}` is never used");
            self.walk.diagnostics.push(Diagnostic::warning(Code::Unused, lookup.span, message));
        }
        let inputs = lookup.inputs.iter();
        let inputs = inputs.filter_map(|(name, (_, value))| Some((name.clone(), value.as_ref()?.value.clone())));
        Some(LookUp {
            name: name.to_owned(),
            span: lookup.span,
            operation: operation.value.clone(),
            inputs: inputs.collect(),
            needs,
        })
    }

    /// A value made of what a look-up finds.
    pub(super) fn looked_up(
        &mut self,
        rule: &Placed<ResolvedRule>,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let ResolvedRule::LookUp { name, value } = &rule.value else { return None };
        let mappings = self.mappings;
        let own = self.stack.first().and_then(|name| mappings.get(name));
        let Some(lookup) = own.and_then(|own| own.lookups.get(&name.value)).filter(|_| self.stack.len() == 1) else {
            let message = format!("there is no look-up `{}` here", name.value);
            let names = own.into_iter().flat_map(|own| own.lookups.keys().map(String::as_str));
            self.walk.diagnostics.push(
                Diagnostic::error(Code::UnknownName, name.span, message)
                    .suggest(name.span, &name.value, names)
                    .help("look-ups are declared, and used, in the mapping of an operation"),
            );
            return None;
        };
        self.used_lookups.insert(name.value.clone());
        let callable = self.callable(&lookup.operation)?;
        let gives = callable.gives.clone();
        if gives.is_empty() {
            let message = format!("the shape of what `{}` finds is not known", lookup.operation.value);
            self.walk.diagnostics.push(
                Diagnostic::error(Code::MissingShape, name.span, message)
                    .help("give that operation an `envelope` that says what its records are"),
            );
            return None;
        }
        // What is found is a record of its own, so that mappings of such records serve here, too.
        let there = Here { dollar: gives.clone(), record: gives.clone(), item: Some(gives) };
        let value = self.filling(value, &there, shape)?;
        let rule_typed = Rule::LookUp { name: name.value.clone(), value: Box::new(value) };
        Some(Filling { rule: rule_typed, target, span: rule.span, always: false })
    }

    fn callable(&mut self, operation: &Placed<String>) -> Option<&Callable> {
        let callables = self.callables;
        if !callables.contains_key(&operation.value) {
            let message = format!("there is no operation `{}`", operation.value);
            let names = callables.keys().map(String::as_str);
            let diagnostic = Diagnostic::error(Code::UnknownName, operation.span, message);
            self.walk.diagnostics.push(diagnostic.suggest(operation.span, &operation.value, names));
        }
        callables.get(&operation.value)
    }
}
