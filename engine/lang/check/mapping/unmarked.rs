//! Text that was meant to be read: it is called like what stands here, or leads on from it, and lacks its `$.`.

use super::{Here, Typing};
use crate::definition::line_of_text;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{as_text, named};
use crate::resolve::{ResolvedField, ResolvedRule};
use crate::schema::Property;
use crate::source::Span;

impl Typing<'_, '_> {
    /// Whether a constant is more often a path without its `$.`, which is then reported.
    pub(super) fn is_unmarked(&mut self, text: &str, span: Span, here: &Here) -> bool {
        let name = text.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let (message, help) = if self.is_member(name, here) {
            let message = format!("`{text}` is text here, and the record has a member of that name");
            (message, format!("write `$.{name}` for the member, or `!literal {text}` for the text"))
        } else if here.names().iter().any(|(own, _)| own == &name) {
            let message = format!("`{text}` is text here, and the name of a value");
            (message, format!("write `$` or `\"{{{{ {name} }}}}\"` for the value, or `!literal {text}` for the text"))
        } else {
            return self.names_in_words(text, span, here);
        };
        self.walk.diagnostics.push(Diagnostic::error(Code::InvalidPath, span, message).help(help));
        true
    }

    /// Whether text leads on from something that can be read here, which is then reported.
    pub(super) fn names_in_words(&mut self, text: &str, span: Span, here: &Here) -> bool {
        let Some(word) = named(text, |name| self.is_known(name, here)) else { return false };
        let (root, way) = word.split_once('.').unwrap_or((word, "member"));
        let help = if self.steps.iter().any(|step| step.name == root) {
            format!("write `{{ step: {root}, value: $.{way} }}` for what the step gave")
        } else if self.has_lookup(root) {
            format!("write `{{ lookup: {root}, value: $.{way} }}` for what is found")
        } else if root.chars().count() == 1 {
            format!("write `$.{way}` for the member")
        } else if word == text {
            format!("write `$.{word}` for the member")
        } else {
            format!("write `{{{{ record.{word} }}}}` for the member")
        };
        let message = format!("`{word}` is text here, and names what can be read");
        let help = format!("{help}, or {} for the text itself", as_text(text, word));
        self.walk.diagnostics.push(Diagnostic::error(Code::InvalidPath, span, message).help(help));
        true
    }

    /// Reports fields that nothing fills, and that stand in the text of another one.
    pub(super) fn swallowed(&mut self, written: &[ResolvedField], properties: &[(&str, Property)]) {
        let is_lost = |key: &str| {
            properties.iter().any(|(name, _)| *name == key) && written.iter().all(|field| field.name != key)
        };
        for rule in written.iter().filter_map(|field| field.rule.as_ref()) {
            if let ResolvedRule::Value(_) = rule.value
                && let Some(diagnostic) = line_of_text(self.walk.sources, rule.span, is_lost)
            {
                self.walk.diagnostics.push(diagnostic);
            }
        }
    }

    fn is_member(&self, text: &str, here: &Here) -> bool {
        let mut properties = here.dollar.iter().flat_map(|shape| self.walk.shapes.properties(*shape));
        properties.any(|(name, _)| name == text)
    }

    /// Whether it is the name of something here: a member, a value, a step, a look-up or a mapping.
    fn is_known(&self, name: &str, here: &Here) -> bool {
        let names = here.names();
        let mut shapes = here.dollar.iter().chain(names.iter().flat_map(|(_, known)| known));
        shapes.any(|shape| self.walk.shapes.properties(*shape).any(|(own, _)| own == name))
            || names.iter().any(|(own, _)| *own == name)
            || self.steps.iter().any(|step| step.name == name)
            || self.has_lookup(name)
            || self.mappings.contains_key(name)
    }

    fn has_lookup(&self, name: &str) -> bool {
        self.stack.last().and_then(|own| self.mappings.get(own)).is_some_and(|own| own.lookups.contains_key(name))
    }
}
