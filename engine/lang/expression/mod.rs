//! Values of a connector: a literal, a JSONPath or a template, told apart by how the scalar begins.

mod astray;
pub mod filter;
mod forgotten;
mod path;
mod references;
mod silent;
mod taken;
mod template;
mod view;
mod written;

pub use astray::Astray;
pub use forgotten::{as_text, forgotten, lost_brace, named, words_around};
pub(crate) use path::{Asked, FilterMember, equal_members, filter_members, needed_members};
pub use path::{Found, Lost, Path, Sought, Step};
pub use references::{Call, CallKind, Comparison, Decided, Hop, Passed, Reference, References, Relation};
pub use taken::Read;
pub use template::{NOTHING, Template, TemplateError};
pub use view::Name;
pub use written::{in_braces, path_to};

use serde_json::Value;

/// A value that is computed.
#[derive(Debug, Clone)]
pub enum Expression {
    /// The value itself.
    Literal(Value),
    /// The node that a path finds.
    Path(Path),
    /// What a template gives.
    Template(Template),
}

/// What names in expressions stand for.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Where paths begin.
    pub root: &'a Value,
    /// What templates can name.
    pub names: &'a [Name<'a>],
}

impl Expression {
    /// Computes the value. Absent and null are the same: `None`.
    pub fn evaluate(&self, scope: Scope<'_>) -> Result<Option<Value>, String> {
        match self {
            Expression::Literal(value) => Ok(Some(value.clone()).filter(|value| !value.is_null())),
            Expression::Path(path) => Ok(match path.find(scope.root) {
                Found::One(value) => value.cloned(),
                Found::Many(nodes) => nodes.map(|nodes| nodes.into_iter().cloned().collect()),
            }),
            Expression::Template(template) => template.evaluate(scope.names),
        }
    }

    /// The name of the input that it is, and nothing else.
    pub fn sole_input(&self) -> Option<&str> {
        let Expression::Path(path) = self else { return None };
        match path.lead() {
            [Step::Member(root), Step::Member(name)] if root == "inputs" && path.is_singular() => Some(name),
            _ => None,
        }
    }

    /// Whether it gives this input with all that it holds.
    pub fn gives_whole(&self, input: &str) -> bool {
        match self {
            Expression::Literal(_) => false,
            Expression::Path(path) => {
                let holds_all = path.lead() == [Step::Member("inputs".to_owned())] && path.is_singular();
                holds_all || self.sole_input() == Some(input)
            }
            Expression::Template(template) => template.whole_inputs().iter().any(|own| own == input),
        }
    }

    /// The expression as it was written, for messages.
    pub fn text(&self) -> String {
        match self {
            Expression::Literal(value) => value.to_string(),
            Expression::Path(path) => path.text().to_owned(),
            Expression::Template(template) => template.text().to_owned(),
        }
    }
}

/// Whether a scalar's text is meant as a path.
pub fn looks_like_path(text: &str) -> bool {
    text.starts_with('$')
}

/// Whether a scalar's text is meant as a template.
pub fn looks_like_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("{#")
}
