//! Sources of values: what an expression gives, by the shapes that it reads, must be able to become its target.

use serde_json::Value;

use super::{Here, Typing};
use crate::check::walk::{Known, Reach, shown};
use crate::conversion::{Target, TargetKind, convert};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::expression::{Comparison, Expression, Hop, Path, Relation, Template};
use crate::schema::{Choices, Format, Kinds, ShapeId};
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
            Expression::Literal(Value::String(text)) if self.is_unmarked(text, span, here) => None,
            Expression::Literal(value) => self.literal(value, span, target, shape),
            Expression::Template(template) => {
                let names = here.names();
                let before = self.walk.diagnostics.count(Severity::Error);
                self.names_in_words(template.text(), span, here);
                for reference in &template.references().members {
                    let reached = self.walk.reference(reference, template.text(), span, &names);
                    self.names_whole_lists(reference, span, here);
                    if let Some(shapes) = reached.filter(|_| template.is_chain()) {
                        self.fits(template.text(), &shapes, span, target);
                    }
                }
                for comparison in &template.references().comparisons {
                    self.comparison(comparison, template.text(), span, &names);
                }
                if self.walk.diagnostics.count(Severity::Error) == before {
                    self.written(template, span, &names);
                    self.ordered(template, span, here);
                    self.taken_for_nothing(template, span, here);
                    if self.is_sent() {
                        self.guarded(template, span, here);
                    }
                }
                let makes_objects =
                    matches!(&target.kind, TargetKind::List(element) if element.kind == TargetKind::Object);
                if makes_objects || target.kind == TargetKind::Object {
                    let message = "this template is put where an object is made, which needs `fields` or `mapping`";
                    let help = "write `{ from: $.path, fields: ... }`, or `{ each: \"$.path[*]\", fields: ... }` for a list of them; for a list of scalars `{ each, value: { fields: { name: $ } } }`";
                    self.mismatch(Code::TypeMismatch, span, message.to_owned(), shape, help);
                } else if template.is_text() && !target.takes().meets(Kinds::STRING) {
                    let message = format!("this template makes text, and the field is {}", target.kind);
                    let help = "leave only one `{{ }}`, whose value keeps its type";
                    self.mismatch(Code::TypeMismatch, span, message, shape, help);
                }
                (self.walk.diagnostics.count(Severity::Error) == before).then_some(())
            }
            Expression::Path(path) => self.path(path, span, here, target, shape),
        }
    }

    /// Whether what a template compares can be the same, or has an order.
    fn comparison(&mut self, comparison: &Comparison, text: &str, span: Span, names: &[(&str, Known)]) -> Option<()> {
        let shapes = self.walk.reference(&comparison.value, text, span, names)?;
        for (literal, range) in &comparison.literals {
            let place = self.walk.sources.within(span, text, range.clone());
            match comparison.relation {
                Relation::Order => self.walk.comes_with(literal, &shapes, place),
                Relation::Same => self.walk.can_be(literal, &shapes, place),
                Relation::Part => self.walk.can_hold(literal, &shapes, place),
            };
        }
        let other = comparison.other.as_ref()?;
        let others = self.walk.reference(other, text, span, names)?;
        let place = self.walk.sources.within(span, text, other.range.start..other.end());
        self.walk.can_agree(&shapes, &others, comparison.relation == Relation::Order, place)
    }

    /// Reports objects and lists that a template writes into text: nobody reads JSON there.
    fn written(&mut self, template: &Template, span: Span, names: &[(&str, Known)]) {
        for reference in &template.references().written {
            let Some(shapes) = self.walk.reference(reference, template.text(), span, names) else { continue };
            let kinds = self.walk.kinds(&shapes);
            let nested = Kinds::ARRAY.with(Kinds::OBJECT);
            if !kinds.meets(nested) || kinds.with(nested) != nested {
                continue;
            }
            let name = reference.text();
            let is_element = reference.hops.last() == Some(&Hop::Element);
            let what = if is_element { format!("an element of `{name}`") } else { format!("`{name}`") };
            let (code, help) = match kinds {
                Kinds::ARRAY => {
                    (Code::ListMismatch, "join its elements by `join(', ')`, or write `tojson` if JSON is meant")
                }
                _ => (Code::TypeMismatch, "name one of its members, or write `tojson` if JSON is meant"),
            };
            let place = self.walk.sources.within(span, template.text(), reference.range.clone());
            let diagnostic = Diagnostic::error(code, place, format!("{what} is {kinds}, and is written into text"));
            let diagnostic = diagnostic.also(self.walk.shapes.get(shapes[0]).span, format!("{kinds} by this schema"));
            self.walk.diagnostics.push(diagnostic.help(help));
        }
    }

    /// Whether a constant is what its field demands.
    pub(super) fn literal(&mut self, value: &Value, span: Span, target: &Target, shape: Option<ShapeId>) -> Option<()> {
        match convert(value.clone(), target) {
            Ok(_) => Some(()),
            Err(misfit) => {
                let code = if target.choices.is_some() { Code::EnumMismatch } else { Code::TypeMismatch };
                let mut diagnostic = Diagnostic::error(code, span, misfit.reason);
                if let Some(shape) = shape {
                    diagnostic = diagnostic.also(self.walk.shapes.get(shape).span, "the field");
                }
                self.walk.diagnostics.push(match &target.choices {
                    Some(choices) => diagnostic.suggest(span, &shown(value), choices.iter().filter_map(Value::as_str)),
                    None => diagnostic.help(format!("write {}", target.kind)),
                });
                None
            }
        }
    }

    fn path(&mut self, path: &Path, span: Span, here: &Here, target: &Target, shape: Option<ShapeId>) -> Option<()> {
        let reach = self.walk.path(path, span, &here.dollar)?;
        self.reads_whole_lists(path, span, here);
        if reach.many {
            return self.list_path(path, &reach, span, target, shape);
        }
        self.fits(path.text(), &reach.shapes, span, target)
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
            TargetKind::Several(kinds) if kinds.meets(Kinds::ARRAY) => Some(()),
            TargetKind::List(element) => self.fits(path.text(), &reach.shapes, span, element),
            kind => {
                let message = format!("`{}` can match many nodes, and the field is {kind}", path.text());
                let help = format!(
                    "write `{{ first: \"{text}\" }}`, `one` for the only one, or `[0]` in place of `[*]`",
                    text = path.text()
                );
                self.mismatch(Code::ListMismatch, span, message, shape, &help);
                None
            }
        }
    }

    /// Whether a value of one of these shapes can become the target.
    pub(super) fn fits(&mut self, text: &str, shapes: &[ShapeId], span: Span, target: &Target) -> Option<()> {
        if !self.is_of_kind(shapes, target) {
            let diagnostic = self.misfit(text, shapes, span, target);
            self.walk.diagnostics.push(diagnostic);
            return None;
        }
        self.time_fits(text, shapes, span, target)?;
        self.choices_fit(text, shapes, span, target)?;
        let TargetKind::List(element) = &target.kind else { return Some(()) };
        let elements = self.elements_at(shapes);
        self.time_fits(text, &elements, span, element)?;
        self.choices_fit(text, &elements, span, element)
    }

    /// Whether a value of one of these shapes is of a kind that can become the target; no object becomes another as it is.
    fn is_of_kind(&self, shapes: &[ShapeId], target: &Target) -> bool {
        match &target.kind {
            TargetKind::Object => false,
            TargetKind::List(element) if element.kind == TargetKind::Object => false,
            _ if shapes.is_empty() => true,
            TargetKind::List(element) => {
                let mut elements = self.elements_at(shapes).into_iter();
                self.walk.kinds(shapes).meets(Kinds::ARRAY)
                    && elements.all(|id| self.walk.shapes.kinds(id).meets(element.takes()))
            }
            _ => self.walk.kinds(shapes).meets(target.takes()),
        }
    }

    fn elements_at(&self, shapes: &[ShapeId]) -> Known {
        shapes.iter().filter_map(|id| self.walk.shapes.elements(*id)).flatten().collect()
    }

    fn misfit(&self, text: &str, shapes: &[ShapeId], span: Span, target: &Target) -> Diagnostic {
        let kinds = self.walk.kinds(shapes);
        // Of what nothing is known, only that it would be put into objects.
        let is_list = shapes.is_empty() || kinds == Kinds::ARRAY;
        let (code, message) = match (&target.kind, is_list) {
            (TargetKind::Object, _) => {
                (Code::TypeMismatch, format!("`{text}` is put into an object, which needs `fields` or `mapping`"))
            }
            (TargetKind::List(element), true) => {
                let message =
                    format!("the elements of `{text}` cannot become those of the field: {} wanted", element.kind);
                (Code::TypeMismatch, message)
            }
            (TargetKind::List(_), false) => {
                (Code::ListMismatch, format!("`{}` is {kinds}, and the field is {}", text, target.kind))
            }
            (_, true) => (Code::ListMismatch, format!("`{}` is a list, and the field is {}", text, target.kind)),
            _ => (Code::TypeMismatch, format!("`{}` is {kinds}, and the field is {}", text, target.kind)),
        };
        let mut diagnostic = Diagnostic::error(code, span, message);
        if let Some(id) = shapes.first() {
            diagnostic = diagnostic.also(self.walk.shapes.get(*id).span, format!("{kinds} by this schema"));
        }
        let makes_objects = matches!(&target.kind, TargetKind::List(element) if element.kind == TargetKind::Object);
        let help = match &target.kind {
            TargetKind::List(_) if makes_objects && is_list => {
                format!("write `{{ each: \"{text}[*]\", fields: ... }}`, or `mapping` for `fields`")
            }
            TargetKind::List(_) if !is_list => format!("write `[{text}]` for a list of this one value"),
            TargetKind::Object => format!("write `{{ from: {text}, fields: ... }}`, or `mapping` for `fields`"),
            _ if kinds.meets(Kinds::OBJECT) => format!("name one of its members, as in `{text}.name`"),
            _ if is_list => format!("write `{text}[0]` for one element, or join them in a template"),
            kind => format!("name a member that is {kind}, or make one of it in a template"),
        };
        diagnostic.help(help)
    }

    /// Only text of which the schema says so is a time or a date.
    fn time_fits(&mut self, text: &str, shapes: &[ShapeId], span: Span, target: &Target) -> Option<()> {
        let wanted: &[Option<Format>] = match target.kind {
            TargetKind::DateTime => &[Some(Format::DateTime), Some(Format::Date)],
            TargetKind::Date => &[Some(Format::Date)],
            _ => return Some(()),
        };
        let flat: Vec<ShapeId> = shapes.iter().flat_map(|id| self.walk.shapes.flat(*id)).collect();
        let may_be = |id: &ShapeId| {
            let shape = self.walk.shapes.get(*id);
            self.walk.shapes.says_nothing(*id) || wanted.contains(&shape.format) && shape.choices.is_none()
        };
        if flat.is_empty() || flat.iter().any(may_be) {
            return Some(());
        }
        let message = format!("the schema does not say that `{text}` is {}", target.kind);
        let place = self.walk.shapes.get(shapes[0]).span;
        let mut shapes = flat.iter().map(|id| self.walk.shapes.get(*id));
        let help = if shapes.any(|shape| shape.format.is_none() && shape.choices.is_none()) {
            "if it always is one, add `\"format\": \"date-time\"`, or `date`, to the schema"
        } else {
            "name a member that is one, or make one of it in a template"
        };
        let diagnostic = Diagnostic::error(Code::TypeMismatch, span, message).also(place, "what it says");
        self.walk.diagnostics.push(diagnostic.help(help));
        None
    }

    /// Where both ends list their values, every one of the source's must be one of the target's.
    fn choices_fit(&mut self, text: &str, shapes: &[ShapeId], span: Span, target: &Target) -> Option<()> {
        let Some(wanted) = &target.choices else { return Some(()) };
        let theirs: Vec<Choices> = shapes.iter().filter_map(|id| self.walk.shapes.choices(*id)).collect();
        let theirs = theirs.iter().filter(|list| list != &wanted).flat_map(|list| list.iter());
        let strangers: Vec<String> =
            theirs.filter(|choice| !wanted.contains(choice)).map(ToString::to_string).collect();
        if strangers.is_empty() {
            return Some(());
        }
        let message = format!("`{}` can be {}, which the field cannot", text, strangers.join(", "));
        self.walk.diagnostics.push(
            Diagnostic::error(Code::EnumMismatch, span, message)
                .help("write a table: `{ from: $.path, enum: { Theirs: ours } }`"),
        );
        None
    }

    /// Reports that a value and its field do not agree.
    pub(super) fn mismatch(&mut self, code: Code, span: Span, message: String, shape: Option<ShapeId>, help: &str) {
        let mut diagnostic = Diagnostic::error(code, span, message);
        if let Some(shape) = shape {
            diagnostic = diagnostic.also(self.walk.shapes.get(shape).span, "the field");
        }
        self.walk.diagnostics.push(diagnostic.help(help));
    }
}
