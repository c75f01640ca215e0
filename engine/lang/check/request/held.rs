//! What is sent of inputs that hold others: each member of theirs is one that the provider takes at its place, of a kind
//! and with values that it takes there.

use serde_json::Value;

use super::arguments::query;
use super::objects::{Objects, follow};
use super::places::visit;
use crate::check::walk::{Known, Walk, shown};
use crate::diagnostic::{Code, Diagnostic, closest, quoted_list};
use crate::expression::{Expression, Hop, Step};
use crate::plan::{Placed, Tree};
use crate::resolve::ResolvedOperation;
use crate::schema::{Choices, Kinds, Member, ShapeId};
use crate::source::Span;

/// Reports what the shapes of inputs have and the provider does not take.
pub(super) fn check(resolved: &ResolvedOperation, objects: &Objects, walk: &mut Walk<'_>) {
    let mut held = Held { objects, is_text: false, seen: Vec::new(), walk };
    if let (Some(request), Some(body)) = (resolved.request, &resolved.operation.body) {
        held.part(body, request);
    }
    if let Some(parameters) = resolved.parameters {
        held.is_text = true;
        held.part(&query(resolved), parameters);
    }
}

struct Held<'a, 'w, 's> {
    objects: &'a Objects,
    /// Whether every scalar is sent as text.
    is_text: bool,
    /// Pairs of shapes that were compared: a shape may lead back to itself.
    seen: Vec<(Known, Known)>,
    walk: &'w mut Walk<'s>,
}

impl Held<'_, '_, '_> {
    fn part(&mut self, tree: &Tree, taken: ShapeId) {
        let mut leaves = Vec::new();
        visit(tree, &[taken], self.walk.shapes, &mut |leaf, taken| {
            if let Some(given) = self.given(&leaf.value) {
                leaves.push(Placed::new((given, taken.to_vec()), leaf.span));
            }
        });
        for Placed { value: (given, taken), span } in leaves {
            self.fits(&given, &taken, span);
        }
    }

    /// The shapes of an input, or of what is below it, if an expression is nothing else.
    fn given(&self, expression: &Expression) -> Option<Known> {
        match expression {
            Expression::Path(path) if path.is_singular() => {
                let [Step::Member(root), Step::Member(name), below @ ..] = path.lead() else { return None };
                let members = below.iter().map(|step| match step {
                    Step::Member(name) => Hop::Member(name.clone(), 0..0),
                    Step::Element(_) => Hop::Element,
                });
                let way: Vec<Hop> = members.collect();
                Some(follow(&way, self.objects.get(name).filter(|_| root == "inputs")?, self.walk.shapes))
            }
            Expression::Template(template) if template.is_chain() => {
                let [reference] = template.references().members.as_slice() else { return None };
                let Some((Hop::Member(name, _), below)) = reference.hops.split_first() else { return None };
                Some(follow(below, self.objects.get(name).filter(|_| reference.root == "inputs")?, self.walk.shapes))
            }
            _ => None,
        }
    }

    fn fits(&mut self, given: &[ShapeId], taken: &[ShapeId], sent: Span) {
        let pair = (given.to_vec(), taken.to_vec());
        if given == taken || given.is_empty() || taken.is_empty() || self.seen.contains(&pair) {
            return;
        }
        self.seen.push(pair);
        let (kinds, theirs) = (self.walk.kinds(given), self.walk.kinds(taken));
        if !kinds.is_empty() && !theirs.is_empty() && !self.meets(kinds, theirs) {
            let message = format!("{kinds} is sent, and the provider takes {theirs}");
            let help = format!("send what is {theirs}, or correct a schema");
            self.wrong(Code::TypeMismatch, sent, message, given, taken, help);
            return;
        }
        self.choices(given, taken, sent);
        self.members(given, taken, sent);
        let elements = |shapes: &[ShapeId]| -> Known {
            shapes.iter().filter_map(|shape| self.walk.shapes.elements(*shape)).flatten().collect()
        };
        let (own, theirs) = (elements(given), elements(taken));
        self.fits(&own, &theirs, sent);
    }

    /// Whether what is sent can be what is taken; a query takes the text of a number, and one value for a list of them.
    fn meets(&self, given: Kinds, taken: Kinds) -> bool {
        let number = Kinds::INTEGER.with(Kinds::NUMBER);
        let as_text = self.is_text && given.meets(Kinds::SCALARS) && taken.meets(Kinds::STRING.with(Kinds::ARRAY));
        given.meets(taken) || given.meets(number) && taken.meets(number) || as_text
    }

    /// Each value that a caller may give is one that the provider takes.
    fn choices(&mut self, given: &[ShapeId], taken: &[ShapeId], sent: Span) {
        let lists = |shapes: &[ShapeId]| -> Option<Vec<Value>> {
            let lists: Option<Vec<Choices>> = shapes.iter().map(|shape| self.walk.shapes.choices(*shape)).collect();
            Some(lists?.concat())
        };
        let (Some(own), Some(theirs)) = (lists(given), lists(taken)) else { return };
        let words = |values: &mut dyn Iterator<Item = &Value>| {
            let words: Vec<String> = values.map(shown).collect();
            quoted_list(&words.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let strangers = words(&mut own.iter().filter(|value| !theirs.contains(value)));
        if !strangers.is_empty() {
            let message = format!("what is sent can be {strangers}, which the provider does not take");
            let help = format!("leave it out of the schema of the input: there are {}", words(&mut theirs.iter()));
            self.wrong(Code::EnumMismatch, sent, message, given, taken, help);
        }
    }

    /// Each member that an object can have is one that the provider takes.
    fn members(&mut self, given: &[ShapeId], taken: &[ShapeId], sent: Span) {
        let shapes = self.walk.shapes;
        for (name, property) in given.iter().flat_map(|shape| shapes.properties(*shape)) {
            let theirs: Vec<Member> = taken.iter().map(|shape| shapes.member(*shape, name)).collect();
            if theirs.contains(&Member::Unknown) && !theirs.iter().any(|own| matches!(own, Member::Found(_))) {
                let message = format!("the input can have `{name}`, which the provider does not take");
                let names = taken.iter().flat_map(|shape| shapes.properties(*shape)).map(|(name, _)| name);
                let diagnostic = Diagnostic::error(Code::UnknownMember, property.span, message);
                let names: Vec<&str> = names.collect();
                let help = match closest(name, names.iter().copied()) {
                    Some(right) => format!("did you mean `{right}`?"),
                    None => format!("there are {}", quoted_list(&names)),
                };
                self.walk.diagnostics.push(diagnostic.also(sent, "sent here").help(help));
                continue;
            }
            self.fits(&[property.shape], &shapes.members(taken, name), sent);
        }
    }

    fn wrong(&mut self, code: Code, sent: Span, message: String, given: &[ShapeId], taken: &[ShapeId], help: String) {
        let mut diagnostic = Diagnostic::error(code, sent, message);
        for (shapes, label) in [(given, "what is sent"), (taken, "what it takes")] {
            if let Some(shape) = shapes.first() {
                diagnostic = diagnostic.also(self.walk.shapes.get(*shape).span, label);
            }
        }
        self.walk.diagnostics.push(diagnostic.help(help));
    }
}
