//! Elements of lists: the nodes that they are made from, and the place that each is for.

use super::{Here, Typing};
use crate::check::walk::Known;
use crate::conversion::{Target, TargetKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Path;
use crate::plan::{Elements, Placed};
use crate::resolve::ResolvedElements;
use crate::schema::{Kinds, ShapeId};
use crate::source::Span;

impl Typing<'_, '_> {
    /// Elements made from nodes, each for a place of this shape.
    pub(super) fn elements(
        &mut self,
        elements: &ResolvedElements,
        here: &Here,
        shape: Option<ShapeId>,
        target: Target,
    ) -> Option<Elements> {
        let ResolvedElements { each, distinct, objects, element } = elements;
        let nodes = if *objects {
            self.objects(each, here)?
        } else {
            self.walk.path(&each.value, each.span, &here.dollar)?.shapes
        };
        self.reads_whole_lists(&each.value, each.span, here);
        let inside = here.inside(&each.value, nodes);
        let distinct = match distinct {
            Some(path) => {
                let reach = self.walk.path(&path.value, path.span, &inside.dollar)?;
                self.tells_apart(path, &reach.shapes)?;
                Some(path.value.clone())
            }
            None => None,
        };
        let element = Box::new(self.filling_as(element, &inside, shape, target)?);
        Some(Elements { each: each.value.clone(), distinct, objects: *objects, element })
    }

    /// Reports a `distinct` of few values, by which elements that differ would become one.
    fn tells_apart(&mut self, path: &Placed<Path>, shapes: &[ShapeId]) -> Option<()> {
        let shapes_of = &self.walk.shapes;
        let is_few = |id: &ShapeId| shapes_of.kinds(*id) == Kinds::BOOLEAN || shapes_of.choices(*id).is_some();
        // An element that is such a value itself is no more than that value.
        if path.value.segments().is_empty() || shapes.is_empty() || !shapes.iter().all(is_few) {
            return Some(());
        }
        let message = format!("`{}` has few values, and elements that differ have the same", path.value.text());
        self.walk.diagnostics.push(
            Diagnostic::error(Code::TypeMismatch, path.span, message)
                .also(self.walk.shapes.get(shapes[0]).span, "one of few by this schema")
                .help("name what only one element has, such as its id"),
        );
        None
    }

    /// Where a path leads that fields are read from: to objects, since the fields of anything else would be absent.
    pub(super) fn objects(&mut self, path: &Placed<Path>, here: &Here) -> Option<Known> {
        let shapes = self.walk.path(&path.value, path.span, &here.dollar)?.shapes;
        let kinds = self.walk.kinds(&shapes);
        if shapes.is_empty() || kinds.meets(Kinds::OBJECT) {
            return Some(shapes);
        }
        let message = format!("`{}` is {kinds}, and fields are read from objects", path.value.text());
        self.walk.diagnostics.push(
            Diagnostic::error(Code::TypeMismatch, path.span, message)
                .also(self.walk.shapes.get(shapes[0]).span, format!("{kinds} by this schema"))
                .help("let it lead to an object; of a list of scalars, `{ each, value: { fields: { name: $ } } }` makes objects"),
        );
        None
    }

    /// What a list's elements must become, and their shape where it has one, if the target is a list or anything.
    pub(super) fn element_of(
        &mut self,
        target: &Target,
        shape: Option<ShapeId>,
        span: Span,
    ) -> Option<(Option<ShapeId>, Target)> {
        match &target.kind {
            TargetKind::Any => Some((None, Target::ANY)),
            TargetKind::Several(kinds) if kinds.meets(Kinds::ARRAY) => Some((None, Target::ANY)),
            TargetKind::List(element) => {
                let elements = shape.and_then(|shape| self.walk.shapes.elements(shape));
                Some((elements.and_then(|elements| elements.first().copied()), element.as_ref().clone()))
            }
            _ => {
                let message = format!("this makes a list, and the field is {}", target.kind);
                self.mismatch(
                    Code::ListMismatch,
                    span,
                    message,
                    shape,
                    "write one value, or take the `first` of the list",
                );
                None
            }
        }
    }
}
