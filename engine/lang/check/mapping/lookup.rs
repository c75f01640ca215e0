//! Look-ups: the operation exists and reads, its inputs are given what they take, and what it finds is known.

use super::{Callable, Here, Typing};
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Filling, LookUp, Placed, Rule};
use crate::resolve::{ResolvedLookup, ResolvedMapping, ResolvedRule};
use crate::schema::{Kinds, ShapeId};

impl<'a> Typing<'a, '_> {
    /// A value made of what a look-up finds, whose inputs are made of the node that the rule stands at.
    pub(super) fn looked_up(
        &mut self,
        rule: &Placed<ResolvedRule>,
        here: &Here,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let ResolvedRule::LookUp { name, matching, value } = &rule.value else { return None };
        let mappings = self.mappings;
        let own = self.stack.last().and_then(|name| mappings.get(name));
        let Some(lookup) = own.and_then(|own| own.lookups.get(&name.value)) else {
            let message = format!("there is no look-up `{}` here", name.value);
            let names = own.into_iter().flat_map(|own| own.lookups.keys().map(String::as_str));
            self.walk.diagnostics.push(
                Diagnostic::error(Code::UnknownName, name.span, message)
                    .suggest(name.span, &name.value, names)
                    .help("look-ups are declared in the mapping that uses them"),
            );
            return None;
        };
        self.used_lookups.extend(self.stack.last().map(|mapping| (mapping.clone(), name.value.clone())));
        let callable = self.callable(&lookup.operation)?;
        let planned = self.lookup(&name.value, lookup, callable, here);
        if callable.gives.is_empty() {
            let message = format!("the shape of what `{}` finds is not known", lookup.operation.value);
            self.walk.diagnostics.push(
                Diagnostic::error(Code::MissingShape, name.span, message)
                    .help("give that operation an `envelope` that says what its records are"),
            );
            return None;
        }
        if matching.is_empty() && callable.gives.iter().any(|shape| self.walk.shapes.kinds(*shape).meets(Kinds::ARRAY))
        {
            self.takes_no_place(&name.value, value);
        }
        // What is found is a record of its own, so that mappings of such records serve here, too.
        let (matching, gives) = self.meant(name, matching, callable.gives.clone(), here)?;
        let there = Here::found(&name.value, gives, Some(here.dollar.clone()));
        let value = Box::new(self.filling(value, &there, shape)?);
        let rule_typed = Rule::LookUp { lookup: planned, matching, value };
        Some(Filling { rule: rule_typed, target, span: rule.span, always: false })
    }

    /// The request of a look-up where it is used; mistakes are reported.
    fn lookup(&mut self, name: &str, lookup: &ResolvedLookup, callable: &Callable, here: &Here) -> LookUp {
        let Callable { inputs, reads, .. } = callable;
        let operation = &lookup.operation;
        if !reads {
            let message = format!("`{}` changes data, and a look-up only reads", operation.value);
            let help = "name an operation of `access: read`";
            self.walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, operation.span, message).help(help));
        }
        let mut given = Vec::new();
        for (name, (span, value)) in &lookup.inputs {
            let Some(input) = inputs.get(name) else {
                let message = format!("`{}` has no input `{name}`", operation.value);
                let names = inputs.keys().map(String::as_str);
                let diagnostic = Diagnostic::error(Code::UnknownName, *span, message);
                self.walk.diagnostics.push(diagnostic.suggest(*span, name, names));
                continue;
            };
            let Some(value) = value else { continue };
            let shape = callable.places.get(name).copied();
            let target = self.taken(input, shape);
            // A request is made of the node alone: here is no mapping that could have look-ups.
            self.stack.push(String::new());
            let filling = self.filling_as(value, here, shape, target);
            self.stack.pop();
            // That an input is absent is no surprise: there is nothing to look up then.
            given.extend(filling.map(|filling| (name.clone(), Filling { always: false, ..filling })));
        }
        let needs = inputs.iter().filter(|(_, input)| input.required && input.default.is_none());
        let needs: Vec<String> = needs.map(|(name, _)| name.clone()).collect();
        for missing in needs.iter().filter(|need| !lookup.inputs.contains_key(*need)) {
            let message = format!("`{}` needs `{missing}`, and the look-up does not give it", operation.value);
            let help = format!("add `{missing}: $.path` to its `inputs`");
            self.walk.diagnostics.push(Diagnostic::error(Code::MissingKey, lookup.span, message).help(help));
        }
        LookUp { name: name.to_owned(), operation: operation.value.clone(), inputs: given, needs }
    }

    /// A look-up that no field of its mapping uses.
    pub(super) fn unused_lookups(&mut self, name: &str, mapping: &ResolvedMapping) {
        for (lookup, declared) in &mapping.lookups {
            if !self.used_lookups.contains(&(name.to_owned(), lookup.clone())) {
                let message = format!("the look-up `{lookup}` is never used");
                let help = format!("use it, as in `{{ lookup: {lookup}, value: $.path }}`, or leave it out");
                self.walk.diagnostics.push(Diagnostic::warning(Code::Unused, declared.span, message).help(help));
            }
        }
    }

    pub(super) fn callable(&mut self, operation: &Placed<String>) -> Option<&'a Callable> {
        let callables = self.callables;
        if !callables.contains_key(&operation.value) {
            let message = format!("there is no operation `{}`", operation.value);
            let names = callables.keys().map(String::as_str);
            let diagnostic = Diagnostic::error(Code::UnknownName, operation.span, message);
            self.walk.diagnostics.push(diagnostic.suggest(operation.span, &operation.value, names));
        }
        let callable = callables.get(&operation.value)?;
        if callable.masks {
            let message =
                format!("`{}` has `secrets`, and what is taken of its records could be `***`", operation.value);
            let help = "call an operation without `secrets`; one that has some is run by itself";
            self.walk.diagnostics.push(Diagnostic::error(Code::SecretExposed, operation.span, message).help(help));
        }
        Some(callable)
    }
}
