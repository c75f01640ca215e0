//! Scalars to expressions: literal, path or template, as far as the place allows them.

use serde_json::Value;

use super::Resolver;
use crate::diagnostic::Code;
use crate::expression::{Expression, Path, as_text, forgotten, looks_like_path, looks_like_template, lost_brace};
use crate::plan::{Member, Placed, Tree};
use crate::source::Span;
use crate::yaml::{NodeId, NodeKind};

/// Where an expression stands, which decides what it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In `auth` or `base_url`: no paths, as there is nothing for them to begin at.
    Connector,
    /// In a request or a mapping.
    Anywhere,
}

impl Resolver<'_> {
    /// A scalar as an expression.
    pub(super) fn expression(&mut self, node: NodeId, place: Place) -> Option<Placed<Expression>> {
        let Some(scalar) = self.nodes.scalar(node) else {
            let word = self.nodes.get(node).kind.word();
            self.error(
                Code::WrongKind,
                node,
                format!("this takes a single value, and {word} stands here"),
                "for a list, name an input of type `array`, with the list as its `default`",
            );
            return None;
        };
        let span = self.nodes.span(node);
        let text = scalar.text.as_str();
        if scalar.literal || scalar.other().is_some() {
            return Some(Placed::new(Expression::Literal(scalar.value()), span));
        }
        // A blank password is how some providers take a key alone.
        if place == Place::Anywhere && text.trim().is_empty() {
            let message = "blank text stands here, and a value is needed";
            self.error(Code::WrongKind, node, message, "write the value, or `!literal \"\"` where blank text is meant");
            return None;
        }
        if looks_like_path(text) {
            if place == Place::Connector {
                let help = "use a template: `{{ credentials.name }}`, or `!literal` for the text itself";
                self.error(Code::InvalidPath, node, "there is nothing here for a path to begin at", help);
                return None;
            }
            return self.path(node).map(|path| Placed::new(Expression::Path(path.value), span));
        }
        if let Some((message, help)) = self.lacks_marks(span, text) {
            self.error(Code::InvalidTemplate, node, message, &help);
            return None;
        }
        if looks_like_template(text) {
            return self.template(node, 0, text).map(|template| Placed::new(Expression::Template(template), span));
        }
        Some(Placed::new(Expression::Literal(Value::String(text.to_owned())), span))
    }

    /// What of a text would be written as it stands, though it was meant to be read, and what to do.
    fn lacks_marks(&self, span: Span, text: &str) -> Option<(String, String)> {
        if let Some(word) = forgotten(text) {
            let message = format!("`{word}` is text here, and names what a template can read");
            let name = word.trim_start_matches(['$', '@', '.']);
            let is_bare = name.len() < word.len() && !name.starts_with("inputs.");
            let whole = if is_bare { format!("record.{name}") } else { name.to_owned() };
            let as_text = as_text(text, word);
            return Some((message, format!("write `\"{{{{ {whole} }}}}\"`, or {as_text} for the text itself")));
        }
        if let Some(brace) = lost_brace(text) {
            let message = format!("`{brace}` is text here, and its mate is missing");
            let as_text = as_text(text, brace);
            let help =
                format!("an expression stands in `{{{{ }}}}`, a statement in `{{% %}}`; {as_text} takes it as it is");
            return Some((message, help));
        }
        let behind = self.sources.text(span.source()).get(span.range().end..)?.lines().next()?;
        let is_comment =
            behind.trim_start().starts_with('#') && behind.starts_with([' ', '\t']) && behind.contains("{{");
        let help = "put the whole of it in quotes, or the template of the comment elsewhere".to_owned();
        is_comment.then(|| ("a comment begins behind this, at ` #`, and hides a template".to_owned(), help))
    }

    /// A scalar that must be a path.
    pub(super) fn path(&mut self, node: NodeId) -> Option<Placed<Path>> {
        let scalar = self.nodes.scalar(node).filter(|scalar| !scalar.literal && looks_like_path(&scalar.text));
        let Some(scalar) = scalar else {
            self.error(
                Code::InvalidPath,
                node,
                "a JSONPath is needed here",
                "a path begins with `$`, as in `$.results[*]`",
            );
            return None;
        };
        match Path::parse(&scalar.text) {
            Ok(path) => Some(Placed::new(path, self.nodes.span(node))),
            Err(reason) => {
                let message = format!("`{}` is not a JSONPath: {reason}", scalar.text);
                self.error(Code::InvalidPath, node, message, "`!literal` before the value takes it as text");
                None
            }
        }
    }

    /// A value that is written out: neither path nor template.
    pub(super) fn literal(&mut self, node: NodeId) -> Value {
        if let Some(scalar) = self.nodes.scalar(node).filter(|scalar| !scalar.literal && scalar.other().is_none()) {
            let help = "`!literal` before the value takes it as text";
            if looks_like_path(&scalar.text) {
                self.error(Code::InvalidPath, node, "a path cannot stand here", help);
            } else if looks_like_template(&scalar.text) {
                self.error(Code::InvalidTemplate, node, "a template cannot stand here", help);
            }
        }
        self.nodes.json(node)
    }

    /// One path, or a list of them.
    pub(super) fn paths(&mut self, node: NodeId) -> Vec<Placed<Path>> {
        match &self.nodes.get(node).kind {
            NodeKind::Sequence(elements) => elements.iter().filter_map(|element| self.path(*element)).collect(),
            _ => self.path(node).into_iter().collect(),
        }
    }

    /// A JSON body: objects and lists down to expressions.
    pub(super) fn tree(&mut self, node: NodeId) -> Option<Tree> {
        match &self.nodes.get(node).kind {
            NodeKind::Scalar(_) => self.expression(node, Place::Anywhere).map(Tree::Value),
            NodeKind::Sequence(elements) => {
                elements.iter().map(|element| self.tree(*element)).collect::<Option<_>>().map(Tree::List)
            }
            NodeKind::Mapping(entries) => entries
                .iter()
                .map(|(name, member)| {
                    let name = Placed::new(name.clone(), self.nodes.key_span(*member));
                    self.tree(*member).map(|value| Member { name, value })
                })
                .collect::<Option<_>>()
                .map(Tree::Object),
        }
    }
}
