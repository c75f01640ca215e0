//! Enum tables: complete on the provider's side, and made of the target's values on ours.

use serde_json::Value;

use super::sent::Purpose;
use super::{Here, Typing};
use crate::conversion::{Target, convert};
use crate::diagnostic::{Code, Diagnostic, quoted_list};
use crate::expression::Expression;
use crate::plan::{Filling, Placed, Rule};
use crate::resolve::ResolvedRule;
use crate::schema::{Choices, Kinds, ShapeId};
use crate::source::Span;

impl Typing<'_, '_> {
    /// A table, whose result is a value or an object of our value and the provider's.
    pub(super) fn table(
        &mut self,
        rule: &Placed<ResolvedRule>,
        here: &Here,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Filling> {
        let ResolvedRule::Table { from, entries, span: table_span, otherwise, source } = &rule.value else {
            return None;
        };
        let typed_from = self.filling(from, here, None).filter(|_| self.is_scalar(from, here));
        self.complete(from, here, entries.iter().map(|(key, (span, _))| (key.as_str(), *span)), *table_span);
        let pair = shape.and_then(|shape| self.pair(shape));
        let ours = match pair {
            Some((value, _)) => Target::of(self.walk.shapes, value),
            None => target.clone(),
        };
        for value in entries.values().map(|(_, value)| value).chain(otherwise) {
            self.one_of_ours(value, &ours);
        }
        let kept = match (pair, source) {
            (Some((_, kept)), source) => {
                Some(Box::new(self.filling(source.as_deref().unwrap_or(from), here, Some(kept))?))
            }
            (None, Some(source)) => {
                let message = "the field has no place for the provider's own value";
                self.mismatch(Code::TypeMismatch, source.span, message.to_owned(), shape, "leave `source` out");
                None
            }
            (None, None) => None,
        };
        let entries = entries.iter().map(|(key, (_, value))| {
            let ours = convert(value.value.clone(), &ours).unwrap_or(Value::Null);
            (key.clone(), Some(ours).filter(|ours| !ours.is_null()))
        });
        let rule_typed = Rule::Table {
            from: Box::new(typed_from?),
            entries: entries.collect(),
            otherwise: otherwise.as_ref().map(|other| other.value.clone()).filter(|other| !other.is_null()),
            kept,
        };
        Some(Filling { rule: rule_typed, target, span: rule.span, always: false })
    }

    /// A table looks up text, numbers and booleans, one at a time.
    fn is_scalar(&mut self, from: &Placed<ResolvedRule>, here: &Here) -> bool {
        let ResolvedRule::Value(Expression::Path(path)) = &from.value else { return true };
        let Some(reach) = self.walk.path(path, from.span, &here.dollar) else { return false };
        let kinds = self.walk.kinds(&reach.shapes);
        if reach.many || !reach.shapes.is_empty() && !kinds.meets(Kinds::SCALARS) {
            let what = if reach.many { "a list".to_owned() } else { kinds.to_string() };
            let message = format!("`{}` is {what}, and a table looks up single values", path.text());
            let help = "name one value; each value of a list is looked up by `each` with a table as its `value`";
            self.mismatch(Code::ListMismatch, from.span, message, None, help);
            return false;
        }
        true
    }

    /// The places for our value and the provider's, if the target is an object that has both.
    fn pair(&self, shape: ShapeId) -> Option<(ShapeId, ShapeId)> {
        let member = |name: &str| self.walk.shapes.members(&[shape], name).first().copied();
        let has_both =
            self.walk.shapes.properties(shape).filter(|(name, _)| *name == "value" || *name == "source_value").count()
                == 2;
        has_both.then(|| Some((member("value")?, member("source_value")?))).flatten()
    }

    fn one_of_ours(&mut self, value: &Placed<Value>, ours: &Target) {
        if let Err(misfit) = convert(value.value.clone(), ours) {
            let text = value.value.as_str().map_or_else(|| value.value.to_string(), str::to_owned);
            let names: Vec<&str> =
                ours.choices.iter().flat_map(|choices| choices.iter()).filter_map(Value::as_str).collect();
            let diagnostic = Diagnostic::error(Code::EnumMismatch, value.span, misfit.reason);
            self.walk.diagnostics.push(diagnostic.suggest(value.span, &text, names));
        }
    }

    /// What a table reads: the provider's record, or in a write the caller's.
    fn source_word(&self) -> &'static str {
        if self.purpose == Purpose::Request { "the record" } else { "the provider" }
    }

    /// Every value that a shape can have, if they can be listed.
    fn values_of(&self, shape: ShapeId) -> Option<Choices> {
        let is_boolean = self.walk.shapes.kinds(shape) == Kinds::BOOLEAN;
        self.walk
            .shapes
            .choices(shape)
            .or_else(|| is_boolean.then(|| Choices::from([Value::Bool(true), Value::Bool(false)])))
    }

    /// Where the provider's values are known, the table has each of them and no other.
    fn complete<'e>(
        &mut self,
        from: &Placed<ResolvedRule>,
        here: &Here,
        entries: impl Iterator<Item = (&'e str, Span)>,
        table: Span,
    ) {
        let ResolvedRule::Value(Expression::Path(path)) = &from.value else { return };
        // A mistake in the path itself was reported when the source was typed.
        let mut start = here.dollar.clone();
        for step in path.lead() {
            let crate::expression::Step::Member(name) = step else { return };
            start = self.walk.shapes.members(&start, name);
        }
        let choices: Vec<Option<Choices>> = start.iter().map(|shape| self.values_of(*shape)).collect();
        let Some(choices) = choices.into_iter().collect::<Option<Vec<_>>>().filter(|choices| !choices.is_empty())
        else {
            return;
        };
        let provider: Vec<String> = choices
            .iter()
            .flat_map(|choices| choices.iter())
            .map(|choice| choice.as_str().map_or_else(|| choice.to_string(), str::to_owned))
            .collect();
        let names: Vec<&str> = provider.iter().map(String::as_str).collect();
        let entries: Vec<(&str, Span)> = entries.collect();
        for (entry, span) in &entries {
            if !names.contains(entry) {
                let message = format!("{} has no value `{entry}` at `{}`", self.source_word(), path.text());
                let diagnostic = Diagnostic::error(Code::EnumMismatch, *span, message);
                self.walk.diagnostics.push(diagnostic.suggest(*span, entry, names.iter().copied()));
            }
        }
        let missing: Vec<&str> =
            names.iter().copied().filter(|name| entries.iter().all(|(entry, _)| entry != name)).collect();
        if !missing.is_empty() {
            let (whose, count) = (self.source_word(), missing.len());
            let message = format!("the table leaves out {count} of {whose}'s values: {}", quoted_list(&missing));
            let lines: Vec<String> = missing.iter().map(|name| format!("{name}: null")).collect();
            let mut diagnostic = Diagnostic::error(Code::EnumMismatch, table, message);
            if let Some(shape) = start.first() {
                diagnostic = diagnostic.also(self.walk.shapes.get(*shape).span, format!("{whose}'s values"));
            }
            self.walk
                .diagnostics
                .push(diagnostic.help(format!("add `{}`; null says that there is no counterpart", lines.join(", "))));
        }
    }
}
