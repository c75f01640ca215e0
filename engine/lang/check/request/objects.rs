//! Inputs that hold others, objects and lists of them: what a request reads of one is what its schema has, so that a
//! misspelt name leaves nothing out.

use std::collections::HashSet;

use indexmap::IndexMap;
use jsonpath_rust::parser::model::{Segment, Selector};

use super::held;
use super::kinds::kinds;
use super::places::all_places;
use super::whole::parts;
use crate::check::walk::{Known, Walk};
use crate::definition::InputType;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, Hop, Path, Reference, Step, Template};
use crate::plan::Input;
use crate::resolve::ResolvedOperation;
use crate::schema::{Kinds, Shapes};
use crate::source::Span;

/// What is known of the inputs that hold others: the shape of each, by its name; none of one whose schema failed.
pub(super) type Objects = IndexMap<String, Known>;

/// Checks the schemas that inputs name, what is read of inputs that hold others, and what of it is sent where.
pub(super) fn check(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    schemas_fit(resolved, walk);
    let objects = objects(resolved, walk.shapes);
    let mut reads = Reads { resolved, objects: &objects, told: HashSet::new(), walk };
    for part in parts(resolved) {
        match &part.value {
            Expression::Literal(_) => {}
            Expression::Path(path) => reads.path(path, part.span),
            Expression::Template(template) => reads.template(template, part.span),
        }
    }
    held::check(resolved, &objects, walk);
}

/// Whether a member can be asked of an input, or of its elements.
pub(super) fn holds_members(input: &Input) -> bool {
    match input.kind {
        InputType::Array => input.items == InputType::Object,
        kind => kind == InputType::Object,
    }
}

/// The shape of each: the one that it names, or what the provider takes where all of it is sent.
pub(super) fn objects(resolved: &ResolvedOperation, shapes: &Shapes) -> Objects {
    let places = all_places(resolved, shapes);
    let inputs = resolved.operation.inputs.iter().filter(|(_, input)| holds_members(input));
    let known = inputs.filter_map(|(name, _)| {
        let own = resolved.input_shapes.get(name).map(|own| own.value.into_iter().collect());
        Some((name.clone(), own.or_else(|| places.get(name).map(|place| vec![*place]))?))
    });
    known.collect()
}

/// A schema is for what holds others, and of the kind of its input.
fn schemas_fit(resolved: &ResolvedOperation, walk: &mut Walk<'_>) {
    for (name, named) in &resolved.input_shapes {
        let (Some(input), Some(shape)) = (resolved.operation.inputs.get(name), named.value) else { continue };
        if !holds_members(input) {
            let message = format!("`{name}` has a `schema`, and is neither an object nor a list of objects");
            let help = "leave it out, or write `type: object`, or `items: { type: object }` for a list";
            walk.diagnostics.push(Diagnostic::error(Code::InvalidSetting, named.span, message).help(help));
            continue;
        }
        let elements = walk.shapes.elements(shape).filter(|_| input.kind == InputType::Array).unwrap_or_default();
        let own = walk.kinds(&[shape]);
        let held = if elements.is_empty() { Kinds::ALL } else { walk.kinds(&elements) };
        if !own.meets(kinds(input.kind)) || !held.meets(Kinds::OBJECT) {
            let what = if input.kind == InputType::Array { "a list of objects" } else { "an object" };
            let found = if own.meets(kinds(input.kind)) { format!("a list of {held}") } else { own.to_string() };
            let message = format!("`{name}` is {what}, and its schema says {found}");
            let diagnostic = Diagnostic::error(Code::TypeMismatch, named.span, message);
            let diagnostic = diagnostic.also(walk.shapes.get(shape).span, "the schema");
            walk.diagnostics.push(diagnostic.help("name the schema of the whole value, or correct its `type`"));
        }
    }
}

struct Reads<'a, 'w, 's> {
    resolved: &'a ResolvedOperation,
    objects: &'a Objects,
    /// The inputs of which it was told that no schema says what they hold.
    told: HashSet<String>,
    walk: &'w mut Walk<'s>,
}

impl<'a> Reads<'a, '_, '_> {
    fn input(&self, name: &str) -> Option<(&'a Input, Option<&'a Known>)> {
        Some((self.resolved.operation.inputs.get(name)?, self.objects.get(name)))
    }

    fn path(&mut self, path: &Path, span: Span) {
        let [Step::Member(root), Step::Member(name), lead @ ..] = path.lead() else { return };
        let Some((input, known)) = self.input(name).filter(|_| root == "inputs") else { return };
        let below = path.segments().get(2..).unwrap_or_default();
        if lead.iter().any(|step| matches!(step, Step::Element(_))) || below.iter().any(is_slice) {
            self.in_part(path.text(), &format!("$.inputs.{name}"), span);
        }
        let is_read = below.iter().any(names_member);
        match known {
            _ if below.is_empty() => {}
            Some(known) => drop(self.walk.path_below(path, 2, span, known)),
            None if !is_read => {}
            None if holds_members(input) => self.unknowable(name, span),
            // What is asked of an input itself is told with the names of the request.
            None if input.kind == InputType::Array => {
                let message = format!("a member is asked of an element of the input `{name}`, which is no object");
                let help = "write `items: { type: object }`, or end the path before it";
                self.walk.diagnostics.push(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
            }
            None => {}
        }
    }

    fn template(&mut self, template: &Template, span: Span) {
        let (sources, references) = (self.walk.sources, template.references());
        let place = |from: usize, to: usize| sources.within(span, template.text(), from..to);
        for reference in &references.members {
            let Some((name, below)) = below(reference) else { continue };
            let Some((input, known)) = self.input(name).filter(|(input, _)| holds_members(input)) else { continue };
            match known {
                Some(known) => {
                    let rest = Reference { root: name.to_owned(), hops: below.to_vec(), ..reference.clone() };
                    self.walk.reference(&rest, template.text(), span, &[(name, known.clone())]);
                }
                None if below.iter().any(|hop| matches!(hop, Hop::Member(..))) && holds_members(input) => {
                    self.unknowable(name, place(reference.range.start, reference.end()));
                }
                None => {}
            }
        }
        let picked: Vec<&Reference> = references.picked.iter().filter(|own| self.is_of_list(own)).collect();
        for reference in picked {
            let place = place(reference.range.start, reference.end());
            self.in_part(template.text(), &format!("{{{{ {} }}}}", reference.text()), place);
        }
    }

    /// Whether what was picked is an element of a list, and no letter of a text.
    fn is_of_list(&self, reference: &Reference) -> bool {
        let Some((name, hops)) = below(reference) else { return false };
        let Some(last) = hops.iter().rposition(|hop| *hop == Hop::Element) else { return false };
        let Some((input, known)) = self.input(name) else { return false };
        match (&hops[..last], known) {
            ([], _) => input.kind == InputType::Array,
            (way, Some(known)) => self.walk.kinds(&follow(way, known, self.walk.shapes)).meets(Kinds::ARRAY),
            (_, None) => false,
        }
    }

    /// What a caller gives is sent whole: of a list, nobody would see the rest go.
    fn in_part(&mut self, written: &str, whole: &str, span: Span) {
        let message = format!("`{written}` sends a part of the list that the caller gives, and not the rest");
        let help =
            format!("send all of it, as `{whole}` does; where the provider takes one value, let the input be one");
        self.walk.diagnostics.push(Diagnostic::error(Code::ListMismatch, span, message).help(help));
    }

    fn unknowable(&mut self, name: &str, span: Span) {
        if !self.told.insert(name.to_owned()) {
            return;
        }
        let declared = self.resolved.input_spans.get(name).copied().unwrap_or(self.resolved.operation.span);
        let message = format!("a member of the input `{name}` is read, and no schema says what it has");
        let help = "name one at the input, as in `schema: provider/filter`, or make an input of the member";
        let diagnostic = Diagnostic::error(Code::MissingShape, span, message);
        self.walk.diagnostics.push(diagnostic.also(declared, "declared here").help(help));
    }
}

/// The input that a chain begins with, and the way from there.
fn below(reference: &Reference) -> Option<(&str, &[Hop])> {
    match reference.hops.split_first().filter(|_| reference.root == "inputs")? {
        (Hop::Member(name, _), below) => Some((name, below)),
        (Hop::Element, _) => None,
    }
}

/// What a way leads to, as far as it is known.
pub(super) fn follow(way: &[Hop], known: &Known, shapes: &Shapes) -> Known {
    way.iter().fold(known.clone(), |at, hop| match hop {
        Hop::Member(name, _) => shapes.members(&at, name),
        Hop::Element => at.iter().filter_map(|shape| shapes.elements(*shape)).flatten().collect(),
    })
}

fn is_slice(segment: &Segment) -> bool {
    let is_part = |selector: &Selector| match selector {
        Selector::Slice(start, end, step) => start.is_some_and(|start| start != 0) || end.is_some() || step.is_some(),
        Selector::Index(_) => true,
        _ => false,
    };
    match segment {
        Segment::Selector(selector) => is_part(selector),
        Segment::Selectors(selectors) => selectors.iter().any(is_part),
        Segment::Descendant(_) => false,
    }
}

fn names_member(segment: &Segment) -> bool {
    let is_name = |selector: &Selector| matches!(selector, Selector::Name(_));
    match segment {
        Segment::Selector(selector) => is_name(selector),
        Segment::Selectors(selectors) => selectors.iter().any(is_name),
        Segment::Descendant(inner) => names_member(inner),
    }
}
