//! The word on whether there is more: a boolean, or values that say so.

use serde_json::Value;

use super::Resolver;
use crate::conversion::{same, word};
use crate::definition::{Condition, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{OneOf, Placed, Word};
use crate::yaml::{Any, NodeId, Spanned};

impl Resolver<'_> {
    /// The word that says whether there is more, if one is written; an error was reported.
    pub(super) fn more(
        &mut self,
        more: Option<&Spanned<Condition>>,
        until: Option<&Spanned<Condition>>,
        total: Option<&Spanned<Any>>,
    ) -> Result<Option<Word>, ()> {
        let values = |written: Option<&Spanned<Condition>>| match written.map(|own| (&own.value, own.node)) {
            Some((Condition::Values(values), node)) => Some((values.clone(), node)),
            _ => None,
        };
        let (goes_on, ends) = (values(more), values(until));
        let nodes = [total.map(|total| total.node), more.map(|more| more.node), until.map(|until| until.node)];
        let nodes: Vec<NodeId> = nodes.into_iter().flatten().collect();
        // Values of one word are written in two lists.
        let most = if goes_on.is_some() && ends.is_some() { 2 } else { 1 };
        if let Some(second) = nodes.get(1).filter(|_| nodes.len() > most) {
            let help = "write one of `while`, `until` and a total: what the others say is heard where the list ends";
            self.error(Code::WrongChoice, *second, "one word decides where a list ends", help);
            return Err(());
        }
        if goes_on.is_some() || ends.is_some() {
            return self.values_of_word(goes_on, ends).map(Some).ok_or(());
        }
        let Some((node, is_end)) = more.map(|more| (more.node, false)).or(until.map(|until| (until.node, true))) else {
            return Ok(None);
        };
        let path = self.single(node).ok_or(())?;
        let says = |says: bool| vec![Placed::new(Value::Bool(says), path.span)];
        Ok(Some(Word { goes_on: says(!is_end), ends: says(is_end), path }))
    }

    /// A word that is no boolean: what it is as long as there is more, and what it is on the last page.
    fn values_of_word(&mut self, goes_on: Option<(Values, NodeId)>, ends: Option<(Values, NodeId)>) -> Option<Word> {
        let ((goes_on, _), (ends, node)) = match (goes_on, ends) {
            (Some(goes_on), Some(ends)) => (goes_on, ends),
            (Some((values, node)), None) => return self.other_list("until", "end the list", &values, node),
            (None, other) => {
                let (values, node) = other?;
                return self.other_list("while", "say that there is more", &values, node);
            }
        };
        let (goes_on, ends) = (self.only_path(&goes_on, node), self.only_path(&ends, node));
        let (goes_on, ends) = (goes_on?, ends?);
        if goes_on.path.value.text() != ends.path.value.text() {
            let help = "let `while` and `until` name the values of one path: what another one says is heard where the list ends";
            self.error(Code::WrongChoice, node, "one word decides where a list ends", help);
            return None;
        }
        let says_more = |value: &&Placed<Value>| goes_on.values.iter().any(|own| same(&own.value, &value.value));
        if let Some(both) = ends.values.iter().find(says_more) {
            let message = format!("{} stands in `while` and in `until`", word(&both.value));
            let diagnostic = Diagnostic::error(Code::InvalidSetting, both.span, message);
            self.diagnostics
                .push(diagnostic.help("name it where it belongs: it says that there is more, or that there is not"));
        }
        Some(Word { path: goes_on.path, goes_on: goes_on.values, ends: ends.values })
    }

    /// Reports that what other values say is not known: none of them may end a list in silence.
    fn other_list(&mut self, key: &str, meaning: &str, written: &Values, node: NodeId) -> Option<Word> {
        let path = written.keys().next().map_or("$.more", String::as_str);
        let help =
            format!("write `{key}: {{ {path}: [...] }}` beside it, too: what is in neither of them is a failure");
        self.error(Code::MissingKey, node, format!("nothing says which values {meaning}"), &help);
        None
    }

    /// The one path with its values.
    fn only_path(&mut self, written: &Values, node: NodeId) -> Option<OneOf> {
        if written.len() != 1 {
            let help = "write one path with the values that it has, as in `{ $.has_more: [1] }`";
            self.error(Code::WrongChoice, node, "one word decides where a list ends", help);
            return None;
        }
        self.values(written, "an answer").pop()
    }
}
