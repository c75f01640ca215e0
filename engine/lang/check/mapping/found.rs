//! The records that a step or a look-up found, and the nodes of a path: which of them is meant, by its values and never by
//! its place.

use super::{Here, Typing};
use crate::check::walk::Known;
use crate::conversion::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Path, Step};
use crate::plan::{Filling, Placed};
use crate::resolve::{FieldsOf, Matching, ResolvedElements, ResolvedRule};
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

impl Typing<'_, '_> {
    /// What is meant of all that was found, if that is said, and its shapes.
    pub(super) fn meant(
        &mut self,
        name: &Placed<String>,
        matching: &Matching,
        gives: Known,
        here: &Here,
    ) -> Option<(Vec<(Path, Filling)>, Known)> {
        if matching.is_empty() {
            return Some((Vec::new(), gives));
        }
        let records = self.records(name, &gives)?;
        Some((self.by_values(matching, here, &records)?, records))
    }

    /// The values by which one of these records is known.
    pub(super) fn by_values(
        &mut self,
        matching: &Matching,
        here: &Here,
        records: &[ShapeId],
    ) -> Option<Vec<(Path, Filling)>> {
        let pairs: Vec<_> = matching.iter().map(|(path, wanted)| self.matched(path, wanted, here, records)).collect();
        pairs.into_iter().collect()
    }

    /// Of several records that a step or a look-up found, the one at a place is any of them: of a filter that the provider
    /// does not know, it is the first of all that there are.
    pub(super) fn takes_no_place(&mut self, step: &str, rule: &Placed<ResolvedRule>) {
        match &rule.value {
            ResolvedRule::Value(Expression::Path(path)) => self.takes_an_element(step, path, rule.span),
            ResolvedRule::Object { from: Some(path), .. }
            | ResolvedRule::One(path)
            | ResolvedRule::OneOf { nodes: path, .. }
            | ResolvedRule::Each(ResolvedElements { each: path, .. })
            | ResolvedRule::FirstOf(ResolvedElements { each: path, .. }) => {
                self.takes_an_element(step, &path.value, path.span);
            }
            ResolvedRule::Object { from: None, fields: FieldsOf::Own(fields) } => {
                fields.iter().filter_map(|field| field.rule.as_ref()).for_each(|rule| self.takes_no_place(step, rule));
            }
            ResolvedRule::First(rules) | ResolvedRule::List(rules) => {
                rules.iter().for_each(|rule| self.takes_no_place(step, rule));
            }
            ResolvedRule::When { value: rule, .. } | ResolvedRule::Table { from: rule, .. } => {
                self.takes_no_place(step, rule);
            }
            _ => {}
        }
    }

    fn takes_an_element(&mut self, step: &str, path: &Path, span: Span) {
        let Some(Step::Element(_)) = path.lead().first() else { return };
        let rest = path.text().split_once(']').map_or("", |(_, rest)| rest);
        let message = format!("`{}` takes one of the records that `{step}` found, however many there are", path.text());
        let help = format!(
            "write `{{ one: \"$[*]{rest}\" }}`, which refuses several; or `{{ first: \"$[*]{rest}\" }}`, if their order says which"
        );
        self.walk.diagnostics.push(Diagnostic::error(Code::ListMismatch, span, message).help(help));
    }

    /// The records of what gives a list of them.
    fn records(&mut self, name: &Placed<String>, gives: &[ShapeId]) -> Option<Known> {
        let lists: Vec<Known> = gives.iter().filter_map(|shape| self.walk.shapes.elements(*shape)).collect();
        if lists.is_empty() {
            let message = format!("`{}` gives one record, and `where` finds one of many", name.value);
            let help = "leave `where` out, or call an operation that reads a list";
            self.walk.diagnostics.push(Diagnostic::error(Code::ListMismatch, name.span, message).help(help));
            return None;
        }
        Some(lists.into_iter().flatten().collect())
    }

    /// What the record that is meant has at a path: a value that can stand there, made where the rule stands.
    fn matched(
        &mut self,
        path: &Placed<Path>,
        wanted: &Placed<ResolvedRule>,
        here: &Here,
        records: &[ShapeId],
    ) -> Option<(Path, Filling)> {
        let shapes = self.walk.path(&path.value, path.span, records)?.shapes;
        self.is_scalar_at(path, &shapes)?;
        let shape = shapes.first().copied().filter(|_| shapes.len() == 1);
        let target = shape.map_or(Target::ANY, |shape| Target::of(self.walk.shapes, shape));
        let wanted = self.filling_as(wanted, here, shape, Target { nullable: true, ..target })?;
        Some((path.value.clone(), wanted))
    }

    pub(super) fn is_scalar_at(&mut self, path: &Placed<Path>, shapes: &[ShapeId]) -> Option<()> {
        let kinds = self.walk.kinds(shapes);
        if shapes.is_empty() || kinds.meets(Kinds::SCALARS) {
            return Some(());
        }
        let message = format!("`{}` is {kinds}, and only text, numbers and booleans are compared", path.value.text());
        let place = self.walk.shapes.get(shapes[0]).span;
        let diagnostic = Diagnostic::error(Code::TypeMismatch, path.span, message);
        let diagnostic = diagnostic.also(place, format!("{kinds} by this schema"));
        self.walk.diagnostics.push(diagnostic.help("name a member that is one of them"));
        None
    }
}
