//! Templates: they compile, give no name twice, call what there is, and say something of a record.

use std::ops::Range;

use super::Resolver;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{CallKind, NOTHING, References, Template, filter, named};
use crate::source::Span;
use crate::yaml::NodeId;

/// Where a part of a template stands in its file.
type Within<'w> = dyn Fn(&Range<usize>) -> Span + 'w;

impl Resolver<'_> {
    /// A template that begins at `start` of a scalar's text.
    pub(super) fn template(&mut self, node: NodeId, start: usize, text: &str) -> Option<Template> {
        let within = |range: &Range<usize>| self.nodes.within(node, start + range.start..start + range.end);
        let template = match Template::parse(text) {
            Ok(template) => template,
            Err(error) => {
                let span = within(&error.range.unwrap_or(0..text.len()));
                let message = format!("the template does not compile: {}", error.message);
                let help = "an expression stands in `{{ }}`, as in `{{ record.name | lower }}`, a statement in `{% %}`";
                self.diagnostics.push(Diagnostic::error(Code::InvalidTemplate, span, message).help(help));
                return None;
            }
        };
        let references = template.references();
        let mistakes = [
            bindings(references, &within),
            contents(&template, &within),
            calls(references, text, &within),
            misused(references, &within),
        ];
        let sound = mistakes.iter().all(Vec::is_empty);
        mistakes.into_iter().flatten().for_each(|mistake| self.diagnostics.push(mistake));
        sound.then_some(template)
    }
}

/// Names that are given to other values than they seem to have.
fn bindings(references: &References, within: &Within<'_>) -> Vec<Diagnostic> {
    let given = references.bound.iter().filter(|(name, _)| is_given(name)).map(|(name, range)| {
        let message = format!("`{name}` is a name that the engine gives, and the template gives it to another value");
        Diagnostic::error(Code::InvalidTemplate, within(range), message).help("choose another name")
    });
    let lost = references.lost.iter().map(|(name, range)| {
        let message = format!("`{name}` is bound outside, and has its old value again where the loop or `with` ends");
        let help = format!("use `{{% set all = namespace({name}=...) %}}` and set `all.{name}`, or write a path");
        Diagnostic::error(Code::InvalidTemplate, within(range), message).help(help)
    });
    given.chain(lost).collect()
}

/// What is the same for every record, or cannot be known of any.
fn contents(template: &Template, within: &Within<'_>) -> Vec<Diagnostic> {
    let (references, text) = (template.references(), template.text());
    let mut mistakes = Vec::new();
    if references.members.is_empty() && references.calls.is_empty() && references.unknowable.is_empty() {
        let message = "the template names nothing, and so is always the same";
        let help = "write the value itself, or name what it should be made of";
        mistakes.push(Diagnostic::error(Code::InvalidTemplate, within(&(0..text.len())), message).help(help));
    } else if template.is_silent() {
        let message = "the template writes nothing of what it computes";
        let help = "write what is meant in `{{ }}`; a `{% set %}` gives a name, and writes nothing";
        mistakes.push(Diagnostic::error(Code::InvalidTemplate, within(&(0..text.len())), message).help(help));
    }
    let is_bound = |name: &str| references.bound.iter().any(|(own, _)| own == name);
    if let Some(word) = named(text, is_bound).filter(|_| !references.bound.is_empty()) {
        let message = format!("`{word}` is text here, and names what the template gives a name to");
        let help = format!("write `{{{{ {word} }}}}`, or `!literal` before a value without templates");
        mistakes.push(Diagnostic::error(Code::InvalidTemplate, within(&(0..text.len())), message).help(help));
    }
    mistakes.extend(references.decided.iter().map(|decided| {
        Diagnostic::error(Code::InvalidTemplate, within(&decided.range), &decided.message).help(&decided.help)
    }));
    mistakes.extend(references.unknowable.iter().map(|(name, range)| {
        let message =
            format!("`{name}` is asked of a value whose shape is not known, so that its spelling cannot be checked");
        Diagnostic::error(Code::InvalidTemplate, within(range), message)
            .help("name the member on the way from `record` or `item`, or loop over the list")
    }));
    mistakes
}

/// Filters, tests and functions that there are not.
fn calls(references: &References, text: &str, within: &Within<'_>) -> Vec<Diagnostic> {
    let mistakes = references.calls.iter().filter_map(|call| {
        let (word, known): (&str, Vec<&str>) = match call.kind {
            CallKind::Filter => ("filter", filter::names().collect()),
            CallKind::Test => ("test", filter::TESTS.to_vec()),
            CallKind::Function => ("function", filter::FUNCTIONS.to_vec()),
        };
        if known.contains(&call.name.as_str()) {
            return None;
        }
        let span = within(&call.range);
        let mut mistake = Diagnostic::error(Code::UnknownName, span, format!("there is no {word} `{}`", call.name));
        let is_text = || text.get(..call.range.start).is_some_and(|before| before.ends_with(['\'', '"']));
        if call.kind == CallKind::Filter && is_text() {
            mistake = mistake.help(format!("write `map(attribute='{}')` for the member", call.name));
        }
        Some(mistake.suggest(span, &call.name, known))
    });
    mistakes.collect()
}

/// Filters that would fail in a run whatever they are given, for each value that is there.
fn misused(references: &References, within: &Within<'_>) -> Vec<Diagnostic> {
    let mistakes = references.misused.iter().map(|misused| {
        let message = format!("`{}` does not take these arguments: {}", misused.filter, misused.reason);
        Diagnostic::error(Code::InvalidTemplate, within(&misused.range), message).help(
            "write the arguments that the filter has in minijinja, as in `join(', ')` and `map(attribute='name')`",
        )
    });
    mistakes.collect()
}

/// Whether a name stands for something wherever templates are.
fn is_given(name: &str) -> bool {
    ["record", "item", "parent", "outer", "inputs", "credentials", "loop", NOTHING].contains(&name)
        || filter::FUNCTIONS.contains(&name)
}
