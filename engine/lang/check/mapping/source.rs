//! Sources of values: what an expression gives, by the shapes that it reads, must be able to become its target.

use super::{Here, Typing};
use crate::check::walk::Reach;
use crate::conversion::{Target, TargetKind, convert};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::expression::{Expression, Path};
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

impl Typing<'_, '_> {
    /// Whether what an expression gives can become the target.
    pub(super) fn expression(
        &mut self,
        expression: &Expression,
        span: Span,
        here: &Here,
        target: &Target,
        shape: Option<ShapeId>,
    ) -> Option<()> {
        match expression {
            Expression::Literal(value) => match convert(value.clone(), target) {
                Ok(_) => Some(()),
                Err(misfit) => {
                    let code = if target.choices.is_some() { Code::EnumMismatch } else { Code::TypeMismatch };
                    self.mismatch(code, span, misfit.reason, shape);
                    None
                }
            },
            Expression::Template(template) => {
                let names = here.names();
                let before = self.walk.diagnostics.count(Severity::Error);
                for reference in &template.references().members {
                    self.walk.reference(reference, template.text(), span, &names);
                }
                if template.is_text() && !target.takes().meets(Kinds::STRING) {
                    let message = format!("this template makes text, and the field is {}", target.kind);
                    self.mismatch(Code::TypeMismatch, span, message, shape);
                }
                (self.walk.diagnostics.count(Severity::Error) == before).then_some(())
            }
            Expression::Path(path) => self.path(path, span, here, target, shape),
        }
    }

    fn path(&mut self, path: &Path, span: Span, here: &Here, target: &Target, shape: Option<ShapeId>) -> Option<()> {
        let reach = self.walk.path(path, span, &here.dollar)?;
        if reach.many {
            return self.list_path(path, &reach, span, target, shape);
        }
        self.fits(path, &reach.shapes, span, target)
    }

    fn list_path(
        &mut self,
        path: &Path,
        reach: &Reach,
        span: Span,
        target: &Target,
        shape: Option<ShapeId>,
    ) -> Option<()> {
        match &target.kind {
            TargetKind::Any => Some(()),
            TargetKind::List(element) => self.fits(path, &reach.shapes, span, element),
            kind => {
                let message = format!("`{}` can match many nodes, and the field is {kind}", path.text());
                self.mismatch(Code::ListMismatch, span, message, shape);
                None
            }
        }
    }

    /// Whether a value of one of these shapes can become the target.
    fn fits(&mut self, path: &Path, shapes: &[ShapeId], span: Span, target: &Target) -> Option<()> {
        let kinds = shapes.iter().fold(Kinds::default(), |kinds, id| kinds.with(self.walk.shapes.kinds(*id)));
        if shapes.is_empty() || kinds.meets(target.takes()) && target.kind != TargetKind::Object {
            let elements = match &target.kind {
                TargetKind::List(element) => shapes
                    .iter()
                    .filter_map(|id| self.walk.shapes.elements(*id))
                    .flatten()
                    .collect::<Vec<_>>()
                    .into_iter()
                    .all(|id| self.walk.shapes.kinds(id).meets(element.takes())),
                _ => true,
            };
            if elements {
                return self.choices_fit(path, shapes, span, target);
            }
        }
        let (code, message) = match (&target.kind, kinds == Kinds::ARRAY) {
            (TargetKind::Object, _) => (
                Code::TypeMismatch,
                format!("`{}` is put into an object, which needs `fields` or `mapping`", path.text()),
            ),
            (TargetKind::List(_), _) => {
                (Code::ListMismatch, format!("`{}` is {kinds}, and the field is {}", path.text(), target.kind))
            }
            (_, true) => (Code::ListMismatch, format!("`{}` is a list, and the field is {}", path.text(), target.kind)),
            _ => (Code::TypeMismatch, format!("`{}` is {kinds}, and the field is {}", path.text(), target.kind)),
        };
        let mut diagnostic = Diagnostic::error(code, span, message);
        if let Some(id) = shapes.first() {
            diagnostic = diagnostic.also(self.walk.shapes.get(*id).span, format!("{kinds} by this schema"));
        }
        if matches!(target.kind, TargetKind::List(_)) {
            diagnostic = diagnostic.help(format!("write `[{}]` for a list of this one value", path.text()));
        }
        self.walk.diagnostics.push(diagnostic);
        None
    }

    /// Where both ends list their values, every one of the source's must be one of the target's.
    fn choices_fit(&mut self, path: &Path, shapes: &[ShapeId], span: Span, target: &Target) -> Option<()> {
        let Some(wanted) = &target.choices else { return Some(()) };
        let theirs = shapes.iter().filter_map(|id| self.walk.shapes.choices(*id)).flatten();
        let strangers: Vec<String> =
            theirs.filter(|choice| !wanted.contains(choice)).map(|choice| choice.to_string()).collect();
        if strangers.is_empty() {
            return Some(());
        }
        let message = format!("`{}` can be {}, which the field cannot", path.text(), strangers.join(", "));
        self.walk.diagnostics.push(
            Diagnostic::error(Code::EnumMismatch, span, message)
                .help("write a table: `{ from: $.path, enum: { Theirs: ours } }`"),
        );
        None
    }
}
