//! What an operation reads of its answer beside the records: success, refusals, warnings, and the token of a read.

use serde_json::Value;

use super::Resolver;
use crate::definition::{Condition, Defaults, InputType, Named, Operation};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::plan::{self, ErrorPaths, OneOf, Placed};
use crate::yaml::{NodeId, Spanned};

impl Resolver<'_> {
    /// What an answer of success has. A path alone must be `true`.
    pub(super) fn success(&mut self, own: &Operation, defaults: Option<&Defaults>) -> Vec<OneOf> {
        let written = own.success.as_ref().or(defaults.and_then(|defaults| defaults.success.as_ref()));
        match written.map(|written| (&written.value, written.node)) {
            None => Vec::new(),
            Some((Condition::Path, node)) => {
                let path = self.single(node);
                let flag = path.map(|path| OneOf { values: vec![Placed::new(Value::Bool(true), path.span)], path });
                flag.into_iter().collect()
            }
            Some((Condition::Values(values), node)) => {
                if values.is_empty() {
                    let help = "write paths with the values there that mean success, as in `$.status: [success]`";
                    self.error(Code::InvalidSetting, node, "nothing says success here", help);
                }
                self.values(values, "an answer")
            }
        }
    }

    pub(super) fn warnings(&mut self, own: &Operation, defaults: Option<&Defaults>) -> Option<Placed<Path>> {
        let warnings = own.warnings.as_ref().or(defaults.and_then(|defaults| defaults.warnings.as_ref()));
        warnings.and_then(|warnings| self.path(warnings.node))
    }

    /// What the answer has beside the records and is left out on purpose, by names of members: of what stands in a list, one
    /// element would say nothing of the others.
    pub(super) fn set_aside(&mut self, own: &Operation, defaults: Option<&Defaults>) -> plan::Beside {
        let shared = defaults.into_iter().flat_map(|defaults| &defaults.ignored);
        let written: Vec<_> = shared.chain(&own.ignored).collect();
        let paths = written.into_iter().filter_map(|(path, why)| self.ignored(path, why)).map(|(path, _)| path);
        let (named, others): (Vec<_>, Vec<_>) = paths.partition(|path| path.value.is_of_names());
        for path in others {
            let message = format!("`{}` is not made of names of members", path.value.text());
            let help = "name the member of the answer, as in `$.meta.cost`; all that it holds is meant";
            self.diagnostics.push(Diagnostic::error(Code::InvalidPath, path.span, message).help(help));
        }
        plan::Beside { ignored: named, constants: Vec::new(), has_word_of_more: false, absent_has_word_of_more: false }
    }

    /// The connector's way holds for the operations that have its input.
    pub(super) fn incremental(&mut self, own: &Operation, defaults: Option<&Defaults>) -> Option<plan::Incremental> {
        let shared = defaults.and_then(|defaults| defaults.incremental.as_ref());
        let shared = shared.filter(|shared| own.inputs.contains_key(&shared.value.input.value));
        let incremental = own.incremental.as_ref().or(shared)?;
        let input = &incremental.value.input;
        let Some(declared) = own.inputs.get(&input.value) else {
            let span = self.nodes.span(input.node);
            let message = format!("there is no input `{}`", input.value);
            let names = own.inputs.keys().map(String::as_str);
            let diagnostic = Diagnostic::error(Code::UnknownName, span, message);
            self.diagnostics.push(diagnostic.suggest(span, &input.value, names));
            return None;
        };
        let is_required = declared.value.required.as_ref().is_some_and(|required| required.value);
        if declared.value.kind.value != InputType::String || is_required {
            let message = format!("`{}` cannot take a token: it is text, and the first read has none", input.value);
            let help = "declare the input as `type: string`, and not as `required`";
            let diagnostic = Diagnostic::error(Code::TypeMismatch, self.nodes.span(input.node), message);
            self.diagnostics.push(diagnostic.also(self.nodes.key_span(declared.node), "declared here").help(help));
            return None;
        }
        let token = self.single(incremental.value.token.node)?;
        Some(plan::Incremental { token, input: input.value.clone() })
    }

    /// Whether an operation has the input that takes the token for all of them; reports one that none has.
    pub(super) fn some_input_takes_the_token(
        &mut self,
        defaults: Option<&Spanned<Defaults>>,
        operations: &Named<Operation>,
    ) -> bool {
        let Some(shared) = defaults.and_then(|defaults| defaults.value.incremental.as_ref()) else { return true };
        let input = &shared.value.input;
        let mut names = operations.values().flat_map(|own| own.value.inputs.keys());
        if operations.is_empty() || names.any(|name| *name == input.value) {
            return true;
        }
        let span = self.nodes.span(input.node);
        let message = format!("no operation has an input `{}`, so that nothing takes the token", input.value);
        let names = operations.values().flat_map(|own| own.value.inputs.keys()).map(String::as_str);
        let diagnostic = Diagnostic::error(Code::UnknownName, span, message).suggest(span, &input.value, names);
        self.diagnostics.push(diagnostic.help("declare it in the operations whose answers have a token"));
        false
    }

    /// Response headers, and the value that each has as long as all is well.
    pub(super) fn expected(&mut self, defaults: Option<&Defaults>) -> Vec<(String, String)> {
        let mut expected: Vec<(String, String)> = Vec::new();
        for (name, value) in defaults.into_iter().flat_map(|defaults| &defaults.expect_headers) {
            let span = self.nodes.key_span(value.node);
            if expected.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                let message = format!("`{name}` is named twice: case makes no difference in names of headers");
                self.diagnostics
                    .push(Diagnostic::error(Code::InvalidSetting, span, message).help("leave one of the two out"));
            } else if self.header_name(name, span) {
                expected.push((name.clone(), value.value.clone()));
            }
        }
        expected
    }

    pub(super) fn error_paths(&mut self, own: &Operation, defaults: Option<&Defaults>) -> ErrorPaths {
        let error = own.error.as_ref().or(defaults.and_then(|defaults| defaults.error.as_ref()));
        let Some(Spanned { value: error, .. }) = error else { return ErrorPaths::default() };
        if let Some(header) = &error.request_id_header {
            self.header_name(&header.value, self.nodes.span(header.node));
        }
        let mut paths = |node: Option<NodeId>| node.map_or(Vec::new(), |node| self.paths(node));
        let is_none = error.code.is_none()
            && error.message.is_none()
            && error.request_id.is_none()
            && error.request_id_header.is_none();
        ErrorPaths {
            is_none,
            code: paths(error.code.as_ref().map(|code| code.node)),
            message: paths(error.message.as_ref().map(|message| message.node)),
            request_id: paths(error.request_id.as_ref().map(|id| id.node)),
            request_id_header: error.request_id_header.as_ref().map(|header| header.value.clone()),
        }
    }
}
