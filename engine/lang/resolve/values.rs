//! Paths with the values that count there: the records that `only` keeps, and the answers that `success` takes.

use super::Resolver;
use crate::definition::Values;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::plan::{OneOf, Placed};

impl Resolver<'_> {
    /// The paths of `whole`, a record or an answer; one that fails is left out.
    pub(super) fn values(&mut self, written: &Values, whole: &str) -> Vec<OneOf> {
        let mut all = Vec::new();
        for (text, values) in written {
            let span = self.nodes.key_span(values.node);
            let path = Path::parse(text).ok().filter(Path::is_singular);
            let Some(path) = path.map(|path| Placed::new(path, span)) else {
                let message = format!("`{text}` is no path to one value of {whole}");
                let diagnostic = Diagnostic::error(Code::InvalidPath, span, message);
                self.diagnostics.push(diagnostic.help("write the path of a member, as in `$.kind: [...]`"));
                continue;
            };
            if values.value.is_empty() {
                let message = format!("{whole} never counts: there is no value of `{text}` that it can have");
                let diagnostic = Diagnostic::error(Code::InvalidSetting, span, message);
                self.diagnostics.push(diagnostic.help("name the values that count, or leave the path out"));
            }
            let values = values.value.iter();
            let values = values.map(|value| Placed::new(self.literal(value.node), self.nodes.span(value.node)));
            let values: Vec<_> = values.collect();
            if let Some(null) = values.iter().find(|value| value.value.is_null()) {
                let message = format!("null counts as absent, and what counts must stand at `{text}`");
                let diagnostic = Diagnostic::error(Code::NullMismatch, null.span, message);
                self.diagnostics.push(diagnostic.help("leave it out, and name the values that count"));
            }
            all.push(OneOf { path, values });
        }
        all
    }
}
